//! Routes: who offers them, where they lead, and what may change.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::proto::ip::fib::Resolved;
use crate::time::Instant;
use crate::types::{IfIndex, Prefix};

/// Who offers a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Source {
    /// An interface's own network.
    Connected,
    /// A static route.
    Static {
        /// Who put it there.
        origin: StaticOrigin,
    },
    /// RIP.
    Rip,
}

impl Source {
    /// A configured static route.
    pub const STATIC: Self = Self::Static {
        origin: StaticOrigin::Configured,
    };

    /// The administrative distance where none is configured.
    #[must_use]
    pub const fn default_distance(self) -> u8 {
        match self {
            Self::Connected => 0,
            Self::Static { .. } => 1,
            Self::Rip => 120,
        }
    }

    /// Whether both are shown as the same protocol, and may share a prefix as equal paths.
    pub(super) const fn is_same_protocol(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Connected, Self::Connected)
                | (Self::Static { .. }, Self::Static { .. })
                | (Self::Rip, Self::Rip)
        )
    }
}

/// Where a static route comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StaticOrigin {
    /// The operator.
    Configured,
    /// Reverse route injection of IPsec.
    ReverseRoute,
}

/// Where a path leads. Neither address nor interface: nowhere (Null0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NextHop {
    /// The next router; `None` on a connected network.
    pub addr: Option<Ipv4Addr>,
    /// The outgoing interface; `None` looks the address up.
    pub ifx: Option<IfIndex>,
}

impl NextHop {
    /// Packets are discarded.
    pub const DISCARD: Self = Self {
        addr: None,
        ifx: None,
    };

    /// Through a router, wherever it is.
    #[must_use]
    pub const fn via(addr: Ipv4Addr) -> Self {
        Self {
            addr: Some(addr),
            ifx: None,
        }
    }

    /// Out of an interface, to the destination itself.
    #[must_use]
    pub const fn interface(ifx: IfIndex) -> Self {
        Self {
            addr: None,
            ifx: Some(ifx),
        }
    }

    /// Through a router on an interface.
    #[must_use]
    pub const fn via_on(addr: Ipv4Addr, ifx: IfIndex) -> Self {
        Self {
            addr: Some(addr),
            ifx: Some(ifx),
        }
    }
}

/// One way to a prefix. Prefix, source, distance and next hop identify it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// Who offers it.
    pub source: Source,
    /// Administrative distance; the lower wins, 255 is never used.
    pub distance: u8,
    /// Metric, compared within a source.
    pub metric: u32,
    /// Where it leads.
    pub next_hop: NextHop,
    /// Route tag.
    pub tag: u16,
    /// When it was first offered.
    pub installed_at: Instant,
    /// When it was last offered.
    pub updated_at: Instant,
}

impl Path {
    /// A path with its source's default distance.
    #[must_use]
    pub const fn new(now: Instant, source: Source, metric: u32, next_hop: NextHop) -> Self {
        Self {
            source,
            distance: source.default_distance(),
            metric,
            next_hop,
            tag: 0,
            installed_at: now,
            updated_at: now,
        }
    }

    pub(super) fn is_same_offer(&self, other: &Self) -> bool {
        self.source == other.source
            && self.distance == other.distance
            && self.next_hop == other.next_hop
    }
}

/// The best route to a prefix: one or more equal paths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Route {
    /// Its paths; all of one protocol, distance and metric; at least one.
    pub paths: Vec<Path>,
    /// Beside `paths`: where packets go in the end. Empty if they are discarded.
    pub resolved: Vec<Resolved>,
}

impl Route {
    /// The first path: the route's source, distance, metric and tag.
    #[must_use]
    pub fn first(&self) -> Option<&Path> {
        self.paths.first()
    }

    /// Whether both forward alike and are shown alike, ages aside.
    pub(super) fn is_equivalent(&self, other: &Self) -> bool {
        let same =
            |a: &Path, b: &Path| a.is_same_offer(b) && a.metric == b.metric && a.tag == b.tag;
        self.resolved == other.resolved
            && self.paths.len() == other.paths.len()
            && self.paths.iter().zip(&other.paths).all(|(a, b)| same(a, b))
    }
}

/// A change of what is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A path is offered, or offered again with another metric, tag or time.
    Add {
        /// Destination.
        prefix: Prefix,
        /// The path.
        path: Path,
    },
    /// A path is no longer offered, at whatever distance.
    Remove {
        /// Destination.
        prefix: Prefix,
        /// Who offered it.
        source: Source,
        /// Where it led.
        next_hop: NextHop,
    },
    /// A source offers nothing for the prefix any more.
    RemoveAll {
        /// Destination.
        prefix: Prefix,
        /// Who offered it.
        source: Source,
    },
}

/// What became of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum RibEvent {
    /// A prefix has a route.
    Added {
        /// Destination.
        prefix: Prefix,
        /// The route.
        route: Route,
    },
    /// A prefix has another route, or the route other paths.
    Changed {
        /// Destination.
        prefix: Prefix,
        /// The route before.
        from: Route,
        /// The route after.
        to: Route,
    },
    /// A prefix has no route any more.
    Removed {
        /// Destination.
        prefix: Prefix,
        /// The route before.
        route: Route,
    },
}
