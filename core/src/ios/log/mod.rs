//! What the console says by itself: log messages always, debug lines where somebody asked for them.
//!
//! Facts come in, lines go out. A message may have several lines; only its first has a stamp, as on a router.

mod boot;
mod frame_relay;
mod ipsec;
mod isakmp;
mod isakmp_text;
mod link;
mod rip;
mod routing;
mod stamp;
mod standby;

use std::net::Ipv4Addr;

use crate::node::Device;
use crate::node::fact::FactKind;
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
    /// `debug ip icmp`. Devices tell no facts of it yet.
    pub icmp: bool,
    /// `debug arp`. Devices tell no facts of it yet.
    pub arp: bool,
    /// `debug frame-relay lmi`: what LMI decides; devices tell no facts of single messages yet.
    pub frame_relay_lmi: bool,
    /// `debug frame-relay events`: inverse ARP.
    pub frame_relay_events: bool,
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

/// The lines a device's console prints for a fact, in order, without newlines.
#[must_use]
pub fn lines(
    device: &Device,
    at: Instant,
    fact: &FactKind,
    debug: &DebugFlags,
    state: &mut LogState,
) -> Vec<String> {
    let mut console = Console {
        device,
        at,
        debug,
        lines: Vec::new(),
    };
    match fact {
        FactKind::LinkMessage(message) => link::message(&mut console, *message),
        FactKind::LineProtocol { interface, up } => link::tracked(&mut console, *interface, *up),
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
    console.lines
}

/// What the log says when configuration mode has been left at the console.
#[must_use]
pub fn configured(device: &Device, at: Instant) -> Vec<String> {
    announced(
        device,
        at,
        "%SYS-5-CONFIG_I: Configured from console by console",
    )
}

/// A message that tells of something done at the console.
#[must_use]
pub fn announced(device: &Device, at: Instant, text: &str) -> Vec<String> {
    let mut console = Console {
        device,
        at,
        debug: &DebugFlags::default(),
        lines: Vec::new(),
    };
    console.log(text);
    console.lines
}

/// Where lines are gathered and stamped.
struct Console<'a> {
    device: &'a Device,
    at: Instant,
    debug: &'a DebugFlags,
    lines: Vec<String>,
}

impl Console<'_> {
    /// A log message: `%FACILITY-SEVERITY-MNEMONIC: …`.
    fn log(&mut self, text: &str) {
        let stamp = stamp::stamp(self.device, self.at, self.device.config().timestamps.log);
        self.message(&stamp, text);
    }

    /// A debug message.
    fn debug(&mut self, text: &str) {
        let stamp = stamp::stamp(self.device, self.at, self.device.config().timestamps.debug);
        self.message(&stamp, text);
    }

    fn message(&mut self, stamp: &str, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            let stamp = if index == 0 { stamp } else { "" };
            self.lines.push(format!("{stamp}{line}"));
        }
    }
}
