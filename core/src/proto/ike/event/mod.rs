//! What the process tells while it works: enough to write a router's debug log line by line, without a word of text.

mod reason;

use std::net::Ipv4Addr;

use serde::Serialize;

pub use self::reason::{
    ChildSummary, DeleteReason, Drop, ErrorCause, Input, Mismatch, Mode, NodeReason, Phase,
    Refusal, RequestRefusal, VendorIdKind, VendorIdSeen,
};
use super::Fault;
use super::isakmp_sa::{FsmState, IsakmpState, Role, SaId};
use super::request::SaRequest;
use crate::proto::ipsec::sa::{EspTransform, ProxyIds};
use crate::types::Spi;
use crate::wire::isakmp::{
    Attribute, Cookie, ExchangeType, IdPayload, IdType, KnownVendorId, NotifyType, PayloadType,
    ProtocolId,
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IkeEvent {
    /// The association it happened to, as it was just before.
    pub sa: Option<SaLabel>,
    /// What happened.
    pub kind: IkeEventKind,
}

/// How an association is named in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SaLabel {
    /// The association.
    pub id: SaId,
    /// Its connection number; 0 until its keys exist.
    pub conn_id: u32,
    /// Who began it.
    pub role: Role,
    /// Its state before the event.
    pub state: IsakmpState,
}

