//! The responder: message 2, and what it makes of 1 and 3.

use std::net::Ipv4Addr;

use super::{
    Parts, QuickMode, ke_payload, negotiation_cost, selector_of, tell_creating, tell_processing,
    tell_transform,
};
use crate::crypto::{DhGroup, DhKeyPair};
use crate::proto::ike::Fault;
use crate::proto::ike::config::ResponderEntry;
use crate::proto::ike::context::Context;
use crate::proto::ike::event::{IkeEventKind as Kind, Input, NodeReason, Phase, Refusal};
use crate::proto::ike::isakmp_sa::{Core, Established, FsmState, Inbound, Node};
use crate::proto::ike::main_mode::NONCE_LEN;
use crate::proto::ike::proposal::{Phase2Offer, esp_proposals, lifetime_attributes, shorter};
use crate::proto::ike::seal::{open, seal_hashed, verify_hashed};
use crate::proto::ipsec::sa::{EspTransform, ProxyIds, SaLifetime, SaPair, Selector};
use crate::types::{Prefix, Spi};
use crate::wire::isakmp::{
    Chain, ExchangeType, NoncePayload, NotifyPayload, NotifyType, Payload, PayloadType,
    ProposalPayload, ProtocolId, SaPayload, emit_attributes,
};

#[derive(Clone, Debug)]
pub(in super::super) struct ExpectConfirmation {
    pub(in super::super) inbound_spi: Spi,
    pub(in super::super) outbound_spi: Spi,
    nonces: [Vec<u8>; 2],
}

/// What became of a first message.
pub(in super::super) enum Answer {
    /// A pair to install.
    Accepted(Box<SaPair>),
    /// Nothing is acceptable; the offer's SPI, if there was one.
    Refused(Option<Spi>),
}

/// Message 1 as the responder: a new exchange.
pub(in super::super) fn answer(
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

/// Message 3 as the responder: the pair's outbound half may be used.
pub(in super::super) fn accept_confirmation(
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
