//! Everything that happens because time passes.

use super::context::Context;
use super::event::{DeleteReason, ErrorCause, IkeEventKind as Kind, NodeReason};
use super::isakmp_sa::{Core, Deletion, Established, IsakmpSa, SaId, Stage};
use super::output::{Output, RemoveReason, RequestFailure};
use super::quick_mode::QuickMode;
use super::retransmit::{LIMIT, Verdict};
use super::{Ends, Ike};
use crate::time::Instant;
use crate::types::Spi;

/// What the timers of one association ask of the process.
enum Due {
    /// Nothing more.
    Nothing,
    /// To delete it.
    Delete(Deletion),
    /// To forget it.
    Purge,
}

/// A quick mode that nobody answers.
enum Abandoned {
    /// This router's.
    Request(u32),
    /// The peer's: its pair, by the inbound SPI.
    Pair(Spi),
}

impl Ike {
    /// Does what is due; waits that follow start at `now`.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        if now < self.next_timeout {
            return;
        }
        let ids: Vec<SaId> = self
            .sas
            .values()
            .filter(|sa| sa.next_timeout() <= now)
            .map(IsakmpSa::id)
            .collect();
        for id in ids {
            self.poll_association(now, id, out);
        }
        let due: Vec<Ends> = self
            .peers
            .iter()
            .filter(|(_, state)| state.dpd.is_some_and(|dpd| dpd.next_at() <= now))
            .map(|(ends, _)| *ends)
            .collect();
        for ends in due {
            let step = self.peers.get_mut(&ends).and_then(|state| {
                let last_inbound = state.last_inbound;
                state.dpd.as_mut()?.on_timeout(now, last_inbound)
            });
            if let Some(step) = step {
                self.on_dpd_step(now, ends, step, out);
            }
        }
        self.poll_requests(now, out);
        self.rearm();
    }

    fn poll_association(&mut self, now: Instant, id: SaId, out: &mut Vec<Output>) {
        let Self {
            config, host, sas, ..
        } = self;
        let Some(IsakmpSa { core, stage }) = sas.get_mut(&id) else {
            return;
        };
        let cx = &mut Context {
            now,
            config,
            host,
            out,
        };
        let mut abandoned = Vec::new();
        let due = match stage {
            Stage::Deleted { purge_at } if *purge_at <= now => {
                core.tell(cx, Kind::PurgingSa);
                Due::Purge
            }
            Stage::Deleted { .. } => Due::Nothing,
            Stage::MainMode(_) => poll_main_mode(core, cx),
            Stage::Established(up) if up.expires_at <= now => Due::Delete(Deletion {
                reason: DeleteReason::LifetimeExceeded,
                notify: true,
            }),
            Stage::Established(up) => {
                abandoned = poll_nodes(core, up, cx);
                Due::Nothing
            }
        };
        for abandoned in abandoned {
            match abandoned {
                Abandoned::Request(message_id) => {
                    let reason = RequestFailure::Retransmission;
                    self.on_quick_mode_failed(id, message_id, reason, out);
                }
                Abandoned::Pair(spi) => {
                    // The initiator may well use it already: it has to know.
                    if let Some(child) = self.children.get(&spi).copied() {
                        self.notify_child_gone(now, spi, child, out);
                    }
                    self.remove_child(spi, RemoveReason::NotConfirmed, out);
                }
            }
        }
        match due {
            Due::Nothing => {}
            Due::Delete(deletion) => self.delete_sa(now, id, deletion, out),
            Due::Purge => {
                self.sas.remove(&id);
            }
        }
    }
}

fn poll_main_mode(core: &mut Core, cx: &mut Context<'_>) -> Due {
    let Some(retransmit) = &mut core.retransmit else {
        return Due::Nothing;
    };
    match retransmit.poll(cx.now) {
        Verdict::Wait => Due::Nothing,
        Verdict::Again(attempt) => {
            core.tell(cx, Kind::Retransmitting { node: None });
            core.tell(
                cx,
                Kind::ErrorCounter {
                    node: None,
                    attempt,
                    limit: LIMIT,
                    cause: ErrorCause::RetransmitPhase1,
                },
            );
            let cost = cx.config.profile.informational;
            core.last_sent_at = core.transmit(cx, &core.last_sent, cost);
            Due::Nothing
        }
        Verdict::GiveUp => {
            core.tell(cx, Kind::NoParanoidKeepalives);
            Due::Delete(Deletion {
                reason: DeleteReason::RetransmissionPhase1,
                notify: false,
            })
        }
    }
}

fn poll_nodes(core: &Core, up: &mut Established, cx: &mut Context<'_>) -> Vec<Abandoned> {
    let mut abandoned = Vec::new();
    for (&message_id, node) in &mut up.nodes {
        let Some(retransmit) = &mut node.retransmit else {
            continue;
        };
        match retransmit.poll(cx.now) {
            Verdict::Wait => {}
            Verdict::Again(attempt) => {
                let id = Some(message_id);
                core.tell(cx, Kind::Retransmitting { node: id });
                core.tell(
                    cx,
                    Kind::ErrorCounter {
                        node: id,
                        attempt,
                        limit: LIMIT,
                        cause: ErrorCause::RetransmitPhase2,
                    },
                );
                let cost = cx.config.profile.informational;
                node.last_sent_at = core.transmit(cx, &node.last_sent, cost);
            }
            Verdict::GiveUp => {
                abandoned.extend(match &node.quick_mode {
                    QuickMode::ExpectReply(_) => Some(Abandoned::Request(message_id)),
                    QuickMode::ExpectConfirmation(expect) => {
                        Some(Abandoned::Pair(expect.inbound_spi))
                    }
                    QuickMode::Done => None,
                });
                core.tell(cx, Kind::NoParanoidKeepalives);
                let reason = NodeReason::RetransmissionPhase2;
                node.finish(core, cx, message_id, true, reason);
            }
        }
    }
    let now = cx.now;
    up.nodes.retain(|&message_id, node| {
        let is_kept = node.purge_at.is_none_or(|purge_at| now < purge_at);
        if !is_kept {
            core.tell(cx, Kind::NodePurged { message_id });
        }
        is_kept
    });
    abandoned
}
