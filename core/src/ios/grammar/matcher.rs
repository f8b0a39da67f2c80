//! Walks a line through a mode's automaton, all commands at once, as IOS resolves abbreviations:
//! a keyword given in full wins over a prefix, a keyword wins over an argument.

use crate::types::{InterfaceKind, InterfaceName};

use super::args::{Args, Capture};
#[cfg(test)]
use super::help::help;
use super::help::{Expected, Listing};
use super::pattern::{Kind, Symbol};
use super::token::{Token, Value, interface_kind};
use super::{Grammar, Rule, is_prefix};

/// Why a line is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParseError {
    /// The word at this column fits nothing.
    Invalid {
        /// Characters before the bad word.
        column: usize,
        /// Which word it is, from 0.
        word: usize,
    },
    /// More words are needed.
    Incomplete,
    /// A word is short for several keywords.
    Ambiguous {
        /// Which word it is, from 0.
        word: usize,
    },
}

impl ParseError {
    /// The same, in a line with `words` more words in front.
    pub(crate) const fn skip(self, words: usize) -> Self {
        match self {
            Self::Invalid { column, word } => Self::Invalid {
                column,
                word: word + words,
            },
            Self::Ambiguous { word } => Self::Ambiguous { word: word + words },
            Self::Incomplete => Self::Incomplete,
        }
    }
}

#[derive(Clone, Debug)]
struct Thread {
    rule: usize,
    node: usize,
    captures: Vec<Capture>,
    kind: Option<InterfaceKind>,
    /// The rest of the line has been taken.
    is_done: bool,
    /// The keyword before, for the help.
    before: &'static str,
}

/// A command found: its rule, and what was said.
pub(crate) struct Parsed {
    pub(crate) rule: &'static Rule,
    pub(crate) args: Args,
}

impl Grammar {
    /// Finds the command a line is, among the rules that `allows` admits; `is_negative` picks the `no` forms.
    pub(crate) fn parse(
        &self,
        tokens: &[Token<'_>],
        is_negative: bool,
        allows: &dyn Fn(&Rule) -> bool,
    ) -> Result<Parsed, ParseError> {
        let threads = self.walk(tokens, is_negative, allows)?;
        let mut ended = threads.into_iter().filter(|thread| self.is_end(thread));
        let thread = ended.next().ok_or(ParseError::Incomplete)?;
        Ok(Parsed {
            rule: self.rule(thread.rule),
            args: Args {
                captures: thread.captures,
            },
        })
    }

    /// What may follow these words and starts with `partial`, in the order in which `?` lists it.
    pub(crate) fn expected(
        &self,
        tokens: &[Token<'_>],
        partial: &str,
        is_negative: bool,
        ports: &[InterfaceName],
        allows: &dyn Fn(&Rule) -> bool,
    ) -> Result<Vec<Expected>, ParseError> {
        let threads = self.walk(tokens, is_negative, allows)?;
        let mut listing = Listing::new(partial, ports);
        for thread in &threads {
            if thread.is_done {
                listing.rest_of_line();
            } else if self.is_end(thread) {
                listing.end();
            }
            let pattern = self.rule(thread.rule).pattern;
            let first = pattern.split(' ').next().unwrap_or_default();
            for (symbol, _) in self.edges(thread) {
                listing.symbol(*symbol, first, thread.before, thread.kind);
            }
        }
        Ok(listing.sorted())
    }

    /// Every keyword and argument of the table without a text for `?`, each with the keyword before it.
    #[cfg(test)]
    pub(crate) fn without_help(&self) -> Vec<(&'static str, &'static str)> {
        let starts = self.plain.iter().chain(&self.negative);
        let mut todo: Vec<_> = starts.map(|(_, node)| (*node, "")).collect();
        let mut seen = crate::types::SortedSet::new();
        let mut missing = Vec::new();
        while let Some((node, before)) = todo.pop() {
            if !seen.insert((node, before)) {
                continue;
            }
            for &(symbol, target) in &self.automaton.node(node).edges {
                let (word, next) = match symbol {
                    Symbol::Keyword { word, .. } => (word, word),
                    Symbol::Argument { name, .. } => (name, before),
                };
                if help(before, word).is_empty() {
                    missing.push((before, word));
                }
                todo.push((target, next));
            }
        }
        missing
    }

    fn is_end(&self, thread: &Thread) -> bool {
        self.automaton.node(thread.node).is_end
    }

    fn edges<'a>(&'a self, thread: &Thread) -> &'a [(Symbol, usize)] {
        let node = self.automaton.node(thread.node);
        if thread.is_done { &[] } else { &node.edges }
    }

