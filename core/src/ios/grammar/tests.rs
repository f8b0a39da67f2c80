//! The tables themselves.

use super::help::texts;
use super::*;

#[test]
fn every_word_has_a_text() {
    let missing = |table| Grammar::of(table).without_help();
    let missing: crate::types::SortedSet<_> = Table::ALL.into_iter().flat_map(missing).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_text_is_given_twice_or_empty() {
    let lines = include_str!("help.txt").lines();
    assert_eq!(lines.count(), texts().len());
    assert!(texts().values().all(|text| !text.is_empty()));
}

#[test]
fn a_keyword_in_full_wins_over_longer_ones() {
    let read = |line: &str| {
        let tokens = tokens(line);
        let parsed = Grammar::of(Table::Rip).parse(&tokens, false, &|_| true);
        parsed.map(|parsed| parsed.rule.pattern).ok()
    };
    assert_eq!(read("distance 100"), Some("distance distance:<1-255>"));
    assert_eq!(read("dist 100"), None);
    assert_eq!(
        read("DEFAULT-M 5"),
        Some("default-metric metric-value:<1-16>")
    );
}

#[test]
fn columns_count_characters() {
    let line = "  é  fa0/0\tx ";
    let columns: Vec<_> = tokens(line)
        .iter()
        .map(|token| (token.column, token.text))
        .collect();
    assert_eq!(columns, [(2, "é"), (5, "fa0/0"), (11, "x")]);
}
