//! Datagrams from peers: whose they are, and what they do.

mod on_informational;
mod on_quick_mode;

use std::net::Ipv4Addr;

use super::context::Context;
use super::event::{DeleteReason, Drop, IkeEventKind as Kind, Input, Mode, RequestRefusal};
use super::informational;
use super::isakmp_sa::{Deletion, FsmState, Inbound, IsakmpSa, Role, SaId, Stage};
use super::main_mode::{self, MainMode, Neighbors};
use super::output::{Output, RequestFailure};
use super::retransmit::Seen;
use super::{Ends, Fault, Ike, MAX_HALF_OPEN};
use crate::time::Instant;
use crate::wire::isakmp::{Cookie, ExchangeType, Header};

impl Ike {
    /// A datagram arrived from `peer` at port 500 of `local`.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        local: Ipv4Addr,
        peer: Ipv4Addr,
        peer_port: u16,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) {
        if self.unusable.contains(&local) {
            let reason = Drop::LocalAddressUnusable;
            Self::tell(out, Kind::Dropped { peer, reason });
            return;
        }
        let (header, first, body) = match Header::parse(bytes) {
            Ok(parsed) => parsed,
            Err(error) => {
                let fault = error.into();
                Self::tell(out, Kind::BadMessage { peer, fault });
                return;
            }
        };
        let message = Inbound {
            header,
            first,
            body,
            bytes,
        };
        match self.find(local, peer, &header) {
            Some(id) => self.dispatch(now, id, peer_port, message, out),
            None => self.on_unknown(now, (local, peer, peer_port), message, out),
        }
        self.rearm();
    }

    /// The association a message belongs to.
    fn find(&self, local: Ipv4Addr, peer: Ipv4Addr, header: &Header) -> Option<SaId> {
        let cookies = [header.initiator_cookie, header.responder_cookie];
        let is_it = |sa: &&IsakmpSa| {
            // The initiator learns the responder's cookie from message 2; a repeated message 1 does not know it yet.
            let knows_half = sa.core.cookies[1] == Cookie::ZERO
                || (cookies[1] == Cookie::ZERO && sa.core.role == Role::Responder);
            let matches =
                sa.core.cookies == cookies || (knows_half && sa.core.cookies[0] == cookies[0]);
            matches && sa.joins(local, peer) && !sa.is_deleted()
        };
        self.sas.values().find(is_it).map(IsakmpSa::id)
    }

    fn on_unknown(
        &mut self,
        now: Instant,
        ends: (Ipv4Addr, Ipv4Addr, u16),
        message: Inbound<'_>,
        out: &mut Vec<Output>,
    ) {
        let (_, peer, peer_port) = ends;
        let header = message.header;
        let cookies = [header.initiator_cookie, header.responder_cookie];
        let exchange = header.exchange;
        if cookies[1] != Cookie::ZERO {
            let no_sa = Kind::NoSa {
                peer,
                cookies,
                exchange,
            };
            Self::tell(out, no_sa);
            return;
        }
        let refusal = if exchange != ExchangeType::IdentityProtection {
            Some(Drop::UnsupportedExchange(exchange))
        } else if self.half_open() >= MAX_HALF_OPEN {
            Some(Drop::HalfOpenLimit)
        } else {
            None
        };
        if let Some(reason) = refusal {
            Self::tell(out, Kind::Dropped { peer, reason });
            return;
        }
        Self::tell(out, Kind::PacketReceived { peer, peer_port });
        let fault = if cookies[0] == Cookie::ZERO {
            Some(Fault::BadCookie)
        } else {
            self.on_first_message(now, ends, message, out).err()
        };
        if let Some(fault) = fault {
            Self::tell(out, Kind::BadMessage { peer, fault });
        }
    }

    fn half_open(&self) -> usize {
        let sas = self.sas.values();
        sas.filter(|sa| sa.core.role == Role::Responder && matches!(sa.stage, Stage::MainMode(_)))
            .count()
    }

    fn on_first_message(
        &mut self,
        now: Instant,
        ends: (Ipv4Addr, Ipv4Addr, u16),
        message: Inbound<'_>,
        out: &mut Vec<Output>,
    ) -> Result<(), Fault> {
        let peer = ends.1;
        let locks = self.peer_count(peer) + 1;
        let cx = &mut self.context(now, out);
        let opened = main_mode::respond(cx, ends, message, locks)?;
        let mut sa = opened.sa;
        let id = sa.id();
        if !opened.is_accepted {
            let mode = Mode::Main;
            sa.core
                .change_state(cx, Input::ProcessError, FsmState::Ready);
            informational::send_no_proposal_chosen(&sa.core, cx);
            sa.core.tell(cx, Kind::ModeFailure { peer, mode });
        }
        self.insert(sa);
        if !opened.is_accepted {
            let deletion = Deletion {
                reason: DeleteReason::ProposalNotAccepted,
                notify: false,
            };
            self.delete_sa(now, id, deletion, out);
        }
        Ok(())
    }

    fn dispatch(
        &mut self,
        now: Instant,
        id: SaId,
        peer_port: u16,
        message: Inbound<'_>,
        out: &mut Vec<Output>,
    ) {
        let Some(sa) = self.sas.get(&id) else { return };
        let ends = (sa.local(), sa.peer());
        let peer = ends.1;
        let is_up = sa.is_established();
        self.tell_of(now, id, Kind::PacketReceived { peer, peer_port }, out);
        let exchange = message.header.exchange;
        let result = match exchange {
            ExchangeType::IdentityProtection => self.on_main_mode(now, id, ends, message, out),
            ExchangeType::QuickMode if is_up => self.on_quick_mode(now, id, message, out),
            ExchangeType::Informational if !message.header.flags.is_encrypted() => {
                // A refusal of main mode comes like this, but anybody could have sent it: main mode goes on trying.
                let reason = Drop::UnauthenticatedNotify;
                self.tell_of(now, id, Kind::Dropped { peer, reason }, out);
                let mode = Mode::Informational;
                self.tell_of(now, id, Kind::ModeFailure { peer, mode }, out);
                Ok(())
            }
            ExchangeType::Informational if is_up => {
                self.on_informational(now, id, ends, message, out)
            }
            ExchangeType::QuickMode | ExchangeType::Informational => Err(Fault::UnexpectedMessage),
            other => {
                let reason = Drop::UnsupportedExchange(other);
                self.tell_of(now, id, Kind::Dropped { peer, reason }, out);
                Ok(())
            }
        };
        if let Err(fault) = result {
            self.tell_of(now, id, Kind::BadMessage { peer, fault }, out);
        }
    }

    /// Tells something about an association.
    pub(super) fn tell_of(&mut self, now: Instant, id: SaId, kind: Kind, out: &mut Vec<Output>) {
        let Self {
            config, host, sas, ..
        } = self;
        if let Some(sa) = sas.get(&id) {
            let cx = &mut Context {
                now,
                config,
                host,
                out,
            };
            sa.core.tell(cx, kind);
        }
    }

    fn on_main_mode(
        &mut self,
        now: Instant,
        id: SaId,
        ends: Ends,
        message: Inbound<'_>,
        out: &mut Vec<Output>,
    ) -> Result<(), Fault> {
        let neighbors = Neighbors {
            has_other: self.has_other(id, ends),
        };
        let Self {
            config, host, sas, ..
        } = self;
        let Some(IsakmpSa { core, stage }) = sas.get_mut(&id) else {
            return Ok(());
        };
        let cx = &mut Context {
            now,
            config,
            host,
            out,
        };
        let seen = core.received.look_up(message.bytes);
        if seen != Seen::Never {
            core.answer_duplicate(cx, seen);
            return Ok(());
        }
        if message.header.message_id != 0 {
            return Err(Fault::UnexpectedMessage);
        }
        let Stage::MainMode(mode) = stage else {
            return Err(Fault::UnexpectedMessage);
        };
        if message.header.responder_cookie == Cookie::ZERO {
            let (peer, reason) = (core.peer, Drop::StaleFirstMessage);
            core.tell(cx, Kind::Dropped { peer, reason });
            return Ok(());
        }
        if let MainMode::ExpectAuth(expect) = &**mode {
            let verified = expect.verify(core, cx, message)?;
            core.received.note(message.bytes);
            if verified.is_initial_contact {
                let (local, peer, port) = (core.local, core.peer, core.peer_port);
                let contact = Kind::ProcessInitialContact { local, peer, port };
                core.tell(cx, contact);
                self.process_initial_contact(now, id, ends, out);
            }
            let Self {
                config, host, sas, ..
            } = self;
            if let Some(IsakmpSa { core, stage }) = sas.get_mut(&id) {
                let cx = &mut Context {
                    now,
                    config,
                    host,
                    out,
                };
                *stage = verified.complete(core, cx);
            }
        } else {
            *stage = mode.handle(core, cx, message, neighbors)?;
            core.received.note(message.bytes);
        }
        if self.sas.get(&id).is_some_and(IsakmpSa::is_established) {
            self.on_established(now, id, ends, out);
        }
        Ok(())
    }

    fn on_established(&mut self, now: Instant, id: SaId, ends: Ends, out: &mut Vec<Output>) {
        self.watch(now, ends, id);
        if let Some(sa) = self.sas.get(&id) {
            out.push(Output::PhaseOneUp {
                sa: id,
                conn_id: sa.conn_id(),
                local: ends.0,
                peer: ends.1,
                role: sa.role(),
            });
        }
        self.resume(now, id, out);
        let Self {
            config, host, sas, ..
        } = self;
        if let Some(sa) = sas.get(&id) {
            let cx = &mut Context {
                now,
                config,
                host,
                out,
            };
            informational::tell_steady(&sa.core, cx, Input::Phase1Complete);
        }
    }
}

impl From<RequestRefusal> for RequestFailure {
    fn from(reason: RequestRefusal) -> Self {
        Self::Refused(reason)
    }
}
