//! Informational exchanges (RFC 2409 §5.7): notifications and deletions under an association that is up.

use super::Fault;
use super::context::Context;
use super::event::{IkeEventKind as Kind, Input, NodeReason};
use super::isakmp_sa::{Core, Established, FsmState, Inbound, Node};
use super::main_mode::tell_notify;
use super::quick_mode::QuickMode;
use super::seal::{open, seal_hashed, verify_hashed};
use crate::types::Spi;
use crate::wire::isakmp::{
    Cookie, DOI_IPSEC, DeletePayload, ExchangeType, Message, NotifyPayload, NotifyType, Payload,
    PayloadType, ProtocolId,
};

/// What a received message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Answer a probe.
    AnswerProbe(u32),
    /// A probe was answered.
    ProbeAnswered(u32),
    /// The peer deleted associations of phase 1.
    DeleteIsakmp(Vec<[Cookie; 2]>),
    /// The peer deleted associations of IPsec, by the SPIs this router sends with.
    DeleteEsp(Vec<Spi>),
    /// The peer does not know an SPI this router sends with.
    InvalidSpi(Spi),
    /// The peer refuses what quick mode offered under this inbound SPI, or under the only one.
    Refused(Option<Spi>),
    /// The peer knows no other association.
    InitialContact,
}

/// Reads and authenticates a message, remembers it and says what it asks for.
pub(super) fn receive(
    core: &Core,
    up: &mut Established,
    cx: &mut Context<'_>,
    message: Inbound<'_>,
) -> Result<Vec<Action>, Fault> {
    message.require_encryption()?;
    let message_id = message.header.message_id;
    let iv = up.keymat.phase2_iv(&up.last_block, message_id);
    let (text, iv) = open(message.body, &up.keymat, &iv)?;
    let chain = verify_hashed(message.first, &text, message_id, &[], &up.keymat)?;
    core.tell(cx, Kind::NodeCreated { message_id });
    core.tell(
        cx,
        Kind::Processing {
            payload: PayloadType::Hash,
            message_id,
        },
    );
    let mut node = Node::new(cx.now, QuickMode::Done, iv);
    node.received.note(message.bytes);
    up.nodes.insert(message_id, node);
    let mut actions = Vec::new();
    for (_, payload) in &chain.payloads {
        match payload {
            Payload::Notification(notify) => {
                tell_notify(core, cx, notify, message_id);
                actions.extend(read_notify(core, cx, notify));
            }
            Payload::Delete(delete) => actions.extend(read_delete(core, cx, delete, message_id)),
            Payload::Hash(_) => {}
            other => core.tell(cx, Kind::PayloadNoted(other.kind())),
        }
    }
    Ok(actions)
}

/// Tells that a received message has been dealt with.
pub(super) fn finish(
    core: &Core,
    up: &mut Established,
    cx: &mut Context<'_>,
    message_id: u32,
    input: Input,
) {
    if let Some(node) = up.nodes.get_mut(&message_id) {
        node.finish(core, cx, message_id, false, NodeReason::Informational);
    }
    tell_steady(core, cx, input);
}

/// An event that leaves the association where it is.
pub(super) fn tell_steady(core: &Core, cx: &mut Context<'_>, input: Input) {
    core.tell(
        cx,
        Kind::StateChange {
            node: None,
            input,
            old: FsmState::Phase1Complete,
            new: FsmState::Phase1Complete,
        },
    );
}

fn read_notify(core: &Core, cx: &mut Context<'_>, notify: &NotifyPayload) -> Option<Action> {
    let spi = <[u8; 4]>::try_from(notify.spi.as_slice()).ok();
    let spi = spi.map(|spi| Spi(u32::from_be_bytes(spi)));
    match notify.kind {
        kind @ (NotifyType::RUThere | NotifyType::RUThereAck) => {
            let sequence = u32::from_be_bytes(notify.data.as_slice().try_into().ok()?);
            // RFC 3706 §5.3: the SPI is both cookies; another association's probe is not this one's.
            if notify.spi != core.cookies.map(|cookie| cookie.0).concat() {
                return None;
            }
            core.tell(
                cx,
                Kind::DpdReceived {
                    kind,
                    peer: core.peer,
                    sequence,
                },
            );
            Some(if kind == NotifyType::RUThere {
                Action::AnswerProbe(sequence)
            } else {
                Action::ProbeAnswered(sequence)
            })
        }
        NotifyType::InitialContact => Some(Action::InitialContact),
        NotifyType::InvalidSpi => {
            let named = notify.data.get(..4).and_then(|spi| spi.try_into().ok());
            let spi = spi.or_else(|| named.map(|spi| Spi(u32::from_be_bytes(spi))))?;
            core.tell(cx, Kind::InvalidSpi { spi });
            Some(Action::InvalidSpi(spi))
        }
        NotifyType::NoProposalChosen
        | NotifyType::InvalidIdInformation
        | NotifyType::AttributesNotSupported
        | NotifyType::BadProposalSyntax => Some(Action::Refused(spi)),
        _ => None,
    }
}

