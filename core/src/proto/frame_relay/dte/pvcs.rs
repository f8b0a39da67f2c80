//! PVCs at the router, and the subinterfaces whose line protocol follows them.

use crate::types::SortedMap;

use super::super::PvcStatus;
use super::super::counters::PvcCounters;
use super::inverse::may_learn;
use super::{Dte, INVERSE_ARP_INTERVAL, Output, Pvc};
use crate::time::Instant;
use crate::types::{Dlci, IfIndex, Meter};

impl Dte {
    /// Fits PVCs, subinterfaces and maps to the configuration.
    pub(super) fn adopt_config(&mut self, now: Instant, out: &mut Vec<Output>) {
        let mut owners = SortedMap::new();
        for (interface, config) in &self.config.interfaces {
            let mapped = config.maps.values().map(|map| map.dlci);
            owners.extend(mapped.map(|dlci| (dlci, *interface)));
        }
        for (interface, config) in &self.config.interfaces {
            owners.extend(config.dlcis.keys().map(|dlci| (*dlci, *interface)));
        }
        for (dlci, pvc) in &mut self.pvcs {
            pvc.is_configured = owners.contains_key(dlci);
            pvc.interface = owners.get(dlci).copied().unwrap_or(self.config.interface);
        }
        self.pvcs.retain(|_, pvc| {
            let is_known = matches!(pvc.status, PvcStatus::Active | PvcStatus::Inactive);
            pvc.is_configured || is_known
        });
        // A DLCI new to the operator may be known to the network: ask with the next poll.
        let status = match (self.is_up, self.config.keepalive) {
            (true, Some(_)) => PvcStatus::Deleted,
            (true, None) => PvcStatus::Static,
            (false, _) => PvcStatus::Inactive,
        };
        for (dlci, interface) in owners {
            self.pvcs.entry(dlci).or_insert_with(|| {
                self.polls_to_full_status = 0;
                Pvc::new(now, interface, status, true)
            });
        }
        let physical = self.config.interface;
        self.subinterfaces
            .retain(|interface, _| self.config.interfaces.contains_key(interface));
        for interface in self.config.interfaces.keys() {
            if *interface != physical {
                self.subinterfaces.entry(*interface).or_insert(false);
            }
        }
        let pvcs = core::mem::take(&mut self.pvcs);
        let interfaces = core::mem::take(&mut self.config.interfaces);
        self.remove_maps_where(
            |(interface, address), dlci| {
                let is_owned = pvcs
                    .get(&dlci)
                    .is_some_and(|pvc| pvc.interface == interface);
                let may_learn = interfaces
                    .get(&interface)
                    .is_some_and(|config| may_learn(config, dlci, address));
                !(is_owned && may_learn)
            },
            out,
        );
        self.pvcs = pvcs;
        self.config.interfaces = interfaces;
    }

    /// The only place a PVC's status changes.
    pub(super) fn set_pvc(
        &mut self,
        now: Instant,
        dlci: Dlci,
        status: PvcStatus,
        out: &mut Vec<Output>,
    ) {
        let from = self.pvcs.get(&dlci).map(|pvc| pvc.status);
        if from == Some(status) {
            return;
        }
        let physical = self.config.interface;
        let pvc = self
            .pvcs
            .entry(dlci)
            .or_insert_with(|| Pvc::new(now, physical, status, false));
        pvc.status = status;
        pvc.changed_at = now;
        pvc.is_news = status == PvcStatus::Active;
        out.push(Output::PvcChanged {
            dlci,
            interface: pvc.interface,
            from,
            to: status,
        });
        if status == PvcStatus::Deleted {
            self.remove_maps_where(|_, of| of == dlci, out);
        }
    }

    pub(super) fn set_all_pvcs(&mut self, now: Instant, status: PvcStatus, out: &mut Vec<Output>) {
        let dlcis: Vec<_> = self.pvcs.keys().copied().collect();
        for dlci in dlcis {
            // What the network does not have stays deleted.
            if status == PvcStatus::Static || self.pvcs[&dlci].status != PvcStatus::Deleted {
                self.set_pvc(now, dlci, status, out);
            }
        }
    }

    /// Lets the line protocols follow, then greets PVCs that became active.
    pub(super) fn settle(&mut self, now: Instant, is_up: bool, out: &mut Vec<Output>) {
        if is_up != self.is_up {
            self.is_up = is_up;
            self.next_inverse_arp_at = is_up.then(|| now + INVERSE_ARP_INTERVAL);
            out.push(Output::LineProtocol { is_up });
        }
        let mut subinterfaces = core::mem::take(&mut self.subinterfaces);
        for (interface, was_up) in &mut subinterfaces {
            let config = self.config.interfaces.get(interface);
            let is_enabled = config.is_some_and(|config| config.is_enabled);
            let has_pvc = self
                .pvcs
                .values()
                .any(|pvc| pvc.interface == *interface && pvc.status.is_usable());
            let is_up = self.is_up && is_enabled && has_pvc;
            if *was_up != is_up {
                *was_up = is_up;
                let interface = *interface;
                out.push(Output::SubinterfaceLineProtocol { interface, is_up });
            }
        }
        self.subinterfaces = subinterfaces;
        if self.is_up && self.pvcs.values().any(|pvc| pvc.is_news) {
            let news: Vec<_> = self
                .pvcs
                .iter_mut()
                .filter_map(|(dlci, pvc)| core::mem::take(&mut pvc.is_news).then_some(*dlci))
                .collect();
            for dlci in news {
                self.send_inverse_arp_request(dlci, out);
            }
        }
    }
}

impl Pvc {
    pub(super) const fn new(
        now: Instant,
        interface: IfIndex,
        status: PvcStatus,
        is_configured: bool,
    ) -> Self {
        Self {
            interface,
            status,
            is_configured,
            created_at: now,
            changed_at: now,
            counters: PvcCounters {
                in_packets: 0,
                in_octets: 0,
                out_packets: 0,
                out_octets: 0,
                out_broadcast_packets: 0,
                out_broadcast_octets: 0,
                in_fecn_packets: 0,
                in_becn_packets: 0,
                in_de_packets: 0,
                out_dropped_packets: 0,
            },
            meters: (Meter::NEW, Meter::NEW),
            is_news: false,
        }
    }
}
