//! The facade: commands in, updates out. Page, command line and tests know nothing behind it.

pub(crate) mod build;
mod capture;
mod commands;
mod console;
mod diagram;
mod exec;
mod explain;
mod flow;
mod lanes;
mod narrate;
pub mod report;
mod run;
#[cfg(test)]
mod tests;
pub mod view;

use crate::ios::{self, DeviceContext, Verdict};
use crate::node::drop_reason::DropReason;
use crate::node::{DeviceKind, Node};
use crate::scenario;
pub use crate::scenario::{Scenario, built_in, built_ins};
use crate::sim::RunEnd;
use crate::time::Duration;
pub use crate::time::Instant;
use crate::types::{FrameId, InterfaceName, NodeId};
pub use commands::commands_markdown;
use run::Run;
use view::{
    Command, DeviceView, FlowView, Lane, LinkView, LogLine, MAX_FRAMES, Opened, Paste, PastedLine,
    RunningConfig, TunnelView, Update,
};

/// A run that would handle more events than this stops, visibly.
pub const MAX_EVENTS: u64 = 5_000_000;

/// A page that opens is told of frames this old at most.
const OPENING_FRAMES: Duration = Duration::from_millis(100);

/// A laboratory: at most one scenario, in progress.
#[derive(Debug, Default)]
pub struct Lab {
    run: Option<Run>,
    told: Told,
}

/// What the other side of the door knows already.
#[derive(Debug, Default)]
struct Told {
    devices: Vec<DeviceView>,
    links: Vec<LinkView>,
    tunnels: Vec<TunnelView>,
    lanes: Vec<Lane>,
    flows: Vec<FlowView>,
    frames: usize,
    drops: usize,
    facts: usize,
}

/// Reads a scenario: a built-in id, or the text of a document.
///
/// # Errors
/// What is wrong, with its place.
pub fn find_scenario(source: &str) -> Result<Scenario, String> {
    if source.trim_start().starts_with('{') {
        return Scenario::parse(source).map_err(|error| error.to_string());
    }
    built_in(source).ok_or_else(|| {
        let known: Vec<_> = built_ins().iter().map(|built_in| built_in.id).collect();
        format!(
            "there is no scenario '{source}'; there are: {}",
            known.join(", ")
        )
    })
}

impl Lab {
    /// A laboratory with nothing open.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Carries out a command and tells what changed.
    pub fn handle(&mut self, command: Command) -> Update {
        let mut update = Update::default();
        if let Err(error) = self.carry_out(command, &mut update) {
            update.error = Some(error);
        }
        self.tell_changes(&mut update);
        update
    }

    /// Whether a command such as `ping` has a device's console.
    #[must_use]
    pub fn is_busy(&self, device: NodeId) -> bool {
        let consoles = self.run.iter().flat_map(|run| &run.consoles);
        consoles
            .filter(|console| console.node == device)
            .any(console::Console::is_busy)
    }

    fn carry_out(&mut self, command: Command, update: &mut Update) -> Result<(), String> {
        if let Command::Open {
            scenario,
            seed,
            timed_faults,
            start_at_ns,
        } = command
        {
            let scenario = find_scenario(&scenario)?;
            let seed = seed.unwrap_or(scenario.seed);
            let mut run = Run::new(scenario, seed, timed_faults);
            run.advance(Instant::from_nanos(start_at_ns), MAX_EVENTS);
            update.opened = Some(opened(&run));
            self.run = Some(run);
            self.told = Told::default();
            return Ok(());
        }
        let run = self.run.as_mut().ok_or("no scenario is open")?;
        go_on(run, command, update)
    }

    fn tell_changes(&mut self, update: &mut Update) {
        let Some(run) = &mut self.run else { return };
        run.explain();
        let told = &mut self.told;
        update.now_ns = run.world.now().as_nanos();
        update.events = run.world.events();
        update.trace_hash = format!("{:016x}", run.world.trace_hash());
        update.devices = news(
            &mut told.devices,
            diagram::devices(&run.scenario, &run.world, &run.consoles),
        );
        update.links = news(&mut told.links, diagram::links(&run.scenario, &run.world));
        update.tunnels = news(&mut told.tunnels, diagram::tunnels(&run.world));
        update.lanes = news(&mut told.lanes, run.chart.lanes(&run.flows));
        update.flows = news(
            &mut told.flows,
            run.flows
                .iter()
                .map(|flow| flow.view(run.world.now()))
                .collect(),
        );
        update.marks = core::mem::take(&mut run.chart.marks);
        for console in &mut run.consoles {
            let device = run.world.node(console.node).and_then(Node::device);
            update
                .consoles
                .extend(device.and_then(|device| console.news(device)));
        }
        for fact in &run.world.facts()[told.facts..] {
            if let Some(text) = narrate::words(&fact.kind) {
                update.log.push(LogLine {
                    fact: fact.id,
                    at_ns: fact.at.as_nanos(),
                    device: fact.node,
                    text,
                });
            }
        }
        told.facts = run.world.facts().len();
        tell_frames(told, run, update);
    }
}

