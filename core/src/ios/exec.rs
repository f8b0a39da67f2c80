//! What exec commands ask for, as values. Nothing here answers; that takes a running device.

use serde::Serialize;

use crate::types::{Dlci, InterfaceName, Ipv4Addr, Prefix, VlanId};

use super::grammar::Args;
use super::show::Date;
use crate::proto::icmp::ping::Sweep;
use crate::proto::icmp::traceroute::DEFAULT_PORT;

/// Turns a parsed exec line into a command; `None` if the lab does not act on it.
pub(crate) type ExecBuilder = fn(&Args) -> Option<ExecCommand>;

/// A command at the `>` or `#` prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ExecCommand {
    /// `show …`, and what is left of its output.
    Show(ShowCommand, Option<OutputFilter>),
    /// `ping A …`.
    Ping(PingCommand),
    /// `ping` alone: the dialog of questions.
    PingDialog,
    /// `configure` alone: the question from where.
    ConfigureDialog,
    /// `traceroute A …`.
    Traceroute(TraceCommand),
    /// `traceroute` alone: the dialog of questions.
    TracerouteDialog,
    /// `debug …` and `no debug …`.
    Debug {
        /// What is watched.
        what: DebugTopic,
        /// On or off.
        on: bool,
    },
    /// `undebug all`.
    UndebugAll,
    /// `clear …`.
    Clear(ClearCommand),
    /// `terminal length N`.
    TerminalLength(u16),
    /// `terminal history [size N]`, `terminal no history`; a size of 0 keeps nothing.
    TerminalHistory {
        /// How many lines are kept, if it is said.
        size: Option<u16>,
        /// Whether any are.
        on: bool,
    },
    /// `terminal monitor`, `terminal no monitor`.
    TerminalMonitor(bool),
    /// `write memory`.
    WriteMemory,
    /// `copy running-config startup-config`.
    SaveConfig,
    /// `copy startup-config running-config`.
    MergeStartup,
    /// `clock set`: milliseconds since 1 January 1970, UTC.
    SetClock(u64),
    /// `write erase`, `erase startup-config`.
    EraseStartup,
    /// `reload`.
    Reload,
    /// `exit`, `logout`, `quit` at the exec prompt: the line is closed.
    Logout,
    /// An argument has the right form and no meaning; the caret goes below it.
    Invalid {
        /// Characters before it.
        column: usize,
    },
}

/// `ping A [repeat N] [size N] [timeout N] [source S] [df-bit] [data H] [validate]`, and what only the dialog asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PingCommand {
    /// Where to.
    pub target: Ipv4Addr,
    /// How many echoes, 5 unless given.
    pub repeat: u32,
    /// Octets of the IP packet, 100 unless given.
    pub size: u16,
    /// Seconds to wait for a reply, 2 unless given.
    pub timeout_secs: u16,
    /// From which address.
    pub source: Option<Source>,
    /// Don't fragment.
    pub df: bool,
    /// The pattern of the data, if one is given.
    pub pattern: Option<u16>,
    /// Compare the data of replies.
    pub validate: bool,
    /// Type of service.
    pub tos: u8,
    /// A line an echo instead of a mark.
    pub verbose: bool,
    /// Sizes to go through.
    pub sweep: Option<Sweep>,
}

impl PingCommand {
    /// `ping A`.
    #[must_use]
    pub const fn new(target: Ipv4Addr) -> Self {
        Self {
            target,
            repeat: 5,
            size: 100,
            timeout_secs: 2,
            source: None,
            df: false,
            pattern: None,
            validate: false,
            tos: 0,
            verbose: false,
            sweep: None,
        }
    }
}

/// `traceroute A [source S] [timeout N] [probe N] [ttl MIN MAX] [port N] [numeric]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TraceCommand {
    /// Where to.
    pub target: Ipv4Addr,
    /// From which address.
    pub source: Option<Source>,
    /// Seconds to wait for an answer, 3 unless given.
    pub timeout_secs: u16,
    /// Probes a hop, 3 unless given.
    pub probes: u16,
    /// The first and the last time to live, 1 and 30 unless given.
    pub ttl: (u8, u8),
    /// The destination port of the first probe.
    pub port: u16,
}

impl TraceCommand {
    /// `traceroute A`.
    #[must_use]
    pub const fn new(target: Ipv4Addr) -> Self {
        Self {
            target,
            source: None,
            timeout_secs: 3,
            probes: 3,
            ttl: (1, 30),
            port: DEFAULT_PORT,
        }
    }
}

/// The source of a ping or a traceroute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Source {
    /// An address of the device.
    Address(Ipv4Addr),
    /// An interface's primary address.
    Interface(InterfaceName),
}

