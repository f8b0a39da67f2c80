//! The routing table and RIP: connected, static and reverse routes in, updates out.

use crate::types::SortedMap;
use std::net::Ipv4Addr;
use std::rc::Rc;

use super::config::{self, DeviceConfig, InterfaceAddress};
use super::device::{Device, DeviceKind};
use super::drop_reason::DropReason;
use super::effect::Effects;
use super::fact::FactKind;
use crate::proto::ip::{Change, NextHop, Path, Resolved, RibEvent, Source, StaticOrigin};
use crate::proto::rip::{self, Destination, Output, RedistributedSource};
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, Prefix};
use crate::wire::{self, ipv4};

const REVERSE_ROUTE: Source = Source::Static {
    origin: StaticOrigin::ReverseRoute,
};

/// Connected, static and reverse routes.
impl Device {
    /// An interface went up or down, or changed what routing sees of it.
    pub(super) fn routing_interface_changed(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        fx: &mut Effects,
    ) {
        let interface = self.interface(ifx);
        let up = interface.line_protocol;
        if let Some(prefix) = interface.prefix() {
            let next_hop = NextHop::interface(ifx);
            let change = if up {
                Change::Add {
                    prefix,
                    path: Path::new(now, Source::Connected, 0, next_hop),
                }
            } else {
                Change::Remove {
                    prefix,
                    source: Source::Connected,
                    next_hop,
                }
            };
            self.change_routes(now, [change], fx);
        }
        if let Some(info) = self.rip_interface(ifx) {
            self.drive_rip(now, fx, |rip, out| rip.interface_changed(now, info, out));
        }
    }

    /// An interface that is up has another address than before.
    pub(super) fn connected_changed(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        had: Option<InterfaceAddress>,
        fx: &mut Effects,
    ) {
        if let Some(had) = had {
            let next_hop = NextHop::interface(ifx);
            let change = Change::Remove {
                prefix: had.prefix(),
                source: Source::Connected,
                next_hop,
            };
            self.change_routes(now, [change], fx);
        }
        self.routing_interface_changed(now, ifx, fx);
    }

    /// Whether the device sends on what is not for itself: routers do unless told otherwise, switches if told so.
    #[must_use]
    pub fn routes_ip(&self) -> bool {
        let default = self.kind == DeviceKind::Router;
        self.config.ip_routing.unwrap_or(default)
    }

    /// Brings static routes and RIP in line with the configuration.
    pub(super) fn reconfigure_routing(
        &mut self,
        now: Instant,
        config: &Rc<DeviceConfig>,
        fx: &mut Effects,
    ) {
        let as_host = (!self.routes_ip()).then(|| config.host_routes());
        let wanted: Vec<(Prefix, Path)> = as_host
            .as_ref()
            .unwrap_or(&config.static_routes)
            .iter()
            .filter_map(|route| self.static_path(now, route))
            .collect();
        let key = |prefix: &Prefix, path: &Path| (*prefix, path.next_hop, path.distance);
        let gone = self
            .statics_installed
            .iter()
            .filter(|(prefix, path)| !wanted.iter().any(|(p, q)| key(p, q) == key(prefix, path)));
        let gone = gone.map(|(prefix, path)| Change::Remove {
            prefix: *prefix,
            source: path.source,
            next_hop: path.next_hop,
        });
        let added = wanted.iter().filter(|(prefix, path)| {
            !self
                .statics_installed
                .iter()
                .any(|(p, q)| key(p, q) == key(prefix, path))
        });
        let added = added.map(|(prefix, path)| Change::Add {
            prefix: *prefix,
            path: *path,
        });
        let changes: Vec<_> = gone.chain(added).collect();
        self.statics_installed = wanted;
        self.change_routes(now, changes, fx);
        self.reconfigure_rip(now, config, fx);
    }

    fn static_path(&self, now: Instant, route: &config::StaticRoute) -> Option<(Prefix, Path)> {
        let ifx = match route.interface {
            Some(name) => Some(self.index_of(name)?),
            None => None,
        };
        let mut path = Path::new(
            now,
            Source::STATIC,
            0,
            NextHop {
                addr: route.next_hop,
                ifx,
            },
        );
        path.distance = route.distance.unwrap_or(path.distance);
        Some((route.prefix, path))
    }

