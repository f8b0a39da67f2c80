//! From an IP packet with a destination down to frames: forwarding, neighbors, link headers, and ICMP errors.

use std::net::Ipv4Addr;
use std::rc::Rc;

use super::device::Device;
use super::drop_reason::DropReason;
use super::effect::{Effect, Effects};
use super::frame::{Frame, Packet, Tag};
use super::ingress::{Way, flow_key, may_complain};
use super::watch::{self, IpFate, Sight};
use crate::proto::arp::Lookup;
use crate::proto::ip::fragment;
use crate::proto::ipsec::spd::Decision;
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, InterfaceName, MacAddr};
use crate::wire::ethernet::EtherType;
use crate::wire::{self, icmp, ipv4};

impl Device {
    /// Sends on a packet that is not for this device.
    pub(super) fn forward(
        &mut self,
        now: Instant,
        mut way: Way,
        mut header: ipv4::Repr,
        mut packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        if packet.seal().is_none_or(|seal| !seal.is_deferred) {
            // Nothing to mind.
        } else if self.policies.values().any(|policy| policy.is_usable) {
            // A crypto map may encrypt it again, over ciphertext.
            packet.realize();
        }
        let Some(ttl) = ipv4::decrement_ttl_in_place(packet.bytes_mut()) else {
            self.send_time_exceeded(now, way, &packet, fx);
            return Err(DropReason::TtlExpired);
        };
        header.ttl = ttl;
        let Some(route) = self.rib.lookup_flow(header.src, header.dst) else {
            if self.watch.ip {
                let ingress = Some(way.ingress);
                self.see_ip(&header, &packet, ingress, None, IpFate::Unroutable, fx);
            }
            self.send_unreachable(now, way, icmp::UnreachableCode::HOST, 0, &packet, fx);
            return Err(DropReason::NoRoute(header.dst));
        };
        way.spent += self.forwarding_time();
        let next_hop = route.next_hop.unwrap_or(header.dst);
        if self.watch.ip {
            let (ingress, way_out) = (Some(way.ingress), Some((route.ifx, next_hop)));
            self.see_ip(&header, &packet, ingress, way_out, IpFate::Forward, fx);
        }
        self.send_routed(now, way, route.ifx, next_hop, header, packet, fx)
    }

    /// Sends a packet made here.
    pub(super) fn originate(
        &mut self,
        now: Instant,
        spent: Duration,
        header: ipv4::Repr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        if self.is_own(header.dst) {
            return self.send_to_self(now, spent, header, packet, fx);
        }
        let Some(route) = self.rib.lookup_flow(header.src, header.dst) else {
            if self.watch.ip {
                self.see_ip(&header, &packet, None, None, IpFate::Unroutable, fx);
            }
            return Err(DropReason::NoRoute(header.dst));
        };
        let spent = spent + self.forwarding_time();
        let way = Way {
            ingress: route.ifx,
            spent,
            from_tunnel: false,
            depth: 0,
        };
        let next_hop = route.next_hop.unwrap_or(header.dst);
        if self.watch.ip {
            let way_out = Some((route.ifx, next_hop));
            self.see_ip(&header, &packet, None, way_out, IpFate::Sending, fx);
        }
        self.send_routed(now, way, route.ifx, next_hop, header, packet, fx)
    }

    /// Sends a packet out of an interface: through its crypto map, in pieces if it must be.
    #[allow(clippy::too_many_arguments, reason = "a packet and where it goes")]
    fn send_routed(
        &mut self,
        now: Instant,
        way: Way,
        ifx: IfIndex,
        next_hop: Ipv4Addr,
        header: ipv4::Repr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        if let Some(policy) = self.policies.get(&ifx) {
            let (local, is_usable, spd) = (policy.local, policy.is_usable, Rc::clone(&policy.spd));
            let key = flow_key(&header, packet.bytes());
            self.count_matches(ifx, &spd, &key);
            if let Decision::Protect(entry, line) = spd.classify(&key) {
                if !is_usable {
                    return Err(DropReason::NotTunnelEnd);
                }
                return self.protect(now, way, ifx, local, entry, line, header, packet, fx);
            }
        }
        self.send_ip(now, way, ifx, next_hop, &header, packet, fx)
    }

