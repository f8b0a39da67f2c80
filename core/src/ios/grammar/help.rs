//! What `?` shows: the words that may come next, with a text beside each.
//!
//! The texts are in `help.txt`: `word | text`, `keyword-before word | text`, `first-keyword keyword-before word | text`,
//! or `mode: word | text` for the first word of a line.

use crate::types::SortedMap;
use std::sync::OnceLock;

use crate::types::{InterfaceKind, InterfaceName};

use super::is_prefix;
use super::pattern::{Kind, Symbol};

/// Columns of a terminal; texts are broken before the last one.
const WIDTH: usize = 80;

/// Something a line may show next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// A keyword.
    Keyword {
        /// The word.
        word: &'static str,
        /// What it is for.
        help: &'static str,
    },
    /// An argument.
    Argument {
        /// `WORD`, `A.B.C.D`, `<1-255>` …
        placeholder: String,
        /// What it is for.
        help: &'static str,
    },
    /// The line takes any words, and may end here: `LINE    <cr>`.
    Rest,
    /// The line may end here: `<cr>`.
    End,
}

impl Expected {
    /// What stands in the first column.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Keyword { word, .. } => word,
            Self::Argument { placeholder, .. } => placeholder,
            Self::Rest => "LINE    <cr>",
            Self::End => "<cr>",
        }
    }

    /// What stands in the second column.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Keyword { help, .. } | Self::Argument { help, .. } => help,
            Self::Rest | Self::End => "",
        }
    }
}

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

/// The text beside `word` after the keyword `before` in a line that starts with `first`.
fn help_within(first: &str, before: &str, word: &str) -> &'static str {
    let particular = texts().get(format!("{first} {before} {word}").as_str());
    particular.copied().unwrap_or_else(|| help(before, word))
}

/// The text beside the first word of a line in some mode, if that has one of its own.
pub(crate) fn first_help(mode: &str, word: &str) -> Option<&'static str> {
    texts().get(format!("{mode}: {word}").as_str()).copied()
}

/// What may come next, being gathered.
pub(super) struct Listing<'a> {
    partial: &'a str,
    ports: &'a [InterfaceName],
    all: Vec<Expected>,
}

impl<'a> Listing<'a> {
    /// Of words that start with `partial`, on a box with these ports.
    pub(super) const fn new(partial: &'a str, ports: &'a [InterfaceName]) -> Self {
        Self {
            partial,
            ports,
            all: Vec::new(),
        }
    }

    /// The line may end, if nothing of a next word has been typed.
    pub(super) fn end(&mut self) {
        if self.partial.is_empty() {
            self.add(Expected::End);
        }
    }

    /// Whatever comes is part of the last argument.
    pub(super) fn rest_of_line(&mut self) {
        self.add(Expected::Rest);
    }

    /// A symbol may come, in a line that starts with `first`, after the keyword `before` or the kind of an interface.
    pub(super) fn symbol(
        &mut self,
        symbol: Symbol,
        first: &'static str,
        before: &'static str,
        kind: Option<InterfaceKind>,
    ) {
        match symbol {
            Symbol::Keyword { word, .. } => self.keyword(word, help_within(first, before, word)),
            Symbol::Argument { name, kind: of } => match of {
                Kind::Interface => self.position_in_word(),
                Kind::InterfaceWord => self.interface_kinds(),
                Kind::InterfacePosition => {
                    if let Some(kind) = kind {
                        self.position(kind, self.partial);
                    }
                }
                of if of.may_start(self.partial) => self.add(Expected::Argument {
                    placeholder: of.placeholder(),
                    help: help_within(first, before, name),
                }),
                _ => {}
            },
        }
    }

    fn keyword(&mut self, word: &'static str, help: &'static str) {
        if self.partial.is_empty() || is_prefix(self.partial, word) {
            self.add(Expected::Keyword { word, help });
        }
    }

    /// The kinds of interface the box has, or can be given.
    fn interface_kinds(&mut self) {
        for kind in InterfaceKind::ALL {
            let has_it = self.ports.iter().any(|port| port.kind == kind);
            if has_it || !kind.is_physical() {
                self.keyword(kind.name(), help("", kind.name()));
            }
        }
    }

