//! Sending again what is not answered.

use crate::time::{Duration, Instant};

/// Time between two transmissions of a message.
pub(super) const INTERVAL: Duration = Duration::from_secs(10);
/// How often a message is sent again.
pub(super) const LIMIT: u8 = 5;
/// A repeated message within this time of the last answer is not answered again.
pub(super) const HOLD_OFF: Duration = Duration::from_millis(500);

/// The timer of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Retransmit {
    attempts: u8,
    next_at: Instant,
}

/// What to do when the timer fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing: it is not time yet.
    Wait,
    /// Send again; this is the n-th time.
    Again(u8),
    /// Give up.
    GiveUp,
}

impl Retransmit {
    /// The timer of a message that leaves at `sent_at`.
    pub(super) fn new(sent_at: Instant) -> Self {
        Self {
            attempts: 0,
            next_at: sent_at + INTERVAL,
        }
    }

    /// When it fires next.
    pub(super) const fn next_at(&self) -> Instant {
        self.next_at
    }

    /// Asks what to do, and arms the timer again from `now`.
    pub(super) fn poll(&mut self, now: Instant) -> Verdict {
        if now < self.next_at {
            return Verdict::Wait;
        }
        if self.attempts == LIMIT {
            return Verdict::GiveUp;
        }
        self.attempts += 1;
        self.next_at = now + INTERVAL;
        Verdict::Again(self.attempts)
    }
}