/// A command to the scenario that is open. Nothing of this is in a browser's first download.
#[inline(never)]
fn go_on(run: &mut Run, command: Command, update: &mut Update) -> Result<(), String> {
    match command {
        Command::Open { .. } => {}
        Command::Advance { to_ns, max_events } => {
            let left = budget_left(run)?;
            let end = run.advance(Instant::from_nanos(to_ns), u64::from(max_events).min(left));
            update.idle = end == RunEnd::Idle;
        }
        Command::Step => {
            budget_left(run)?;
            run.step();
        }
        Command::Type { device, line } => run.type_lines(device, &line),
        Command::Press { device, key, line } => run.press(device, key, &line),
        Command::Interrupt { device } => run.interrupt(device),
        Command::Paste { device, text } => update.paste = Some(paste(run, device, &text)?),
        Command::Replace { device, text } => {
            update.paste = Some(replace(run, device, &text, true)?);
        }
        Command::PlanReplace { device, text } => {
            update.paste = Some(replace(run, device, &text, false)?);
        }
        Command::SetInterface {
            device,
            interface,
            shutdown,
        } => {
            let name: InterfaceName = interface.parse().map_err(|error| format!("{error}"))?;
            if !run.set_interface(device, name, shutdown) {
                return Err(format!("there is no interface {name} there"));
            }
        }
        Command::SetLink { link, cut } => {
            if !run.set_link(link, cut) {
                return Err(format!("there is no cable {link}"));
            }
        }
        Command::Break => {
            for fault in run.scenario.faults.clone() {
                run.fault(&fault.kind);
            }
        }
        Command::RunningConfig { device } => {
            update.running_config = Some(running_config(run, device)?)
        }
        Command::Capture { ends, keys } => update.capture = Some(capture::file(run, &ends, keys)?),
    }
    Ok(())
}

/// The events a run may still handle.
///
/// # Errors
/// If there are none, or as many frames are kept as may be.
fn budget_left(run: &Run) -> Result<u64, String> {
    let (events, capture) = (run.world.events(), run.world.capture());
    if events >= MAX_EVENTS {
        return Err(format!("stopped by budget: {MAX_EVENTS} events"));
    }
    if capture.is_full() {
        return Err(format!("stopped by budget: {} frames", capture.count()));
    }
    Ok(MAX_EVENTS - events)
}

fn tell_frames(told: &mut Told, run: &Run, update: &mut Update) {
    let capture = run.world.capture();
    let frames = capture.frames();
    let oldest = frames.len().saturating_sub(MAX_FRAMES);
    let mut first = told.frames.max(oldest);
    if update.opened.is_some() {
        // What crossed before the page opened is past.
        let since = run.world.now() - OPENING_FRAMES;
        first = first.max(frames.partition_point(|captured| captured.crossing.sent_at < since));
    }
    // The first end worth a mark that each of the latest frames has come to since the last update.
    let mut ends = vec![None; frames.len() - oldest];
    for dropped in &capture.drops()[told.drops..] {
        let index = (dropped.frame.0 as usize).checked_sub(oldest);
        let end = index.and_then(|index| ends.get_mut(index));
        if let Some(end @ None) = end
            && is_remarkable(dropped.reason)
        {
            *end = Some(dropped.reason);
        }
    }
    for (index, end) in (oldest..).zip(ends) {
        // A frame that was in the air when it was told, and has died since, is told again.
        let is_late = index < told.frames && end.is_some();
        if index >= first || is_late {
            let dropped = end.map(|reason| reason.to_string());
            let view = diagram::frame(FrameId(index as u32), &frames[index], dropped);
            update.frames.push(view);
        }
    }
    told.frames = frames.len();
    told.drops = capture.drops().len();
}

/// Whether a frame's end is worth a mark: not if it only reached somebody it was not for.
const fn is_remarkable(reason: DropReason) -> bool {
    !matches!(
        reason,
        DropReason::NotListening(_) | DropReason::OtherMac(_)
    )
}

/// `new` if it differs from what was told.
fn news<T: Clone + PartialEq>(told: &mut Vec<T>, new: Vec<T>) -> Option<Vec<T>> {
    if *told == new {
        return None;
    }
    told.clone_from(&new);
    Some(new)
}

