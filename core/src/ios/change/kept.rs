//! Lines that are parsed and not simulated: which of them replace one another, and in what order they are printed.

use crate::node::config::DeviceConfig;

use super::super::grammar::{Args, Table};
use super::super::mode::{KeptMode, Mode};
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
    /// After the service level monitors.
    Sla,
    /// Routes to nowhere, and those that depend on something.
    Routes,
    /// `ip …` after the routes.
    Http,
    /// `logging …`, between named and numbered access lists.
    Logging,
    /// After the access lists.
    Tail,
    /// `snmp-server …`, after the route maps.
    Snmp,
    /// Banners and aliases, after `control-plane`.
    Banner,
    /// After the terminal lines.
    End,
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
    off("track timer interface", Place::Users),
    off("track timer ip route", Place::Users),
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
    on("ip classless", Place::Http),
    shown(off("ip http server", Place::Http)),
    off("ip http secure-server", Place::Http),
    off("ip http authentication", Place::Http),
    list("ip route", Place::Routes),
    list("ip sla monitor schedule", Place::Sla),
    off("logging trap", Place::Logging),
    off("logging facility", Place::Logging),
    off("logging source-interface", Place::Logging),
    list("logging", Place::Logging),
    list("snmp-server", Place::Snmp),
    list("ntp", Place::End),
    list("tftp-server", Place::Tail),
    on("cdp run", Place::Tail),
    simulated(list("alias exec", Place::Banner)),
    list("alias", Place::Banner),
    off("banner exec", Place::Banner),
    off("banner incoming", Place::Banner),
    off("banner login", Place::Banner),
    off("banner motd", Place::Banner),
    list("privilege", Place::Banner),
    list("scheduler", Place::End),
];

