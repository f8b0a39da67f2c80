//! Lines that are parsed and not simulated: which of them replace one another, and in what order they are printed.

use crate::node::config::DeviceConfig;

use super::super::grammar::{Args, Table};
use super::super::mode::Mode;
use super::{Change, Effect, Form, Outcome};

/// Lines of which a configuration holds one, or several if `is_list`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Family {
    /// How its lines start, without `no`.
    pub(crate) head: &'static str,
    /// The line that means the default; empty if the default is not to have such a line.
    pub(crate) default: &'static str,
    /// Where its lines are printed.
    pub(crate) place: Place,
    /// Whether several lines stand side by side.
    pub(crate) is_list: bool,
    /// Whether the default is printed too.
    pub(crate) is_shown: bool,
    /// Whether the lab acts on it although it is kept as text.
    pub(crate) is_simulated: bool,
}

/// Where a kept line is printed within its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `service …`, before the host name.
    Service,
    /// Between the boot markers.
    Boot,
    /// After the boot markers: logging and secrets.
    Secrets,
    /// `aaa …`, `ip cef`.
    Aaa,
    /// Name look-up.
    Names,
    /// Users and layer 2 protocols.
    Users,
    /// Among `crypto …`.
    Crypto,
    /// `ip …` after the routes.
    Http,
    /// After the access lists.
    Tail,
    /// In an interface, after the address.
    Ip,
    /// In an interface, after `shutdown`.
    Link,
    /// In an interface, with `switchport …`.
    Switchport,
    /// In an interface, after `standby …`.
    Last,
}

impl Family {
    /// Whether a kept line of a mode belongs here.
    pub(crate) fn owns(&self, table: Table, line: &str) -> bool {
        family(table, line).1.head == self.head
    }
}

const fn off(head: &'static str, place: Place) -> Family {
    Family {
        head,
        default: "",
        place,
        is_list: false,
        is_shown: false,
        is_simulated: false,
    }
}

const fn on(head: &'static str, place: Place) -> Family {
    with_default(head, head, place)
}

const fn with_default(head: &'static str, default: &'static str, place: Place) -> Family {
    Family {
        default,
        ..off(head, place)
    }
}

const fn list(head: &'static str, place: Place) -> Family {
    Family {
        is_list: true,
        ..off(head, place)
    }
}

const fn shown(family: Family) -> Family {
    Family {
        is_shown: true,
        ..family
    }
}

const fn simulated(family: Family) -> Family {
    Family {
        is_simulated: true,
        ..family
    }
}

