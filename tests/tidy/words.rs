//! Words with no place in the core, and ways of making markup or code from text in the page.

use crate::source::{code, files, line};
use crate::{assert_none, root};

/// Words that must not stand in `core/src`, with what to do instead.
const CORE: &[(&str, &str)] = &[
    ("HashMap", "its order differs from run to run; BTreeMap"),
    ("HashSet", "its order differs from run to run; BTreeSet"),
    ("SystemTime", "the core has virtual time only"),
    (
        "std::time::Instant",
        "the core has virtual time only: crate::time::Instant",
    ),
    ("thread::sleep", "nothing waits for a clock"),
    ("thread::spawn", "the core is single-threaded"),
    ("#[ignore", "a test runs or does not exist"),
    ("#[should_panic", "errors are values"),
    ("todo!(", "finish it"),
    ("unimplemented!(", "finish it"),
];

/// Words that must not stand in the page, the worker and their scripts.
const PAGE: &[(&str, &str)] = &[
    ("innerHTML", "text is text, never markup"),
    ("outerHTML", "text is text, never markup"),
    ("insertAdjacentHTML", "text is text, never markup"),
    ("set_inner_html", "text is text, never markup"),
    ("set_outer_html", "text is text, never markup"),
    ("insert_adjacent_html", "text is text, never markup"),
    ("from_html_unchecked", "text is text, never markup"),
    ("document.write", "text is text, never markup"),
    ("eval(", "text is never code"),
    ("new Function", "text is never code"),
];

/// Where one of the words stands in the code. A word counts only whole: `HashMapper` is not `HashMap`.
fn forbidden(path: &str, code: &str, words: &[(&str, &str)]) -> Vec<String> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut complaints = Vec::new();
    for (word, instead) in words {
        for (at, _) in code.match_indices(word) {
            let starts = !word.starts_with(in_word) || !code[..at].ends_with(in_word);
            let ends = !word.ends_with(in_word) || !code[at + word.len()..].starts_with(in_word);
            if starts && ends {
                complaints.push(format!("{path}:{}: `{word}`: {instead}", line(code, at)));
            }
        }
    }
    complaints
}

/// What in the page's HTML a strict content security policy would refuse, or leaves the page's own host.
fn loose_markup(html: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (at, tag) in html.match_indices("<script") {
        let tag = &html[at..at + html[at..].find('>').unwrap_or(tag.len())];
        if !tag.contains("src=") {
            complaints.push(format!("index.html:{}: an inline script", line(html, at)));
        }
    }
    for attribute in ["src=\"", "href=\""] {
        for (at, _) in html.match_indices(attribute) {
            let value = html[at + attribute.len()..]
                .split('"')
                .next()
                .unwrap_or_default();
            if value.starts_with('/') || value.contains("://") {
                complaints.push(format!(
                    "index.html:{}: `{value}` is not relative",
                    line(html, at)
                ));
            }
        }
    }
    complaints
}

#[test]
fn the_core_has_no_clock_no_hash_order_and_nothing_unfinished() {
    let complaints: Vec<String> = files(&root().join("core/src"), &["rs"])
        .iter()
        .flat_map(|file| forbidden(&format!("core/src/{}", file.path), &code(&file.text), CORE))
        .collect();
    assert_none(&complaints);
}

#[test]
fn the_page_makes_no_markup_and_no_code_from_text() {
    let mut complaints = Vec::new();
    for folder in ["web", "static"] {
        for file in files(&root().join(folder), &["rs", "js", "mjs"]) {
            let text = if file.path.ends_with(".rs") {
                code(&file.text)
            } else {
                file.text
            };
            complaints.extend(forbidden(&format!("{folder}/{}", file.path), &text, PAGE));
        }
    }
    let html = std::fs::read_to_string(root().join("index.html")).expect("the page exists");
    complaints.extend(loose_markup(&html));
    assert_none(&complaints);
}

#[test]
fn no_test_is_switched_off() {
    let switched_off = [("#[ignore", "a test runs or does not exist")];
    let mut complaints = Vec::new();
    for folder in ["core", "tests", "web"] {
        for file in files(&root().join(folder), &["rs"]) {
            complaints.extend(forbidden(
                &format!("{folder}/{}", file.path),
                &code(&file.text),
                &switched_off,
            ));
        }
    }
    assert_none(&complaints);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_forbidden_word_is_found() {
        for (words, name) in [(CORE, "core"), (PAGE, "page")] {
            for (word, _) in words {
                let found = forbidden(name, &format!("a\n {word} x"), words);
                assert_eq!(found.len(), 1, "{word}");
                assert!(
                    found[0].starts_with(&format!("{name}:2: `{word}`")),
                    "{}",
                    found[0]
                );
            }
        }
    }

    #[test]
    fn words_in_comments_in_texts_and_inside_other_words_do_not_count() {
        let text =
            code("// HashMap\nlet a = \"todo!(\"; struct HashMapper; fn retrieval(x: u8) {}");
        assert_eq!(forbidden("a", &text, CORE), Vec::<String>::new());
        assert_eq!(forbidden("a", &text, PAGE), Vec::<String>::new());
    }

    #[test]
    fn inline_scripts_and_addresses_elsewhere_are_found() {
        assert_eq!(loose_markup("<script>go()</script>").len(), 1);
        assert_eq!(
            loose_markup("<script type=\"module\" src=\"boot.js\"></script>").len(),
            0
        );
        assert_eq!(
            loose_markup("<link href=\"https://fonts.example/x.css\">").len(),
            1
        );
        assert_eq!(loose_markup("<img src=\"/icon.svg\">").len(), 1);
    }
}
