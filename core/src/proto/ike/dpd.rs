//! Dead peer detection (RFC 3706) as IOS does it: questions after a silence, again every retry interval, and a verdict
//! after five without an answer.
//!
//! ```text
//! last packet      probe 1  probe 2  probe 3  probe 4  probe 5  verdict
//!     |---interval----|-retry--|--------|--------|--------|--------|
//! errors              0        1        2        3        4        5
//! ```
//!
//! Every wait starts at the instant at which the timer is really served, so a coarse clock makes it late, more with
//! each step.

use serde::Serialize;

use super::config::{Keepalive, KeepaliveMode, PeriodicStyle};
use super::isakmp_sa::SaId;
use crate::time::Instant;

/// Unanswered probes that make a peer dead.
pub const MAX_ERRORS: u8 = 5;

/// How a peer is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dpd {
    /// The association the probes are sent under: the newest.
    pub(super) sa: SaId,
    keepalive: Keepalive,
    style: PeriodicStyle,
    /// Number of the last probe.
    sequence: u32,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// All is well. The check comes at this instant; it may find that there is nothing to check yet.
    Idle { check_at: Instant },
    /// A question is open.
    Probing {
        errors: u8,
        /// When the first question was sent, and its number.
        since: Instant,
        first: u32,
        retry_at: Instant,
    },
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Send a probe with this number; so many have gone unanswered.
    Probe { sequence: u32, errors: u8 },
    /// The peer is dead.
    Dead,
}

/// How a peer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DpdState {
    /// Nothing is asked.
    Idle {
        /// The last authenticated packet from the peer.
        last_inbound: Instant,
        /// When the next probe leaves if nothing arrives; `None` if only traffic would make one leave.
        next_probe_at: Option<Instant>,
    },
    /// A question is open.
    Probing {
        /// The last authenticated packet from the peer.
        last_inbound: Instant,
        /// Probes that went unanswered.
        errors: u8,
        /// Number of the last probe.
        sequence: u32,
        /// When the next probe leaves, or the verdict falls.
        retry_at: Instant,
    },
}

impl Dpd {
    /// Watches a peer from `now` on.
    pub(super) fn new(
        now: Instant,
        sa: SaId,
        keepalive: Keepalive,
        style: PeriodicStyle,
        sequence: u32,
    ) -> Self {
        let mut dpd = Self {
            sa,
            keepalive,
            style,
            sequence,
            phase: Phase::Idle {
                check_at: Instant::FAR_FUTURE,
            },
        };
        dpd.rest(now);
        dpd
    }

    /// Back to idle; the next check is an interval after `from`.
    fn rest(&mut self, from: Instant) {
        let check_at = match self.keepalive.mode {
            KeepaliveMode::OnDemand => Instant::FAR_FUTURE,
            KeepaliveMode::Periodic => from + self.keepalive.interval(),
        };
        self.phase = Phase::Idle { check_at };
    }

    /// When there is something to do.
    pub(super) const fn next_at(&self) -> Instant {
        match self.phase {
            Phase::Idle { check_at } => check_at,
            Phase::Probing { retry_at, .. } => retry_at,
        }
    }

    /// An authenticated packet arrived: whatever was asked is answered.
    pub(super) fn on_inbound(&mut self, now: Instant) {
        if let Phase::Probing { since, .. } = self.phase {
            let from = match self.style {
                PeriodicStyle::TrafficResets => now,
                PeriodicStyle::Strict => since,
            };
            self.rest(from);
        }
    }

    /// An answer arrived; whether it is one to a probe of the open question.
    pub(super) fn is_expected(&self, sequence: u32) -> bool {
        match self.phase {
            Phase::Idle { .. } => false,
            Phase::Probing { first, .. } => {
                sequence.wrapping_sub(first) <= self.sequence.wrapping_sub(first)
            }
        }
    }

    /// Something is to be sent to the peer: in on-demand mode a long silence is questioned.
    pub(super) fn on_outbound(&mut self, now: Instant, last_inbound: Instant) -> Option<Step> {
        let is_due = self.keepalive.mode == KeepaliveMode::OnDemand
            && matches!(self.phase, Phase::Idle { .. })
            && now >= last_inbound + self.keepalive.interval();
        is_due.then(|| self.probe(now, 0, None))
    }

    /// The timer.
    pub(super) fn on_timeout(&mut self, now: Instant, last_inbound: Instant) -> Option<Step> {
        if now < self.next_at() {
            return None;
        }
        match self.phase {
            Phase::Idle { .. } => {
                let due_at = last_inbound + self.keepalive.interval();
                if self.style == PeriodicStyle::TrafficResets && now < due_at {
                    self.phase = Phase::Idle { check_at: due_at };
                    return None;
                }
                Some(self.probe(now, 0, None))
            }
            Phase::Probing { errors, .. } if errors + 1 == MAX_ERRORS => Some(Step::Dead),
            Phase::Probing {
                errors,
                since,
                first,
                ..
            } => Some(self.probe(now, errors + 1, Some((since, first)))),
        }
    }