/// What happened. Message IDs are printed by routers as signed decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum IkeEventKind {
    /// IPsec asks for associations; the SPI is reserved for packets received.
    RequestReceived {
        /// What is asked for.
        request: SaRequest,
        /// The inbound SPI.
        spi: Spi,
    },
    /// The same is being negotiated already.
    RequestDuplicate {
        /// The peer.
        peer: Ipv4Addr,
    },
    /// An association with the peer is budding: the request waits for it.
    RequestAttached {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
    },
    /// The request cannot start.
    RequestRefused {
        /// The peer.
        peer: Ipv4Addr,
        /// Why.
        reason: RequestRefusal,
    },
    /// A request was not met for another 30 s; after the second time it is given up.
    RequestTimerFired {
        /// How often so far.
        count: u8,
    },
    /// A record for the peer was made.
    PeerCreated {
        /// The peer.
        peer: Ipv4Addr,
        /// Its port.
        port: u16,
    },
    /// The peer's record is used by one more association.
    PeerLocked {
        /// The peer.
        peer: Ipv4Addr,
        /// How many associations use it.
        count: u32,
    },
    /// The peer's record is used by one association less.
    PeerUnlocked {
        /// The peer.
        peer: Ipv4Addr,
        /// How many associations use it.
        count: u32,
    },
    /// The peer's record is gone.
    PeerReaped {
        /// The peer.
        peer: Ipv4Addr,
    },
    /// The association's ports.
    Ports {
        /// This end's.
        local: u16,
        /// The other end's.
        remote: u16,
    },
    /// The association was recorded.
    SaInserted,
    /// Aggressive mode is not possible, so main mode.
    TryingMainMode,
    /// There is a key with the peer.
    PreSharedKeyFound {
        /// The peer.
        peer: Ipv4Addr,
    },
    /// There is no key with the peer.
    PreSharedKeyMissing {
        /// The peer.
        peer: Ipv4Addr,
    },
    /// The key of this end was found.
    LocalKeyFound,
    /// A vendor ID was put into the message.
    VendorIdConstructed(KnownVendorId),
    /// A state machine moved: the association's, or that of the node with this message ID.
    StateChange {
        /// The node's message ID.
        node: Option<u32>,
        /// Why.
        input: Input,
        /// From.
        old: FsmState,
        /// To.
        new: FsmState,
    },
    /// Main mode begins.
    BeginMainMode,
    /// Quick mode begins.
    BeginQuickMode {
        /// Its message ID.
        message_id: u32,
    },
    /// The initiator of quick mode has its SPI.
    InitiatorGetsSpi,
    /// A message leaves (when the processor is done with it).
    PacketSent {
        /// To whom.
        peer: Ipv4Addr,
        /// To which port.
        peer_port: u16,
    },
    /// A message arrived; without an association it is an offer of a new one.
    PacketReceived {
        /// From whom.
        peer: Ipv4Addr,
        /// From which port.
        peer_port: u16,
    },
    /// A payload of a received message is looked at.
    Processing {
        /// Its type.
        payload: PayloadType,
        /// The message's ID.
        message_id: u32,
    },
    /// A payload that is only noted, such as NAT discovery.
    PayloadNoted(PayloadType),
    /// A vendor ID.
    VendorId(VendorIdSeen),
    /// An offered transform is compared with a policy.
    CheckingTransform {
        /// The transform's number.
        number: u8,
        /// The policy's priority.
        priority: u16,
        /// Its attributes.
        attributes: Vec<Attribute>,
    },
    /// Why it does not match.
    PolicyMismatch(Mismatch),
    /// It matches.
    AttributesAcceptable {
        /// Type of the next transform, or none.
        next_payload: PayloadType,
    },
    /// It does not match.
    AttributesNotAcceptable {
        /// Type of the next transform, or none.
        next_payload: PayloadType,
    },
    /// Nothing offered matches.
    NoOffersAccepted,
    /// The offer of a phase was refused.
    PolicyNotAcceptable {
        /// Which.
        phase: Phase,
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
    },
    /// The keys of phase 1 exist.
    SkeyidGenerated {
        /// The initiator's cookie, by which others find the key.
        initiator: Cookie,
        /// The key of the cipher: SKEYID_e, or Ka if that is too short (RFC 2409 appendix B).
        key: Vec<u8>,
    },
    /// The notification of initial contact goes along.
    SendInitialContact,
    /// What this end calls itself.
    AuthenticatingAs(IdType),
    /// An identification payload was built or read.
    Identity {
        /// Type of the payload behind it.
        next_payload: PayloadType,
        /// The payload.
        id: IdPayload,
    },
    /// Length of the identification that was built, in octets.
    IdentityLength(u16),
    /// The peer's identification belongs to no profile.
    NoProfileMatches,
    /// The peer's hash is right.
    Authenticated {
        /// The peer.
        peer: Ipv4Addr,
    },
    /// The peer was recorded as authenticated.
    PeerInserted {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// Its port.
        port: u16,
    },
    /// Dead peer detection runs.
    DpdEnabled,
    /// The peer says this association is its first.
    ProcessInitialContact {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// Its port.
        port: u16,
    },
    /// An offered proposal of quick mode is looked at.
    CheckingProposal {
        /// Its number.
        number: u8,
    },
    /// A transform of it.
    ProposalTransform {
        /// The transform's number.
        number: u8,
        /// Its ESP transform identifier.
        id: u8,
        /// Its attributes.
        attributes: Vec<Attribute>,
    },
    /// IPsec is asked whether it supports the chosen proposal.
    ValidateProposal {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// The traffic.
        proxy: ProxyIds,
        /// The transform.
        transform: EspTransform,
    },
    /// Quick mode is refused.
    ProposalRefused(Refusal),
    /// A pair of associations is made.
    CreatingSas(ChildSummary),
    /// A node was made.
    NodeCreated {
        /// Its message ID.
        message_id: u32,
    },
    /// A node is done.
    NodeDeleted {
        /// Its message ID.
        message_id: u32,
        /// Whether it failed.
        is_error: bool,
        /// Why.
        reason: NodeReason,
    },
    /// A node is forgotten.
    NodePurged {
        /// Its message ID.
        message_id: u32,
    },
    /// A notification is built.
    NotifySent {
        /// What.
        kind: NotifyType,
        /// About which protocol.
        protocol: ProtocolId,
        /// In which message.
        message_id: u32,
    },
    /// A notification arrived.
    NotifyReceived {
        /// What.
        kind: NotifyType,
        /// About which protocol.
        protocol: ProtocolId,
        /// About which SPI, if it has four octets.
        spi: Spi,
        /// In which message.
        message_id: u32,
    },
    /// The sequence number of the probe or answer that is built.
    DpdSequence(u32),
    /// A probe or an answer arrived.
    DpdReceived {
        /// [`NotifyType::RUThere`] or [`NotifyType::RUThereAck`].
        kind: NotifyType,
        /// From whom.
        peer: Ipv4Addr,
        /// Its sequence number.
        sequence: u32,
    },
    /// An answer to no probe of the present check.
    DpdUnexpectedAck {
        /// Its sequence number.
        sequence: u32,
    },
    /// An error counter went up.
    ErrorCounter {
        /// The node's message ID, or the association itself.
        node: Option<u32>,
        /// To this.
        attempt: u8,
        /// Of so many.
        limit: u8,
        /// Why.
        cause: ErrorCause,
    },
    /// The peer is dead.
    NotResponding {
        /// The peer.
        peer: Ipv4Addr,
    },
    /// "peer does not do paranoid keepalives", a line of no consequence.
    NoParanoidKeepalives,
    /// A message is sent again, the node's or the association's.
    Retransmitting {
        /// The node's message ID.
        node: Option<u32>,
    },
    /// A message arrived again; the last answer is sent again.
    Duplicate {
        /// The node's message ID.
        node: Option<u32>,
    },
    /// A message arrived again so soon that the last answer may still be under way.
    RetransmissionSkipped {
        /// The node's message ID.
        node: Option<u32>,
        /// Milliseconds since the answer was sent.
        since_ms: u64,
    },
    /// The association is deleted.
    DeletingSa {
        /// Why.
        reason: DeleteReason,
        /// The peer.
        peer: Ipv4Addr,
    },
    /// The association is forgotten.
    PurgingSa,
    /// The peer deleted associations.
    DeleteReceived {
        /// Of which protocol.
        protocol: ProtocolId,
        /// By which SPIs it received, if they have four octets.
        spis: Vec<Spi>,
        /// In which message.
        message_id: u32,
    },
    /// This end tells of a deletion.
    DeleteSent {
        /// Of which protocol.
        protocol: ProtocolId,
        /// The SPI, 0 for ISAKMP.
        spi: Spi,
        /// In which message.
        message_id: u32,
    },
    /// There is nobody to tell of a deletion: no association of phase 1.
    DeleteNotSent {
        /// This end.
        local: Ipv4Addr,
        /// The other end.
        peer: Ipv4Addr,
        /// The SPI.
        spi: Spi,
    },
    /// The peer received a packet with an SPI it does not know.
    InvalidSpi {
        /// The SPI.
        spi: Spi,
    },
    /// The peer's lifetime is shorter and now holds.
    ResponderLifetime {
        /// Of which phase.
        phase: Phase,
        /// Seconds.
        secs: u32,
    },
    /// A message of an association that does not exist: IKMP_NO_SA.
    NoSa {
        /// From whom.
        peer: Ipv4Addr,
        /// Its cookies.
        cookies: [Cookie; 2],
        /// Its exchange.
        exchange: ExchangeType,
    },
    /// A message that fails its checks: IKMP_BAD_MESSAGE.
    BadMessage {
        /// From whom.
        peer: Ipv4Addr,
        /// Why.
        fault: Fault,
    },
    /// An exchange failed: IKMP_MODE_FAILURE.
    ModeFailure {
        /// With whom.
        peer: Ipv4Addr,
        /// Which.
        mode: Mode,
    },
    /// A datagram was dropped.
    Dropped {
        /// From whom.
        peer: Ipv4Addr,
        /// Why.
        reason: Drop,
    },
}