    fn walk(
        &self,
        tokens: &[Token<'_>],
        is_negative: bool,
        allows: &dyn Fn(&Rule) -> bool,
    ) -> Result<Vec<Thread>, ParseError> {
        let mut threads = self.start(is_negative, allows);
        for (word, token) in tokens.iter().enumerate() {
            if threads.iter().all(|thread| thread.is_done) && !threads.is_empty() {
                break;
            }
            threads = self.step(&threads, token, word)?;
        }
        Ok(threads)
    }

    fn start(&self, is_negative: bool, allows: &dyn Fn(&Rule) -> bool) -> Vec<Thread> {
        let starts = if is_negative {
            &self.negative
        } else {
            &self.plain
        };
        let allowed = starts.iter().filter(|(rule, _)| allows(self.rule(*rule)));
        allowed
            .map(|&(rule, node)| Thread {
                rule,
                node,
                captures: Vec::new(),
                kind: None,
                is_done: false,
                before: "",
            })
            .collect()
    }

    /// Moves every thread over one word.
    fn step(
        &self,
        threads: &[Thread],
        token: &Token<'_>,
        word: usize,
    ) -> Result<Vec<Thread>, ParseError> {
        let choice = self.choose(threads, token.text);
        let mut moved: Vec<Thread> = Vec::new();
        for thread in threads {
            if thread.is_done {
                moved.push(thread.clone());
                continue;
            }
            for &(symbol, target) in self.edges(thread) {
                let is_new = |next: &Thread| {
                    !moved
                        .iter()
                        .any(|m| (m.rule, m.node) == (next.rule, next.node))
                };
                let next = advance(thread, symbol, target, token, choice).filter(is_new);
                moved.extend(next);
            }
        }
        // What reads as an address is not a name.
        let last_is = |thread: &Thread, is_it: fn(&Value) -> bool| {
            let last = thread
                .captures
                .last()
                .filter(|last| last.column == token.column);
            last.is_some_and(|last| is_it(&last.value))
        };
        let is_address = |value: &Value| matches!(value, Value::Address(_));
        if moved.iter().any(|thread| last_is(thread, is_address)) {
            moved.retain(|thread| !last_is(thread, |value| matches!(value, Value::Text(_))));
        }
        if !moved.is_empty() {
            return Ok(moved);
        }
        Err(match choice {
            Choice::Ambiguous => ParseError::Ambiguous { word },
            _ => ParseError::Invalid {
                column: token.column + self.good_start(threads, token.text),
                word,
            },
        })
    }

    /// Which keyword a word stands for, over all threads.
    fn choose(&self, threads: &[Thread], text: &str) -> Choice {
        let mut found = Choice::Argument;
        let words = threads.iter().flat_map(|thread| self.edges(thread));
        for keyword in words.filter_map(|(symbol, _)| keyword_of(*symbol, text)) {
            if keyword.len() == text.len() {
                return Choice::Keyword(keyword);
            }
            found = match found {
                Choice::Argument => Choice::Keyword(keyword),
                Choice::Keyword(other) if other == keyword => found,
                _ => Choice::Ambiguous,
            };
        }
        found
    }

    /// How many characters of a bad word are good: the kind of an interface whose number is bad.
    fn good_start(&self, threads: &[Thread], text: &str) -> usize {
        let takes_interface = threads
            .iter()
            .flat_map(|thread| self.edges(thread))
            .any(|(s, _)| {
                matches!(
                    s,
                    Symbol::Argument {
                        kind: Kind::Interface,
                        ..
                    }
                )
            });
        let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        match interface_kind(&text[..digits]) {
            Some(_) if takes_interface => digits,
            _ => 0,
        }
    }
}

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Keyword(&'static str),
    Ambiguous,
    Argument,
}

/// The keyword `text` may stand for on this edge.
fn keyword_of(symbol: Symbol, text: &str) -> Option<&'static str> {
    match symbol {
        Symbol::Keyword { word, .. } => is_prefix(text, word).then_some(word),
        Symbol::Argument {
            kind: Kind::InterfaceWord,
            ..
        } => interface_kind(text).map(InterfaceKind::name),
        Symbol::Argument { .. } => None,
    }
}

fn advance(
    thread: &Thread,
    symbol: Symbol,
    target: usize,
    token: &Token<'_>,
    choice: Choice,
) -> Option<Thread> {
    // Most edges lead nowhere: a thread is only cloned for those that lead on.
    let moved = || Thread {
        node: target,
        ..thread.clone()
    };
    let (name, value, mut next) = match (symbol, choice) {
        (Symbol::Keyword { name, word }, Choice::Keyword(chosen)) if word == chosen => {
            let before = word;
            (name, Value::Keyword(word), Thread { before, ..moved() })
        }
        (Symbol::Argument { kind, .. }, Choice::Keyword(chosen)) => {
            let chosen = interface_kind(chosen).filter(|_| kind == Kind::InterfaceWord)?;
            let kind = Some(chosen);
            return Some(Thread { kind, ..moved() });
        }
        (Symbol::Argument { name, kind }, _) => {
            let is_done = kind == Kind::Line;
            let value = kind.read(token, thread.kind)?;
            (name, value, Thread { is_done, ..moved() })
        }
        _ => return None,
    };
    next.kind = None;
    // What IOS marks in a bad interface name is the number.
    let digits = match value {
        Value::Interface(_) => token.text.find(|c: char| c.is_ascii_digit()).unwrap_or(0),
        _ => 0,
    };
    next.captures.push(Capture {
        name,
        value,
        column: token.column + digits,
    });
    Some(next)
}
