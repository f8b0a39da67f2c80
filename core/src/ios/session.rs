//! A console: takes lines, answers as IOS does, and says what they mean for the device.

mod alias;
mod banner;
mod exec_line;
mod help;
mod lookup;
mod range;

use serde::Serialize;

use crate::node::config::DeviceConfig;
use crate::types::InterfaceName;

use super::change::{self, Change, Form, kept};
use super::error::CliError;
use super::exec::ExecCommand;
use super::grammar::{Action, Args, ParseError, Parsed, Token, tokens};
use super::mode::{DeviceContext, DeviceKind, Mode};
use banner::Banner;
use lookup::{cli_error, depth, find, refused};

pub use help::expectations;

/// What the console prints below a line that is kept and not acted on.
pub const NOT_SIMULATED: &str = "% parsed, not simulated:";

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

    /// Leaves the configuration modes, whatever is half typed there.
    pub fn end(&mut self) {
        self.mode = Mode::PrivilegedExec;
        self.banner = None;
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
            self.end();
        }
        (prompt, done)
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

    /// Whether a line typed here is read as one of global configuration mode.
    pub(super) fn reads_globally(&self, line: &str, kind: DeviceKind) -> bool {
        let found = self.find_upwards(kind, line, &tokens(line));
        found.is_ok_and(|(mode, ..)| mode == Mode::Global)
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
        let (effect, enter, notes) = match mode {
            Mode::InterfaceRange(names) => {
                let (effect, notes) = range::each(names, handler, form, args, config, chassis)?;
                (effect, None, notes)
            }
            mode => {
                let mut change = Change {
                    config,
                    ports: chassis.ports,
                    kind: chassis.kind,
                    mode,
                    form,
                    enter: None,
                    notes: String::new(),
                };
                let effect =
                    handler(&mut change, args).map_err(|refusal| refused(refusal, args))?;
                (effect, change.enter, change.notes)
            }
        };
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
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('!')
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