/// `| include …` and its kin, with the regular expression as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum OutputFilter {
    /// Only matching lines.
    Include(String),
    /// All but matching lines.
    Exclude(String),
    /// From the first matching line.
    Begin(String),
    /// Matching lines and what is indented below.
    Section(String),
}

/// What `show` shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ShowCommand {
    /// `standby [IF [GROUP]] [brief|all]`.
    Standby {
        /// One line a group.
        brief: bool,
        /// Groups that are not enabled, too.
        all: bool,
        /// Only here.
        interface: Option<InterfaceName>,
        /// Only this group.
        group: Option<u8>,
    },
    /// `standby delay [IF]`.
    StandbyDelay(Option<InterfaceName>),
    /// `ip route …`.
    IpRoute(RouteFilter),
    /// `ip interface brief`.
    IpInterfaceBrief,
    /// `ip interface [IF]`.
    IpInterface(Option<InterfaceName>),
    /// `ip rip database [PREFIX]`.
    RipDatabase(Option<Prefix>),
    /// `ip protocols`.
    IpProtocols,
    /// `ip cef`.
    IpCef,
    /// `arp`, `ip arp [A|IF]`.
    Arp {
        /// Only this one.
        address: Option<Ipv4Addr>,
        /// Only here.
        interface: Option<InterfaceName>,
    },
    /// `access-lists [NAME]`, `ip access-lists [NAME]`.
    AccessLists(Option<String>),
    /// `crypto isakmp sa [detail]`.
    IsakmpSa {
        /// With lifetimes and algorithms.
        detail: bool,
    },
    /// `crypto isakmp policy`.
    IsakmpPolicy,
    /// `crypto isakmp key`.
    IsakmpKey,
    /// `crypto isakmp peers`.
    IsakmpPeers,
    /// `crypto ipsec sa …`.
    IpsecSa {
        /// Only this peer's.
        peer: Option<Ipv4Addr>,
        /// Only this map's.
        map: Option<String>,
        /// Only here.
        interface: Option<InterfaceName>,
    },
    /// `crypto ipsec transform-set`.
    TransformSets,
    /// `crypto ipsec security-association lifetime`.
    IpsecLifetime,
    /// `crypto map [interface IF|tag NAME]`.
    CryptoMap {
        /// Only the one bound here.
        interface: Option<InterfaceName>,
        /// Only this one.
        tag: Option<String>,
    },
    /// `crypto engine connections active`.
    EngineConnections,
    /// `crypto session [remote A] [detail]`.
    CryptoSession {
        /// With algorithms and lifetimes.
        detail: bool,
        /// Only with this peer.
        remote: Option<Ipv4Addr>,
    },
    /// `crypto route`.
    CryptoRoute,
    /// `interfaces [IF]`.
    Interfaces(Option<InterfaceName>),
    /// `interfaces description`.
    InterfacesDescription,
    /// `interfaces status`.
    InterfacesStatus,
    /// `interfaces trunk`.
    InterfacesTrunk,
    /// `interfaces [IF] switchport`.
    InterfacesSwitchport(Option<InterfaceName>),
    /// `running-config [interface IF]`.
    RunningConfig {
        /// Only this block.
        interface: Option<InterfaceName>,
    },
    /// `startup-config`.
    StartupConfig,
    /// `version`.
    Version,
    /// `clock [detail]`.
    Clock {
        /// With where the time comes from.
        detail: bool,
    },
    /// `logging`.
    Logging,
    /// `debugging`.
    Debugging,
    /// `track [N] [brief]`.
    Track {
        /// Only this object.
        object: Option<u16>,
        /// One line an object.
        brief: bool,
    },
    /// `frame-relay map`.
    FrameRelayMap,
    /// `frame-relay pvc [N]`.
    FrameRelayPvc(Option<Dlci>),
    /// `frame-relay lmi`.
    FrameRelayLmi,
    /// `vlan [brief]`.
    Vlan {
        /// Only the first table.
        brief: bool,
    },
    /// `vlan id N`.
    VlanId(VlanId),
    /// `mac address-table [dynamic] [interface IF|vlan N]`.
    MacAddressTable {
        /// Only here.
        interface: Option<InterfaceName>,
        /// Only in this VLAN.
        vlan: Option<VlanId>,
    },
    /// `history`.
    History,
    /// `privilege`.
    Privilege,
    /// `users`.
    Users,
    /// `hosts`.
    Hosts,
    /// `protocols`.
    Protocols,
}

/// Which routes `show ip route` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RouteFilter {
    /// All, with the legend.
    All,
    /// The one that covers an address, in detail.
    Address(Ipv4Addr),
    /// One prefix, in detail.
    Prefix(Prefix),
    /// A prefix and what is inside: `longer-prefixes`.
    Longer(Prefix),
    /// `static`.
    Static,
    /// `rip`.
    Rip,
    /// `connected`.
    Connected,
    /// `summary`.
    Summary,
}

