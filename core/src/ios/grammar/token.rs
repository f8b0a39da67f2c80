//! The words of a line, where they stand, and what they are worth as arguments.

use std::net::Ipv4Addr;

use crate::types::{InterfaceKind, InterfaceName};

use super::pattern::Kind;

/// A word of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The word.
    pub text: &'a str,
    /// Where it starts, in characters from the start of the line.
    pub column: usize,
    /// The line from here to its end.
    pub(super) rest: &'a str,
}

impl<'a> Token<'a> {
    /// The line from this word to its end, without trailing blanks.
    #[must_use]
    pub const fn rest(&self) -> &'a str {
        self.rest
    }
}

/// Cuts a line at its blanks.
#[must_use]
pub fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut column = 0;
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start();
        column += rest[..rest.len() - trimmed.len()].chars().count();
        if trimmed.is_empty() {
            return tokens;
        }
        let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let (text, tail) = trimmed.split_at(end);
        tokens.push(Token {
            text,
            column,
            rest: trimmed.trim_end(),
        });
        column += text.chars().count();
        rest = tail;
    }
}

/// What an argument says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A keyword, written out.
    Keyword(&'static str),
    /// A number.
    Number(u32),
    /// An address or a mask.
    Address(Ipv4Addr),
    /// A word or the rest of a line.
    Text(String),
    /// An interface.
    Interface(InterfaceName),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Keyword(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
            Self::Address(addr) => write!(f, "{addr}"),
            Self::Text(text) => f.write_str(text),
            Self::Interface(name) => write!(f, "{name}"),
        }
    }
}

impl Kind {
    /// Reads a token as this kind of argument. `before` is the kind of interface one word earlier.
    pub(super) fn read(self, token: &Token<'_>, before: Option<InterfaceKind>) -> Option<Value> {
        let text = token.text;
        match self {
            Self::Number(low, high) => read_number(text)
                .filter(|n| (low..=high).contains(n))
                .map(Value::Number),
            Self::Address => text.parse().ok().map(Value::Address),
            Self::Word => Some(Value::Text(text.to_owned())),
            Self::Line => Some(Value::Text(token.rest.to_owned())),
            Self::Interface => text.parse().ok().map(Value::Interface),
            Self::InterfaceWord => None,
            Self::InterfacePosition => {
                let name = format!("{}{text}", before?.name());
                let is_position = text.starts_with(|c: char| c.is_ascii_digit());
                let name = name.parse().ok().filter(|_| is_position);
                name.map(Value::Interface)
            }
            Self::Hex => {
                let digits = text.strip_prefix("0x").unwrap_or(text);
                let is_hex = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit());
                is_hex.then(|| Value::Text(text.to_owned()))
            }
            Self::Vlans => vlan_list(text).map(|_| Value::Text(text.to_owned())),
        }
    }

    /// Whether an argument of this kind may start so.
    pub(super) fn may_start(self, text: &str) -> bool {
        match self {
            Self::Number(_, high) => {
                text.is_empty() || read_number(text).is_some_and(|number| number <= high)
            }
            Self::Address => {
                let mut parts = text.split('.');
                let is_part = |part: &str| part.is_empty() || part.parse::<u8>().is_ok();
                text.split('.').count() <= 4 && parts.all(is_part)
            }
            Self::Hex => {
                let digits = text.strip_prefix("0x").unwrap_or(text);
                digits.chars().all(|c| c.is_ascii_hexdigit())
            }
            Self::Word | Self::Line | Self::Vlans => true,
            Self::Interface | Self::InterfaceWord | Self::InterfacePosition => false,
        }
    }

    /// How IOS shows the argument in a list of what may come next.
    pub(super) fn placeholder(self) -> String {
        match self {
            Self::Number(low, high) => format!("<{low}-{high}>"),
            Self::Address => "A.B.C.D".into(),
            Self::Word | Self::Vlans => "WORD".into(),
            Self::Line => "LINE".into(),
            // Listed by what the box has.
            Self::Interface | Self::InterfaceWord | Self::InterfacePosition => "Interface".into(),
            Self::Hex => "<0x0-0xFFFF>".into(),
        }
    }
}

fn read_number(text: &str) -> Option<u32> {
    let is_decimal = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_decimal)
}

/// Reads `1,5-7`; the numbers in ascending order, each once.
pub(crate) fn vlan_list(text: &str) -> Option<Vec<u16>> {
    let mut vlans = crate::types::SortedSet::new();
    for range in text.split(',') {
        let (low, high) = range.split_once('-').unwrap_or((range, range));
        let low = read_number(low).filter(|n| (1..=4094).contains(n))?;
        let high = read_number(high).filter(|n| (low..=4094).contains(n))?;
        vlans.extend((low..=high).filter_map(|n| u16::try_from(n).ok()));
    }
    Some(vlans.into_iter().collect())
}

/// The one kind of interface whose name starts so.
pub(super) fn interface_kind(text: &str) -> Option<InterfaceKind> {
    let mut kinds = InterfaceKind::ALL
        .into_iter()
        .filter(|kind| super::is_prefix(text, kind.name()));
    let kind = kinds.next()?;
    kinds.next().is_none().then_some(kind)
}
