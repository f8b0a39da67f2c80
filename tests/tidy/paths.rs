//! The paths a Rust file uses inside its own crate, and those into another crate.

use crate::source::{code, line};

/// A path as the file means it, from the crate's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsedPath {
    pub(crate) line: usize,
    pub(crate) segments: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    PathSeparator,
    Other(char),
}

/// The module of a file of `src/`: `proto/ike/mod.rs` is `proto::ike`, `lib.rs` is the root.
pub(crate) fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let mut module: Vec<String> = path.split('/').map(str::to_owned).collect();
    if matches!(
        module.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        module.pop();
    }
    module
}

/// Every path in `text` that starts at `crate`, `self` or `super`, with brace groups taken apart.
pub(crate) fn own_paths(module: &[String], text: &str) -> Vec<UsedPath> {
    let code = code(text);
    let tokens = tokens(&code);
    let mut found = Vec::new();
    let mut depth = 0_usize;
    // Modules written inside the file, with the depth of braces at which each ends.
    let mut inner: Vec<(String, usize)> = Vec::new();
    for (at, (offset, token)) in tokens.iter().enumerate() {
        match *token {
            Token::Other('{') => {
                depth += 1;
                if let [(_, Token::Word("mod")), (_, Token::Word(name))] =
                    tokens[at.saturating_sub(2)..at]
                {
                    inner.push((name.to_owned(), depth));
                }
            }
            Token::Other('}') => {
                if inner.last().is_some_and(|(_, ends)| *ends == depth) {
                    inner.pop();
                }
                depth = depth.saturating_sub(1);
            }
            Token::Word(start @ ("crate" | "self" | "super")) if starts_path(&tokens, at) => {
                let mut here: Vec<String> = module.to_vec();
                here.extend(inner.iter().map(|(name, _)| name.clone()));
                let mut next = at;
                let base = base(start, here, &tokens, &mut next);
                let mut paths = Vec::new();
                tree(&tokens, &mut next, base, &mut paths);
                let line = line(&code, *offset);
                found.extend(
                    paths
                        .into_iter()
                        .map(|segments| UsedPath { line, segments }),
                );
            }
            _ => {}
        }
    }
    found
}

/// Every path in `text` that starts at the crate `name`, without that name.
pub(crate) fn paths_into(name: &str, text: &str) -> Vec<UsedPath> {
    let code = code(text);
    let tokens = tokens(&code);
    let mut found = Vec::new();
    for (at, (offset, token)) in tokens.iter().enumerate() {
        if *token == Token::Word(name)
            && !matches!(
                at.checked_sub(1).map(|b| tokens[b].1),
                Some(Token::Word("mod"))
            )
        {
            let mut next = at + 1;
            let mut paths = Vec::new();
            tree(&tokens, &mut next, Vec::new(), &mut paths);
            let line = line(&code, *offset);
            found.extend(
                paths
                    .into_iter()
                    .map(|segments| UsedPath { line, segments }),
            );
        }
    }
    found
}

