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

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::Fault;
use super::config::Policy;
use super::context::Context;
use super::event::{IkeEventKind as Kind, Input, Phase, VendorIdKind, VendorIdSeen};
use super::isakmp_sa::{Core, Established, FsmState, Inbound, IsakmpSa, IsakmpState, Role, Stage};
use super::keymat::{Contributions, Iv, Keymat};
use super::proposal::{
    Comparison, Phase1Choice, choose_phase1, lifetime_attributes, offer_phase1, read_lifetime,
};
use super::retransmit::Received;
use super::seal::{open, seal};
use crate::crypto::{DhKeyPair, HashAlgorithm};
use crate::proto::ipsec::sa::SaLifetime;
use crate::time::{Duration, Instant};
use crate::wire::isakmp::{
    Chain, Cookie, ExchangeType, HashPayload, IdData, IdPayload, IdType, KePayload, KnownVendorId,
    Message, NoncePayload, NotifyPayload, NotifyType, PORT, Payload, PayloadType, SaPayload,
    VendorIdPayload, emit_attributes, parse_attributes,
};

/// Length of the nonces IOS sends, in octets.
pub(super) const NONCE_LEN: usize = 20;
/// IP protocol number of UDP.
const UDP: u8 = 17;

/// What main mode waits for.
#[derive(Clone, Debug)]
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

/// The initiator after message 1.
#[derive(Clone, Debug)]
pub(super) struct ExpectSaReply {
    opening: Opening,
}

/// The initiator after message 3.
#[derive(Clone, Debug)]
pub(super) struct ExpectKeyReply {
    opening: Opening,
    dh: DhKeyPair,
    nonce: Vec<u8>,
}

/// The initiator after message 5.
#[derive(Clone, Debug)]
pub(super) struct ExpectAuthReply {
    opening: Opening,
    keymat: Keymat,
    iv: Iv,
}

/// The responder after message 2.
#[derive(Clone, Debug)]
pub(super) struct ExpectKey {
    opening: Opening,
    is_shortened: bool,
}

/// The responder after message 4.
#[derive(Clone, Debug)]
pub(super) struct ExpectAuth {
    opening: Opening,
    keymat: Keymat,
    iv: Iv,
    is_shortened: bool,
}

