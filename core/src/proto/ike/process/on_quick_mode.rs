//! Messages of quick mode.

use crate::proto::ike::context::Context;
use crate::proto::ike::event::{Drop, IkeEventKind as Kind, Input, Mode, NodeReason};
use crate::proto::ike::informational;
use crate::proto::ike::isakmp_sa::{FsmState, Inbound, IsakmpSa, MAX_NODES, SaId, Stage};
use crate::proto::ike::output::{Output, RequestFailure};
use crate::proto::ike::quick_mode::{self, Answer, Failure, QuickMode};
use crate::proto::ike::request::Progress;
use crate::proto::ike::retransmit::Seen;
use crate::proto::ike::{Child, Fault, Ike};
use crate::proto::ipsec::sa::SaPair;
use crate::time::Instant;
use crate::types::Spi;
use crate::wire::isakmp::NotifyType;

impl Ike {
    pub(super) fn on_quick_mode(
        &mut self,
        now: Instant,
        id: SaId,
        message: Inbound<'_>,
        out: &mut Vec<Output>,
    ) -> Result<(), Fault> {
        let message_id = message.header.message_id;
        let Self {
            config, host, sas, ..
        } = self;
        let Some(IsakmpSa {
            core,
            stage: Stage::Established(up),
        }) = sas.get_mut(&id)
        else {
            return Ok(());
        };
        let cx = &mut Context {
            now,
            config,
            host,
            out,
        };
        let (local, peer) = (core.local, core.peer);
        let Some(node) = up.nodes.get_mut(&message_id) else {
            if up.nodes.len() >= MAX_NODES {
                let reason = Drop::NodeLimit;
                core.tell(cx, Kind::Dropped { peer, reason });
                return Ok(());
            }
            match quick_mode::answer(core, up, cx, message)? {
                Answer::Accepted(pair) => self.install(now, pair, out),
                Answer::Refused(spi) => self.refuse(now, id, message_id, spi, out),
            }
            self.note_inbound_traffic(now, local, peer);
            return Ok(());
        };
        let seen = node.received.look_up(message.bytes);
        if seen != Seen::Never {
            node.answer_duplicate(core, cx, message_id, seen);
            return Ok(());
        }
        match node.quick_mode.clone() {
            QuickMode::Done => return Err(Fault::UnexpectedMessage),
            QuickMode::ExpectReply(expect) => {
                match quick_mode::accept_reply(core, up, cx, message, &expect) {
                    Ok(pair) => {
                        let done = Progress::Negotiating { sa: id, message_id };
                        self.pending.retain(|pending| pending.progress != done);
                        self.install(now, pair, out);
                    }
                    Err(Failure::Ignored(fault)) => return Err(fault),
                    Err(Failure::Fatal(fault)) => {
                        let mode = Mode::Quick;
                        core.tell(cx, Kind::BadMessage { peer, fault });
                        if let Some(node) = up.nodes.get_mut(&message_id) {
                            let reason = NodeReason::QuickModeRejected;
                            node.finish(core, cx, message_id, true, reason);
                        }
                        core.tell(cx, Kind::ModeFailure { peer, mode });
                        let reason = RequestFailure::BadReply(fault);
                        self.on_quick_mode_failed(id, message_id, reason, out);
                    }
                }
            }
            QuickMode::ExpectConfirmation(expect) => {
                quick_mode::accept_confirmation(core, up, cx, message, &expect)?;
                out.push(Output::EnableOutbound {
                    local,
                    peer,
                    inbound_spi: expect.inbound_spi,
                    outbound_spi: expect.outbound_spi,
                });
            }
        }
        self.note_inbound_traffic(now, local, peer);
        Ok(())
    }

    /// Hands a new pair over.
    fn install(&mut self, now: Instant, pair: Box<SaPair>, out: &mut Vec<Output>) {
        let child = Child {
            local: pair.local,
            peer: pair.peer,
            outbound_spi: pair.outbound_spi,
            created_at: now,
        };
        self.host.spis.insert(pair.inbound_spi);
        self.children.insert(pair.inbound_spi, child);
        out.push(Output::Install(pair));
    }

    /// Tells the peer that its quick mode is refused.
    fn refuse(
        &mut self,
        now: Instant,
        id: SaId,
        message_id: u32,
        spi: Option<Spi>,
        out: &mut Vec<Output>,
    ) {
        let Self {
            config, host, sas, ..
        } = self;
        let Some(IsakmpSa {
            core,
            stage: Stage::Established(up),
        }) = sas.get_mut(&id)
        else {
            return;
        };
        let cx = &mut Context {
            now,
            config,
            host,
            out,
        };
        informational::send_esp_notify(core, up, cx, NotifyType::NoProposalChosen, spi);
        if let Some(node) = up.nodes.get_mut(&message_id) {
            node.finish(core, cx, message_id, true, NodeReason::QuickModeRejected);
        }
        let (peer, mode) = (core.peer, Mode::Quick);
        core.tell(
            cx,
            Kind::StateChange {
                node: Some(message_id),
                input: Input::QuickModeExchange,
                old: FsmState::QuickModeReady,
                new: FsmState::QuickModeReady,
            },
        );
        core.tell(cx, Kind::ModeFailure { peer, mode });
    }

    /// The peer refused a quick mode: the one with that SPI, or the only one there is.
    pub(super) fn on_refused(
        &mut self,
        now: Instant,
        id: SaId,
        spi: Option<Spi>,
        out: &mut Vec<Output>,
    ) {
        let Self {
            config, host, sas, ..
        } = self;
        let Some(IsakmpSa {
            core,
            stage: Stage::Established(up),
        }) = sas.get_mut(&id)
        else {
            return;
        };
        let mut open = up.nodes.iter_mut().filter(|(_, node)| {
            let QuickMode::ExpectReply(expect) = &node.quick_mode else {
                return false;
            };
            spi.is_none_or(|spi| spi == expect.spi)
        });
        let Some((message_id, node)) = open.next() else {
            return;
        };
        if open.next().is_some() {
            return;
        }
        let message_id = *message_id;
        let cx = &mut Context {
            now,
            config,
            host,
            out,
        };
        node.finish(core, cx, message_id, true, NodeReason::DeleteLarval);
        let reason = RequestFailure::NoProposalChosen;
        self.on_quick_mode_failed(id, message_id, reason, out);
    }
}
