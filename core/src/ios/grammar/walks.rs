//! Random lines drawn from the grammar, for tests.

use crate::types::SortedSet;

use super::pattern::{Kind, Symbol};
use super::{Action, Grammar, Rule, Scope, Table, tokens};
use crate::ios::mode::{DeviceKind, Mode};
use crate::rng::Rng;

/// A line that some rule of the table draws, plain or negated.
pub(crate) fn random_line(rng: &mut Rng, table: Table, mode: &Mode, kind: DeviceKind) -> String {
    let mode = if table == Table::Global {
        &Mode::Global
    } else {
        mode
    };
    let grammar = Grammar::of(table);
    let is_negative = rng.below(4) == 0;
    let starts = if is_negative {
        &grammar.negative
    } else {
        &grammar.plain
    };
    let fits = |rule: &Rule| {
        let leaves = matches!(rule.action, Action::Leave | Action::End | Action::Do);
        !leaves && (rule.exists)(Scope { kind, mode })
    };
    let starts: Vec<_> = starts
        .iter()
        .filter(|(rule, _)| fits(grammar.rule(*rule)))
        .collect();
    if starts.is_empty() {
        return "exit".into();
    }
    let &&(_, start) = pick(rng, &starts);
    let line = walk(rng, grammar, start);
    if is_negative {
        format!(
            "{} {line}",
            if rng.below(5) == 0 { "default" } else { "no" }
        )
    } else {
        line
    }
}

fn walk(rng: &mut Rng, grammar: &Grammar, start: usize) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut at = start;
    loop {
        let node = grammar.automaton.node(at);
        let is_over = words.len() > 14 || rng.below(3) == 0;
        if node.edges.is_empty() || (node.is_end && is_over) {
            return words.join(" ");
        }
        let (symbol, target) = *pick(rng, &node.edges);
        words.push(word(rng, symbol));
        at = target;
    }
}

fn pick<'a, T>(rng: &mut Rng, all: &'a [T]) -> &'a T {
    let at = rng.below(all.len() as u64);
    &all[usize::try_from(at).expect("it is below a length")]
}

/// Words from small pools, so that one line's name is often another's.
fn word(rng: &mut Rng, symbol: Symbol) -> String {
    let kind = match symbol {
        Symbol::Keyword { word, .. } => return word.to_owned(),
        Symbol::Argument { kind, .. } => kind,
    };
    let pool: &[&str] = match kind {
        Kind::Number(low, high) => return number(rng, low, high),
        Kind::Address => &[
            "155.1.146.1",
            "155.1.146.254",
            "10.1.1.1",
            "10.2.0.0",
            "172.16.5.0",
            "255.255.255.0",
            "255.255.255.0",
            "255.255.0.0",
            "0.0.0.255",
            "255.255.255.255",
            "0.0.0.0",
            "192.168.7.9",
            "10.3.0.9",
            "10.4.0.9",
            "255.255.255.0",
            "255.255.255.0",
        ],
        Kind::Word => &[
            "VPN", "TRAFFIC", "VLAN146", "3DES_MD5", "CISCO", "10", "101", "0",
        ],
        Kind::Line => &["some words here", "#text#", "7 0822455D0A16"],
        Kind::Interface => &[
            "FastEthernet0/0",
            "Fa0/1",
            "Fa0/1.5",
            "s0/0",
            "s0/0.7",
            "Lo1",
            "Vlan5",
            "Fa0/2",
        ],
        Kind::InterfaceWord => &["FastEthernet", "Serial"],
        Kind::InterfacePosition => &["0/0", "0/1.6", "0/2"],
        Kind::Hex => &["ABCD", "0x00ff"],
        Kind::Vlans => &["5", "5,7-9", "2-6", "67,146"],
    };
    (*pick(rng, pool)).to_owned()
}

fn number(rng: &mut Rng, low: u32, high: u32) -> String {
    let range = u64::from(high - low) + 1;
    let small = range.min(4);
    let offset = if rng.below(2) == 0 {
        rng.below(small)
    } else {
        rng.below(range)
    };
    (u64::from(low) + offset).to_string()
}

/// Every pattern of every table.
pub(crate) fn all_patterns() -> SortedSet<(Table, &'static str)> {
    let all = Table::ALL.into_iter().flat_map(|table| {
        let rules = table.rules().iter().copied().flatten();
        rules.map(move |rule| (table, rule.pattern))
    });
    all.collect()
}

/// Takes out of `missed` the patterns that some line of this mode is read as.
pub(crate) fn reach(mode: &Mode, kind: DeviceKind, missed: &mut SortedSet<(Table, &'static str)>) {
    let mut rng = Rng::from_seed(7);
    let table = mode.table();
    let grammar = Grammar::of(table);
    let allows = |rule: &Rule| (rule.exists)(Scope { kind, mode });
    for &(rule, start) in &grammar.plain {
        for _ in 0..400 {
            let line = walk(&mut rng, grammar, start);
            let tokens = tokens(&line);
            if let Ok(parsed) = grammar.parse(&tokens, false, &allows)
                && std::ptr::eq(parsed.rule, grammar.rule(rule))
            {
                missed.remove(&(table, parsed.rule.pattern));
                break;
            }
        }
    }
    if table != Table::Interface {
        return;
    }
    // The two one-line modes share the commands every mode has.
    missed.retain(|(table, _)| *table != Table::FrameRelayDlci);
}