/// What `debug` watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum DebugTopic {
    /// `crypto isakmp`.
    CryptoIsakmp,
    /// `crypto ipsec`.
    CryptoIpsec,
    /// `crypto engine`.
    CryptoEngine,
    /// `standby`: everything.
    Standby,
    /// `standby errors`.
    StandbyErrors,
    /// `standby events`.
    StandbyEvents,
    /// `standby packets`.
    StandbyPackets,
    /// `standby terse`: everything but hellos.
    StandbyTerse,
    /// `ip rip`.
    IpRip,
    /// `ip rip events`.
    IpRipEvents,
    /// `ip routing`.
    IpRouting,
    /// `ip icmp`.
    IpIcmp,
    /// `ip packet [LIST] [detail]`.
    IpPacket {
        /// Only what this access list permits.
        list: Option<u16>,
        /// With what the packets carry.
        detail: bool,
    },
    /// `arp`.
    Arp,
    /// `frame-relay lmi`.
    FrameRelayLmi,
    /// `frame-relay packet`.
    FrameRelayPacket,
    /// `frame-relay events`.
    FrameRelayEvents,
    /// `track`.
    Track,
}

/// What `clear` clears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ClearCommand {
    /// `crypto sa`.
    CryptoSa {
        /// Only this peer's.
        peer: Option<Ipv4Addr>,
        /// Only this map's.
        map: Option<String>,
    },
    /// `crypto sa counters`.
    CryptoSaCounters,
    /// `crypto isakmp [CONN]`.
    CryptoIsakmp(Option<u32>),
    /// `crypto session [remote A]`.
    CryptoSession(Option<Ipv4Addr>),
    /// `ip route *|A [M]`.
    IpRoute {
        /// Only the route to here; all otherwise.
        network: Option<Ipv4Addr>,
        /// Only with this mask.
        mask: Option<Ipv4Addr>,
    },
    /// `arp-cache [interface IF|A]`.
    ArpCache {
        /// Only here.
        interface: Option<InterfaceName>,
        /// Only this one.
        address: Option<Ipv4Addr>,
    },
    /// `frame-relay inarp`.
    FrameRelayInarp,
    /// `counters [IF]`.
    Counters(Option<InterfaceName>),
    /// `access-list counters [LIST]`.
    AccessListCounters(Option<String>),
    /// `logging`.
    Logging,
    /// `mac address-table dynamic`.
    MacAddressTable,
}

/// `ping …`.
pub(crate) fn ping(args: &Args) -> Option<ExecCommand> {
    let Some(target) = args.address("target") else {
        return Some(ExecCommand::PingDialog);
    };
    let usual = PingCommand::new(target);
    let pattern = match args.text("pattern").map(hex_pattern) {
        None => None,
        Some(Some(pattern)) => Some(pattern),
        Some(None) => return Some(invalid(args, "pattern")),
    };
    Some(ExecCommand::Ping(PingCommand {
        repeat: args.number("count").unwrap_or(usual.repeat),
        size: args.small("octets").unwrap_or(usual.size),
        timeout_secs: args.small("seconds").unwrap_or(usual.timeout_secs),
        source: source(args),
        df: args.has("df-bit"),
        pattern,
        validate: args.has("validate"),
        ..usual
    }))
}