/// Whether the word at `at` begins a path: `::` follows, or it is renamed (`use crate as c`).
fn starts_path(tokens: &[(usize, Token<'_>)], at: usize) -> bool {
    let inside = at > 0 && tokens[at - 1].1 == Token::PathSeparator;
    let follows = tokens.get(at + 1).map(|(_, token)| *token);
    !inside && matches!(follows, Some(Token::PathSeparator | Token::Word("as")))
}

/// The module in which the path goes on; leaves `next` behind `crate`, `self` and all the `super`s.
fn base(
    start: &str,
    mut here: Vec<String>,
    tokens: &[(usize, Token<'_>)],
    next: &mut usize,
) -> Vec<String> {
    *next += 1;
    match start {
        "crate" => return Vec::new(),
        "super" => drop(here.pop()),
        _ => {}
    }
    while let Some([(_, Token::PathSeparator), (_, Token::Word("super"))]) =
        tokens.get(*next..*next + 2)
    {
        here.pop();
        *next += 2;
    }
    here
}

/// Reads what follows a prefix: `::a::b`, `::{a, b::{c, d}}`, `::*` or nothing.
fn tree(
    tokens: &[(usize, Token<'_>)],
    next: &mut usize,
    prefix: Vec<String>,
    found: &mut Vec<Vec<String>>,
) {
    let at = |i: usize| tokens.get(i).map(|(_, token)| *token);
    if at(*next) != Some(Token::PathSeparator) {
        found.push(prefix);
        return;
    }
    match at(*next + 1) {
        Some(Token::Word(word)) => {
            *next += 2;
            let mut longer = prefix;
            if word != "self" {
                longer.push(word.to_owned());
            }
            tree(tokens, next, longer, found);
        }
        Some(Token::Other('{')) => {
            *next += 2;
            group(tokens, next, &prefix, found);
        }
        // `::*`, or `::<T>`
        after => {
            *next += if after == Some(Token::Other('*')) {
                2
            } else {
                1
            };
            found.push(prefix);
        }
    }
}

/// Reads the inside of a brace group up to its end.
fn group(
    tokens: &[(usize, Token<'_>)],
    next: &mut usize,
    prefix: &[String],
    found: &mut Vec<Vec<String>>,
) {
    while let Some((_, token)) = tokens.get(*next) {
        match *token {
            Token::Other('}') => {
                *next += 1;
                return;
            }
            Token::Other('*') => {
                *next += 1;
                found.push(prefix.to_vec());
            }
            Token::Word("as") => *next += 2,
            Token::Word(word) => {
                *next += 1;
                let mut longer = prefix.to_vec();
                if word != "self" {
                    longer.push(word.to_owned());
                }
                tree(tokens, next, longer, found);
            }
            _ => *next += 1,
        }
    }
}

fn tokens(code: &str) -> Vec<(usize, Token<'_>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = code[at..].chars().next() {
        let word = code[at..].find(|c: char| !c.is_alphanumeric() && c != '_');
        let word = word.unwrap_or(code.len() - at);
        if word > 0 {
            found.push((at, Token::Word(&code[at..at + word])));
            at += word;
        } else if code[at..].starts_with("::") {
            found.push((at, Token::PathSeparator));
            at += 2;
        } else {
            if !c.is_whitespace() {
                found.push((at, Token::Other(c)));
            }
            at += c.len_utf8();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(module: &str, text: &str) -> Vec<String> {
        let module: Vec<String> = module.split("::").map(str::to_owned).collect();
        own_paths(&module, text)
            .into_iter()
            .map(|path| path.segments.join("::"))
            .collect()
    }

    #[test]
    fn files_are_modules() {
        assert_eq!(module_of("lib.rs"), Vec::<String>::new());
        assert_eq!(module_of("proto/ike/mod.rs"), ["proto", "ike"]);
        assert_eq!(module_of("proto/ike/dpd.rs"), ["proto", "ike", "dpd"]);
    }

    #[test]
    fn brace_groups_are_taken_apart() {
        let text = "use crate::{time::Instant, wire::{arp::{self, Arp as A}, ip::*}, rng};";
        let expected = [
            "time::Instant",
            "wire::arp",
            "wire::arp::Arp",
            "wire::ip",
            "rng",
        ];
        assert_eq!(used("node", text), expected);
    }

    #[test]
    fn super_and_self_are_resolved_in_inner_modules_too() {
        let text = "use super::super::wire::arp; mod tests { use super::*; fn f() { self::g() } } \
                    use self::a::B; use super::sib;";
        let expected = [
            "wire::arp",
            "proto::ike",
            "proto::ike::tests::g",
            "proto::ike::a::B",
            "proto::sib",
        ];
        assert_eq!(used("proto::ike", text), expected);
    }

    #[test]
    fn paths_in_expressions_and_macros_count_and_visibilities_and_receivers_do_not() {
        let text = "pub(crate) fn f(&self) { let x = $crate::sim::Queue::<u8>::new(); self.y(); }\n\
                    // crate::lab\nuse crate as root;";
        assert_eq!(used("node", text), ["sim::Queue", ""]);
    }

    #[test]
    fn paths_into_another_crate_are_found_with_their_lines() {
        let found = paths_into(
            "vipsec_core",
            "use vipsec_core::lab::{view, Lab};\nvipsec_core::sim::go();",
        );
        let found: Vec<(usize, String)> = found
            .into_iter()
            .map(|path| (path.line, path.segments.join("::")))
            .collect();
        let expected = [(1, "lab::view"), (1, "lab::Lab"), (2, "sim::go")];
        assert_eq!(found, expected.map(|(line, path)| (line, path.to_owned())));
    }
}