    /// Sends a packet out of an interface as it is, in pieces if it must be.
    #[allow(clippy::too_many_arguments, reason = "a packet and where it goes")]
    pub(super) fn send_ip(
        &mut self,
        now: Instant,
        way: Way,
        ifx: IfIndex,
        next_hop: Ipv4Addr,
        header: &ipv4::Repr,
        mut packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let mtu = self.interface(ifx).mtu;
        if packet.len() <= usize::from(mtu) {
            let watched = self.watch.ip.then(|| packet.clone());
            let sent = self.send_to_neighbor(now + way.spent, now, ifx, next_hop, packet, fx);
            let is_lost = matches!(
                sent,
                Err(DropReason::ArpPending(_)
                    | DropReason::NoCircuit(_)
                    | DropReason::CircuitDown(_))
            );
            if let Some(packet) = watched.filter(|_| is_lost) {
                let ingress = Some(way.ingress).filter(|_| !self.owns(header.src));
                let way_out = Some((ifx, next_hop));
                self.see_ip(
                    header,
                    &packet,
                    ingress,
                    way_out,
                    IpFate::EncapsulationFailed,
                    fx,
                );
            }
            return sent;
        }
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
        let pieces = fragment::fragment(packet.bytes(), mtu)
            .map_err(|_| DropReason::FragmentationNeeded { mtu })?;
        for piece in pieces {
            self.send_to_neighbor(
                now + way.spent,
                now,
                ifx,
                next_hop,
                Packet::copy(&piece, packet.tag),
                fx,
            )?;
        }
        Ok(())
    }

    fn send_to_neighbor(
        &mut self,
        at: Instant,
        now: Instant,
        ifx: IfIndex,
        next_hop: Ipv4Addr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        if !self.interface(ifx).line_protocol {
            return Err(DropReason::InterfaceDown);
        }
        if !self.interface(ifx).name.kind.is_ethernet() {
            return self.send_serial(at, ifx, next_hop, packet, fx);
        }
        match self.arp.lookup(now, ifx, next_hop) {
            Lookup::Known(mac) => {
                self.send_ethernet(at, ifx, mac, None, EtherType::IPV4, packet, fx);
                Ok(())
            }
            Lookup::Wait { send_request } => {
                if send_request {
                    if self.watch.arp {
                        let (interface, address) = (self.name_of(ifx), next_hop);
                        watch::see(fx, Sight::ArpIncomplete { interface, address });
                    }
                    self.send_arp_request(now, ifx, next_hop, fx);
                }
                self.note_deadline(self.arp.poll_timeout());
                Err(DropReason::ArpPending(next_hop))
            }
        }
    }

    /// Sends a packet to a multicast group on one interface.
    pub(super) fn send_multicast(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        packet: Packet,
        group: Ipv4Addr,
        source: Option<MacAddr>,
        fx: &mut Effects,
    ) {
        if !self.interface(ifx).line_protocol {
            return;
        }
        if self.watch.ip
            && let Ok((header, _)) = ipv4::Repr::parse(packet.bytes())
        {
            let way_out = Some((ifx, header.dst));
            self.see_ip(&header, &packet, None, way_out, IpFate::SendingToGroup, fx);
        }
        if self.interface(ifx).name.kind.is_ethernet() {
            let dst = if group.is_broadcast() {
                MacAddr::BROADCAST
            } else {
                MacAddr::multicast(group)
            };
            self.send_ethernet(now, ifx, dst, source, EtherType::IPV4, packet, fx);
        } else {
            self.broadcast_serial(now, ifx, &packet, fx);
        }
    }