    /// Brings the reverse routes in the table in line with policies and SAs.
    pub(super) fn sync_reverse_routes(&mut self, now: Instant, fx: &mut Effects) {
        let wanted = self.reverse_routes();
        if wanted == self.reverse_routes_installed {
            return;
        }
        let gone = self
            .reverse_routes_installed
            .difference(&wanted)
            .map(|route| Change::Remove {
                prefix: route.prefix,
                source: REVERSE_ROUTE,
                next_hop: NextHop::via(route.peer),
            });
        let added = wanted
            .difference(&self.reverse_routes_installed)
            .map(|route| Change::Add {
                prefix: route.prefix,
                path: Path::new(now, REVERSE_ROUTE, 0, NextHop::via(route.peer)),
            });
        let changes: Vec<_> = gone.chain(added).collect();
        self.reverse_routes_installed = wanted;
        self.change_routes(now, changes, fx);
    }

    fn change_routes(
        &mut self,
        now: Instant,
        changes: impl IntoIterator<Item = Change>,
        fx: &mut Effects,
    ) {
        let mut events = Vec::new();
        self.rib.apply_all(changes, &mut events);
        self.routes_changed(now, events, fx);
    }

    fn routes_changed(&mut self, now: Instant, events: Vec<RibEvent>, fx: &mut Effects) {
        if events.is_empty() {
            return;
        }
        for event in events {
            if let RibEvent::Added { route, .. } | RibEvent::Changed { to: route, .. } = &event {
                self.resolve_adjacencies(now, &route.resolved.clone(), fx);
            }
            fx.fact(FactKind::Route(event));
        }
        self.sync_redistribution(now, fx);
    }

    /// Asks for the hardware addresses of a static route's next hops before traffic needs them, as CEF does.
    fn resolve_adjacencies(&mut self, now: Instant, hops: &[Resolved], fx: &mut Effects) {
        for hop in hops {
            if let (Source::Static { .. }, Some(next_hop)) = (hop.source, hop.next_hop) {
                self.resolve_neighbor(now, hop.ifx, next_hop, fx);
            }
        }
    }

    /// Tells RIP what other sources hold.
    fn sync_redistribution(&mut self, now: Instant, fx: &mut Effects) {
        if self.rip.is_none() {
            return;
        }
        let held: SortedMap<Prefix, rip::Redistributed> = self
            .rib
            .routes()
            .filter_map(|(prefix, route)| {
                let first = route.first()?;
                let source = match first.source {
                    Source::Connected => RedistributedSource::Connected,
                    Source::Static { .. } => RedistributedSource::Static,
                    Source::Rip => return None,
                };
                let hop = route.resolved.first();
                let told = rip::Redistributed {
                    source,
                    distance: first.distance,
                    next_hop: first.next_hop.addr,
                    ifx: hop.map(|hop| hop.ifx),
                    metric: None,
                };
                Some((prefix, told))
            })
            .collect();
        let before = core::mem::replace(&mut self.redistributed, held.clone());
        for prefix in before.keys().filter(|prefix| !held.contains_key(prefix)) {
            self.drive_rip(now, fx, |rip, out| {
                rip.redistribute(now, *prefix, None, out)
            });
        }
        for (prefix, route) in held
            .iter()
            .filter(|(prefix, route)| before.get(prefix) != Some(route))
        {
            self.drive_rip(now, fx, |rip, out| {
                rip.redistribute(now, *prefix, Some(*route), out)
            });
        }
    }
}

/// RIP.
impl Device {
    fn reconfigure_rip(&mut self, now: Instant, config: &DeviceConfig, fx: &mut Effects) {
        let rip = config.rip.as_ref().filter(|_| self.routes_ip());
        let Some(rip_config) = rip.map(|rip| self.rip_config(rip, config)) else {
            if self.rip.is_some() {
                self.drive_rip(now, fx, |rip, out| rip.stop(out));
                self.rip = None;
            }
            return;
        };
        if let Some(rip) = &self.rip {
            if *rip.config() != rip_config {
                self.drive_rip(now, fx, |rip, out| rip.reconfigure(now, rip_config, out));
            }
        } else {
            self.rip = Some(rip::Process::new(now, rip_config, self.rng.split("rip")));
            self.redistributed.clear();
            self.sync_redistribution(now, fx);
        }
        // Split horizon may have been set on an interface.
        for ifx in self.indices() {
            if let Some(info) = self.rip_interface(ifx) {
                self.drive_rip(now, fx, |rip, out| rip.interface_changed(now, info, out));
            }
        }
    }

