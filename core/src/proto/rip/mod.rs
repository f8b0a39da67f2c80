//! Routing Information Protocol, versions 1 and 2 (RFC 1058, RFC 2453; read RFC 2453 §3.8 to §3.10 before editing).
//!
//! [`Process`] is a router's RIP. Its owner tells it of interfaces, of routes that other sources hold, and of packets;
//! it answers with updates to send and routes to install.
//!
//! Where IOS departs from the RFC, this follows IOS: the sender counts the hop; a route told unreachable by its gateway
//! leaves at once and without holddown; silence makes it possibly down after 180 s and removes it after 240 s, both
//! counted from its last update; up to four equal paths; periodic updates 25.5–30 s apart. Left out: keyed digests
//! (RFC 2082), triggered extensions for dial-up (RFC 2091), distribute lists.

mod config;
mod input;
mod output;
mod table;
#[cfg(test)]
mod tests;

use crate::types::{SortedMap, SortedSet};
use std::net::Ipv4Addr;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

pub use self::config::{
    Config, DEFAULT_DISTANCE, DEFAULT_MAXIMUM_PATHS, Direction, InterfaceConfig, InterfaceInfo,
    OffsetList, Redistribution, Timers, Version, Versions,
};
pub use self::output::{
    Destination, Event, IgnoreReason, Output, ReceivedRoute, RefusalReason, UpdateKind,
};
pub use self::table::{Entry, Local, Path, Status};
use crate::rng::Rng;
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, Prefix};

/// From a change of the router's own networks to the triggered update that tells it.
const LOCAL_FLASH_DELAY: Duration = Duration::from_secs(2);
/// From a learned change to the triggered update that relays it: this, and up to as much again.
const RELAY_FLASH_DELAY: Duration = Duration::from_millis(20);
/// Between two triggered updates: this, and up to [`FLASH_SPACING_RANGE`] more (RFC 2453 §3.10.1).
const FLASH_SPACING: Duration = Duration::from_secs(1);
const FLASH_SPACING_RANGE: Duration = Duration::from_secs(4);
/// Periodic updates come up to this part of their interval early, in hundredths.
const UPDATE_JITTER_PERCENT: u32 = 15;

/// A route of another source that is the best the router has for its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redistributed {
    /// Which source.
    pub source: RedistributedSource,
    /// Its administrative distance; below RIP's, what RIP learns for the prefix is refused.
    pub distance: u8,
    /// The router packets go to.
    pub next_hop: Option<Ipv4Addr>,
    /// The interface packets leave through; updates there do not tell the route (split horizon).
    pub ifx: Option<IfIndex>,
    /// The metric in updates, if not the one of the redistribution.
    pub metric: Option<u8>,
}

/// A source of routes that may be redistributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RedistributedSource {
    /// Static routes, those of reverse route injection included.
    Static,
    /// Networks of interfaces.
    Connected,
}

/// Why a triggered update is needed; decides how soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// The router's own networks, or its configuration.
    Own,
    /// What another router told, or no longer tells.
    Learned,
}

/// The RIP process of a router.
#[derive(Clone, Debug)]
pub struct Process {
    config: Rc<Config>,
    rng: Rng,
    interfaces: SortedMap<IfIndex, InterfaceInfo>,
    /// Interfaces that are up and covered by a network.
    running: SortedSet<IfIndex>,
    foreign: SortedMap<Prefix, Redistributed>,
    table: SortedMap<Prefix, Entry>,
    gateways: SortedMap<Ipv4Addr, Instant>,
    /// When the next periodic update is due.
    update_at: Instant,
    /// When the next triggered update is due.
    flash_at: Option<Instant>,
    /// Before this no triggered update may leave.
    flash_allowed_at: Instant,
    /// When the first entry ages.
    ageing_at: Option<Instant>,
}

impl Process {
    /// A process that knows no interface yet.
    #[must_use]
    pub fn new(now: Instant, config: Config, mut rng: Rng) -> Self {
        let update_at = now + jittered(config.timers.update, &mut rng);
        Self {
            config: Rc::new(config),
            rng,
            interfaces: SortedMap::new(),
            running: SortedSet::new(),
            foreign: SortedMap::new(),
            table: SortedMap::new(),
            gateways: SortedMap::new(),
            update_at,
            flash_at: None,
            flash_allowed_at: now,
            ageing_at: None,
        }
    }

