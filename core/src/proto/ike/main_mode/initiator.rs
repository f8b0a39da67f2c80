//! The initiator: messages 1, 3 and 5, and what it makes of 2, 4 and 6.

use std::net::Ipv4Addr;

use super::{
    MainMode, NONCE_LEN, Neighbors, Opening, agreed, begin_sa, check_identity, choose, establish,
    generate_keys, id_and_hash, id_body, key_and_nonce, key_payloads, negotiation_cost, new_core,
    notifications, only_sa, own_id, parse_clear, send_clear, stage, tell_authenticated,
    tell_inserted, tell_notify, tell_vendor_ids,
};
use crate::crypto::DhKeyPair;
use crate::proto::ike::Fault;
use crate::proto::ike::context::Context;
use crate::proto::ike::event::{IkeEventKind as Kind, Input, Phase};
use crate::proto::ike::isakmp_sa::{Core, FsmState, Inbound, IsakmpSa, IsakmpState, Role, Stage};
use crate::proto::ike::keymat::{Contributions, Iv, Keymat};
use crate::proto::ike::proposal::{offer_phase1, read_lifetime};
use crate::proto::ike::seal::{open, seal};
use crate::wire::isakmp::{
    Chain, Cookie, ExchangeType, HashPayload, NotifyPayload, NotifyType, PORT, Payload,
    parse_attributes,
};

/// The initiator after message 1.
#[derive(Clone, Debug)]
pub(in super::super) struct ExpectSaReply {
    opening: Opening,
}

/// The initiator after message 3.
#[derive(Clone, Debug)]
pub(in super::super) struct ExpectKeyReply {
    opening: Opening,
    dh: DhKeyPair,
    nonce: Vec<u8>,
}

/// The initiator after message 5.
#[derive(Clone, Debug)]
pub(in super::super) struct ExpectAuthReply {
    opening: Opening,
    keymat: Keymat,
    iv: Iv,
}

/// Begins main mode; the caller has found `psk` and at least one policy.
pub(in super::super) fn initiate(
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

impl ExpectSaReply {
    /// Message 2.
    pub(super) fn handle(
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
    pub(super) fn handle(
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
    pub(super) fn handle(
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
        // Message 6 answers message 5: a repeated one needs no answer.
        core.last_sent.clear();
        core.change_state(cx, Input::MainModeExchange, FsmState::InitiatorMm6);
        core.change_state(cx, Input::ProcessMainMode, FsmState::InitiatorMm6);
        core.state = IsakmpState::QmIdle;
        core.change_state(cx, Input::ProcessComplete, FsmState::Phase1Complete);
        Ok(established)
    }
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
