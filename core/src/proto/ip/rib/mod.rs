//! The routing table: what every source offers, the best of it for each prefix, and how it resolves.
//!
//! The owner adds and removes paths; connected prefixes come and go with their interfaces. After each change the whole
//! table is decided anew (it is small), and what became of it is told as events.

mod route;
#[cfg(test)]
mod tests;

use crate::types::SortedMap;
use std::net::Ipv4Addr;

pub use self::route::{Change, NextHop, Path, RibEvent, Route, Source, StaticOrigin};
use super::fib::{Fib, Resolved};
use crate::types::{IfIndex, Prefix};

/// How many routes a next hop may be looked up through.
const MAX_RECURSION: u8 = 8;
/// How often the table is decided again because a route depended on another.
const MAX_PASSES: u8 = 8;

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
