//! Quick mode (RFC 2409 §5.5), both roles.
//!
//! ```text
//! initiator                                          responder
//! HDR*, HASH(1), SA, Ni [, KE], IDci, IDcr   →
//!                                            ←       HDR*, HASH(2), SA, Nr [, KE], IDci, IDcr [, N]
//! HDR*, HASH(3)                              →
//! ```
//!
//! As on IOS the responder installs the pair with message 2, so that it can receive at once, and sends through it only
//! after message 3; the initiator installs and uses it with message 2.

use std::net::Ipv4Addr;

use super::Fault;
use super::config::ResponderEntry;
use super::context::Context;
use super::event::{ChildSummary, IkeEventKind as Kind, Input, NodeReason, Phase, Refusal};
use super::isakmp_sa::{Core, Established, FsmState, Inbound, NODE_LINGER, Node};
use super::keymat::Iv;
use super::main_mode::{NONCE_LEN, tell_notify};
use super::proposal::{
    Phase2Offer, esp_proposals, lifetime_attributes, offer_phase2, read_lifetime, shorter,
};
use super::request::SaRequest;
use super::retransmit::{HOLD_OFF, Received, Retransmit, Seen};
use super::seal::{open, seal, seal_hashed, verify_hashed};
use crate::crypto::{DhGroup, DhKeyPair};
use crate::proto::ipsec::sa::{EspTransform, ProxyIds, SaLifetime, SaPair, Selector};
use crate::time::{Duration, Instant};
use crate::types::{Prefix, Spi};
use crate::wire::isakmp::{
    Chain, ExchangeType, HashPayload, IdData, IdPayload, KePayload, NoncePayload, NotifyPayload,
    NotifyType, Payload, PayloadType, ProposalPayload, ProtocolId, SaPayload, TransformPayload,
    emit_attributes, parse_attributes,
};

/// What an exchange of phase 2 waits for.
#[derive(Clone, Debug)]
pub(super) enum QuickMode {
    /// The initiator after message 1.
    ExpectReply(Box<ExpectReply>),
    /// The responder after message 2.
    ExpectConfirmation(Box<ExpectConfirmation>),
    /// Nothing: the exchange is only remembered, to recognize repeated messages.
    Done,
}

#[derive(Clone, Debug)]
pub(super) struct ExpectReply {
    pub(super) request: SaRequest,
    pub(super) spi: Spi,
    nonce: Vec<u8>,
    dh: Option<DhKeyPair>,
}

#[derive(Clone, Debug)]
pub(super) struct ExpectConfirmation {
    pub(super) inbound_spi: Spi,
    pub(super) outbound_spi: Spi,
    nonces: [Vec<u8>; 2],
}

/// Why a message did not move an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It may not be the peer's: the exchange goes on waiting.
    Ignored(Fault),
    /// It is the peer's and does not fit: the exchange is over.
    Fatal(Fault),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Ignored(fault)
    }
}

/// What became of a first message.
pub(super) enum Answer {
    /// A pair to install.
    Accepted(Box<SaPair>),
    /// Nothing is acceptable; the offer's SPI, if there was one.
    Refused(Option<Spi>),
}

impl Node {
    /// A new exchange.
    pub(super) fn new(now: Instant, quick_mode: QuickMode, iv: Iv) -> Self {
        Self {
            fsm: FsmState::QuickModeReady,
            quick_mode,
            iv,
            received: Received::default(),
            last_sent: Vec::new(),
            last_sent_at: now,
            retransmit: None,
            purge_at: None,
        }
    }

    /// The only place that moves a quick mode's machine.
    fn change_state(
        &mut self,
        core: &Core,
        cx: &mut Context<'_>,
        message_id: u32,
        input: Input,
        new: FsmState,
    ) {
        let old = core::mem::replace(&mut self.fsm, new);
        let node = Some(message_id);
        core.tell(
            cx,
            Kind::StateChange {
                node,
                input,
                old,
                new,
            },
        );
    }

