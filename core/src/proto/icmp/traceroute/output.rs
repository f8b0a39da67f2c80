//! What a traceroute tells: probes and what became of them.

use std::net::Ipv4Addr;

use serde::Serialize;

use crate::time::Duration;

/// A datagram to send; it carries no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Probe {
    /// Its time to live: the hop it is for.
    pub ttl: u8,
    /// Which of the hop's probes, from 0.
    pub index: u16,
    /// UDP source port.
    pub src_port: u16,
    /// UDP destination port.
    pub dst_port: u16,
}

/// What became of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Answer {
    /// A router on the way: time exceeded.
    TimeExceeded,
    /// The target: port unreachable.
    PortUnreachable,
    /// `!H`: host unreachable.
    HostUnreachable,
    /// `!N`: network unreachable.
    NetworkUnreachable,
    /// `!P`: protocol unreachable.
    ProtocolUnreachable,
    /// `!A`: administratively prohibited.
    Prohibited,
    /// `!?`: some other ICMP error.
    Unknown,
    /// `*`: nothing in time.
    Nothing,
}

impl Answer {
    /// The meaning of a destination unreachable (RFC 792, RFC 1812 §5.2.7.1).
    #[must_use]
    pub const fn of_unreachable(code: u8) -> Self {
        match code {
            0 | 6 | 11 => Self::NetworkUnreachable,
            1 | 5 | 7 | 8 | 12 => Self::HostUnreachable,
            2 => Self::ProtocolUnreachable,
            3 => Self::PortUnreachable,
            9 | 10 | 13 => Self::Prohibited,
            _ => Self::Unknown,
        }
    }

    /// What the console prints instead of a time; `None` if it prints the time.
    #[must_use]
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::TimeExceeded | Self::PortUnreachable => None,
            Self::HostUnreachable => Some("!H"),
            Self::NetworkUnreachable => Some("!N"),
            Self::ProtocolUnreachable => Some("!P"),
            Self::Prohibited => Some("!A"),
            Self::Unknown => Some("!?"),
            Self::Nothing => Some("*"),
        }
    }

    /// Whether there is nothing beyond the hop that answers so.
    pub(super) const fn end(self) -> Option<End> {
        match self {
            Self::TimeExceeded | Self::Nothing => None,
            Self::PortUnreachable => Some(End::Reached),
            _ => Some(End::Unreachable),
        }
    }
}

/// Why a traceroute is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum End {
    /// The target answered.
    Reached,
    /// A router said that the target cannot be reached.
    Unreachable,
    /// The last hop was tried.
    HopLimit,
    /// A person stopped it.
    Aborted,
}

/// What leaves the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Output {
    /// Send this probe.
    Send(Probe),
    /// A probe has ended.
    Answered {
        /// Which.
        probe: Probe,
        /// Who answered.
        from: Option<Ipv4Addr>,
        /// What.
        answer: Answer,
        /// The round trip in ticks of the device's clock, if there was an answer.
        round_trip: Option<Duration>,
    },
    /// A message that belongs to no probe in flight.
    Ignored(IgnoreReason),
    /// It is over.
    Done(End),
}

/// Why a message ended no probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum IgnoreReason {
    /// It quotes no probe of this traceroute.
    #[error("error about something else")]
    OtherDatagram,
    /// It quotes a probe that has ended.
    #[error("late or duplicate")]
    Late,
}