    fn probe(&mut self, now: Instant, errors: u8, open: Option<(Instant, u32)>) -> Step {
        self.sequence = self.sequence.wrapping_add(1);
        let (since, first) = open.unwrap_or((now, self.sequence));
        self.phase = Phase::Probing {
            errors,
            since,
            first,
            retry_at: now + self.keepalive.retry(),
        };
        Step::Probe {
            sequence: self.sequence,
            errors,
        }
    }

    /// For show.
    pub(super) fn state(&self, last_inbound: Instant) -> DpdState {
        match self.phase {
            Phase::Idle { check_at } => DpdState::Idle {
                last_inbound,
                next_probe_at: match (self.keepalive.mode, self.style) {
                    (KeepaliveMode::OnDemand, _) => None,
                    (_, PeriodicStyle::Strict) => Some(check_at),
                    (_, PeriodicStyle::TrafficResets) => {
                        Some(last_inbound + self.keepalive.interval())
                    }
                },
            },
            Phase::Probing {
                errors, retry_at, ..
            } => DpdState::Probing {
                last_inbound,
                errors,
                sequence: self.sequence,
                retry_at,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: fn(u64) -> Instant = Instant::from_millis;

    fn dpd(mode: KeepaliveMode, style: PeriodicStyle) -> Dpd {
        let keepalive = Keepalive {
            interval_secs: 10,
            retry_secs: 2,
            mode,
        };
        Dpd::new(Instant::ZERO, SaId(1), keepalive, style, 100)
    }

    #[test]
    fn a_silent_peer_is_asked_five_times_and_dead_after_twenty_seconds() {
        let mut dpd = dpd(KeepaliveMode::Periodic, PeriodicStyle::TrafficResets);
        let mut told = Vec::new();
        loop {
            let now = dpd.next_at();
            match dpd.on_timeout(now, Instant::ZERO).expect("it was due") {
                Step::Probe { sequence, errors } => told.push((now.as_millis(), sequence, errors)),
                Step::Dead => break assert_eq!(now, AT(20_000)),
            }
        }
        assert_eq!(
            told,
            [
                (10_000, 101, 0),
                (12_000, 102, 1),
                (14_000, 103, 2),
                (16_000, 104, 3),
                (18_000, 105, 4)
            ]
        );
    }

    #[test]
    fn a_coarse_clock_adds_its_delay_at_each_step() {
        let mut dpd = dpd(KeepaliveMode::Periodic, PeriodicStyle::TrafficResets);
        loop {
            let now = dpd.next_at() + crate::time::Duration::from_millis(3);
            if dpd.on_timeout(now, Instant::ZERO) == Some(Step::Dead) {
                break assert_eq!(now, AT(20_000 + 6 * 3));
            }
        }
    }

    #[test]
    fn traffic_puts_the_probe_off_without_a_timer_for_each_packet() {
        let mut dpd = dpd(KeepaliveMode::Periodic, PeriodicStyle::TrafficResets);
        assert_eq!(dpd.on_timeout(AT(10_000), AT(9_500)), None);
        assert_eq!(dpd.next_at(), AT(19_500));
        assert!(matches!(
            dpd.on_timeout(AT(19_500), AT(9_500)),
            Some(Step::Probe { errors: 0, .. })
        ));
    }

    #[test]
    fn a_strict_period_probes_in_spite_of_traffic() {
        let mut dpd = dpd(KeepaliveMode::Periodic, PeriodicStyle::Strict);
        assert!(dpd.on_timeout(AT(10_000), AT(9_999)).is_some());
        dpd.on_inbound(AT(10_070));
        assert_eq!(dpd.next_at(), AT(20_000));
    }

    #[test]
    fn on_demand_asks_only_when_there_is_something_to_send() {
        let mut dpd = dpd(KeepaliveMode::OnDemand, PeriodicStyle::TrafficResets);
        assert_eq!(dpd.next_at(), Instant::FAR_FUTURE);
        assert_eq!(dpd.on_outbound(AT(9_999), Instant::ZERO), None);
        assert!(dpd.on_outbound(AT(10_000), Instant::ZERO).is_some());
        assert_eq!(dpd.on_outbound(AT(10_001), Instant::ZERO), None);
        assert_eq!(dpd.next_at(), AT(12_000));
    }

    #[test]
    fn only_answers_to_the_open_question_count() {
        let mut dpd = dpd(KeepaliveMode::Periodic, PeriodicStyle::TrafficResets);
        assert!(!dpd.is_expected(100));
        dpd.on_timeout(AT(10_000), Instant::ZERO);
        dpd.on_timeout(AT(12_000), Instant::ZERO);
        assert!(dpd.is_expected(101) && dpd.is_expected(102));
        assert!(!dpd.is_expected(100) && !dpd.is_expected(103));
        dpd.on_inbound(AT(12_050));
        assert!(!dpd.is_expected(102));
        assert_eq!(dpd.next_at(), AT(22_050));
    }
}