    /// The number of an interface, behind its kind in the same word.
    fn position_in_word(&mut self) {
        let digits = self.partial.find(|c: char| c.is_ascii_digit());
        let (kind, position) = self.partial.split_at(digits.unwrap_or(0));
        if let Some(kind) = super::token::interface_kind(kind) {
            self.position(kind, position);
        }
    }

    /// The number of an interface, of which `typed` has been typed.
    fn position(&mut self, kind: InterfaceKind, typed: &str) {
        let placeholder = match (kind, typed.split_once('/')) {
            (InterfaceKind::Loopback, _) => "<0-2147483647>".to_owned(),
            (InterfaceKind::Vlan, _) => "<1-4094>".to_owned(),
            (_, None) if typed.is_empty() => {
                let slots = self
                    .ports_of(kind)
                    .map(|port| port.slot.unwrap_or(0).into());
                range(slots)
            }
            (_, None) => "/".to_owned(),
            (_, Some((_, port))) if port.contains('.') => "<0-4294967295>".to_owned(),
            (_, Some((slot, _))) => {
                let slot = slot.parse().ok();
                let ports = self.ports_of(kind).filter(|port| port.slot == slot);
                range(ports.map(|port| port.port))
            }
        };
        self.add(Expected::Argument {
            placeholder,
            help: number_of(kind),
        });
    }

    fn ports_of(&self, kind: InterfaceKind) -> impl Iterator<Item = &InterfaceName> {
        self.ports.iter().filter(move |port| port.kind == kind)
    }

    fn add(&mut self, next: Expected) {
        if !self.all.iter().any(|old| old.word() == next.word()) {
            self.all.push(next);
        }
    }

    /// In the order of the alphabet, which has figures and capitals first; the end of the line last.
    pub(super) fn sorted(mut self) -> Vec<Expected> {
        sort(&mut self.all);
        self.all
    }
}

/// Puts words in the order of a list; the end of the line comes last.
pub(crate) fn sort(all: &mut [Expected]) {
    all.sort_by(|a, b| {
        let key = |next: &Expected| matches!(next, Expected::Rest | Expected::End);
        (key(a), a.word()).cmp(&(key(b), b.word()))
    });
}

fn range(numbers: impl Iterator<Item = u16>) -> String {
    let (low, high) = numbers.fold((u16::MAX, 0), |(low, high), n| (low.min(n), high.max(n)));
    format!("<{}-{high}>", low.min(high))
}

const fn number_of(kind: InterfaceKind) -> &'static str {
    match kind {
        InterfaceKind::Loopback => "Loopback interface number",
        InterfaceKind::Ethernet => "Ethernet interface number",
        InterfaceKind::FastEthernet => "FastEthernet interface number",
        InterfaceKind::GigabitEthernet => "GigabitEthernet interface number",
        InterfaceKind::Serial => "Serial interface number",
        InterfaceKind::Vlan => "Vlan interface number",
    }
}

/// A list with a text beside each word, as `?` after a blank prints it.
pub(crate) fn list(all: &[Expected]) -> String {
    let is_word = |next: &&Expected| !matches!(next, Expected::Rest | Expected::End);
    let widths = all.iter().filter(is_word).map(|next| next.word().len());
    let width = widths.max().unwrap_or(0);
    let mut out = String::new();
    for next in all {
        let word = next.word();
        if next.help().is_empty() {
            out.push_str(&format!("  {word}\n"));
            continue;
        }
        let mut column = width + 4;
        out.push_str(&format!("  {word:width$}  "));
        for (index, part) in next.help().split(' ').enumerate() {
            let len = part.chars().count();
            if index > 0 && column + 1 + len >= WIDTH {
                out.push_str(&format!("\n{:1$}", "", width + 4));
                column = width + 4;
            } else if index > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(part);
            column += len;
        }
        out.push('\n');
    }
    out
}

/// Words only, as `?` within a word prints them: on one line if they fit, else in columns.
pub(crate) fn columns(all: &[Expected]) -> String {
    let words: Vec<&str> = all.iter().map(Expected::word).collect();
    let line = words.join("  ");
    if line.len() < WIDTH {
        return format!("{line}\n");
    }
    let width = words.iter().map(|word| word.len()).max().unwrap_or(0) + 2;
    let mut out = String::new();
    for row in words.chunks((WIDTH / width).max(1)) {
        let padded: String = row.iter().map(|word| format!("{word:width$}")).collect();
        out.push_str(padded.trim_end());
        out.push('\n');
    }
    out
}
