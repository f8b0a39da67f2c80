//! The date a device's clock shows. It has no battery: at power-on it begins anew, until somebody sets it.

use super::device::Device;
use crate::time::Instant;

/// 1 March 2002, 00:00 UTC, in milliseconds since 1970: where the clock of a router of the 2600 class begins.
pub const BEGINNING_MS: u64 = 1_014_940_800_000;

/// What a clock showed at some instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Calendar {
    at: Instant,
    shown_ms: u64,
    is_set: bool,
}

impl Calendar {
    /// A clock switched on at this instant.
    pub(super) const fn new(at: Instant) -> Self {
        Self {
            at,
            shown_ms: BEGINNING_MS,
            is_set: false,
        }
    }
}

impl Device {
    /// The date its clock shows at an instant, in milliseconds since 1 January 1970, UTC; it moves in ticks.
    #[must_use]
    pub fn date_ms(&self, at: Instant) -> u64 {
        let shown = self.clock(at).as_millis();
        (self.calendar.shown_ms + shown).saturating_sub(self.clock(self.calendar.at).as_millis())
    }

    /// Whether somebody has set the clock since power-on.
    #[must_use]
    pub const fn is_clock_set(&self) -> bool {
        self.calendar.is_set
    }

    /// `clock set`: milliseconds since 1 January 1970, UTC.
    pub const fn set_clock(&mut self, now: Instant, date_ms: u64) {
        self.calendar = Calendar {
            at: now,
            shown_ms: date_ms,
            is_set: true,
        };
    }
}