    /// Takes over a changed configuration; what did not change goes on undisturbed.
    pub fn reconfigure(&mut self, now: Instant, config: Config, out: &mut Vec<Output>) {
        let old = core::mem::replace(&mut self.config, Rc::new(config));
        if old.timers.update != self.config.timers.update {
            let next = now + jittered(self.config.timers.update, &mut self.rng);
            self.update_at = self.update_at.min(next);
        }
        let all: Vec<_> = self.interfaces.values().copied().collect();
        for info in all {
            self.run_or_stop(now, info, out);
        }
        let known = self.foreign.keys().chain(self.table.keys()).copied();
        let mut prefixes: SortedSet<_> = known.collect();
        prefixes.insert(Prefix::DEFAULT);
        for prefix in prefixes {
            self.update_local(now, prefix, out);
        }
        self.drop_surplus_paths(out);
        self.note_ageing();
    }

    fn drop_surplus_paths(&mut self, out: &mut Vec<Output>) {
        let maximum = self.maximum_paths();
        for (prefix, entry) in &mut self.table {
            while entry.paths.len() > maximum {
                let path = entry.paths.pop();
                out.extend(path.map(|path| Output::withdraw(*prefix, &path)));
            }
        }
    }

    fn maximum_paths(&self) -> usize {
        usize::from(self.config.maximum_paths.max(1))
    }

    /// An interface appeared, changed, went up or down. Routes through one that went down are gone at once.
    pub fn interface_changed(&mut self, now: Instant, info: InterfaceInfo, out: &mut Vec<Output>) {
        let old = self.interfaces.insert(info.ifx, info);
        if let Some(old) = old
            && (old.addr, old.prefix) != (info.addr, info.prefix)
            && self.running.remove(&old.ifx)
        {
            self.forget_interface(now, &old, out);
        }
        self.run_or_stop(now, info, out);
        self.note_ageing();
    }

    fn run_or_stop(&mut self, now: Instant, info: InterfaceInfo, out: &mut Vec<Output>) {
        let runs = info.up && self.config.covers(info.addr);
        if runs && self.running.insert(info.ifx) {
            self.update_local(now, info.prefix, out);
            self.send_request(info.ifx, out);
        } else if !runs && self.running.remove(&info.ifx) {
            self.forget_interface(now, &info, out);
        }
    }

    /// Takes back what depended on an interface that no longer runs.
    fn forget_interface(&mut self, now: Instant, info: &InterfaceInfo, out: &mut Vec<Output>) {
        self.remove_paths(now, Cause::Own, |_, path| path.ifx == info.ifx, out);
        self.update_local(now, info.prefix, out);
    }

    /// Tells which source other than RIP holds `prefix` in the routing table, or that none does any more.
    ///
    /// The owner tells all such routes; the configuration says which are sent on.
    pub fn redistribute(
        &mut self,
        now: Instant,
        prefix: Prefix,
        route: Option<Redistributed>,
        out: &mut Vec<Output>,
    ) {
        let old = match route {
            Some(route) => self.foreign.insert(prefix, route),
            None => self.foreign.remove(&prefix),
        };
        if old != route {
            self.update_local(now, prefix, out);
            self.note_ageing();
        }
    }

    /// The local reason to reach `prefix`, as things stand.
    fn local_of(&self, prefix: Prefix) -> Option<Local> {
        let mut running = self
            .running
            .iter()
            .filter_map(|ifx| self.interfaces.get(ifx));
        if let Some(info) = running.find(|info| info.prefix == prefix) {
            return Some(Local::Connected { ifx: info.ifx });
        }
        if prefix == Prefix::DEFAULT && self.config.default_information_originate {
            return Some(Local::DefaultOriginated);
        }
        let route = *self.foreign.get(&prefix)?;
        let redistribution = match route.source {
            RedistributedSource::Static => self.config.redistribute_static,
            RedistributedSource::Connected => self.config.redistribute_connected,
        }?;
        Some(Local::Redistributed {
            route,
            metric: route.metric.or(redistribution.metric).unwrap_or(1),
            preferred: route.distance < self.config.distance,
        })
    }