    /// Tells that the exchange is over; it is remembered for a while.
    pub(super) fn finish(
        &mut self,
        core: &Core,
        cx: &mut Context<'_>,
        message_id: u32,
        is_error: bool,
        reason: NodeReason,
    ) {
        self.quick_mode = QuickMode::Done;
        self.retransmit = None;
        self.purge_at = Some(cx.now + NODE_LINGER);
        core.tell(
            cx,
            Kind::NodeDeleted {
                message_id,
                is_error,
                reason,
            },
        );
    }

    fn transmit(
        &mut self,
        core: &Core,
        cx: &mut Context<'_>,
        bytes: Vec<u8>,
        cost: Duration,
        is_last: bool,
    ) {
        self.last_sent_at = core.transmit(cx, &bytes, cost);
        self.last_sent = bytes;
        self.retransmit = (!is_last).then(|| Retransmit::new(self.last_sent_at));
    }

    /// Answers a repeated message with the last one sent, if there is one.
    pub(super) fn answer_duplicate(
        &mut self,
        core: &Core,
        cx: &mut Context<'_>,
        message_id: u32,
        seen: Seen,
    ) {
        let node = Some(message_id);
        core.tell(cx, Kind::Duplicate { node });
        if seen == Seen::Earlier || self.last_sent.is_empty() {
            return;
        }
        if cx.now < self.last_sent_at + HOLD_OFF {
            let since_ms = cx.now.since(self.last_sent_at).as_millis() as u64;
            core.tell(cx, Kind::RetransmissionSkipped { node, since_ms });
            return;
        }
        core.tell(cx, Kind::Retransmitting { node });
        let cost = cx.config.profile.informational;
        self.last_sent_at = core.transmit(cx, &self.last_sent, cost);
    }
}

/// Message 1 as the initiator; its message ID.
pub(super) fn begin(
    core: &Core,
    up: &mut Established,
    cx: &mut Context<'_>,
    request: &SaRequest,
    spi: Spi,
) -> u32 {
    let message_id = loop {
        let id = cx.host.new_message_id();
        if !up.nodes.contains_key(&id) {
            break id;
        }
    };
    core.tell(cx, Kind::BeginQuickMode { message_id });
    core.tell(cx, Kind::InitiatorGetsSpi);
    let nonce = cx.host.rng.bytes::<NONCE_LEN>().to_vec();
    let dh = request
        .pfs_group
        .map(|group| DhKeyPair::generate(group, &mut cx.host.rng));
    let offer = offer_phase2(
        &request.transforms,
        request.lifetime,
        request.pfs_group,
        spi,
    );
    let mut payloads = vec![
        Payload::SecurityAssociation(offer),
        Payload::Nonce(NoncePayload {
            data: nonce.clone(),
        }),
    ];
    payloads.extend(dh.as_ref().map(ke_payload));
    payloads.push(Payload::Identification(id_of(request.proxy.local)));
    payloads.push(Payload::Identification(id_of(request.proxy.remote)));
    let header = core.header(ExchangeType::QuickMode, message_id);
    let iv = up.keymat.phase2_iv(&up.last_block, message_id);
    let (bytes, iv) = seal_hashed(header, &[], payloads, &up.keymat, &iv);
    let expect = ExpectReply {
        request: request.clone(),
        spi,
        nonce,
        dh,
    };
    let mut node = Node::new(cx.now, QuickMode::ExpectReply(Box::new(expect)), iv);
    let cost = negotiation_cost(cx, request.pfs_group);
    node.transmit(core, cx, bytes, cost, false);
    node.change_state(
        core,
        cx,
        message_id,
        Input::InitQuickMode,
        FsmState::QuickModeInitiator1,
    );
    up.nodes.insert(message_id, node);
    message_id
}

/// Building a message with a proposal, and a public value if there is a group.
fn negotiation_cost(cx: &Context<'_>, group: Option<DhGroup>) -> Duration {
    let profile = &cx.config.profile;
    let exponentiation = group.map_or(Duration::ZERO, |group| profile.dh(group));
    profile.message + profile.negotiation + exponentiation
}

fn ke_payload(dh: &DhKeyPair) -> Payload {
    Payload::KeyExchange(KePayload {
        data: dh.public().to_vec(),
    })
}

