//! What `show standby` tells.

use std::net::Ipv4Addr;

use super::{Config, DEFAULT_HELLO_TIME, DEFAULT_HOLD_TIME, Group, Router, State, Timers, Track};
use crate::time::{Duration, Instant};
use crate::types::{GroupNumber, MacAddr};

impl Group {
    /// The configuration in use.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The group's number.
    #[must_use]
    pub const fn number(&self) -> GroupNumber {
        self.config.group
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// Changes of state since the machine was made.
    #[must_use]
    pub const fn state_changes(&self) -> u32 {
        self.state_changes
    }

    /// When the state last changed; the boot if never.
    #[must_use]
    pub const fn last_change_at(&self) -> Instant {
        self.last_change_at
    }

    /// The virtual address, configured or learned.
    #[must_use]
    pub fn virtual_ip(&self) -> Option<Ipv4Addr> {
        self.config.virtual_ip.or(self.learned_virtual_ip)
    }

    /// The virtual MAC address, 0000.0c07.acXX.
    #[must_use]
    pub const fn virtual_mac(&self) -> MacAddr {
        MacAddr::hsrp_v1(self.config.group.0)
    }

    /// The active router.
    #[must_use]
    pub const fn active_router(&self) -> Router {
        self.active_router
    }

    /// When another active router counts as gone.
    #[must_use]
    pub fn active_expires_at(&self) -> Option<Instant> {
        self.deadlines
            .active
            .filter(|_| matches!(self.active_router, Router::Remote { .. }))
    }

    /// The standby router.
    #[must_use]
    pub const fn standby_router(&self) -> Router {
        self.standby_router
    }

    /// When another standby router counts as gone.
    #[must_use]
    pub fn standby_expires_at(&self) -> Option<Instant> {
        self.deadlines
            .standby
            .filter(|_| matches!(self.standby_router, Router::Remote { .. }))
    }

    /// When the next Hello is due.
    #[must_use]
    pub const fn next_hello_at(&self) -> Option<Instant> {
        self.deadlines.hello
    }

    /// When the group starts after its interface came up.
    #[must_use]
    pub const fn starts_at(&self) -> Option<Instant> {
        self.deadlines.startup
    }

    /// When a delayed preemption happens, if one is waiting.
    #[must_use]
    pub const fn preempts_at(&self) -> Option<Instant> {
        self.deadlines.preempt
    }

    pub(super) fn timers(&self) -> Timers {
        let default = Timers {
            hello: DEFAULT_HELLO_TIME,
            hold: DEFAULT_HOLD_TIME,
        };
        self.config
            .timers
            .or(self.learned_timers)
            .unwrap_or(default)
    }

    /// The hello time in use: configured, learned or the default.
    #[must_use]
    pub fn hello_time(&self) -> Duration {
        self.timers().hello
    }

    /// The hold time in use: configured, learned or the default.
    #[must_use]
    pub fn hold_time(&self) -> Duration {
        self.timers().hold
    }

    /// The priority in use, after tracking.
    #[must_use]
    pub const fn priority(&self) -> u8 {
        self.priority
    }

    /// What is tracked, and whether it is up; `None` where nobody has said yet.
    pub fn tracks(&self) -> impl Iterator<Item = (Track, Option<bool>)> {
        let states = self.tracks_up.iter().copied();
        self.config.tracks.iter().copied().zip(states)
    }
}
