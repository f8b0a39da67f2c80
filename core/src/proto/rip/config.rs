//! What an operator sets for RIP, what its interfaces look like, and the defaults.

use crate::types::{SortedMap, SortedSet};
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::time::Duration;
use crate::types::{IfIndex, Prefix, Wildcard};

/// Administrative distance of RIP.
pub const DEFAULT_DISTANCE: u8 = 120;
/// Equal paths kept for a prefix.
pub const DEFAULT_MAXIMUM_PATHS: u8 = 4;

/// The whole configuration of the process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// `None`: sends version 1 and receives both.
    pub version: Option<Version>,
    /// Addresses in the classful networks whose interfaces take part.
    pub networks: Vec<Ipv4Addr>,
    /// Routers that get updates by unicast, even where the interface is passive.
    pub neighbors: Vec<Ipv4Addr>,
    /// Interfaces that only listen.
    pub passive: SortedSet<IfIndex>,
    /// Static routes are told on.
    pub redistribute_static: Option<Redistribution>,
    /// Networks of interfaces that do not take part are told on.
    pub redistribute_connected: Option<Redistribution>,
    /// A default route is told, whether there is one or not.
    pub default_information_originate: bool,
    /// What is added to metrics. A list for an interface goes before one for all.
    pub offset_lists: Vec<OffsetList>,
    /// Version 2: networks are summarized to their class where they leave it.
    pub auto_summary: bool,
    /// Administrative distance.
    pub distance: u8,
    /// Timers.
    pub timers: Timers,
    /// Equal paths kept for a prefix, at least 1.
    pub maximum_paths: u8,
    /// What is set on single interfaces.
    pub interfaces: SortedMap<IfIndex, InterfaceConfig>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            version: None,
            networks: Vec::new(),
            neighbors: Vec::new(),
            passive: SortedSet::new(),
            redistribute_static: None,
            redistribute_connected: None,
            default_information_originate: false,
            offset_lists: Vec::new(),
            auto_summary: true,
            distance: DEFAULT_DISTANCE,
            timers: Timers::default(),
            maximum_paths: DEFAULT_MAXIMUM_PATHS,
            interfaces: SortedMap::new(),
        }
    }
}

impl Config {
    /// Whether an interface of this address takes part.
    #[must_use]
    pub fn covers(&self, addr: Ipv4Addr) -> bool {
        self.networks
            .iter()
            .any(|network| Prefix::classful(*network).contains(addr))
    }

    /// The versions an interface sends.
    #[must_use]
    pub fn send_versions(&self, ifx: IfIndex) -> Versions {
        let default = match self.version {
            None | Some(Version::V1) => Versions::V1,
            Some(Version::V2) => Versions::V2,
        };
        let own = self.interfaces.get(&ifx).and_then(|config| config.send);
        own.unwrap_or(default)
    }

    /// The versions an interface listens to.
    #[must_use]
    pub fn receive_versions(&self, ifx: IfIndex) -> Versions {
        let default = match self.version {
            None => Versions::BOTH,
            Some(Version::V1) => Versions::V1,
            Some(Version::V2) => Versions::V2,
        };
        let own = self.interfaces.get(&ifx).and_then(|config| config.receive);
        own.unwrap_or(default)
    }

    /// The password of an interface.
    #[must_use]
    pub fn password(&self, ifx: IfIndex) -> Option<[u8; 16]> {
        self.interfaces.get(&ifx)?.password
    }

    /// What is added to the metric of `prefix` as it passes `ifx`.
    #[must_use]
    pub fn offset(&self, direction: Direction, ifx: IfIndex, prefix: Prefix) -> u8 {
        let of = |wanted: Option<IfIndex>| {
            self.offset_lists.iter().find(move |list| {
                list.direction == direction && list.ifx == wanted && list.matches(prefix)
            })
        };
        of(Some(ifx))
            .or_else(|| of(None))
            .map_or(0, |list| list.amount)
    }
}

/// A protocol version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Version {
    /// RFC 1058: classful, broadcast.
    V1,
    /// RFC 2453: masks and next hops, multicast.
    V2,
}

/// A set of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Version 1.
    pub v1: bool,
    /// Version 2.
    pub v2: bool,
}

impl Versions {
    /// Version 1 only.
    pub const V1: Self = Self {
        v1: true,
        v2: false,
    };
    /// Version 2 only.
    pub const V2: Self = Self {
        v1: false,
        v2: true,
    };
    /// Both.
    pub const BOTH: Self = Self { v1: true, v2: true };

    /// The versions in the set, 1 first.
    pub fn iter(self) -> impl Iterator<Item = Version> {
        let v1 = self.v1.then_some(Version::V1);
        v1.into_iter().chain(self.v2.then_some(Version::V2))
    }

    /// Whether a message of this version number is listened to; higher ones count as 2 (RFC 2453 §3.9.2).
    #[must_use]
    pub const fn admits(self, version: u8) -> bool {
        if version == 1 { self.v1 } else { self.v2 }
    }
}

/// How routes of another source are told on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redistribution {
    /// The metric in updates; `None` is 1 for static and connected routes.
    pub metric: Option<u8>,
}

/// Adds to metrics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetList {
    /// Of updates sent or received.
    pub direction: Direction,
    /// On one interface, or on all.
    pub ifx: Option<IfIndex>,
    /// The access list's lines, permit or deny; `None` matches all. What no line matches is denied.
    pub access_list: Option<Vec<(bool, Wildcard)>>,
    /// Hops added.
    pub amount: u8,
}

impl OffsetList {
    fn matches(&self, prefix: Prefix) -> bool {
        let Some(lines) = &self.access_list else {
            return true;
        };
        lines
            .iter()
            .find(|(_, wildcard)| wildcard.matches(prefix.network()))
            .is_some_and(|(permit, _)| *permit)
    }
}

/// Which way an update goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Received.
    In,
    /// Sent.
    Out,
}

/// `timers basic`. Invalid and flush count from a route's last update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timers {
    /// Between periodic updates, before jitter.
    pub update: Duration,
    /// Without update, a route is possibly down after this.
    pub invalid: Duration,
    /// How long a route that became invalid refuses worse offers.
    pub holddown: Duration,
    /// Without update, a route is gone after this.
    pub flush: Duration,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            update: Duration::from_secs(30),
            invalid: Duration::from_secs(180),
            holddown: Duration::from_secs(180),
            flush: Duration::from_secs(240),
        }
    }
}

impl Timers {
    /// How long an unreachable route is told with metric 16 before it is forgotten.
    #[must_use]
    pub const fn garbage(&self) -> Duration {
        self.flush.saturating_sub(self.invalid)
    }
}

/// What is set on one interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceConfig {
    /// Versions sent, if not the process's.
    pub send: Option<Versions>,
    /// Versions received, if not the process's.
    pub receive: Option<Versions>,
    /// Clear-text password of version 2, zero-filled (RFC 2453 §4.1).
    pub password: Option<[u8; 16]>,
}

/// What the owner knows of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceInfo {
    /// Which.
    pub ifx: IfIndex,
    /// Its address.
    pub addr: Ipv4Addr,
    /// Its network.
    pub prefix: Prefix,
    /// Whether it has a line protocol and an address.
    pub up: bool,
    /// Whether routes are not told back to where they came from; off on a Frame Relay physical interface.
    pub split_horizon: bool,
    /// Whether more than two routers may share its network.
    pub multi_access: bool,
}
