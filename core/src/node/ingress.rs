//! From a frame on a physical interface up to IP, and on to whoever it is for.

use std::net::Ipv4Addr;
use std::rc::Rc;

use super::device::Device;
use super::drop_reason::DropReason;
use super::effect::Effects;
use super::fact::FactKind;
use super::frame::{Frame, Packet};
use super::watch::IpFate;
use crate::proto::ip::fragment;
use crate::proto::ipsec::spd::FlowKey;
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, MacAddr};
use crate::wire::ethernet::EtherType;
use crate::wire::{self, icmp, ipv4};

/// How far packets may be unwrapped or re-sent within one device before something is wrong.
const MAX_DEPTH: u8 = 4;

/// Where a packet is on its way through the device.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// The interface it came in by; for packets made here the one they will be thought to come from.
    pub(super) ingress: IfIndex,
    /// Time spent on it so far.
    pub(super) spent: Duration,
    /// Whether it came out of a tunnel that ends here.
    pub(super) from_tunnel: bool,
    /// How often it was unwrapped.
    pub(super) depth: u8,
}

impl Device {
    /// A frame arrived on a physical interface.
    pub fn handle_frame(
        &mut self,
        now: Instant,
        port: IfIndex,
        frame: &Rc<Frame>,
        fx: &mut Effects,
    ) {
        let interface = self.interface_mut(port);
        interface.counters.count_in(now, frame.len());
        let result = if !interface.admin_up || !interface.carrier || !self.is_running {
            Err(DropReason::InterfaceDown)
        } else if self.interface(port).is_switchport {
            self.bridge_frame(now, port, frame, fx)
        } else if self.interface(port).name.kind.is_ethernet() {
            self.ethernet_frame(now, port, frame, fx)
        } else {
            self.serial_frame(now, port, frame, fx)
        };
        if let Err(reason) = result {
            fx.drop(reason, frame.tag());
        }
    }

    fn ethernet_frame(
        &mut self,
        now: Instant,
        port: IfIndex,
        frame: &Frame,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let bytes = frame.raw();
        let (header, payload) =
            wire::ethernet::Repr::parse(bytes).map_err(DropReason::Malformed)?;
        let (vid, ethertype, start) = if header.ethertype == EtherType::DOT1Q {
            let (tag, _) = wire::dot1q::Repr::parse(payload).map_err(DropReason::Malformed)?;
            (
                Some(tag.vid),
                tag.ethertype,
                wire::ethernet::HEADER_LEN + wire::dot1q::HEADER_LEN,
            )
        } else {
            (None, header.ethertype, wire::ethernet::HEADER_LEN)
        };
        let ifx = self
            .indices()
            .find(|ifx| {
                self.interface(*ifx).port == Some(port) && self.interface(*ifx).tag() == vid
            })
            .ok_or(DropReason::NoSubinterface)?;
        self.ethernet_payload(now, ifx, header.dst, ethertype, frame, start, fx)
    }

