//! Runs with one seed and with many.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use vipsec_core::lab::MAX_EVENTS;
use vipsec_core::lab::report::{self, Report};
use vipsec_core::scenario::Scenario;
use vipsec_core::sim::World;
use vipsec_core::time::Instant;

/// The same lab with another end.
#[must_use]
pub fn until(mut scenario: Scenario, secs: u64) -> Scenario {
    scenario.until_ms = secs * 1000;
    scenario
}

/// What became of a run.
#[must_use]
pub fn report(scenario: &Scenario, seed: u64) -> Report {
    report::run(scenario, seed, scenario.until(), MAX_EVENTS)
}

/// The world at the end of a run.
#[must_use]
pub fn world(scenario: &Scenario, seed: u64, until: Instant) -> World {
    report::run_world(scenario, seed, until)
}

/// What became of runs with these seeds, in their order, on all cores.
#[must_use]
pub fn sweep(scenario: &Scenario, seeds: Range<u64>) -> Vec<Report> {
    let next = AtomicU64::new(seeds.start);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (sender, receiver) = mpsc::channel();
    let mut reports: Vec<Report> = std::thread::scope(|scope| {
        for _ in 0..workers {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || sender.send(report(scenario, seed)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        receiver.iter().collect()
    });
    reports.sort_by_key(|report| report.seed);
    reports
}