/// The payloads of quick mode that matter, whatever their order.
struct Parts<'a, 'c> {
    sa: &'c SaPayload,
    nonce: &'a [u8],
    public: Option<&'a [u8]>,
    ids: Option<[&'c IdPayload; 2]>,
    chain: &'c Chain<'a>,
}

impl<'a, 'c> Parts<'a, 'c> {
    fn find(chain: &'c Chain<'a>) -> Result<Self, Fault> {
        let (mut sa, mut nonce, mut public) = (None, None, None);
        let mut ids = Vec::new();
        for (raw, payload) in &chain.payloads {
            match payload {
                Payload::SecurityAssociation(it) if sa.is_none() => sa = Some(it),
                Payload::Nonce(_) if nonce.is_none() => nonce = Some(raw.body),
                Payload::KeyExchange(_) if public.is_none() => public = Some(raw.body),
                Payload::Identification(id) => ids.push(id),
                _ => {}
            }
        }
        let ids = match ids.as_slice() {
            [] => None,
            [ci, cr] => Some([*ci, *cr]),
            _ => return Err(Fault::MissingPayload(PayloadType::Identification)),
        };
        Ok(Self {
            sa: sa.ok_or(Fault::MissingPayload(PayloadType::SecurityAssociation))?,
            nonce: nonce.ok_or(Fault::MissingPayload(PayloadType::Nonce))?,
            public,
            ids,
            chain,
        })
    }

