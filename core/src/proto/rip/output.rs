//! What the process asks of its owner and tells it, and how updates are made (RFC 2453 §3.10).

use crate::types::SortedMap;
use std::net::Ipv4Addr;

use serde::Serialize;

use super::table::Path;
use super::{
    Direction, FLASH_SPACING, FLASH_SPACING_RANGE, InterfaceInfo, Process, Version, jittered,
};
use crate::time::Instant;
use crate::types::{IfIndex, Prefix};
use crate::wire::DecodeError;
use crate::wire::rip::{
    AUTHENTICATION_PASSWORD, Command, Entry as WireEntry, INFINITY, MAX_ENTRIES, PORT, Repr, Rte,
    RteError,
};

/// What leaves the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Output {
    /// Send this from port 520 of the interface's address.
    Send {
        /// Out of which interface.
        ifx: IfIndex,
        /// To whom.
        dst: Destination,
        /// To which port: 520, or the one a request came from.
        dst_port: u16,
        /// What for.
        kind: UpdateKind,
        /// The message, of at most 25 entries.
        repr: Repr,
    },
    /// The prefix has this path: a new one, or one whose metric or teller changed.
    Install {
        /// Destination.
        prefix: Prefix,
        /// Where packets go.
        next_hop: Ipv4Addr,
        /// Out of which interface.
        ifx: IfIndex,
        /// Hops.
        metric: u8,
        /// The router that told.
        from: Ipv4Addr,
        /// Route tag.
        tag: u16,
    },
    /// The prefix no longer has the path. A replacement may follow in the same batch.
    Withdraw {
        /// Destination.
        prefix: Prefix,
        /// Where packets went.
        next_hop: Ipv4Addr,
        /// Out of which interface.
        ifx: IfIndex,
    },
    /// No update came for the invalid time. The path stays in use until it is withdrawn.
    PossiblyDown {
        /// Destination.
        prefix: Prefix,
        /// Where packets go.
        next_hop: Ipv4Addr,
        /// Out of which interface.
        ifx: IfIndex,
    },
    /// Something to tell that asks for nothing.
    Event(Event),
}

impl Output {
    pub(super) const fn install(prefix: Prefix, path: &Path) -> Self {
        Self::Install {
            prefix,
            next_hop: path.next_hop,
            ifx: path.ifx,
            metric: path.metric,
            from: path.from,
            tag: path.tag,
        }
    }

    pub(super) const fn withdraw(prefix: Prefix, path: &Path) -> Self {
        Self::Withdraw {
            prefix,
            next_hop: path.next_hop,
            ifx: path.ifx,
        }
    }
}

/// Where a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Destination {
    /// 224.0.0.9 (version 2).
    Multicast,
    /// 255.255.255.255 (version 1).
    Broadcast,
    /// One router.
    Unicast(Ipv4Addr),
}

/// Why a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum UpdateKind {
    /// Every 25.5–30 s.
    Periodic,
    /// Something changed: only that.
    Flash,
    /// Asks for everything.
    Request,
    /// Answers a request.
    Reply,
}

/// What happened, for those who watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Event {
    /// An update would have been empty.
    SuppressedNull {
        /// On which interface.
        ifx: IfIndex,
        /// Of which version.
        version: Version,
        /// What for.
        kind: UpdateKind,
    },
    /// An update came.
    Received {
        /// Through which interface.
        ifx: IfIndex,
        /// Who sent it.
        src: Ipv4Addr,
        /// Version number.
        version: u8,
        /// Its good entries.
        routes: Vec<ReceivedRoute>,
    },
    /// A request came.
    Requested {
        /// Through which interface.
        ifx: IfIndex,
        /// Who asks.
        src: Ipv4Addr,
    },
    /// A message was not acted on.
    Ignored {
        /// Through which interface it came.
        ifx: IfIndex,
        /// Who sent it.
        src: Ipv4Addr,
        /// Why not.
        reason: IgnoreReason,
    },
    /// An entry of a message was skipped.
    BadEntry {
        /// Through which interface it came.
        ifx: IfIndex,
        /// Who sent it.
        src: Ipv4Addr,
        /// Which entry, from 0.
        index: usize,
        /// What is wrong with it.
        error: RteError,
    },
    /// A route offered was not taken.
    Refused {
        /// Through which interface it came.
        ifx: IfIndex,
        /// Who offered it.
        src: Ipv4Addr,
        /// Destination.
        prefix: Prefix,
        /// Hops, as told.
        metric: u8,
        /// Why not.
        reason: RefusalReason,
    },
}

/// A good entry of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ReceivedRoute {
    /// Destination.
    pub prefix: Prefix,
    /// Next hop, as told.
    pub next_hop: Ipv4Addr,
    /// Hops, as told.
    pub metric: u8,
    /// Route tag.
    pub tag: u16,
}