    /// Whether another source holds `prefix` and is not sent on.
    fn is_held_by_another(&self, prefix: Prefix) -> bool {
        self.foreign
            .get(&prefix)
            .is_some_and(|route| route.distance < self.config.distance)
    }

    /// Brings an entry in line with the local reasons for it.
    fn update_local(&mut self, now: Instant, prefix: Prefix, out: &mut Vec<Output>) {
        let local = self.local_of(prefix);
        let held = self.is_held_by_another(prefix);
        let known = self.table.contains_key(&prefix);
        if !known && local.is_none() {
            return;
        }
        let entry = self.table.entry(prefix).or_insert_with(|| Entry::new(now));
        let before = (entry.local, entry.advertised_metric());
        entry.local = local;
        if held || local.is_some_and(|local| local.is_preferred()) {
            let paths = entry.paths.drain(..);
            out.extend(paths.map(|path| Output::withdraw(prefix, &path)));
        }
        if before == (local, entry.advertised_metric()) {
            // Told unreachable already: possibly down, or 15 hops away.
            if entry.has_nothing_left() {
                let until = now + self.config.timers.garbage();
                entry.status = Status::Unreachable { until };
            }
            return;
        }
        if local.is_some() {
            entry.status = Status::Valid;
        }
        self.after_change(now, prefix, Cause::Own);
    }

    /// An entry tells something else than before: decides its status and a triggered update.
    fn after_change(&mut self, now: Instant, prefix: Prefix, cause: Cause) {
        let garbage = self.config.timers.garbage();
        let Some(entry) = self.table.get_mut(&prefix) else {
            return;
        };
        if entry.local.is_none() && entry.paths.is_empty() {
            entry.status = Status::Unreachable {
                until: now + garbage,
            };
        }
        entry.changed = true;
        self.schedule_flash(now, cause);
    }

    fn schedule_flash(&mut self, now: Instant, cause: Cause) {
        let delay = match cause {
            Cause::Own => LOCAL_FLASH_DELAY,
            Cause::Learned => RELAY_FLASH_DELAY + self.rng.duration_below(RELAY_FLASH_DELAY),
        };
        let at = (now + delay).max(self.flash_allowed_at);
        self.flash_at = Some(self.flash_at.map_or(at, |planned| planned.min(at)));
    }

    /// Removes learned paths; prefixes left without any are told unreachable.
    fn remove_paths(
        &mut self,
        now: Instant,
        cause: Cause,
        goes: impl Fn(Prefix, &Path) -> bool,
        out: &mut Vec<Output>,
    ) {
        let mut changed = Vec::new();
        for (prefix, entry) in &mut self.table {
            let before = entry.advertised_metric();
            for path in entry.paths.extract_if(.., |path| goes(*prefix, path)) {
                out.push(Output::withdraw(*prefix, &path));
            }
            if entry.advertised_metric() != before {
                changed.push(*prefix);
            } else if entry.has_nothing_left() {
                // It was told unreachable already: possibly down, or 15 hops away.
                let until = now + self.config.timers.garbage();
                entry.status = Status::Unreachable { until };
            }
        }
        for prefix in changed {
            self.after_change(now, prefix, cause);
        }
    }

    /// Forgets what was learned, for one prefix or all, and asks the neighbors again.
    pub fn clear_routes(&mut self, now: Instant, prefix: Option<Prefix>, out: &mut Vec<Output>) {
        let matches = |p: Prefix, _: &Path| prefix.is_none_or(|wanted| wanted == p);
        self.remove_paths(now, Cause::Own, matches, out);
        let running: Vec<_> = self.running.iter().copied().collect();
        for ifx in running {
            self.send_request(ifx, out);
        }
        self.note_ageing();
    }

    /// The process is being removed: takes all its routes back. It must not be used afterwards.
    pub fn stop(&mut self, out: &mut Vec<Output>) {
        for (prefix, entry) in &mut self.table {
            let paths = entry.paths.drain(..);
            out.extend(paths.map(|path| Output::withdraw(*prefix, &path)));
        }
        self.table.clear();
        self.running.clear();
        self.flash_at = None;
        self.ageing_at = None;
    }