    fn rip_interface(&self, ifx: IfIndex) -> Option<rip::InterfaceInfo> {
        let interface = self.interface(ifx);
        let settings = self.config.interface(interface.name)?;
        let parent = self.interface(interface.port.unwrap_or(ifx));
        // On a Frame Relay physical interface routes must go back to where they came from (reference 4.1).
        let default = !(parent.is_frame_relay() && interface.is_physical());
        Some(rip::InterfaceInfo {
            ifx,
            addr: interface.addr()?,
            prefix: interface.prefix()?,
            up: interface.line_protocol,
            split_horizon: settings.split_horizon.unwrap_or(default),
            multi_access: settings.point_to_point != Some(true),
        })
    }

    fn rip_config(&self, rip: &config::RipConfig, config: &DeviceConfig) -> rip::Config {
        let redistribution = |given: Option<config::Redistribution>| {
            given.map(|given| rip::Redistribution {
                metric: given.metric.or(rip.default_metric),
            })
        };
        let versions = |versions: config::RipVersions| rip::Versions {
            v1: versions.v1,
            v2: versions.v2,
        };
        let passive = |name: &crate::types::InterfaceName| {
            if rip.passive_default {
                !rip.active.contains(name)
            } else {
                rip.passive.contains(name)
            }
        };
        let secs = |secs: u32| Duration::from_secs(secs.into());
        let defaults = rip::Config::default();
        rip::Config {
            version: rip.version.map(|version| {
                if version == 1 {
                    rip::Version::V1
                } else {
                    rip::Version::V2
                }
            }),
            networks: rip.networks.clone(),
            neighbors: Vec::new(),
            passive: self
                .by_name
                .iter()
                .filter(|(name, _)| passive(name))
                .map(|(_, ifx)| *ifx)
                .collect(),
            redistribute_static: redistribution(rip.redistribute_static),
            redistribute_connected: redistribution(rip.redistribute_connected),
            default_information_originate: rip.default_originate,
            offset_lists: rip
                .offset_lists
                .iter()
                .filter_map(|list| self.offset_list(list, config))
                .collect(),
            auto_summary: !rip.no_auto_summary,
            distance: rip.distance.unwrap_or(rip::DEFAULT_DISTANCE),
            timers: rip.timers.map_or(defaults.timers, |timers| rip::Timers {
                update: secs(timers.update_secs),
                invalid: secs(timers.invalid_secs),
                holddown: secs(timers.holddown_secs),
                flush: secs(timers.flush_secs),
            }),
            maximum_paths: rip.maximum_paths.unwrap_or(rip::DEFAULT_MAXIMUM_PATHS),
            interfaces: config
                .interfaces
                .iter()
                .filter(|(_, settings)| {
                    settings.rip_send.is_some() || settings.rip_receive.is_some()
                })
                .filter_map(|(name, settings)| {
                    let own = rip::InterfaceConfig {
                        send: settings.rip_send.map(versions),
                        receive: settings.rip_receive.map(versions),
                        password: None,
                    };
                    Some((self.index_of(*name)?, own))
                })
                .collect(),
        }
    }

    fn offset_list(
        &self,
        list: &config::OffsetList,
        config: &DeviceConfig,
    ) -> Option<rip::OffsetList> {
        let ifx = match list.interface {
            Some(name) => Some(self.index_of(name)?),
            None => None,
        };
        let lines = list.access_list.as_ref().map(|name| {
            let entries = config.access_lists.get(name).map(|list| &list.entries);
            entries
                .into_iter()
                .flatten()
                .map(|(_, entry)| (entry.permit, entry.src))
                .collect()
        });
        Some(rip::OffsetList {
            direction: if list.inbound {
                rip::Direction::In
            } else {
                rip::Direction::Out
            },
            ifx,
            access_list: lines,
            amount: list.offset,
        })
    }

