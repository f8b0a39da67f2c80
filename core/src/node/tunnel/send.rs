//! Packets into tunnels.

use crate::types::SortedMap;
use std::net::Ipv4Addr;
use std::rc::Rc;

use crate::node::device::Device;
use crate::node::drop_reason::DropReason;
use crate::node::effect::Effects;
use crate::node::frame::Packet;
use crate::node::ingress::Way;
use crate::proto::ike::{RequestCause, SaRequest};
use crate::proto::ipsec::sa::ProxyIds;
use crate::proto::ipsec::spd::{Entry, FlowKey, Line, Spd};
use crate::time::Instant;
use crate::types::{IfIndex, Spi};
use crate::wire::{icmp, ipv4};

use super::{IPV4_IN_ESP, dh_group};

/// Sending.
impl Device {
    /// Counts the entries of access lists that a packet met on its way through a crypto map.
    pub(in crate::node) fn count_matches(&mut self, ifx: IfIndex, spd: &Spd, key: &FlowKey) {
        let Some(policy) = self.policies.get(&ifx) else {
            return;
        };
        let config = &self.config;
        let Some(map) = config.crypto_maps.get(&policy.map) else {
            return;
        };
        for (entry, index) in spd.matches(key) {
            let list = map
                .get(&entry.sequence)
                .and_then(|entry| entry.access_list.as_ref());
            let Some(list) = list else { continue };
            let entries = config.access_lists.get(list).map(|list| &list.entries);
            let Some((number, _)) = entries.and_then(|entries| entries.iter().nth(index)) else {
                continue;
            };
            if !self.list_matches.contains_key(list) {
                self.list_matches.insert(list.clone(), SortedMap::new());
            }
            if let Some(counts) = self.list_matches.get_mut(list) {
                *counts.entry(*number).or_default() += 1;
            }
        }
    }

    /// Sends a packet through the tunnel that `entry` wants it in.
    #[allow(
        clippy::too_many_arguments,
        reason = "a packet, its policy and where it goes"
    )]
    pub(in crate::node) fn protect(
        &mut self,
        now: Instant,
        way: Way,
        ifx: IfIndex,
        local: Ipv4Addr,
        entry: &Entry,
        line: &Line,
        header: ipv4::Repr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let Some(proxy) = line.proxy_ids() else {
            return Err(DropReason::NoSa(entry.peer));
        };
        let Some(sa) = self.sad.outbound(local, entry.peer, &proxy) else {
            *self.send_errors.entry(ifx).or_default() += 1;
            self.request_sa(now, local, entry, proxy, RequestCause::Traffic, fx);
            return Err(DropReason::NoSa(entry.peer));
        };
        let mtu = self.interfaces[usize::from(ifx.0)].mtu;
        let largest = sa
            .outbound
            .largest_payload(usize::from(mtu) - ipv4::HEADER_LEN);
        if packet.len() > largest {
            return self.protect_in_pieces(
                now, way, ifx, local, entry, line, header, packet, largest, fx,
            );
        }
        let Some(sequence) = sa.sent_sequence.checked_add(1) else {
            return Err(DropReason::SequenceExhausted);
        };
        sa.sent_sequence = sequence;
        sa.counters.encaps += 1;
        sa.volume += packet.len() as u64;
        let (context, spi) = (Rc::clone(&sa.outbound), sa.pair.outbound_spi);
        let outer = self.encapsulate(&context, spi, sequence, local, entry.peer, &header, packet);
        let (header, packet) = outer;
        let way = Way {
            spent: way.spent + self.profile.crypto_time(packet.len()),
            ..way
        };
        self.note_outbound(now, local, entry.peer, fx);
        // The outer packet goes by the route to the peer, whatever led the inner one here.
        let route = self
            .rib
            .lookup_flow(local, entry.peer)
            .ok_or(DropReason::NoRoute(entry.peer))?;
        let next_hop = route.next_hop.unwrap_or(entry.peer);
        self.send_ip(now, way, route.ifx, next_hop, &header, packet, fx)
    }

    /// A packet that would not fit once encrypted: refused with DF, else cut before encryption (reference 3.5).
    #[allow(
        clippy::too_many_arguments,
        reason = "a packet, its policy and where it goes"
    )]
    pub(super) fn protect_in_pieces(
        &mut self,
        now: Instant,
        way: Way,
        ifx: IfIndex,
        local: Ipv4Addr,
        entry: &Entry,
        line: &Line,
        header: ipv4::Repr,
        mut packet: Packet,
        largest: usize,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let mtu = u16::try_from(largest).unwrap_or(u16::MAX);
        if header.dont_fragment {
            self.send_unreachable(
                now,
                way,
                icmp::UnreachableCode::FRAGMENTATION_NEEDED,
                mtu,
                &packet,
                fx,
            );
            return Err(DropReason::FragmentationNeeded { mtu });
        }
        packet.realize();
        let pieces = crate::proto::ip::fragment::fragment(packet.bytes(), mtu)
            .map_err(|_| DropReason::FragmentationNeeded { mtu })?;
        for piece in pieces {
            let piece = Packet::copy(&piece, packet.tag);
            let (header, _) = ipv4::Repr::parse(piece.bytes()).map_err(DropReason::Malformed)?;
            self.protect(now, way, ifx, local, entry, line, header, piece, fx)?;
        }
        Ok(())
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one packet, put together once"
    )]
    pub(super) fn encapsulate(
        &mut self,
        context: &Rc<crate::proto::ipsec::esp::EspContext>,
        spi: Spi,
        sequence: u32,
        local: Ipv4Addr,
        peer: Ipv4Addr,
        inner: &ipv4::Repr,
        mut packet: Packet,
    ) -> (ipv4::Repr, Packet) {
        packet.realize();
        let mut outer = ipv4::Repr::new(ipv4::Protocol::ESP, local, peer);
        outer.tos = inner.tos;
        outer.dont_fragment = inner.dont_fragment;
        outer.identification = self.identification();
        outer.payload_len = context.packet_len(packet.len()) as u16;
        let iv: [u8; 16] = self.rng.bytes();
        let mut data = Packet::buffer(outer.total_len());
        outer.emit(&mut data);
        context.lay_out(spi, sequence, &iv, IPV4_IN_ESP, packet.bytes(), &mut data);
        let mut sealed = Packet::from_buffer(data, packet.tag);
        sealed.set_seal(
            Rc::clone(context),
            ipv4::HEADER_LEN,
            !self.settings.eager_encryption,
        );
        (outer, sealed)
    }

    pub(super) fn note_outbound(
        &mut self,
        now: Instant,
        local: Ipv4Addr,
        peer: Ipv4Addr,
        fx: &mut Effects,
    ) {
        self.drive_ike(now, fx, |ike, out| {
            ike.note_outbound_traffic(now, local, peer, out)
        });
    }

    pub(super) fn request_sa(
        &mut self,
        now: Instant,
        local: Ipv4Addr,
        entry: &Entry,
        proxy: ProxyIds,
        cause: RequestCause,
        fx: &mut Effects,
    ) {
        let request = SaRequest {
            local,
            peer: entry.peer,
            proxy,
            transforms: entry.transforms.clone(),
            lifetime: entry.lifetime,
            pfs_group: entry.pfs_group.and_then(dh_group),
            cause,
        };
        self.drive_ike(now, fx, |ike, out| ike.request_sa(now, request, out));
    }
}
