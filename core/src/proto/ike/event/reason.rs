//! The words of events: inputs, reasons and summaries.

use std::net::Ipv4Addr;

use serde::Serialize;

use crate::proto::ipsec::sa::{EspTransform, ProxyIds, SaLifetime};
use crate::types::Spi;
use crate::wire::isakmp::{ExchangeType, KnownVendorId};

/// What made a state change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Input {
    /// IKE_MESG_FROM_IPSEC, IKE_SA_REQ_MM.
    SaRequestMainMode,
    /// IKE_MESG_FROM_IPSEC, IKE_SPI_REPLY.
    SpiReply,
    /// IKE_MESG_FROM_PEER, IKE_MM_EXCH.
    MainModeExchange,
    /// IKE_MESG_FROM_PEER, IKE_QM_EXCH.
    QuickModeExchange,
    /// IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY.
    InfoNotify,
    /// IKE_MESG_FROM_PEER, IKE_INFO_DELETE.
    InfoDelete,
    /// IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE.
    ProcessMainMode,
    /// IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE.
    ProcessComplete,
    /// IKE_MESG_INTERNAL, IKE_PROCESS_ERROR.
    ProcessError,
    /// IKE_MESG_INTERNAL, IKE_INIT_QM.
    InitQuickMode,
    /// IKE_MESG_INTERNAL, IKE_PHASE1_COMPLETE.
    Phase1Complete,
    /// IKE_MESG_INTERNAL, IKE_PHASE1_DEL.
    Phase1Delete,
    /// IKE_MESG_FROM_TIMER, IKE_TIMER_IM_ALIVE.
    TimerImAlive,
    /// IKE_MESG_FROM_TIMER, IKE_TIMER_PEERS_ALIVE.
    TimerPeersAlive,
}

/// Which value of an offer is not the policy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Mismatch {
    /// Encryption algorithm.
    Encryption,
    /// Length of the encryption key.
    KeyLength,
    /// Hash algorithm.
    Hash,
    /// Diffie–Hellman group.
    Group,
    /// Authentication method.
    Authentication,
}

/// Why an error counter went up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ErrorCause {
    /// A message of phase 1 was sent again.
    RetransmitPhase1,
    /// A message of phase 2 was sent again.
    RetransmitPhase2,
    /// A probe was not answered: PEERS_ALIVE_TIMER.
    PeersAlive,
}

/// Why an association of phase 1 ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DeleteReason {
    /// "Death by retransmission P1".
    RetransmissionPhase1,
    /// "P1 errcounter exceeded (PEERS_ALIVE_TIMER)".
    PeersAlive,
    /// "Phase1 SA policy proposal not accepted".
    ProposalNotAccepted,
    /// "IKE SA Lifetime Exceeded".
    LifetimeExceeded,
    /// The peer says it deleted it: "P1 delete notify (in)".
    DeleteNotify,
    /// The peer knows no other: initial contact.
    InitialContact,
    /// An operator's clear.
    Cleared,
    /// The local address is not this router's any more.
    LocalAddressLost,
}

/// Why a node (an exchange of phase 2) was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum NodeReason {
    /// "No Error": quick mode is done, initiator.
    NoError,
    /// "QM done (await)": quick mode is done, responder.
    QuickModeDone,
    /// "QM rejected".
    QuickModeRejected,
    /// "Delete Larval": the peer refused.
    DeleteLarval,
    /// "Informational (in) state 1".
    Informational,
    /// "Phase 2 err count exceeded".
    RetransmissionPhase2,
    /// "IKE deleted".
    IkeDeleted,
}

/// A vendor ID as the receiver sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct VendorIdSeen {
    /// Which it is.
    pub kind: VendorIdKind,
    /// Octet 15, which a router takes for a version number; `None` if the ID is shorter.
    pub major: Option<u8>,
}

/// Which vendor ID it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum VendorIdKind {
    /// One with a meaning.
    Known(KnownVendorId),
    /// The sender is a router of the same kind.
    Ios,
    /// Any other.
    Other,
}

/// Which phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Phase {
    /// The association of ISAKMP.
    One,
    /// The associations of IPsec.
    Two,
}

/// Which exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Mode {
    /// Main mode.
    Main,
    /// Quick mode.
    Quick,
    /// Informational.
    Informational,
}

/// Why quick mode was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// No entry protects the traffic asked for: "proxy identities not supported".
    ProxyIdentities,
    /// No offered transform is one of the entry's: "transform proposal not supported for identity".
    Transform,
    /// The entry's perfect forward secrecy group was not offered.
    PfsGroup,
}

/// Why a request did not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RequestRefusal {
    /// The local address is not usable.
    LocalAddressUnusable,
    /// No pre-shared key with the peer.
    NoPreSharedKey,
    /// No policy with pre-shared keys.
    NoPolicy,
    /// Nothing to offer.
    NoTransforms,
}

/// Why a datagram was dropped without a verdict on its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Drop {
    /// The local address is not usable.
    LocalAddressUnusable,
    /// Too many associations are half open.
    HalfOpenLimit,
    /// Too many exchanges of phase 2 are open.
    NodeLimit,
    /// The exchange type is not implemented.
    UnsupportedExchange(ExchangeType),
    /// A first message of an association that already moved on.
    StaleFirstMessage,
    /// A notification in the clear: anybody could have sent it.
    UnauthenticatedNotify,
}

/// A negotiated pair of associations, without its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChildSummary {
    /// This router's tunnel end.
    pub local: Ipv4Addr,
    /// The peer's tunnel end.
    pub peer: Ipv4Addr,
    /// The traffic.
    pub proxy: ProxyIds,
    /// The transform.
    pub transform: EspTransform,
    /// The SPI of packets received.
    pub inbound_spi: Spi,
    /// The SPI of packets sent.
    pub outbound_spi: Spi,
    /// When the pair ends.
    pub lifetime: SaLifetime,
}
