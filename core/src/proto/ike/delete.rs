//! Ends of associations: verdicts, deletions of either side, clears, lost addresses.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::context::Context;
use super::event::{DeleteReason, IkeEventKind as Kind, Input, NodeReason};
use super::isakmp_sa::{Deletion, FsmState, IsakmpSa, IsakmpState, LINGER, SaId, Stage};
use super::output::{Output, RemoveReason};
use super::quick_mode::QuickMode;
use super::request::Pending;
use super::{Child, Ends, Ike, MAX_ASSOCIATIONS, informational};
use crate::time::Instant;
use crate::types::Spi;

/// What an operator clears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Clear {
    /// `clear crypto isakmp [conn-id]`: associations of phase 1; the pairs stay.
    Isakmp(Option<u32>),
    /// `clear crypto sa [peer A]`: pairs; phase 1 stays.
    Sa(Option<Ipv4Addr>),
    /// `clear crypto session [remote A]`: both.
    Session(Option<Ipv4Addr>),
}

impl Ike {
    /// IPsec has removed a pair (its lifetime is over, or it was replaced): the peer is told if there is a phase 1.
    pub fn delete_child(&mut self, now: Instant, inbound_spi: Spi, out: &mut Vec<Output>) {
        if let Some(child) = self.children.remove(&inbound_spi) {
            self.host.spis.remove(&inbound_spi);
            self.notify_child_gone(now, inbound_spi, child, out);
        }
    }

    /// Deletes what an operator clears, and tells the peers.
    pub fn clear(&mut self, now: Instant, which: Clear, out: &mut Vec<Output>) {
        let wanted = |peer: Option<Ipv4Addr>, other| peer.is_none_or(|peer| peer == other);
        if let Clear::Sa(peer) | Clear::Session(peer) = which {
            let children: Vec<_> = self
                .children
                .iter()
                .filter(|(_, child)| wanted(peer, child.peer))
                .map(|(spi, child)| (*spi, *child))
                .collect();
            for (spi, child) in children {
                self.notify_child_gone(now, spi, child, out);
                self.remove_child(spi, RemoveReason::Cleared, out);
            }
        }
        let ids: Vec<SaId> = self
            .sas
            .values()
            .filter(|sa| match which {
                Clear::Isakmp(conn_id) => conn_id.is_none_or(|id| id == sa.conn_id()),
                Clear::Session(peer) => wanted(peer, sa.peer()),
                Clear::Sa(_) => false,
            })
            .map(IsakmpSa::id)
            .collect();
        let deletion = Deletion {
            reason: DeleteReason::Cleared,
            notify: true,
        };
        for id in ids {
            self.delete_sa(now, id, deletion, out);
        }
        self.rearm();
    }

    /// Records an association; if there are too many, those deleted longest ago are forgotten early.
    pub(super) fn insert(&mut self, sa: IsakmpSa) {
        if self.sas.len() >= MAX_ASSOCIATIONS {
            let oldest = self.sas.values().find(|sa| sa.is_deleted());
            if let Some(id) = oldest.map(IsakmpSa::id) {
                self.sas.remove(&id);
            }
        }
        self.sas.insert(sa.id(), sa);
    }

    /// Removes one pair that IKE has made.
    pub(super) fn remove_child(&mut self, spi: Spi, reason: RemoveReason, out: &mut Vec<Output>) {
        if let Some(child) = self.children.remove(&spi) {
            self.host.spis.remove(&spi);
            out.push(Output::RemoveSa {
                local: child.local,
                peer: child.peer,
                inbound_spi: spi,
                outbound_spi: child.outbound_spi,
                reason,
            });
        }
    }

    /// Removes every pair between two addresses.
    fn remove_children(
        &mut self,
        (local, peer): Ends,
        reason: RemoveReason,
        out: &mut Vec<Output>,
    ) {
        let Self { children, host, .. } = self;
        children.retain(|spi, child| {
            let is_other = child.local != local || child.peer != peer;
            if !is_other {
                host.spis.remove(spi);
            }
            is_other
        });
        out.push(Output::RemoveSas {
            local,
            peer,
            reason,
        });
    }

