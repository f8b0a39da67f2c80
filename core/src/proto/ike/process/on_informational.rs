//! Informational messages, and what they ask for.

use crate::proto::ike::context::Context;
use crate::proto::ike::event::{DeleteReason, Drop, IkeEventKind as Kind, Input};
use crate::proto::ike::informational::{self, Action};
use crate::proto::ike::isakmp_sa::{Deletion, Inbound, IsakmpSa, MAX_NODES, SaId, Stage};
use crate::proto::ike::output::{Output, RemoveReason};
use crate::proto::ike::{Ends, Fault, Ike};
use crate::time::Instant;
use crate::types::Spi;
use crate::wire::isakmp::{Cookie, NotifyType};

impl Ike {
    pub(super) fn on_informational(
        &mut self,
        now: Instant,
        id: SaId,
        ends: Ends,
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
        if up.nodes.contains_key(&message_id) {
            let node = Some(message_id);
            core.tell(cx, Kind::Duplicate { node });
            return Ok(());
        }
        if up.nodes.len() >= MAX_NODES {
            let (peer, reason) = (core.peer, Drop::NodeLimit);
            core.tell(cx, Kind::Dropped { peer, reason });
            return Ok(());
        }
        let actions = informational::receive(core, up, cx, message)?;
        let mut input = Input::InfoNotify;
        for action in actions {
            if let Action::DeleteIsakmp(_) | Action::DeleteEsp(_) = action {
                input = Input::InfoDelete;
            }
            self.act(now, id, ends, action, out);
        }
        self.note_inbound_traffic(now, ends.0, ends.1);
        let Self {
            config, host, sas, ..
        } = self;
        if let Some(IsakmpSa {
            core,
            stage: Stage::Established(up),
        }) = sas.get_mut(&id)
        {
            let cx = &mut Context {
                now,
                config,
                host,
                out,
            };
            informational::finish(core, up, cx, message_id, input);
        }
        Ok(())
    }

    fn act(&mut self, now: Instant, id: SaId, ends: Ends, action: Action, out: &mut Vec<Output>) {
        match action {
            Action::AnswerProbe(sequence) => {
                let Self {
                    config, host, sas, ..
                } = self;
                if let Some(IsakmpSa {
                    core,
                    stage: Stage::Established(up),
                }) = sas.get_mut(&id)
                {
                    let cx = &mut Context {
                        now,
                        config,
                        host,
                        out,
                    };
                    informational::send_dpd(core, up, cx, NotifyType::RUThereAck, sequence);
                }
            }
            Action::ProbeAnswered(sequence) => {
                let dpd = self.peers.get(&ends).and_then(|state| state.dpd);
                if !dpd.is_some_and(|dpd| dpd.is_expected(sequence)) {
                    self.tell_of(now, id, Kind::DpdUnexpectedAck { sequence }, out);
                }
            }
            Action::DeleteIsakmp(all) => self.on_isakmp_deleted(now, ends, &all, out),
            Action::DeleteEsp(spis) => {
                for spi in spis {
                    self.remove_outbound(ends, spi, RemoveReason::PeerDeleted, out);
                }
            }
            Action::InvalidSpi(spi) => {
                self.remove_outbound(ends, spi, RemoveReason::InvalidSpi, out);
            }
            Action::Refused(spi) => self.on_refused(now, id, spi, out),
            Action::InitialContact => self.process_initial_contact(now, id, ends, out),
        }
    }

    fn on_isakmp_deleted(
        &mut self,
        now: Instant,
        (local, peer): Ends,
        all: &[[Cookie; 2]],
        out: &mut Vec<Output>,
    ) {
        let deletion = Deletion {
            reason: DeleteReason::DeleteNotify,
            notify: false,
        };
        for cookies in all {
            let named = |sa: &&IsakmpSa| sa.joins(local, peer) && sa.core.cookies == *cookies;
            let Some(id) = self.sas.values().find(named).map(IsakmpSa::id) else {
                continue;
            };
            self.tell_of(now, id, Kind::NoParanoidKeepalives, out);
            self.delete_sa(now, id, deletion, out);
        }
    }

    /// Removes the pair with a peer whose outbound SPI is `spi`.
    fn remove_outbound(
        &mut self,
        (local, peer): Ends,
        spi: Spi,
        reason: RemoveReason,
        out: &mut Vec<Output>,
    ) {
        let found = self
            .children
            .iter()
            .find(|(_, child)| (child.local, child.peer, child.outbound_spi) == (local, peer, spi));
        if let Some(inbound) = found.map(|(spi, _)| *spi) {
            self.remove_child(inbound, reason, out);
        }
    }
}
