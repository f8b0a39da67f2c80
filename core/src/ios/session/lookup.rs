//! Finds the command a line is, and puts errors into IOS's words.

use super::super::change::Form;
use super::super::error::{CliError, Refusal};
use super::super::grammar::{Args, Grammar, ParseError, Parsed, Rule, Scope, Token};
use super::super::mode::{DeviceKind, Mode};

pub(super) fn allows(rule: &Rule, mode: &Mode, kind: DeviceKind) -> bool {
    let is_allowed = !rule.is_privileged || *mode != Mode::UserExec;
    is_allowed && (rule.exists)(Scope { kind, mode })
}

/// Finds a line in one mode's table.
pub(super) fn find(
    mode: &Mode,
    kind: DeviceKind,
    tokens: &[Token<'_>],
) -> Result<(Form, Parsed), ParseError> {
    let (form, words) = form_of(tokens);
    let allows = |rule: &Rule| allows(rule, mode, kind);
    let parsed = Grammar::of(mode.table()).parse(words, form != Form::Plain, &allows);
    // Word 0 of what follows `no` is word 1 of the line.
    let skipped = tokens.len() - words.len();
    let parsed = parsed.map_err(|error| error.skip(skipped))?;
    Ok((form, parsed))
}

/// Whether a line starts with `no` or `default`, and the words after that.
pub(super) fn form_of<'a, 'b>(tokens: &'a [Token<'b>]) -> (Form, &'a [Token<'b>]) {
    match tokens {
        [first, rest @ ..] if first.text.eq_ignore_ascii_case("no") => (Form::No, rest),
        [first, rest @ ..] if first.text.eq_ignore_ascii_case("default") => (Form::Default, rest),
        _ => (Form::Plain, tokens),
    }
}

/// How many words of a line were understood.
pub(super) const fn depth(error: ParseError) -> usize {
    match error {
        ParseError::Invalid { word, .. } | ParseError::Ambiguous { word } => word,
        ParseError::Incomplete => usize::MAX,
    }
}

pub(super) fn cli_error(error: ParseError, line: &str) -> CliError {
    match error {
        ParseError::Invalid { column, .. } => CliError::Invalid { column },
        ParseError::Incomplete => CliError::Incomplete,
        ParseError::Ambiguous { .. } => CliError::Ambiguous {
            line: line.trim().to_owned(),
        },
    }
}

pub(super) fn refused(refusal: Refusal, args: &Args) -> CliError {
    match refusal {
        Refusal::Argument(name) => CliError::Invalid {
            column: args.column(name).unwrap_or(0),
        },
        Refusal::Incomplete => CliError::Incomplete,
        other => CliError::Refused(other),
    }
}
