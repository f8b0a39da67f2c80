//! Questions the console asks before it does something, and where the answers lead.

use super::dialog::{Dialog, Reply};
use super::reload::Copy;
use super::{Action, Console, State, Typist};
use crate::ios;
use crate::node::device::Device;
use crate::time::Instant;
use crate::types::InterfaceName;

/// What `[yes/no]` says to any other answer.
pub(super) const PLEASE_ANSWER: &str = "% Please answer 'yes' or 'no'.";

/// A question that is answered by a line.
#[derive(Clone, Debug)]
pub(super) enum Question {
    /// One of the questions of `ping` or `traceroute`.
    Probe(Box<Dialog>),
    /// Whether to save before a reload.
    Save,
    /// From where to configure.
    Configure,
    /// Where to copy a configuration.
    Destination(Copy),
    /// Whether to be asked for a first configuration.
    FirstConfiguration,
}

impl Question {
    /// What stands where the prompt would.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Probe(dialog) => dialog.question(),
            Self::Save => "System configuration has been modified. Save? [yes/no]: ".to_owned(),
            Self::Configure => {
                "Configuring from terminal, memory, or network [terminal]? ".to_owned()
            }
            Self::Destination(copy) => format!("Destination filename [{}]? ", copy.destination()),
            Self::FirstConfiguration => {
                "Would you like to enter the initial configuration dialog? [yes/no]: ".to_owned()
            }
        }
    }
}

/// What is done once a key has confirmed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Confirm {
    /// `clear counters`.
    ClearCounters(Option<InterfaceName>),
    /// `erase startup-config`.
    Erase,
    /// `reload`.
    Reload,
}

impl Confirm {
    fn text(self) -> String {
        match self {
            Self::ClearCounters(None) => {
                "Clear \"show interface\" counters on all interfaces [confirm]".to_owned()
            }
            Self::ClearCounters(Some(_)) => {
                "Clear \"show interface\" counters on this interface [confirm]".to_owned()
            }
            Self::Erase => {
                "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"
                    .to_owned()
            }
            Self::Reload => "Proceed with reload? [confirm]".to_owned(),
        }
    }
}

/// Reads `y`, `yes`, `n`, `no` in any case.
pub(super) fn yes_or_no(answer: &str) -> Option<bool> {
    let answer = answer.trim().to_ascii_lowercase();
    match answer.as_str() {
        "" => None,
        word if "yes".starts_with(word) => Some(true),
        word if "no".starts_with(word) => Some(false),
        _ => None,
    }
}

impl Console {
    /// Asks a question; the next line is its answer.
    pub(super) fn ask(&mut self, question: Question) -> Action {
        self.state = State::Asking(question);
        self.is_prompted = true;
        Action::None
    }

    /// Asks for a key.
    pub(super) fn confirm(&mut self, what: Confirm) -> Action {
        self.text.push_str(&what.text());
        self.state = State::Confirming(what);
        self.is_prompted = false;
        Action::None
    }

    /// The line that answers a question.
    pub(super) fn answer(
        &mut self,
        device: &Device,
        now: Instant,
        line: &str,
        typist: Typist,
    ) -> Action {
        let line = line.trim_end_matches('\u{1a}');
        self.echo(device, line);
        let State::Asking(question) = core::mem::replace(&mut self.state, State::Prompt) else {
            return Action::None;
        };
        self.is_prompted = true;
        match question {
            Question::Probe(dialog) => self.answer_probe(device, dialog, line),
            Question::Configure => self.configure_from(device, now, line, typist),
            Question::Destination(copy) => self.copy_to(device, copy, line),
            Question::Save => match yes_or_no(line) {
                Some(is_wanted) => self.save_and_reload(is_wanted),
                None => self.ask_again(Question::Save),
            },
            Question::FirstConfiguration => match yes_or_no(line) {
                Some(is_wanted) => self.first_configuration(is_wanted),
                None => self.ask_again(Question::FirstConfiguration),
            },
        }
    }

    fn ask_again(&mut self, question: Question) -> Action {
        self.text.push_str(PLEASE_ANSWER);
        self.text.push('\n');
        self.ask(question)
    }

    fn configure_from(
        &mut self,
        device: &Device,
        now: Instant,
        line: &str,
        typist: Typist,
    ) -> Action {
        let word = line.trim().to_ascii_lowercase();
        if "terminal".starts_with(&word) {
            self.carry_out(device, now, "configure terminal", typist)
        } else if "memory".starts_with(&word) {
            self.copy_to(device, Copy::StartupToRunning, "")
        } else {
            let text = format!("{} configuring from {word}", ios::NOT_SIMULATED);
            self.refuse(&text)
        }
    }

    fn answer_probe(&mut self, device: &Device, mut dialog: Box<Dialog>, line: &str) -> Action {
        match dialog.answer(device, line) {
            Reply::Ask(text) => {
                self.text.push_str(&text);
                self.ask(Question::Probe(dialog))
            }
            Reply::GiveUp(text) => {
                self.text.push_str(&text);
                Action::None
            }
            Reply::Ping(command) => self.ping(device, &command, ""),
            Reply::Trace(command) => self.traceroute(device, &command, ""),
        }
    }

    /// The key that confirms or does not: Enter and `y` do.
    pub(super) fn confirm_key(
        &mut self,
        device: &Device,
        now: Instant,
        key: Option<char>,
    ) -> Action {
        let State::Confirming(what) = core::mem::replace(&mut self.state, State::Prompt) else {
            return Action::None;
        };
        self.is_prompted = true;
        let key = key.filter(|key| !key.is_control());
        self.text.push(key.unwrap_or('\n'));
        let is_confirmed = key.is_none_or(|key| key.eq_ignore_ascii_case(&'y'));
        // After a letter only what follows in the same line stays there.
        if key.is_some() && !(is_confirmed && what == Confirm::Erase) {
            self.text.push('\n');
        }
        match what {
            _ if !is_confirmed => Action::None,
            Confirm::ClearCounters(interface) => self.clear_counters(interface),
            Confirm::Erase => self.erase_startup(),
            Confirm::Reload => self.reload(device, now),
        }
    }

    /// A whole line where a key is awaited. Its first letter is the key; what is left is a line, unless it was a word for
    /// yes or no.
    pub(super) fn confirm_line<'a>(
        &mut self,
        device: &Device,
        now: Instant,
        line: &'a str,
    ) -> (Action, Option<&'a str>) {
        let first = line.chars().next();
        let action = self.confirm_key(device, now, first);
        let rest = first.map_or("", |first| &line[first.len_utf8()..]);
        let is_word = rest.is_empty() || yes_or_no(line).is_some();
        (action, (!is_word).then_some(rest))
    }

    /// Ctrl-C or Ctrl-Shift-6 at a question.
    pub(in crate::lab) fn abandon_question(&mut self) {
        match &self.state {
            State::Asking(Question::FirstConfiguration) => {}
            State::Asking(question) => {
                let text = question.text();
                self.text.push_str(&text);
                self.text.push('\n');
                self.state = State::Prompt;
                self.is_prompted = true;
            }
            State::Confirming(_) => {
                self.text.push('\n');
                self.state = State::Prompt;
                self.is_prompted = true;
            }
            _ => {}
        }
    }
}
