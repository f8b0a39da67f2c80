//! What `?` says beside a word. The texts are in `help.txt`: `word | text` or `keyword-before word | text`.

use crate::types::SortedMap;
use std::sync::OnceLock;

/// The texts by their keys.
pub(super) fn texts() -> &'static SortedMap<&'static str, &'static str> {
    static TEXTS: OnceLock<SortedMap<&'static str, &'static str>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let lines = include_str!("help.txt").lines();
        lines.filter_map(|line| line.split_once(" | ")).collect()
    })
}

/// The text beside `word` after the keyword `before`: the most particular one there is, or none.
pub(super) fn help(before: &str, word: &str) -> &'static str {
    let texts = texts();
    let particular = texts.get(format!("{before} {word}").as_str());
    particular
        .or_else(|| texts.get(word))
        .copied()
        .unwrap_or("")
}