/// Global lines, in the order they are printed.
const GLOBAL: &[Family] = &[
    shown(off("service password-encryption", Place::Service)),
    on("service pad", Place::Service),
    on("service dhcp", Place::Service),
    list("service", Place::Service),
    list("boot system", Place::Boot),
    off("enable secret", Place::Secrets),
    off("enable password", Place::Secrets),
    shown(off("aaa new-model", Place::Aaa)),
    list("aaa", Place::Aaa),
    off("clock timezone", Place::Aaa),
    off("clock summer-time", Place::Aaa),
    off("memory-size iomem", Place::Aaa),
    on("ip source-route", Place::Aaa),
    on("ip subnet-zero", Place::Aaa),
    shown(on("ip cef", Place::Aaa)),
    simulated(on("ip domain lookup", Place::Names)),
    off("ip domain name", Place::Names),
    list("ip name-server", Place::Names),
    list("ip host", Place::Names),
    off("ip multicast-routing", Place::Names),
    list("username", Place::Users),
    off("vtp domain", Place::Users),
    off("vtp mode", Place::Users),
    list("spanning-tree", Place::Users),
    list("ip ssh", Place::Users),
    off("ip tcp synwait-time", Place::Users),
    list("track", Place::Users),
    on("crypto isakmp enable", Place::Crypto),
    with_default(
        "crypto isakmp identity",
        "crypto isakmp identity address",
        Place::Crypto,
    ),
    off("crypto isakmp aggressive-mode disable", Place::Crypto),
    off("crypto isakmp nat keepalive", Place::Crypto),
    on(
        "crypto ipsec nat-transparency udp-encapsulation",
        Place::Crypto,
    ),
    with_default(
        "crypto ipsec fragmentation",
        "crypto ipsec fragmentation before-encryption",
        Place::Crypto,
    ),
    with_default(
        "crypto ipsec df-bit",
        "crypto ipsec df-bit copy",
        Place::Crypto,
    ),
    off("crypto ipsec security-association idle-time", Place::Crypto),
    with_default(
        "crypto ipsec security-association replay window-size",
        "crypto ipsec security-association replay window-size 64",
        Place::Crypto,
    ),
    list("crypto", Place::Crypto),
    off("ip default-gateway", Place::Http),
    on("ip classless", Place::Http),
    shown(off("ip http server", Place::Http)),
    off("ip http secure-server", Place::Http),
    off("ip http authentication", Place::Http),
    list("ip route", Place::Http),
    list("logging", Place::Tail),
    list("snmp-server", Place::Tail),
    list("ntp", Place::Tail),
    list("tftp-server", Place::Tail),
    on("cdp run", Place::Tail),
    list("alias", Place::Tail),
    off("banner exec", Place::Tail),
    off("banner incoming", Place::Tail),
    off("banner login", Place::Tail),
    off("banner motd", Place::Tail),
    list("privilege", Place::Tail),
    list("scheduler", Place::Tail),
];

/// Lines of interfaces, in the order they are printed.
const INTERFACE: &[Family] = &[
    off("delay", Place::Ip),
    list("ip access-group", Place::Ip),
    on("ip redirects", Place::Ip),
    on("ip unreachables", Place::Ip),
    on("ip route-cache", Place::Ip),
    off("ip tcp adjust-mss", Place::Ip),
    list("ip ospf", Place::Ip),
    list("ip", Place::Ip),
    off("encapsulation ppp", Place::Ip),
    off("mac-address", Place::Link),
    off("mtu", Place::Link),
    off("load-interval", Place::Link),
    on("logging event", Place::Link),
    on("keepalive", Place::Link),
    with_default("duplex", "duplex auto", Place::Link),
    with_default("speed", "speed auto", Place::Link),
    off("clock rate", Place::Link),
    on("fair-queue", Place::Link),
    off("serial restart-delay", Place::Link),
    list("spanning-tree", Place::Switchport),
    off("switchport nonegotiate", Place::Switchport),
    list("switchport", Place::Switchport),
    off("standby version", Place::Last),
    list("standby", Place::Last),
    on("cdp enable", Place::Last),
    list("service-policy", Place::Last),
];

/// Lines of `line …`.
const LINE: &[Family] = &[
    off("session-timeout", Place::Last),
    list("access-class", Place::Last),
    off("exec-timeout", Place::Last),
    off("privilege level", Place::Last),
    off("password", Place::Last),
    off("logging synchronous", Place::Last),
    off("login", Place::Last),
    on("exec", Place::Last),
    off("history size", Place::Last),
    off("length", Place::Last),
    off("width", Place::Last),
    off("transport input", Place::Last),
    off("transport output", Place::Last),
    off("transport preferred", Place::Last),
    off("stopbits", Place::Last),
    off("speed", Place::Last),
    off("escape-character", Place::Last),
    off("absolute-timeout", Place::Last),
];

/// Lines of the other blocks.
const OTHER: &[Family] = &[
    list("remark", Place::Last),
    off("output-delay", Place::Last),
    on("validate-update-source", Place::Last),
    off("flash-update-threshold", Place::Last),
    with_default("state", "state active", Place::Last),
    off("delay up", Place::Last),
    off("delay down", Place::Last),
];

