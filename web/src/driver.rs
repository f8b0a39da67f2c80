//! Drives the lab in the worker: one command in flight at a time, the clock, and the frames on the diagram.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use vipsec_core::lab::view::{Command, Update};
use wasm_bindgen::prelude::Closure;
use yew::Callback;

use crate::dom::{save_as, wall_ms};
use crate::playback::{Playback, Speed};
use crate::state::{Action, WorkerStatus, is_quiet};
use crate::topology::flights::Flights;
use crate::worker::{Heard, LabWorker, pictured};

/// The version of what page and worker say to each other.
const PROTOCOL: u32 = 2;
/// A worker that is silent for so long is given up, in milliseconds.
const PATIENCE_MS: f64 = 15_000.0;
/// After a step the display clock goes on for so long, so that one sees what the event did, in milliseconds.
const SETTLE_MS: f64 = 600.0;

/// What changes from frame to frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moment {
    /// Virtual time.
    pub(crate) now_ns: u64,
    /// The display clock of frames in flight.
    pub(crate) shown_ms: f64,
    /// Events handled since the start.
    pub(crate) events: u64,
    /// Virtual seconds in a second, as measured.
    pub(crate) rate: Option<f64>,
}

/// What to open, and how.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scenario {
    pub(crate) id: String,
    pub(crate) seed: Option<u64>,
    pub(crate) start_at_ns: u64,
}

/// The lab is first shown at this instant after power-on.
const FIRST_PICTURE_NS: u64 = 100_000_000;

struct Inner {
    emit: Callback<Action>,
    worker: Option<LabWorker>,
    ready: bool,
    queue: VecDeque<Command>,
    /// When the command in flight was sent, if one is.
    sent_ms: Option<f64>,
    /// Since when the worker is waited for to load.
    started_ms: f64,
    playback: Playback,
    moment: Moment,
    flights: Flights,
    settle_ms: f64,
    frame: Option<AnimationFrame>,
    frame_ms: f64,
    listeners: Vec<(u32, Callback<Moment>)>,
    next_listener: u32,
    scenario: Scenario,
    /// Whether the lab has been on the screen.
    drawn: bool,
}

/// The handle of the page's components.
#[derive(Clone)]
pub(crate) struct Driver(Rc<RefCell<Inner>>);

impl PartialEq for Driver {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Ends a subscription when dropped.
pub(crate) struct Subscription(Driver, u32);

impl Drop for Subscription {
    fn drop(&mut self) {
        self.0
            .0
            .borrow_mut()
            .listeners
            .retain(|(id, _)| *id != self.1);
    }
}

impl Driver {
    pub(crate) fn new(emit: Callback<Action>, scenario: Scenario) -> Self {
        Self(Rc::new(RefCell::new(Inner {
            emit,
            worker: None,
            ready: false,
            queue: VecDeque::new(),
            sent_ms: None,
            started_ms: 0.0,
            playback: Playback::new(Speed::Times(1.0)),
            moment: Moment::default(),
            flights: Flights::default(),
            settle_ms: 0.0,
            frame: None,
            frame_ms: 0.0,
            listeners: Vec::new(),
            next_listener: 0,
            scenario,
            drawn: false,
        })))
    }

    /// Starts a worker, or a fresh one in its place, opens the scenario and plays.
    pub(crate) fn start(&self) {
        let heard = self.clone();
        let started = LabWorker::start(move |message| heard.hear(message));
        {
            let mut inner = self.0.borrow_mut();
            inner.ready = false;
            inner.sent_ms = None;
            inner.queue.clear();
            inner.started_ms = wall_ms();
        }
        match started {
            Ok(worker) => {
                drop(self.0.borrow_mut().worker.replace(worker));
                self.emit(Action::Worker(WorkerStatus::Starting));
                self.reopen(None);
            }
            Err(reason) => self.fail(&reason),
        }
    }

    /// The lab is on the screen, as it was soon after power-on: now it goes on to where the scenario starts.
    pub(crate) fn drawn(&self) {
        let driver = self.clone();
        pictured(&Closure::once_into_js(move || {
            let is_first = !std::mem::replace(&mut driver.0.borrow_mut().drawn, true);
            if is_first {
                driver.reopen(None);
            }
        }));
    }