    /// Does everything that is due.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.ageing_at.is_some_and(|at| at <= now) {
            self.age(now, out);
        }
        if self.update_at <= now {
            self.send_periodic(now, out);
        } else if self.flash_at.is_some_and(|at| at <= now) {
            self.send_flash(now, out);
        }
        self.note_ageing();
    }

    /// When [`Self::handle_timeout`] has something to do.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let others = [self.flash_at, self.ageing_at];
        let earliest = others.into_iter().flatten().min();
        Some(earliest.map_or(self.update_at, |at| at.min(self.update_at)))
    }

    fn note_ageing(&mut self) {
        let timers = &self.config.timers;
        let expiries = self.table.values().filter_map(|e| e.expires_at(timers));
        self.ageing_at = expiries.min();
    }

    /// Makes stale paths possibly down, flushes those that stay so, and forgets the unreachable.
    fn age(&mut self, now: Instant, out: &mut Vec<Output>) {
        let timers = self.config.timers;
        let mut silent = Vec::new();
        for (prefix, entry) in &mut self.table {
            if entry.expires_at(&timers).is_none_or(|at| at > now) {
                continue;
            }
            match entry.status {
                Status::Valid => {
                    if expire_stale_paths(now, *prefix, entry, &timers, out) {
                        silent.push(*prefix);
                    }
                }
                Status::PossiblyDown { .. } | Status::Unreachable { .. } => {
                    let paths = entry.paths.drain(..);
                    out.extend(paths.map(|path| Output::withdraw(*prefix, &path)));
                    if entry.local.is_some() {
                        entry.status = Status::Valid;
                    }
                }
            }
        }
        self.table.retain(|_, entry| {
            let forgotten = match entry.status {
                Status::Unreachable { until } => until <= now && !entry.changed,
                Status::PossiblyDown { .. } => true,
                Status::Valid => false,
            };
            entry.local.is_some() || !entry.paths.is_empty() || !forgotten
        });
        for prefix in silent {
            self.after_change(now, prefix, Cause::Learned);
        }
    }
}

/// Drops stale paths beside fresh ones; if all are stale, the freshest stays and the entry is possibly down (true).
fn expire_stale_paths(
    now: Instant,
    prefix: Prefix,
    entry: &mut Entry,
    timers: &Timers,
    out: &mut Vec<Output>,
) -> bool {
    let Some(freshest) = entry.paths.iter().map(|path| path.updated_at).max() else {
        return false;
    };
    let lifetime = timers.invalid.min(timers.flush);
    let mut kept = None;
    entry.paths.retain(|path| {
        let stale = path.updated_at + lifetime <= now;
        let stays = !stale || (path.updated_at == freshest && kept.is_none());
        if stays {
            kept = Some(*path);
        } else {
            out.push(Output::withdraw(prefix, path));
        }
        stays
    });
    let Some(path) = kept.filter(|path| path.updated_at + lifetime <= now) else {
        return false;
    };
    out.push(Output::PossiblyDown {
        prefix,
        next_hop: path.next_hop,
        ifx: path.ifx,
    });
    entry.status = Status::PossiblyDown {
        holddown_until: now + timers.holddown,
    };
    true
}

/// An interval shortened by up to 15 percent.
fn jittered(interval: Duration, rng: &mut Rng) -> Duration {
    interval - rng.duration_below(interval * UPDATE_JITTER_PERCENT / 100)
}

/// What `show ip rip database`, `show ip protocols` and `show ip route` tell.
impl Process {
    /// The configuration in use.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The database, by prefix.
    pub fn entries(&self) -> impl Iterator<Item = (Prefix, &Entry)> {
        self.table.iter().map(|(prefix, entry)| (*prefix, entry))
    }

    /// What is known about one prefix.
    #[must_use]
    pub fn entry(&self, prefix: Prefix) -> Option<&Entry> {
        self.table.get(&prefix)
    }

    /// When the next periodic update is due.
    #[must_use]
    pub const fn next_update_at(&self) -> Instant {
        self.update_at
    }

    /// The interfaces that take part.
    pub fn interfaces(&self) -> impl Iterator<Item = &InterfaceInfo> {
        let running = self.running.iter();
        running.filter_map(|ifx| self.interfaces.get(ifx))
    }

    /// The routers that have sent updates, and when they last did.
    pub fn gateways(&self) -> impl Iterator<Item = (Ipv4Addr, Instant)> {
        self.gateways.iter().map(|(addr, at)| (*addr, *at))
    }
}
