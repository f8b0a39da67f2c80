//! Hot Standby Router Protocol, version 1 (RFC 2281; read §5.3 to §5.6 before editing).
//!
//! [`Group`] is one group on one interface. The owner tells it when the interface and tracked things come and go, hands
//! it messages, and sends what it asks for to 224.0.0.2.
//!
//! ```text
//!            a              c,d,i,l        d,l            c,i
//!  Initial ────► Listen ───────────► Speak ────► Standby ────► Active
//!                  ▲ ◄─────f,k────────┘ ▲           │            │
//!                  └────────f,k─────────┼───────────┘            │
//!                                       └──────────g,j───────────┘
//!  h with preemption: Listen, Speak and Standby go straight to Active.
//! ```
//!
//! Beyond the RFC, as routers do it: a wait after the interface came up, tracking, preemption delays, Hellos at once on
//! entering Speak and Standby, a slight jitter of Hellos, and two repeats of the gratuitous ARP one and two hello times
//! after becoming active. Left out: version 2, MD5 authentication, secondary addresses, sending Advertise, and the Hello
//! that an active IOS router sends beside its regular ones every nine to ten seconds.

mod config;
mod fsm;
mod input;
mod output;
mod procedure;
mod status;
#[cfg(test)]
mod tests;

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

pub use self::config::{
    Config, DEFAULT_DECREMENT, DEFAULT_HELLO_TIME, DEFAULT_HOLD_TIME, DEFAULT_PRIORITY,
    PreemptDelay, StartupDelay, Timers, Track, TrackTarget,
};
pub use self::fsm::{Action, Cause, Event, State};
pub use self::output::{DropReason, Output};
use crate::rng::Rng;
use crate::time::Instant;

/// How often the gratuitous ARP is repeated after becoming active.
const GRATUITOUS_ARP_REPEATS: u8 = 2;

/// Who holds a role in the group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Router {
    /// Nobody known.
    #[default]
    Unknown,
    /// This router.
    Local,
    /// Another.
    Remote {
        /// Its interface address.
        addr: Ipv4Addr,
        /// The priority it last sent.
        priority: u8,
    },
}

impl Router {
    /// The address of another router.
    #[must_use]
    pub const fn remote_addr(self) -> Option<Ipv4Addr> {
        match self {
            Self::Remote { addr, .. } => Some(addr),
            Self::Unknown | Self::Local => None,
        }
    }

    const fn is(self, other: Ipv4Addr) -> bool {
        matches!(self, Self::Remote { addr, .. } if addr.to_bits() == other.to_bits())
    }

    fn is_same_as(self, other: Self) -> bool {
        match (self, other) {
            (Self::Remote { addr, .. }, Self::Remote { addr: b, .. }) => addr == b,
            _ => self == other,
        }
    }
}

/// When the machine wants to be woken, and for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Deadlines {
    /// When the wait after the interface came up ends.
    startup: Option<Instant>,
    /// When the active router counts as gone.
    active: Option<Instant>,
    /// When the standby router counts as gone.
    standby: Option<Instant>,
    /// When the next Hello is due.
    hello: Option<Instant>,
    /// When a delayed preemption may happen.
    preempt: Option<Instant>,
    /// When the gratuitous ARP is repeated.
    gratuitous_arp: Option<Instant>,
}

impl Deadlines {
    fn next(&self) -> Option<Instant> {
        [
            self.startup,
            self.active,
            self.standby,
            self.hello,
            self.preempt,
            self.gratuitous_arp,
        ]
        .into_iter()
        .flatten()
        .min()
    }
}

/// One group on one interface.
#[derive(Clone, Debug)]
pub struct Group {
    config: Config,
    address: Ipv4Addr,
    booted_at: Instant,
    rng: Rng,
    state: State,
    state_changes: u32,
    last_change_at: Instant,
    priority: u8,
    /// Beside `config.tracks`: whether each is up, if that is known.
    tracks_up: Vec<Option<bool>>,
    learned_virtual_ip: Option<Ipv4Addr>,
    learned_timers: Option<Timers>,
    active_router: Router,
    standby_router: Router,
    deadlines: Deadlines,
    arp_repeats_left: u8,
    /// When preemption was first possible; its delay counts from here.
    preempt_wanted_at: Option<Instant>,
    /// The last router heard with another virtual address, and that address.
    different_virtual_ip: Option<(Ipv4Addr, Ipv4Addr)>,
}

impl Group {
    /// A group on an interface that is down, with address `address`, of a router switched on at `booted_at`.
    #[must_use]
    pub fn new(config: Config, address: Ipv4Addr, booted_at: Instant, rng: Rng) -> Self {
        let tracks_up = vec![None; config.tracks.len()];
        Self {
            priority: config.priority,
            config,
            address,
            booted_at,
            rng,
            state: State::Initial,
            state_changes: 0,
            last_change_at: booted_at,
            tracks_up,
            learned_virtual_ip: None,
            learned_timers: None,
            active_router: Router::Unknown,
            standby_router: Router::Unknown,
            deadlines: Deadlines::default(),
            arp_repeats_left: 0,
            preempt_wanted_at: None,
            different_virtual_ip: None,
        }
    }

