//! Access lists, named and numbered.

use crate::node::config::{AccessEntry, AccessList};
use crate::types::{Ipv4Addr, Wildcard};

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::Mode;
use super::{Change, DONE, KEPT, Outcome};

/// Names of protocols and their numbers.
pub(crate) const PROTOCOLS: &[(&str, u8)] = &[
    ("ip", 0),
    ("icmp", 1),
    ("igmp", 2),
    ("ipinip", 4),
    ("tcp", 6),
    ("udp", 17),
    ("gre", 47),
    ("esp", 50),
    ("ahp", 51),
    ("eigrp", 88),
    ("ospf", 89),
    ("nos", 94),
    ("pim", 103),
    ("pcp", 108),
];

/// Names of UDP ports and their numbers.
pub(crate) const UDP_PORTS: &[(&str, u16)] = &[
    ("domain", 53),
    ("tftp", 69),
    ("ntp", 123),
    ("snmp", 161),
    ("isakmp", 500),
    ("syslog", 514),
    ("rip", 520),
    ("non500-isakmp", 4500),
];

/// Names of TCP ports and their numbers.
pub(crate) const TCP_PORTS: &[(&str, u16)] = &[
    ("ftp", 21),
    ("telnet", 23),
    ("smtp", 25),
    ("domain", 53),
    ("www", 80),
    ("bgp", 179),
    ("syslog", 514),
];

/// Whether a list of this number is extended; `None` if no list has the number.
fn is_extended_number(number: u32) -> Option<bool> {
    match number {
        1..=99 | 1300..=1999 => Some(false),
        100..=199 | 2000..=2699 => Some(true),
        _ => None,
    }
}

/// `ip access-list standard|extended NAME`.
pub(crate) fn named(change: &mut Change<'_>, args: &Args) -> Outcome {
    let extended = args.has("extended");
    let Some(name) = args.text("list-name").map(str::to_owned) else {
        return Err(Refusal::Incomplete);
    };
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        let number = name.parse().ok().filter(|n: &u32| n.to_string() == name);
        if number.and_then(is_extended_number) != Some(extended) {
            return Err(Refusal::Argument("list-name"));
        }
    }
    if !change.is_plain() {
        remove_list(change, &name);
        return DONE;
    }
    list(change, &name, extended)?;
    change.go(Mode::AccessList { name, extended })
}

fn remove_list(change: &mut Change<'_>, name: &str) {
    change.config.access_lists.remove(name);
}

fn list<'a>(
    change: &'a mut Change<'_>,
    name: &str,
    extended: bool,
) -> Result<&'a mut AccessList, Refusal> {
    let lists = &mut change.config.access_lists;
    let list = lists.entry(name.to_owned()).or_insert_with(|| AccessList {
        extended,
        ..AccessList::default()
    });
    if list.extended == extended {
        Ok(list)
    } else {
        Err(Refusal::OtherAccessList {
            extended: list.extended,
        })
    }
}

/// `ip access-list resequence NAME START STEP`.
pub(crate) fn resequence(change: &mut Change<'_>, args: &Args) -> Outcome {
    let name = args.text("list-name").unwrap_or_default();
    let Some(list) = change.config.access_lists.get_mut(name) else {
        // What IOS says here is not documented; the words are those of its other refusals.
        return Err(Refusal::NoAccessList(name.to_owned()));
    };
    let number = |what| args.number(what).unwrap_or(10);
    if list.resequence(number("start"), number("step")) {
        DONE
    } else {
        Err(Refusal::SequenceOverflow)
    }
}

/// `access-list N permit|deny …`; `no access-list N …` removes the whole list, as on IOS.
pub(crate) fn numbered(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some((name, extended)) = numbered_list(change, args)? else {
        return DONE;
    };
    add(
        list(change, &name, extended)?,
        entry(args),
        None,
        logged(args),
    )
}

/// `access-list N …` with conditions that are not simulated.
pub(crate) fn numbered_beyond(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some((name, extended)) = numbered_list(change, args)? else {
        return DONE;
    };
    // The words after `access-list N`.
    let text = args.written_out(2);
    add_text(list(change, &name, extended)?, text, None)
}

/// `access-list N remark …`.
pub(crate) fn numbered_remark(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some((name, extended)) = numbered_list(change, args)? else {
        return DONE;
    };
    let text = args.text("text").unwrap_or_default().to_owned();
    remark(list(change, &name, extended)?, text, None);
    DONE
}

/// The list a numbered line is for; `None` if the line has removed it.
fn numbered_list(change: &mut Change<'_>, args: &Args) -> Result<Option<(String, bool)>, Refusal> {
    let Some(number) = args.number("list-number") else {
        return Err(Refusal::Incomplete);
    };
    let name = number.to_string();
    if !change.is_plain() {
        remove_list(change, &name);
        return Ok(None);
    }
    Ok(Some((name, is_extended_number(number) == Some(true))))
}

/// The list whose mode the console is in.
fn here<'a>(change: &'a mut Change<'_>) -> Result<&'a mut AccessList, Refusal> {
    let Mode::AccessList { name, extended } = change.mode else {
        unreachable!("entries stand in a list");
    };
    list(change, name, *extended)
}

/// A line of a named list.
pub(crate) fn entry_line(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_plain = change.is_plain();
    let entry = entry(args);
    let seq = args.number("sequence");
    let list = here(change)?;
    if is_plain {
        return add(list, entry, seq, logged(args));
    }
    let found = list.entries.iter().find(|(_, old)| **old == entry);
    if let Some(seq) = found.map(|(seq, _)| *seq) {
        list.remove(seq);
    }
    DONE
}

