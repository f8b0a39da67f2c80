//! The responder: messages 2, 4 and 6, and what it makes of 1, 3 and 5.

use std::net::Ipv4Addr;

use super::{
    MainMode, NONCE_LEN, Opening, agreed, begin_sa, check_identity, choose, establish,
    generate_keys, id_and_hash, id_body, key_and_nonce, key_payloads, negotiation_cost, new_core,
    notifications, only_sa, own_id, parse_clear, send_clear, stage, tell_authenticated,
    tell_inserted, tell_notify, tell_vendor_ids,
};
use crate::crypto::DhKeyPair;
use crate::proto::ike::Fault;
use crate::proto::ike::context::Context;
use crate::proto::ike::event::{IkeEventKind as Kind, Input};
use crate::proto::ike::isakmp_sa::{Core, FsmState, Inbound, IsakmpSa, IsakmpState, Role, Stage};
use crate::proto::ike::keymat::{Contributions, Iv, Keymat};
use crate::proto::ike::proposal::lifetime_attributes;
use crate::proto::ike::seal::{open, seal};
use crate::proto::ipsec::sa::SaLifetime;
use crate::wire::isakmp::{
    Chain, ExchangeType, HashPayload, NotifyPayload, NotifyType, Payload, emit_attributes,
};

/// The responder after message 2.
#[derive(Clone, Debug)]
pub(in super::super) struct ExpectKey {
    opening: Opening,
    is_shortened: bool,
}

/// The responder after message 4.
#[derive(Clone, Debug)]
pub(in super::super) struct ExpectAuth {
    opening: Opening,
    keymat: Keymat,
    iv: Iv,
    is_shortened: bool,
}

/// The responder when message 5 has proved right, before message 6.
#[derive(Clone, Debug)]
pub(in super::super) struct Verified {
    opening: Opening,
    keymat: Keymat,
    iv: Iv,
    is_shortened: bool,
    /// Whether the peer says that it knows no other association.
    pub(in super::super) is_initial_contact: bool,
}

/// How the answer to a first message ends.
pub(in super::super) struct Opened {
    /// The association; half open, or about to be deleted.
    pub(in super::super) sa: IsakmpSa,
    /// Whether an offer was accepted.
    pub(in super::super) is_accepted: bool,
}

/// Answers a first message. An unacceptable offer gives an association that has to be deleted.
pub(in super::super) fn respond(
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

impl ExpectKey {
    /// Message 3.
    pub(super) fn handle(
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
    pub(in super::super) fn verify(
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
    pub(in super::super) fn complete(self, core: &mut Core, cx: &mut Context<'_>) -> Stage {
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
