//! A device's console: what is typed, what comes back, and what has it for a while.
//!
//! The line itself is edited where it is typed. Here come whole lines, and the keys that mean more than a letter.

mod asking;
mod clear;
mod dialog;
mod history;
mod keys;
mod pager;
mod ping;
mod probe;
mod reload;
mod traceroute;

use std::collections::VecDeque;

use super::exec;
use super::view::{ConsoleView, Waits};
use crate::ios::{
    self, ClearCommand, DeviceContext, Effect, ExecCommand, Mode, Session, ShowCommand, filtered,
};
use crate::node::config::DeviceConfig;
use crate::node::device::Device;
use crate::node::fact::FactKind;
use crate::node::{PingRequest, TraceRequest};
use crate::sim::{Fact, Seen};
use crate::time::Instant;
use crate::types::NodeId;
use asking::{Confirm, Question};
pub(super) use clear::Clear;
use dialog::Dialog;
use history::History;
use pager::Pager;
use ping::Pinging;
use reload::Copy;
pub(super) use reload::Deed;
use traceroute::Tracing;

/// At most so many lines are kept that were typed while a command has the console.
const MAX_TYPED_AHEAD: usize = 64;
/// Lines of a screen, unless `terminal length` says otherwise.
const LENGTH: u16 = 24;
/// Characters a line can have; what is typed beyond them is answered with a bell.
const MAX_LINE: usize = 254;

/// What a line asks of the world.
pub(super) enum Action {
    None,
    Reconfigure(Box<DeviceConfig>),
    Ping(PingRequest),
    Trace(TraceRequest),
    Clear(Clear),
    Deed(Deed),
}

/// Who types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typist {
    /// A person, who reads a screen of [`LENGTH`] lines.
    Person,
    /// A script, for which nothing stops unless it asked for that with `terminal length`.
    Script,
}

/// What has the console.
#[derive(Clone, Debug)]
enum State {
    /// Nothing: a line may be typed.
    Prompt,
    /// A ping.
    Pinging(Pinging),
    /// A traceroute.
    Tracing(Tracing),
    /// A question: the next line answers it.
    Asking(Question),
    /// A question that one key answers.
    Confirming(Confirm),
    /// A text that is longer than the screen.
    More(Pager),
    /// Nobody is logged in; RETURN gets it started.
    Closed,
    /// The device has no power, or boots.
    Off,
}

/// What whoever watches knows already.
#[derive(Clone, Debug)]
struct Told {
    prompt: String,
    waits: Waits,
    history: Vec<String>,
}

/// A device's console.
#[derive(Clone, Debug)]
pub(super) struct Console {
    pub(super) node: NodeId,
    session: Session,
    state: State,
    typed_ahead: VecDeque<(String, Typist)>,
    history: History,
    length: Option<u16>,
    pub(super) log: exec::Log,
    /// Printed and not yet told.
    text: String,
    /// What the line holds after `?` or Tab, not yet told.
    line: Option<String>,
    /// Whether the prompt is the last thing on the screen; it is left there when a log line comes.
    is_prompted: bool,
    /// Configuration mode was left, and the log does not say so yet.
    has_configured: bool,
    /// What the log will say of what was done here.
    announcements: Vec<String>,
    told: Option<Told>,
}

impl Console {
    /// A console at the `#` prompt, as on the article's rack, everything quiet.
    pub(super) fn new(node: NodeId) -> Self {
        Self {
            node,
            session: Session::at(Mode::PrivilegedExec),
            state: State::Prompt,
            typed_ahead: VecDeque::new(),
            history: History::default(),
            length: None,
            log: exec::Log::default(),
            text: String::new(),
            line: None,
            is_prompted: false,
            has_configured: false,
            announcements: Vec::new(),
            told: None,
        }
    }

    /// The prompt; empty while no line is awaited.
    pub(super) fn prompt(&self, device: &Device) -> String {
        match &self.state {
            State::Closed | State::Confirming(_) | State::Off => String::new(),
            State::Asking(question) => question.text(),
            _ => self.session.prompt(&device.config().hostname),
        }
    }

    /// Whether a command has the console.
    pub(super) const fn is_busy(&self) -> bool {
        matches!(
            self.state,
            State::Pinging(_) | State::Tracing(_) | State::Off
        )
    }

    /// Keeps a line for later, if there is room.
    fn type_later(&mut self, line: &str, typist: Typist) {
        if self.typed_ahead.len() < MAX_TYPED_AHEAD {
            self.typed_ahead.push_back((line.to_owned(), typist));
        }
    }

