//! A console: takes lines, answers as IOS does, and says what they mean for the device.

use serde::Serialize;

use crate::node::config::DeviceConfig;
use crate::types::InterfaceName;

use super::change::{self, Change, Form, kept};
use super::error::{CliError, Refusal};
use super::exec::{self, ExecCommand, OutputFilter};
use super::grammar::{
    Action, Args, Expected, Grammar, ParseError, Parsed, Rule, Scope, Token, tokens,
};
use super::mode::{DeviceContext, DeviceKind, Mode};

/// What the console prints below a line that is kept and not acted on.
pub const NOT_SIMULATED: &str = "% parsed, not simulated:";

/// What `configure terminal` prints.
const CONFIGURING: &str = "Enter configuration commands, one per line.  End with CNTL/Z.";

/// How a listing of a configuration starts when it is pasted with all its trimmings.
const LISTING_HEADS: [&str; 6] = [
    "Building configuration...",
    "Current configuration : ",
    "Last configuration change at ",
    "NVRAM config last updated at ",
    "No configuration change since last restart",
    "Using ",
];

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// The lab acts on it.
    Simulated,
    /// IOS would take it, the lab does not act on it; the console says so.
    NotSimulated,
    /// IOS would not take it.
    Error(CliError),
    /// Nothing was said: a blank line or a comment.
    Blank,
}

/// What a line asks of the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// A new running configuration.
    Reconfigure(Box<DeviceConfig>),
    /// A command to run.
    Exec(ExecCommand),
}

/// The console's answer to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// What is printed below the line, in whole lines; empty if nothing is.
    pub text: String,
    /// What became of the line.
    pub verdict: Verdict,
    /// What the device is to do.
    pub effect: Effect,
}

/// A console and its mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    mode: Mode,
    banner: Option<Banner>,
}

/// A banner of which the last line is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Banner {
    delimiter: String,
    text: String,
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

/// The box a line is for, but for its configuration.
#[derive(Clone, Copy)]
pub(super) struct Chassis<'a> {
    pub(super) ports: &'a [InterfaceName],
    pub(super) kind: DeviceKind,
}

/// What a line came to, before it becomes a [`Response`].
type Done = Result<Answer, CliError>;

struct Answer {
    text: String,
    verdict: Verdict,
    exec: Option<ExecCommand>,
}

impl Answer {
    const fn new(verdict: Verdict) -> Self {
        Self {
            text: String::new(),
            verdict,
            exec: None,
        }
    }
}

impl Session {
    /// A console just connected, at the `>` prompt.
    #[must_use]
    pub const fn new() -> Self {
        Self::at(Mode::UserExec)
    }

    /// A console that stands in `mode`.
    #[must_use]
    pub const fn at(mode: Mode) -> Self {
        Self { mode, banner: None }
    }

    /// Where the console stands.
    #[must_use]
    pub const fn mode(&self) -> &Mode {
        &self.mode
    }

    /// The prompt; empty within a banner.
    #[must_use]
    pub fn prompt(&self, hostname: &str) -> String {
        match self.banner {
            Some(_) => String::new(),
            None => self.mode.prompt(hostname),
        }
    }

    /// Takes a line.
    pub fn input(&mut self, line: &str, device: &DeviceContext<'_>) -> Response {
        let chassis = Chassis {
            ports: device.ports,
            kind: device.kind,
        };
        if !self.mode.is_configuration() {
            let prompt = self.prompt(&device.config.hostname);
            let done = self.exec_line(line, device.config, chassis);
            return respond(line, &prompt, done, None);
        }
        let mut config = Box::new(device.config.clone());
        let (prompt, done) = self.configure(line, &mut config, chassis);
        let changed = Some(config).filter(|config| **config != *device.config);
        respond(line, &prompt, done, changed)
    }

