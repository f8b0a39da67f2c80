//! A scenario in progress: the world, the consoles, the flows, and what still happens by itself.

use crate::types::SortedMap;

use super::build::{self, Places};
use super::console::{Action, Console, Deed, Typist};
use super::explain;
use super::flow::Flow;
use super::lanes::Chart;
use super::view::Key;
use crate::ios::{DeviceContext, Effect, LineVerdict, Mode, Session};
use crate::node::config::DeviceConfig;
use crate::node::device::Device;
use crate::node::effect::Effects;
use crate::node::fact::FactKind;
use crate::node::power::PowerLoss;
use crate::node::{Node, PingRequest, TraceRequest};
use crate::proto::frame_relay::PvcEnd;
use crate::rng::Rng;
use crate::scenario::{FaultKind, Scenario};
use crate::sim::{Cause, RunEnd, Seen, World};
use crate::time::{Duration, Instant};
use crate::types::{InterfaceName, LinkId, NodeId};

/// A copy of the world is kept so often, for explanations.
const KEYFRAME_INTERVAL: Duration = Duration::from_secs(5);
/// Outages that begin before the first one are not explained: the lab is just coming up.
const FIRST_KEYFRAME_AT: Instant = Instant::from_secs(2);
/// At most so many copies are kept; the oldest go first.
const MAX_KEYFRAMES: usize = 256;
/// The logging process has its turn so long after the prompt is back.
const LOGGING_DELAY: Duration = Duration::from_millis(8);

/// Something that happens by itself at its time.
#[derive(Clone, Debug)]
enum Planned {
    Type {
        node: NodeId,
        line: String,
        flow: Option<String>,
    },
    Fault(FaultKind),
    /// The log says that a device has been configured.
    Configured(NodeId),
    /// The log says what was done at a console.
    Announce(NodeId),
}

/// A scenario in progress.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) scenario: Scenario,
    pub(super) seed: u64,
    pub(super) world: World,
    pub(super) consoles: Vec<Console>,
    pub(super) flows: Vec<Flow>,
    pub(super) chart: Chart,
    pub(super) places: Places,
    plan: SortedMap<(Instant, u32), Planned>,
    next_planned: u32,
    keyframes: Vec<World>,
    next_keyframe_at: Instant,
    facts_read: usize,
}

impl Run {
    /// Builds the scenario's world and switches it on.
    pub(super) fn new(scenario: Scenario, seed: u64, timed_faults: bool) -> Self {
        let (mut world, places) = build::build(&scenario, seed);
        world.boot();
        let consoles = world
            .nodes()
            .iter()
            .enumerate()
            .filter(|(_, node)| node.device().is_some());
        let consoles = consoles
            .map(|(index, _)| Console::new(NodeId(index as u16)))
            .collect();
        let mut run = Self {
            plan: SortedMap::new(),
            next_planned: 0,
            keyframes: Vec::new(),
            next_keyframe_at: FIRST_KEYFRAME_AT,
            facts_read: 0,
            flows: Vec::new(),
            chart: Chart::default(),
            scenario,
            seed,
            world,
            consoles,
            places,
        };
        run.make_plan(timed_faults);
        run
    }

    fn make_plan(&mut self, timed_faults: bool) {
        let mut rng = Rng::from_seed(self.seed).split("plan");
        let mut at = |at_ms: u64, spread_ms: u64| {
            Instant::from_millis(at_ms) + rng.duration_below(Duration::from_millis(spread_ms))
        };
        let mut planned = Vec::new();
        for command in &self.scenario.commands {
            if let Some(node) = self.places.node(&command.device) {
                let what = Planned::Type {
                    node,
                    line: command.line.clone(),
                    flow: None,
                };
                planned.push((at(command.at_ms, command.spread_ms), what));
            }
        }
        for flow in &self.scenario.flows {
            if let Some(node) = self.places.node(&flow.device) {
                let what = Planned::Type {
                    node,
                    line: flow.line.clone(),
                    flow: Some(flow.name.clone()),
                };
                planned.push((at(flow.at_ms, flow.spread_ms), what));
            }
        }
        for fault in self.scenario.faults.iter().filter(|_| timed_faults) {
            planned.push((at(fault.at_ms, 0), Planned::Fault(fault.kind.clone())));
        }
        for (at, what) in planned {
            self.plan_at(at, what);
        }
    }

