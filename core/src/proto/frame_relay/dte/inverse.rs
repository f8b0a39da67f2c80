//! Inverse ARP at the router (RFC 2390): asking, answering, learning.

use std::net::Ipv4Addr;

use super::super::PvcStatus;
use super::super::config::{InterfaceConfig, InterfaceKind};
use super::{DropReason, Dte, Output};
use crate::types::{Dlci, IfIndex};
use crate::wire::ethernet::EtherType;
use crate::wire::frame_relay::{self, Address, Payload};
use crate::wire::inverse_arp::{self, Operation};

impl Dte {
    pub(super) fn send_inverse_arp_request(&self, dlci: Dlci, out: &mut Vec<Output>) {
        let Some(pvc) = self
            .pvcs
            .get(&dlci)
            .filter(|pvc| pvc.status == PvcStatus::Active)
        else {
            return;
        };
        let Some(config) = self.config.interfaces.get(&pvc.interface) else {
            return;
        };
        let may_ask = config.is_enabled && may_learn(config, dlci, Ipv4Addr::UNSPECIFIED);
        if let (true, Some(address)) = (may_ask, config.address) {
            let request = inverse_arp::Repr::request(dlci, address);
            out.push(Output::Send(inverse_arp_frame(dlci, &request)));
        }
    }

    pub(super) fn process_inverse_arp(
        &mut self,
        dlci: Dlci,
        packet: &[u8],
        out: &mut Vec<Output>,
    ) -> Result<(), DropReason> {
        let packet = inverse_arp::Repr::parse(packet).map_err(DropReason::Malformed)?;
        let pvc = self
            .pvcs
            .get(&dlci)
            .filter(|pvc| self.is_up && pvc.status.is_usable())
            .ok_or(DropReason::PvcNotUsable(dlci))?;
        let interface = pvc.interface;
        let no_address = DropReason::NoAddress(interface);
        let config = self.config.interfaces.get(&interface).ok_or(no_address)?;
        let own = config.address.ok_or(no_address)?;
        let sender = packet.sender_protocol_addr;
        if sender == own || sender.is_unspecified() {
            return Err(DropReason::NotForUs(sender));
        }
        let may_learn = may_learn(config, dlci, sender);
        match packet.operation {
            Operation::Request => {
                out.push(Output::Send(inverse_arp_frame(dlci, &packet.reply(own))));
            }
            Operation::Reply if packet.target_protocol_addr != own => {
                return Err(DropReason::NotForUs(packet.target_protocol_addr));
            }
            Operation::Reply if !may_learn => return Err(DropReason::MapIsStatic(dlci)),
            Operation::Reply => {}
        }
        if may_learn && self.dynamic_maps.insert((interface, sender), dlci) != Some(dlci) {
            out.push(Output::MapLearned {
                interface,
                address: sender,
                dlci,
            });
        }
        Ok(())
    }

    pub(super) fn remove_maps_where(
        &mut self,
        gone: impl Fn((IfIndex, Ipv4Addr), Dlci) -> bool,
        out: &mut Vec<Output>,
    ) {
        let removed = self
            .dynamic_maps
            .extract_if(.., |key, dlci| gone(*key, *dlci));
        for ((interface, address), dlci) in removed {
            out.push(Output::MapRemoved {
                interface,
                address,
                dlci,
            });
        }
    }
}

/// Whether inverse ARP may map `address` to `dlci`: IOS leaves a DLCI alone that the operator mapped.
pub(super) fn may_learn(config: &InterfaceConfig, dlci: Dlci, address: Ipv4Addr) -> bool {
    config.inverse_arp
        && config.kind == InterfaceKind::Multipoint
        && !config.maps.contains_key(&address)
        && config.maps.values().all(|map| map.dlci != dlci)
}

/// Inverse ARP always travels in SNAP, whatever the DLCI's encapsulation.
fn inverse_arp_frame(dlci: Dlci, packet: &inverse_arp::Repr) -> Vec<u8> {
    let header = frame_relay::Repr {
        address: Address::of(dlci),
        payload: Payload::Ietf(EtherType::ARP),
    };
    let mut frame = Vec::with_capacity(10 + inverse_arp::LEN);
    header.emit(&mut frame);
    packet.emit(&mut frame);
    frame
}
