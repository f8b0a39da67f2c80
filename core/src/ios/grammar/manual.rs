//! Every command, as a manual lists them: its syntax, the modes that have it, lines to try it with, and where its
//! behavior is described.

use super::super::change::kept;
use super::super::mode::{DeviceKind, KeptMode, Mode};
use super::pattern::{Kind, Symbol};
use super::{Action, Grammar, Rule, Scope, Table};
use crate::types::InterfaceName;

mod sources;

/// At most so many lines are tried of a command.
const MAX_SAMPLES: usize = 6;

/// A command of a mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The mode's prompt, such as `(config-if)#`.
    pub prompt: String,
    /// The mode to try it in.
    pub mode: Mode,
    /// What kinds of device have it.
    pub kinds: Vec<DeviceKind>,
    /// Its words, in the notation of Cisco's command references.
    pub syntax: String,
    /// Whether it has a `no` form.
    pub has_no_form: bool,
    /// Lines to try it with; they name what the article's R1 has.
    pub samples: Vec<String>,
    /// What is known of its effect without trying it.
    pub effect: Effect,
    /// Where its behavior is described.
    pub source: &'static str,
}

/// What the tables say of a command's effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it must be tried.
    Unknown,
    /// It acts, whatever follows.
    Acts,
    /// It is only kept, whatever follows.
    Kept,
    /// It says what is so anyway.
    AsIs,
}

fn effect(action: Action, table: Table, samples: &[String]) -> Effect {
    let is_simulated = |line: &String| kept::is_simulated(table, line);
    match action {
        Action::Keep if samples.iter().all(is_simulated) => Effect::Acts,
        Action::Keep if !samples.iter().any(is_simulated) => Effect::Kept,
        Action::AsIs => Effect::AsIs,
        _ => Effect::Unknown,
    }
}

/// Every command of every mode.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    for table in Table::ALL {
        let grammar = Grammar::of(table);
        let modes = modes(table);
        for &(index, start) in &grammar.plain {
            let rule = grammar.rule(index);
            let is_common = matches!(rule.action, Action::Leave | Action::End | Action::Do);
            if is_common && table != Table::Global {
                continue;
            }
            entries.extend(entry(grammar, rule, start, &modes, is_common));
        }
    }
    entries
}

fn entry(
    grammar: &Grammar,
    rule: &'static Rule,
    start: usize,
    modes: &[(Mode, DeviceKind)],
    is_common: bool,
) -> Option<Entry> {
    let exists = |(mode, kind): &&(Mode, DeviceKind)| (rule.exists)(Scope { kind: *kind, mode });
    let all: Vec<_> = modes.iter().filter(exists).collect();
    let (mode, _) = all.first()?;
    let kinds = [DeviceKind::Router, DeviceKind::Switch];
    let kinds = kinds
        .into_iter()
        .filter(|kind| all.iter().any(|(_, has)| has == kind));
    let prompt = match (is_common, modes.first()) {
        (false, Some((mode, _))) => mode.prompt(""),
        _ => "every configuration mode".to_owned(),
    };
    let samples = samples(grammar, start);
    Some(Entry {
        prompt,
        mode: mode.clone(),
        kinds: kinds.collect(),
        syntax: syntax(rule.pattern),
        has_no_form: rule.negative.is_some(),
        effect: effect(rule.action, mode.table(), &samples),
        samples,
        source: sources::source(rule.pattern, mode.table()),
    })
}

/// Modes that use a table, with the kinds of device they stand on.
fn modes(table: Table) -> Vec<(Mode, DeviceKind)> {
    use DeviceKind::{Router, Switch};
    let both = |mode: Mode| vec![(mode.clone(), Router), (mode, Switch)];
    let name = |text: &str| text.parse::<InterfaceName>().ok();
    let interface = |text, kind| name(text).map(|name| (Mode::Interface(name), kind));
    let block = |what, name: &str| {
        let name = name.to_owned();
        vec![(Mode::Kept { what, name }, Router)]
    };
    let list = |extended| Mode::AccessList {
        name: "TRAFFIC".to_owned(),
        extended,
    };
    match table {
        Table::Exec => both(Mode::PrivilegedExec),
        Table::Global => both(Mode::Global),
        Table::Interface => [
            interface("FastEthernet0/0", Router),
            interface("FastEthernet0/0.146", Router),
            interface("Serial0/0", Router),
            interface("FastEthernet0/1", Switch),
            interface("Vlan146", Switch),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Table::FrameRelayDlci => {
            let serial = name("Serial0/0");
            serial
                .map(|name| (Mode::FrameRelayDlci(name), Router))
                .into_iter()
                .collect()
        }
        Table::Rip => both(Mode::Rip),
        Table::StandardAccessList => both(list(false)),
        Table::ExtendedAccessList => both(list(true)),
        Table::IsakmpPolicy => vec![(Mode::IsakmpPolicy(10), Router)],
        Table::TransformSet => vec![(Mode::TransformSet("3DES_MD5".to_owned()), Router)],
        Table::CryptoMap => {
            let name = "VPN".to_owned();
            vec![(Mode::CryptoMap { name, seq: 10 }, Router)]
        }
        Table::Track => both(Mode::Track(1)),
        Table::Line => both(Mode::Line("vty 0 4".to_owned())),
        Table::Vlan => vec![(Mode::Vlan(vec![crate::types::VlanId(146)]), Switch)],
        Table::ControlPlane => both(Mode::ControlPlane),
        Table::Keyring => block(KeptMode::Keyring, "RING"),
        Table::IsakmpProfile => block(KeptMode::IsakmpProfile, "PROFILE"),
        Table::DynamicMap => block(KeptMode::DynamicMap, "DYNAMIC 10"),
        Table::SlaMonitor => block(KeptMode::SlaMonitor, "1"),
        Table::SlaMonitorEcho => block(KeptMode::SlaMonitorEcho, "1"),
        Table::RouteMap => block(KeptMode::RouteMap, "MAP permit 10"),
    }
}

/// A pattern in the notation of the command references: keywords as they are, arguments in capitals.
fn syntax(pattern: &str) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let cut = rest
            .find([' ', '[', ']', '{', '}', '|'])
            .unwrap_or(rest.len());
        let (word, tail) = rest.split_at(cut);
        text.push_str(&readable(word));
        let mut chars = tail.chars();
        match chars.next() {
            Some(']') if tail.starts_with("]*") => {
                text.push_str("]...");
                rest = &tail[2..];
                continue;
            }
            Some('|') => text.push_str(" | "),
            Some(other) => text.push(other),
            None => {}
        }
        rest = chars.as_str();
    }
    text
}

