//! Why a packet died, and nothing else: every packet that is not acted on has one of these.

use std::net::Ipv4Addr;

use serde::Serialize;

use crate::proto::ipsec::esp::EspError;
use crate::types::{Dlci, MacAddr, VlanId};
use crate::wire::DecodeError;

/// Why a frame or packet went no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "reason", content = "detail", rename_all = "snake_case")]
pub enum DropReason {
    /// The cable is cut or its far end is shut.
    #[error("the cable carries nothing")]
    NoCarrier,
    /// The line lost it.
    #[error("lost on the line")]
    LineLoss,
    /// The output queue was full.
    #[error("output queue full")]
    QueueFull,
    /// The interface is down.
    #[error("interface down")]
    InterfaceDown,
    /// Bytes that are not what they claim.
    #[error("malformed: {0}")]
    Malformed(DecodeError),
    /// A unicast frame for somebody else, such as flooding brings.
    #[error("frame for {0}, not for this device")]
    OtherMac(MacAddr),
    /// A tag no subinterface has, or no tag where one is needed.
    #[error("no subinterface for this VLAN tag")]
    NoSubinterface,
    /// A VLAN the port is not in.
    #[error("VLAN {0} is not allowed on this port")]
    VlanNotAllowed(VlanId),
    /// The only port that could take it is the one it came from, or there is none.
    #[error("no port to forward to")]
    NoEgressPort,
    /// An EtherType or IP protocol nobody here speaks.
    #[error("protocol {0:#x} is not spoken here")]
    UnknownProtocol(u16),
    /// The interface has no IP address.
    #[error("no IP address on the interface")]
    NoAddress,
    /// A broadcast or multicast nobody here listens to.
    #[error("nobody listens to {0}")]
    NotListening(Ipv4Addr),
    /// A UDP port nobody here listens on.
    #[error("no listener on UDP port {0}")]
    NoListener(u16),
    /// No route.
    #[error("no route to {0}")]
    NoRoute(Ipv4Addr),
    /// Time to live ran out.
    #[error("time to live expired")]
    TtlExpired,
    /// Too long, and fragments are forbidden.
    #[error("too long for {mtu} octets and must not be fragmented")]
    FragmentationNeeded {
        /// The MTU that was in the way.
        mtu: u16,
    },
    /// A fragment that overlaps, lies, or came too late.
    #[error("fragments could not be put together")]
    Reassembly,
    /// The next hop's hardware address is not known yet.
    #[error("waiting for ARP of {0}")]
    ArpPending(Ipv4Addr),
    /// No circuit leads to the next hop.
    #[error("no circuit to {0}")]
    NoCircuit(Ipv4Addr),
    /// The circuit is not active.
    #[error("DLCI {0} is not active")]
    CircuitDown(Dlci),
    /// The Frame Relay switch knows no such circuit.
    #[error("DLCI {0} is unknown here")]
    UnknownCircuit(Dlci),
    /// An ESP packet was refused.
    #[error("{0}")]
    Esp(#[from] EspError),
    /// Traffic to protect, and no SA yet; IKE was asked for one.
    #[error("no SA with {0} yet")]
    NoSa(Ipv4Addr),
    /// Traffic to protect, and the tunnel's own end is not usable (HSRP is not active here).
    #[error("this router does not own the tunnel's local address")]
    NotTunnelEnd,
    /// `no ip routing`: the device is a host.
    #[error("not for this device, and IP routing is off")]
    NotRouting,
    /// Arrived in the clear although the policy wants it protected.
    #[error("arrived in the clear but must be protected")]
    NotProtected,
    /// The SA has used up its sequence numbers.
    #[error("sequence numbers exhausted")]
    SequenceExhausted,
    /// An ISAKMP message that could not be used; the console says why.
    #[error("ISAKMP message refused")]
    Isakmp,
    /// An HSRP message that could not be used; the console says why.
    #[error("HSRP message refused")]
    Hsrp,
    /// A RIP message that could not be used; the console says why.
    #[error("RIP message refused")]
    Rip,
    /// An ICMP message nobody waits for.
    #[error("ICMP message nobody waits for")]
    UnexpectedIcmp,
    /// An LMI or inverse ARP message that could not be used.
    #[error("Frame Relay message refused")]
    FrameRelay,
    /// The device is switched off.
    #[error("device switched off")]
    PoweredOff,
}
