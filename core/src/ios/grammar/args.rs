//! What a parsed line said, by the names its pattern gives.

use std::net::Ipv4Addr;

use crate::types::InterfaceName;

use super::token::Value;

/// One word of a parsed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Capture {
    pub(super) name: &'static str,
    pub(super) value: Value,
    pub(super) column: usize,
}

/// The words of a parsed line, keywords written out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Args {
    pub(super) captures: Vec<Capture>,
}

impl Args {
    /// Whether the keyword or argument occurs.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// The number called `name`.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.values(name).find_map(|value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        })
    }

    /// The number called `name` in a smaller type, which its pattern's range fits.
    pub(crate) fn small<T: TryFrom<u32>>(&self, name: &str) -> Option<T> {
        T::try_from(self.number(name)?).ok()
    }

    /// The address called `name`.
    pub(crate) fn address(&self, name: &str) -> Option<Ipv4Addr> {
        self.values(name).find_map(|value| match value {
            Value::Address(addr) => Some(*addr),
            _ => None,
        })
    }

    /// Every address called `name`.
    pub(crate) fn addresses<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Ipv4Addr> + 'a {
        let all = self.captures.iter().filter(move |one| one.name == name);
        all.filter_map(|one| match one.value {
            Value::Address(addr) => Some(addr),
            _ => None,
        })
    }

    /// The interface called `name`.
    pub(crate) fn interface(&self, name: &str) -> Option<InterfaceName> {
        self.values(name).find_map(|value| match value {
            Value::Interface(interface) => Some(*interface),
            _ => None,
        })
    }

    /// The text called `name`.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values(name).find_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Every text called `name`.
    pub(crate) fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.captures
            .iter()
            .filter_map(move |capture| match &capture.value {
                Value::Text(text) if capture.name == name => Some(text.as_str()),
                _ => None,
            })
    }

    /// Every keyword kept under `name`.
    pub(crate) fn keywords<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        self.captures
            .iter()
            .filter_map(move |capture| match capture.value {
                Value::Keyword(word) if capture.name == name => Some(word),
                _ => None,
            })
    }

    /// The keyword kept under `name`.
    pub(crate) fn keyword(&self, name: &str) -> Option<&'static str> {
        self.keywords(name).next()
    }

    /// Where the word called `name` starts.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        let mut all = self.captures.iter().rev();
        Some(all.find(|capture| capture.name == name)?.column)
    }

    /// The first interface that is not there, and where its name starts.
    pub(crate) fn missing_interface(
        &self,
        is_there: impl Fn(InterfaceName) -> bool,
    ) -> Option<usize> {
        let mut missing = self.captures.iter().filter(|capture| match capture.value {
            Value::Interface(interface) => !is_there(interface),
            _ => false,
        });
        Some(missing.next()?.column)
    }

    /// The line written out, without the first `skip` words.
    pub(crate) fn written_out(&self, skip: usize) -> String {
        let words = self.captures.iter().skip(skip);
        let words: Vec<_> = words.map(|capture| capture.value.to_string()).collect();
        words.join(" ")
    }

    /// All values of this name; a keyword may share it with the argument that follows.
    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Value> {
        let named = self
            .captures
            .iter()
            .filter(move |capture| capture.name == name);
        named.map(|capture| &capture.value)
    }
}
