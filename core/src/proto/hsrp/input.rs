//! What is done with a message (RFC 2281 §5.4, events f to l).

use std::net::Ipv4Addr;

use super::{DropReason, Event, Group, Output, Router, State, Timers};
use crate::time::{Duration, Instant};
use crate::wire::hsrp::{self as wire, OpCode, Repr};

impl Group {
    /// Handles a message from `src`.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        src: Ipv4Addr,
        repr: &Repr,
        out: &mut Vec<Output>,
    ) {
        if let Err(reason) = self.admit(now, src, repr, out) {
            out.push(Output::Dropped { src, reason });
        }
    }

    fn admit(
        &mut self,
        now: Instant,
        src: Ipv4Addr,
        repr: &Repr,
        out: &mut Vec<Output>,
    ) -> Result<(), DropReason> {
        if repr.group != self.config.group {
            return Err(DropReason::OtherGroup(repr.group));
        }
        if self.state == State::Initial {
            return Err(DropReason::NotRunning);
        }
        if src == self.address {
            return Err(DropReason::OwnAddress);
        }
        // RFC 2281 §5.1: a message with other authentication data is not processed.
        if repr.authentication_data != self.config.authentication_data {
            return Err(DropReason::BadAuthentication);
        }
        self.note_virtual_ip(src, repr, out);
        match repr.op_code {
            OpCode::Hello => self.process_hello(now, src, repr, out),
            OpCode::Coup => self.process_coup(now, src, repr, out),
            OpCode::Resign => self.process_resign(now, src, repr, out),
            OpCode::Advertise | OpCode::Unknown(_) => Err(DropReason::UnknownOpCode(repr.op_code)),
        }
    }

    /// Another virtual address is reported, once for each router and address, and does not stop the election.
    fn note_virtual_ip(&mut self, src: Ipv4Addr, repr: &Repr, out: &mut Vec<Output>) {
        let theirs = repr.virtual_ip;
        let differs = |ours: Ipv4Addr| ours != theirs && !theirs.is_unspecified();
        if !self.virtual_ip().is_some_and(differs) {
            return;
        }
        if self.different_virtual_ip.replace((src, theirs)) != Some((src, theirs)) {
            out.push(Output::DifferentVirtualIp { src, theirs });
        }
    }

    /// Whether `src` outranks this router: by priority, then by address (RFC 2281 §5.1).
    fn is_outranked_by(&self, src: Ipv4Addr, priority: u8) -> bool {
        (priority, src) > (self.priority, self.address)
    }

    fn process_hello(
        &mut self,
        now: Instant,
        src: Ipv4Addr,
        repr: &Repr,
        out: &mut Vec<Output>,
    ) -> Result<(), DropReason> {
        let event = match (repr.state, self.is_outranked_by(src, repr.priority)) {
            (wire::State::Speak, true) => Event::HelloFromHigherSpeak,
            (wire::State::Active, true) => Event::HelloFromHigherActive,
            (wire::State::Active, false) => Event::HelloFromLowerActive,
            (wire::State::Standby, true) => Event::HelloFromHigherStandby,
            (wire::State::Standby, false) => Event::HelloFromLowerStandby,
            (state, _) => return Err(DropReason::NoEffect(state)),
        };
        if event == Event::HelloFromLowerActive && self.state != State::Active {
            // RFC 2281 §5.1: timers come from the active router, whatever its rank.
            self.learn_timers(repr, out);
        }
        if event == Event::HelloFromHigherActive {
            // The one to preempt is gone; a later chance is a first chance again.
            self.preempt_wanted_at = None;
            self.deadlines.preempt = None;
        }
        if self.process(now, event, Some((src, repr)), out) {
            Ok(())
        } else {
            Err(DropReason::NoEffect(repr.state))
        }
    }

    fn process_coup(
        &mut self,
        now: Instant,
        src: Ipv4Addr,
        repr: &Repr,
        out: &mut Vec<Output>,
    ) -> Result<(), DropReason> {
        if self.state != State::Active {
            return Err(DropReason::NotActive);
        }
        if !self.is_outranked_by(src, repr.priority) {
            return Err(DropReason::LowerPriority);
        }
        self.process(now, Event::CoupFromHigher, Some((src, repr)), out);
        Ok(())
    }

    fn process_resign(
        &mut self,
        now: Instant,
        src: Ipv4Addr,
        repr: &Repr,
        out: &mut Vec<Output>,
    ) -> Result<(), DropReason> {
        if !self.active_router.is(src) {
            return Err(DropReason::NotFromActiveRouter);
        }
        self.process(now, Event::ResignFromActive, Some((src, repr)), out);
        Ok(())
    }

    /// Action E: what is not configured is taken from the active router's Hello.
    pub(super) fn learn(&mut self, heard: Option<(Ipv4Addr, &Repr)>, out: &mut Vec<Output>) {
        let Some((_, repr)) = heard else { return };
        let theirs = Some(repr.virtual_ip).filter(|addr| !addr.is_unspecified());
        if self.config.virtual_ip.is_none()
            && let Some(virtual_ip) = theirs
            && self.learned_virtual_ip != theirs
        {
            self.learned_virtual_ip = theirs;
            out.push(Output::LearnedVirtualIp(virtual_ip));
        }
        self.learn_timers(repr, out);
    }

    fn learn_timers(&mut self, repr: &Repr, out: &mut Vec<Output>) {
        // Zero stands for timers shorter than the field can say; those are never learned.
        let advertised = repr.hello_time_secs != 0 && repr.hold_time_secs > repr.hello_time_secs;
        if self.config.timers.is_some() || !advertised {
            return;
        }
        let timers = Timers {
            hello: Duration::from_secs(u64::from(repr.hello_time_secs)),
            hold: Duration::from_secs(u64::from(repr.hold_time_secs)),
        };
        if self.timers() != timers {
            out.push(Output::LearnedTimers(timers));
        }
        self.learned_timers = Some(timers);
    }

    /// Whether event h may end in a Coup at once. If only the delay forbids it, the delay is started.
    pub(super) fn may_preempt(&mut self, now: Instant) -> bool {
        if !self.config.preempt {
            return false;
        }
        let delay = self.config.preempt_delay;
        let wanted_at = *self.preempt_wanted_at.get_or_insert(now);
        let mut allowed_at = wanted_at + delay.minimum;
        if !delay.reload.is_zero() {
            allowed_at = allowed_at.max(self.booted_at + delay.reload);
        }
        if allowed_at <= now {
            return true;
        }
        self.deadlines.preempt = Some(allowed_at);
        false
    }

    /// The preemption delay is over: goes ahead if the active router is still one to preempt.
    pub(super) fn retry_preemption(&mut self, now: Instant, out: &mut Vec<Output>) {
        let Router::Remote { addr, priority } = self.active_router else {
            return;
        };
        if !self.is_outranked_by(addr, priority) {
            self.process(now, Event::HelloFromLowerActive, None, out);
        }
    }
}
