//! `vipsec exec --interactive`: a seat at a console.

#[cfg(unix)]
mod clock;
#[cfg(unix)]
mod keys;
#[cfg(unix)]
mod terminal;

use std::io::{BufRead, IsTerminal, Write};
use std::time::Duration;

use vipsec_core::lab::Lab;
use vipsec_core::lab::view::{Command, ConsoleView, NodeId, Update, Waits};

use crate::Error;
use crate::args::ExecArgs;
use crate::exec::ask;

/// So much virtual time passes after each line that is read from a file.
const PAUSE: Duration = Duration::from_millis(100);
/// While a command has the console, the lab runs in steps of this.
const STEP: Duration = Duration::from_secs(1);

/// A lab, seen from one of its consoles.
struct Seat {
    lab: Lab,
    device: NodeId,
    now: Duration,
    prompt: String,
    waits: Waits,
    history: Vec<String>,
}

/// What a command led to at the console.
#[derive(Default)]
struct Answer {
    text: String,
    line: Option<String>,
}

impl Seat {
    /// Opens the scenario with a seed, perhaps its faults, and runs to a time.
    fn open(
        (seed, timed_faults, from): (Option<u64>, bool, Duration),
        scenario: String,
        device: NodeId,
    ) -> Result<Self, Error> {
        let mut seat = Self {
            lab: Lab::new(),
            device,
            now: Duration::ZERO,
            prompt: String::new(),
            waits: Waits::Line,
            history: Vec::new(),
        };
        seat.ask(Command::Open {
            scenario,
            seed,
            timed_faults,
            start_at_ns: from.as_nanos() as u64,
        })?;
        Ok(seat)
    }

    fn ask(&mut self, command: Command) -> Result<Answer, Error> {
        let update = ask(&mut self.lab, command)?;
        Ok(self.take(update))
    }

    fn take(&mut self, update: Update) -> Answer {
        self.now = Duration::from_nanos(update.now_ns);
        let mut answer = Answer::default();
        let views = update.consoles.into_iter();
        for view in views.filter(|view| view.device == self.device) {
            let ConsoleView {
                text,
                prompt,
                waits,
                line,
                history,
                ..
            } = view;
            answer.text.push_str(&text);
            answer.line = line.or(answer.line);
            self.prompt = prompt;
            self.waits = waits;
            self.history = history.unwrap_or_else(|| std::mem::take(&mut self.history));
        }
        answer
    }

    fn advance(&mut self, by: Duration) -> Result<Answer, Error> {
        self.ask(Command::Advance {
            to_ns: (self.now + by).as_nanos() as u64,
            max_events: u32::MAX,
        })
    }
}

/// Sits down at a console: at the terminal, or for the lines of a file.
pub(crate) fn sit_down(args: &ExecArgs, scenario: String, device: NodeId) -> Result<(), Error> {
    #[cfg(unix)]
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return terminal::sit(args, scenario, device);
    }
    #[cfg(not(unix))]
    if std::io::stdin().is_terminal() {
        let missing = "there are single keys only on Unix; lines can be piped in";
        return Err(Error::Terminal(missing.to_owned()));
    }
    let how = (args.seed, args.faults, args.from);
    read(Seat::open(how, scenario, device)?)
}

/// Types the lines of standard input, each as soon as the one before has been answered.
fn read(mut seat: Seat) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|source| Error::Read {
            path: "standard input".to_owned(),
            source,
        })?;
        let device = seat.device;
        let answer = seat.ask(Command::Type { device, line })?;
        write!(out, "{}", answer.text)?;
        while seat.waits == Waits::Command {
            write!(out, "{}", seat.advance(STEP)?.text)?;
        }
        write!(out, "{}", seat.advance(PAUSE)?.text)?;
        out.flush()?;
    }
    Ok(())
}
