//! The one grammar: for each mode a table of commands, and the automaton that reads lines by it.
//!
//! A `Rule` is a pattern (see `pattern`), the pattern of its `no` and `default` forms, where and for whom it
//! exists, and what it does. Parsing, `?` and completion all read the same tables.

mod acl;
mod args;
mod blocks;
mod crypto;
mod exec;
mod fragments;
mod global;
mod help;
mod interface;
mod line;
pub mod manual;
mod matcher;
mod pattern;
mod router;
mod show;
mod token;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod walks;

use std::sync::OnceLock;

use serde::Serialize;

use crate::types::InterfaceName;

use super::change::Handler;
use super::exec::ExecBuilder;
use super::mode::{DeviceKind, Mode};
pub(crate) use args::Args;
pub use help::Expected;
pub(crate) use help::{columns, first_help, list, sort};
pub(crate) use matcher::{ParseError, Parsed};
use pattern::Automaton;
pub(crate) use token::vlan_list;
pub use token::{Token, tokens};

/// The tables of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Table {
    /// User and privileged exec.
    Exec,
    /// `(config)#`.
    Global,
    /// `(config-if)#`, `(config-subif)#`.
    Interface,
    /// `(config-fr-dlci)#`.
    FrameRelayDlci,
    /// `(config-router)#`.
    Rip,
    /// `(config-std-nacl)#`.
    StandardAccessList,
    /// `(config-ext-nacl)#`.
    ExtendedAccessList,
    /// `(config-isakmp)#`.
    IsakmpPolicy,
    /// `(cfg-crypto-trans)#`.
    TransformSet,
    /// `(config-crypto-map)#`.
    CryptoMap,
    /// `(config-track)#`.
    Track,
    /// `(config-line)#`.
    Line,
    /// `(config-vlan)#`.
    Vlan,
    /// `(config-cp)#`.
    ControlPlane,
    /// `(conf-keyring)#`.
    Keyring,
    /// `(conf-isa-prof)#`.
    IsakmpProfile,
    /// `(config-crypto-map)#` of a dynamic map.
    DynamicMap,
    /// `(config-sla-monitor)#`.
    SlaMonitor,
    /// `(config-sla-monitor-echo)#`.
    SlaMonitorEcho,
    /// `(config-route-map)#`.
    RouteMap,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 20] = [
        Self::Exec,
        Self::Global,
        Self::Interface,
        Self::FrameRelayDlci,
        Self::Rip,
        Self::StandardAccessList,
        Self::ExtendedAccessList,
        Self::IsakmpPolicy,
        Self::TransformSet,
        Self::CryptoMap,
        Self::Track,
        Self::Line,
        Self::Vlan,
        Self::ControlPlane,
        Self::Keyring,
        Self::IsakmpProfile,
        Self::DynamicMap,
        Self::SlaMonitor,
        Self::SlaMonitorEcho,
        Self::RouteMap,
    ];

    const fn rules(self) -> &'static [&'static [Rule]] {
        match self {
            Self::Exec => &[exec::RULES, show::RULES],
            Self::Global => &[
                global::RULES,
                global::KEPT,
                crypto::GLOBAL,
                router::GLOBAL,
                acl::GLOBAL,
                blocks::GLOBAL,
                LEAVE,
            ],
            Self::Interface => &[interface::RULES, interface::LAYER_2, interface::KEPT, LEAVE],
            Self::FrameRelayDlci | Self::ControlPlane => &[LEAVE],
            Self::Rip => &[router::RIP, LEAVE],
            Self::StandardAccessList => &[acl::STANDARD, LEAVE],
            Self::ExtendedAccessList => &[acl::EXTENDED, LEAVE],
            Self::IsakmpPolicy => &[crypto::ISAKMP_POLICY, LEAVE],
            Self::TransformSet => &[crypto::TRANSFORM_SET, LEAVE],
            Self::CryptoMap => &[crypto::MAP, LEAVE],
            Self::Track => &[line::TRACK, LEAVE],
            Self::Line => &[line::LINE, LEAVE],
            Self::Vlan => &[line::VLAN, LEAVE],
            Self::Keyring => &[blocks::KEYRING, LEAVE],
            Self::IsakmpProfile => &[blocks::ISAKMP_PROFILE, LEAVE],
            Self::DynamicMap => &[blocks::DYNAMIC_MAP, LEAVE],
            Self::SlaMonitor => &[blocks::SLA_MONITOR, LEAVE],
            Self::SlaMonitorEcho => &[blocks::SLA_MONITOR_ECHO, LEAVE],
            Self::RouteMap => &[blocks::ROUTE_MAP, LEAVE],
        }
    }
}

/// Commands of every configuration mode.
const LEAVE: &[Rule] = &[
    Rule::new("exit", Action::Leave),
    Rule::new("end", Action::End),
    Rule::new("do line:LINE", Action::Do),
];

