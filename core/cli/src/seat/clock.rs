//! Virtual time that goes on while a person thinks.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a person's time is the clock's, and the lab runs while the editor waits for keys"
)]

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use vipsec_core::lab::view::{Command, Waits};

use super::{Answer, Seat};
use crate::Error;

/// How often the lab catches up with the clock on the wall.
const TICK: Duration = Duration::from_millis(50);

/// What the console looks like after a command.
pub(super) struct Shown {
    pub(super) answer: Answer,
    pub(super) prompt: String,
    pub(super) waits: Waits,
    pub(super) history: Vec<String>,
}

/// What the lab is asked for.
enum Request {
    Ask(Command),
    /// Let so much virtual time pass at once.
    Pass(Duration),
}

type Question = (Request, Sender<Result<Shown, Error>>);

/// The lab, in a thread of its own.
pub(super) struct Clock(Sender<Question>);

impl Clock {
    /// Starts the lab; what its console says by itself goes to `print`.
    pub(super) fn start(
        open: impl FnOnce() -> Result<Seat, Error> + Send + 'static,
        speed: f64,
        print: impl FnMut(String) + Send + 'static,
    ) -> Self {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || run(open(), &receiver, speed, print));
        Self(sender)
    }

    pub(super) fn ask(&self, command: Command) -> Result<Shown, Error> {
        self.request(Request::Ask(command))
    }

    pub(super) fn pass(&self, time: Duration) -> Result<Shown, Error> {
        self.request(Request::Pass(time))
    }

    fn request(&self, request: Request) -> Result<Shown, Error> {
        let (reply, answer) = mpsc::channel();
        let gone = || Error::Terminal("the lab is gone".to_owned());
        self.0.send((request, reply)).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }
}

fn run(
    seat: Result<Seat, Error>,
    receiver: &Receiver<Question>,
    speed: f64,
    mut print: impl FnMut(String),
) {
    let mut seat = match seat {
        Ok(seat) => seat,
        Err(error) => {
            if let Ok((_, reply)) = receiver.recv() {
                // Whoever asked has gone, or hears why.
                let _ = reply.send(Err(error));
            }
            return;
        }
    };
    let mut last = Instant::now();
    let mut partial = String::new();
    loop {
        let asked = receiver.recv_timeout(TICK);
        let passed = last.elapsed().mul_f64(speed);
        last = Instant::now();
        // A command that has the console is waited for at once, by whoever asked for it.
        let ticked = match seat.waits {
            Waits::Command => Ok(Answer::default()),
            _ => seat.advance(passed),
        };
        let is_reading = matches!(seat.waits, Waits::Line | Waits::Return);
        match (ticked, asked) {
            (Ok(answer), asked) => {
                partial.push_str(&answer.text);
                // A line that is being edited is only interrupted by whole ones.
                let end = if is_reading {
                    partial.rfind('\n').map_or(0, |at| at + 1)
                } else {
                    partial.len()
                };
                if end > 0 {
                    print(partial.drain(..end).collect());
                }
                match asked {
                    Ok((request, reply)) => {
                        let answer = match request {
                            Request::Ask(command) => seat.ask(command),
                            Request::Pass(time) => seat.advance(time),
                        };
                        last = Instant::now();
                        let shown = answer.map(|mut answer| {
                            answer.text.insert_str(0, &std::mem::take(&mut partial));
                            Shown {
                                answer,
                                prompt: seat.prompt.clone(),
                                waits: seat.waits,
                                history: seat.history.clone(),
                            }
                        });
                        if reply.send(shown).is_err() {
                            return;
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            (Err(error), Ok((_, reply))) => {
                // Whoever asked has gone, or hears why.
                let _ = reply.send(Err(error));
                return;
            }
            (Err(error), Err(_)) => {
                print(format!("vipsec: {error}\n"));
                return;
            }
        }
    }
}
