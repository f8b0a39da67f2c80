//! What leaves the process.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::Fault;
use super::event::{DeleteReason, IkeEvent, RequestRefusal};
use super::isakmp_sa::{Role, SaId};
use crate::proto::ipsec::sa::{ProxyIds, SaPair};
use crate::time::Duration;
use crate::types::Spi;

/// One thing the owner has to do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send a datagram from port 500.
    Send {
        /// Source address.
        local: Ipv4Addr,
        /// Destination address.
        peer: Ipv4Addr,
        /// Destination port.
        peer_port: u16,
        /// The ISAKMP message.
        bytes: Vec<u8>,
        /// How long the processor is still busy with it; datagrams never overtake one another.
        delay: Duration,
    },
    /// Use a new pair. Its outbound half is for use at once if this router began the quick mode; else it waits for
    /// [`Output::EnableOutbound`].
    Install(Box<SaPair>),
    /// The initiator has confirmed: the outbound half of a pair may be used.
    EnableOutbound {
        /// This router's tunnel end.
        local: Ipv4Addr,
        /// The peer's tunnel end.
        peer: Ipv4Addr,
        /// The pair, by the SPI of packets received.
        inbound_spi: Spi,
        /// The SPI of packets sent.
        outbound_spi: Spi,
    },
    /// Remove every pair between two ends.
    RemoveSas {
        /// This router's tunnel end.
        local: Ipv4Addr,
        /// The peer's tunnel end.
        peer: Ipv4Addr,
        /// Why.
        reason: RemoveReason,
    },
    /// Remove one pair.
    RemoveSa {
        /// This router's tunnel end.
        local: Ipv4Addr,
        /// The peer's tunnel end.
        peer: Ipv4Addr,
        /// The SPI of packets received.
        inbound_spi: Spi,
        /// The SPI of packets sent.
        outbound_spi: Spi,
        /// Why.
        reason: RemoveReason,
    },
    /// An association of phase 1 is up.
    PhaseOneUp {
        /// Which.
        sa: SaId,
        /// Its connection number.
        conn_id: u32,
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// Who began it.
        role: Role,
    },
    /// An association of phase 1 is no more, or never came up.
    PhaseOneDown {
        /// Which.
        sa: SaId,
        /// Its connection number, 0 if it never had keys.
        conn_id: u32,
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// Why.
        reason: DeleteReason,
    },
    /// A request was not met.
    QuickModeFailed {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// The traffic.
        proxy: ProxyIds,
        /// Why.
        reason: RequestFailure,
    },
    /// Something happened.
    Event(IkeEvent),
}

/// Why pairs are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RemoveReason {
    /// The peer is dead.
    DeadPeer,
    /// The peer deleted them.
    PeerDeleted,
    /// The peer knows of none.
    InitialContact,
    /// The peer does not know the SPI.
    InvalidSpi,
    /// An operator's clear.
    Cleared,
    /// The local address is not this router's any more.
    LocalAddressLost,
    /// The initiator never confirmed quick mode.
    NotConfirmed,
}

/// Why a request was not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RequestFailure {
    /// It could not start.
    Refused(RequestRefusal),
    /// Phase 1 failed.
    PhaseOne(DeleteReason),
    /// The peer refused the proposals.
    NoProposalChosen,
    /// The peer's answer does not fit the offer.
    BadReply(Fault),
    /// The peer did not answer quick mode.
    Retransmission,
    /// The request timer fired twice.
    TimedOut,
}