/// Where a command stands: what decides whether it exists there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) kind: DeviceKind,
    pub(crate) mode: &'a Mode,
}

impl Scope<'_> {
    /// The interface being configured.
    pub(crate) fn interface(self) -> Option<InterfaceName> {
        self.mode.interface()
    }

    /// Whether it is a port of a switch.
    pub(crate) fn is_switch_port(self) -> bool {
        let is_physical = self.interface().is_some_and(|name| name.kind.is_physical());
        self.kind == DeviceKind::Switch && is_physical
    }
}

/// What a command does.
#[derive(Clone, Copy)]
pub(crate) enum Action {
    /// Changes the configuration.
    Change(Handler),
    /// Nothing but to be printed back: parsed, not simulated.
    Keep,
    /// As the lab is, whatever is typed: accepted and forgotten.
    AsIs,
    /// An exec command.
    Exec(ExecBuilder),
    /// `debug …` and its `no` form.
    Debug,
    /// `configure terminal`.
    Configure,
    /// `enable`, `disable`.
    Privilege(bool),
    /// An exec command for a host that a name server would have to find.
    Host,
    /// `exit`.
    Leave,
    /// `end`.
    End,
    /// `do …`.
    Do,
}

/// One command of a mode.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    /// Its words.
    pub(crate) pattern: &'static str,
    /// Its words after `no` or `default`, if there is such a form.
    pub(crate) negative: Option<&'static str>,
    /// Whether only privileged users have it.
    pub(crate) is_privileged: bool,
    /// Where it exists.
    pub(crate) exists: fn(Scope<'_>) -> bool,
    /// What it does.
    pub(crate) action: Action,
}

impl Rule {
    /// A command without a `no` form, for everybody everywhere.
    pub(crate) const fn new(pattern: &'static str, action: Action) -> Self {
        Self {
            pattern,
            negative: None,
            is_privileged: false,
            exists: |_| true,
            action,
        }
    }

    /// A configuration command and its `no` form.
    pub(crate) const fn set(
        pattern: &'static str,
        negative: &'static str,
        handler: Handler,
    ) -> Self {
        Self::new(pattern, Action::Change(handler)).no(negative)
    }

    /// A line that is kept and does nothing.
    pub(crate) const fn keep(pattern: &'static str, negative: &'static str) -> Self {
        Self::new(pattern, Action::Keep).no(negative)
    }

    /// Gives it a `no` form.
    pub(crate) const fn no(self, negative: &'static str) -> Self {
        Self {
            negative: Some(negative),
            ..self
        }
    }

    /// Restricts where it exists.
    pub(crate) const fn only(self, exists: fn(Scope<'_>) -> bool) -> Self {
        Self { exists, ..self }
    }

    /// Restricts it to privileged users.
    pub(crate) const fn privileged(self) -> Self {
        Self {
            is_privileged: true,
            ..self
        }
    }
}

/// A table made ready to read lines.
pub(crate) struct Grammar {
    automaton: Automaton,
    rules: Vec<&'static Rule>,
    plain: Vec<(usize, usize)>,
    negative: Vec<(usize, usize)>,
}

impl Grammar {
    /// The grammar of a table; built at first use.
    pub(crate) fn of(table: Table) -> &'static Self {
        static GRAMMARS: [OnceLock<Grammar>; Table::ALL.len()] =
            [const { OnceLock::new() }; Table::ALL.len()];
        GRAMMARS[table as usize].get_or_init(|| Self::build(table))
    }

    fn build(table: Table) -> Self {
        let mut grammar = Self {
            automaton: Automaton::default(),
            rules: table.rules().iter().copied().flatten().collect(),
            plain: Vec::new(),
            negative: Vec::new(),
        };
        for (index, rule) in grammar.rules.iter().enumerate() {
            let start = grammar.automaton.add(rule.pattern);
            grammar.plain.push((index, start));
            if let Some(negative) = rule.negative {
                let start = grammar.automaton.add(negative);
                grammar.negative.push((index, start));
                // IOS also takes the whole line after `no`.
                if matches!(rule.action, Action::Keep) && negative != rule.pattern {
                    let start = grammar.automaton.add(rule.pattern);
                    grammar.negative.push((index, start));
                }
            }
        }
        grammar.automaton.close();
        grammar
    }

    fn rule(&self, index: usize) -> &'static Rule {
        self.rules[index]
    }
}

/// Whether `text` abbreviates `word`, in any case.
fn is_prefix(text: &str, word: &str) -> bool {
    word.as_bytes()
        .get(..text.len())
        .is_some_and(|start| !text.is_empty() && start.eq_ignore_ascii_case(text.as_bytes()))
}
