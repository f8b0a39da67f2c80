//! Reading source files: which there are, and their text without comments and literals.

use std::fs;
use std::path::Path;

/// A file of the repository.
pub(crate) struct SourceFile {
    /// Its path from the folder that was searched, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All files below `folder` with one of the extensions, in the order of their paths.
pub(crate) fn files(folder: &Path, extensions: &[&str]) -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(folder, folder, extensions, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(top: &Path, folder: &Path, extensions: &[&str], found: &mut Vec<SourceFile>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(top, &path, extensions, found);
        } else if path
            .extension()
            .is_some_and(|e| extensions.iter().any(|wanted| e == *wanted))
        {
            let text = fs::read_to_string(&path).expect("source is UTF-8");
            let path = path.strip_prefix(top).expect("below the folder searched");
            let path = path.to_string_lossy().replace('\\', "/");
            found.push(SourceFile { path, text });
        }
    }
}

/// The code of a Rust file: comments and the insides of literals become blanks, lines stay where they are.
pub(crate) fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word_before = out.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let skipped = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => quoted(rest),
            'b' | 'c' if !word_before && rest[1..].starts_with('"') => 1 + quoted(&rest[1..]),
            'r' | 'b' | 'c' if !word_before => raw_string(rest),
            '\'' => char_literal(rest),
            _ => 0,
        };
        let taken = if skipped == 0 { c.len_utf8() } else { skipped };
        let (gone, after) = rest.split_at(taken);
        if skipped == 0 {
            out.push(c);
        } else {
            out.extend(gone.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    out
}

/// The length of the block comment at the start; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of the string literal at the start.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the raw string literal at the start, or 0 if there is none.
fn raw_string(text: &str) -> usize {
    let after_prefix = text.trim_start_matches(['b', 'c']);
    let prefix = text.len() - after_prefix.len();
    let Some(after_r) = after_prefix.strip_prefix('r').filter(|_| prefix <= 1) else {
        return 0;
    };
    let hashes = after_r.len() - after_r.trim_start_matches('#').len();
    let Some(body) = after_r[hashes..].strip_prefix('"') else {
        return 0;
    };
    let end = format!("\"{}", "#".repeat(hashes));
    let opening = text.len() - body.len();
    body.find(&end)
        .map_or(text.len(), |at| opening + at + end.len())
}

/// The length of the character literal at the start, or 0 if it is a lifetime.
fn char_literal(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    let first = chars.next().map(|(_, c)| c);
    if first == Some('\\') {
        let end = text[3..].find('\'').map_or(text.len(), |at| at + 4);
        return end;
    }
    match chars.next() {
        Some((at, '\'')) => at + 1,
        _ => 0,
    }
}

/// The number of the line, from 1, in which the byte `at` stands.
pub(crate) fn line(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

#[test]
fn comments_and_literals_are_blanked_and_lines_stay() {
    let text =
        "a // HashMap\nb /* x /* y */ z */ c\n\"s \\\" t\" d r#\"raw \" in\"# e b\"bytes\" f";
    let code = code(text);
    let words: Vec<&str> = code.split_whitespace().collect();
    assert_eq!(words, ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(code.matches('\n').count(), text.matches('\n').count());
}

#[test]
fn lifetimes_and_raw_identifiers_are_code_and_characters_are_not() {
    let code = code("fn f<'a>(x: &'a str, r#type: u8) { m('\"', '\\'', '\\u{1F600}', 'é'); end }");
    assert!(
        code.contains("<'a>") && code.contains("&'a str") && code.contains("r#type"),
        "{code}"
    );
    assert!(
        !code.contains('"') && !code.contains('é') && code.contains("end"),
        "{code}"
    );
}
