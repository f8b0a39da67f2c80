//! The RIP database: what is known about each prefix, and which offers replace what.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::{Redistributed, RefusalReason, Timers};
use crate::time::Instant;
use crate::types::IfIndex;
use crate::wire::rip::INFINITY;

/// Why the router itself reaches a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Local {
    /// The network of an interface that takes part.
    Connected {
        /// The interface.
        ifx: IfIndex,
    },
    /// A route of another source that is told on.
    Redistributed {
        /// The route.
        route: Redistributed,
        /// The metric in updates.
        metric: u8,
        /// Whether the source goes before RIP.
        preferred: bool,
    },
    /// The default route that is told by order.
    DefaultOriginated,
}

impl Local {
    /// Whether what is learned by RIP is not used beside it.
    #[must_use]
    pub const fn is_preferred(&self) -> bool {
        match self {
            Self::Connected { .. } | Self::DefaultOriginated => true,
            Self::Redistributed { preferred, .. } => *preferred,
        }
    }

    const fn metric(&self) -> u8 {
        match self {
            Self::Connected { .. } | Self::DefaultOriginated => 1,
            Self::Redistributed { metric, .. } => *metric,
        }
    }

    const fn ifx(&self) -> Option<IfIndex> {
        match self {
            Self::Connected { ifx } => Some(*ifx),
            Self::Redistributed { route, .. } => route.ifx,
            Self::DefaultOriginated => None,
        }
    }

    const fn next_hop(&self) -> Option<Ipv4Addr> {
        match self {
            Self::Redistributed { route, .. } => route.next_hop,
            Self::Connected { .. } | Self::DefaultOriginated => None,
        }
    }
}

/// A way to a prefix that another router told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// Where packets go.
    pub next_hop: Ipv4Addr,
    /// Out of which interface.
    pub ifx: IfIndex,
    /// The router that told.
    pub from: Ipv4Addr,
    /// Hops, 1–15, as told, incoming offset included.
    pub metric: u8,
    /// Route tag, as told.
    pub tag: u16,
    /// When it was last told.
    pub updated_at: Instant,
}

impl Path {
    fn is_from(&self, other: &Self) -> bool {
        self.from == other.from && self.ifx == other.ifx
    }
}

/// How good what is known is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// There is a local reason or a fresh path.
    Valid,
    /// No update came for the invalid time; packets still follow the one path left.
    PossiblyDown {
        /// Until when worse offers are refused.
        holddown_until: Instant,
    },
    /// Told as unreachable until forgotten.
    Unreachable {
        /// When it is forgotten.
        until: Instant,
    },
}

/// All that is known about one prefix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Why the router itself reaches it.
    pub local: Option<Local>,
    /// Paths learned, all of one metric.
    pub paths: Vec<Path>,
    /// How good they are.
    pub status: Status,
    /// Whether the next triggered update must tell it.
    pub changed: bool,
}

/// What an offer does to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The path told before is told again.
    Refresh,
    /// One more equal path.
    Join,
    /// It replaces all paths.
    Replace,
    /// The router that told a path takes it back.
    Retract,
    /// Not used.
    Refuse(RefusalReason),
}

impl Entry {
    /// Nothing known yet.
    pub(super) const fn new(now: Instant) -> Self {
        Self {
            local: None,
            paths: Vec::new(),
            status: Status::Unreachable { until: now },
            changed: false,
        }
    }

    fn preferred_local(&self) -> Option<&Local> {
        let local = self.local.as_ref()?;
        (local.is_preferred() || self.paths.is_empty()).then_some(local)
    }

    /// Whether the last reason to reach it is gone and the status does not say so yet.
    pub(super) const fn has_nothing_left(&self) -> bool {
        self.local.is_none()
            && self.paths.is_empty()
            && !matches!(self.status, Status::Unreachable { .. })
    }

    /// The metric for updates, before offsets: one hop more than learned; 16 when unreachable or in doubt.
    #[must_use]
    pub fn advertised_metric(&self) -> u8 {
        match (self.preferred_local(), self.status, self.paths.first()) {
            (Some(local), ..) => local.metric().min(INFINITY),
            (None, Status::Valid, Some(path)) => (path.metric + 1).min(INFINITY),
            _ => INFINITY,
        }
    }

    /// Whether packets for it leave through `ifx`.
    pub(super) fn leads_out_of(&self, ifx: IfIndex) -> bool {
        match self.preferred_local() {
            Some(local) => local.ifx() == Some(ifx),
            None => self.paths.iter().any(|path| path.ifx == ifx),
        }
    }

    /// The router that packets leaving through `ifx` go to.
    pub(super) fn next_hop_on(&self, ifx: IfIndex) -> Option<Ipv4Addr> {
        match self.preferred_local() {
            Some(local) => local.next_hop(),
            None => {
                let mut on = self.paths.iter().filter(|path| path.ifx == ifx);
                on.next().map(|path| path.next_hop)
            }
        }
    }

    pub(super) fn tag(&self) -> u16 {
        match self.preferred_local() {
            Some(_) => 0,
            None => self.paths.first().map_or(0, |path| path.tag),
        }
    }

    /// Judges an offer (RFC 2453 §3.9.2, and how IOS departs from it).
    pub(super) fn judge(&self, now: Instant, offer: &Path, maximum_paths: usize) -> Verdict {
        if self.local.as_ref().is_some_and(Local::is_preferred) {
            return Verdict::Refuse(RefusalReason::BetterSource);
        }
        let told_before = self.paths.iter().find(|path| path.is_from(offer));
        if offer.metric >= INFINITY {
            return match told_before {
                Some(_) => Verdict::Retract,
                None => Verdict::Refuse(RefusalReason::Unreachable),
            };
        }
        let Some(current) = self.paths.first() else {
            // Never known, or unreachable: the next offer from anyone is taken, there is no holddown.
            return Verdict::Replace;
        };
        match self.status {
            Status::PossiblyDown { holddown_until }
                if offer.metric > current.metric && now < holddown_until =>
            {
                return Verdict::Refuse(RefusalReason::Holddown);
            }
            Status::PossiblyDown { .. } => return Verdict::Replace,
            Status::Valid | Status::Unreachable { .. } => {}
        }
        match told_before {
            Some(before) if before.metric == offer.metric => Verdict::Refresh,
            Some(_) if offer.metric > current.metric && self.paths.len() > 1 => Verdict::Retract,
            Some(_) => Verdict::Replace,
            None if offer.metric < current.metric => Verdict::Replace,
            None if offer.metric > current.metric => Verdict::Refuse(RefusalReason::WorseMetric),
            None if self.paths.iter().any(|p| p.next_hop == offer.next_hop) => {
                Verdict::Refuse(RefusalReason::SameNextHop)
            }
            None if self.paths.len() >= maximum_paths => {
                Verdict::Refuse(RefusalReason::TooManyPaths)
            }
            None => Verdict::Join,
        }
    }

    /// Where the path `offer`'s sender told before stands.
    pub(super) fn index_from(&self, offer: &Path) -> Option<usize> {
        self.paths.iter().position(|path| path.is_from(offer))
    }

    /// When time alone changes this entry.
    pub(super) fn expires_at(&self, timers: &Timers) -> Option<Instant> {
        let oldest = self.paths.iter().map(|path| path.updated_at).min();
        match self.status {
            Status::Valid => oldest.map(|at| at + timers.invalid.min(timers.flush)),
            Status::PossiblyDown { .. } => oldest.map(|at| at + timers.flush),
            // What a triggered update has yet to tell is not forgotten before.
            Status::Unreachable { until } => (!self.changed).then_some(until),
        }
    }
}