/// Why a message was not acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum IgnoreReason {
    /// RIP does not run on the interface.
    #[error("RIP is not enabled on the interface")]
    NotEnabled,
    /// It is this router's own.
    #[error("our own message")]
    OwnAddress,
    /// The sender is not on the interface's network.
    #[error("source is not on a connected network")]
    NotNeighbor,
    /// A response from another port than 520.
    #[error("bad source port {0}")]
    BadSourcePort(u16),
    /// A version the interface does not listen to.
    #[error("version {0} not accepted")]
    Version(u8),
    /// Not a RIP message.
    #[error(transparent)]
    Malformed(DecodeError),
    /// Neither request nor response.
    #[error("unknown command {0}")]
    UnknownCommand(u8),
    /// A wrong, missing or unexpected password.
    #[error("invalid authentication")]
    Authentication,
    /// A request on an interface that only listens.
    #[error("request on a passive interface")]
    Passive,
}

/// Why an offered route was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum RefusalReason {
    /// The router has the prefix from a better source.
    #[error("another source is preferred")]
    BetterSource,
    /// The router has a shorter way.
    #[error("worse metric")]
    WorseMetric,
    /// Unreachable, by someone whose route was not in use.
    #[error("unreachable and not in use")]
    Unreachable,
    /// The route is possibly down, and this offer is worse than it was.
    #[error("in holddown")]
    Holddown,
    /// As many equal paths are in use as may be.
    #[error("maximum paths in use")]
    TooManyPaths,
    /// Another router has told the same next hop.
    #[error("same next hop as another path")]
    SameNextHop,
    /// It leads back to this router.
    #[error("next hop is this router")]
    OwnNextHop,
}

/// A route as one interface's update tells it.
#[derive(Clone, Copy, Debug)]
struct Advertised {
    metric: u8,
    next_hop: Ipv4Addr,
    tag: u16,
    changed: bool,
}

impl Process {
    /// Asks the neighbors on `ifx` for all they know.
    pub(super) fn send_request(&self, ifx: IfIndex, out: &mut Vec<Output>) {
        let Some(info) = self.interfaces.get(&ifx) else {
            return;
        };
        for (version, dst) in self.destinations(info) {
            let entries = self.with_password(ifx, version, [Rte::WHOLE_TABLE]);
            out.push(Output::Send {
                ifx,
                dst,
                dst_port: PORT,
                kind: UpdateKind::Request,
                repr: Repr {
                    command: Command::Request,
                    version: number(version),
                    entries,
                },
            });
        }
    }

    pub(super) fn send_periodic(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.send_updates(UpdateKind::Periodic, out);
        self.update_at = now + jittered(self.config.timers.update, &mut self.rng);
    }

    pub(super) fn send_flash(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.send_updates(UpdateKind::Flash, out);
        self.flash_allowed_at = now + FLASH_SPACING + self.rng.duration_below(FLASH_SPACING_RANGE);
    }

    /// Either kind of update tells all that has changed.
    fn send_updates(&mut self, kind: UpdateKind, out: &mut Vec<Output>) {
        for info in self
            .running
            .iter()
            .filter_map(|ifx| self.interfaces.get(ifx))
        {
            for (version, dst) in self.destinations(info) {
                let entries = self.build_entries(info, version, kind == UpdateKind::Flash);
                self.send_entries(info, version, (dst, PORT), kind, entries, out);
            }
        }
        for entry in self.table.values_mut() {
            entry.changed = false;
        }
        self.flash_at = None;
    }

    /// Where updates on an interface go, and in which version.
    fn destinations(&self, info: &InterfaceInfo) -> impl Iterator<Item = (Version, Destination)> {
        let versions = self.config.send_versions(info.ifx);
        let silent = self.config.passive.contains(&info.ifx);
        let to_all = versions.iter().filter(move |_| !silent).map(|version| {
            let dst = match version {
                Version::V1 => Destination::Broadcast,
                Version::V2 => Destination::Multicast,
            };
            (version, dst)
        });
        let prefix = info.prefix;
        let neighbors = self.config.neighbors.iter();
        let neighbors = neighbors
            .copied()
            .filter(move |addr| prefix.contains(*addr));
        let to_each = versions.iter().flat_map(move |version| {
            let each = neighbors.clone();
            each.map(move |addr| (version, Destination::Unicast(addr)))
        });
        to_all.chain(to_each)
    }

