//! The texts of [`help`](super::help): keyed by a word or by a word and the keyword before it, sorted.

/// The table.
pub(super) const WORDS: &[(&str, &str)] = &[];
