//! The routing table: what every source offers, the best of it for each prefix, and how it resolves.
//!
//! The owner adds and removes paths; connected prefixes come and go with their interfaces. After each change the whole
//! table is decided anew (it is small), and what became of it is told as events.

use crate::types::SortedMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::fib::{Fib, Resolved};
use crate::time::Instant;
use crate::types::{IfIndex, Prefix};

/// How many routes a next hop may be looked up through.
const MAX_RECURSION: u8 = 8;
/// How often the table is decided again because a route depended on another.
const MAX_PASSES: u8 = 8;

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
    const fn is_same_protocol(self, other: Self) -> bool {
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

    fn is_same_offer(&self, other: &Self) -> bool {
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
    fn is_equivalent(&self, other: &Self) -> bool {
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

/// The routing table of a device.
#[derive(Clone, Debug, Default)]
pub struct Rib {
    offers: SortedMap<Prefix, Vec<Path>>,
    best: SortedMap<Prefix, Route>,
    fib: Fib,
}

impl Rib {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes over a change and tells what became of it.
    pub fn apply(&mut self, change: Change, out: &mut Vec<RibEvent>) {
        if self.change_offers(change) {
            self.decide(out);
        }
    }

    /// Takes over several changes as one: what is removed and added again unchanged is not told.
    pub fn apply_all(
        &mut self,
        changes: impl IntoIterator<Item = Change>,
        out: &mut Vec<RibEvent>,
    ) {
        let mut changed = false;
        for change in changes {
            changed |= self.change_offers(change);
        }
        if changed {
            self.decide(out);
        }
    }

    /// Whether the table must be decided again.
    fn change_offers(&mut self, change: Change) -> bool {
        match change {
            Change::Add { prefix, path } => self.add(prefix, path),
            Change::Remove {
                prefix,
                source,
                next_hop,
            } => self.remove(prefix, |path| {
                path.source == source && path.next_hop == next_hop
            }),
            Change::RemoveAll { prefix, source } => {
                self.remove(prefix, |path| path.source == source)
            }
        }
    }

    fn add(&mut self, prefix: Prefix, mut path: Path) -> bool {
        let offers = self.offers.entry(prefix).or_default();
        let Some(old) = offers.iter_mut().find(|old| old.is_same_offer(&path)) else {
            offers.push(path);
            return true;
        };
        path.installed_at = old.installed_at;
        let changed = old.metric != path.metric || old.tag != path.tag;
        *old = path;
        if !changed {
            self.refresh(prefix, path);
        }
        changed
    }

    /// Takes over a path's time without deciding anything.
    fn refresh(&mut self, prefix: Prefix, path: Path) {
        let paths = self.best.get_mut(&prefix).map(|route| &mut route.paths);
        for shown in paths.into_iter().flatten() {
            if shown.is_same_offer(&path) {
                *shown = path;
            }
        }
    }

    fn remove(&mut self, prefix: Prefix, matches: impl Fn(&Path) -> bool) -> bool {
        let Some(offers) = self.offers.get_mut(&prefix) else {
            return false;
        };
        let before = offers.len();
        offers.retain(|path| !matches(path));
        let changed = offers.len() != before;
        if offers.is_empty() {
            self.offers.remove(&prefix);
        }
        changed
    }

    /// Finds the best routes, starting from those that need no other, until nothing moves.
    fn decide(&mut self, out: &mut Vec<RibEvent>) {
        let mut best = SortedMap::new();
        for _ in 0..MAX_PASSES {
            let next = self.decide_once(&best);
            let settled = next == best;
            best = next;
            if settled {
                break;
            }
        }
        let old = core::mem::replace(&mut self.best, best);
        self.tell_changes(old, out);
        let routes = self.best.iter();
        self.fib = Fib::build(routes.map(|(prefix, route)| (*prefix, &route.resolved[..])));
    }

    fn decide_once(&self, known: &SortedMap<Prefix, Route>) -> SortedMap<Prefix, Route> {
        let route_of = |(prefix, offers): (&Prefix, &Vec<Path>)| {
            self.best_of(*prefix, offers, known)
                .map(|route| (*prefix, route))
        };
        self.offers.iter().filter_map(route_of).collect()
    }

    /// The best usable offers: lowest distance, then the first protocol in [`Source`]'s order, then lowest metric.
    fn best_of(
        &self,
        prefix: Prefix,
        offers: &[Path],
        known: &SortedMap<Prefix, Route>,
    ) -> Option<Route> {
        let mut usable: Vec<(Path, Option<Resolved>)> = offers
            .iter()
            .filter(|path| path.distance != u8::MAX)
            .filter_map(|path| Some((*path, self.resolve_path(prefix, path, known)?)))
            .collect();
        // Stable: equal paths stay in the order they were offered.
        usable.sort_by_key(|(path, _)| (path.distance, path.source, path.metric));
        let best = usable.first()?.0;
        usable.retain(|(path, _)| {
            path.distance == best.distance
                && path.metric == best.metric
                && path.source.is_same_protocol(best.source)
        });
        Some(Route {
            resolved: usable.iter().filter_map(|(_, hop)| *hop).collect(),
            paths: usable.into_iter().map(|(path, _)| path).collect(),
        })
    }

    /// `None` if the path cannot be used; `Some(None)` if it discards.
    #[allow(
        clippy::option_option,
        reason = "the two answers are told apart at one place"
    )]
    fn resolve_path(
        &self,
        prefix: Prefix,
        path: &Path,
        known: &SortedMap<Prefix, Route>,
    ) -> Option<Option<Resolved>> {
        let to = |ifx, next_hop| {
            Some(Some(Resolved {
                ifx,
                next_hop,
                prefix,
                source: path.source,
            }))
        };
        match (path.next_hop.ifx, path.next_hop.addr) {
            (None, None) => Some(None),
            (Some(ifx), None) if path.source == Source::Connected => to(ifx, None),
            (Some(ifx), addr) if self.is_up(ifx) => to(ifx, addr),
            (Some(_), _) => None,
            (None, Some(addr)) => {
                let (ifx, next_hop) = resolve(prefix, addr, known, MAX_RECURSION)?;
                to(ifx, Some(next_hop))
            }
        }
    }

    /// An interface that is up has a connected network.
    fn is_up(&self, ifx: IfIndex) -> bool {
        self.offers.values().flatten().any(|path| {
            path.source == Source::Connected && path.next_hop == NextHop::interface(ifx)
        })
    }

    fn tell_changes(&self, mut old: SortedMap<Prefix, Route>, out: &mut Vec<RibEvent>) {
        for (prefix, to) in &self.best {
            let (prefix, to) = (*prefix, to.clone());
            match old.remove(&prefix) {
                None => out.push(RibEvent::Added { prefix, route: to }),
                Some(from) if !from.is_equivalent(&to) => {
                    out.push(RibEvent::Changed { prefix, from, to });
                }
                Some(_) => {}
            }
        }
        let gone = old.into_iter();
        out.extend(gone.map(|(prefix, route)| RibEvent::Removed { prefix, route }));
    }

    /// The forwarding table.
    #[must_use]
    pub const fn fib(&self) -> &Fib {
        &self.fib
    }

    /// Where packets to `dst` go; see [`Fib::lookup`].
    #[must_use]
    pub fn lookup(&self, dst: Ipv4Addr) -> Option<Resolved> {
        self.fib.lookup(dst)
    }

    /// Where packets from `src` to `dst` go; see [`Fib::lookup_flow`].
    #[must_use]
    pub fn lookup_flow(&self, src: Ipv4Addr, dst: Ipv4Addr) -> Option<Resolved> {
        self.fib.lookup_flow(src, dst)
    }

    /// The best route to a prefix.
    #[must_use]
    pub fn route(&self, prefix: Prefix) -> Option<&Route> {
        self.best.get(&prefix)
    }

    /// The route that forwards packets to `dst`.
    #[must_use]
    pub fn route_for(&self, dst: Ipv4Addr) -> Option<(Prefix, &Route)> {
        longest_match(&self.best, dst, 0)
    }

    /// The best routes, by prefix.
    pub fn routes(&self) -> impl Iterator<Item = (Prefix, &Route)> {
        self.best.iter().map(|(prefix, route)| (*prefix, route))
    }

    /// Everything offered, used or not, by prefix.
    pub fn offers(&self) -> impl Iterator<Item = (Prefix, &Path)> {
        let of = |(prefix, paths): (&Prefix, _)| (*prefix, paths);
        self.offers
            .iter()
            .map(of)
            .flat_map(|(prefix, paths): (_, &Vec<Path>)| paths.iter().map(move |p| (prefix, p)))
    }
}

/// The interface and router that packets for `addr` go to, for a static route to `prefix` that names `addr`.
fn resolve(
    prefix: Prefix,
    addr: Ipv4Addr,
    known: &SortedMap<Prefix, Route>,
    recursion: u8,
) -> Option<(IfIndex, Ipv4Addr)> {
    // A default route must not hang on a default route.
    let min_len = u8::from(prefix == Prefix::DEFAULT);
    let (through, route) = longest_match(known, addr, min_len)?;
    if through == prefix {
        return None;
    }
    let path = route.first()?;
    match (path.next_hop.ifx, path.next_hop.addr) {
        (Some(ifx), next_hop) => Some((ifx, next_hop.unwrap_or(addr))),
        (None, Some(next)) => resolve(prefix, next, known, recursion.checked_sub(1)?),
        (None, None) => None,
    }
}

fn longest_match(
    routes: &SortedMap<Prefix, Route>,
    dst: Ipv4Addr,
    min_len: u8,
) -> Option<(Prefix, &Route)> {
    (min_len..=32).rev().find_map(|len| {
        let prefix = Prefix::new(dst, len);
        routes.get(&prefix).map(|route| (prefix, route))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAN: IfIndex = IfIndex(1);
    const SERIAL: IfIndex = IfIndex(2);

    fn p(text: &str) -> Prefix {
        text.parse().unwrap()
    }

    fn a(text: &str) -> Ipv4Addr {
        text.parse().unwrap()
    }

    fn add(prefix: &str, source: Source, metric: u32, next_hop: NextHop) -> Change {
        Change::Add {
            prefix: p(prefix),
            path: Path::new(Instant::ZERO, source, metric, next_hop),
        }
    }

    fn connected(prefix: &str, ifx: IfIndex) -> Change {
        add(prefix, Source::Connected, 0, NextHop::interface(ifx))
    }

    fn no_connected(prefix: &str) -> Change {
        Change::RemoveAll {
            prefix: p(prefix),
            source: Source::Connected,
        }
    }

    fn via(addr: &str) -> NextHop {
        NextHop::via(a(addr))
    }

    fn floating(prefix: &str, distance: u8, next_hop: NextHop) -> Change {
        let path = Path::new(Instant::ZERO, Source::STATIC, 0, next_hop);
        Change::Add {
            prefix: p(prefix),
            path: Path { distance, ..path },
        }
    }

    /// R1 of the article: VLAN 146 and the Frame Relay network.
    fn r1() -> Rib {
        let mut rib = Rib::new();
        let both = [
            connected("155.1.146.0/24", LAN),
            connected("155.1.0.0/24", SERIAL),
        ];
        rib.apply_all(both, &mut Vec::new());
        rib
    }

    fn told(rib: &mut Rib, change: Change) -> Vec<String> {
        let mut out = Vec::new();
        rib.apply(change, &mut out);
        out.iter()
            .map(|event| match event {
                RibEvent::Added { prefix, .. } => format!("added {prefix}"),
                RibEvent::Changed { prefix, .. } => format!("changed {prefix}"),
                RibEvent::Removed { prefix, .. } => format!("removed {prefix}"),
            })
            .collect()
    }

    #[test]
    fn a_static_route_hangs_on_the_network_of_its_next_hop() {
        let mut rib = r1();
        let rri = Source::Static {
            origin: StaticOrigin::ReverseRoute,
        };
        let route = add("155.1.67.0/24", rri, 0, via("155.1.146.6"));
        assert_eq!(told(&mut rib, route), ["added 155.1.67.0/24"]);
        let resolved = rib.lookup(a("155.1.67.7")).unwrap();
        assert_eq!(resolved.ifx, LAN);
        assert_eq!(resolved.next_hop, Some(a("155.1.146.6")));
        assert_eq!(resolved.source, rri);
        assert_eq!(
            told(&mut rib, no_connected("155.1.146.0/24")),
            ["removed 155.1.67.0/24", "removed 155.1.146.0/24"]
        );
        assert_eq!(rib.lookup(a("155.1.67.7")), None);
        assert_eq!(
            told(&mut rib, connected("155.1.146.0/24", LAN)),
            ["added 155.1.67.0/24", "added 155.1.146.0/24"]
        );
    }

    #[test]
    fn a_static_route_beats_rip_and_gives_way_when_it_goes() {
        let mut rib = r1();
        let rip = NextHop::via_on(a("155.1.0.5"), SERIAL);
        told(&mut rib, add("155.1.67.0/24", Source::Rip, 2, rip));
        assert_eq!(rib.lookup(a("155.1.67.7")).unwrap().ifx, SERIAL);
        let route = add("155.1.67.0/24", Source::STATIC, 0, via("155.1.146.6"));
        assert_eq!(told(&mut rib, route), ["changed 155.1.67.0/24"]);
        assert_eq!(rib.lookup(a("155.1.67.7")).unwrap().ifx, LAN);
        let gone = Change::Remove {
            prefix: p("155.1.67.0/24"),
            source: Source::STATIC,
            next_hop: via("155.1.146.6"),
        };
        assert_eq!(told(&mut rib, gone), ["changed 155.1.67.0/24"]);
        assert_eq!(rib.lookup(a("155.1.67.7")).unwrap().ifx, SERIAL);
        assert!(told(&mut rib, gone).is_empty());
    }

    #[test]
    fn a_floating_static_waits_behind_rip() {
        let mut rib = r1();
        let rip = NextHop::via_on(a("155.1.0.5"), SERIAL);
        told(&mut rib, add("155.1.58.0/24", Source::Rip, 1, rip));
        let waits = floating("155.1.58.0/24", 130, via("155.1.146.4"));
        assert!(told(&mut rib, waits).is_empty());
        let gone = Change::RemoveAll {
            prefix: p("155.1.58.0/24"),
            source: Source::Rip,
        };
        assert_eq!(told(&mut rib, gone), ["changed 155.1.58.0/24"]);
        assert_eq!(rib.lookup(a("155.1.58.5")).unwrap().ifx, LAN);
    }

    #[test]
    fn a_default_route_does_not_resolve_a_default_route() {
        let mut rib = r1();
        let far = add("0.0.0.0/0", Source::STATIC, 0, via("8.8.8.8"));
        assert!(told(&mut rib, far).is_empty());
        let near = add("0.0.0.0/0", Source::STATIC, 0, via("155.1.146.254"));
        assert_eq!(told(&mut rib, near), ["added 0.0.0.0/0"]);
        assert_eq!(rib.route(Prefix::DEFAULT).unwrap().paths.len(), 1);
        // Anything else may.
        let other = add("10.0.0.0/8", Source::STATIC, 0, via("8.8.8.8"));
        assert_eq!(told(&mut rib, other), ["added 10.0.0.0/8"]);
        let hop = rib.lookup(a("10.1.1.1")).unwrap();
        assert_eq!(hop.next_hop, Some(a("155.1.146.254")));
    }

    #[test]
    fn recursion_goes_through_several_routes_and_loops_are_unusable() {
        let mut rib = r1();
        told(
            &mut rib,
            add("10.3.0.0/16", Source::STATIC, 0, via("10.2.0.1")),
        );
        told(
            &mut rib,
            add("10.2.0.0/16", Source::STATIC, 0, via("10.1.0.1")),
        );
        let last = add("10.1.0.0/16", Source::STATIC, 0, via("155.1.146.6"));
        assert_eq!(
            told(&mut rib, last),
            [
                "added 10.1.0.0/16",
                "added 10.2.0.0/16",
                "added 10.3.0.0/16"
            ]
        );
        let hop = rib.lookup(a("10.3.3.3")).unwrap();
        assert_eq!((hop.ifx, hop.next_hop), (LAN, Some(a("155.1.146.6"))));

        let mut rib = r1();
        let itself = add("10.0.0.0/8", Source::STATIC, 0, via("10.1.1.1"));
        assert!(told(&mut rib, itself).is_empty());
        told(
            &mut rib,
            add("20.0.0.0/8", Source::STATIC, 0, via("30.1.1.1")),
        );
        told(
            &mut rib,
            add("30.0.0.0/8", Source::STATIC, 0, via("20.1.1.1")),
        );
        assert_eq!(rib.routes().count(), 2, "only what is connected");
    }

    #[test]
    fn a_static_route_out_of_an_interface_needs_it_up() {
        let mut rib = r1();
        let route = add("10.0.0.0/8", Source::STATIC, 0, NextHop::interface(SERIAL));
        told(&mut rib, route);
        let hop = rib.lookup(a("10.1.1.1")).unwrap();
        assert_eq!((hop.ifx, hop.next_hop), (SERIAL, None));
        told(&mut rib, no_connected("155.1.0.0/24"));
        assert_eq!(rib.lookup(a("10.1.1.1")), None);
    }

    #[test]
    fn a_discard_route_hides_shorter_ones() {
        let mut rib = r1();
        told(
            &mut rib,
            add("0.0.0.0/0", Source::STATIC, 0, via("155.1.146.6")),
        );
        told(
            &mut rib,
            add("10.0.0.0/8", Source::STATIC, 0, NextHop::DISCARD),
        );
        assert_eq!(rib.lookup(a("10.1.1.1")), None);
        assert!(rib.fib().is_discarded(a("10.1.1.1")));
        assert!(rib.lookup(a("11.1.1.1")).is_some());
        let (prefix, route) = rib.route_for(a("10.9.9.9")).unwrap();
        assert_eq!(prefix, p("10.0.0.0/8"));
        assert!(route.resolved.is_empty());
    }

    #[test]
    fn equal_paths_are_kept_and_worse_ones_are_not() {
        let mut rib = r1();
        let hop = |last| NextHop::via_on(Ipv4Addr::new(155, 1, 0, last), SERIAL);
        told(&mut rib, add("155.1.146.128/25", Source::Rip, 1, hop(1)));
        let second = add("155.1.146.128/25", Source::Rip, 1, hop(4));
        assert_eq!(told(&mut rib, second), ["changed 155.1.146.128/25"]);
        let worse = add("155.1.146.128/25", Source::Rip, 3, hop(5));
        assert!(told(&mut rib, worse).is_empty());
        let route = rib.route(p("155.1.146.128/25")).unwrap();
        assert_eq!(route.paths.len(), 2);
        assert_eq!(route.resolved.len(), 2);
    }

    #[test]
    fn an_offer_repeated_only_moves_its_time() {
        let mut rib = r1();
        let hop = NextHop::via_on(a("155.1.0.5"), SERIAL);
        told(&mut rib, add("155.1.58.0/24", Source::Rip, 1, hop));
        let later = Instant::from_secs(30);
        let again = Change::Add {
            prefix: p("155.1.58.0/24"),
            path: Path::new(later, Source::Rip, 1, hop),
        };
        assert!(told(&mut rib, again).is_empty());
        let path = rib.route(p("155.1.58.0/24")).unwrap().paths[0];
        assert_eq!((path.installed_at, path.updated_at), (Instant::ZERO, later));
        let worse = add("155.1.58.0/24", Source::Rip, 2, hop);
        assert_eq!(told(&mut rib, worse), ["changed 155.1.58.0/24"]);
    }

    #[test]
    fn changes_together_are_told_once() {
        let mut rib = r1();
        let mut out = Vec::new();
        let both = [
            no_connected("155.1.0.0/24"),
            connected("155.1.0.0/24", SERIAL),
        ];
        rib.apply_all(both, &mut out);
        assert!(out.is_empty(), "{out:?}");
    }
}