    /// The entries of an update; `only_changed` for a triggered one.
    pub(super) fn build_entries(
        &self,
        info: &InterfaceInfo,
        version: Version,
        only_changed: bool,
    ) -> Vec<Rte> {
        let routes = self.advertised(info, version);
        routes
            .into_iter()
            .filter(|(_, route)| route.changed || !only_changed)
            .map(|(prefix, route)| {
                let rte = Rte {
                    next_hop: route.next_hop,
                    route_tag: route.tag,
                    ..Rte::route(prefix, route.metric)
                };
                match version {
                    Version::V1 => Rte {
                        mask: Ipv4Addr::UNSPECIFIED,
                        next_hop: Ipv4Addr::UNSPECIFIED,
                        route_tag: 0,
                        ..rte
                    },
                    Version::V2 => rte,
                }
            })
            .collect()
    }

    /// What an interface's updates tell. A summary has the best metric of its parts.
    fn advertised(&self, info: &InterfaceInfo, version: Version) -> SortedMap<Prefix, Advertised> {
        let mut routes: SortedMap<Prefix, Advertised> = SortedMap::new();
        for (prefix, entry) in &self.table {
            let metric = entry.advertised_metric();
            let back = metric < INFINITY && entry.leads_out_of(info.ifx);
            // Split horizon (RFC 2453 §3.4.3); what is unreachable is told everywhere.
            if back && info.split_horizon {
                continue;
            }
            let Some(shown) = self.shown_prefix(*prefix, info, version) else {
                continue;
            };
            let offset = self.config.offset(Direction::Out, info.ifx, *prefix);
            let metric = metric.saturating_add(offset).min(INFINITY);
            let told = Advertised {
                metric,
                next_hop: Some(entry)
                    .filter(|_| back && info.multi_access && shown == *prefix)
                    .and_then(|entry| entry.next_hop_on(info.ifx))
                    .filter(|addr| info.prefix.contains(*addr) && *addr != info.addr)
                    .unwrap_or(Ipv4Addr::UNSPECIFIED),
                tag: if shown == *prefix { entry.tag() } else { 0 },
                changed: entry.changed,
            };
            let route = routes.entry(shown).or_insert(told);
            let changed = route.changed || told.changed;
            if told.metric < route.metric {
                *route = told;
            }
            route.changed = changed;
        }
        routes
    }

    /// The prefix that stands for `prefix` in updates on an interface; `None` if it cannot be told there.
    fn shown_prefix(
        &self,
        prefix: Prefix,
        info: &InterfaceInfo,
        version: Version,
    ) -> Option<Prefix> {
        if prefix == Prefix::DEFAULT {
            return Some(prefix);
        }
        let class = Prefix::classful(prefix.network());
        let crosses_class = !class.contains(info.addr);
        match version {
            // Without masks, only subnets of the interface's own mask and hosts are understood (RFC 1058 §3.2).
            Version::V1 if prefix.len() < class.len() => None,
            Version::V1 if crosses_class => Some(class),
            Version::V1 => {
                let understood = prefix.len() == info.prefix.len() || prefix.len() == 32;
                understood.then_some(prefix)
            }
            Version::V2 => {
                let summarized =
                    self.config.auto_summary && crosses_class && prefix.len() > class.len();
                Some(if summarized { class } else { prefix })
            }
        }
    }

    /// Sends entries in messages of at most 25.
    pub(super) fn send_entries(
        &self,
        info: &InterfaceInfo,
        version: Version,
        (dst, dst_port): (Destination, u16),
        kind: UpdateKind,
        entries: Vec<Rte>,
        out: &mut Vec<Output>,
    ) {
        let ifx = info.ifx;
        if entries.is_empty() {
            out.push(Output::Event(Event::SuppressedNull { ifx, version, kind }));
            return;
        }
        let password = self.password_entry(ifx, version);
        let room = MAX_ENTRIES - usize::from(password.is_some());
        for chunk in entries.chunks(room) {
            out.push(Output::Send {
                ifx,
                dst,
                dst_port,
                kind,
                repr: Repr {
                    command: Command::Response,
                    version: number(version),
                    entries: self.with_password(ifx, version, chunk.iter().copied()),
                },
            });
        }
    }

    fn password_entry(&self, ifx: IfIndex, version: Version) -> Option<WireEntry> {
        let data = self.config.password(ifx)?;
        (version == Version::V2).then_some(WireEntry::Authentication {
            kind: AUTHENTICATION_PASSWORD,
            data,
        })
    }

    fn with_password(
        &self,
        ifx: IfIndex,
        version: Version,
        routes: impl IntoIterator<Item = Rte>,
    ) -> Vec<WireEntry> {
        let password = self.password_entry(ifx, version).into_iter();
        password
            .chain(routes.into_iter().map(WireEntry::Route))
            .collect()
    }
}

const fn number(version: Version) -> u8 {
    match version {
        Version::V1 => 1,
        Version::V2 => 2,
    }
}
