//! Cables: delay, bandwidth, loss, and the ways they break.

use crate::rng::Rng;
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, NodeId};

/// What a cable is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkProfile {
    /// Propagation delay.
    pub delay: Duration,
    /// Bits per second; zero is infinitely fast.
    pub bits_per_second: u64,
    /// Frames lost, in parts per million.
    pub loss_ppm: u32,
    /// Octets each frame costs on the wire beside its own (preamble, FCS, gap or flags).
    pub overhead_octets: u64,
    /// How far behind the last bit of a queue may be before frames are dropped.
    pub max_queue: Duration,
}

/// One end of a cable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The device.
    pub node: NodeId,
    /// Its interface.
    pub port: IfIndex,
}

/// Which way along a cable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum Direction {
    /// From end `a` to end `b`.
    AToB,
    /// From end `b` to end `a`.
    BToA,
}

impl Direction {
    /// 0 or 1.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::AToB => 0,
            Self::BToA => 1,
        }
    }
}

/// A cable and what is going on in it.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its nature.
    pub profile: LinkProfile,
    /// Its ends, `a` and `b`.
    pub ends: [End; 2],
    /// Whether it is cut: no bits, no carrier.
    pub is_cut: bool,
    /// Whether each end's interface is switched on.
    pub enabled: [bool; 2],
    busy_until: [Instant; 2],
    /// The idle time before the last frame that was not ready when it was queued.
    gaps: [(Instant, Instant); 2],
    rng: Rng,
}

/// When a frame's first bit leaves and its last bit arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// When its first bit leaves.
    pub sent_at: Instant,
    /// When its last bit arrives.
    pub arrives_at: Instant,
}

impl Link {
    /// A whole cable between two ends that are switched off.
    #[must_use]
    pub const fn new(profile: LinkProfile, ends: [End; 2], rng: Rng) -> Self {
        Self {
            profile,
            ends,
            is_cut: false,
            enabled: [false; 2],
            busy_until: [Instant::ZERO; 2],
            gaps: [(Instant::ZERO, Instant::ZERO); 2],
            rng,
        }
    }

    /// Whether both ends see carrier.
    #[must_use]
    pub const fn has_carrier(&self) -> bool {
        !self.is_cut && self.enabled[0] && self.enabled[1]
    }

    /// Queues a frame of `len` octets that is ready at `at`; `None` if the queue is full.
    pub fn admit(&mut self, at: Instant, direction: Direction, len: usize) -> Option<Crossing> {
        let time = self.profile.serialization(len);
        let crossing = |sent_at: Instant| Crossing {
            sent_at,
            arrives_at: sent_at + time + self.profile.delay,
        };
        // A frame does not wait for one that is still being worked on, such as an ESP packet being encrypted.
        let (from, to) = &mut self.gaps[direction.index()];
        let early = at.max(*from);
        if early + time <= *to {
            *from = early + time;
            return Some(crossing(early));
        }
        let busy = &mut self.busy_until[direction.index()];
        let sent_at = at.max(*busy);
        if sent_at.since(at) > self.profile.max_queue {
            return None;
        }
        if sent_at > *busy {
            (*from, *to) = (*busy, sent_at);
        }
        *busy = sent_at + time;
        Some(crossing(sent_at))
    }

    /// Whether chance takes the next frame.
    pub fn loses(&mut self) -> bool {
        self.rng.chance(self.profile.loss_ppm)
    }

    /// Forgets what was queued, when the cable or an end goes down.
    pub const fn flush(&mut self) {
        self.busy_until = [Instant::ZERO; 2];
        self.gaps = [(Instant::ZERO, Instant::ZERO); 2];
    }
}

impl LinkProfile {
    /// 100 Mbit/s Ethernet over a short cable.
    pub const FAST_ETHERNET: Self = Self {
        delay: Duration::from_nanos(500),
        bits_per_second: 100_000_000,
        loss_ppm: 0,
        overhead_octets: 24,
        max_queue: Duration::from_millis(50),
    };

    /// A 64 kbit/s serial line (reference 6.2: 13.25 ms for a 100-octet echo).
    pub const SERIAL_64K: Self = Self {
        delay: Duration::from_micros(250),
        bits_per_second: 64_000,
        loss_ppm: 0,
        overhead_octets: 2,
        max_queue: Duration::from_secs(2),
    };

    /// How long `len` octets take to leave.
    #[must_use]
    pub const fn serialization(&self, len: usize) -> Duration {
        if self.bits_per_second == 0 {
            return Duration::ZERO;
        }
        let bits = (len as u64 + self.overhead_octets) * 8;
        Duration::from_nanos(bits * 1_000_000_000 / self.bits_per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(profile: LinkProfile) -> Link {
        let end = End {
            node: NodeId(0),
            port: IfIndex(0),
        };
        Link::new(profile, [end; 2], Rng::from_seed(1))
    }

    #[test]
    fn an_echo_takes_13_25_ms_on_a_64k_line() {
        assert_eq!(
            LinkProfile::SERIAL_64K.serialization(104),
            Duration::from_micros(13_250)
        );
    }

    #[test]
    fn frames_queue_behind_one_another_in_one_direction_only() {
        let mut link = link(LinkProfile::SERIAL_64K);
        let first = link.admit(Instant::ZERO, Direction::AToB, 104).unwrap();
        let second = link.admit(Instant::ZERO, Direction::AToB, 104).unwrap();
        let other = link.admit(Instant::ZERO, Direction::BToA, 104).unwrap();
        assert_eq!(second.sent_at, Instant::from_nanos(13_250_000));
        assert_eq!(first.arrives_at, Instant::from_nanos(13_500_000));
        assert_eq!(other.sent_at, Instant::ZERO);
    }

    #[test]
    fn a_frame_goes_before_one_that_is_not_ready_yet() {
        let mut link = link(LinkProfile::SERIAL_64K);
        let mut sent = |micros: u64, len: usize| {
            let at = Instant::ZERO + Duration::from_micros(micros);
            link.admit(at, Direction::AToB, len)
                .unwrap()
                .sent_at
                .as_nanos()
                / 1000
        };
        assert_eq!(sent(30_000, 104), 30_000);
        assert_eq!(sent(1_000, 104), 1_000);
        assert_eq!(sent(2_000, 104), 14_250);
        // No room is left before the one that waits.
        assert_eq!(sent(3_000, 104), 43_250);
        assert_eq!(sent(27_500, 10), 27_500);
    }

    #[test]
    fn a_full_queue_refuses() {
        let mut link = link(LinkProfile::SERIAL_64K);
        let admitted = (0..1000)
            .filter(|_| link.admit(Instant::ZERO, Direction::AToB, 1500).is_some())
            .count();
        assert_eq!(admitted, 11);
    }
}
