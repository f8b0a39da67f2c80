//! The anti-replay window of an inbound SA (RFC 2406 §3.4.3, RFC 4303 appendix A).

use serde::Serialize;

/// How many sequence numbers below the highest seen are still told apart; IOS's default.
pub const WINDOW: u32 = 64;

/// Which sequence numbers have arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayWindow {
    highest: u32,
    seen: u64,
}

/// Why a sequence number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
pub enum ReplayError {
    /// The sender never uses zero.
    #[error("sequence number zero")]
    Zero,
    /// Left of the window.
    #[error("too old")]
    TooOld,
    /// Arrived before.
    #[error("duplicate")]
    Duplicate,
}

impl ReplayWindow {
    /// Whether `sequence` may be accepted; ask before verifying the packet.
    ///
    /// # Errors
    /// The reason for refusing it.
    pub const fn check(&self, sequence: u32) -> Result<(), ReplayError> {
        if sequence == 0 {
            return Err(ReplayError::Zero);
        }
        if sequence > self.highest {
            return Ok(());
        }
        let age = self.highest - sequence;
        if age >= WINDOW {
            Err(ReplayError::TooOld)
        } else if self.seen >> age & 1 == 1 {
            Err(ReplayError::Duplicate)
        } else {
            Ok(())
        }
    }

    /// Marks `sequence` as arrived; only after the packet was verified.
    pub const fn mark(&mut self, sequence: u32) {
        if sequence > self.highest {
            let shift = sequence - self.highest;
            self.seen = if shift >= WINDOW {
                0
            } else {
                self.seen << shift
            };
            self.highest = sequence;
            self.seen |= 1;
        } else if self.highest - sequence < WINDOW {
            self.seen |= 1 << (self.highest - sequence);
        }
    }

    /// The highest sequence number accepted so far.
    #[must_use]
    pub const fn highest(&self) -> u32 {
        self.highest
    }
}

#[cfg(test)]
mod tests {
    use crate::types::SortedSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zero_the_old_and_the_repeated_are_refused() {
        let mut window = ReplayWindow::default();
        assert_eq!(window.check(0), Err(ReplayError::Zero));
        for sequence in [1, 3, 100] {
            assert_eq!(window.check(sequence), Ok(()));
            window.mark(sequence);
        }
        assert_eq!(window.check(100), Err(ReplayError::Duplicate));
        assert_eq!(window.check(36), Err(ReplayError::TooOld));
        assert_eq!(window.check(37), Ok(()));
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_set_that_remembers_everything(sequences in prop::collection::vec(0_u32..300, 0..400)) {
            let mut window = ReplayWindow::default();
            let mut seen = SortedSet::new();
            for sequence in sequences {
                let highest = seen.last().copied().unwrap_or(0);
                let expected = if sequence == 0 {
                    Err(ReplayError::Zero)
                } else if sequence + WINDOW <= highest {
                    Err(ReplayError::TooOld)
                } else if seen.contains(&sequence) {
                    Err(ReplayError::Duplicate)
                } else {
                    Ok(())
                };
                prop_assert_eq!(window.check(sequence), expected);
                if expected.is_ok() {
                    window.mark(sequence);
                    seen.insert(sequence);
                }
            }
        }
    }
}
