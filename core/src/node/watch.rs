//! What a device tells only while somebody debugs it: single packets, and what became of them.
//!
//! Nothing here decides anything: with or without a watcher the same frames leave at the same instants.

use std::net::Ipv4Addr;

use super::device::Device;
use super::effect::{Effect, Effects};
use super::frame::Packet;
use super::ingress::flow_key;
use crate::proto::ipsec::spd::FlowKey;
use crate::types::{Dlci, IfIndex, InterfaceName};
use crate::wire::{arp, ipv4};

/// What somebody wants to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is watched for a debug command of its own"
)]
pub struct Watch {
    /// ICMP messages.
    pub icmp: bool,
    /// ARP messages.
    pub arp: bool,
    /// IP packets.
    pub ip: bool,
    /// LMI messages.
    pub lmi: bool,
    /// Frames on circuits.
    pub circuits: bool,
}

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// An ICMP message that is not an echo request.
    Icmp {
        /// Sent from here, or received.
        sent: bool,
        /// Its source.
        src: Ipv4Addr,
        /// Its destination.
        dst: Ipv4Addr,
        /// Its type (RFC 792).
        kind: u8,
        /// Its code.
        code: u8,
        /// The destination of the packet it complains about.
        about: Option<Ipv4Addr>,
    },
    /// An ARP message.
    Arp {
        /// Where.
        interface: InterfaceName,
        /// Sent from here, or received.
        sent: bool,
        /// The message.
        repr: arp::Repr,
    },
    /// A neighbor is asked for the first time.
    ArpIncomplete {
        /// Where.
        interface: InterfaceName,
        /// Who.
        address: Ipv4Addr,
    },
    /// An IP packet.
    Ip(IpSight),
    /// A message of the local management interface.
    Lmi {
        /// The physical interface.
        interface: InterfaceName,
        /// Sent from here, or received.
        sent: bool,
        /// The whole frame.
        frame: Vec<u8>,
    },
    /// A frame on a circuit.
    Circuit {
        /// The interface or subinterface.
        interface: InterfaceName,
        /// Sent from here, or received.
        sent: bool,
        /// The frame's first octets: address, control and protocol.
        header: Vec<u8>,
        /// Octets of the whole frame.
        len: usize,
    },
    /// A packet was copied to all circuits that take broadcasts.
    CircuitBroadcast {
        /// The interface.
        interface: InterfaceName,
    },
    /// No circuit leads to the next hop, or it is not usable.
    NoCircuit {
        /// The interface.
        interface: InterfaceName,
        /// The circuit that is not usable.
        dlci: Option<Dlci>,
    },
}

/// An IP packet and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpSight {
    /// Where it came in; `None` if it was made here.
    pub ingress: Option<InterfaceName>,
    /// Where it goes out.
    pub egress: Option<InterfaceName>,
    /// The next hop, if it is sent on.
    pub next_hop: Option<Ipv4Addr>,
    /// Addresses, protocol and ports.
    pub key: FlowKey,
    /// Its first two octets behind the header: type and code of ICMP.
    pub start: [u8; 2],
    /// Octets of the packet.
    pub len: usize,
    /// What becomes of it.
    pub fate: IpFate,
}

/// What becomes of an IP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IpFate {
    /// Made here and sent to one address.
    Sending,
    /// Made here and sent to many.
    SendingToGroup,
    /// For this device.
    Received,
    /// Sent on.
    Forward,
    /// There is no route.
    Unroutable,
    /// The neighbor's hardware address or circuit is not known.
    EncapsulationFailed,
}

impl Device {
    /// What is watched.
    #[must_use]
    pub const fn watch(&self) -> Watch {
        self.watch
    }

    /// Somebody wants to see this from now on.
    pub const fn set_watch(&mut self, watch: Watch) {
        self.watch = watch;
    }

    /// Tells of an IP packet; `ingress` is `None` for those made here.
    pub(super) fn see_ip(
        &self,
        header: &ipv4::Repr,
        packet: &Packet,
        ingress: Option<IfIndex>,
        way_out: Option<(IfIndex, Ipv4Addr)>,
        fate: IpFate,
        fx: &mut Effects,
    ) {
        let start = packet.len() - usize::from(header.payload_len).min(packet.len());
        let octet = |at: usize| packet.bytes().get(start + at).copied().unwrap_or(0);
        let name = |ifx: IfIndex| self.name_of(ifx);
        see(
            fx,
            Sight::Ip(IpSight {
                ingress: ingress.map(name),
                egress: way_out.map(|(ifx, _)| name(ifx)),
                next_hop: way_out
                    .map(|(_, next_hop)| next_hop)
                    .filter(|next_hop| *next_hop != header.dst),
                key: flow_key(header, packet.bytes()),
                start: [octet(0), octet(1)],
                len: packet.len(),
                fate,
            }),
        );
    }

    /// Tells of an ICMP message with its IP header.
    pub(super) fn see_icmp(
        &self,
        sent: bool,
        header: &ipv4::Repr,
        message: &[u8],
        fx: &mut Effects,
    ) {
        let &[kind, code, ..] = message else { return };
        let quoted = message
            .get(crate::wire::icmp::field::DATA)
            .filter(|_| matches!(kind, 3 | 4 | 5 | 11 | 12));
        let about = quoted
            .and_then(|quoted| quoted.get(16..20))
            .map(|dst| Ipv4Addr::new(dst[0], dst[1], dst[2], dst[3]));
        see(
            fx,
            Sight::Icmp {
                sent,
                src: header.src,
                dst: header.dst,
                kind,
                code,
                about,
            },
        );
    }

    /// Tells of an ARP message.
    pub(super) fn see_arp(&self, sent: bool, ifx: IfIndex, repr: &arp::Repr, fx: &mut Effects) {
        see(
            fx,
            Sight::Arp {
                interface: self.name_of(ifx),
                sent,
                repr: *repr,
            },
        );
    }
}

/// Tells what was seen.
pub(super) fn see(fx: &mut Effects, sight: Sight) {
    fx.push(Effect::Sight(Box::new(sight)));
}