    /// Takes over a changed configuration; what did not change goes on undisturbed.
    ///
    /// The group number is the machine's identity: another one needs another machine.
    pub fn reconfigure(&mut self, now: Instant, config: Config, out: &mut Vec<Output>) {
        let tracks_up = config
            .tracks
            .iter()
            .map(|track| {
                let old = self.config.tracks.iter();
                let index = old.clone().position(|old| old.target == track.target)?;
                self.tracks_up[index]
            })
            .collect();
        let old = core::mem::replace(&mut self.config, config);
        self.tracks_up = tracks_up;
        self.update_priority(out);
        if old.timers != self.config.timers {
            self.hurry_hello(now);
        }
        if !self.config.preempt {
            self.preempt_wanted_at = None;
            self.deadlines.preempt = None;
        }
        if old.virtual_ip != self.config.virtual_ip {
            self.change_virtual_ip(now, old.virtual_ip, out);
        }
    }

    fn change_virtual_ip(&mut self, now: Instant, old: Option<Ipv4Addr>, out: &mut Vec<Output>) {
        self.different_virtual_ip = None;
        match self.config.virtual_ip {
            Some(addr) => {
                if old.is_none() && self.learned_virtual_ip == Some(addr) {
                    return;
                }
                self.process(now, Event::VirtualIpConfigured, None, out);
            }
            // What was configured counts as learned, so that a running group stays what it is.
            None => self.learned_virtual_ip = old,
        }
    }

    /// A shorter hello time must not wait for the end of a longer one.
    fn hurry_hello(&mut self, now: Instant) {
        if let Some(due) = self.deadlines.hello {
            self.deadlines.hello = Some(due.min(now + self.hello_time()));
        }
    }

    /// The interface came up: the group starts after the startup delay (1 s unless configured).
    pub fn interface_up(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.state != State::Initial || self.deadlines.startup.is_some() {
            return;
        }
        let delay = self.config.startup_delay;
        let mut start_at = now + delay.minimum;
        if !delay.reload.is_zero() {
            start_at = start_at.max(self.booted_at + delay.reload);
        }
        if start_at > now {
            self.deadlines.startup = Some(start_at);
        } else {
            self.enable(now, out);
        }
    }

    /// Starts the group at once: it was configured on an interface that has been up for some time.
    pub fn enable(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.state == State::Initial {
            self.deadlines.startup = None;
            self.process(now, Event::Enabled, None, out);
        }
    }

    /// The interface went down, or the group is about to be removed.
    ///
    /// `administratively` says that somebody ordered it while the wire still works: then an active router sends a
    /// Resign first, unless configured not to.
    pub fn interface_down(&mut self, now: Instant, administratively: bool, out: &mut Vec<Output>) {
        self.deadlines.startup = None;
        let was_active = self.state == State::Active;
        let before = out.len();
        self.process(now, Event::Disabled, None, out);
        if was_active && !(administratively && self.config.resign_on_shutdown) {
            // RFC 2281 §5.6 has the Resign in the cell; a dead wire does not carry it.
            let kept = out.split_off(before);
            out.extend(kept.into_iter().filter(|output| !output.is_resign()));
        }
        self.learned_virtual_ip = None;
        self.learned_timers = None;
        self.different_virtual_ip = None;
    }

    /// The interface has another primary address.
    pub const fn set_interface_address(&mut self, address: Ipv4Addr) {
        self.address = address;
    }

    /// Tracked thing number `index` of the configuration is up or down.
    pub fn set_track_state(
        &mut self,
        _now: Instant,
        index: usize,
        up: bool,
        out: &mut Vec<Output>,
    ) {
        let Some(state) = self.tracks_up.get_mut(index) else {
            return;
        };
        if *state == Some(up) {
            return;
        }
        *state = Some(up);
        out.push(Output::TrackChanged { index, up });
        self.update_priority(out);
    }

    fn update_priority(&mut self, out: &mut Vec<Output>) {
        let from = self.priority;
        let tracks = self.config.tracks.iter().zip(&self.tracks_up);
        self.priority = tracks
            .filter(|(_, up)| **up == Some(false))
            .fold(self.config.priority, |priority, (track, _)| {
                priority.saturating_sub(track.decrement)
            });
        if self.priority != from {
            let to = self.priority;
            out.push(Output::PriorityChanged { from, to });
        }
    }

    /// Does everything that is due.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        if take_due(&mut self.deadlines.startup, now) {
            out.push(Output::StartupDelayExpired);
            self.enable(now, out);
        }
        if take_due(&mut self.deadlines.active, now) {
            self.process(now, Event::ActiveTimerExpired, None, out);
        }
        if take_due(&mut self.deadlines.standby, now) {
            self.process(now, Event::StandbyTimerExpired, None, out);
        }
        if take_due(&mut self.deadlines.preempt, now) {
            self.retry_preemption(now, out);
        }
        if take_due(&mut self.deadlines.hello, now) {
            self.process(now, Event::HelloTimerExpired, None, out);
        }
        if take_due(&mut self.deadlines.gratuitous_arp, now) {
            self.repeat_gratuitous_arp(now, out);
        }
    }

    /// When [`Self::handle_timeout`] has something to do.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.deadlines.next()
    }
}

/// Whether `deadline` has come; if so it is cleared.
fn take_due(deadline: &mut Option<Instant>, now: Instant) -> bool {
    deadline.take_if(|at| *at <= now).is_some()
}