/// Reads `ABCD` or `0xabcd`.
#[must_use]
pub fn hex_pattern(text: &str) -> Option<u16> {
    let digits = text.trim_start_matches("0x").trim_start_matches("0X");
    let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

/// `traceroute …`.
pub(crate) fn traceroute(args: &Args) -> Option<ExecCommand> {
    let Some(target) = args.address("target") else {
        return Some(ExecCommand::TracerouteDialog);
    };
    let usual = TraceCommand::new(target);
    let ttl = (
        args.small("min-ttl").unwrap_or(usual.ttl.0),
        args.small("max-ttl").unwrap_or(usual.ttl.1),
    );
    if ttl.0 > ttl.1 {
        return Some(invalid(args, "max-ttl"));
    }
    Some(ExecCommand::Traceroute(TraceCommand {
        source: source(args),
        timeout_secs: args.small("seconds").unwrap_or(usual.timeout_secs),
        probes: args.small("probes").unwrap_or(usual.probes),
        ttl,
        port: args.small("port-number").unwrap_or(usual.port),
        ..usual
    }))
}

/// `clock set hh:mm:ss DAY MONTH YEAR`, or the month first.
pub(crate) fn set_clock(args: &Args) -> Option<ExecCommand> {
    let Some(secs) = args.text("time").and_then(seconds_of_day) else {
        return Some(invalid(args, "time"));
    };
    let number = |name| args.number(name).map_or(0, u64::from);
    let month = args.text("month").unwrap_or_default();
    let date = Date::millis_of(number("year"), month, number("day"), secs);
    Some(date.map_or_else(|| invalid(args, "month"), ExecCommand::SetClock))
}

/// Reads `hh:mm:ss`.
fn seconds_of_day(text: &str) -> Option<u64> {
    let mut secs = 0;
    let mut parts = text.split(':');
    for limit in [24, 60, 60] {
        let part = parts.next()?;
        let is_number = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let value: u64 = part.parse().ok().filter(|_| is_number)?;
        if value >= limit {
            return None;
        }
        secs = secs * 60 + value;
    }
    parts.next().is_none().then_some(secs)
}

fn invalid(args: &Args, name: &str) -> ExecCommand {
    ExecCommand::Invalid {
        column: args.column(name).unwrap_or(0),
    }
}

fn source(args: &Args) -> Option<Source> {
    let address = args.address("source-address").map(Source::Address);
    address.or_else(|| args.interface("source-interface").map(Source::Interface))
}

/// `debug …`, by the words of the topic.
pub(crate) fn debug(args: &Args) -> Option<ExecCommand> {
    debug_topic(args).map(|what| ExecCommand::Debug { what, on: true })
}

/// `undebug …`, `no debug …`.
pub(crate) fn undebug(args: &Args) -> Option<ExecCommand> {
    if args.has("all") {
        return Some(ExecCommand::UndebugAll);
    }
    debug_topic(args).map(|what| ExecCommand::Debug { what, on: false })
}

fn debug_topic(args: &Args) -> Option<DebugTopic> {
    let words = args.written_out(1);
    if words.starts_with("ip packet") {
        return Some(DebugTopic::IpPacket {
            list: args.small("list"),
            detail: args.has("detail"),
        });
    }
    Some(match words.as_str() {
        "crypto isakmp" => DebugTopic::CryptoIsakmp,
        "crypto ipsec" => DebugTopic::CryptoIpsec,
        "crypto engine" => DebugTopic::CryptoEngine,
        "standby" => DebugTopic::Standby,
        "standby errors" => DebugTopic::StandbyErrors,
        "standby events" => DebugTopic::StandbyEvents,
        "standby packets" => DebugTopic::StandbyPackets,
        "standby terse" => DebugTopic::StandbyTerse,
        "ip rip" => DebugTopic::IpRip,
        "ip rip events" => DebugTopic::IpRipEvents,
        "ip routing" => DebugTopic::IpRouting,
        "ip icmp" => DebugTopic::IpIcmp,
        "arp" => DebugTopic::Arp,
        "frame-relay lmi" => DebugTopic::FrameRelayLmi,
        "frame-relay events" => DebugTopic::FrameRelayEvents,
        "frame-relay packet" => DebugTopic::FrameRelayPacket,
        "track" => DebugTopic::Track,
        _ => return None,
    })
}

/// `clear …`.
pub(crate) fn clear(args: &Args) -> Option<ExecCommand> {
    let command = if args.has("sa") {
        match args.has("counters") {
            true => ClearCommand::CryptoSaCounters,
            false => ClearCommand::CryptoSa {
                peer: args.address("peer-address"),
                map: args.text("map-name").map(str::to_owned),
            },
        }
    } else if args.has("isakmp") {
        ClearCommand::CryptoIsakmp(args.number("connection"))
    } else if args.has("session") {
        ClearCommand::CryptoSession(args.address("peer-address"))
    } else if args.has("route") {
        ClearCommand::IpRoute {
            network: args.address("network"),
            mask: args.address("mask"),
        }
    } else if args.has("arp-cache") {
        ClearCommand::ArpCache {
            interface: args.interface("interface-name"),
            address: args.address("address"),
        }
    } else if args.has("inarp") {
        ClearCommand::FrameRelayInarp
    } else if args.has("access-list") {
        ClearCommand::AccessListCounters(args.text("list-name").map(str::to_owned))
    } else if args.has("counters") {
        ClearCommand::Counters(args.interface("interface-name"))
    } else if args.has("logging") {
        ClearCommand::Logging
    } else {
        ClearCommand::MacAddressTable
    };
    Some(ExecCommand::Clear(command))
}

/// Commands that need no argument but one number.
pub(crate) fn terminal_length(args: &Args) -> Option<ExecCommand> {
    args.small("lines").map(ExecCommand::TerminalLength)
}

/// `terminal history [size N]`.
pub(crate) fn terminal_history(args: &Args) -> Option<ExecCommand> {
    let size = args.small("lines");
    Some(ExecCommand::TerminalHistory { size, on: true })
}
