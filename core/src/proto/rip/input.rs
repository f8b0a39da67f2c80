//! What is done with a message (RFC 2453 §3.9).

use std::net::Ipv4Addr;

use super::{
    Cause, Destination, Direction, Event, IgnoreReason, InterfaceInfo, Output, Path, Process,
    ReceivedRoute, RefusalReason, Status, UpdateKind, Version,
};
use crate::time::Instant;
use crate::types::{IfIndex, Prefix};
use crate::wire::rip::{
    AUTHENTICATION_PASSWORD, Command, Entry as WireEntry, INFINITY, PORT, Repr, Rte,
};

use super::table::{Entry, Verdict};

impl Process {
    /// Handles the payload of a datagram to port 520 that came in through `ifx`.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        src: Ipv4Addr,
        src_port: u16,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) {
        if let Err(reason) = self.admit(now, ifx, src, src_port, bytes, out) {
            out.push(Output::Event(Event::Ignored { ifx, src, reason }));
        }
        self.note_ageing();
    }

    fn admit(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        src: Ipv4Addr,
        src_port: u16,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) -> Result<(), IgnoreReason> {
        let info = self
            .interfaces
            .get(&ifx)
            .filter(|_| self.running.contains(&ifx));
        let info = *info.ok_or(IgnoreReason::NotEnabled)?;
        // RFC 2453 §3.9.2: not from itself, and only from a network that is directly connected.
        if self.interfaces.values().any(|own| own.addr == src) {
            return Err(IgnoreReason::OwnAddress);
        }
        if !info.prefix.contains(src) {
            return Err(IgnoreReason::NotNeighbor);
        }
        let repr = Repr::parse(bytes).map_err(IgnoreReason::Malformed)?;
        if !self.config.receive_versions(ifx).admits(repr.version) {
            return Err(IgnoreReason::Version(repr.version));
        }
        self.check_authentication(ifx, &repr)?;
        match repr.command {
            Command::Request => self.process_request(&info, src, src_port, &repr, out),
            Command::Response if src_port != PORT => Err(IgnoreReason::BadSourcePort(src_port)),
            Command::Response => {
                self.process_response(now, &info, src, &repr, out);
                Ok(())
            }
            Command::Unknown(command) => Err(IgnoreReason::UnknownCommand(command)),
        }
    }

    /// RFC 2453 §4.1: authenticated messages where none is configured are dropped, and the other way round.
    fn check_authentication(&self, ifx: IfIndex, repr: &Repr) -> Result<(), IgnoreReason> {
        let sent = match repr.entries.first() {
            Some(WireEntry::Authentication { kind, data }) => Some((*kind, *data)),
            _ => None,
        };
        let expected = (repr.version != 1)
            .then(|| self.config.password(ifx))
            .flatten()
            .map(|password| (AUTHENTICATION_PASSWORD, password));
        if sent == expected {
            Ok(())
        } else {
            Err(IgnoreReason::Authentication)
        }
    }

    fn process_request(
        &mut self,
        info: &InterfaceInfo,
        src: Ipv4Addr,
        src_port: u16,
        repr: &Repr,
        out: &mut Vec<Output>,
    ) -> Result<(), IgnoreReason> {
        if self.config.passive.contains(&info.ifx) && !self.config.neighbors.contains(&src) {
            return Err(IgnoreReason::Passive);
        }
        let (ifx, version) = (info.ifx, version_of(repr));
        out.push(Output::Event(Event::Requested { ifx, src }));
        let asked: Vec<Rte> = repr.routes().copied().collect();
        let entries = match asked[..] {
            // RFC 2453 §3.9.1: no entries, no answer.
            [] => return Ok(()),
            [only] if only.address_family == 0 && only.metric == u32::from(INFINITY) => {
                self.build_entries(info, version, false)
            }
            _ => asked
                .iter()
                .map(|rte| self.answer(info, version, rte))
                .collect(),
        };
        let to = (Destination::Unicast(src), src_port);
        self.send_entries(info, version, to, UpdateKind::Reply, entries, out);
        Ok(())
    }

    /// A request for single routes is answered as asked, without split horizon (RFC 2453 §3.9.1).
    fn answer(&self, info: &InterfaceInfo, version: Version, asked: &Rte) -> Rte {
        let prefix = prefix_of(info, version, asked);
        let entry = prefix.and_then(|prefix| self.table.get(&prefix));
        let metric = entry.map_or(INFINITY, Entry::advertised_metric);
        Rte {
            metric: u32::from(metric),
            ..*asked
        }
    }

    fn process_response(
        &mut self,
        now: Instant,
        info: &InterfaceInfo,
        src: Ipv4Addr,
        repr: &Repr,
        out: &mut Vec<Output>,
    ) {
        self.gateways.insert(src, now);
        let version = version_of(repr);
        let mut routes = Vec::with_capacity(repr.entries.len());
        for (index, entry) in repr.entries.iter().enumerate() {
            let WireEntry::Route(rte) = entry else {
                continue;
            };
            match rte.check(repr.version) {
                Ok(metric) => {
                    routes.extend(prefix_of(info, version, rte).map(|prefix| ReceivedRoute {
                        prefix,
                        next_hop: rte.next_hop,
                        metric,
                        tag: rte.route_tag,
                    }))
                }
                Err(error) => out.push(Output::Event(Event::BadEntry {
                    ifx: info.ifx,
                    src,
                    index,
                    error,
                })),
            }
        }
        out.push(Output::Event(Event::Received {
            ifx: info.ifx,
            src,
            version: repr.version,
            routes: routes.clone(),
        }));
        for route in routes {
            self.process_route(now, info, src, &route, out);
        }
    }

    fn process_route(
        &mut self,
        now: Instant,
        info: &InterfaceInfo,
        src: Ipv4Addr,
        route: &ReceivedRoute,
        out: &mut Vec<Output>,
    ) {
        let prefix = route.prefix;
        let verdict = self
            .offer_of(now, info, src, route)
            .and_then(|offer| self.take_offer(now, prefix, offer, out));
        if let Err(reason) = verdict {
            out.push(Output::Event(Event::Refused {
                ifx: info.ifx,
                src,
                prefix,
                metric: route.metric,
                reason,
            }));
        }
    }

    /// The path a received route stands for.
    fn offer_of(
        &self,
        now: Instant,
        info: &InterfaceInfo,
        src: Ipv4Addr,
        route: &ReceivedRoute,
    ) -> Result<Path, RefusalReason> {
        let is_own = |addr| self.interfaces.values().any(|own| own.addr == addr);
        if !route.next_hop.is_unspecified() && is_own(route.next_hop) {
            return Err(RefusalReason::OwnNextHop);
        }
        // RFC 2453 §4.4: a next hop that is not directly reachable counts as 0.0.0.0, the sender.
        let direct = !route.next_hop.is_unspecified() && info.prefix.contains(route.next_hop);
        let offset = self.config.offset(Direction::In, info.ifx, route.prefix);
        Ok(Path {
            next_hop: if direct { route.next_hop } else { src },
            ifx: info.ifx,
            from: src,
            metric: route.metric.saturating_add(offset).min(INFINITY),
            tag: route.tag,
            updated_at: now,
        })
    }

    fn take_offer(
        &mut self,
        now: Instant,
        prefix: Prefix,
        offer: Path,
        out: &mut Vec<Output>,
    ) -> Result<(), RefusalReason> {
        if self.is_held_by_another(prefix) {
            return Err(RefusalReason::BetterSource);
        }
        let maximum_paths = self.maximum_paths();
        let verdict = match self.table.get(&prefix) {
            Some(entry) => entry.judge(now, &offer, maximum_paths),
            None => Entry::new(now).judge(now, &offer, maximum_paths),
        };
        match verdict {
            Verdict::Refuse(reason) => return Err(reason),
            Verdict::Retract => {
                let is_it = |p: Prefix, path: &Path| {
                    p == prefix && path.from == offer.from && path.ifx == offer.ifx
                };
                self.remove_paths(now, Cause::Learned, is_it, out);
            }
            Verdict::Refresh => self.refresh(prefix, offer, out),
            Verdict::Join => {
                let entry = self.table.entry(prefix);
                entry.and_modify(|entry| entry.paths.push(offer));
                out.push(Output::install(prefix, &offer));
            }
            Verdict::Replace => self.replace(now, prefix, offer, out),
        }
        Ok(())
    }

    /// A path told before, told again with the same metric; its next hop may have moved.
    fn refresh(&mut self, prefix: Prefix, offer: Path, out: &mut Vec<Output>) {
        let Some(entry) = self.table.get_mut(&prefix) else {
            return;
        };
        let index = entry.index_from(&offer);
        let Some(path) = index.and_then(|index| entry.paths.get_mut(index)) else {
            return;
        };
        let before = core::mem::replace(path, offer);
        if before.next_hop != offer.next_hop {
            out.push(Output::withdraw(prefix, &before));
            out.push(Output::install(prefix, &offer));
        }
    }

    /// The offer becomes the only path.
    fn replace(&mut self, now: Instant, prefix: Prefix, offer: Path, out: &mut Vec<Output>) {
        let entry = self.table.entry(prefix).or_insert_with(|| Entry::new(now));
        let before = entry.advertised_metric();
        let kept = |path: &Path| path.next_hop == offer.next_hop && path.ifx == offer.ifx;
        for path in entry.paths.drain(..).filter(|path| !kept(path)) {
            out.push(Output::withdraw(prefix, &path));
        }
        entry.paths.push(offer);
        entry.status = Status::Valid;
        out.push(Output::install(prefix, &offer));
        if entry.advertised_metric() != before {
            self.after_change(now, prefix, Cause::Learned);
        }
    }
}

const fn version_of(repr: &Repr) -> Version {
    if repr.version == 1 {
        Version::V1
    } else {
        Version::V2
    }
}

/// The prefix an entry is about. Version 1 has no masks: they are guessed from the class, or from the interface if the
/// destination lies in its network (RFC 1058 §3.2). Bits beyond the guessed mask make it a host.
fn prefix_of(info: &InterfaceInfo, version: Version, rte: &Rte) -> Option<Prefix> {
    match version {
        Version::V2 => Prefix::from_mask(rte.addr, rte.mask),
        Version::V1 if rte.addr.is_unspecified() => Some(Prefix::DEFAULT),
        Version::V1 => {
            let class = Prefix::classful(rte.addr);
            let guess = if class.contains(info.addr) {
                Prefix::new(rte.addr, info.prefix.len())
            } else {
                class
            };
            let whole = guess.network() == rte.addr;
            Some(if whole { guess } else { Prefix::host(rte.addr) })
        }
    }
}