    fn plan_at(&mut self, at: Instant, what: Planned) {
        self.plan.insert((at, self.next_planned), what);
        self.next_planned += 1;
    }

    /// Runs to `to`, or until `budget` events are handled or as many frames are kept as may be.
    pub(super) fn advance(&mut self, to: Instant, budget: u64) -> RunEnd {
        let limit = self.world.events().saturating_add(budget);
        loop {
            let planned = self
                .plan
                .keys()
                .next()
                .map_or(Instant::FAR_FUTURE, |(at, _)| *at);
            let stop = to.min(planned).min(self.next_keyframe_at);
            let end = self.run_until(stop, limit);
            if matches!(end, RunEnd::Budget | RunEnd::FrameBudget) {
                return end;
            }
            if self.next_keyframe_at <= self.world.now() {
                self.keyframe();
            }
            self.carry_out_plan();
            if self.world.now() >= to {
                return end;
            }
        }
    }

    /// Runs to `stop`, or to `limit` events since the start. While somebody debugs, facts are read after every event: what a message
    /// says of its device is what is so at that time.
    fn run_until(&mut self, stop: Instant, limit: u64) -> RunEnd {
        loop {
            let left = limit.saturating_sub(self.world.events());
            let is_debugging = self
                .consoles
                .iter()
                .any(|console| console.log.is_debugging());
            let end = self
                .world
                .run_until(stop, if is_debugging { left.min(1) } else { left });
            self.read_facts();
            if end != RunEnd::Budget || self.world.events() >= limit {
                return end;
            }
        }
    }

    /// Handles one event.
    pub(super) fn step(&mut self) {
        let planned = self
            .plan
            .keys()
            .next()
            .map_or(Instant::FAR_FUTURE, |(at, _)| *at);
        let before = self.world.events();
        while self.world.events() == before && self.world.step_until(planned) {}
        if self.world.events() == before && planned != Instant::FAR_FUTURE {
            self.world.run_until(planned, u64::MAX);
        }
        self.read_facts();
        if self.next_keyframe_at <= self.world.now() {
            self.keyframe();
        }
        self.carry_out_plan();
    }

    fn carry_out_plan(&mut self) {
        let now = self.world.now();
        while let Some((_, planned)) = self.plan.pop_first_if(|(at, _)| *at <= now) {
            match planned {
                Planned::Type { node, line, flow } => {
                    self.type_line(node, &line, flow.as_deref(), flow.is_some())
                }
                Planned::Fault(fault) => self.fault(&fault),
                Planned::Configured(node) => self.say_configured(node),
                Planned::Announce(node) => self.say_announcements(node),
            }
        }
    }

    fn keyframe(&mut self) {
        self.keyframes.push(self.world.fork());
        if self.keyframes.len() > MAX_KEYFRAMES {
            self.keyframes.remove(0);
        }
        self.next_keyframe_at = self.world.now() + KEYFRAME_INTERVAL;
    }

    /// What a person did has happened: facts are read, and the world as it is now can be gone back to.
    fn settled(&mut self) {
        self.read_facts();
        self.keyframe();
    }

    fn read_facts(&mut self) {
        let mut sights = self.world.take_sights().into_iter().peekable();
        let facts = self.world.facts();
        for fact in &facts[self.facts_read..] {
            while let Some(seen) = sights.next_if(|seen| seen.before_fact <= fact.id) {
                note_sight(&self.world, &mut self.consoles, &seen);
            }
            if let (FactKind::Ping { session, output }, Some(node)) = (&fact.kind, fact.node) {
                let is_it = |flow: &&mut Flow| flow.node == node && flow.session == *session;
                if let Some(flow) = self.flows.iter_mut().find(is_it) {
                    flow.note(fact.at, output);
                }
            }
            self.chart.note(&self.world, fact, &self.flows);
            let device = fact
                .node
                .and_then(|node| self.world.node(node))
                .and_then(Node::device);
            if let Some(device) = device
                && let Some(console) = self
                    .consoles
                    .iter_mut()
                    .find(|console| console.node == device.id)
            {
                console.note(device, fact);
            }
        }
        for seen in sights {
            note_sight(&self.world, &mut self.consoles, &seen);
        }
        self.facts_read = facts.len();
        self.type_ahead();
    }

