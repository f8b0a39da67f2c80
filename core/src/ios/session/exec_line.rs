//! Lines at the exec prompts, and after `do`.

use crate::node::config::DeviceConfig;

use super::super::change::Form;
use super::super::error::{CliError, Refusal};
use super::super::exec::{self, ExecCommand, OutputFilter};
use super::super::grammar::{Action, ParseError, Parsed, Token, tokens};
use super::super::mode::Mode;
use super::alias;
use super::lookup::{cli_error, find};
use super::{Answer, Chassis, Done, NOT_SIMULATED, Session, Verdict, is_comment};

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
                (ParseError::Incomplete, [only]) => CliError::subcommands(only.text),
                _ => cli_error(error, line),
            })?;
        let Parsed { rule, args } = parsed;
        let is_there =
            |name| config.interfaces.contains_key(&name) || chassis.ports.contains(&name);
        if let Some(column) = args.missing_interface(is_there) {
            // The caret is below the number.
            let word = words.iter().find(|word| word.column == column);
            let number = word.and_then(|word| word.text.find(|char: char| char.is_ascii_digit()));
            let column = column + number.unwrap_or(0);
            return Err(CliError::Invalid { column });
        }
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
            action => return Ok(self.change_level(action, config)),
        };
        let exec = match (command, filter) {
            (Some(ExecCommand::Show(what, _)), filter) => Some(ExecCommand::Show(what, filter)),
            (Some(_), Some(_)) => {
                let column = tokens.get(words.len()).map_or(0, |bar| bar.column);
                return Err(CliError::Invalid { column });
            }
            (Some(ExecCommand::Invalid { column }), _) => return Err(CliError::Invalid { column }),
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
    fn change_level(&mut self, action: Action, config: &DeviceConfig) -> Answer {
        let mut answer = Answer::new(Verdict::Simulated);
        if matches!(action, Action::Privilege(true)) && self.mode == Mode::UserExec {
            let secret = has_line(config, |line| {
                line.starts_with("enable secret ") || line.starts_with("enable password ")
            });
            if secret {
                answer.text = format!("{NOT_SIMULATED} the password; none is asked for\n");
            }
        }
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
    !has_line(config, |line| line == "no ip domain lookup")
}

/// Whether a global line that is kept as text is like this.
fn has_line(config: &DeviceConfig, is_it: impl Fn(&str) -> bool) -> bool {
    let global = config.unsimulated.get("");
    global.is_some_and(|lines| lines.iter().any(|line| is_it(line)))
}

/// Makes a filter of a regular expression.
type Filter = fn(String) -> OutputFilter;

/// Splits `show … | include R`; the bar may stand at the word behind it.
fn split_filter<'a, 'b>(
    tokens: &'a [Token<'b>],
) -> Result<(&'a [Token<'b>], Option<OutputFilter>), CliError> {
    let Some(at) = tokens.iter().position(|token| token.text.starts_with('|')) else {
        return Ok((tokens, None));
    };
    let (words, behind) = tokens.split_at(at);
    let (how, column, pattern) = match behind {
        [bar, how, pattern, ..] if bar.text == "|" => (how.text, how.column, pattern.rest()),
        [bar, pattern, ..] if bar.text != "|" => (&bar.text[1..], bar.column + 1, pattern.rest()),
        _ => return Err(CliError::Incomplete),
    };
    let filters: [(&str, Filter); 4] = [
        ("include", OutputFilter::Include),
        ("exclude", OutputFilter::Exclude),
        ("begin", OutputFilter::Begin),
        ("section", OutputFilter::Section),
    ];
    let typed = how.to_ascii_lowercase();
    let found = filters
        .into_iter()
        .find(|(word, _)| word.starts_with(&typed));
    match found {
        Some((_, filter)) => Ok((words, Some(filter(pattern.to_owned())))),
        None => Err(CliError::Invalid { column }),
    }
}
