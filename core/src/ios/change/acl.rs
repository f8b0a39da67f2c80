//! Access lists, named and numbered.

use crate::node::config::{AccessEntry, AccessList};
use crate::types::{Ipv4Addr, Wildcard};

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::{Mode, access_list_block};
use super::{Change, DONE, KEPT, Outcome, kept};

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
    for extended in [false, true] {
        change.forget(&access_list_block(name, extended));
    }
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

/// `access-list N permit|deny …`; `no access-list N …` removes the whole list, as on IOS.
pub(crate) fn numbered(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(number) = args.number("list-number") else {
        return Err(Refusal::Incomplete);
    };
    let name = number.to_string();
    if !change.is_plain() {
        remove_list(change, &name);
        return DONE;
    }
    let extended = is_extended_number(number) == Some(true);
    let entry = entry(args);
    add(list(change, &name, extended)?, entry, None)
}

/// `access-list N remark …`.
pub(crate) fn numbered_remark(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(number) = args.number("list-number") else {
        return Err(Refusal::Incomplete);
    };
    let name = number.to_string();
    if !change.is_plain() {
        remove_list(change, &name);
        return DONE;
    }
    let extended = is_extended_number(number) == Some(true);
    list(change, &name, extended)?;
    let mode = Mode::AccessList { name, extended };
    let line = format!("remark {}", args.text("text").unwrap_or_default());
    kept::keep_line(&mut change.within(&mode), &line)
}

/// A line of a named list.
pub(crate) fn entry_line(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Mode::AccessList { name, extended } = change.mode else {
        return DONE;
    };
    let is_plain = change.is_plain();
    let entry = entry(args);
    let seq = args.number("sequence");
    let list = list(change, name, *extended)?;
    if is_plain {
        return add(list, entry, seq);
    }
    list.entries.retain(|_, old| *old != entry);
    DONE
}

/// `no N` in a named list.
pub(crate) fn remove_sequence(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Mode::AccessList { name, extended } = change.mode else {
        return DONE;
    };
    if change.is_plain() {
        return Err(Refusal::Incomplete);
    }
    let seq = args.number("sequence").unwrap_or(0);
    list(change, name, *extended)?.entries.remove(&seq);
    DONE
}

/// A line whose conditions are not simulated: such an entry never matches here.
pub(crate) fn beyond(change: &mut Change<'_>, args: &Args) -> Outcome {
    kept::keep(change, args)?;
    KEPT
}

fn add(list: &mut AccessList, entry: AccessEntry, seq: Option<u32>) -> Outcome {
    let twin = list.entries.values().any(|old| *old == entry);
    let last = list.entries.last_key_value().map_or(0, |(seq, _)| *seq);
    let next = last.saturating_add(10).saturating_sub(last % 10);
    match seq {
        Some(seq) if list.entries.get(&seq).is_some_and(|old| *old != entry) => {
            return Err(Refusal::DuplicateSequence);
        }
        _ if twin => return DONE,
        _ => {}
    }
    list.entries.insert(seq.unwrap_or(next), entry);
    DONE
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
