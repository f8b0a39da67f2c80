//! What the console says by itself: log messages always, debug lines where somebody asked for them.
//!
//! Facts come in, lines go out. A message may have several lines; only its first has a stamp, as on a router.

mod boot;
mod frame_relay;
mod ipsec;
mod isakmp;
mod isakmp_text;
mod link;
mod packet;
mod rip;
mod routing;
mod stamp;
mod standby;
mod topic;

use std::net::Ipv4Addr;

use crate::node::Device;
use crate::node::fact::FactKind;
use crate::node::watch::{Sight, Watch};
use crate::time::{Duration, Instant};

/// Messages of a kind that packets from outside can provoke appear at most once in this time.
const RATE_LIMIT: Duration = Duration::from_secs(60);

/// What is being debugged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a command of its own"
)]
pub struct DebugFlags {
    /// `debug crypto isakmp`.
    pub isakmp: bool,
    /// `debug crypto ipsec`.
    pub ipsec: bool,
    /// `debug crypto engine`.
    pub engine: bool,
    /// `debug standby`: all of HSRP.
    pub standby: bool,
    /// `debug standby terse`: all but Hellos.
    pub standby_terse: bool,
    /// `debug standby events`: no packets.
    pub standby_events: bool,
    /// `debug standby packets`: only packets.
    pub standby_packets: bool,
    /// `debug ip rip`.
    pub rip: bool,
    /// `debug ip rip events`.
    pub rip_events: bool,
    /// `debug ip routing`.
    pub ip_routing: bool,
    /// `debug standby errors`.
    pub standby_errors: bool,
    /// `debug ip icmp`.
    pub icmp: bool,
    /// `debug ip packet`.
    pub ip_packet: bool,
    /// With what the packet carries.
    pub ip_packet_detail: bool,
    /// Only packets that this access list permits.
    pub ip_packet_list: Option<u16>,
    /// `debug arp`.
    pub arp: bool,
    /// `debug frame-relay lmi`.
    pub frame_relay_lmi: bool,
    /// `debug frame-relay packet`.
    pub frame_relay_packet: bool,
    /// `debug track`.
    pub track: bool,
    /// `debug frame-relay events`: inverse ARP.
    pub frame_relay_events: bool,
}

impl DebugFlags {
    /// Nothing.
    pub const NONE: Self = Self {
        isakmp: false,
        ipsec: false,
        engine: false,
        standby: false,
        standby_terse: false,
        standby_events: false,
        standby_packets: false,
        rip: false,
        rip_events: false,
        ip_routing: false,
        standby_errors: false,
        icmp: false,
        ip_packet: false,
        ip_packet_detail: false,
        ip_packet_list: None,
        arp: false,
        frame_relay_lmi: false,
        frame_relay_packet: false,
        track: false,
        frame_relay_events: false,
    };

    /// What a device must show for this.
    #[must_use]
    pub const fn watch(&self) -> Watch {
        Watch {
            icmp: self.icmp,
            arp: self.arp,
            ip: self.ip_packet,
            lmi: self.frame_relay_lmi,
            circuits: self.frame_relay_packet,
        }
    }
}

/// What the console remembers from one line to the next: when messages that may come in floods were last said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogState {
    invalid_spi: Option<Instant>,
    no_sa: Option<Instant>,
    not_ipsec: Option<Instant>,
    replay: Option<Instant>,
    mac: Option<Instant>,
    bad_authentication: Option<Instant>,
    /// Messages so far.
    messages: u32,
    /// The deletion whose first lines have been printed: when, and between which ends.
    deletion: Option<(Instant, Ipv4Addr, Ipv4Addr)>,
}

/// Whether a message may be said now, once in [`RATE_LIMIT`]; if so that is noted.
fn may_say(last: &mut Option<Instant>, now: Instant) -> bool {
    let allowed = last.is_none_or(|at| now >= at + RATE_LIMIT);
    if allowed {
        *last = Some(now);
    }
    allowed
}

/// A message: what is printed, and how grave it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// From 0 to 7; debug messages are 7.
    pub severity: u8,
    /// Its lines, without newlines. Only the first has a stamp.
    pub lines: Vec<String>,
}

/// A message that is no fact of the device, such as `%SYS-5-CONFIG_I: …`, stamped and numbered.
#[must_use]
pub fn message(device: &Device, at: Instant, state: &mut LogState, text: &str) -> Message {
    let debug = DebugFlags::NONE;
    let mut console = Console::new(device, at, &debug, state.messages);
    console.log(text);
    state.messages = console.number;
    Message {
        severity: severity_of(text),
        lines: console
            .messages
            .pop()
            .map_or_else(Vec::new, |message| message.lines),
    }
}

/// The severity in `%FACILITY-SEVERITY-MNEMONIC: …`.
fn severity_of(text: &str) -> u8 {
    let digit = text.split('-').nth(1).and_then(|part| part.bytes().next());
    digit
        .filter(u8::is_ascii_digit)
        .map_or(7, |digit| digit - b'0')
}

