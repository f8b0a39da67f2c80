//! A run told in one object, for programs.

use serde::Serialize;

use super::Lab;
use super::run::Run;
use super::view::FlowView;
use crate::scenario::Scenario;
use crate::sim::RunEnd;
use crate::time::Instant;

/// What became of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The scenario's id.
    pub scenario: String,
    /// Its seed.
    pub seed: u64,
    /// The trace hash, as 16 hex digits.
    pub trace_hash: String,
    /// Events handled.
    pub events: u64,
    /// Frames sent.
    pub frames: u32,
    /// Virtual time at the end, in seconds.
    pub until_s: f64,
    /// `until`, `idle`, `budget` (of events) or `frame-budget`.
    pub stopped_by: &'static str,
    /// The flows the scenario declares.
    pub flows: Vec<FlowView>,
}

/// Runs a scenario to the end and reports.
#[must_use]
pub fn run(scenario: &Scenario, seed: u64, until: Instant, budget: u64) -> Report {
    let mut run = Run::new(scenario.clone(), seed, true);
    let end = run.advance(until, budget);
    run.explain();
    report(&run, end)
}

/// The world of a scenario after it ran to `until`, for benchmarks and tests.
#[must_use]
pub fn run_world(scenario: &Scenario, seed: u64, until: Instant) -> crate::sim::World {
    let mut run = Run::new(scenario.clone(), seed, true);
    run.advance(until, u64::MAX);
    run.world
}

fn report(run: &Run, end: RunEnd) -> Report {
    let now = run.world.now();
    Report {
        scenario: run.scenario.id.clone(),
        seed: run.seed,
        trace_hash: format!("{:016x}", run.world.trace_hash()),
        events: run.world.events(),
        frames: run.world.capture().count(),
        until_s: now.as_secs_f64(),
        stopped_by: match end {
            RunEnd::Deadline => "until",
            RunEnd::Idle => "idle",
            RunEnd::Budget => "budget",
            RunEnd::FrameBudget => "frame-budget",
        },
        flows: run
            .flows
            .iter()
            .filter(|flow| flow.is_declared)
            .map(|flow| flow.view(now))
            .collect(),
    }
}

impl Lab {
    /// The report of what is open, so far.
    #[must_use]
    pub fn report(&mut self) -> Option<Report> {
        let run = self.run.as_mut()?;
        run.explain();
        Some(report(run, RunEnd::Deadline))
    }
}
