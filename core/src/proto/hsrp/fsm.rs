//! The state machine as RFC 2281 §5.6 prints it: states by events, each cell a list of actions and a next state.

use core::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::wire::hsrp as wire;

/// A group's state (RFC 2281 §5.3), in the order of the table's columns.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum State {
    /// 1: not running.
    #[default]
    Initial,
    /// 2: running without a virtual address.
    Learn,
    /// 3: knows the virtual address, is neither active nor standby.
    Listen,
    /// 4: sends Hellos and takes part in the election.
    Speak,
    /// 5: next in line.
    Standby,
    /// 6: forwards for the virtual address.
    Active,
}

impl State {
    /// All states, in the table's order.
    pub const ALL: [Self; 6] = [
        Self::Initial,
        Self::Learn,
        Self::Listen,
        Self::Speak,
        Self::Standby,
        Self::Active,
    ];
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Initial => "Initial",
            Self::Learn => "Learn",
            Self::Listen => "Listen",
            Self::Speak => "Speak",
            Self::Standby => "Standby",
            Self::Active => "Active",
        })
    }
}

impl From<State> for wire::State {
    fn from(state: State) -> Self {
        match state {
            State::Initial => Self::Initial,
            State::Learn => Self::Learn,
            State::Listen => Self::Listen,
            State::Speak => Self::Speak,
            State::Standby => Self::Standby,
            State::Active => Self::Active,
        }
    }
}

/// What can happen to a group (RFC 2281 §5.4), and one event the RFC has no letter for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Event {
    /// a: configured on an enabled interface.
    Enabled,
    /// b: disabled on the interface, or the interface is down.
    Disabled,
    /// c: no Hello from the active router for a hold time.
    ActiveTimerExpired,
    /// d: no Hello from the standby router for a hold time.
    StandbyTimerExpired,
    /// e: time for the next Hello.
    HelloTimerExpired,
    /// f: Hello of higher priority from a router in Speak.
    HelloFromHigherSpeak,
    /// g: Hello of higher priority from the active router.
    HelloFromHigherActive,
    /// h: Hello of lower priority from the active router.
    HelloFromLowerActive,
    /// i: Resign from the active router.
    ResignFromActive,
    /// j: Coup from a router of higher priority.
    CoupFromHigher,
    /// k: Hello of higher priority from the standby router.
    HelloFromHigherStandby,
    /// l: Hello of lower priority from the standby router.
    HelloFromLowerStandby,
    /// n: the virtual address was configured. Not in the RFC.
    VirtualIpConfigured,
}

impl Event {
    /// The events of the RFC, in its order.
    pub const ALL: [Self; 12] = [
        Self::Enabled,
        Self::Disabled,
        Self::ActiveTimerExpired,
        Self::StandbyTimerExpired,
        Self::HelloTimerExpired,
        Self::HelloFromHigherSpeak,
        Self::HelloFromHigherActive,
        Self::HelloFromLowerActive,
        Self::ResignFromActive,
        Self::CoupFromHigher,
        Self::HelloFromHigherStandby,
        Self::HelloFromLowerStandby,
    ];

    /// The event's letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Enabled => 'a',
            Self::Disabled => 'b',
            Self::ActiveTimerExpired => 'c',
            Self::StandbyTimerExpired => 'd',
            Self::HelloTimerExpired => 'e',
            Self::HelloFromHigherSpeak => 'f',
            Self::HelloFromHigherActive => 'g',
            Self::HelloFromLowerActive => 'h',
            Self::ResignFromActive => 'i',
            Self::CoupFromHigher => 'j',
            Self::HelloFromHigherStandby => 'k',
            Self::HelloFromLowerStandby => 'l',
            Self::VirtualIpConfigured => 'n',
        }
    }
}

/// An event and the router behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What happened.
    pub event: Event,
    /// Who sent the message; for an expired timer, the last router it watched, if one was known.
    pub router: Option<Ipv4Addr>,
    /// The priority in the message.
    pub priority: Option<u8>,
}

/// What a transition does (RFC 2281 §5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// A.
    StartActiveTimer,
    /// B.
    StartStandbyTimer,
    /// C.
    StopActiveTimer,
    /// D.
    StopStandbyTimer,
    /// E: takes over what is not configured from an authenticated Hello of the active router.
    LearnParameters,
    /// F.
    SendHello,
    /// G.
    SendCoup,
    /// H.
    SendResign,
    /// I.
    SendGratuitousArp,
}

/// What else decides between the two halves of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Conditions {
    /// The virtual address is configured (event a).
    pub(super) has_virtual_ip: bool,
    /// Preemption is configured, and not being delayed (event h).
    pub(super) may_preempt: bool,
}

/// A cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Transition {
    pub(super) actions: &'static [Action],
    pub(super) next: Option<State>,
}

const A: Action = Action::StartActiveTimer;
const B: Action = Action::StartStandbyTimer;
const C: Action = Action::StopActiveTimer;
const D: Action = Action::StopStandbyTimer;
const E: Action = Action::LearnParameters;
const F: Action = Action::SendHello;
const G: Action = Action::SendCoup;
const H: Action = Action::SendResign;
const I: Action = Action::SendGratuitousArp;