fn opened(run: &Run) -> Opened {
    let scenario = &run.scenario;
    let faults: Vec<String> = scenario
        .faults
        .iter()
        .map(|fault| fault.kind.to_string())
        .collect();
    Opened {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        summary: scenario.summary.clone(),
        seed: run.seed,
        fault: (!faults.is_empty()).then(|| faults.join(", then ")),
        focus: scenario
            .focus
            .as_deref()
            .and_then(|name| scenario.device_index(name))
            .map(|index| NodeId(index as u16)),
    }
}

fn running_config(run: &Run, device: NodeId) -> Result<RunningConfig, String> {
    let node = run
        .world
        .node(device)
        .and_then(Node::device)
        .ok_or("that device has no configuration")?;
    Ok(RunningConfig {
        device,
        text: ios::show_running_config(node.config(), node.kind),
    })
}

/// Pastes text line by line in configuration mode; what it comes to takes effect at once.
fn paste(run: &mut Run, device: NodeId, text: &str) -> Result<Paste, String> {
    let node = run
        .world
        .node(device)
        .and_then(Node::device)
        .ok_or("that device has no console")?;
    let context = DeviceContext {
        config: node.config(),
        ports: node.ports(),
        kind: node.kind,
    };
    let report = ios::apply_text(&context, text);
    let lines = report.lines.iter().map(pasted_line).collect();
    let name = format!("{}: configuration pasted", node.name);
    run.reconfigure(device, report.config, name);
    Ok(Paste {
        device,
        lines,
        refused: Vec::new(),
        complete: true,
    })
}

/// Plans the way to an edited configuration, and types the lines one after the other if `is_real`.
fn replace(run: &mut Run, device: NodeId, text: &str, is_real: bool) -> Result<Paste, String> {
    let node = run
        .world
        .node(device)
        .and_then(Node::device)
        .ok_or("that device has no console")?;
    let plan = ios::replace(node.config(), text, node.kind, node.ports());
    let lines = match is_real {
        true => run.type_plan(device, &plan.lines),
        false => plan.lines,
    };
    Ok(Paste {
        device,
        lines: lines.iter().map(pasted_line).collect(),
        refused: plan.refused.iter().map(pasted_line).collect(),
        complete: plan.is_complete,
    })
}

/// What a device of a scenario would say to each line of a text.
///
/// # Errors
/// If there is no such device.
pub fn lint_on(text: &str, scenario: &Scenario, device: &str) -> Result<Vec<PastedLine>, String> {
    let index = scenario
        .device_index(device)
        .ok_or_else(|| format!("there is no device {device}"))?;
    let device = &scenario.devices[index];
    let kind = match device.kind {
        scenario::DeviceKind::Router => DeviceKind::Router,
        scenario::DeviceKind::Switch => DeviceKind::Switch,
        scenario::DeviceKind::FrameRelay => {
            return Err(format!("{} takes no configuration", device.name));
        }
    };
    let config = build::startup_config(device, kind);
    let context = DeviceContext {
        config: &config,
        ports: &device.ports,
        kind,
    };
    Ok(ios::apply_text(&context, text)
        .lines
        .iter()
        .map(pasted_line)
        .collect())
}

/// What a blank router would say to each line of a text, if it had the interfaces the text names.
#[must_use]
pub fn lint_on_blank(text: &str) -> Vec<PastedLine> {
    let mut ports: Vec<_> = text.lines().flat_map(interfaces_in).collect();
    ports.sort();
    ports.dedup();
    let kind = DeviceKind::Router;
    let config = ios::blank("Router", &ports, kind);
    let context = DeviceContext {
        config: &config,
        ports: &ports,
        kind,
    };
    ios::apply_text(&context, text)
        .lines
        .iter()
        .map(pasted_line)
        .collect()
}

/// The physical interfaces a line names, `Serial 0/0` as well as `fa0/0.146`.
fn interfaces_in(line: &str) -> impl Iterator<Item = InterfaceName> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let pairs: Vec<String> = words.windows(2).map(|pair| pair.join(" ")).collect();
    let names = words
        .iter()
        .map(|word| (*word).to_owned())
        .chain(pairs)
        .filter_map(|text| text.parse().ok());
    names
        .map(InterfaceName::parent)
        .filter(|name| name.kind.is_physical())
        .collect::<Vec<_>>()
        .into_iter()
}

/// A line's verdict in the words of the facade.
#[must_use]
pub fn pasted_line(line: &ios::LineVerdict) -> PastedLine {
    let (verdict, message) = match &line.verdict {
        Verdict::Simulated => ("ok", line.message.clone()),
        Verdict::NotSimulated => ("ignored", Some("parsed, not simulated".to_owned())),
        Verdict::Error(error) => (
            "error",
            Some(line.message.clone().unwrap_or_else(|| error.to_string())),
        ),
        Verdict::Blank => ("blank", None),
    };
    PastedLine {
        number: line.number as u32,
        text: line.text.clone(),
        verdict: verdict.to_owned(),
        message,
    }
}
