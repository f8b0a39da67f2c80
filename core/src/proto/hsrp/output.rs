//! What a group asks of its owner and tells it.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::{Cause, GRATUITOUS_ARP_REPEATS, Group, Router, State, Timers};
use crate::time::{Duration, Instant};
use crate::types::{GroupNumber, MacAddr};
use crate::wire::hsrp::{self as wire, OpCode, Repr};

/// Hellos are 987 to 1010 thousandths of the hello time apart (2.96–3.03 s for 3 s).
const JITTER_FLOOR: u32 = 987;
const JITTER_RANGE: u32 = 23;

/// What leaves the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Output {
    /// Send this to 224.0.0.2, port 1985 to port 1985, time to live 1, from the interface's own address.
    Send {
        /// The message.
        repr: Repr,
        /// The frame's source is the virtual MAC address: Hellos of the active router. Otherwise the interface's own.
        from_virtual_mac: bool,
    },
    /// Broadcast an ARP request for the virtual address from the virtual MAC address.
    GratuitousArp {
        /// The virtual address.
        virtual_ip: Ipv4Addr,
        /// The virtual MAC address.
        virtual_mac: MacAddr,
        /// One of the two repeats after becoming active.
        repeat: bool,
    },
    /// An event that changes the state or sends a Coup, told before its consequences.
    Event {
        /// The state it met.
        state: State,
        /// What happened.
        cause: Cause,
    },
    /// The state changed.
    StateChanged {
        /// The old state.
        from: State,
        /// The new state.
        to: State,
        /// Why.
        cause: Cause,
    },
    /// The group has another active router.
    ActiveRouterChanged {
        /// The old one.
        from: Router,
        /// The new one.
        to: Router,
    },
    /// The group has another standby router.
    StandbyRouterChanged {
        /// The old one.
        from: Router,
        /// The new one.
        to: Router,
    },
    /// A tracked thing went up or down.
    TrackChanged {
        /// Its index in the configuration.
        index: usize,
        /// Whether it is up.
        up: bool,
    },
    /// The priority in use changed.
    PriorityChanged {
        /// The old one.
        from: u8,
        /// The new one.
        to: u8,
    },
    /// The virtual address was learned from the active router.
    LearnedVirtualIp(Ipv4Addr),
    /// Other timers were learned from the active router.
    LearnedTimers(Timers),
    /// The wait after the interface came up is over.
    StartupDelayExpired,
    /// Another router of the group has another virtual address.
    DifferentVirtualIp {
        /// Who.
        src: Ipv4Addr,
        /// Its virtual address.
        theirs: Ipv4Addr,
    },
    /// A message was not acted on.
    Dropped {
        /// Who sent it.
        src: Ipv4Addr,
        /// Why not.
        reason: DropReason,
    },
}

impl Output {
    pub(super) const fn is_resign(&self) -> bool {
        matches!(
            self,
            Self::Send {
                repr: Repr {
                    op_code: OpCode::Resign,
                    ..
                },
                ..
            }
        )
    }
}

/// Why a message was not acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum DropReason {
    /// For a group that is not this one.
    #[error("for group {0}")]
    OtherGroup(GroupNumber),
    /// The group is not running on this interface.
    #[error("group not running")]
    NotRunning,
    /// It came from this interface's own address: a loop, or a duplicate address.
    #[error("from our own address")]
    OwnAddress,
    /// Other authentication data (RFC 2281 §5.1).
    #[error("bad authentication")]
    BadAuthentication,
    /// An op code nobody needs.
    #[error("op code {0}")]
    UnknownOpCode(OpCode),
    /// A Coup from a router that does not outrank this one.
    #[error("coup from a router of lower priority")]
    LowerPriority,
    /// A Coup, but this router is not active.
    #[error("coup while not active")]
    NotActive,
    /// A Resign, but not from the active router.
    #[error("resign from a router that is not active")]
    NotFromActiveRouter,
    /// A Hello the table has a blank for.
    #[error("hello in state {0} means nothing here")]
    NoEffect(wire::State),
}

impl Group {
    pub(super) fn send(&self, op_code: OpCode, out: &mut Vec<Output>) {
        let timers = self.timers();
        let secs = |time: Duration| {
            u8::try_from(time.as_secs())
                .ok()
                .filter(|_| time.subsec_nanos() == 0)
        };
        // Timers that do not fit in whole seconds are not advertised.
        let (hello_time_secs, hold_time_secs) = secs(timers.hello)
            .zip(secs(timers.hold))
            .unwrap_or_default();
        out.push(Output::Send {
            repr: Repr {
                op_code,
                state: self.state.into(),
                hello_time_secs,
                hold_time_secs,
                priority: self.priority,
                group: self.config.group,
                authentication_data: self.config.authentication_data,
                virtual_ip: self.virtual_ip().unwrap_or(Ipv4Addr::UNSPECIFIED),
            },
            from_virtual_mac: op_code == OpCode::Hello && self.state == State::Active,
        });
    }

    /// Action F, and the hello timer anew.
    pub(super) fn send_hello(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.send(OpCode::Hello, out);
        let hello = self.hello_time();
        let jitter = self.rng.duration_below(hello * JITTER_RANGE / 1000);
        self.deadlines.hello = Some(now + hello * JITTER_FLOOR / 1000 + jitter);
    }

    /// Action I, and its repeats one and two hello times later.
    pub(super) fn start_gratuitous_arp(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.send_gratuitous_arp(false, out);
        self.arp_repeats_left = GRATUITOUS_ARP_REPEATS;
        self.deadlines.gratuitous_arp = Some(now + self.hello_time());
    }

    pub(super) fn repeat_gratuitous_arp(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.send_gratuitous_arp(true, out);
        self.arp_repeats_left = self.arp_repeats_left.saturating_sub(1);
        if self.arp_repeats_left > 0 {
            self.deadlines.gratuitous_arp = Some(now + self.hello_time());
        }
    }

    fn send_gratuitous_arp(&self, repeat: bool, out: &mut Vec<Output>) {
        if let Some(virtual_ip) = self.virtual_ip() {
            out.push(Output::GratuitousArp {
                virtual_ip,
                virtual_mac: self.virtual_mac(),
                repeat,
            });
        }
    }
}
