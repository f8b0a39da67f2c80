//! Main mode with pre-shared keys (RFC 2409 §5.4), both roles: one type for each message that is waited for.
//!
//! ```text
//! initiator                                 responder
//! HDR, SA                           →
//!                                   ←       HDR, SA
//! HDR, KE, Ni, vendor IDs           →
//!                                   ←       HDR, KE, Nr, vendor IDs
//! HDR*, IDii, HASH_I [, N]          →
//!                                   ←       HDR*, IDir, HASH_R [, N]
//! ```

mod initiator;
mod responder;

pub(super) use initiator::initiate;
pub(super) use responder::respond;

use initiator::{ExpectAuthReply, ExpectKeyReply, ExpectSaReply};
use responder::{ExpectAuth, ExpectKey};

use super::Fault;
use super::config::Policy;
use super::context::Context;
use super::event::{IkeEventKind as Kind, Phase, VendorIdKind, VendorIdSeen};
use super::isakmp_sa::{Core, Established, FsmState, Inbound, IsakmpState, Role, Stage};
use super::keymat::{Contributions, Iv, Keymat};
use super::proposal::{Comparison, Phase1Choice, choose_phase1};
use super::retransmit::Received;
use crate::crypto::{DhKeyPair, HashAlgorithm};
use crate::time::{Duration, Instant};
use crate::types::SortedMap;
use crate::wire::isakmp::{
    Chain, Cookie, ExchangeType, IdData, IdPayload, IdType, KePayload, KnownVendorId, Message,
    NoncePayload, NotifyPayload, PORT, Payload, PayloadType, SaPayload, VendorIdPayload,
};
use std::net::Ipv4Addr;

/// Length of the nonces IOS sends, in octets.
pub(super) const NONCE_LEN: usize = 20;

/// IP protocol number of UDP.
const UDP: u8 = 17;

/// What main mode waits for.
#[derive(Clone, Debug)]
#[allow(
    clippy::enum_variant_names,
    reason = "each names the message it expects"
)]
pub(super) enum MainMode {
    ExpectSaReply(ExpectSaReply),
    ExpectKeyReply(ExpectKeyReply),
    ExpectAuthReply(ExpectAuthReply),
    ExpectKey(ExpectKey),
    ExpectAuth(ExpectAuth),
}

/// What both sides know from the first message on.
#[derive(Clone, Debug)]
struct Opening {
    /// SAi_b, the initiator's offer as it was sent.
    sa_body: Vec<u8>,
    psk: Vec<u8>,
}

/// The surroundings that only the process knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbors {
    /// Whether another association with the peer exists, of either phase.
    pub(super) has_other: bool,
}

/// A new association without anything in it.
fn new_core(
    cx: &mut Context<'_>,
    ends: (Ipv4Addr, Ipv4Addr, u16),
    role: Role,
    cookies: [Cookie; 2],
) -> Core {
    Core {
        id: cx.host.new_sa_id(),
        conn_id: 0,
        local: ends.0,
        peer: ends.1,
        peer_port: ends.2,
        role,
        cookies,
        state: IsakmpState::MmNoState,
        fsm: FsmState::Ready,
        created_at: cx.now,
        agreed: None,
        peer_has_dpd: false,
        received: Received::default(),
        last_sent: Vec::new(),
        last_sent_at: cx.now,
        retransmit: None,
    }
}

/// What is told of every new association.
fn tell_inserted(core: &Core, cx: &mut Context<'_>, peer_locks: u32) {
    let (peer, port) = (core.peer, core.peer_port);
    if peer_locks == 1 {
        core.tell(cx, Kind::PeerCreated { peer, port });
    }
    core.tell(
        cx,
        Kind::PeerLocked {
            peer,
            count: peer_locks,
        },
    );
    core.tell(
        cx,
        Kind::Ports {
            local: PORT,
            remote: port,
        },
    );
    core.tell(cx, Kind::SaInserted);
}