const WHOLE_LINE: Family = list("", Place::Tail);

/// The families of the lines of a mode.
pub(crate) const fn families(table: Table) -> &'static [Family] {
    match table {
        Table::Global => GLOBAL,
        Table::Interface => INTERFACE,
        Table::Line => LINE,
        _ => OTHER,
    }
}

/// The family of a line and its rank in print.
fn family(table: Table, line: &str) -> (usize, Family) {
    let line = line.strip_prefix("no ").unwrap_or(line);
    let all = families(table);
    let rank = all
        .iter()
        .position(|family| starts_with_words(line, family.head));
    rank.map_or((all.len(), WHOLE_LINE), |rank| (rank, all[rank]))
}

/// Whether `line` starts with the words of `head`.
fn starts_with_words(line: &str, head: &str) -> bool {
    line.strip_prefix(head)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The place a kept line of a mode is printed at.
pub(crate) fn place(table: Table, line: &str) -> Place {
    family(table, line).1.place
}

/// Keeps a line that is not simulated, or forgets it.
pub(crate) fn keep(change: &mut Change<'_>, args: &Args) -> Outcome {
    let line = args.written_out(0);
    for (old, new) in SPELLINGS {
        if let Some(rest) = line.strip_prefix(old) {
            return keep_line(change, &format!("{new}{rest}"));
        }
    }
    keep_line(change, &line)
}

/// Older spellings, and how the running configuration spells them.
const SPELLINGS: [(&str, &str); 3] = [
    ("ip domain-lookup", "ip domain lookup"),
    ("ip domain-name", "ip domain name"),
    ("clockrate ", "clock rate "),
];

/// Keeps `line` as if it had been typed.
pub(crate) fn keep_line(change: &mut Change<'_>, line: &str) -> Outcome {
    let table = change.mode.table();
    let (_, family) = family(table, line);
    let is_switch = !family.head.is_empty() && family.default == family.head;
    let is_default_line = line == family.default || is_vty_login(change.mode, line);
    let kept = match change.form {
        Form::Plain if is_default_line => None,
        Form::Plain => Some(line.to_owned()),
        Form::No if is_switch || is_vty_login(change.mode, line) => Some(format!("no {line}")),
        Form::No | Form::Default => None,
    };
    remove(change.config, change.mode, &family, line, kept.as_deref());
    let Some(kept) = kept else {
        return Ok(Effect::Simulated);
    };
    insert(change.config, change.mode, kept);
    Ok(if family.is_simulated {
        Effect::Simulated
    } else {
        Effect::NotSimulated
    })
}

/// `login` is what a terminal line asks for unless told otherwise.
fn is_vty_login(mode: &Mode, line: &str) -> bool {
    line == "login" && matches!(mode, Mode::Line(words) if words.starts_with("vty"))
}

/// Removes what a line replaces.
fn remove(config: &mut DeviceConfig, mode: &Mode, family: &Family, line: &str, new: Option<&str>) {
    let block = mode.block();
    let Some(lines) = config.unsimulated.get_mut(&block) else {
        return;
    };
    let rank = self::family(mode.table(), line).0;
    lines.retain(|old| {
        let positive = old.strip_prefix("no ").unwrap_or(old);
        let goes = if family.is_list {
            new.is_none() && starts_with_words(positive, line)
        } else {
            self::family(mode.table(), old).0 == rank
        };
        !goes
    });
    if lines.is_empty() {
        config.unsimulated.remove(&block);
    }
}

/// Puts a line where the running configuration shows it.
fn insert(config: &mut DeviceConfig, mode: &Mode, line: String) {
    let lines = config.unsimulated.entry(mode.block()).or_default();
    if lines.contains(&line) {
        return;
    }
    let table = mode.table();
    let rank = family(table, &line).0;
    let after = lines.iter().position(|old| family(table, old).0 > rank);
    lines.insert(after.unwrap_or(lines.len()), line);
}
