//! Sending again what is not answered.

use crate::crypto::{Digest, HashAlgorithm};
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

/// Messages of an exchange that were acted on, so that repeated ones are recognized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Received(Vec<Digest>);

/// Whether a message has been seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Never.
    Never,
    /// It was the last one: its answer may have been lost.
    Last,
    /// It was an earlier one: the peer has had its answer.
    Earlier,
}

impl Received {
    /// Looks a message up.
    pub(super) fn look_up(&self, bytes: &[u8]) -> Seen {
        let digest = Self::digest(bytes);
        match self.0.iter().rposition(|seen| *seen == digest) {
            None => Seen::Never,
            Some(index) if index + 1 == self.0.len() => Seen::Last,
            Some(_) => Seen::Earlier,
        }
    }

    /// Remembers a message.
    pub(super) fn note(&mut self, bytes: &[u8]) {
        self.0.push(Self::digest(bytes));
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    fn digest(bytes: &[u8]) -> Digest {
        HashAlgorithm::Md5.digest(&[bytes])
    }
}