/// `no N` in a named list.
pub(crate) fn remove_sequence(change: &mut Change<'_>, args: &Args) -> Outcome {
    if change.is_plain() {
        return Err(Refusal::Incomplete);
    }
    let seq = args.number("sequence").unwrap_or(0);
    here(change)?.remove(seq);
    DONE
}

/// A line whose conditions are not simulated: such an entry never matches here.
pub(crate) fn beyond(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_plain = change.is_plain();
    let seq = args.number("sequence");
    let text = args.written_out(usize::from(seq.is_some()));
    let list = here(change)?;
    if is_plain {
        return add_text(list, text, seq);
    }
    let found = list.unsimulated.iter().find(|(_, old)| **old == text);
    if let Some(seq) = found.map(|(seq, _)| *seq) {
        list.remove(seq);
    }
    DONE
}

/// `[N] remark …`: above the entry numbered N, or behind the last one. (Numbers before `remark` are of later
/// releases; 12.4 may refuse them.)
pub(crate) fn remark_line(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_plain = change.is_plain();
    let seq = args.number("sequence");
    let text = args.text("text").unwrap_or_default().to_owned();
    let list = here(change)?;
    if is_plain {
        remark(list, text, seq);
        return DONE;
    }
    let wanted = seq.map(|seq| place_above(list, seq));
    for (place, remarks) in &mut list.remarks {
        if let Some(at) = remarks.iter().position(|old| *old == text)
            && wanted.is_none_or(|wanted| wanted == *place)
        {
            remarks.remove(at);
            break;
        }
    }
    list.remarks.retain(|_, remarks| !remarks.is_empty());
    DONE
}

/// Where a remark with this number stands: above the entry that has the number or follows it.
fn place_above(list: &AccessList, seq: u32) -> u32 {
    let mut below = list.sequence().into_iter();
    below.find(|other| *other >= seq).unwrap_or(AccessList::END)
}

fn remark(list: &mut AccessList, text: String, seq: Option<u32>) {
    let place = seq.map_or(AccessList::END, |seq| place_above(list, seq));
    list.remarks.entry(place).or_default().push(text);
}

/// The number of a new entry; `None` if it is there already.
fn place(
    list: &mut AccessList,
    seq: Option<u32>,
    is_twin: bool,
    is_same: bool,
) -> Result<Option<u32>, Refusal> {
    let last = list.last();
    let taken = |seq| list.entries.contains_key(&seq) || list.unsimulated.contains_key(&seq);
    match seq {
        Some(seq) if taken(seq) && !is_same => return Err(Refusal::DuplicateSequence),
        _ if is_twin => return Ok(None),
        _ => {}
    }
    let next = last.saturating_add(10).saturating_sub(last % 10);
    let seq = seq.unwrap_or(next);
    if seq > AccessList::MAX {
        return Err(Refusal::SequenceOverflow);
    }
    // What stood behind the last entry stands above the new one.
    if seq > last
        && let Some(remarks) = list.remarks.remove(&AccessList::END)
    {
        list.remarks.insert(seq, remarks);
    }
    Ok(Some(seq))
}

fn add(
    list: &mut AccessList,
    entry: AccessEntry,
    seq: Option<u32>,
    logged: Option<&'static str>,
) -> Outcome {
    let is_twin = list.entries.values().any(|old| *old == entry);
    let is_same = seq.is_some_and(|seq| list.entries.get(&seq) == Some(&entry));
    let Some(seq) = place(list, seq, is_twin, is_same)? else {
        return DONE;
    };
    list.entries.insert(seq, entry);
    match logged {
        Some(word) => {
            list.logged.insert(seq, word.to_owned());
            KEPT
        }
        None => DONE,
    }
}

fn add_text(list: &mut AccessList, text: String, seq: Option<u32>) -> Outcome {
    let is_twin = list.unsimulated.values().any(|old| *old == text);
    let is_same = seq.is_some_and(|seq| list.unsimulated.get(&seq) == Some(&text));
    if let Some(seq) = place(list, seq, is_twin, is_same)? {
        list.unsimulated.insert(seq, text);
    }
    KEPT
}

/// `log`, `log-input`.
fn logged(args: &Args) -> Option<&'static str> {
    args.keyword("log").or_else(|| args.keyword("log-input"))
}

fn entry(args: &Args) -> AccessEntry {
    let protocol = args.keyword("protocol");
    let named = protocol.and_then(|word| PROTOCOLS.iter().find(|(name, _)| *name == word));
    let protocol = named.map_or_else(|| args.small("number").unwrap_or(0), |(_, number)| *number);
    let port = |name| {
        let ports = if protocol == 6 { TCP_PORTS } else { UDP_PORTS };
        let all = ports.iter().chain(TCP_PORTS).chain(UDP_PORTS);
        let named = |word| {
            all.clone()
                .find(|(name, _)| *name == word)
                .map(|(_, port)| *port)
        };
        args.small(name)
            .or_else(|| args.keyword(name).and_then(named))
    };
    AccessEntry {
        permit: args.has("permit"),
        protocol,
        src: wildcard(args, "src", "src-addr", "src-wild"),
        src_port: port("src-port"),
        dst: wildcard(args, "dst", "dst-addr", "dst-wild"),
        dst_port: port("dst-port"),
    }
}

/// `any`, `host A`, `A` or `A W`; bits that do not matter are stored as 0.
fn wildcard(args: &Args, word: &str, addr: &str, wild: &str) -> Wildcard {
    let Some(addr) = args.address(addr) else {
        return Wildcard::ANY;
    };
    let wildcard = args.address(wild).filter(|_| args.keyword(word).is_none());
    let wildcard = wildcard.unwrap_or(Ipv4Addr::UNSPECIFIED);
    Wildcard {
        addr: Ipv4Addr::from_bits(addr.to_bits() & !wildcard.to_bits()),
        wildcard,
    }
}
