//! How a cell of the table is carried out (RFC 2281 §5.5): timers, messages, who is who, and the change of state.

use std::net::Ipv4Addr;

use super::fsm::{Conditions, transition};
use super::{Action, Cause, Event, Group, Output, Router, State};
use crate::time::{Duration, Instant};
use crate::wire::hsrp::{OpCode, Repr};

impl Group {
    /// The one place where the state is written.
    fn change_state(&mut self, now: Instant, to: State, cause: Cause, out: &mut Vec<Output>) {
        let from = core::mem::replace(&mut self.state, to);
        self.state_changes += 1;
        self.last_change_at = now;
        if matches!(to, State::Initial | State::Learn | State::Listen) {
            self.deadlines.hello = None;
        }
        if from == State::Active {
            self.deadlines.gratuitous_arp = None;
        }
        if matches!(to, State::Initial | State::Active) {
            // The active router watches no active router, and need not preempt.
            self.deadlines.active = None;
            self.deadlines.preempt = None;
            self.preempt_wanted_at = None;
        }
        out.push(Output::StateChanged { from, to, cause });
    }

    /// Carries out a cell of the table. `heard` is the message behind the event.
    pub(super) fn process(
        &mut self,
        now: Instant,
        event: Event,
        heard: Option<(Ipv4Addr, &Repr)>,
        out: &mut Vec<Output>,
    ) -> bool {
        let cause = self.cause(event, heard);
        let conditions = Conditions {
            has_virtual_ip: self.config.virtual_ip.is_some(),
            may_preempt: event == Event::HelloFromLowerActive
                && self.state != State::Active
                && self.may_preempt(now),
        };
        let transition = transition(self.state, event, conditions);
        if event == Event::ActiveTimerExpired && transition.is_none() {
            // In Speak the active router is forgotten; Standby will notice.
            self.set_active_router(Router::Unknown, out);
        }
        if event == Event::StandbyTimerExpired && transition.is_none() {
            self.set_standby_router(Router::Unknown, out);
        }
        let Some(transition) = transition else {
            return false;
        };
        if transition.next.is_some() || transition.actions.contains(&Action::SendCoup) {
            out.push(Output::Event {
                state: self.state,
                cause,
            });
        }
        for action in transition.actions {
            self.act(now, *action, event, heard, out);
        }
        self.update_routers(event, transition.next, heard, out);
        if let Some(next) = transition.next {
            self.change_state(now, next, cause, out);
            self.enter(now, next, out);
        }
        // Hellos and the ARP speak for the new state; Coup and Resign went out in the old one.
        if transition.actions.contains(&Action::SendHello) {
            self.send_hello(now, out);
        }
        if transition.actions.contains(&Action::SendGratuitousArp) {
            self.start_gratuitous_arp(now, out);
        }
        true
    }

    fn act(
        &mut self,
        now: Instant,
        action: Action,
        event: Event,
        heard: Option<(Ipv4Addr, &Repr)>,
        out: &mut Vec<Output>,
    ) {
        // RFC 2281 §5.2: a timer started for a message runs for the hold time in that message.
        let hold_in = |concerns: bool| {
            heard
                .filter(|(_, repr)| concerns && repr.hold_time_secs != 0)
                .map(|(_, repr)| Duration::from_secs(u64::from(repr.hold_time_secs)))
        };
        match action {
            Action::StartActiveTimer => {
                let of_active = matches!(
                    event,
                    Event::HelloFromHigherActive
                        | Event::HelloFromLowerActive
                        | Event::CoupFromHigher
                );
                let hold = hold_in(of_active).unwrap_or_else(|| self.hold_time());
                self.deadlines.active = Some(now + hold);
            }
            Action::StartStandbyTimer => {
                let of_standby = matches!(
                    event,
                    Event::HelloFromHigherStandby | Event::HelloFromLowerStandby
                );
                let hold = hold_in(of_standby).unwrap_or_else(|| self.hold_time());
                self.deadlines.standby = Some(now + hold);
            }
            Action::StopActiveTimer => self.deadlines.active = None,
            Action::StopStandbyTimer => self.deadlines.standby = None,
            Action::LearnParameters => self.learn(heard, out),
            Action::SendCoup => self.send(OpCode::Coup, out),
            Action::SendResign if event == Event::CoupFromHigher && !self.config.resign_on_coup => {
            }
            Action::SendResign => self.send(OpCode::Resign, out),
            Action::SendHello | Action::SendGratuitousArp => {}
        }
    }