    /// The next line that was typed ahead, if it can be taken now.
    pub(super) fn next_typed(&mut self) -> Option<(String, Typist)> {
        let is_script = |typed: &(String, Typist)| typed.1 == Typist::Script;
        match self.state {
            State::Prompt | State::Asking(_) | State::Confirming(_) => self.typed_ahead.pop_front(),
            // A script goes on without pressing RETURN.
            State::Closed if self.typed_ahead.front().is_some_and(is_script) => {
                self.typed_ahead.pop_front()
            }
            _ => None,
        }
    }

    /// Whether the log is to say that the device has been configured; asked once.
    pub(super) const fn take_configured(&mut self) -> bool {
        core::mem::replace(&mut self.has_configured, false)
    }

    /// What to tell whoever watches, if there is anything new.
    pub(super) fn news(&mut self, device: &Device) -> Option<ConsoleView> {
        let history = self.history.lines(self.session.mode().is_configuration());
        let prompt = self.prompt(device);
        let waits = match self.state {
            State::Prompt | State::Asking(_) => Waits::Line,
            State::Pinging(_) | State::Tracing(_) | State::Off => Waits::Command,
            State::More(_) | State::Confirming(_) => Waits::More,
            State::Closed => Waits::Return,
        };
        let told = self.told.as_ref();
        let has_new_history = told.is_none_or(|told| !told.history.iter().eq(history));
        let is_news = has_new_history
            || !self.text.is_empty()
            || self.line.is_some()
            || told.is_none_or(|told| (&told.prompt, told.waits) != (&prompt, waits));
        if !is_news {
            return None;
        }
        let history: Vec<String> = history.iter().cloned().collect();
        let view = ConsoleView {
            device: self.node,
            text: core::mem::take(&mut self.text),
            prompt: prompt.clone(),
            waits,
            line: self.line.take(),
            history: has_new_history.then(|| history.clone()),
        };
        self.told = Some(Told {
            prompt,
            waits,
            history,
        });
        Some(view)
    }

    /// Takes a line: prints it behind the prompt, and answers.
    pub(super) fn enter(
        &mut self,
        device: &Device,
        now: Instant,
        line: &str,
        typist: Typist,
    ) -> Action {
        let mut line = line;
        if matches!(self.state, State::Off) && typist == Typist::Person {
            // Nobody listens.
            return Action::None;
        }
        if self.is_busy() {
            self.type_later(line, typist);
            return Action::None;
        }
        if matches!(self.state, State::More(_)) {
            // What is typed at --More-- are keys until the text is over.
            match self.keys_of(line) {
                Some(rest) => line = rest,
                None => return Action::None,
            }
        }
        if matches!(self.state, State::Closed) {
            self.open();
            if typist == Typist::Person {
                return Action::None;
            }
        }
        let line = clean(line);
        match &self.state {
            State::Asking(_) => return self.answer(device, now, &line, typist),
            State::Confirming(_) => {
                let (action, rest) = self.confirm_line(device, now, &line);
                if let Some(rest) = rest {
                    self.typed_ahead.push_front((rest.to_owned(), typist));
                }
                return action;
            }
            _ => {}
        }
        let is_asking = typist == Typist::Script && !self.is_in_banner();
        if let Some(asked) = line.strip_suffix('?').filter(|_| is_asking) {
            self.help(device, asked, typist);
            self.line = None;
            return Action::None;
        }
        self.run(device, now, &line, typist)
    }

    /// Runs a line at the prompt.
    fn run(&mut self, device: &Device, now: Instant, line: &str, typist: Typist) -> Action {
        self.echo(device, &line.replace('\u{1a}', "^Z"));
        let was_configuring = self.session.mode().is_configuration();
        if !self.is_in_banner() {
            self.history
                .push(was_configuring, line.trim_end_matches('\u{1a}'));
        }
        let line = match was_configuring {
            true => line,
            false => line.trim_end_matches('\u{1a}'),
        };
        self.carry_out(device, now, line, typist)
    }

    /// Does what a line says.
    fn carry_out(&mut self, device: &Device, now: Instant, line: &str, typist: Typist) -> Action {
        let was_configuring = self.session.mode().is_configuration();
        let response = self.session.input(line, &context(device));
        self.has_configured |= was_configuring && !self.session.mode().is_configuration();
        self.text.push_str(&response.text);
        self.is_prompted = true;
        match response.effect {
            Effect::None => Action::None,
            Effect::Reconfigure(config) => Action::Reconfigure(config),
            Effect::Exec(command) => self.exec(device, now, command, typist),
        }
    }