fn readable(word: &str) -> String {
    if let Some(fragment) = word.strip_prefix('@') {
        return match fragment {
            "extended" => "PROTOCOL SOURCE [eq PORT] DESTINATION [eq PORT]".to_owned(),
            "beyond" => {
                "PROTOCOL SOURCE DESTINATION (conditions that are not simulated)".to_owned()
            }
            "standard" => "SOURCE".to_owned(),
            "transforms" => "TRANSFORM [TRANSFORM]".to_owned(),
            "versions" => "{1 [2] | 2 [1]}".to_owned(),
            "level" => "[LEVEL]".to_owned(),
            other => other.to_uppercase(),
        };
    }
    if let Some((name, kind)) = word.split_once(':') {
        return match kind {
            "WORD" | "LINE" | "HEX" | "VLANS" => name.to_uppercase(),
            "IF" => "INTERFACE".to_owned(),
            other => other.to_owned(),
        };
    }
    word.split_once('=')
        .map_or(word, |(_, word)| word)
        .to_owned()
}

/// Lines a command may be, the shorter first.
fn samples(grammar: &Grammar, start: usize) -> Vec<String> {
    let mut samples = Vec::new();
    for turn in 0..MAX_SAMPLES {
        let line = sample(grammar, start, turn);
        if !samples.contains(&line) {
            samples.push(line);
        }
    }
    samples
}

/// Walks the automaton; `turn` says which way at a fork.
fn sample(grammar: &Grammar, start: usize, turn: usize) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut at = start;
    loop {
        let node = grammar.automaton.node(at);
        if node.edges.is_empty() || (node.is_end && words.len() > 1 + turn) {
            return words.join(" ");
        }
        // A kind of interface in a word of its own is left to people.
        let usable = |(symbol, _): &&(Symbol, usize)| {
            !matches!(
                symbol,
                Symbol::Argument {
                    kind: Kind::InterfaceWord,
                    ..
                }
            )
        };
        let edges: Vec<_> = node.edges.iter().filter(usable).collect();
        let (symbol, target) = edges[turn % edges.len()];
        words.push(word(*symbol));
        at = *target;
        if words.len() > 16 {
            return words.join(" ");
        }
    }
}

fn word(symbol: Symbol) -> String {
    let (name, kind) = match symbol {
        Symbol::Keyword { word, .. } => return word.to_owned(),
        Symbol::Argument { name, kind } => (name, kind),
    };
    let text = match (kind, name) {
        (Kind::Number(low, high), "list-number") => {
            return if high < 100 { "7" } else { "177" }.to_owned()
                + if low > 1000 { "7" } else { "" };
        }
        (Kind::Number(_, _), "map-sequence" | "policy-priority") => "10",
        (Kind::Number(..), "hold") => "30",
        (Kind::Number(..), "hold-ms") => "750",
        (Kind::Number(low, _), _) => return low.to_string(),
        (Kind::Address, "mask" | "peer-mask") => "255.255.255.0",
        (Kind::Address, "src-wild" | "dst-wild" | "wildcard") => "0.0.0.255",
        (Kind::Address, "network" | "src-addr" | "dst-addr") => "10.9.9.0",
        (Kind::Address, "virtual") => "155.1.146.253",
        (Kind::Address, _) => "10.9.9.1",
        (Kind::Word, "map-name") => "VPN",
        (Kind::Word, "set-name") => "3DES_MD5",
        (Kind::Word, "list-name") => "TRAFFIC",
        (Kind::Word, _) => "NAME",
        (Kind::Line, "interfaces") => "FastEthernet0/0 , Serial0/0",
        (Kind::Line, "text") => "#some words#",
        (Kind::Line, _) => "words",
        (Kind::Interface | Kind::InterfaceWord, _) => "Serial0/0",
        (Kind::InterfacePosition, _) => "0/0",
        (Kind::Hex, _) => "ABCD",
        (Kind::Vlans, _) => "146",
    };
    text.to_owned()
}