    /// What entering a state does beside the table's actions.
    fn enter(&mut self, now: Instant, state: State, out: &mut Vec<Output>) {
        match state {
            State::Standby if self.deadlines.active.is_none() => {
                // The active timer ran out while it meant nothing (RFC 2281 §5.6, Speak, event c).
                self.process(now, Event::ActiveTimerExpired, None, out);
            }
            State::Speak | State::Standby => self.send_hello(now, out),
            _ => {}
        }
    }

    /// Who is active and who is standby after `event`, told before the change of state.
    fn update_routers(
        &mut self,
        event: Event,
        next: Option<State>,
        heard: Option<(Ipv4Addr, &Repr)>,
        out: &mut Vec<Output>,
    ) {
        let sender = heard.map_or(Router::Unknown, |(addr, repr)| Router::Remote {
            addr,
            priority: repr.priority,
        });
        if next == Some(State::Active) {
            self.set_active_router(Router::Local, out);
            if self.standby_router == Router::Local {
                self.set_standby_router(Router::Unknown, out);
            }
            return;
        }
        match event {
            Event::HelloFromHigherActive | Event::CoupFromHigher => {
                self.set_active_router(sender, out);
                if self.standby_router.is_same_as(sender) {
                    self.set_standby_router(Router::Unknown, out);
                }
            }
            Event::HelloFromLowerActive if self.state != State::Active => {
                self.set_active_router(sender, out);
                if self.standby_router.is_same_as(sender) {
                    self.set_standby_router(Router::Unknown, out);
                }
            }
            Event::ActiveTimerExpired | Event::ResignFromActive => {
                self.set_active_router(Router::Unknown, out);
            }
            Event::HelloFromHigherStandby => self.set_standby_router(sender, out),
            Event::HelloFromLowerStandby if next != Some(State::Standby) => {
                self.set_standby_router(sender, out);
            }
            Event::HelloFromHigherSpeak | Event::StandbyTimerExpired
                if next != Some(State::Standby) =>
            {
                self.set_standby_router(Router::Unknown, out);
            }
            Event::Disabled => {
                self.set_active_router(Router::Unknown, out);
                self.set_standby_router(Router::Unknown, out);
            }
            _ => {}
        }
        if next == Some(State::Standby) {
            self.set_standby_router(Router::Local, out);
        }
    }

    fn set_active_router(&mut self, to: Router, out: &mut Vec<Output>) {
        let from = core::mem::replace(&mut self.active_router, to);
        if !from.is_same_as(to) {
            out.push(Output::ActiveRouterChanged { from, to });
        }
    }

    fn set_standby_router(&mut self, to: Router, out: &mut Vec<Output>) {
        let from = core::mem::replace(&mut self.standby_router, to);
        if !from.is_same_as(to) {
            out.push(Output::StandbyRouterChanged { from, to });
        }
    }

    fn cause(&self, event: Event, heard: Option<(Ipv4Addr, &Repr)>) -> Cause {
        // A delayed preemption acts on what was heard earlier.
        if let (Event::HelloFromLowerActive, None, Router::Remote { addr, priority }) =
            (event, heard, self.active_router)
        {
            return Cause {
                event,
                router: Some(addr),
                priority: Some(priority),
            };
        }
        let router = match event {
            Event::ActiveTimerExpired => self.active_router.remote_addr(),
            Event::StandbyTimerExpired => self.standby_router.remote_addr(),
            _ => heard.map(|(addr, _)| addr),
        };
        Cause {
            event,
            router,
            priority: heard.map(|(_, repr)| repr.priority),
        }
    }
}
