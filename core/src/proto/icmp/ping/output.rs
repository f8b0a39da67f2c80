//! What a ping session tells: echoes, marks and statistics.

use serde::{Deserialize, Serialize};

use crate::time::{Duration, Instant};

/// How an echo ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// `!`: a reply.
    Reply,
    /// `.`: nothing in time.
    Timeout,
    /// `U`: destination unreachable.
    Unreachable,
    /// `N`: network unreachable.
    NetworkUnreachable,
    /// `P`: protocol unreachable.
    ProtocolUnreachable,
    /// `Q`: source quench.
    SourceQuench,
    /// `M`: fragmentation needed.
    CouldNotFragment,
    /// `A`: administratively prohibited.
    Prohibited,
    /// `?`: some other ICMP message.
    Unknown,
    /// `&`: time to live exceeded.
    LifetimeExceeded,
}

impl Mark {
    /// The character on the console.
    #[must_use]
    pub const fn character(self) -> char {
        match self {
            Self::Reply => '!',
            Self::Timeout => '.',
            Self::Unreachable => 'U',
            Self::NetworkUnreachable => 'N',
            Self::ProtocolUnreachable => 'P',
            Self::SourceQuench => 'Q',
            Self::CouldNotFragment => 'M',
            Self::Prohibited => 'A',
            Self::Unknown => '?',
            Self::LifetimeExceeded => '&',
        }
    }

    /// The mark of an ICMP error (RFC 792, RFC 1812 §5.2.7.1).
    #[must_use]
    pub const fn of_error(kind: u8, code: u8) -> Self {
        match (kind, code) {
            (3, 0 | 6) => Self::NetworkUnreachable,
            (3, 2) => Self::ProtocolUnreachable,
            (3, 4) => Self::CouldNotFragment,
            (3, 9 | 10 | 13) => Self::Prohibited,
            (3, _) => Self::Unreachable,
            (4, _) => Self::SourceQuench,
            (11, _) => Self::LifetimeExceeded,
            _ => Self::Unknown,
        }
    }
}

/// An echo request to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echo {
    /// Which of the session's echoes, from 0.
    pub number: u32,
    /// ICMP identifier.
    pub identifier: u16,
    /// ICMP sequence number: the low half of `number`.
    pub sequence: u16,
    /// Octets of ICMP data.
    pub data_len: u16,
    /// Milliseconds since boot on the sender's clock; stands in the data.
    pub timestamp_ms: u32,
    /// The pattern that fills the data.
    pub pattern: u16,
}

impl Echo {
    /// Appends the ICMP data: four zero octets, the time stamp, and the pattern.
    pub fn write_data(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&self.timestamp_ms.to_be_bytes());
        out.resize(start + usize::from(self.data_len), 0);
        let pattern = self.pattern.to_be_bytes();
        for pair in out[start..].chunks_mut(2).skip(4) {
            pair.copy_from_slice(&pattern[..pair.len()]);
        }
    }
}

/// Statistics; averages and shares are truncated, as printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Echoes sent.
    pub sent: u32,
    /// Replies in time.
    pub received: u32,
    /// Round trips, if there was a reply.
    pub round_trip: Option<RoundTrip>,
}

impl Summary {
    /// Replies in a hundred echoes, truncated; zero of zero is zero.
    #[must_use]
    pub const fn success_percent(&self) -> u32 {
        if self.sent == 0 {
            0
        } else {
            (self.received as u64 * 100 / self.sent as u64) as u32
        }
    }
}

/// Round trips in whole milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundTrip {
    /// The shortest.
    pub min_ms: u32,
    /// The average, truncated.
    pub avg_ms: u32,
    /// The longest.
    pub max_ms: u32,
}

/// What leaves the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Output {
    /// Send this echo request.
    Send(Echo),
    /// An echo has ended.
    Mark {
        /// Its number.
        number: u32,
        /// How.
        mark: Mark,
        /// When it was sent.
        sent_at: Instant,
        /// The round trip in ticks of the device's clock, for a reply.
        round_trip: Option<Duration>,
    },
    /// A message that belongs to no echo in flight.
    Ignored(IgnoreReason),
    /// The session is over.
    Done(Summary),
}

/// Why a message ended no echo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum IgnoreReason {
    /// Another session's identifier.
    #[error("other identifier")]
    OtherIdentifier,
    /// A reply or error to an echo that has already ended: late, or twice.
    #[error("late or duplicate")]
    Late,
    /// An error whose quoted header is not one of this session's echoes.
    #[error("error about something else")]
    OtherDatagram,
    /// A reply from another address than the target.
    #[error("reply from another address")]
    OtherSource,
    /// A reply whose data is not what was sent, where that is looked at.
    #[error("reply with other data")]
    OtherData,
}