/// What message 1 and message 2 have in common: vendor IDs and the search for the key.
fn begin_sa(core: &Core, cx: &mut Context<'_>, chain: &Chain<'_>) -> Option<Vec<u8>> {
    processing(core, cx, PayloadType::SecurityAssociation);
    for vendor_id in vendor_ids(chain) {
        tell_vendor_id(core, cx, vendor_id);
    }
    let key = cx.config.key_of(core.peer)?.to_vec();
    core.tell(cx, Kind::PreSharedKeyFound { peer: core.peer });
    core.tell(cx, Kind::LocalKeyFound);
    Some(key)
}

/// Compares an offer with the policies and tells each step.
fn choose(core: &Core, cx: &mut Context<'_>, offer: &SaPayload) -> Option<Phase1Choice> {
    let policies = cx.config.policies_by_priority();
    let choice = choose_phase1(policies, offer, |comparison| {
        tell_comparison(core, cx, &comparison);
    });
    if choice.is_none() {
        core.tell(cx, Kind::NoOffersAccepted);
        core.tell(
            cx,
            Kind::PolicyNotAcceptable {
                phase: Phase::One,
                local: core.local,
                peer: core.peer,
            },
        );
    }
    choice
}

fn tell_comparison(core: &Core, cx: &mut Context<'_>, comparison: &Comparison<'_>) {
    let next_payload = comparison.next_payload;
    core.tell(
        cx,
        Kind::CheckingTransform {
            number: comparison.transform.number,
            priority: comparison.priority,
            attributes: comparison.transform.attributes.clone(),
        },
    );
    match comparison.mismatch {
        None => core.tell(cx, Kind::AttributesAcceptable { next_payload }),
        Some(mismatch) => {
            core.tell(cx, Kind::PolicyMismatch(mismatch));
            core.tell(cx, Kind::AttributesNotAcceptable { next_payload });
        }
    }
}

impl MainMode {
    /// A message for this association, other than a repeated one and other than message 5.
    pub(super) fn handle(
        &self,
        core: &mut Core,
        cx: &mut Context<'_>,
        message: Inbound<'_>,
        neighbors: Neighbors,
    ) -> Result<Stage, Fault> {
        match self {
            Self::ExpectSaReply(expect) => expect.handle(core, cx, message).map(stage),
            Self::ExpectKeyReply(expect) => expect.handle(core, cx, message, neighbors).map(stage),
            Self::ExpectAuthReply(expect) => expect.handle(core, cx, message),
            Self::ExpectKey(expect) => expect.handle(core, cx, message).map(stage),
            Self::ExpectAuth(_) => Err(Fault::UnexpectedMessage),
        }
    }
}

fn stage(mode: MainMode) -> Stage {
    Stage::MainMode(Box::new(mode))
}

/// The suite; message 2 has been sent or accepted, so there is one.
fn agreed(core: &Core) -> Policy {
    core.agreed
        .expect("keys are only exchanged once a suite is agreed")
}

fn negotiation_cost(cx: &Context<'_>) -> Duration {
    cx.config.profile.message + cx.config.profile.negotiation
}

fn send_clear(core: &mut Core, cx: &mut Context<'_>, payloads: Vec<Payload>, cost: Duration) {
    let header = core.header(ExchangeType::IdentityProtection, 0);
    let bytes = Message::clear(header, payloads).to_bytes();
    core.transmit_phase1(cx, bytes, cost, false);
}

/// KE, nonce and vendor IDs, in the order of IOS.
fn key_payloads(core: &Core, dh: &DhKeyPair, nonce: &[u8]) -> Vec<Payload> {
    vec![
        Payload::KeyExchange(KePayload {
            data: dh.public().to_vec(),
        }),
        Payload::Nonce(NoncePayload {
            data: nonce.to_vec(),
        }),
        Payload::VendorId(KnownVendorId::Unity.payload()),
        Payload::VendorId(KnownVendorId::Dpd.payload()),
        Payload::VendorId(VendorIdPayload {
            data: ios_vendor_id(core.cookies, core.role),
        }),
        Payload::VendorId(KnownVendorId::Xauth.payload()),
    ]
}

/// The vendor ID by which routers of this kind know each other. How IOS derives it is not published; here it is a
/// hash of the cookies and the sender's role, new for each association as in captures.
fn ios_vendor_id(cookies: [Cookie; 2], sender: Role) -> Vec<u8> {
    let role = [match sender {
        Role::Initiator => 1,
        Role::Responder => 2,
    }];
    let [initiator, responder] = cookies;
    let parts = [&initiator.0[..], &responder.0, &role];
    HashAlgorithm::Md5.digest(&parts).to_vec()
}

