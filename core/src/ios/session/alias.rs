//! `alias exec`, and the aliases every router comes with.

use crate::node::config::DeviceConfig;

use super::super::grammar::Token;

/// Aliases of commands known here, as `show aliases` lists them on a new router.
const BUILT_IN: [(&str, &str); 5] = [
    ("lo", "logout"),
    ("p", "ping"),
    ("s", "show"),
    ("u", "undebug"),
    ("un", "undebug"),
];

/// A line with its first word written out, if that is an alias. What it stands for is not looked up again.
pub(super) fn written_out(tokens: &[Token<'_>], config: &DeviceConfig) -> Option<String> {
    let first = tokens.first()?;
    let global = config.unsimulated.get("").map(Vec::as_slice);
    let mut lines = global.unwrap_or_default().iter();
    let own = lines.find_map(|line| {
        let (name, command) = line.strip_prefix("alias exec ")?.split_once(' ')?;
        (name == first.text).then_some(command)
    });
    let built_in = || {
        let found = BUILT_IN.iter().find(|(name, _)| *name == first.text);
        found.map(|(_, command)| *command)
    };
    let command = own.or_else(built_in)?;
    let rest = &first.rest()[first.text.len()..];
    Some(format!("{command}{rest}"))
}
