//! Lines at the exec prompts, and after `do`.

use crate::node::config::DeviceConfig;

use super::super::change::Form;
use super::super::error::{CliError, Refusal};
use super::super::exec::{self, ExecCommand, OutputFilter};
use super::super::grammar::{Action, ParseError, Parsed, Token, tokens};
use super::super::mode::Mode;
use super::alias;
use super::lookup::{cli_error, find};
use super::{Answer, Chassis, Done, Session, Verdict, is_comment};

/// What `configure terminal` prints.
const CONFIGURING: &str = "Enter configuration commands, one per line.  End with CNTL/Z.";

impl Session {
    pub(super) fn exec_line(
        &mut self,
        line: &str,
        config: &DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        if is_comment(line) {
            return Ok(Answer::new(Verdict::Blank));
        }
        let tokens = tokens(line);
        let mode = self.mode.clone();
        self.run_exec(line, &tokens, &mode, config, chassis)
    }

    pub(super) fn run_exec(
        &mut self,
        line: &str,
        tokens: &[Token<'_>],
        mode: &Mode,
        config: &DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        if let Some(line) = alias::written_out(tokens, config) {
            return self.run_words(&line, &super::tokens(&line), mode, config, chassis);
        }
        self.run_words(line, tokens, mode, config, chassis)
    }

    fn run_words(
        &mut self,
        line: &str,
        tokens: &[Token<'_>],
        mode: &Mode,
        config: &DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        let (words, filter) = split_filter(tokens)?;
        let (form, parsed) =
            find(mode, chassis.kind, words).map_err(|error| match (error, tokens) {
                (ParseError::Invalid { word: 0, .. }, [only]) => CliError::Unknown {
                    word: only.text.to_owned(),
                    lookup: looks_up(config),
                },
                _ => cli_error(error, line),
            })?;
        let Parsed { rule, args } = parsed;
        let command = match rule.action {
            Action::Exec(build) => build(&args),
            Action::Debug if form == Form::Plain => exec::debug(&args),
            Action::Debug => exec::undebug(&args),
            Action::Host => {
                let host = args.text("host-name").unwrap_or_default();
                if let Some(addr) = config.host(host) {
                    // The same command, to the address.
                    let words = words.iter().map(|word| match word.text == host {
                        true => addr.to_string(),
                        false => word.text.to_owned(),
                    });
                    let line = words.collect::<Vec<_>>().join(" ");
                    return self.run_words(&line, &super::tokens(&line), mode, config, chassis);
                }
                let host = host.to_owned();
                return Err(CliError::Refused(match looks_up(config) {
                    true => Refusal::HostNotFound(host),
                    false => Refusal::UnknownHost(host),
                }));
            }
            _ => return Ok(self.change_level(rule.action)),
        };
        let exec = match (command, filter) {
            (Some(ExecCommand::Show(what, _)), filter) => Some(ExecCommand::Show(what, filter)),
            (Some(_), Some(_)) => {
                let column = words.last().map_or(0, |last| last.column);
                return Err(CliError::Invalid { column });
            }
            (command, _) => command,
        };
        if exec == Some(ExecCommand::Logout) {
            self.mode = Mode::UserExec;
        }
        let verdict = match exec {
            Some(_) => Verdict::Simulated,
            None => Verdict::NotSimulated,
        };
        Ok(Answer {
            exec,
            ..Answer::new(verdict)
        })
    }

    /// `enable`, `disable`, `configure terminal`.
    pub(super) fn change_level(&mut self, action: Action) -> Answer {
        let mut answer = Answer::new(Verdict::Simulated);
        self.mode = match action {
            Action::Privilege(false) => Mode::UserExec,
            Action::Configure => {
                answer.text = format!("{CONFIGURING}\n");
                Mode::Global
            }
            _ => Mode::PrivilegedExec,
        };
        answer
    }

    /// `do` runs a command and stays where it is.
    pub(super) fn do_exec(
        &mut self,
        line: &str,
        tokens: &[Token<'_>],
        mode: &Mode,
        config: &DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        let here = self.mode.clone();
        let done = self.run_exec(line, tokens, mode, config, chassis);
        self.mode = here;
        done
    }
}

/// Whether a word that is no command is looked up as a host name.
fn looks_up(config: &DeviceConfig) -> bool {
    let global = config.unsimulated.get("");
    !global.is_some_and(|lines| lines.iter().any(|line| line == "no ip domain lookup"))
}

/// Makes a filter of a regular expression.
type Filter = fn(String) -> OutputFilter;

/// Splits `show … | include R`.
fn split_filter<'a, 'b>(
    tokens: &'a [Token<'b>],
) -> Result<(&'a [Token<'b>], Option<OutputFilter>), CliError> {
    let Some(bar) = tokens.iter().position(|token| token.text == "|") else {
        return Ok((tokens, None));
    };
    let (words, [_, rest @ ..]) = tokens.split_at(bar) else {
        return Ok((tokens, None));
    };
    let [how, pattern, ..] = rest else {
        return Err(CliError::Incomplete);
    };
    let pattern = pattern.rest().to_owned();
    let filters: [(&str, Filter); 4] = [
        ("include", OutputFilter::Include),
        ("exclude", OutputFilter::Exclude),
        ("begin", OutputFilter::Begin),
        ("section", OutputFilter::Section),
    ];
    let typed = how.text.to_ascii_lowercase();
    let found = filters
        .into_iter()
        .find(|(word, _)| word.starts_with(&typed));
    match found {
        Some((_, filter)) => Ok((words, Some(filter(pattern)))),
        None => Err(CliError::Invalid { column: how.column }),
    }
}