fn parse_clear<'a>(message: &Inbound<'a>) -> Result<Chain<'a>, Fault> {
    if message.header.flags.is_encrypted() {
        return Err(Fault::UnexpectedEncryption);
    }
    let chain = Chain::parse(message.first, message.body)?;
    if !chain.padding.is_empty() {
        return Err(Fault::TrailingOctets);
    }
    Ok(chain)
}

/// The association payload of message 1 or 2: its body as it came, and what it says.
fn only_sa<'a, 'c>(chain: &'c Chain<'a>) -> Result<(&'a [u8], &'c SaPayload), Fault> {
    match chain.payloads.first() {
        Some((raw, Payload::SecurityAssociation(sa))) => Ok((raw.body, sa)),
        _ => Err(Fault::MissingPayload(PayloadType::SecurityAssociation)),
    }
}

fn key_and_nonce<'a>(chain: &Chain<'a>) -> Result<(&'a [u8], &'a [u8]), Fault> {
    let body_of = |kind| {
        let found = chain.payloads.iter().find(|(raw, _)| raw.kind == kind);
        found
            .map(|(raw, _)| raw.body)
            .ok_or(Fault::MissingPayload(kind))
    };
    Ok((
        body_of(PayloadType::KeyExchange)?,
        body_of(PayloadType::Nonce)?,
    ))
}

/// The identification, its body as it came, and the hash.
fn id_and_hash<'c>(chain: &'c Chain<'_>) -> Result<(&'c IdPayload, &'c [u8], &'c [u8]), Fault> {
    let mut id = None;
    let mut hash = None;
    for (raw, payload) in &chain.payloads {
        match payload {
            Payload::Identification(payload) if id.is_none() => id = Some((payload, raw.body)),
            Payload::Hash(payload) if hash.is_none() => hash = Some(payload.data.as_slice()),
            _ => {}
        }
    }
    let (id, raw) = id.ok_or(Fault::MissingPayload(PayloadType::Identification))?;
    let hash = hash.ok_or(Fault::MissingPayload(PayloadType::Hash))?;
    Ok((id, raw, hash))
}

/// With pre-shared keys a peer is its address (RFC 2409 §5.4): another one would borrow this peer's key.
fn check_identity(core: &Core, id: &IdPayload) -> Result<(), Fault> {
    match id.data {
        IdData::Ipv4Addr(addr) if addr != core.peer => Err(Fault::WrongIdentity),
        _ => Ok(()),
    }
}

fn vendor_ids<'c>(chain: &'c Chain<'_>) -> impl Iterator<Item = &'c VendorIdPayload> {
    chain
        .payloads
        .iter()
        .filter_map(|(_, payload)| match payload {
            Payload::VendorId(id) => Some(id),
            _ => None,
        })
}

fn notifications<'c>(chain: &'c Chain<'_>) -> impl Iterator<Item = &'c NotifyPayload> {
    chain
        .payloads
        .iter()
        .filter_map(|(_, payload)| match payload {
            Payload::Notification(notify) => Some(notify),
            _ => None,
        })
}

fn processing(core: &Core, cx: &mut Context<'_>, payload: PayloadType) {
    let message_id = 0;
    core.tell(
        cx,
        Kind::Processing {
            payload,
            message_id,
        },
    );
}

fn tell_vendor_id(core: &Core, cx: &mut Context<'_>, vendor_id: &VendorIdPayload) {
    processing(core, cx, PayloadType::VendorId);
    let sender = match core.role {
        Role::Initiator => Role::Responder,
        Role::Responder => Role::Initiator,
    };
    let kind = match vendor_id.known() {
        Some(known) => VendorIdKind::Known(known),
        None if vendor_id.data == ios_vendor_id(core.cookies, sender) => VendorIdKind::Ios,
        None => VendorIdKind::Other,
    };
    let major = vendor_id.data.get(15).copied();
    core.tell(cx, Kind::VendorId(VendorIdSeen { kind, major }));
}