/// Lines of interfaces, in the order they are printed.
const INTERFACE: &[Family] = &[
    off("delay", Place::Ip),
    list("ip access-group", Place::Ip),
    on("ip redirects", Place::Ip),
    on("ip unreachables", Place::Ip),
    on("ip route-cache cef", Place::Ip),
    off("ip route-cache flow", Place::Ip),
    off("ip route-cache same-interface", Place::Ip),
    on("ip route-cache", Place::Ip),
    off("ip tcp adjust-mss", Place::Ip),
    list("ip ospf", Place::Ip),
    list("ip", Place::Ip),
    off("encapsulation ppp", Place::Ip),
    off("mac-address", Place::Link),
    off("mtu", Place::Link),
    off("load-interval", Place::Link),
    on("logging event link-status", Place::Link),
    off("logging event subif-link-status", Place::Link),
    off("logging event dlci-status-change", Place::Link),
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
    off("description", Place::Last),
    off("keyring", Place::Last),
    off("self-identity", Place::Last),
    off("local-address", Place::Last),
    off("vrf", Place::Last),
    off("initiate mode", Place::Last),
    off("keepalive", Place::Last),
    off("set transform-set", Place::Last),
    off("set pfs", Place::Last),
    off("set isakmp-profile", Place::Last),
    off("match address", Place::Last),
    off("reverse-route", Place::Last),
    off("type", Place::Last),
    off("timeout", Place::Last),
    off("threshold", Place::Last),
    off("request-data-size", Place::Last),
    off("tos", Place::Last),
    off("tag", Place::Last),
    off("owner", Place::Last),
    off("frequency", Place::Last),
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

/// Whether the lab acts on a line although it is kept as text.
pub(crate) fn is_simulated(table: Table, line: &str) -> bool {
    let old = SPELLINGS.iter().find(|(old, _)| line.starts_with(old));
    let line = match old {
        Some((old, new)) => format!("{new}{}", &line[old.len()..]),
        None => line.to_owned(),
    };
    family(table, &line).1.is_simulated
}

/// Keeps `line` as if it had been typed.
pub(crate) fn keep_line(change: &mut Change<'_>, line: &str) -> Outcome {
    let table = change.mode.table();
    let (_, family) = family(table, line);
    let is_switch = !family.head.is_empty() && family.default == family.head;
    let is_default_line = line == family.default || is_vty_login(change.mode, line);
    let kept = match change.form {
        Form::Plain if is_default_line => None,
        Form::Plain => Some(line.to_owned()),
        Form::No if is_switch => Some(format!("no {}", family.head)),
        Form::No if is_vty_login(change.mode, line) => Some("no login".to_owned()),
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
    if !family.is_list {
        let same = same_rank(mode.table(), lines, line);
        lines.drain(same);
    } else if new.is_none() {
        lines.retain(|old| {
            let positive = old.strip_prefix("no ").unwrap_or(old);
            !starts_with_words(positive, line)
        });
    }
    if lines.is_empty() && !matches!(mode, Mode::Kept { .. }) {
        config.unsimulated.remove(&block);
    }
}

/// `crypto keyring NAME`.
pub(crate) fn keyring(change: &mut Change<'_>, args: &Args) -> Outcome {
    open(change, KeptMode::Keyring, args.written_out(2))
}

/// `crypto isakmp profile NAME`.
pub(crate) fn isakmp_profile(change: &mut Change<'_>, args: &Args) -> Outcome {
    open(change, KeptMode::IsakmpProfile, args.written_out(3))
}

/// `crypto dynamic-map NAME SEQ`.
pub(crate) fn dynamic_map(change: &mut Change<'_>, args: &Args) -> Outcome {
    open(change, KeptMode::DynamicMap, args.written_out(2))
}

/// `ip sla monitor N`.
pub(crate) fn sla_monitor(change: &mut Change<'_>, args: &Args) -> Outcome {
    let number = args.written_out(3);
    if !change.is_plain() {
        let mode = Mode::Global;
        keep_line(
            &mut change.within(&mode),
            &format!("ip sla monitor schedule {number}"),
        )?;
    }
    // An operation whose type is known is configured as one of that type.
    let block = format!("{} {number}", KeptMode::SlaMonitor.command());
    let lines = change.config.unsimulated.get(&block);
    let what = match lines.is_some_and(|lines| !lines.is_empty()) {
        true => KeptMode::SlaMonitorEcho,
        false => KeptMode::SlaMonitor,
    };
    open(change, what, number)
}

/// `type echo …`.
pub(crate) fn sla_type(change: &mut Change<'_>, args: &Args) -> Outcome {
    let outcome = keep(change, args);
    if let Mode::Kept { name, .. } = change.mode {
        change.enter = Some(Mode::Kept {
            what: KeptMode::SlaMonitorEcho,
            name: name.clone(),
        });
    }
    outcome
}

/// `route-map NAME [permit|deny] [SEQ]`; an entry is `permit 10` unless it says otherwise.
pub(crate) fn route_map(change: &mut Change<'_>, args: &Args) -> Outcome {
    let mut name = args.text("map-name").unwrap_or_default().to_owned();
    let seq = args.number("sequence");
    if change.is_plain() || seq.is_some() {
        let action = if args.has("deny") { "deny" } else { "permit" };
        name.push_str(&format!(" {action} {}", seq.unwrap_or(10)));
    }
    open(change, KeptMode::RouteMap, name)
}

/// Goes to a mode of which nothing is simulated, or forgets what is kept there.
fn open(change: &mut Change<'_>, what: KeptMode, name: String) -> Outcome {
    let mode = Mode::Kept { what, name };
    let block = mode.block();
    if !change.is_plain() {
        let all = &mut change.config.unsimulated;
        all.retain(|key, _| !starts_with_words(key, &block));
        return Ok(Effect::Simulated);
    }
    change.config.unsimulated.entry(block).or_default();
    change.enter = Some(mode);
    Ok(Effect::NotSimulated)
}

/// Forgets the lines of a block that start with these words.
pub(crate) fn forget_lines(config: &mut DeviceConfig, block: &str, head: &str) {
    if let Some(lines) = config.unsimulated.get_mut(block) {
        lines.retain(|line| !starts_with_words(line, head));
        if lines.is_empty() {
            config.unsimulated.remove(block);
        }
    }
}

/// Puts a line where the running configuration shows it.
fn insert(config: &mut DeviceConfig, mode: &Mode, line: String) {
    let lines = config.unsimulated.entry(mode.block()).or_default();
    let same = same_rank(mode.table(), lines, &line);
    if !lines[same.clone()].contains(&line) {
        lines.insert(same.end, line);
    }
}

/// Where the lines of a line's family stand; lines are kept in the order of their families.
fn same_rank(table: Table, lines: &[String], line: &str) -> std::ops::Range<usize> {
    let rank = family(table, line).0;
    let start = lines.partition_point(|old| family(table, old).0 < rank);
    let end = lines.partition_point(|old| family(table, old).0 <= rank);
    start..end
}