    /// A RIP message arrived.
    pub(super) fn handle_rip_packet(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        header: &ipv4::Repr,
        src_port: u16,
        data: &[u8],
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let mut is_ignored = false;
        self.drive_rip(now, fx, |rip, out| {
            rip.handle_packet(now, ifx, header.src, src_port, data, out);
            is_ignored = out
                .iter()
                .any(|output| matches!(output, Output::Event(rip::Event::Ignored { .. })));
        });
        if is_ignored {
            Err(DropReason::Rip)
        } else {
            Ok(())
        }
    }

    pub(super) fn wake_rip(&mut self, now: Instant, fx: &mut Effects) {
        let due = self
            .rip
            .as_ref()
            .and_then(rip::Process::poll_timeout)
            .is_some_and(|at| at <= now);
        if due {
            self.drive_rip(now, fx, |rip, out| rip.handle_timeout(now, out));
        }
    }

    /// `clear ip route`.
    pub fn clear_routes(&mut self, now: Instant, prefix: Option<Prefix>, fx: &mut Effects) {
        self.drive_rip(now, fx, |rip, out| rip.clear_routes(now, prefix, out));
    }

    /// Does something to RIP and carries out what it asks for.
    fn drive_rip(
        &mut self,
        now: Instant,
        fx: &mut Effects,
        act: impl FnOnce(&mut rip::Process, &mut Vec<Output>),
    ) {
        let Some(rip) = &mut self.rip else { return };
        let mut out = Vec::new();
        act(rip, &mut out);
        let deadline = rip.poll_timeout();
        let distance = rip.config().distance;
        let mut changes = Vec::new();
        for output in out {
            match output {
                Output::Install {
                    prefix,
                    next_hop,
                    ifx,
                    metric,
                    tag,
                    ..
                } => {
                    let next_hop = NextHop::via_on(next_hop, ifx);
                    let path = Path {
                        distance,
                        tag,
                        ..Path::new(now, Source::Rip, metric.into(), next_hop)
                    };
                    changes.push(Change::Add { prefix, path });
                }
                Output::Withdraw {
                    prefix,
                    next_hop,
                    ifx,
                } => {
                    let next_hop = NextHop::via_on(next_hop, ifx);
                    changes.push(Change::Remove {
                        prefix,
                        source: Source::Rip,
                        next_hop,
                    });
                }
                Output::Send {
                    ifx,
                    dst,
                    dst_port,
                    ref repr,
                    ..
                } => {
                    self.send_rip(now, ifx, dst, dst_port, repr, fx);
                    fx.fact(FactKind::Rip {
                        event: Box::new(output),
                    });
                }
                Output::PossiblyDown { .. } | Output::Event(_) => {
                    fx.fact(FactKind::Rip {
                        event: Box::new(output),
                    });
                }
            }
        }
        self.note_deadline(deadline);
        self.change_routes(now, changes, fx);
    }

    fn send_rip(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        dst: Destination,
        dst_port: u16,
        repr: &wire::rip::Repr,
        fx: &mut Effects,
    ) {
        let Some(src) = self.interface(ifx).addr() else {
            return;
        };
        let to = match dst {
            Destination::Multicast => wire::rip::MULTICAST,
            Destination::Broadcast => Ipv4Addr::BROADCAST,
            Destination::Unicast(addr) => addr,
        };
        let mut payload = Vec::new();
        repr.emit(&mut payload);
        let mut header = ipv4::Repr::new(ipv4::Protocol::UDP, src, to);
        header.tos = 0xc0;
        header.identification = self.identification();
        let udp = wire::udp::Repr {
            src_port: wire::rip::PORT,
            dst_port,
        };
        if let Destination::Unicast(_) = dst {
            let packet = Self::udp_packet(&mut header, udp, &payload);
            if let Err(reason) = self.originate(now, Duration::ZERO, header, packet, fx) {
                fx.drop(reason, None);
            }
            return;
        }
        header.ttl = 2;
        let packet = Self::udp_packet(&mut header, udp, &payload);
        self.send_multicast(now, ifx, packet, to, None, fx);
    }
}
