//! Virtual time: nanoseconds since the lab was switched on.
//!
//! Nothing in the core reads a clock. Every machine is told what time it is.

use core::fmt;
use core::ops::{Add, AddAssign, Sub};
pub use core::time::Duration;

use serde::{Deserialize, Serialize};

/// A point in virtual time, in nanoseconds since the lab was switched on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(u64);

impl Instant {
    /// The moment the lab is switched on.
    pub const ZERO: Self = Self(0);
    /// Later than anything that can happen.
    pub const FAR_FUTURE: Self = Self(u64::MAX);

    /// The instant `nanos` nanoseconds after the start.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// The instant `millis` milliseconds after the start.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// The instant `secs` seconds after the start.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000_000))
    }

    /// Nanoseconds since the start.
    #[must_use]
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Whole milliseconds since the start.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000_000
    }

    /// Whole seconds since the start.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000_000_000
    }

    /// Seconds since the start, for people and JSON; never used to decide anything.
    #[must_use]
    pub fn as_secs_f64(self) -> f64 {
        Duration::from_nanos(self.0).as_secs_f64()
    }

    /// Time since `earlier`; zero if `earlier` is later than `self`.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }

    /// The first multiple of `tick`, counted from `phase`, that is not before `self`.
    ///
    /// IOS timers run on a clock tick (4 ms on a router); a zero tick changes nothing.
    #[must_use]
    pub const fn round_up_to_tick(self, tick: Duration, phase: Duration) -> Self {
        let tick = tick.as_nanos() as u64;
        if tick == 0 {
            return self;
        }
        let phase = phase.as_nanos() as u64 % tick;
        let past = (self.0 + tick - phase) % tick;
        if past == 0 {
            self
        } else {
            Self(self.0 + tick - past)
        }
    }
}

/// `Duration::as_nanos` without its 128 bits, which cost a call in WebAssembly.
const fn saturating_nanos(duration: Duration) -> u64 {
    duration
        .as_secs()
        .saturating_mul(1_000_000_000)
        .saturating_add(duration.subsec_nanos() as u64)
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, rhs: Duration) -> Self {
        Self(self.0.saturating_add(saturating_nanos(rhs)))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, rhs: Duration) {
        *self = *self + rhs;
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, rhs: Duration) -> Self {
        Self(self.0.saturating_sub(saturating_nanos(rhs)))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}s", self.as_secs(), self.as_millis() % 1000)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}s", self.as_secs(), self.0 % 1_000_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_up_to_the_next_tick_of_a_shifted_clock() {
        let tick = Duration::from_millis(4);
        let phase = Duration::from_millis(1);
        let at = |ms| Instant::from_millis(ms);
        assert_eq!(at(5).round_up_to_tick(tick, phase), at(5));
        assert_eq!(at(6).round_up_to_tick(tick, phase), at(9));
        assert_eq!(at(0).round_up_to_tick(tick, phase), at(1));
        assert_eq!(at(7).round_up_to_tick(Duration::ZERO, phase), at(7));
    }

    #[test]
    fn far_future_saturates() {
        assert_eq!(Instant::ZERO + Duration::MAX, Instant::FAR_FUTURE);
        assert_eq!(Instant::FAR_FUTURE - Duration::MAX, Instant::ZERO);
        assert_eq!(
            Instant::FAR_FUTURE + Duration::from_secs(1),
            Instant::FAR_FUTURE
        );
        assert_eq!(Instant::ZERO.since(Instant::from_secs(3)), Duration::ZERO);
    }
}
