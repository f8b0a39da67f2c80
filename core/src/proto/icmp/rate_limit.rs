//! How often destination unreachables may leave a router (RFC 1812 §4.3.2.8): by default one in 500 ms.

use serde::{Deserialize, Serialize};

use crate::time::{Duration, Instant};

/// The default interval; it is why pings into nowhere alternate between `U` and `.`.
pub const DEFAULT_INTERVAL: Duration = Duration::from_millis(500);

/// Lets one message pass per interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimiter {
    interval: Duration,
    last_at: Option<Instant>,
    suppressed: u64,
}

impl Default for RateLimiter {
    fn default() -> Self {
        Self::new(DEFAULT_INTERVAL)
    }
}

impl RateLimiter {
    /// A limiter that lets one message pass per `interval`; zero lets all pass.
    #[must_use]
    pub const fn new(interval: Duration) -> Self {
        Self {
            interval,
            last_at: None,
            suppressed: 0,
        }
    }

    /// Whether a message may leave now; if so, the interval starts.
    pub fn allow(&mut self, now: Instant) -> bool {
        let allowed = self.last_at.is_none_or(|at| now >= at + self.interval);
        if allowed {
            self.last_at = Some(now);
        } else {
            self.suppressed += 1;
        }
        allowed
    }

    /// Changes the interval; what is running counts on.
    pub const fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    /// Messages held back so far.
    #[must_use]
    pub const fn suppressed(&self) -> u64 {
        self.suppressed
    }
}

/// The two limits of a router: "fragmentation needed" has one of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreachableLimiter {
    /// For all codes but 4.
    pub general: RateLimiter,
    /// For code 4, fragmentation needed and DF set.
    pub fragmentation_needed: RateLimiter,
}

impl UnreachableLimiter {
    /// Whether an unreachable of `code` may leave now.
    pub fn allow(&mut self, now: Instant, code: u8) -> bool {
        match code {
            4 => self.fragmentation_needed.allow(now),
            _ => self.general.allow(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unreachable_leaves_in_500_ms() {
        let mut limiter = UnreachableLimiter::default();
        let mut allowed_at = |ms, code| limiter.allow(Instant::from_millis(ms), code);
        assert!(allowed_at(0, 1));
        assert!(!allowed_at(499, 1));
        assert!(allowed_at(499, 4), "fragmentation needed counts apart");
        assert!(allowed_at(500, 13));
        assert!(!allowed_at(999, 0));
        assert_eq!(limiter.general.suppressed(), 2);
    }

    #[test]
    fn a_zero_interval_limits_nothing() {
        let mut limiter = RateLimiter::new(Duration::ZERO);
        assert!((0..3).all(|_| limiter.allow(Instant::ZERO)));
    }
}