    /// Whether what is shown is still the first picture, soon after power-on.
    pub(crate) fn is_starting(&self) -> bool {
        self.0.borrow().moment.now_ns <= FIRST_PICTURE_NS
    }

    /// Opens the scenario from its beginning, with another seed if one is given, and plays. What is shown first of all
    /// is the lab soon after power-on: a browser needs little of the core for that, and gets the rest meanwhile.
    pub(crate) fn reopen(&self, seed: Option<u64>) {
        {
            let mut inner = self.0.borrow_mut();
            if seed.is_some() {
                inner.scenario.seed = seed;
            }
            inner.queue.clear();
            inner.flights = Flights::default();
            inner.playback.reset();
            let Scenario {
                id,
                seed,
                start_at_ns,
            } = inner.scenario.clone();
            let first_picture = (!inner.drawn).then_some(FIRST_PICTURE_NS);
            inner.queue.push_back(Command::Open {
                scenario: id,
                seed,
                timed_faults: false,
                start_at_ns: first_picture.unwrap_or(start_at_ns),
            });
        }
        self.pump();
        self.set_playing(true);
    }

    /// Queues a command.
    pub(crate) fn send(&self, command: Command) {
        self.0.borrow_mut().queue.push_back(command);
        self.pump();
        self.keep_going();
    }

    pub(crate) fn set_playing(&self, playing: bool) {
        self.0.borrow_mut().playback.set_playing(playing);
        self.emit(Action::Playing(playing));
        self.keep_going();
    }

    pub(crate) fn is_playing(&self) -> bool {
        self.0.borrow().playback.playing
    }

    pub(crate) fn speed(&self) -> Speed {
        self.0.borrow().playback.speed
    }

    pub(crate) fn set_speed(&self, speed: Speed) {
        self.0.borrow_mut().playback.set_speed(speed);
        self.emit(Action::Speed(speed));
    }

    /// Pauses and runs one event.
    pub(crate) fn step(&self) {
        if self.is_playing() {
            self.set_playing(false);
        }
        self.0.borrow_mut().settle_ms = SETTLE_MS;
        self.send(Command::Step);
    }

    /// Calls back at every frame that changed something, and once now.
    pub(crate) fn subscribe(&self, listener: Callback<Moment>) -> Subscription {
        let mut inner = self.0.borrow_mut();
        let id = inner.next_listener;
        inner.next_listener += 1;
        inner.listeners.push((id, listener.clone()));
        let moment = inner.moment;
        drop(inner);
        listener.emit(moment);
        Subscription(self.clone(), id)
    }

    pub(crate) fn moment(&self) -> Moment {
        self.0.borrow().moment
    }

    /// Looks at the frames in flight.
    pub(crate) fn with_flights<T>(&self, look: impl FnOnce(&Flights) -> T) -> T {
        look(&self.0.borrow().flights)
    }

    fn emit(&self, action: Action) {
        let emit = self.0.borrow().emit.clone();
        emit.emit(action);
    }

    fn fail(&self, reason: &str) {
        {
            let mut inner = self.0.borrow_mut();
            inner.worker = None;
            inner.ready = false;
            inner.sent_ms = None;
            inner.queue.clear();
            inner.playback.set_playing(false);
        }
        self.emit(Action::Playing(false));
        self.emit(Action::Worker(WorkerStatus::Failed(Rc::from(reason))));
    }

    fn hear(&self, message: Heard) {
        match message {
            Heard::Ready(PROTOCOL) => {
                self.0.borrow_mut().ready = true;
                self.emit(Action::Worker(WorkerStatus::Ready));
                self.pump();
            }
            Heard::Ready(_) => {
                self.fail(
                    "Page and worker are of different releases. Reload the page to get both anew.",
                );
            }
            Heard::Failed(reason) => self.fail(&reason),
            Heard::Answer(bytes) => match postcard::from_bytes::<Update>(&bytes) {
                Ok(update) => self.take_in(update),
                Err(error) => self.fail(&format!("The worker's answer could not be read: {error}")),
            },
        }
    }