/// The messages a device says for something seen while it is watched.
#[must_use]
pub fn sight(
    device: &Device,
    at: Instant,
    sight: &Sight,
    debug: &DebugFlags,
    state: &mut LogState,
) -> Vec<Message> {
    let mut console = Console::new(device, at, debug, state.messages);
    match sight {
        Sight::Icmp { .. } => packet::icmp(&mut console, sight),
        Sight::Arp { .. } | Sight::ArpIncomplete { .. } => packet::arp(&mut console, sight),
        Sight::Ip(packet) => packet::ip(&mut console, packet),
        Sight::Lmi {
            interface,
            sent,
            frame,
        } => {
            frame_relay::lmi(&mut console, *interface, *sent, frame);
        }
        Sight::Circuit { .. } | Sight::CircuitBroadcast { .. } | Sight::NoCircuit { .. } => {
            frame_relay::circuit(&mut console, sight);
        }
    }
    state.messages = console.number;
    console.messages
}

/// The messages a device says for a fact, in order.
#[must_use]
pub fn messages(
    device: &Device,
    at: Instant,
    fact: &FactKind,
    debug: &DebugFlags,
    state: &mut LogState,
) -> Vec<Message> {
    let mut console = Console::new(device, at, debug, state.messages);
    match fact {
        FactKind::LinkMessage(message) => link::message(&mut console, *message),
        FactKind::LineProtocol { interface, up } => {
            link::tracked(&mut console, *interface, *up);
            if *up {
                standby::interface_up(&mut console, *interface);
            }
        }
        FactKind::TrackedRoute { id, prefix, up } => {
            link::tracked_route(&mut console, *id, *prefix, *up);
        }
        FactKind::Standby {
            interface,
            group,
            output,
        } => {
            standby::output(&mut console, state, *interface, *group, output);
        }
        FactKind::StandbyReceived {
            interface,
            src,
            repr,
        } => {
            standby::received(&mut console, *interface, *src, repr);
        }
        FactKind::Ike { event } => isakmp::event(&mut console, state, event),
        FactKind::SaInstalled { .. } | FactKind::SaRemoved { .. } => {
            ipsec::fact(&mut console, state, fact)
        }
        FactKind::EspRefused {
            local,
            peer,
            error,
            spi,
            sequence,
        } => {
            ipsec::refused(
                &mut console,
                state,
                (*local, *peer),
                *error,
                *spi,
                *sequence,
            );
        }
        FactKind::NotProtected { dst, src, protocol } => {
            ipsec::not_protected(&mut console, state, *dst, *src, *protocol);
        }
        FactKind::Power { on: true, .. } => boot::restarted(&mut console),
        // The console says it before the power goes.
        FactKind::Power { on: false, .. } => {}
        FactKind::Route(event) => routing::event(&mut console, event),
        FactKind::Rip { event } => rip::output(&mut console, event),
        FactKind::FrameRelay { interface, output } => {
            frame_relay::output(&mut console, *interface, output)
        }
        // Neither IOS nor we say anything by themselves of these; what they lead to are facts of their own.
        FactKind::Command { .. }
        | FactKind::Cable { .. }
        | FactKind::Admin { .. }
        | FactKind::Carrier { .. }
        | FactKind::IkePhase { .. }
        | FactKind::Ping { .. }
        | FactKind::Traceroute { .. }
        | FactKind::PacketDropped { .. } => {}
    }
    state.messages = console.number;
    console.messages
}

/// The lines of [`messages`].
#[cfg(test)]
pub fn lines(
    device: &Device,
    at: Instant,
    fact: &FactKind,
    debug: &DebugFlags,
    state: &mut LogState,
) -> Vec<String> {
    let messages = messages(device, at, fact, debug, state);
    messages
        .into_iter()
        .flat_map(|message| message.lines)
        .collect()
}

/// Where messages are gathered, numbered and stamped.
struct Console<'a> {
    device: &'a Device,
    at: Instant,
    debug: &'a DebugFlags,
    /// Of the last message.
    number: u32,
    messages: Vec<Message>,
}

impl<'a> Console<'a> {
    const fn new(device: &'a Device, at: Instant, debug: &'a DebugFlags, number: u32) -> Self {
        Self {
            device,
            at,
            debug,
            number,
            messages: Vec::new(),
        }
    }

    /// A log message: `%FACILITY-SEVERITY-MNEMONIC: …`.
    fn log(&mut self, text: &str) {
        let stamp = stamp::stamp(self.device, self.at, self.device.config().timestamps.log);
        self.message(&stamp, text, severity_of(text));
    }

    /// A debug message.
    fn debug(&mut self, text: &str) {
        let stamp = stamp::stamp(self.device, self.at, self.device.config().timestamps.debug);
        self.message(&stamp, text, 7);
    }

    fn message(&mut self, stamp: &str, text: &str, severity: u8) {
        self.number += 1;
        let number = if self.device.config().logging.has_sequence_numbers {
            format!("{:06}: ", self.number)
        } else {
            String::new()
        };
        let line = |(index, line)| match index {
            0 => format!("{number}{stamp}{line}"),
            _ => str::to_owned(line),
        };
        let lines = text.split('\n').enumerate().map(line).collect();
        self.messages.push(Message { severity, lines });
    }
}
