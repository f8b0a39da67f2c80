//! The initiator: messages 1 and 3, and what it makes of 2.

use super::{
    Failure, Parts, QuickMode, id_of, ke_payload, negotiation_cost, selector_of, tell_creating,
    tell_processing, tell_transform,
};
use crate::crypto::{DhGroup, DhKeyPair};
use crate::proto::ike::Fault;
use crate::proto::ike::context::Context;
use crate::proto::ike::event::{IkeEventKind as Kind, Input, NodeReason, Phase};
use crate::proto::ike::isakmp_sa::{Core, Established, FsmState, Inbound, Node};
use crate::proto::ike::main_mode::{NONCE_LEN, tell_notify};
use crate::proto::ike::proposal::{
    Phase2Offer, esp_proposals, offer_phase2, read_lifetime, shorter,
};
use crate::proto::ike::request::SaRequest;
use crate::proto::ike::seal::{open, seal, seal_hashed, verify_hashed};
use crate::proto::ipsec::sa::{SaLifetime, SaPair};
use crate::types::Spi;
use crate::wire::isakmp::{
    ExchangeType, HashPayload, NoncePayload, NotifyType, Payload, PayloadType, parse_attributes,
};

#[derive(Clone, Debug)]
pub(in super::super) struct ExpectReply {
    pub(in super::super) request: SaRequest,
    pub(in super::super) spi: Spi,
    nonce: Vec<u8>,
    dh: Option<DhKeyPair>,
}

/// Message 1 as the initiator; its message ID.
pub(in super::super) fn begin(
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

/// Message 2 as the initiator: a pair to install, and message 3 has been sent.
pub(in super::super) fn accept_reply(
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
