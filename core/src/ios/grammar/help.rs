//! What `?` says beside a word.

use super::help_words::WORDS;

/// The text beside `word` after the keyword `before`: the most particular one there is.
pub(super) fn help(before: &str, word: &str) -> &'static str {
    let find = |key: &str| {
        let at = WORDS.binary_search_by_key(&key, |(word, _)| word).ok()?;
        Some(WORDS[at].1)
    };
    find(&format!("{before} {word}")).or_else(|| find(word)).unwrap_or("")
}