    /// Tells the peer that a pair is gone, if there is an association to tell it under.
    pub(super) fn notify_child_gone(
        &mut self,
        now: Instant,
        spi: Spi,
        child: Child,
        out: &mut Vec<Output>,
    ) {
        let Child { local, peer, .. } = child;
        let id = self.newest_established((local, peer));
        let Self {
            config, host, sas, ..
        } = self;
        match id.and_then(|id| sas.get_mut(&id)) {
            Some(IsakmpSa {
                core,
                stage: Stage::Established(up),
            }) => {
                let cx = &mut Context {
                    now,
                    config,
                    host,
                    out,
                };
                informational::send_delete_esp(core, up, cx, spi);
            }
            _ => Self::tell(out, Kind::DeleteNotSent { local, peer, spi }),
        }
    }

    /// Five probes went unanswered: everything with the peer goes, and nobody is told.
    pub(super) fn on_peer_dead(&mut self, now: Instant, ends: Ends, out: &mut Vec<Output>) {
        let deletion = Deletion {
            reason: DeleteReason::PeersAlive,
            notify: false,
        };
        // The pairs go first: with them gone nothing can be resumed under another association.
        let ids = self.between(ends, |sa| sa.is_established());
        let mut removed = false;
        for id in ids {
            self.delete_sa_then(now, id, deletion, out, |ike, out| {
                if !core::mem::replace(&mut removed, true) {
                    ike.remove_children(ends, RemoveReason::DeadPeer, out);
                }
            });
        }
    }

    /// The peer knows no other association than `new`: older ones are leftovers. Those that came up while `new` was being
    /// negotiated are not: when both sides begin at once, a repeated message 5 may arrive after the other negotiation is
    /// complete, and dropping its pair would leave the peer with one that nobody hears.
    pub(super) fn process_initial_contact(
        &mut self,
        now: Instant,
        new: SaId,
        ends: Ends,
        out: &mut Vec<Output>,
    ) {
        let deletion = Deletion {
            reason: DeleteReason::InitialContact,
            notify: false,
        };
        let Some(begun_at) = self.sas.get(&new).map(IsakmpSa::created_at) else {
            return;
        };
        let older = self.between(ends, |sa| {
            sa.id() != new
                && sa
                    .established()
                    .is_some_and(|up| up.established_at <= begun_at)
        });
        for id in older {
            self.delete_sa(now, id, deletion, out);
        }
        let (older, newer): (Vec<_>, Vec<_>) = self
            .children
            .iter()
            .filter(|(_, child)| (child.local, child.peer) == ends)
            .map(|(spi, child)| (*spi, child.created_at))
            .partition(|(_, created_at)| *created_at <= begun_at);
        if newer.is_empty() && !older.is_empty() {
            self.remove_children(ends, RemoveReason::InitialContact, out);
        } else {
            for (spi, _) in older {
                self.remove_child(spi, RemoveReason::InitialContact, out);
            }
        }
    }

    /// A local address is lost.
    pub(super) fn on_address_lost(&mut self, now: Instant, addr: Ipv4Addr, out: &mut Vec<Output>) {
        let deletion = Deletion {
            reason: DeleteReason::LocalAddressLost,
            notify: false,
        };
        let mut peers: Vec<Ipv4Addr> = self
            .children
            .values()
            .filter(|child| child.local == addr)
            .map(|child| child.peer)
            .collect();
        peers.sort_unstable();
        peers.dedup();
        for peer in peers {
            self.remove_children((addr, peer), RemoveReason::LocalAddressLost, out);
        }
        let ids: Vec<SaId> = self
            .sas
            .values()
            .filter(|sa| sa.local() == addr)
            .map(IsakmpSa::id)
            .collect();
        for id in ids {
            self.delete_sa(now, id, deletion, out);
        }
        let of_addr = |it: &Pending| it.request.local == addr;
        while let Some(index) = self.pending.iter().position(of_addr) {
            let pending = self.pending.remove(index);
            let reason = super::RequestFailure::PhaseOne(DeleteReason::LocalAddressLost);
            self.give_up(pending, reason, out);
        }
        self.peers.retain(|(local, _), _| *local != addr);
    }