    /// Whether the line belongs to a text that runs over several.
    fn is_in_banner(&self) -> bool {
        self.session.prompt("-").is_empty()
    }

    /// The prompt, what was typed behind it, and a new line.
    fn echo(&mut self, device: &Device, line: &str) {
        self.text.push_str(&self.prompt(device));
        self.text.push_str(line);
        if line.chars().count() >= MAX_LINE {
            self.text.push('\u{7}');
        }
        self.text.push('\n');
    }

    /// Prints a text that may be longer than the screen.
    fn print_pages(&mut self, text: String, typist: Typist) {
        let length = match typist {
            Typist::Person => self.length.unwrap_or(LENGTH),
            Typist::Script => self.length.unwrap_or(0),
        };
        if let Some(pager) = Pager::start(text, usize::from(length), &mut self.text) {
            self.state = State::More(pager);
        }
    }

    fn exec(
        &mut self,
        device: &Device,
        now: Instant,
        command: ExecCommand,
        typist: Typist,
    ) -> Action {
        match command {
            ExecCommand::Show(show, filter) => {
                let text = self.show(device, now, &show);
                let text = match &filter {
                    None => text,
                    Some(filter) => {
                        filtered(&text, filter).unwrap_or_else(|_| pager::BAD_REGEX.to_owned())
                    }
                };
                self.print_pages(text, typist);
                Action::None
            }
            ExecCommand::Ping(ping) => self.ping(device, &ping, "\n"),
            ExecCommand::PingDialog => self.ask(Question::Probe(Box::new(Dialog::ping()))),
            ExecCommand::ConfigureDialog => self.ask(Question::Configure),
            ExecCommand::Traceroute(trace) => self.traceroute(device, &trace, "\n"),
            ExecCommand::TracerouteDialog => {
                self.ask(Question::Probe(Box::new(Dialog::traceroute())))
            }
            ExecCommand::Debug { what, on } => {
                let text = self.log.set_debug(what, on);
                self.text.push_str(&text);
                Action::None
            }
            ExecCommand::UndebugAll => {
                self.log.undebug_all();
                self.text
                    .push_str("All possible debugging has been turned off\n");
                Action::None
            }
            ExecCommand::Clear(ClearCommand::Counters(interface)) => {
                self.confirm(Confirm::ClearCounters(interface))
            }
            ExecCommand::Clear(ClearCommand::Logging) => {
                self.log.clear();
                Action::None
            }
            ExecCommand::Clear(clear) if Clear::acts(&clear) => Action::Clear(Clear(clear)),
            ExecCommand::WriteMemory => self.save(),
            ExecCommand::SaveConfig => self.ask(Question::Destination(Copy::RunningToStartup)),
            ExecCommand::MergeStartup => self.ask(Question::Destination(Copy::StartupToRunning)),
            ExecCommand::EraseStartup => self.confirm(Confirm::Erase),
            ExecCommand::Reload => self.ask_to_reload(device),
            ExecCommand::SetClock(date_ms) => {
                let update = ios::show::clock_update(device.date_ms(now), date_ms);
                self.announce_later(&update);
                Action::Deed(Deed::SetClock(date_ms))
            }
            ExecCommand::TerminalLength(length) => {
                self.length = Some(length);
                Action::None
            }
            ExecCommand::TerminalHistory { size, on } => {
                self.history.set(size, on);
                Action::None
            }
            ExecCommand::TerminalMonitor(on) => {
                if on {
                    self.text.push_str("% Console already monitors\n");
                }
                Action::None
            }
            ExecCommand::Logout => {
                self.close(device);
                Action::None
            }
            // The session has answered the latter itself.
            ExecCommand::Clear(_) | ExecCommand::Invalid { .. } => {
                self.text.push_str(ios::NOT_SIMULATED);
                self.text.push_str(" this command\n");
                Action::None
            }
        }
    }

    /// What a `show` command prints: what the console itself knows, or the device.
    fn show(&self, device: &Device, now: Instant, show: &ShowCommand) -> String {
        let mode = self.session.mode();
        match show {
            ShowCommand::History => self.history.show(mode.is_configuration()),
            ShowCommand::Privilege => {
                let level = if *mode == Mode::UserExec { 1 } else { 15 };
                format!("Current privilege level is {level}\n")
            }
            ShowCommand::StartupConfig => reload::show_startup(device),
            show => exec::show(device, now, show, &self.log),
        }
    }