    fn tell_rest(&self, core: &Core, cx: &mut Context<'_>, message_id: u32) {
        for (raw, _) in &self.chain.payloads {
            if matches!(
                raw.kind,
                PayloadType::Nonce | PayloadType::KeyExchange | PayloadType::Identification
            ) {
                tell_processing(core, cx, raw.kind, message_id);
            }
        }
    }
}

fn tell_processing(core: &Core, cx: &mut Context<'_>, payload: PayloadType, message_id: u32) {
    core.tell(
        cx,
        Kind::Processing {
            payload,
            message_id,
        },
    );
}

/// Message 1 as the responder: a new exchange.
pub(super) fn answer(
    core: &Core,
    up: &mut Established,
    cx: &mut Context<'_>,
    message: Inbound<'_>,
) -> Result<Answer, Fault> {
    message.require_encryption()?;
    let message_id = message.header.message_id;
    let iv = up.keymat.phase2_iv(&up.last_block, message_id);
    let (text, iv) = open(message.body, &up.keymat, &iv)?;
    let chain = verify_hashed(message.first, &text, message_id, &[], &up.keymat)?;
    let parts = Parts::find(&chain)?;

    core.tell(cx, Kind::NodeCreated { message_id });
    tell_processing(core, cx, PayloadType::Hash, message_id);
    tell_processing(core, cx, PayloadType::SecurityAssociation, message_id);
    let mut node = Node::new(cx.now, QuickMode::Done, iv);
    node.received.note(message.bytes);
    let proxy = match parts.ids {
        Some([ci, cr]) => selector_of(cr).zip(selector_of(ci)),
        None => Some((host(core.local), host(core.peer))),
    };
    let proxy = proxy.map(|(local, remote)| ProxyIds { local, remote });
    let choice = match choose(core, cx, &parts, proxy) {
        Ok(choice) => choice,
        Err(refusal) => {
            core.tell(cx, Kind::ProposalRefused(refusal));
            core.tell(
                cx,
                Kind::PolicyNotAcceptable {
                    phase: Phase::Two,
                    local: core.local,
                    peer: core.peer,
                },
            );
            let spi = esp_proposals(parts.sa).next().map(|(_, spi)| spi);
            up.nodes.insert(message_id, node);
            return Ok(Answer::Refused(spi));
        }
    };
    parts.tell_rest(core, cx, message_id);
    node.change_state(
        core,
        cx,
        message_id,
        Input::QuickModeExchange,
        FsmState::QuickModeSpiStarve,
    );
    let reply = Reply::build(cx, &parts, &choice)?;
    let pair = reply.pair(core, up, &choice, parts.nonce);
    tell_creating(core, cx, &pair, choice.transform);
    let bytes = reply.seal(core, up, &mut node, message_id, &parts, &choice);
    let cost = negotiation_cost(cx, choice.group);
    node.transmit(core, cx, bytes, cost, false);
    if let Some(group) = choice.group {
        // The secret is computed while message 2 is under way.
        cx.charge(cx.config.profile.dh(group));
    }
    node.quick_mode = QuickMode::ExpectConfirmation(Box::new(ExpectConfirmation {
        inbound_spi: pair.inbound_spi,
        outbound_spi: pair.outbound_spi,
        nonces: [parts.nonce.to_vec(), reply.nonce],
    }));
    node.change_state(
        core,
        cx,
        message_id,
        Input::SpiReply,
        FsmState::QuickModeResponder2,
    );
    up.nodes.insert(message_id, node);
    Ok(Answer::Accepted(Box::new(pair)))
}

/// What the responder chose.
struct Choice {
    proxy: ProxyIds,
    transform: EspTransform,
    proposal: ProposalPayload,
    outbound_spi: Spi,
    lifetime: SaLifetime,
    /// Whether the peer has to be told that its lifetime is too long.
    is_shortened: bool,
    group: Option<DhGroup>,
}

/// The first offered transform that the first fitting entry allows.
fn choose(
    core: &Core,
    cx: &mut Context<'_>,
    parts: &Parts<'_, '_>,
    proxy: Option<ProxyIds>,
) -> Result<Choice, Refusal> {
    let config = cx.config;
    let entries: Vec<&ResponderEntry> = config
        .responder_entries
        .iter()
        .filter(|entry| entry.local == core.local && entry.peer == core.peer)
        .filter(|entry| proxy.is_some_and(|proxy| covers(entry.proxies, proxy)))
        .collect();
    let mut refusal = Refusal::ProxyIdentities;
    for (proposal, outbound_spi) in esp_proposals(parts.sa) {
        core.tell(
            cx,
            Kind::CheckingProposal {
                number: proposal.number,
            },
        );
        for transform in &proposal.transforms {
            let Some(offer) = tell_transform(core, cx, transform) else {
                refusal = Refusal::Transform;
                continue;
            };
            let Some(proxy) = proxy else { continue };
            core.tell(
                cx,
                Kind::ValidateProposal {
                    local: core.local,
                    peer: core.peer,
                    proxy,
                    transform: offer.transform,
                },
            );
            for entry in &entries {
                match group_for(entry, &offer, parts.public) {
                    _ if !entry.transforms.contains(&offer.transform) => {
                        refusal = Refusal::Transform;
                    }
                    Err(reason) => refusal = reason,
                    Ok(group) => {
                        let lifetime = shorter(entry.lifetime, offer.lifetime);
                        let offered = shorter(UNLIMITED, offer.lifetime);
                        return Ok(Choice {
                            proxy,
                            transform: offer.transform,
                            proposal: ProposalPayload {
                                transforms: vec![transform.clone()],
                                ..proposal.clone()
                            },
                            outbound_spi,
                            lifetime,
                            is_shortened: lifetime != offered,
                            group,
                        });
                    }
                }
            }
        }
    }
    Err(refusal)
}

/// No limit at all, to read what an offer says by itself.
const UNLIMITED: SaLifetime = SaLifetime {
    secs: u32::MAX,
    kilobytes: 0,
};

/// The group of perfect forward secrecy: the entry's must be offered; one that is only offered is taken.
fn group_for(
    entry: &ResponderEntry,
    offer: &Phase2Offer,
    public: Option<&[u8]>,
) -> Result<Option<DhGroup>, Refusal> {
    let offered = match offer.group {
        None => None,
        Some(number) => Some(DhGroup::from_number(number).ok_or(Refusal::PfsGroup)?),
    };
    let is_wanted = entry.pfs_group.is_none() || entry.pfs_group == offered;
    if !is_wanted || (offered.is_some() && public.is_none()) {
        return Err(Refusal::PfsGroup);
    }
    Ok(offered)
}

fn tell_transform(
    core: &Core,
    cx: &mut Context<'_>,
    transform: &TransformPayload,
) -> Option<Phase2Offer> {
    let next_payload = PayloadType::None;
    core.tell(
        cx,
        Kind::ProposalTransform {
            number: transform.number,
            id: transform.id,
            attributes: transform.attributes.clone(),
        },
    );
    let offer = Phase2Offer::read(transform);
    core.tell(
        cx,
        match offer {
            Some(_) => Kind::AttributesAcceptable { next_payload },
            None => Kind::AttributesNotAcceptable { next_payload },
        },
    );
    offer
}

/// What the responder adds to the exchange.
struct Reply {
    spi: Spi,
    nonce: Vec<u8>,
    dh: Option<DhKeyPair>,
    secret: Option<Vec<u8>>,
}

impl Reply {
    fn build(cx: &mut Context<'_>, parts: &Parts<'_, '_>, choice: &Choice) -> Result<Self, Fault> {
        let nonce = cx.host.rng.bytes::<NONCE_LEN>().to_vec();
        let mut dh = None;
        let mut secret = None;
        if let (Some(group), Some(public)) = (choice.group, parts.public) {
            let pair = DhKeyPair::generate(group, &mut cx.host.rng);
            secret = Some(pair.shared_secret(public)?);
            dh = Some(pair);
        }
        Ok(Self {
            spi: cx.host.new_spi(),
            nonce,
            dh,
            secret,
        })
    }