    /// Consoles whose command has ended go on with what was typed meanwhile.
    fn type_ahead(&mut self) {
        for index in 0..self.consoles.len() {
            while let Some((line, typist)) = self.consoles[index].next_typed() {
                self.enter_line(index, &line, typist, None, true);
            }
        }
    }

    fn console(&self, node: NodeId) -> Option<usize> {
        self.consoles
            .iter()
            .position(|console| console.node == node)
    }

    /// A script types lines.
    pub(super) fn type_lines(&mut self, node: NodeId, lines: &str) {
        if let Some(index) = self.console(node) {
            for line in lines.split('\n') {
                self.enter_line(index, line, Typist::Script, None, true);
            }
        }
    }

    /// A line of the scenario is typed; a ping it starts is watched under `flow`'s name, or its own.
    fn type_line(&mut self, node: NodeId, line: &str, flow: Option<&str>, watch: bool) {
        if let Some(index) = self.console(node) {
            // What somebody reads there is not in its way.
            self.consoles[index].quit_more();
            self.consoles[index].abandon_question();
            self.enter_line(index, line, Typist::Script, flow, watch);
        }
    }

    fn enter_line(
        &mut self,
        index: usize,
        line: &str,
        typist: Typist,
        flow: Option<&str>,
        watch: bool,
    ) {
        let node = self.consoles[index].node;
        let Some(device) = self.world.node(node).and_then(Node::device) else {
            return;
        };
        let now = self.world.now();
        let action = self.consoles[index].enter(device, now, line, typist);
        self.act(index, action, line, flow, watch);
    }

    /// A person presses a key at a console.
    pub(super) fn press(&mut self, node: NodeId, key: Key, line: &str) {
        let device = self.world.node(node).and_then(Node::device);
        let (Some(index), Some(device)) = (self.console(node), device) else {
            return;
        };
        let now = self.world.now();
        let action = self.consoles[index].key(device, now, key, line);
        self.act(index, action, line, None, true);
        self.type_ahead();
    }

    /// Does what a line asks for.
    fn act(&mut self, index: usize, action: Action, line: &str, flow: Option<&str>, watch: bool) {
        let node = self.consoles[index].node;
        let name = self.world.node(node).map_or("", Node::name);
        let text = format!("{name}: {}", line.trim());
        self.watch_for(index);
        match action {
            Action::None => {}
            Action::Reconfigure(config) => self.reconfigure(node, *config, text),
            Action::Ping(request) => self.start_ping(index, request, flow, watch),
            Action::Trace(request) => self.start_trace(index, request),
            Action::Clear(clear) => {
                self.do_to_device(node, text, |device, now, fx| clear.apply(device, now, fx));
            }
            Action::Deed(deed) => {
                self.do_to_device(node, text, |device, now, fx| deed.apply(device, now, fx));
            }
        }
        if self.consoles[index].has_announcements() {
            let at = self.world.now() + LOGGING_DELAY;
            self.plan_at(at, Planned::Announce(node));
        }
        if self.consoles[index].take_configured() {
            let at = self.world.now() + LOGGING_DELAY;
            self.plan_at(at, Planned::Configured(node));
        }
    }

    /// Something done at a console that is no configuration.
    fn do_to_device(
        &mut self,
        node: NodeId,
        text: String,
        act: impl FnOnce(&mut Device, Instant, &mut Effects),
    ) {
        let fact = self
            .world
            .tell(Some(node), Cause::Boot, FactKind::Command { text });
        self.world
            .with_node(node, Cause::Fact(fact), |node, now, fx| {
                if let Some(device) = node.device_mut() {
                    act(device, now, fx);
                }
            });
        self.settled();
    }

    fn say_announcements(&mut self, node: NodeId) {
        let device = self.world.node(node).and_then(Node::device);
        if let (Some(index), Some(device)) = (self.console(node), device) {
            self.consoles[index].say_announcements(device, self.world.now());
        }
    }