/// Tells the vendor IDs and remembers what the peer can do; a router looks at those of the first messages twice.
fn tell_vendor_ids(core: &mut Core, cx: &mut Context<'_>, chain: &Chain<'_>) {
    for vendor_id in vendor_ids(chain) {
        core.peer_has_dpd |= vendor_id.known() == Some(KnownVendorId::Dpd);
        tell_vendor_id(core, cx, vendor_id);
    }
    for (_, payload) in &chain.payloads {
        if let Payload::NatDiscovery(_) = payload {
            core.tell(cx, Kind::PayloadNoted(payload.kind()));
        }
    }
}

/// Derives the keys from message 3 or 4; from here on the association has a connection number.
fn generate_keys(
    core: &mut Core,
    cx: &mut Context<'_>,
    psk: &[u8],
    from: Contributions<'_>,
    chain: &Chain<'_>,
) -> Keymat {
    processing(core, cx, PayloadType::KeyExchange);
    processing(core, cx, PayloadType::Nonce);
    core.tell(cx, Kind::PreSharedKeyFound { peer: core.peer });
    core.conn_id = cx.host.new_conn_id();
    let Policy { cipher, hash, .. } = agreed(core);
    let keymat = Keymat::derive(cipher, hash, psk, from);
    core.tell(
        cx,
        Kind::SkeyidGenerated {
            initiator: core.cookies[0],
            key: keymat.cipher.key().to_vec(),
        },
    );
    tell_vendor_ids(core, cx, chain);
    core.state = IsakmpState::MmKeyExch;
    keymat
}

/// This end's identification: its address.
fn own_id(core: &Core, cx: &mut Context<'_>) -> IdPayload {
    core.tell(cx, Kind::AuthenticatingAs(IdType::Ipv4Addr));
    let id = IdPayload {
        protocol: UDP,
        port: PORT,
        data: IdData::Ipv4Addr(core.local),
    };
    core.tell(
        cx,
        Kind::Identity {
            next_payload: PayloadType::Hash,
            id: id.clone(),
        },
    );
    let len = id_body(&id).len() as u16 + 4;
    core.tell(cx, Kind::IdentityLength(len));
    id
}

fn id_body(id: &IdPayload) -> Vec<u8> {
    let mut body = Vec::with_capacity(8);
    id.emit(&mut body);
    body
}

fn tell_authenticated(core: &mut Core, cx: &mut Context<'_>, id: &IdPayload) {
    let (local, peer, port) = (core.local, core.peer, core.peer_port);
    processing(core, cx, PayloadType::Identification);
    core.tell(
        cx,
        Kind::Identity {
            next_payload: PayloadType::Hash,
            id: id.clone(),
        },
    );
    core.tell(cx, Kind::NoProfileMatches);
    processing(core, cx, PayloadType::Hash);
    core.tell(cx, Kind::Authenticated { peer });
    core.tell(cx, Kind::PeerInserted { local, peer, port });
}

/// Tells a notification before it is acted on.
pub(super) fn tell_notify(
    core: &Core,
    cx: &mut Context<'_>,
    notify: &NotifyPayload,
    message_id: u32,
) {
    let spi = <[u8; 4]>::try_from(notify.spi.as_slice()).map_or(0, u32::from_be_bytes);
    core.tell(
        cx,
        Kind::NotifyReceived {
            kind: notify.kind,
            protocol: notify.protocol,
            spi: crate::types::Spi(spi),
            message_id,
        },
    );
}

fn establish(core: &mut Core, cx: &mut Context<'_>, keymat: Keymat, last_block: Iv) -> Stage {
    core.state = IsakmpState::MmKeyAuth;
    let has_dpd = cx.config.keepalive.is_some() && core.peer_has_dpd;
    if has_dpd {
        core.tell(cx, Kind::DpdEnabled);
    }
    let lifetime = Duration::from_secs(agreed(core).lifetime_secs.into());
    Stage::Established(Box::new(Established {
        keymat,
        last_block,
        established_at: cx.now,
        expires_at: expiry(cx.now, lifetime),
        has_dpd,
        nodes: SortedMap::new(),
    }))
}

/// A lifetime of zero is no limit.
fn expiry(now: Instant, lifetime: Duration) -> Instant {
    if lifetime.is_zero() {
        Instant::FAR_FUTURE
    } else {
        now + lifetime
    }
}