    fn pair(&self, core: &Core, up: &Established, choice: &Choice, ni: &[u8]) -> SaPair {
        let nonces = [ni, &self.nonce];
        let secret = self.secret.as_deref();
        let keys = |spi| up.keymat.esp_keys(choice.transform, spi, nonces, secret);
        SaPair {
            local: core.local,
            peer: core.peer,
            proxy: choice.proxy,
            mode: choice.transform.mode,
            inbound_spi: self.spi,
            inbound: keys(self.spi),
            outbound_spi: choice.outbound_spi,
            outbound: keys(choice.outbound_spi),
            lifetime: choice.lifetime,
            is_initiator: false,
            pfs_group: choice.group.map(DhGroup::number),
        }
    }

    /// Message 2.
    fn seal(
        &self,
        core: &Core,
        up: &Established,
        node: &mut Node,
        message_id: u32,
        parts: &Parts<'_, '_>,
        choice: &Choice,
    ) -> Vec<u8> {
        let spi = self.spi.0.to_be_bytes().to_vec();
        let proposal = ProposalPayload {
            spi: spi.clone(),
            ..choice.proposal.clone()
        };
        let mut payloads = vec![
            Payload::SecurityAssociation(SaPayload {
                proposals: vec![proposal],
            }),
            Payload::Nonce(NoncePayload {
                data: self.nonce.clone(),
            }),
        ];
        payloads.extend(self.dh.as_ref().map(ke_payload));
        let ids = parts.ids.iter().flatten();
        payloads.extend(ids.map(|id| Payload::Identification((*id).clone())));
        if choice.is_shortened {
            let mut data = Vec::new();
            emit_attributes(&lifetime_attributes(choice.lifetime), &mut data);
            payloads.push(Payload::Notification(NotifyPayload {
                doi: crate::wire::isakmp::DOI_IPSEC,
                protocol: ProtocolId::Esp,
                kind: NotifyType::ResponderLifetime,
                spi,
                data,
            }));
        }
        let header = core.header(ExchangeType::QuickMode, message_id);
        let (bytes, iv) = seal_hashed(header, parts.nonce, payloads, &up.keymat, &node.iv);
        node.iv = iv;
        bytes
    }
}

fn tell_creating(core: &Core, cx: &mut Context<'_>, pair: &SaPair, transform: EspTransform) {
    core.tell(
        cx,
        Kind::CreatingSas(ChildSummary {
            local: pair.local,
            peer: pair.peer,
            proxy: pair.proxy,
            transform,
            inbound_spi: pair.inbound_spi,
            outbound_spi: pair.outbound_spi,
            lifetime: pair.lifetime,
        }),
    );
}

/// Message 2 as the initiator: a pair to install, and message 3 has been sent.
pub(super) fn accept_reply(
    core: &Core,
    up: &mut Established,
    cx: &mut Context<'_>,
    message: Inbound<'_>,
    expect: &ExpectReply,
) -> Result<Box<SaPair>, Failure> {
    message.require_encryption()?;
    let message_id = message.header.message_id;
    let Established { keymat, nodes, .. } = up;
    let node = nodes.get_mut(&message_id).ok_or(Fault::UnexpectedMessage)?;
    let (text, iv) = open(message.body, keymat, &node.iv)?;
    let chain = verify_hashed(message.first, &text, message_id, &expect.nonce, keymat)?;
    let parts = Parts::find(&chain).map_err(Failure::Fatal)?;

    let request = &expect.request;
    tell_processing(core, cx, PayloadType::Hash, message_id);
    tell_processing(core, cx, PayloadType::SecurityAssociation, message_id);
    let (offer, outbound_spi) = accepted_offer(core, cx, &parts, request)?;
    parts.tell_rest(core, cx, message_id);
    let is_same = parts.ids.is_some_and(|[ci, cr]| {
        selector_of(ci) == Some(request.proxy.local)
            && selector_of(cr) == Some(request.proxy.remote)
    });
    if !is_same {
        return Err(Failure::Fatal(Fault::WrongIdentity));
    }
    let secret = match (&expect.dh, parts.public) {
        (None, None) => None,
        (Some(dh), Some(public)) => {
            let secret = dh.shared_secret(public);
            Some(secret.map_err(|error| Failure::Fatal(error.into()))?)
        }
        _ => {
            let missing = Fault::MissingPayload(PayloadType::KeyExchange);
            return Err(Failure::Fatal(missing));
        }
    };
    let nonces = [expect.nonce.as_slice(), parts.nonce];
    let keys = |spi| keymat.esp_keys(offer.transform, spi, nonces, secret.as_deref());
    let pair = Box::new(SaPair {
        local: core.local,
        peer: core.peer,
        proxy: request.proxy,
        mode: offer.transform.mode,
        inbound_spi: expect.spi,
        inbound: keys(expect.spi),
        outbound_spi,
        outbound: keys(outbound_spi),
        lifetime: accepted_lifetime(core, cx, &parts, request, &offer, message_id),
        is_initiator: true,
        pfs_group: request.pfs_group.map(DhGroup::number),
    });
    tell_creating(core, cx, &pair, offer.transform);

    let id = message_id.to_be_bytes();
    let hash = keymat.hash_a(&[&[0], &id, nonces[0], nonces[1]]);
    let payloads = [Payload::Hash(HashPayload {
        data: hash.to_vec(),
    })];
    let header = core.header(ExchangeType::QuickMode, message_id);
    let (bytes, iv) = seal(header, &payloads, keymat, &iv);
    let dh = request.pfs_group.map(|group| cx.config.profile.dh(group));
    let cost = cx.config.profile.message + dh.unwrap_or_default();
    node.iv = iv;
    node.received.note(message.bytes);
    node.transmit(core, cx, bytes, cost, true);
    node.finish(core, cx, message_id, false, NodeReason::NoError);
    node.change_state(
        core,
        cx,
        message_id,
        Input::QuickModeExchange,
        FsmState::QuickModeComplete,
    );
    Ok(pair)
}

/// The one transform of the reply, which must be one of the request's.
fn accepted_offer(
    core: &Core,
    cx: &mut Context<'_>,
    parts: &Parts<'_, '_>,
    request: &SaRequest,
) -> Result<(Phase2Offer, Spi), Failure> {
    const WRONG: Failure = Failure::Fatal(Fault::NotOneOfTheOffers);
    let mut proposals = esp_proposals(parts.sa);
    let (Some((proposal, spi)), None) = (proposals.next(), proposals.next()) else {
        return Err(WRONG);
    };
    let [transform] = proposal.transforms.as_slice() else {
        return Err(WRONG);
    };
    core.tell(
        cx,
        Kind::CheckingProposal {
            number: proposal.number,
        },
    );
    let offer = tell_transform(core, cx, transform).ok_or(WRONG)?;
    let group = request.pfs_group.map(|group| u64::from(group.number()));
    if !request.transforms.contains(&offer.transform) || offer.group != group {
        return Err(WRONG);
    }
    core.tell(
        cx,
        Kind::ValidateProposal {
            local: core.local,
            peer: core.peer,
            proxy: request.proxy,
            transform: offer.transform,
        },
    );
    Ok((offer, spi))
}

/// The shortest of the request's, the reply's and the notified lifetime.
fn accepted_lifetime(
    core: &Core,
    cx: &mut Context<'_>,
    parts: &Parts<'_, '_>,
    request: &SaRequest,
    offer: &Phase2Offer,
    message_id: u32,
) -> SaLifetime {
    let mut lifetime = shorter(request.lifetime, offer.lifetime);
    for (_, payload) in &parts.chain.payloads {
        let Payload::Notification(notify) = payload else {
            continue;
        };
        tell_notify(core, cx, notify, message_id);
        if notify.kind != NotifyType::ResponderLifetime {
            continue;
        }
        if let Ok(attributes) = parse_attributes(&notify.data) {
            lifetime = shorter(lifetime, read_lifetime(&attributes));
            core.tell(
                cx,
                Kind::ResponderLifetime {
                    phase: Phase::Two,
                    secs: lifetime.secs,
                },
            );
        }
    }
    lifetime
}

/// Message 3 as the responder: the pair's outbound half may be used.
pub(super) fn accept_confirmation(
    core: &Core,
    up: &mut Established,
    cx: &mut Context<'_>,
    message: Inbound<'_>,
    expect: &ExpectConfirmation,
) -> Result<(), Fault> {
    message.require_encryption()?;
    let message_id = message.header.message_id;
    let Established { keymat, nodes, .. } = up;
    let node = nodes.get_mut(&message_id).ok_or(Fault::UnexpectedMessage)?;
    let (text, iv) = open(message.body, keymat, &node.iv)?;
    let chain = Chain::parse(message.first, &text)?;
    let Some((_, Payload::Hash(hash))) = chain.payloads.first() else {
        return Err(Fault::MissingPayload(PayloadType::Hash));
    };
    let [ni, nr] = &expect.nonces;
    let expected = keymat.hash_a(&[&[0], &message_id.to_be_bytes(), ni, nr]);
    if *hash.data != *expected {
        return Err(Fault::WrongHash);
    }
    tell_processing(core, cx, PayloadType::Hash, message_id);
    node.iv = iv;
    node.received.note(message.bytes);
    // A repeated message 3 needs no answer.
    node.last_sent.clear();
    node.finish(core, cx, message_id, false, NodeReason::QuickModeDone);
    node.change_state(
        core,
        cx,
        message_id,
        Input::QuickModeExchange,
        FsmState::QuickModeComplete,
    );
    Ok(())
}

/// Whether an entry's traffic includes an offer's.
fn covers(entry: ProxyIds, offer: ProxyIds) -> bool {
    let side = |entry: Selector, offer: Selector| {
        entry.net.covers(offer.net)
            && (entry.protocol == 0 || entry.protocol == offer.protocol)
            && (entry.port == 0 || entry.port == offer.port)
    };
    side(entry.local, offer.local) && side(entry.remote, offer.remote)
}

const fn host(addr: Ipv4Addr) -> Selector {
    Selector {
        net: Prefix::host(addr),
        protocol: 0,
        port: 0,
    }
}

/// A selector as an identification: a host by its address, a network by address and mask.
pub(super) const fn id_of(selector: Selector) -> IdPayload {
    let data = if selector.net.len() == 32 {
        IdData::Ipv4Addr(selector.net.network())
    } else {
        IdData::Ipv4Subnet {
            addr: selector.net.network(),
            mask: selector.net.mask(),
        }
    };
    IdPayload {
        protocol: selector.protocol,
        port: selector.port,
        data,
    }
}

/// An identification as a selector; `None` if it is no network.
fn selector_of(id: &IdPayload) -> Option<Selector> {
    let net = match &id.data {
        IdData::Ipv4Addr(addr) => Prefix::host(*addr),
        IdData::Ipv4Subnet { addr, mask } => Prefix::from_mask(*addr, *mask)?,
        IdData::Ipv4Range { first, last } if first == last => Prefix::host(*first),
        _ => return None,
    };
    Some(Selector {
        net,
        protocol: id.protocol,
        port: id.port,
    })
}