fn read_delete(
    core: &Core,
    cx: &mut Context<'_>,
    delete: &DeletePayload,
    message_id: u32,
) -> Option<Action> {
    core.tell(
        cx,
        Kind::Processing {
            payload: PayloadType::Delete,
            message_id,
        },
    );
    let short = |spi: &Vec<u8>| Some(Spi(u32::from_be_bytes(spi.as_slice().try_into().ok()?)));
    let spis: Vec<Spi> = delete.spis.iter().filter_map(short).collect();
    core.tell(
        cx,
        Kind::DeleteReceived {
            protocol: delete.protocol,
            spis: spis.clone(),
            message_id,
        },
    );
    match delete.protocol {
        ProtocolId::Isakmp => Some(Action::DeleteIsakmp(
            delete.spis.iter().filter_map(|spi| cookies(spi)).collect(),
        )),
        ProtocolId::Esp => Some(Action::DeleteEsp(spis)),
        _ => None,
    }
}

fn cookies(spi: &[u8]) -> Option<[Cookie; 2]> {
    let (first, second) = spi.split_first_chunk::<8>()?;
    Some([Cookie(*first), Cookie(second.try_into().ok()?)])
}

/// What an informational message is about, for the log.
pub(super) enum About {
    /// A notification.
    Notify,
    /// A probe or an answer with this number.
    Probe(u32),
    /// A deletion.
    Delete(Spi),
}

/// Sends one payload in an exchange of its own, which is over at once.
pub(super) fn send(
    core: &Core,
    up: &Established,
    cx: &mut Context<'_>,
    payload: Payload,
    about: &About,
) {
    let message_id = cx.host.new_message_id();
    core.tell(cx, Kind::NodeCreated { message_id });
    match (&payload, about) {
        (Payload::Notification(notify), about) => {
            core.tell(
                cx,
                Kind::NotifySent {
                    kind: notify.kind,
                    protocol: notify.protocol,
                    message_id,
                },
            );
            if let About::Probe(sequence) = about {
                core.tell(cx, Kind::DpdSequence(*sequence));
            }
        }
        (Payload::Delete(delete), About::Delete(spi)) => core.tell(
            cx,
            Kind::DeleteSent {
                protocol: delete.protocol,
                spi: *spi,
                message_id,
            },
        ),
        _ => {}
    }
    let header = core.header(ExchangeType::Informational, message_id);
    let iv = up.keymat.phase2_iv(&up.last_block, message_id);
    let (bytes, _) = seal_hashed(header, &[], vec![payload], &up.keymat, &iv);
    core.transmit(cx, &bytes, cx.config.profile.informational);
    core.tell(cx, Kind::NodePurged { message_id });
}

/// A probe, or the answer to one (RFC 3706 §5.4).
pub(super) fn send_dpd(
    core: &Core,
    up: &Established,
    cx: &mut Context<'_>,
    kind: NotifyType,
    sequence: u32,
) {
    let data = sequence.to_be_bytes().to_vec();
    let notify = NotifyPayload::isakmp(kind, core.cookies, data);
    let payload = Payload::Notification(notify);
    send(core, up, cx, payload, &About::Probe(sequence));
}

/// A notification about an SPI of ESP.
pub(super) fn send_esp_notify(
    core: &Core,
    up: &Established,
    cx: &mut Context<'_>,
    kind: NotifyType,
    spi: Option<Spi>,
) {
    let payload = Payload::Notification(NotifyPayload {
        doi: DOI_IPSEC,
        protocol: ProtocolId::Esp,
        kind,
        spi: spi.map_or_else(Vec::new, |spi| spi.0.to_be_bytes().to_vec()),
        data: Vec::new(),
    });
    send(core, up, cx, payload, &About::Notify);
}

/// Tells that an inbound SPI is gone.
pub(super) fn send_delete_esp(core: &Core, up: &Established, cx: &mut Context<'_>, spi: Spi) {
    let spis = vec![spi.0.to_be_bytes().to_vec()];
    let payload = Payload::Delete(DeletePayload::new(ProtocolId::Esp, 4, spis));
    send(core, up, cx, payload, &About::Delete(spi));
}

/// Tells that the association itself is gone.
pub(super) fn send_delete_isakmp(core: &Core, up: &Established, cx: &mut Context<'_>) {
    let spis = vec![core.cookies.map(|cookie| cookie.0).concat()];
    let payload = Payload::Delete(DeletePayload::new(ProtocolId::Isakmp, 16, spis));
    send(core, up, cx, payload, &About::Delete(Spi(0)));
}

/// Refuses an offer of main mode, in the clear: there are no keys yet.
pub(super) fn send_no_proposal_chosen(core: &Core, cx: &mut Context<'_>) {
    let message_id = cx.host.new_message_id();
    let kind = NotifyType::NoProposalChosen;
    let notify = NotifyPayload::isakmp(kind, core.cookies, Vec::new());
    core.tell(
        cx,
        Kind::NotifySent {
            kind,
            protocol: notify.protocol,
            message_id,
        },
    );
    let header = core.header(ExchangeType::Informational, message_id);
    let bytes = Message::clear(header, vec![Payload::Notification(notify)]).to_bytes();
    core.transmit(cx, &bytes, cx.config.profile.informational);
}