    /// Puts an Ethernet header before a packet and sends it.
    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one frame, put together once"
    )]
    fn send_ethernet(
        &mut self,
        at: Instant,
        ifx: IfIndex,
        dst: MacAddr,
        source: Option<MacAddr>,
        ethertype: EtherType,
        packet: Packet,
        fx: &mut Effects,
    ) {
        let interface = self.interface(ifx);
        let src = source.unwrap_or(interface.mac);
        let mut header = [0; wire::ethernet::HEADER_LEN + wire::dot1q::HEADER_LEN];
        header[..6].copy_from_slice(&dst.0);
        header[6..12].copy_from_slice(&src.0);
        let tag = interface.tag();
        let len = if let Some(vid) = tag {
            header[12..14].copy_from_slice(&EtherType::DOT1Q.0.to_be_bytes());
            header[14..16].copy_from_slice(&vid.0.to_be_bytes());
            header[16..18].copy_from_slice(&ethertype.0.to_be_bytes());
            18
        } else {
            header[12..14].copy_from_slice(&ethertype.0.to_be_bytes());
            14
        };
        let frame = Rc::new(packet.into_frame(&header[..len], wire::ethernet::MIN_LEN));
        if let Some(vlan) = self.interface(ifx).svi {
            self.bridge_own_frame(at, ifx, vlan, dst, &frame, fx);
        } else if let Some(port) = self.interface(ifx).port {
            if port != ifx {
                self.interface_mut(ifx).counters.count_out(at, frame.len());
            }
            self.transmit(at, port, frame, fx);
        }
    }

    /// Hands a frame to the cable of a physical interface.
    pub(super) fn transmit(
        &mut self,
        at: Instant,
        port: IfIndex,
        frame: Rc<Frame>,
        fx: &mut Effects,
    ) {
        self.interface_mut(port).counters.count_out(at, frame.len());
        fx.push(Effect::Transmit { port, frame, at });
    }

    /// A frame found the queue of its cable full.
    pub fn count_output_drop(&mut self, port: IfIndex) {
        self.interface_mut(port).counters.output_drops += 1;
    }

    /// An ARP message arrived.
    pub(super) fn handle_arp(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        bytes: &[u8],
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let repr = wire::arp::Repr::parse(bytes).map_err(DropReason::Malformed)?;
        if self.watch.arp {
            self.see_arp(false, ifx, &repr, fx);
        }
        let virtual_mac = self
            .owned_virtual(repr.target_protocol_addr)
            .filter(|(at, _)| *at == ifx)
            .map(|(_, mac)| mac);
        let own = self.interface(ifx).addr() == Some(repr.target_protocol_addr);
        let is_for_us = own || virtual_mac.is_some();
        self.arp.handle_packet(now, ifx, &repr, is_for_us);
        self.note_deadline(self.arp.poll_timeout());
        if repr.operation == wire::arp::Operation::Request && is_for_us && !repr.is_gratuitous() {
            let mac = virtual_mac.unwrap_or_else(|| self.interface(ifx).mac);
            let at = now + self.forwarding_time();
            self.send_arp(
                at,
                ifx,
                &repr.reply(mac),
                repr.sender_hardware_addr,
                mac,
                fx,
            );
        }
        Ok(())
    }

    /// Asks for a neighbor's hardware address if it is not known.
    pub(super) fn resolve_neighbor(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        addr: Ipv4Addr,
        fx: &mut Effects,
    ) {
        let interface = self.interface(ifx);
        if !interface.line_protocol || !interface.name.kind.is_ethernet() {
            return;
        }
        if let Lookup::Wait { send_request: true } = self.arp.lookup(now, ifx, addr) {
            self.send_arp_request(now, ifx, addr, fx);
        }
        self.note_deadline(self.arp.poll_timeout());
    }

    fn send_arp_request(&mut self, now: Instant, ifx: IfIndex, target: Ipv4Addr, fx: &mut Effects) {
        let Some(addr) = self.interface(ifx).addr() else {
            return;
        };
        let mac = self.interface(ifx).mac;
        self.send_arp(
            now,
            ifx,
            &wire::arp::Repr::request(mac, addr, target),
            MacAddr::BROADCAST,
            mac,
            fx,
        );
    }

    /// Broadcasts an ARP request for an address of our own, so that switches and neighbors learn where it is.
    pub(super) fn send_gratuitous_arp(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        mac: MacAddr,
        addr: Ipv4Addr,
        fx: &mut Effects,
    ) {
        self.send_arp(
            now,
            ifx,
            &wire::arp::Repr::gratuitous(mac, addr),
            MacAddr::BROADCAST,
            mac,
            fx,
        );
    }

    fn send_arp(
        &mut self,
        at: Instant,
        ifx: IfIndex,
        repr: &wire::arp::Repr,
        dst: MacAddr,
        src: MacAddr,
        fx: &mut Effects,
    ) {
        if !self.interface(ifx).line_protocol {
            return;
        }
        if self.watch.arp {
            self.see_arp(true, ifx, repr, fx);
        }
        let mut data = Packet::buffer(wire::arp::LEN);
        repr.emit(&mut data);
        self.send_ethernet(
            at,
            ifx,
            dst,
            Some(src),
            EtherType::ARP,
            Packet::from_buffer(data, None),
            fx,
        );
    }

    /// `clear arp-cache`: all, or what is on an interface or has an address.
    pub fn clear_arp(&mut self, interface: Option<InterfaceName>, addr: Option<Ipv4Addr>) {
        // Packets that wait for an answer are lost, as on IOS.
        match (interface, addr) {
            (None, None) => drop(self.arp.clear()),
            (Some(name), _) => {
                if let Some(ifx) = self.index_of(name) {
                    drop(self.arp.interface_down(ifx));
                }
            }
            (None, Some(addr)) => drop(self.arp.remove(addr)),
        }
    }

    pub(super) fn wake_neighbors(&mut self, now: Instant, fx: &mut Effects) {
        self.arp.handle_timeout(now, &mut Vec::new());
        if let Some(bridge) = &mut self.bridge {
            bridge.handle_timeout(now, &mut Vec::new());
        }
        let mut out = Vec::new();
        self.reassembler.handle_timeout(now, &mut out);
        for output in out {
            if let fragment::Output::Dropped { .. } = output {
                fx.drop(DropReason::Reassembly, None);
            }
        }
    }

    /// An ICMP packet made here.
    pub(super) fn icmp_packet(
        &mut self,
        header: &mut ipv4::Repr,
        message: &icmp::Repr<'_>,
        tag: Option<Tag>,
    ) -> Packet {
        header.payload_len = message.len() as u16;
        header.identification = self.identification();
        let mut data = Packet::buffer(header.total_len());
        header.emit(&mut data);
        message.emit(&mut data);
        Packet::from_buffer(data, tag)
    }

    fn send_time_exceeded(&mut self, now: Instant, way: Way, packet: &Packet, fx: &mut Effects) {
        let message = icmp::Repr::TimeExceeded {
            code: icmp::TTL_EXCEEDED,
            original: icmp::quote(packet.bytes()),
        };
        self.send_icmp_error(now, way, &message, packet, fx);
    }

    /// Complains to a packet's sender, at most twice a second (reference 6.1).
    pub(super) fn send_unreachable(
        &mut self,
        now: Instant,
        way: Way,
        code: icmp::UnreachableCode,
        next_hop_mtu: u16,
        packet: &Packet,
        fx: &mut Effects,
    ) {
        if self.unreachables.allow(now) {
            let original = icmp::quote(packet.bytes());
            let message = icmp::Repr::DestinationUnreachable {
                code,
                next_hop_mtu,
                original,
            };
            self.send_icmp_error(now, way, &message, packet, fx);
        }
    }

    fn send_icmp_error(
        &mut self,
        now: Instant,
        way: Way,
        message: &icmp::Repr<'_>,
        packet: &Packet,
        fx: &mut Effects,
    ) {
        let Ok((original, payload)) = ipv4::Repr::parse(packet.bytes()) else {
            return;
        };
        let is_error =
            original.protocol == ipv4::Protocol::ICMP && !matches!(payload.first(), Some(0 | 8));
        if is_error
            || original.fragment_offset != 0
            || !may_complain(original.src)
            || (self.owns(original.src) && !self.is_own(original.dst))
        {
            return;
        }
        let Some(src) = self.interface(way.ingress).addr() else {
            return;
        };
        let mut header = ipv4::Repr::new(ipv4::Protocol::ICMP, src, original.src);
        let answer = self.icmp_packet(&mut header, message, packet.tag);
        if self.watch.icmp {
            self.see_icmp(true, &header, &answer.bytes()[ipv4::HEADER_LEN..], fx);
        }
        // An error that cannot be sent is not worth an error.
        let _ = self.originate(now, way.spent, header, answer, fx);
    }
}