/// The responder when message 5 has proved right, before message 6.
#[derive(Clone, Debug)]
pub(super) struct Verified {
    opening: Opening,
    keymat: Keymat,
    iv: Iv,
    is_shortened: bool,
    /// Whether the peer says that it knows no other association.
    pub(super) is_initial_contact: bool,
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

/// Begins main mode; the caller has found `psk` and at least one policy.
pub(super) fn initiate(
    cx: &mut Context<'_>,
    local: Ipv4Addr,
    peer: Ipv4Addr,
    psk: Vec<u8>,
    peer_locks: u32,
) -> IsakmpSa {
    let cookies = [cx.host.new_cookie(), Cookie::ZERO];
    let mut core = new_core(cx, (local, peer, PORT), Role::Initiator, cookies);
    tell_inserted(&core, cx, peer_locks);
    core.tell(cx, Kind::TryingMainMode);
    core.tell(cx, Kind::PreSharedKeyFound { peer });
    let offer = offer_phase1(cx.config.policies_by_priority());
    let mut sa_body = Vec::new();
    offer.emit(&mut sa_body);
    core.change_state(cx, Input::SaRequestMainMode, FsmState::InitiatorMm1);
    core.tell(cx, Kind::BeginMainMode);
    let payloads = vec![Payload::SecurityAssociation(offer)];
    send_clear(&mut core, cx, payloads, negotiation_cost(cx));
    let opening = Opening { sa_body, psk };
    IsakmpSa {
        core,
        stage: stage(MainMode::ExpectSaReply(ExpectSaReply { opening })),
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

/// How the answer to a first message ends.
pub(super) struct Opened {
    /// The association; half open, or about to be deleted.
    pub(super) sa: IsakmpSa,
    /// Whether an offer was accepted.
    pub(super) is_accepted: bool,
}

/// Answers a first message. An unacceptable offer gives an association that has to be deleted.
pub(super) fn respond(
    cx: &mut Context<'_>,
    ends: (Ipv4Addr, Ipv4Addr, u16),
    message: Inbound<'_>,
    peer_locks: u32,
) -> Result<Opened, Fault> {
    if message.header.flags.is_encrypted() {
        return Err(Fault::UnexpectedEncryption);
    }
    let chain = parse_clear(&message)?;
    let (sa_body, offer) = only_sa(&chain)?;
    let peer = ends.1;
    let cookies = [message.header.initiator_cookie, cx.host.new_cookie()];
    let mut core = new_core(cx, ends, Role::Responder, cookies);
    core.received.note(message.bytes);
    tell_inserted(&core, cx, peer_locks);
    core.change_state(cx, Input::MainModeExchange, FsmState::ResponderMm1);
    let Some(psk) = begin_sa(&core, cx, &chain) else {
        core.tell(cx, Kind::PreSharedKeyMissing { peer });
        return Ok(Opened {
            sa: IsakmpSa {
                core,
                stage: stage(MainMode::ExpectKey(ExpectKey {
                    opening: Opening {
                        sa_body: Vec::new(),
                        psk: Vec::new(),
                    },
                    is_shortened: false,
                })),
            },
            is_accepted: false,
        });
    };
    let choice = choose(&core, cx, offer);
    let opening = Opening {
        sa_body: sa_body.to_vec(),
        psk,
    };
    let is_shortened = choice.as_ref().is_some_and(|choice| choice.is_shortened);
    let is_accepted = choice.is_some();
    if let Some(choice) = choice {
        tell_vendor_ids(&mut core, cx, &chain);
        core.agreed = Some(choice.agreed);
        core.state = IsakmpState::MmSaSetup;
        core.change_state(cx, Input::ProcessMainMode, FsmState::ResponderMm1);
        let payloads = vec![Payload::SecurityAssociation(choice.reply)];
        send_clear(&mut core, cx, payloads, negotiation_cost(cx));
        core.change_state(cx, Input::ProcessComplete, FsmState::ResponderMm2);
    }
    let expect = ExpectKey {
        opening,
        is_shortened,
    };
    Ok(Opened {
        sa: IsakmpSa {
            core,
            stage: stage(MainMode::ExpectKey(expect)),
        },
        is_accepted,
    })
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

impl ExpectSaReply {
    /// Message 2.
    fn handle(
        &self,
        core: &mut Core,
        cx: &mut Context<'_>,
        message: Inbound<'_>,
    ) -> Result<MainMode, Fault> {
        let chain = parse_clear(&message)?;
        let (_, reply) = only_sa(&chain)?;
        if message.header.responder_cookie == Cookie::ZERO {
            return Err(Fault::BadCookie);
        }
        let [proposal] = reply.proposals.as_slice() else {
            return Err(Fault::NotOneOfTheOffers);
        };
        if proposal.transforms.len() != 1 {
            return Err(Fault::NotOneOfTheOffers);
        }
        core.change_state(cx, Input::MainModeExchange, FsmState::InitiatorMm2);
        // The key may have been changed since; that of message 1 counts.
        let _ = begin_sa(core, cx, &chain);
        let Some(choice) = choose(core, cx, reply) else {
            core.change_state(cx, Input::ProcessError, FsmState::InitiatorMm1);
            return Err(Fault::NotOneOfTheOffers);
        };
        tell_vendor_ids(core, cx, &chain);
        core.cookies[1] = message.header.responder_cookie;
        core.agreed = Some(choice.agreed);
        core.state = IsakmpState::MmSaSetup;
        core.change_state(cx, Input::ProcessMainMode, FsmState::InitiatorMm2);
        let dh = DhKeyPair::generate(choice.agreed.group, &mut cx.host.rng);
        let nonce = cx.host.rng.bytes::<NONCE_LEN>().to_vec();
        let payloads = key_payloads(core, &dh, &nonce);
        let cost = cx.config.profile.message + cx.config.profile.dh(dh.group());
        send_clear(core, cx, payloads, cost);
        core.change_state(cx, Input::ProcessComplete, FsmState::InitiatorMm3);
        Ok(MainMode::ExpectKeyReply(ExpectKeyReply {
            opening: self.opening.clone(),
            dh,
            nonce,
        }))
    }
}

impl ExpectKeyReply {
    /// Message 4.
    fn handle(
        &self,
        core: &mut Core,
        cx: &mut Context<'_>,
        message: Inbound<'_>,
        neighbors: Neighbors,
    ) -> Result<MainMode, Fault> {
        let chain = parse_clear(&message)?;
        let (public, nonce) = key_and_nonce(&chain)?;
        let secret = self.dh.shared_secret(public)?;
        core.change_state(cx, Input::MainModeExchange, FsmState::InitiatorMm4);
        let from = Contributions {
            cookies: core.cookies,
            nonces: [&self.nonce, nonce],
            publics: [self.dh.public(), public],
            secret: &secret,
        };
        let keymat = generate_keys(core, cx, &self.opening.psk, from, &chain);
        core.change_state(cx, Input::ProcessMainMode, FsmState::InitiatorMm4);

        let is_initial_contact = !neighbors.has_other;
        if is_initial_contact {
            core.tell(cx, Kind::SendInitialContact);
        }
        let id = own_id(core, cx);
        let hash = keymat.hash_i(&self.opening.sa_body, &id_body(&id));
        let mut payloads = vec![
            Payload::Identification(id),
            Payload::Hash(HashPayload {
                data: hash.to_vec(),
            }),
        ];
        if is_initial_contact {
            payloads.push(Payload::Notification(NotifyPayload::isakmp(
                NotifyType::InitialContact,
                core.cookies,
                Vec::new(),
            )));
        }
        let header = core.header(ExchangeType::IdentityProtection, 0);
        let (bytes, iv) = seal(header, &payloads, &keymat, &keymat.phase1_iv());
        let cost = cx.config.profile.message + cx.config.profile.dh(self.dh.group());
        core.transmit_phase1(cx, bytes, cost, false);
        core.change_state(cx, Input::ProcessComplete, FsmState::InitiatorMm5);
        Ok(MainMode::ExpectAuthReply(ExpectAuthReply {
            opening: self.opening.clone(),
            keymat,
            iv,
        }))
    }
}

impl ExpectAuthReply {
    /// Message 6.
    fn handle(
        &self,
        core: &mut Core,
        cx: &mut Context<'_>,
        message: Inbound<'_>,
    ) -> Result<Stage, Fault> {
        message.require_encryption()?;
        let (text, iv) = open(message.body, &self.keymat, &self.iv)?;
        let chain = Chain::parse(message.first, &text)?;
        let (id, raw_id, hash) = id_and_hash(&chain)?;
        check_identity(core, id)?;
        if *hash != *self.keymat.hash_r(&self.opening.sa_body, raw_id) {
            return Err(Fault::WrongHash);
        }
        tell_authenticated(core, cx, id);
        read_responder_lifetime(core, cx, &chain);
        let established = establish(core, cx, self.keymat.clone(), iv);
        core.retransmit = None;
        core.change_state(cx, Input::MainModeExchange, FsmState::InitiatorMm6);
        core.change_state(cx, Input::ProcessMainMode, FsmState::InitiatorMm6);
        core.state = IsakmpState::QmIdle;
        core.change_state(cx, Input::ProcessComplete, FsmState::Phase1Complete);
        Ok(established)
    }
}

impl ExpectKey {
    /// Message 3.
    fn handle(
        &self,
        core: &mut Core,
        cx: &mut Context<'_>,
        message: Inbound<'_>,
    ) -> Result<MainMode, Fault> {
        let chain = parse_clear(&message)?;
        let (public, nonce) = key_and_nonce(&chain)?;
        let policy = agreed(core);
        let dh = DhKeyPair::generate(policy.group, &mut cx.host.rng);
        let secret = dh.shared_secret(public)?;
        core.change_state(cx, Input::MainModeExchange, FsmState::ResponderMm3);
        let own_nonce = cx.host.rng.bytes::<NONCE_LEN>().to_vec();
        let from = Contributions {
            cookies: core.cookies,
            nonces: [nonce, &own_nonce],
            publics: [public, dh.public()],
            secret: &secret,
        };
        let keymat = generate_keys(core, cx, &self.opening.psk, from, &chain);
        core.change_state(cx, Input::ProcessMainMode, FsmState::ResponderMm3);
        let payloads = key_payloads(core, &dh, &own_nonce);
        let exponentiation = cx.config.profile.dh(dh.group());
        let cost = cx.config.profile.message + exponentiation;
        send_clear(core, cx, payloads, cost);
        // The secret is computed while message 4 is under way.
        cx.charge(exponentiation);
        core.change_state(cx, Input::ProcessComplete, FsmState::ResponderMm4);
        let iv = keymat.phase1_iv();
        Ok(MainMode::ExpectAuth(ExpectAuth {
            opening: self.opening.clone(),
            keymat,
            iv,
            is_shortened: self.is_shortened,
        }))
    }
}

impl ExpectAuth {
    /// Message 5, up to the moment when earlier associations may have to go.
    pub(super) fn verify(
        &self,
        core: &mut Core,
        cx: &mut Context<'_>,
        message: Inbound<'_>,
    ) -> Result<Verified, Fault> {
        message.require_encryption()?;
        let (text, iv) = open(message.body, &self.keymat, &self.iv)?;
        let chain = Chain::parse(message.first, &text)?;
        let (id, raw_id, hash) = id_and_hash(&chain)?;
        check_identity(core, id)?;
        if *hash != *self.keymat.hash_i(&self.opening.sa_body, raw_id) {
            return Err(Fault::WrongHash);
        }
        core.change_state(cx, Input::MainModeExchange, FsmState::ResponderMm5);
        tell_authenticated(core, cx, id);
        let contact = notifications(&chain).find(|it| it.kind == NotifyType::InitialContact);
        if let Some(notify) = contact {
            tell_notify(core, cx, notify, 0);
        }
        Ok(Verified {
            opening: self.opening.clone(),
            keymat: self.keymat.clone(),
            iv,
            is_shortened: self.is_shortened,
            is_initial_contact: contact.is_some(),
        })
    }
}

impl Verified {
    /// Message 6.
    pub(super) fn complete(self, core: &mut Core, cx: &mut Context<'_>) -> Stage {
        core.change_state(cx, Input::ProcessMainMode, FsmState::ResponderMm5);
        let id = own_id(core, cx);
        let hash = self.keymat.hash_r(&self.opening.sa_body, &id_body(&id));
        let mut payloads = vec![
            Payload::Identification(id),
            Payload::Hash(HashPayload {
                data: hash.to_vec(),
            }),
        ];
        if self.is_shortened {
            payloads.push(responder_lifetime(core));
        }
        let header = core.header(ExchangeType::IdentityProtection, 0);
        let (bytes, last) = seal(header, &payloads, &self.keymat, &self.iv);
        let cost = cx.config.profile.message;
        core.transmit_phase1(cx, bytes, cost, true);
        let established = establish(core, cx, self.keymat, last);
        core.state = IsakmpState::QmIdle;
        core.change_state(cx, Input::ProcessComplete, FsmState::Phase1Complete);
        established
    }
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
    core.tell(cx, Kind::SkeyidGenerated);
    tell_vendor_ids(core, cx, chain);
    let Policy { cipher, hash, .. } = agreed(core);
    core.state = IsakmpState::MmKeyExch;
    Keymat::derive(cipher, hash, psk, from)
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

/// Tells the initiator that the responder's lifetime is shorter (RFC 2407 §4.6.3.1).
fn responder_lifetime(core: &Core) -> Payload {
    let lifetime = SaLifetime {
        secs: agreed(core).lifetime_secs,
        kilobytes: 0,
    };
    let mut data = Vec::new();
    emit_attributes(&lifetime_attributes(lifetime), &mut data);
    Payload::Notification(NotifyPayload::isakmp(
        NotifyType::ResponderLifetime,
        core.cookies,
        data,
    ))
}

fn read_responder_lifetime(core: &mut Core, cx: &mut Context<'_>, chain: &Chain<'_>) {
    for notify in notifications(chain) {
        tell_notify(core, cx, notify, 0);
        if notify.kind != NotifyType::ResponderLifetime {
            continue;
        }
        let Ok(attributes) = parse_attributes(&notify.data) else {
            continue;
        };
        let mut policy = agreed(core);
        if let (Some(secs), _) = read_lifetime(&attributes)
            && secs < policy.lifetime_secs
        {
            policy.lifetime_secs = secs;
            core.agreed = Some(policy);
            core.tell(
                cx,
                Kind::ResponderLifetime {
                    phase: Phase::One,
                    secs,
                },
            );
        }
    }
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
        nodes: BTreeMap::new(),
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