/// The cell of `event` and `state`; `None` where the table is blank (RFC 2281 §5.6).
pub(super) const fn transition(
    state: State,
    event: Event,
    conditions: Conditions,
) -> Option<Transition> {
    use Event as Ev;
    use State::{Active, Initial, Learn, Listen, Speak, Standby};

    let (actions, next): (&'static [Action], _) = match (event, state) {
        // a: AB/2, or 3 with a virtual address.
        (Ev::Enabled, Initial) if conditions.has_virtual_ip => (&[A, B], Some(Listen)),
        (Ev::Enabled, Initial) => (&[A, B], Some(Learn)),
        // b: CD/1, from Active CDH/1.
        (Ev::Disabled, Learn | Listen | Speak | Standby) => (&[C, D], Some(Initial)),
        (Ev::Disabled, Active) => (&[C, D, H], Some(Initial)),
        // c
        (Ev::ActiveTimerExpired, Listen) => (&[A, B], Some(Speak)),
        (Ev::ActiveTimerExpired, Standby) => (&[C, D, F, I], Some(Active)),
        // d
        (Ev::StandbyTimerExpired, Listen) => (&[B], Some(Speak)),
        (Ev::StandbyTimerExpired, Speak) => (&[D], Some(Standby)),
        // e
        (Ev::HelloTimerExpired, Speak | Standby | Active) => (&[F], None),
        // f
        (Ev::HelloFromHigherSpeak, Speak | Standby) => (&[B], Some(Listen)),
        // g
        (Ev::HelloFromHigherActive, Learn) => (&[E, A, B], Some(Listen)),
        (Ev::HelloFromHigherActive, Listen | Speak | Standby) => (&[E, A], None),
        (Ev::HelloFromHigherActive, Active) => (&[A, B], Some(Speak)),
        // h: with preemption BGFI/6.
        (Ev::HelloFromLowerActive, Learn) => (&[E, A, B], Some(Listen)),
        (Ev::HelloFromLowerActive, Listen | Speak | Standby) if conditions.may_preempt => {
            (&[B, G, F, I], Some(Active))
        }
        (Ev::HelloFromLowerActive, Listen | Speak | Standby) => (&[A], None),
        (Ev::HelloFromLowerActive, Active) => (&[G], None),
        // i
        (Ev::ResignFromActive, Listen) => (&[A, B], Some(Speak)),
        (Ev::ResignFromActive, Speak) => (&[A], None),
        (Ev::ResignFromActive, Standby) => (&[C, F, I], Some(Active)),
        // j
        (Ev::CoupFromHigher, Active) => (&[A, B, H], Some(Speak)),
        // k
        (Ev::HelloFromHigherStandby, Listen | Active) => (&[B], None),
        (Ev::HelloFromHigherStandby, Speak | Standby) => (&[B], Some(Listen)),
        // l
        (Ev::HelloFromLowerStandby, Listen) => (&[B], Some(Speak)),
        (Ev::HelloFromLowerStandby, Speak) => (&[D], Some(Standby)),
        (Ev::HelloFromLowerStandby, Active) => (&[B], None),
        // n: what Learn was waiting for has come from the operator.
        (Ev::VirtualIpConfigured, Learn) => (&[A, B], Some(Listen)),
        (Ev::VirtualIpConfigured, Active) => (&[F, I], None),
        _ => return None,
    };
    Some(Transition { actions, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn letter(action: Action) -> char {
        match action {
            Action::StartActiveTimer => 'A',
            Action::StartStandbyTimer => 'B',
            Action::StopActiveTimer => 'C',
            Action::StopStandbyTimer => 'D',
            Action::LearnParameters => 'E',
            Action::SendHello => 'F',
            Action::SendCoup => 'G',
            Action::SendResign => 'H',
            Action::SendGratuitousArp => 'I',
        }
    }

    fn cell(state: State, event: Event, yes: bool) -> String {
        let conditions = Conditions {
            has_virtual_ip: yes,
            may_preempt: yes,
        };
        let Some(transition) = transition(state, event, conditions) else {
            return String::new();
        };
        let mut text: String = transition.actions.iter().map(|a| letter(*a)).collect();
        if let Some(next) = transition.next {
            text += &format!("/{}", next as u8 + 1);
        }
        text
    }

    /// Cells with two halves read `without|with`: a virtual address (a), preemption (h).
    fn row(event: Event) -> String {
        let mut row = format!("{} |", event.letter());
        for state in State::ALL {
            let (no, yes) = (cell(state, event, false), cell(state, event, true));
            let text = if no == yes { no } else { format!("{no}|{yes}") };
            row += &format!(" {text:<9}|");
        }
        row
    }

    #[test]
    fn the_table_is_the_one_of_rfc_2281_section_5_6() {
        let table: Vec<_> = Event::ALL.into_iter().map(row).collect();
        insta::assert_snapshot!(table.join("\n"), @r"
        a | AB/2|AB/3|          |          |          |          |          |
        b |          | CD/1     | CD/1     | CD/1     | CD/1     | CDH/1    |
        c |          |          | AB/4     |          | CDFI/6   |          |
        d |          |          | B/4      | D/5      |          |          |
        e |          |          |          | F        | F        | F        |
        f |          |          |          | B/3      | B/3      |          |
        g |          | EAB/3    | EA       | EA       | EA       | AB/4     |
        h |          | EAB/3    | A|BGFI/6 | A|BGFI/6 | A|BGFI/6 | G        |
        i |          |          | AB/4     | A        | CFI/6    |          |
        j |          |          |          |          |          | ABH/4    |
        k |          |          | B        | B/3      | B/3      | B        |
        l |          |          | B/4      | D/5      |          | B        |
        ");
    }
}
