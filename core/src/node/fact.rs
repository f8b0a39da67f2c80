//! Facts: what a device tells of itself, typed. Pages, charts, explanations and console text read these.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::drop_reason::DropReason;
use super::power::PowerLoss;
use crate::proto::icmp::{ping, traceroute};
use crate::proto::ike::{self, IkeEvent, RemoveReason};
use crate::proto::ip::RibEvent;
use crate::proto::ipsec::sa::{EspKeys, EspTransform, ProxyIds, SaLifetime};
use crate::proto::{frame_relay, hsrp, rip};
use crate::types::{GroupNumber, InterfaceName, Prefix, Spi};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum FactKind {
    /// A person typed or clicked something, or the scenario did.
    Command {
        /// What, in words.
        text: String,
    },
    /// A cable was cut or mended.
    Cable {
        /// Its ends, such as `R1 FastEthernet0/0 – SW1 FastEthernet0/1`.
        ends: String,
        /// Cut or mended.
        cut: bool,
    },
    /// An interface was shut or opened.
    Admin {
        /// Which.
        interface: InterfaceName,
        /// Opened.
        up: bool,
    },
    /// The carrier came or went.
    Carrier {
        /// Where.
        interface: InterfaceName,
        /// Came.
        up: bool,
    },
    /// Packets may flow, or no longer.
    LineProtocol {
        /// Where.
        interface: InterfaceName,
        /// They may.
        up: bool,
    },
    /// A route that a `track` object watches came or went.
    TrackedRoute {
        /// The object.
        id: u16,
        /// The route.
        prefix: Prefix,
        /// It is there.
        up: bool,
    },
    /// IOS mentions a change of an interface, late as it does.
    LinkMessage(LinkMessage),
    /// HSRP.
    Standby {
        /// The interface.
        interface: InterfaceName,
        /// The group.
        group: GroupNumber,
        /// What.
        output: hsrp::Output,
    },
    /// An HSRP message arrived, whatever came of it.
    StandbyReceived {
        /// The interface.
        interface: InterfaceName,
        /// Who sent it.
        src: Ipv4Addr,
        /// The message.
        repr: crate::wire::hsrp::Repr,
    },
    /// IKE.
    Ike {
        /// What.
        event: Box<IkeEvent>,
    },
    /// An ISAKMP SA came up or went, or a request for IPsec SAs failed.
    IkePhase {
        /// What.
        phase: IkePhase,
    },
    /// A pair of IPsec SAs is in use.
    SaInstalled {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// The traffic.
        proxy: ProxyIds,
        /// The SPI of packets received.
        inbound_spi: Spi,
        /// The SPI of packets sent.
        outbound_spi: Spi,
        /// Connection ids, inbound and outbound.
        conn_ids: (u32, u32),
        /// What the pair does to packets.
        transform: EspTransform,
        /// Its limits.
        lifetime: SaLifetime,
        /// Its keys, inbound and outbound.
        #[serde(skip)]
        keys: Box<[EspKeys; 2]>,
    },
    /// A pair of IPsec SAs is gone.
    SaRemoved {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// The SPI of packets received.
        inbound_spi: Spi,
        /// The SPI of packets sent.
        outbound_spi: Spi,
        /// Connection ids, inbound and outbound.
        conn_ids: (u32, u32),
        /// Its traffic.
        proxy: ProxyIds,
        /// What it did to packets.
        transform: EspTransform,
        /// Why.
        reason: SaEnd,
    },
    /// An ESP packet was refused; the console mentions it at most once a minute.
    EspRefused {
        /// This end.
        local: Ipv4Addr,
        /// The sender.
        peer: Ipv4Addr,
        /// The packet's SPI, 0 if it is too short to have one.
        spi: Spi,
        /// The packet's sequence number.
        sequence: u32,
        /// Why.
        error: crate::proto::ipsec::esp::EspError,
    },
    /// A clear packet was refused that a crypto map wants protected.
    NotProtected {
        /// Its destination.
        dst: Ipv4Addr,
        /// Its source.
        src: Ipv4Addr,
        /// Its IP protocol.
        protocol: u8,
    },
    /// The routing table changed.
    Route(RibEvent),
    /// RIP.
    Rip {
        /// What.
        event: Box<rip::Output>,
    },
    /// Frame Relay.
    FrameRelay {
        /// The physical interface.
        interface: InterfaceName,
        /// What.
        output: Box<frame_relay::Output>,
    },
    /// A ping.
    Ping {
        /// Which session of this device.
        session: u32,
        /// What.
        output: ping::Output,
    },
    /// A traceroute.
    Traceroute {
        /// Which session of this device.
        session: u32,
        /// What.
        output: traceroute::Output,
    },
    /// The device lost its power, or has booted again.
    Power {
        /// It has booted.
        on: bool,
        /// Why it was off.
        how: PowerLoss,
    },
    /// A packet made here died here.
    PacketDropped {
        /// Why.
        reason: DropReason,
    },
}

/// What IOS mentions of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub enum LinkMessage {
    /// `%LINK-5-CHANGED … administratively down`.
    AdminDown {
        /// Where.
        interface: InterfaceName,
    },
    /// `%LINK-3-UPDOWN`.
    Link {
        /// Where.
        interface: InterfaceName,
        /// Up or down.
        up: bool,
    },
    /// `%LINEPROTO-5-UPDOWN`.
    LineProtocol {
        /// Where.
        interface: InterfaceName,
        /// Up or down.
        up: bool,
    },
}

/// Why a pair of SAs ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SaEnd {
    /// IKE said so.
    Ike(RemoveReason),
    /// Its time or volume was used up.
    Lifetime,
    /// This router no longer owns the tunnel's local address.
    NotTunnelEnd,
}

/// The large steps of IKE.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum IkePhase {
    /// An ISAKMP SA is up.
    Up {
        /// Its connection number.
        conn_id: u32,
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// Who began it.
        role: ike::Role,
    },
    /// An ISAKMP SA is no more, or never came up.
    Down {
        /// Its connection number, 0 if it never had keys.
        conn_id: u32,
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// Why.
        reason: ike::DeleteReason,
    },
    /// A request for IPsec SAs was not met.
    RequestFailed {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// Why.
        reason: ike::RequestFailure,
    },
}