    fn say_configured(&mut self, node: NodeId) {
        let device = self.world.node(node).and_then(Node::device);
        if let (Some(index), Some(device)) = (self.console(node), device) {
            self.consoles[index].say_configured(device, self.world.now());
        }
    }

    /// A device shows what is debugged at its console, and nothing else.
    fn watch_for(&mut self, index: usize) {
        let console = &self.consoles[index];
        let (node, watch) = (console.node, console.log.watch());
        let shown = self
            .world
            .node(node)
            .and_then(Node::device)
            .map(Device::watch);
        if shown != Some(watch) {
            self.world.with_node(node, Cause::Boot, |node, _, _| {
                if let Some(device) = node.device_mut() {
                    device.set_watch(watch);
                }
            });
        }
    }

    fn start_ping(&mut self, index: usize, request: PingRequest, flow: Option<&str>, watch: bool) {
        let node = self.consoles[index].node;
        let session = self.world.with_node(node, Cause::Boot, |node, now, fx| {
            node.device_mut()
                .map(|device| device.start_ping(now, request, fx))
        });
        let (Some(Some(session)), Some(device)) = (session, self.world.node(node)) else {
            return;
        };
        self.consoles[index].probe_started(session);
        if watch {
            let name = flow.map_or_else(
                || format!("{} to {}", device.name(), request.target),
                str::to_owned,
            );
            let flow = Flow::new(name, flow.is_some(), node, session, request);
            self.chart.add_flow(&self.world, &flow);
            self.flows.push(flow);
        }
        self.settled();
    }

    fn start_trace(&mut self, index: usize, request: TraceRequest) {
        let node = self.consoles[index].node;
        let session = self.world.with_node(node, Cause::Boot, |node, now, fx| {
            node.device_mut()
                .map(|device| device.start_trace(now, request, fx))
        });
        if let Some(Some(session)) = session {
            self.consoles[index].probe_started(session);
        }
        self.settled();
    }

    /// Ctrl-Shift-6.
    pub(super) fn interrupt(&mut self, node: NodeId) {
        let Some(console) = self
            .consoles
            .iter_mut()
            .find(|console| console.node == node)
        else {
            return;
        };
        let Some(session) = console.interrupt() else {
            console.quit_more();
            console.abandon_question();
            self.type_ahead();
            return;
        };
        self.world.with_node(node, Cause::Boot, |node, now, fx| {
            if let Some(device) = node.device_mut() {
                device.stop_ping(now, session, fx);
                device.stop_trace(now, session, fx);
            }
        });
        self.settled();
    }

    /// A device gets another running configuration.
    pub(super) fn reconfigure(&mut self, node: NodeId, config: DeviceConfig, text: String) {
        let fact = self
            .world
            .tell(Some(node), Cause::Boot, FactKind::Command { text });
        self.world
            .with_node(node, Cause::Fact(fact), |node, now, fx| {
                if let Some(device) = node.device_mut() {
                    device.reconfigure(now, config, fx);
                }
            });
        self.settled();
    }

    /// Types the lines of a plan in global configuration mode, each taking effect before the next.
    pub(super) fn type_plan(&mut self, node: NodeId, plan: &[LineVerdict]) -> Vec<LineVerdict> {
        let mut session = Session::at(Mode::Global);
        let mut typed = Vec::new();
        for line in plan {
            let Some(device) = self.world.node(node).and_then(Node::device) else {
                return typed;
            };
            let prompt = session.prompt(&device.config().hostname);
            let context = DeviceContext {
                config: device.config(),
                ports: device.ports(),
                kind: device.kind,
            };
            let response = session.input(&line.text, &context);
            let text = format!("{}: {}", device.name, line.text.trim());
            let (verdict, effect) = LineVerdict::new(line.number, &line.text, prompt, response);
            typed.push(verdict);
            if let Effect::Reconfigure(config) = effect {
                self.reconfigure(node, *config, text);
            }
        }
        typed
    }