    /// Takes a line in a configuration mode and changes `config` in place.
    pub(super) fn configure_in_place(
        &mut self,
        line: &str,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Response {
        let (prompt, done) = self.configure(line, config, chassis);
        respond(line, &prompt, done, None)
    }

    fn configure(
        &mut self,
        line: &str,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> (String, Done) {
        let prompt = self.prompt(&config.hostname);
        let (line, ends) = match line.split_once('\u{1a}') {
            Some((line, _)) => (line, true),
            None => (line, false),
        };
        let done = self.configuration_line(line, config, chassis);
        if ends {
            self.mode = Mode::PrivilegedExec;
            self.banner = None;
        }
        (prompt, done)
    }

    /// What may follow `words`, as `?` lists it.
    ///
    /// # Errors
    /// The words are no start of a command.
    pub fn expectations(
        &self,
        words: &str,
        device: &DeviceContext<'_>,
    ) -> Result<Vec<Expected>, CliError> {
        expectations(&self.mode, device.kind, words)
    }

    fn exec_line(&mut self, line: &str, config: &DeviceConfig, chassis: Chassis<'_>) -> Done {
        if is_comment(line) {
            return Ok(Answer::new(Verdict::Blank));
        }
        let tokens = tokens(line);
        let mode = self.mode.clone();
        self.run_exec(line, &tokens, &mode, config, chassis)
    }

    fn run_exec(
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
                let host = args.text("host-name").unwrap_or_default().to_owned();
                return Err(CliError::Refused(Refusal::UnknownHost(host)));
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
    fn change_level(&mut self, action: Action) -> Answer {
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

    fn configuration_line(
        &mut self,
        line: &str,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        if self.banner.is_some() {
            return self.banner_line(line, config, chassis);
        }
        if is_comment(line)
            || LISTING_HEADS
                .iter()
                .any(|head| line.trim().starts_with(head))
        {
            return Ok(Answer::new(Verdict::Blank));
        }
        let tokens = tokens(line);
        let (mode, form, parsed) = self.find_upwards(chassis.kind, line, &tokens)?;
        let Parsed { rule, args } = parsed;
        match rule.action {
            Action::Leave => self.mode = self.mode.parent().unwrap_or(Mode::UserExec),
            Action::End => self.mode = Mode::PrivilegedExec,
            Action::Do => {
                let mode = Mode::PrivilegedExec;
                return self.do_exec(line, &tokens[1..], &mode, config, chassis);
            }
            Action::Keep if form == Form::Plain && args.has("banner") => {
                return self.open_banner(&args, config, chassis);
            }
            Action::Keep => return self.change(kept::keep, &mode, form, &args, config, chassis),
            Action::Change(handler) => {
                return self.change(handler, &mode, form, &args, config, chassis);
            }
            _ => {}
        }
        Ok(Answer::new(Verdict::Simulated))
    }

    /// `do` runs a command and stays where it is.
    fn do_exec(
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

    /// Finds a line in this mode's table, then in those of the modes above it.
    fn find_upwards(
        &self,
        kind: DeviceKind,
        line: &str,
        tokens: &[Token<'_>],
    ) -> Result<(Mode, Form, Parsed), CliError> {
        let mut worst: Option<ParseError> = None;
        let mut next = Some(self.mode.clone());
        while let Some(mode) = next.filter(Mode::is_configuration) {
            match find(&mode, kind, tokens) {
                Ok((form, parsed)) => return Ok((mode, form, parsed)),
                Err(error) if worst.is_none_or(|worst| depth(error) > depth(worst)) => {
                    worst = Some(error);
                }
                Err(_) => {}
            }
            next = mode.parent();
        }
        Err(cli_error(worst.unwrap_or(ParseError::Incomplete), line))
    }

    fn change(
        &mut self,
        handler: change::Handler,
        mode: &Mode,
        form: Form,
        args: &Args,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        let mut change = Change {
            config,
            ports: chassis.ports,
            kind: chassis.kind,
            mode,
            form,
            enter: None,
            notes: String::new(),
        };
        let effect = handler(&mut change, args).map_err(|refusal| refused(refusal, args))?;
        let Change { enter, notes, .. } = change;
        if let Some(mode) = enter {
            self.mode = mode;
        } else if *mode != self.mode {
            self.mode = mode.clone();
        }
        let verdict = match effect {
            change::Effect::Simulated => Verdict::Simulated,
            change::Effect::NotSimulated => Verdict::NotSimulated,
        };
        Ok(Answer {
            text: notes,
            ..Answer::new(verdict)
        })
    }

    /// `banner motd #…`: everything up to the next `#` belongs to it, over several lines.
    fn open_banner(
        &mut self,
        args: &Args,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        let text = args.text("text").unwrap_or_default();
        let first = if text.starts_with("^C") {
            2
        } else {
            text.chars().next().map_or(0, char::len_utf8)
        };
        let (delimiter, rest) = text.split_at(first);
        let words = args.written_out(0);
        let start = words.strip_suffix(text).unwrap_or(&words);
        let banner = Banner {
            delimiter: delimiter.to_owned(),
            text: format!("{start}^C{rest}"),
        };
        if !rest.contains(delimiter) {
            let text = format!("Enter TEXT message.  End with the character '{delimiter}'.\n");
            self.banner = Some(banner);
            return Ok(Answer {
                text,
                ..Answer::new(Verdict::NotSimulated)
            });
        }
        self.close_banner(banner, config, chassis)
    }

    fn banner_line(&mut self, line: &str, config: &mut DeviceConfig, chassis: Chassis<'_>) -> Done {
        let Some(mut banner) = self.banner.take() else {
            return Ok(Answer::new(Verdict::Blank));
        };
        banner.text.push('\n');
        banner.text.push_str(line.trim_end_matches(['\r', '\n']));
        if line.contains(&banner.delimiter) {
            return self.close_banner(banner, config, chassis);
        }
        self.banner = Some(banner);
        Ok(Answer::new(Verdict::NotSimulated))
    }

    /// Keeps a banner whose end has come; what follows the delimiter is dropped.
    fn close_banner(
        &mut self,
        banner: Banner,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        let (head, rest) = banner.text.split_once("^C").unwrap_or((&banner.text, ""));
        let body = rest.split(banner.delimiter.as_str()).next().unwrap_or(rest);
        let line = format!("{head}^C{body}^C");
        let mut change = Change {
            config,
            ports: chassis.ports,
            kind: chassis.kind,
            mode: &Mode::Global,
            form: Form::Plain,
            enter: None,
            notes: String::new(),
        };
        let kept = kept::keep_line(&mut change, &line);
        kept.map_err(|refusal| refused(refusal, &Args::default()))?;
        self.mode = Mode::Global;
        Ok(Answer::new(Verdict::NotSimulated))
    }
}

/// What may follow `words` in a mode.
///
/// # Errors
/// The words are no start of a command.
pub fn expectations(mode: &Mode, kind: DeviceKind, words: &str) -> Result<Vec<Expected>, CliError> {
    let all = tokens(words);
    let (form, tokens) = form_of(&all);
    let allows = |rule: &Rule| allows(rule, mode, kind);
    let expected = Grammar::of(mode.table()).expected(tokens, form != Form::Plain, &allows);
    expected.map_err(|error| cli_error(error, words))
}

fn allows(rule: &Rule, mode: &Mode, kind: DeviceKind) -> bool {
    let is_allowed = !rule.is_privileged || *mode != Mode::UserExec;
    is_allowed && (rule.exists)(Scope { kind, mode })
}

/// Finds a line in one mode's table.
fn find(mode: &Mode, kind: DeviceKind, tokens: &[Token<'_>]) -> Result<(Form, Parsed), ParseError> {
    let (form, words) = form_of(tokens);
    let allows = |rule: &Rule| allows(rule, mode, kind);
    let parsed = Grammar::of(mode.table()).parse(words, form != Form::Plain, &allows);
    // Word 0 of what follows `no` is word 1 of the line.
    let skipped = tokens.len() - words.len();
    let parsed = parsed.map_err(|error| error.skip(skipped))?;
    Ok((form, parsed))
}

/// Whether a line starts with `no` or `default`, and the words after that.
fn form_of<'a, 'b>(tokens: &'a [Token<'b>]) -> (Form, &'a [Token<'b>]) {
    match tokens {
        [first, rest @ ..] if first.text.eq_ignore_ascii_case("no") => (Form::No, rest),
        [first, rest @ ..] if first.text.eq_ignore_ascii_case("default") => (Form::Default, rest),
        _ => (Form::Plain, tokens),
    }
}

/// How many words of a line were understood.
const fn depth(error: ParseError) -> usize {
    match error {
        ParseError::Invalid { word, .. } | ParseError::Ambiguous { word } => word,
        ParseError::Incomplete => usize::MAX,
    }
}

fn cli_error(error: ParseError, line: &str) -> CliError {
    match error {
        ParseError::Invalid { column, .. } => CliError::Invalid { column },
        ParseError::Incomplete => CliError::Incomplete,
        ParseError::Ambiguous { .. } => CliError::Ambiguous {
            line: line.trim().to_owned(),
        },
    }
}

fn refused(refusal: Refusal, args: &Args) -> CliError {
    match refusal {
        Refusal::Argument(name) => CliError::Invalid {
            column: args.column(name).unwrap_or(0),
        },
        Refusal::Incomplete => CliError::Incomplete,
        other => CliError::Refused(other),
    }
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('!')
}

/// Whether a word that is no command is looked up as a host name.
fn looks_up(config: &DeviceConfig) -> bool {
    let global = config.unsimulated.get("");
    !global.is_some_and(|lines| lines.iter().any(|line| line == "no ip domain lookup"))
}

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
    type Make = fn(String) -> OutputFilter;
    let filters: [(&str, Make); 4] = [
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

fn respond(line: &str, prompt: &str, done: Done, changed: Option<Box<DeviceConfig>>) -> Response {
    let answer = match done {
        Ok(answer) => answer,
        Err(error) => {
            return Response {
                text: error.text(prompt.chars().count()),
                verdict: Verdict::Error(error),
                effect: Effect::None,
            };
        }
    };
    let Answer {
        mut text,
        verdict,
        exec,
    } = answer;
    if verdict == Verdict::NotSimulated && !prompt.is_empty() {
        text.push_str(&format!("{NOT_SIMULATED} {}\n", line.trim()));
    }
    let effect = match (exec, changed) {
        (Some(command), _) => Effect::Exec(command),
        (None, Some(config)) => Effect::Reconfigure(config),
        (None, None) => Effect::None,
    };
    Response {
        text,
        verdict,
        effect,
    }
}
