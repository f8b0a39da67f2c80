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

mod initiator;
mod responder;

pub(super) use initiator::{accept_reply, begin};
pub(super) use responder::{Answer, accept_confirmation, answer};

use initiator::ExpectReply;
use responder::ExpectConfirmation;

use super::Fault;
use super::context::Context;
use super::event::{ChildSummary, IkeEventKind as Kind, Input, NodeReason};
use super::isakmp_sa::{Core, FsmState, NODE_LINGER, Node};
use super::keymat::Iv;
use super::proposal::Phase2Offer;
use super::retransmit::{HOLD_OFF, Received, Retransmit, Seen};
use crate::crypto::{DhGroup, DhKeyPair};
use crate::proto::ipsec::sa::{EspTransform, SaPair, Selector};
use crate::time::{Duration, Instant};
use crate::types::Prefix;
use crate::wire::isakmp::{
    Chain, IdData, IdPayload, KePayload, Payload, PayloadType, SaPayload, TransformPayload,
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
