//! What exec commands ask for, as values. Nothing here answers; that takes a running device.

use serde::Serialize;

use crate::types::{Dlci, InterfaceName, Ipv4Addr, Prefix, VlanId};

use super::grammar::Args;

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
    /// `traceroute A`.
    Traceroute {
        /// Where to.
        target: Ipv4Addr,
        /// From which address.
        source: Option<Source>,
    },
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
    /// `write memory`, `copy running-config startup-config`.
    WriteMemory,
    /// `write erase`, `erase startup-config`.
    EraseStartup,
    /// `reload`.
    Reload,
    /// `exit`, `logout`, `quit` at the exec prompt: the line is closed.
    Logout,
}

/// `ping A [repeat N] [size N] [timeout N] [source S] [df-bit]`.
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
}

/// The source of a ping.
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
    /// `standby [IF [GROUP]] [brief]`.
    Standby {
        /// One line a group.
        brief: bool,
        /// Only here.
        interface: Option<InterfaceName>,
        /// Only this group.
        group: Option<u8>,
    },
    /// `ip route …`.
    IpRoute(RouteFilter),
    /// `ip interface brief`.
    IpInterfaceBrief,
    /// `ip interface [IF]`.
    IpInterface(Option<InterfaceName>),
    /// `ip rip database`.
    RipDatabase,
    /// `ip protocols`.
    IpProtocols,
    /// `arp`, `ip arp`.
    Arp,
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
    /// `crypto map`.
    CryptoMap,
    /// `crypto engine connections active`.
    EngineConnections,
    /// `crypto session [detail]`.
    CryptoSession {
        /// With algorithms and lifetimes.
        detail: bool,
    },
    /// `crypto route`.
    CryptoRoute,
    /// `interfaces [IF]`.
    Interfaces(Option<InterfaceName>),
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
    Clock,
    /// `logging`.
    Logging,
    /// `debugging`.
    Debugging,
    /// `track [N]`.
    Track(Option<u16>),
    /// `frame-relay map`.
    FrameRelayMap,
    /// `frame-relay pvc [N]`.
    FrameRelayPvc(Option<Dlci>),
    /// `frame-relay lmi`.
    FrameRelayLmi,
    /// `vlan [brief]`.
    Vlan,
    /// `vlan id N`.
    VlanId(VlanId),
    /// `mac address-table`.
    MacAddressTable,
    /// `history`.
    History,
    /// `privilege`.
    Privilege,
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
    /// `standby terse`: all but hellos.
    StandbyTerse,
    /// `ip rip`.
    IpRip,
    /// `ip rip events`.
    IpRipEvents,
    /// `ip routing`.
    IpRouting,
    /// `ip icmp`.
    IpIcmp,
    /// `ip packet`.
    IpPacket,
    /// `arp`.
    Arp,
    /// `frame-relay lmi`.
    FrameRelayLmi,
    /// `frame-relay packet`.
    FrameRelayPacket,
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
    /// `ip route *|A`; `None` is all.
    IpRoute(Option<Ipv4Addr>),
    /// `arp-cache`.
    ArpCache,
    /// `counters`.
    Counters,
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
    Some(ExecCommand::Ping(PingCommand {
        target,
        repeat: args.number("count").unwrap_or(5),
        size: args.small("octets").unwrap_or(100),
        timeout_secs: args.small("seconds").unwrap_or(2),
        source: source(args),
        df: args.has("df-bit"),
    }))
}

/// `traceroute A`.
pub(crate) fn traceroute(args: &Args) -> Option<ExecCommand> {
    let target = args.address("target")?;
    let source = source(args);
    Some(ExecCommand::Traceroute { target, source })
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
        "ip packet" => DebugTopic::IpPacket,
        "arp" => DebugTopic::Arp,
        "frame-relay lmi" => DebugTopic::FrameRelayLmi,
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
        ClearCommand::IpRoute(args.address("network"))
    } else if args.has("arp-cache") {
        ClearCommand::ArpCache
    } else if args.has("counters") {
        ClearCommand::Counters
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
