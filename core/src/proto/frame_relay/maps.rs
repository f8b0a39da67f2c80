//! From next hop to DLCI: static maps, point-to-point subinterfaces, and what inverse ARP learned.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::config::{InterfaceConfig, InterfaceKind};
use super::{Dte, PvcStatus};
use crate::types::{Dlci, IfIndex};
use crate::wire::frame_relay::Encapsulation;

/// Why a packet finds no DLCI: `encapsulation failed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Unresolved {
    /// The physical interface's line protocol is down.
    LineProtocolDown,
    /// No map for the next hop, no DLCI on the subinterface.
    NoMap,
    /// The PVC cannot be used.
    PvcNotUsable {
        /// Which.
        dlci: Dlci,
        /// Why not.
        status: PvcStatus,
    },
}

/// Where a map comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum MapKind {
    /// The operator.
    Static,
    /// Inverse ARP.
    Dynamic,
    /// The subinterface has no other DLCI.
    PointToPoint,
}

/// A line of `show frame-relay map`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MapView {
    /// The interface.
    pub interface: IfIndex,
    /// The next hop; `None` of point-to-point subinterfaces.
    pub address: Option<Ipv4Addr>,
    /// Where packets go.
    pub dlci: Dlci,
    /// Where it comes from.
    pub kind: MapKind,
    /// Whether broadcasts are copied to it.
    pub broadcast: bool,
    /// How packets are wrapped.
    pub encapsulation: Encapsulation,
    /// The PVC's status.
    pub status: PvcStatus,
}

impl Dte {
    /// The DLCI for a packet to `next_hop`, and how to wrap it.
    ///
    /// # Errors
    /// [`Unresolved`] says why the packet must be dropped.
    pub fn resolve(
        &self,
        interface: IfIndex,
        next_hop: Ipv4Addr,
    ) -> Result<(Dlci, Encapsulation), Unresolved> {
        if !self.is_line_protocol_up() {
            return Err(Unresolved::LineProtocolDown);
        }
        let config = self.config.interfaces.get(&interface);
        let config = config.ok_or(Unresolved::NoMap)?;
        let (dlci, own) = match (config.kind, config.maps.get(&next_hop)) {
            (InterfaceKind::PointToPoint, _) => {
                let dlci = config.dlcis.keys().next();
                (*dlci.ok_or(Unresolved::NoMap)?, None)
            }
            (InterfaceKind::Multipoint, Some(map)) => (map.dlci, map.encapsulation),
            (InterfaceKind::Multipoint, None) => {
                let dlci = self.dynamic_maps.get(&(interface, next_hop));
                (*dlci.ok_or(Unresolved::NoMap)?, None)
            }
        };
        let status = self.status(dlci);
        if !status.is_usable() {
            return Err(Unresolved::PvcNotUsable { dlci, status });
        }
        Ok((dlci, self.encapsulation(config, dlci, own)))
    }

    /// The DLCIs a broadcast or multicast is copied to, and how to wrap it.
    pub fn broadcast_dlcis(
        &self,
        interface: IfIndex,
    ) -> impl Iterator<Item = (Dlci, Encapsulation)> + '_ {
        let config = self.config.interfaces.get(&interface);
        let config = config.filter(|_| self.is_line_protocol_up());
        config.into_iter().flat_map(move |config| {
            self.pvcs
                .iter()
                .filter(move |(_, pvc)| pvc.interface == interface && pvc.status.is_usable())
                .filter_map(move |(dlci, _)| {
                    let own = self.broadcast_map(interface, config, *dlci)?;
                    Some((*dlci, self.encapsulation(config, *dlci, own)))
                })
        })
    }

    /// All maps: point-to-point, static, dynamic; by interface and next hop.
    pub fn maps(&self) -> impl Iterator<Item = MapView> + '_ {
        self.config
            .interfaces
            .iter()
            .flat_map(move |(interface, config)| {
                let point_to_point = config
                    .dlcis
                    .keys()
                    .filter(|_| config.kind == InterfaceKind::PointToPoint)
                    .map(|dlci| (None, *dlci, MapKind::PointToPoint, true, None));
                let statics = config.maps.iter().map(|(address, map)| {
                    let kind = MapKind::Static;
                    (
                        Some(*address),
                        map.dlci,
                        kind,
                        map.broadcast,
                        map.encapsulation,
                    )
                });
                let dynamics = self
                    .dynamic_maps
                    .range((*interface, Ipv4Addr::UNSPECIFIED)..=(*interface, Ipv4Addr::BROADCAST))
                    .map(|((_, address), dlci)| {
                        (Some(*address), *dlci, MapKind::Dynamic, true, None)
                    });
                point_to_point.chain(statics).chain(dynamics).map(
                    move |(address, dlci, kind, broadcast, own)| MapView {
                        interface: *interface,
                        address,
                        dlci,
                        kind,
                        broadcast,
                        encapsulation: self.encapsulation(config, dlci, own),
                        status: self.status(dlci),
                    },
                )
            })
    }

    fn status(&self, dlci: Dlci) -> PvcStatus {
        self.pvcs
            .get(&dlci)
            .map_or(PvcStatus::Deleted, |pvc| pvc.status)
    }

    /// The DLCI's own setting, its map's, or the interface's.
    fn encapsulation(
        &self,
        config: &InterfaceConfig,
        dlci: Dlci,
        of_map: Option<Encapsulation>,
    ) -> Encapsulation {
        of_map
            .or_else(|| config.dlcis.get(&dlci).copied().flatten())
            .unwrap_or(self.config.encapsulation)
    }

    /// Whether broadcasts go to a DLCI, and the encapsulation of the map that says so.
    fn broadcast_map(
        &self,
        interface: IfIndex,
        config: &InterfaceConfig,
        dlci: Dlci,
    ) -> Option<Option<Encapsulation>> {
        if config.kind == InterfaceKind::PointToPoint {
            return Some(None);
        }
        let mut statics = config.maps.values();
        if let Some(map) = statics.find(|map| map.dlci == dlci && map.broadcast) {
            return Some(map.encapsulation);
        }
        let is_dynamic = self
            .dynamic_maps
            .iter()
            .any(|(key, of)| key.0 == interface && *of == dlci);
        is_dynamic.then_some(None)
    }
}
