//! A seat at a terminal: the line is edited here, the core hears of keys that mean more.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::{
    Cmd, ConditionalEventHandler, DefaultEditor, Event, EventContext, EventHandler,
    ExternalPrinter, KeyCode, KeyEvent, Modifiers, RepeatCount,
};
use vipsec_core::lab::view::{Command, Key, NodeId, Waits};

use super::clock::{Clock, Shown};
use super::keys::Keys;
use super::{STEP, Seat};
use crate::Error;
use crate::args::ExecArgs;

/// Ctrl-Shift-6, as terminals send it, and Ctrl-C, which everybody tries.
const INTERRUPTS: [char; 2] = ['\u{1e}', '\u{3}'];

/// The key that ended a line, other than Enter, and where the cursor was.
type Pressed = Arc<Mutex<Option<(Key, usize)>>>;

/// Ends the line with a key that is more than a letter.
struct Special {
    key: Key,
    pressed: Pressed,
}

impl ConditionalEventHandler for Special {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        if let Ok(mut pressed) = self.pressed.lock() {
            *pressed = Some((self.key, context.pos()));
        }
        Some(Cmd::AcceptLine)
    }
}

fn failed(error: impl ToString) -> Error {
    Error::Terminal(error.to_string())
}

fn editor(pressed: &Pressed) -> Result<DefaultEditor, Error> {
    let mut editor = DefaultEditor::new().map_err(failed)?;
    editor.set_auto_add_history(false);
    let bindings = [
        (KeyEvent(KeyCode::Char('?'), Modifiers::NONE), Key::Help),
        (KeyEvent(KeyCode::Tab, Modifiers::NONE), Key::Tab),
        (KeyEvent::ctrl('Z'), Key::ControlZ),
        (KeyEvent::ctrl('C'), Key::ControlC),
    ];
    for (event, key) in bindings {
        let pressed = Arc::clone(pressed);
        let handler = Box::new(Special { key, pressed });
        editor.bind_sequence(event, EventHandler::Conditional(handler));
    }
    for redisplay in ['R', 'L'] {
        editor.bind_sequence(KeyEvent::ctrl(redisplay), Cmd::Repaint);
    }
    Ok(editor)
}

/// Somebody at the terminal.
struct Person {
    clock: Clock,
    editor: DefaultEditor,
    pressed: Pressed,
    device: NodeId,
    shown: Shown,
    /// What stood behind the cursor when a key took the line away.
    behind: String,
}

/// Sits down at the terminal.
pub(super) fn sit(args: &ExecArgs, scenario: String, device: NodeId) -> Result<(), Error> {
    let pressed = Pressed::default();
    let mut editor = editor(&pressed)?;
    let mut printer = editor.create_external_printer().map_err(failed)?;
    let print = move |text| {
        // If the terminal is gone, whoever edits the line hears of it.
        let _ = printer.print(text);
    };
    let seat = (args.seed, args.faults, args.from);
    let open = move || Seat::open(seat, scenario, device);
    let clock = Clock::start(open, args.speed, print);
    let shown = clock.pass(Duration::ZERO)?;
    let mut person = Person {
        clock,
        editor,
        pressed,
        device,
        shown,
        behind: String::new(),
    };
    println!("Ctrl-D at an empty line ends; Ctrl-Shift-6 stops a command.");
    while person.turn()? {}
    Ok(())
}

impl Person {
    /// One line, one key, or a step of a command; whether there will be more.
    fn turn(&mut self) -> Result<bool, Error> {
        match self.shown.waits {
            Waits::Line | Waits::Return => self.line(),
            Waits::Command => self.command(),
            Waits::More => self.more(),
        }
    }

    fn line(&mut self) -> Result<bool, Error> {
        self.editor.clear_history().map_err(failed)?;
        for line in &self.shown.history {
            self.editor
                .add_history_entry(line.as_str())
                .map_err(failed)?;
        }
        let before = self.shown.answer.line.take().unwrap_or_default();
        let behind = std::mem::take(&mut self.behind);
        let prompt = self.shown.prompt.clone();
        let read = self
            .editor
            .readline_with_initial(prompt.as_str(), (&before, &behind));
        let line = match read {
            Ok(line) => line,
            Err(ReadlineError::Eof) => return Ok(false),
            Err(error) => return Err(failed(error)),
        };
        let pressed = self.pressed.lock().ok().and_then(|mut key| key.take());
        let (key, line) = match pressed {
            Some((key @ (Key::Help | Key::Tab), cursor)) => {
                let (before, behind) = line.split_at_checked(cursor).unwrap_or((&line, ""));
                behind.clone_into(&mut self.behind);
                self.rub_out(&prompt, &line)?;
                (key, before.to_owned())
            }
            Some((key, _)) => {
                self.rub_out(&prompt, &line)?;
                (key, line)
            }
            None => {
                self.rub_out(&prompt, &line)?;
                (Key::Enter, line)
            }
        };
        self.press(key, line)?;
        Ok(true)
    }

    /// The console prints the line itself: what the editor left of it goes away.
    fn rub_out(&mut self, prompt: &str, line: &str) -> Result<(), Error> {
        let width = self
            .editor
            .dimensions()
            .map_or(80, |(width, _)| usize::from(width));
        let rows = 1 + (prompt.chars().count() + line.chars().count()) / width.max(1);
        print!("\u{1b}[{rows}A\r\u{1b}[J");
        io::stdout().flush()?;
        Ok(())
    }

    fn press(&mut self, key: Key, line: String) -> Result<(), Error> {
        let device = self.device;
        let shown = self.clock.ask(Command::Press { device, key, line });
        self.show(shown)
    }

    fn show(&mut self, shown: Result<Shown, Error>) -> Result<(), Error> {
        self.shown = shown?;
        print!("{}", self.shown.answer.text);
        io::stdout().flush()?;
        Ok(())
    }

    /// A command has the console: time flies.
    fn command(&mut self) -> Result<bool, Error> {
        let keys = Keys::start()?;
        while self.shown.waits == Waits::Command {
            let key = keys.next(Duration::ZERO)?;
            let shown = match key.filter(|key| INTERRUPTS.contains(key)) {
                Some(_) => self.clock.ask(Command::Interrupt {
                    device: self.device,
                }),
                None => self.clock.pass(STEP),
            };
            self.show(shown)?;
        }
        Ok(true)
    }

    /// A text waits for a key.
    fn more(&mut self) -> Result<bool, Error> {
        let keys = Keys::start()?;
        while self.shown.waits == Waits::More {
            let Some(char) = keys.next(Duration::from_secs(60))? else {
                continue;
            };
            let key = match char {
                '\n' | '\r' => Key::Enter,
                '\u{4}' => return Ok(false),
                char => Key::Character(char),
            };
            self.press(key, String::new())?;
        }
        Ok(true)
    }
}