    fn between(&self, (local, peer): Ends, wanted: impl Fn(&IsakmpSa) -> bool) -> Vec<SaId> {
        let sas = self.sas.values();
        sas.filter(|sa| sa.joins(local, peer) && wanted(sa))
            .map(IsakmpSa::id)
            .collect()
    }

    /// Deletes an association; it is still shown for a minute.
    pub(super) fn delete_sa(
        &mut self,
        now: Instant,
        id: SaId,
        deletion: Deletion,
        out: &mut Vec<Output>,
    ) {
        self.delete_sa_then(now, id, deletion, out, |_, _| {});
    }

    /// As [`Self::delete_sa`]; `then` happens right after the reason has been told, where a router deletes the pairs.
    fn delete_sa_then(
        &mut self,
        now: Instant,
        id: SaId,
        deletion: Deletion,
        out: &mut Vec<Output>,
        then: impl FnOnce(&mut Self, &mut Vec<Output>),
    ) {
        let Some(mut sa) = self.sas.remove(&id) else {
            return;
        };
        if sa.is_deleted() {
            self.sas.insert(id, sa);
            return;
        }
        let (peer, ends) = (sa.peer(), (sa.local(), sa.peer()));
        let reason = deletion.reason;
        {
            let cx = &mut self.context(now, out);
            if let (true, Stage::Established(up)) = (deletion.notify, &sa.stage) {
                informational::send_delete_isakmp(&sa.core, up, cx);
            }
            sa.core.tell(cx, Kind::DeletingSa { reason, peer });
        }
        then(self, out);
        let count = self.peer_count(peer);
        let abandoned = self.close(now, &mut sa, count, out);
        out.push(Output::PhaseOneDown {
            sa: id,
            conn_id: sa.conn_id(),
            local: ends.0,
            peer,
            reason,
        });
        self.sas.insert(id, sa);
        for spi in abandoned {
            self.remove_child(spi, RemoveReason::NotConfirmed, out);
        }
        self.on_association_gone(now, id, ends, reason, out);
        self.rewatch(now, ends, id);
    }

    /// Takes an association down to its tombstone; inbound SPIs of pairs that were never confirmed.
    fn close(
        &mut self,
        now: Instant,
        sa: &mut IsakmpSa,
        count: u32,
        out: &mut Vec<Output>,
    ) -> Vec<Spi> {
        let cx = &mut self.context(now, out);
        let IsakmpSa { core, stage } = sa;
        let peer = core.peer;
        core.change_state(cx, Input::Phase1Delete, FsmState::DestSa);
        core.tell(cx, Kind::PeerUnlocked { peer, count });
        if count == 0 {
            core.tell(cx, Kind::PeerReaped { peer });
        }
        let mut abandoned = Vec::new();
        if let Stage::Established(up) = stage {
            for (message_id, node) in &mut up.nodes {
                if let QuickMode::ExpectConfirmation(expect) = &node.quick_mode {
                    abandoned.push(expect.inbound_spi);
                }
                if node.purge_at.is_none() {
                    node.finish(core, cx, *message_id, false, NodeReason::IkeDeleted);
                }
            }
        }
        core.state = IsakmpState::MmNoState;
        core.retransmit = None;
        core.received.clear();
        core.last_sent = Vec::new();
        *stage = Stage::Deleted {
            purge_at: now + LINGER,
        };
        abandoned
    }

    /// If the peer was watched under an association that went, it is watched under the newest one left.
    fn rewatch(&mut self, now: Instant, ends: Ends, gone: SaId) {
        let Some(state) = self.peers.get_mut(&ends) else {
            return;
        };
        if state.dpd.is_none_or(|dpd| dpd.sa != gone) {
            return;
        }
        state.dpd = None;
        match self.newest_established(ends) {
            Some(other) => self.watch(now, ends, other),
            None => {
                self.peers.remove(&ends);
            }
        }
    }

    /// The surroundings of a procedure.
    pub(super) fn context<'a>(&'a mut self, now: Instant, out: &'a mut Vec<Output>) -> Context<'a> {
        Context {
            now,
            config: &self.config,
            host: &mut self.host,
            out,
        }
    }
}