    /// `shutdown` or `no shutdown`; `false` if there is no such interface.
    pub(super) fn set_interface(
        &mut self,
        node: NodeId,
        name: InterfaceName,
        shutdown: bool,
    ) -> bool {
        let Some(device) = self.world.node(node).and_then(Node::device) else {
            return false;
        };
        let mut config = device.config().clone();
        let Some(interface) = config.interfaces.get_mut(&name) else {
            return false;
        };
        interface.shutdown = shutdown;
        let text = format!(
            "{}: {name} {}shutdown",
            device.name,
            if shutdown { "" } else { "no " }
        );
        self.reconfigure(node, config, text);
        true
    }

    /// Cuts or mends a cable; `false` if there is no such cable.
    pub(super) fn set_link(&mut self, link: LinkId, cut: bool) -> bool {
        let Some(ends) = self
            .world
            .links()
            .get(usize::from(link.0))
            .map(|link| link.ends)
        else {
            return false;
        };
        let name = |end: crate::sim::link::End| {
            let device = self.world.node(end.node).map_or("", Node::name);
            self.places
                .port_name(end)
                .map_or_else(|| device.to_owned(), |port| format!("{device} {port}"))
        };
        let ends = format!("{} – {}", name(ends[0]), name(ends[1]));
        let fact = self
            .world
            .tell(None, Cause::Boot, FactKind::Cable { ends, cut });
        self.world.set_cut(link, cut, Cause::Fact(fact));
        self.settled();
        true
    }

    /// Lets a fault happen now.
    pub(super) fn fault(&mut self, fault: &FaultKind) {
        match fault {
            FaultKind::Shutdown { at } | FaultKind::NoShutdown { at } => {
                if let Some(node) = self.places.node(&at.device) {
                    self.set_interface(node, at.port, matches!(fault, FaultKind::Shutdown { .. }));
                }
            }
            FaultKind::Cut { at } | FaultKind::Mend { at } => {
                if let Some(link) = self.places.link(at) {
                    self.set_link(link, matches!(fault, FaultKind::Cut { .. }));
                }
            }
            FaultKind::PowerCycle { at } => {
                let Some(node) = self.places.node(at) else {
                    return;
                };
                let text = fault.to_string();
                self.do_to_device(node, text, |device, now, fx| {
                    Deed::power_cycle(device, PowerLoss::Failure).apply(device, now, fx);
                });
            }
            FaultKind::PvcDown { at } | FaultKind::PvcUp { at } => {
                let Some(end) = self.places.end(&at.end) else {
                    return;
                };
                let failed = matches!(fault, FaultKind::PvcDown { .. });
                let fact = self.world.tell(
                    Some(end.node),
                    Cause::Boot,
                    FactKind::Command {
                        text: fault.to_string(),
                    },
                );
                self.world
                    .with_node(end.node, Cause::Fact(fact), |node, now, fx| {
                        if let Some(cloud) = node.cloud_mut() {
                            cloud.set_pvc_failed(
                                now,
                                PvcEnd {
                                    port: end.port,
                                    dlci: at.dlci,
                                },
                                failed,
                                fx,
                            );
                        }
                    });
                self.settled();
            }
        }
    }

    /// Measures outages that are over and were not measured yet; `true` if there were any.
    pub(super) fn explain(&mut self) -> bool {
        let mut found = false;
        for flow in 0..self.flows.len() {
            for index in 0..self.flows[flow].outages.len() {
                let outage = &self.flows[flow].outages[index];
                if outage.explanation.is_none() && outage.end.is_some() {
                    let explanation = explain::explain(
                        &self.keyframes,
                        self.world.facts(),
                        &self.flows[flow],
                        outage,
                    );
                    found |= explanation.is_some();
                    self.flows[flow].outages[index].explanation = explanation;
                }
            }
        }
        found
    }
}

/// Lets the console of a device tell what the device showed.
fn note_sight(world: &World, consoles: &mut [Console], seen: &Seen) {
    let console = consoles
        .iter_mut()
        .find(|console| console.node == seen.node);
    let device = world.node(seen.node).and_then(Node::device);
    if let (Some(console), Some(device)) = (console, device) {
        console.note_sight(device, seen);
    }
}
