//! What the page knows: one value, changed by one reducer.

use std::collections::BTreeMap;
use std::rc::Rc;

use vipsec_core::lab::view::{
    DeviceView, FlowView, Lane, LinkView, NodeId, Opened, Outage, Paste, RunningConfig, TunnelView,
    Update,
};
use yew::Reducible;

use crate::chart::marks::Marks;
use crate::console::screen::Screen;
use crate::live::{Live, Shared};
use crate::log::Log;
use crate::playback::Speed;

/// How the worker is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum WorkerStatus {
    /// Not heard of yet.
    Starting,
    /// At work.
    Ready,
    /// Gone, or silent; with what a person should know.
    Failed(Rc<str>),
}

/// The part of the device panel that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Console,
    Configuration,
}

/// The part of the page that a phone shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    Diagram,
    Console,
    Chart,
    Log,
}

/// The stretch of time that the chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    LastMinute,
    Outage,
    All,
}

/// What the page knows.
#[derive(Clone, PartialEq)]
pub(crate) struct State {
    pub(crate) worker: WorkerStatus,
    pub(crate) opened: Option<Shared<Opened>>,
    pub(crate) devices: Shared<Vec<DeviceView>>,
    pub(crate) links: Shared<Vec<LinkView>>,
    pub(crate) tunnels: Shared<Vec<TunnelView>>,
    pub(crate) flows: Shared<Vec<FlowView>>,
    pub(crate) lanes: Shared<Vec<Lane>>,
    pub(crate) marks: Live<Marks>,
    pub(crate) consoles: Live<BTreeMap<NodeId, Screen>>,
    pub(crate) log: Live<Log>,
    pub(crate) config: Option<Shared<RunningConfig>>,
    pub(crate) paste: Option<Shared<Paste>>,
    pub(crate) error: Option<Rc<str>>,
    pub(crate) playing: bool,
    pub(crate) speed: Speed,
    pub(crate) device: Option<NodeId>,
    pub(crate) tab: Tab,
    pub(crate) pane: Pane,
    pub(crate) window: Window,
    /// Whether a person chose the window; then the page leaves it alone.
    pub(crate) window_chosen: bool,
    pub(crate) keys_shown: bool,
    /// The fact that a segment of an outage pointed at.
    pub(crate) fact: Option<u32>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            worker: WorkerStatus::Starting,
            opened: None,
            devices: Shared::default(),
            links: Shared::default(),
            tunnels: Shared::default(),
            flows: Shared::default(),
            lanes: Shared::default(),
            marks: Live::default(),
            consoles: Live::default(),
            log: Live::default(),
            config: None,
            paste: None,
            error: None,
            playing: false,
            speed: Speed::Times(1.0),
            device: None,
            tab: Tab::Console,
            pane: Pane::Diagram,
            window: Window::LastMinute,
            window_chosen: false,
            keys_shown: false,
            fact: None,
        }
    }
}

/// What can happen to it.
pub(crate) enum Action {
    /// The worker told something that the page shows.
    Update(Box<Update>),
    /// The worker came or went.
    Worker(WorkerStatus),
    Playing(bool),
    Speed(Speed),
    Device(NodeId),
    Tab(Tab),
    Pane(Pane),
    Window(Window),
    Keys(bool),
    Fact(u32),
    DismissError,
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Update(update) => next.take_in(*update),
            Action::Worker(worker) => next.worker = worker,
            Action::Playing(playing) => next.playing = playing,
            Action::Speed(speed) => next.speed = speed,
            Action::Device(device) => {
                next.device = Some(device);
                next.pane = Pane::Console;
            }
            Action::Tab(tab) => next.tab = tab,
            Action::Pane(pane) => next.pane = pane,
            Action::Window(window) => {
                next.window = window;
                next.window_chosen = true;
            }
            Action::Keys(shown) => next.keys_shown = shown,
            Action::Fact(fact) => {
                next.fact = Some(fact);
                next.pane = Pane::Log;
            }
            Action::DismissError => next.error = None,
        }
        Rc::new(next)
    }
}

impl State {
    fn take_in(&mut self, update: Update) {
        if let Some(opened) = update.opened {
            self.open(opened);
        }
        replace(&mut self.devices, update.devices);
        replace(&mut self.links, update.links);
        replace(&mut self.tunnels, update.tunnels);
        replace(&mut self.lanes, update.lanes);
        let was_out = self.outage().is_some_and(|o| o.end_s.is_none());
        replace(&mut self.flows, update.flows);
        if !update.marks.is_empty() {
            self.marks.change(|marks| marks.append(update.marks));
        }
        if !update.consoles.is_empty() {
            let devices = self.devices.clone();
            self.consoles.change(|consoles| {
                for chunk in update.consoles {
                    let device = devices.iter().find(|d| d.id == chunk.device);
                    let hostname = device.map_or("", |d| &d.hostname);
                    let screen = consoles.entry(chunk.device).or_default();
                    screen.take_in(chunk, hostname);
                }
            });
        }
        if !update.log.is_empty() {
            self.log.change(|log| log.append(update.log));
        }
        if let Some(config) = update.running_config {
            self.config = Some(Shared::new(config));
        }
        if let Some(paste) = update.paste {
            self.paste = Some(Shared::new(paste));
        }
        if let Some(error) = update.error {
            self.error = Some(Rc::from(error));
        }
        // An outage that is over stays in view, unless somebody chose what to look at.
        if was_out && !self.window_chosen && self.outage().is_some_and(|o| o.end_s.is_some()) {
            self.window = Window::Outage;
        }
    }

    /// A scenario begins; the choices of the person who looks stay.
    fn open(&mut self, opened: Opened) {
        let focus = self.device.or(opened.focus);
        *self = Self {
            worker: self.worker.clone(),
            playing: self.playing,
            speed: self.speed,
            tab: self.tab,
            pane: self.pane,
            device: focus,
            opened: Some(Shared::new(opened)),
            ..Self::default()
        };
    }

    /// The last outage of the first flow that has one.
    pub(crate) fn outage(&self) -> Option<&Outage> {
        self.flows.iter().find_map(|f| f.outages.last())
    }

    /// The device in the panel: the chosen one, or the first with a console.
    pub(crate) fn shown_device(&self) -> Option<&DeviceView> {
        let chosen = self
            .devices
            .iter()
            .find(|d| Some(d.id) == self.device && d.has_console);
        chosen.or_else(|| self.devices.iter().find(|d| d.has_console))
    }
}

fn replace<T>(old: &mut Shared<Vec<T>>, new: Option<Vec<T>>) {
    if let Some(new) = new {
        *old = Shared::new(new);
    }
}

/// Whether an update changes nothing but counters and frames in flight, which the reducer does not keep.
pub(crate) fn is_quiet(update: &Update) -> bool {
    update.opened.is_none()
        && update.devices.is_none()
        && update.links.is_none()
        && update.tunnels.is_none()
        && update.consoles.is_empty()
        && update.lanes.is_none()
        && update.marks.is_empty()
        && update.flows.is_none()
        && update.log.is_empty()
        && update.running_config.is_none()
        && update.paste.is_none()
        && update.capture.is_none()
        && update.error.is_none()
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