    fn take_in(&self, mut update: Update) {
        let wall = wall_ms();
        {
            let mut inner = self.0.borrow_mut();
            let Some(sent) = inner.sent_ms.take() else {
                return;
            };
            inner.playback.answered(update.now_ns, wall, wall - sent);
            inner.moment.now_ns = update.now_ns;
            inner.moment.events = update.events;
            inner.moment.rate = inner.playback.rate();
            if let Some(opened) = &update.opened {
                inner.scenario.seed = Some(opened.seed);
                inner.flights = Flights::default();
            }
            let (speed, shown) = (inner.playback.drawn_speed(), inner.moment.shown_ms);
            inner.flights.admit(
                std::mem::take(&mut update.frames),
                update.now_ns,
                shown,
                speed,
            );
        }
        if let Some(capture) = update.capture.take()
            && save_as(&capture.name, &capture.bytes).is_err()
        {
            update.error = Some("this browser saves no files".to_owned());
        }
        if !is_quiet(&update) {
            self.emit(Action::Update(Box::new(update)));
        }
        self.pump();
        self.keep_going();
    }

    /// Sends the next command if the worker is free.
    fn pump(&self) {
        let result = {
            let mut inner = self.0.borrow_mut();
            if !inner.ready || inner.sent_ms.is_some() {
                return;
            }
            let next = match inner.queue.pop_front() {
                Some(command) => Some(command),
                // At a speed, frames ask; without one, the next slice follows the last.
                None if inner.playback.speed == Speed::Max => inner.playback.advance(wall_ms()),
                None => None,
            };
            let Some(command) = next else { return };
            inner.post(&command)
        };
        if let Err(reason) = result {
            self.fail(&reason);
        }
    }

    /// Asks for the next frame, unless there is nothing to do.
    fn keep_going(&self) {
        let mut inner = self.0.borrow_mut();
        if inner.frame.is_some() || !inner.has_work() {
            return;
        }
        inner.frame_ms = wall_ms();
        let driver = self.clone();
        inner.frame = Some(request_animation_frame(move |_| driver.on_frame()));
    }

    fn on_frame(&self) {
        let wall = wall_ms();
        let silent = {
            let mut inner = self.0.borrow_mut();
            inner.frame = None;
            inner.tick(wall);
            inner.is_silent(wall)
        };
        if silent {
            self.fail("The worker has not answered for a long time.");
            return;
        }
        let result = self.0.borrow_mut().ask(wall);
        if let Err(reason) = result {
            self.fail(&reason);
            return;
        }
        let (moment, listeners) = {
            let inner = self.0.borrow();
            let listeners: Vec<_> = inner.listeners.iter().map(|(_, l)| l.clone()).collect();
            (inner.moment, listeners)
        };
        for listener in listeners {
            listener.emit(moment);
        }
        self.keep_going();
    }
}

impl Inner {
    fn post(&mut self, command: &Command) -> Result<(), String> {
        let Some(worker) = &self.worker else {
            return Ok(());
        };
        let bytes = postcard::to_allocvec(command).map_err(|e| e.to_string())?;
        worker.post(&bytes)?;
        self.sent_ms = Some(wall_ms());
        Ok(())
    }

    /// At a frame: asks for more virtual time if the worker is free and nothing else waits.
    fn ask(&mut self, wall: f64) -> Result<(), String> {
        if !self.ready || !self.drawn || self.sent_ms.is_some() || !self.queue.is_empty() {
            return Ok(());
        }
        match self.playback.advance(wall) {
            Some(command) => self.post(&command),
            None => Ok(()),
        }
    }

    /// The display clock goes on while the lab does.
    fn tick(&mut self, wall: f64) {
        let dt = (wall - self.frame_ms).clamp(0.0, 100.0);
        let moves = if self.playback.playing {
            dt
        } else {
            dt.min(self.settle_ms)
        };
        self.settle_ms = (self.settle_ms - dt).max(0.0);
        self.moment.shown_ms += moves;
        self.flights.retire(self.moment.shown_ms);
    }

    fn is_silent(&self, wall: f64) -> bool {
        let since = if self.ready {
            self.sent_ms
        } else {
            self.worker.as_ref().map(|_| self.started_ms)
        };
        since.is_some_and(|since| wall - since > PATIENCE_MS * if self.ready { 1.0 } else { 4.0 })
    }

    fn has_work(&self) -> bool {
        let animating = self.settle_ms > 0.0 && !self.flights.is_empty();
        self.worker.is_some()
            && (self.playback.playing || self.sent_ms.is_some() || !self.ready || animating)
    }
}