    /// `exit` at the exec prompt: the line is free for the next one.
    fn close(&mut self, device: &Device) {
        let name = &device.config().hostname;
        self.text.push_str(&format!(
            "\n\n\n{name} con0 is now available\n\n\n\n\n\nPress RETURN to get started.\n\n\n\n\n\n\n\n"
        ));
        self.session = Session::new();
        self.history = History::default();
        self.length = None;
        self.state = State::Closed;
        self.is_prompted = false;
    }

    /// RETURN at a free line.
    fn open(&mut self) {
        self.text.push('\n');
        self.state = State::Prompt;
        self.is_prompted = true;
    }

    /// The ping or traceroute to stop.
    pub(super) const fn interrupt(&self) -> Option<u32> {
        match &self.state {
            State::Pinging(pinging) => pinging.session,
            State::Tracing(tracing) => tracing.session,
            _ => None,
        }
    }

    /// Prints what a fact of this device makes the console say.
    pub(super) fn note(&mut self, device: &Device, fact: &Fact) {
        match &fact.kind {
            FactKind::Ping { session, output } => self.note_ping(*session, output),
            FactKind::Traceroute { session, output } => self.note_trace(*session, output),
            FactKind::Power { on, .. } => self.note_power(device, *on),
            _ => {}
        }
        if matches!(self.state, State::Off) {
            return;
        }
        let lines = self.log.lines(device, fact);
        self.print_lines(device, &lines);
    }

    /// Prints what something seen makes the console say.
    pub(super) fn note_sight(&mut self, device: &Device, seen: &Seen) {
        if !matches!(self.state, State::Off) {
            let lines = self.log.sight(device, seen);
            self.print_lines(device, &lines);
        }
    }

    /// The log says that the device has been configured from here.
    pub(super) fn say_configured(&mut self, device: &Device, now: Instant) {
        let lines = self.log.configured(device, now);
        self.print_lines(device, &lines);
    }

    /// The log says something of what is done here, at once.
    fn announce(&mut self, device: &Device, now: Instant, text: &str) {
        let lines = self.log.announce(device, now, text);
        self.print_lines(device, &lines);
    }

    /// And when the logging process has its turn.
    fn announce_later(&mut self, text: &str) {
        self.announcements.push(text.to_owned());
    }

    /// Whether the log is to say something.
    pub(super) const fn has_announcements(&self) -> bool {
        !self.announcements.is_empty()
    }

    /// The log says what it was to say.
    pub(super) fn say_announcements(&mut self, device: &Device, now: Instant) {
        for text in core::mem::take(&mut self.announcements) {
            self.announce(device, now, &text);
        }
    }

    /// Lines that come by themselves begin in the first column, below the prompt that stood there.
    fn print_lines(&mut self, device: &Device, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let prompt = self.prompt(device);
        match &mut self.state {
            State::More(pager) => {
                pager.step_aside(&text, &mut self.text);
                return;
            }
            State::Pinging(pinging) => {
                if core::mem::replace(&mut pinging.is_open, false) {
                    self.text.push('\n');
                }
            }
            State::Tracing(tracing) => {
                if core::mem::replace(&mut tracing.is_open, false) {
                    self.text.push('\n');
                }
            }
            State::Confirming(_) => {
                if !self.text.ends_with('\n') {
                    self.text.push('\n');
                }
            }
            State::Prompt | State::Asking(_) if self.is_prompted => {
                self.text.push_str(&prompt);
                self.text.push('\n');
                self.is_prompted = false;
            }
            State::Prompt | State::Asking(_) | State::Closed | State::Off => {}
        }
        self.text.push_str(&text);
    }
}

/// A device as its session sees it.
fn context(device: &Device) -> DeviceContext<'_> {
    DeviceContext {
        config: device.config(),
        ports: device.ports(),
        kind: device.kind,
    }
}

/// A line as it can be typed: without control characters but the Ctrl-Z that ends it, and no longer than a line can be.
fn clean(line: &str) -> String {
    let is_kept = |char: &char| !char.is_control() || *char == '\u{1a}';
    let chars = line
        .chars()
        .map(|char| if char == '\t' { ' ' } else { char });
    let mut line: String = chars.filter(is_kept).take(MAX_LINE).collect();
    if let Some(end) = line.find('\u{1a}') {
        line.truncate(end + 1);
    }
    line
}