    /// What an Ethernet frame carries has reached the interface `ifx`, be it a port, a subinterface or an SVI.
    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one frame, taken apart once"
    )]
    pub(super) fn ethernet_payload(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        dst: MacAddr,
        ethertype: EtherType,
        frame: &Frame,
        start: usize,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let interface = self.interface_mut(ifx);
        if !interface.line_protocol {
            return Err(DropReason::InterfaceDown);
        }
        if dst.is_group() {
            interface.counters.broadcasts_in += 1;
        } else if dst != interface.mac && !self.owns_virtual_mac(ifx, dst) {
            return Err(DropReason::OtherMac(dst));
        }
        match ethertype {
            EtherType::IPV4 => self.ip_from_frame(now, ifx, frame, start, fx),
            EtherType::ARP => self.handle_arp(now, ifx, &frame.raw()[start..], fx),
            EtherType(other) => Err(DropReason::UnknownProtocol(other)),
        }
    }

    /// An IP packet begins at `start` of a frame.
    pub(super) fn ip_from_frame(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        frame: &Frame,
        start: usize,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let (header, payload) =
            ipv4::Repr::parse(&frame.raw()[start..]).map_err(DropReason::Malformed)?;
        let end = payload.as_ptr_range().end as usize - frame.raw().as_ptr() as usize;
        let way = Way {
            ingress: ifx,
            spent: Duration::ZERO,
            from_tunnel: false,
            depth: 0,
        };
        self.handle_ip(now, way, header, Packet::from_frame(frame, start, end), fx)
    }

    /// An IP packet is in the device: for it, or to be forwarded.
    pub(super) fn handle_ip(
        &mut self,
        now: Instant,
        way: Way,
        header: ipv4::Repr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        if way.depth > MAX_DEPTH {
            return Err(DropReason::TtlExpired);
        }
        let is_group = header.dst.is_multicast() || header.dst.is_broadcast();
        let is_subnet_broadcast = self
            .interface(way.ingress)
            .prefix()
            .is_some_and(|prefix| prefix.len() < 31 && prefix.broadcast() == header.dst);
        if is_group || is_subnet_broadcast || self.owns(header.dst) {
            if self.watch.ip {
                let (ingress, way_out) = (Some(way.ingress), Some((way.ingress, header.dst)));
                self.see_ip(&header, &packet, ingress, way_out, IpFate::Received, fx);
            }
            self.deliver(now, way, header, packet, fx)
        } else {
            self.check_clear(way, &header, &packet, fx)?;
            self.forward(now, way, header, packet, fx)
        }
    }

    /// What arrives in the clear although a crypto map wants it protected is refused (reference 2.7 and 3.1), whether this
    /// router's end of the tunnel is in use or not.
    fn check_clear(
        &mut self,
        way: Way,
        header: &ipv4::Repr,
        packet: &Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        if way.from_tunnel {
            return Ok(());
        }
        let Some(policy) = self.policies.get(&way.ingress) else {
            return Ok(());
        };
        let key = flow_key(header, packet.bytes());
        let spd = Rc::clone(&policy.spd);
        if !spd.expects_protection(&key) {
            return Ok(());
        }
        self.count_matches(way.ingress, &spd, &key.mirrored());
        fx.fact(FactKind::NotProtected {
            dst: header.dst,
            src: header.src,
            protocol: header.protocol.0,
        });
        Err(DropReason::NotProtected)
    }

    pub(super) fn deliver(
        &mut self,
        now: Instant,
        way: Way,
        header: ipv4::Repr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        if header.is_fragment() {
            let mut packet = packet;
            packet.realize();
            let tag = packet.tag;
            let mut out = Vec::new();
            self.reassembler
                .handle_fragment(now, packet.bytes(), &mut out);
            self.note_deadline(self.reassembler.poll_timeout());
            let whole = match out.pop() {
                Some(fragment::Output::Complete(whole)) => whole,
                Some(_) => return Err(DropReason::Reassembly),
                None => return Ok(()),
            };
            let packet = Packet::copy(&whole, tag);
            let (header, _) = ipv4::Repr::parse(packet.bytes()).map_err(DropReason::Malformed)?;
            return self.deliver(now, way, header, packet, fx);
        }
        let start = packet.len() - usize::from(header.payload_len);
        match header.protocol {
            ipv4::Protocol::ICMP => self.deliver_icmp(now, way, &header, &packet, start, fx),
            ipv4::Protocol::UDP => self.deliver_udp(now, way, &header, &packet, start, fx),
            ipv4::Protocol::ESP => self.open_esp(now, way, &header, packet, start, fx),
            ipv4::Protocol(other) => {
                if !header.dst.is_multicast() {
                    self.send_unreachable(
                        now,
                        way,
                        icmp::UnreachableCode::PROTOCOL,
                        0,
                        &packet,
                        fx,
                    );
                }
                Err(DropReason::UnknownProtocol(other.into()))
            }
        }
    }

    fn deliver_icmp(
        &mut self,
        now: Instant,
        way: Way,
        header: &ipv4::Repr,
        packet: &Packet,
        start: usize,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        self.check_clear(way, header, packet, fx)?;
        let message = icmp::Repr::parse(&packet.bytes()[start..]).map_err(DropReason::Malformed)?;
        if let icmp::Repr::EchoRequest {
            identifier,
            sequence_number,
            data,
        } = message
        {
            let own = self.owns(header.dst).then_some(header.dst);
            let Some(src) = own.or_else(|| self.interface(way.ingress).addr()) else {
                return Err(DropReason::NoAddress);
            };
            let reply = icmp::Repr::EchoReply {
                identifier,
                sequence_number,
                data,
            };
            let mut answer = ipv4::Repr::new(ipv4::Protocol::ICMP, src, header.src);
            answer.tos = header.tos;
            answer.dont_fragment = header.dont_fragment;
            let packet = self.icmp_packet(&mut answer, &reply, packet.tag);
            if self.watch.icmp {
                self.see_icmp(true, &answer, &packet.bytes()[ipv4::HEADER_LEN..], fx);
            }
            return self.originate(now, way.spent, answer, packet, fx);
        }
        if self.watch.icmp {
            self.see_icmp(false, header, &packet.bytes()[start..], fx);
        }
        self.ping_message(now, header, &message, fx)
    }

    fn deliver_udp(
        &mut self,
        now: Instant,
        way: Way,
        header: &ipv4::Repr,
        packet: &Packet,
        start: usize,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let payload = &packet.bytes()[start..];
        let (udp, data) = wire::udp::Repr::parse(payload, header.src, header.dst)
            .map_err(DropReason::Malformed)?;
        match udp.dst_port {
            wire::hsrp::PORT if header.dst == wire::hsrp::DESTINATION => {
                self.handle_standby_packet(now, way.ingress, header.src, data, fx)
            }
            wire::rip::PORT if self.rip.is_some() => {
                self.handle_rip_packet(now, way.ingress, header, udp.src_port, data, fx)
            }
            wire::isakmp::PORT if !header.dst.is_multicast() => {
                self.handle_isakmp(now, header, udp.src_port, data, fx)
            }
            port => {
                if header.dst.is_multicast() || header.dst.is_broadcast() {
                    return Err(DropReason::NotListening(header.dst));
                }
                self.send_unreachable(now, way, icmp::UnreachableCode::PORT, 0, packet, fx);
                Err(DropReason::NoListener(port))
            }
        }
    }
}

/// What a policy looks at in a packet that begins with `header`.
pub(super) fn flow_key(header: &ipv4::Repr, bytes: &[u8]) -> FlowKey {
    let start = bytes.len().saturating_sub(usize::from(header.payload_len));
    let has_ports = matches!(header.protocol, ipv4::Protocol::UDP | ipv4::Protocol::TCP)
        && header.fragment_offset == 0;
    let port = |at: usize| {
        let octets = bytes
            .get(start + at..start + at + 2)
            .filter(|_| has_ports)?;
        Some(u16::from_be_bytes([octets[0], octets[1]]))
    };
    FlowKey {
        src: header.src,
        dst: header.dst,
        protocol: header.protocol.0,
        src_port: port(0),
        dst_port: port(2),
    }
}

/// Whether a packet from `src` may be answered with an ICMP error (RFC 1122 §3.2.2).
pub(super) const fn may_complain(src: Ipv4Addr) -> bool {
    !(src.is_multicast() || src.is_broadcast() || src.is_unspecified())
}
