//! The same seed is the same run; another seed is another.

use std::collections::BTreeSet;

use vipsec_core::lab::Lab;
use vipsec_core::lab::view::Command;
use vipsec_core::scenario::built_ins;
use vipsec_core::time::Instant;
use vipsec_tests::{Case, article, report, sweep, until, world};

use super::{assert_same_facts, assert_same_frames};

/// What seed 7 of the article's lab comes to after 180 s. Links to runs hold a seed and expect the same run for ever: this
/// changes only with a line in the changelog.
const TRACE_OF_SEED_7: &str = "ad02abfea45ecd4d";

#[test]
fn the_trace_of_seed_7_is_what_it_was() {
    let report = report(&article(), 7);
    assert_eq!(report.until_s, 180.0);
    assert_eq!(
        report.trace_hash,
        TRACE_OF_SEED_7,
        "{}",
        Case::from(&report)
    );
}

#[test]
fn the_same_seed_twice_is_the_same_run() {
    for scenario in built_ins().iter().map(|built_in| built_in.scenario()) {
        for seed in [0, 7, u64::MAX] {
            let a = world(&scenario, seed, scenario.until());
            let b = world(&scenario, seed, scenario.until());
            let case = Case::of_world(&scenario.id, seed, &a);
            assert_eq!(a.trace_hash(), b.trace_hash(), "{case}");
            assert_same_facts(&case, a.facts(), b.facts());
            assert_same_frames(&case, &a, &b);
            assert_eq!(report(&scenario, seed), report(&scenario, seed), "{case}");
        }
    }
}

#[test]
fn different_seeds_are_different_runs() {
    let reports = sweep(&until(article(), 70), 0..200);
    let hashes: BTreeSet<&str> = reports
        .iter()
        .map(|report| report.trace_hash.as_str())
        .collect();
    assert_eq!(
        hashes.len(),
        reports.len(),
        "two of the seeds 0 to 199 have the same trace"
    );
}

#[test]
fn looking_often_and_letting_be_explained_does_not_change_the_run() {
    let scenario = article();
    let whole = report(&scenario, 11);
    let case = Case::from(&whole);
    let mut lab = Lab::new();
    let opened = lab.handle(Command::Open {
        scenario: scenario.id.clone(),
        seed: Some(11),
        timed_faults: true,
        start_at_ns: 0,
    });
    assert_eq!(opened.error, None, "{case}");
    let mut last = opened;
    // As a page does: a sixtieth of a second at a time, and now and then few events only.
    let end = scenario.until();
    let mut to = Instant::ZERO;
    let mut frame = 0_u32;
    while last.now_ns < end.as_nanos() {
        frame += 1;
        let max_events = if frame.is_multiple_of(5) { 3 } else { u32::MAX };
        if last.now_ns >= to.as_nanos() {
            to = Instant::from_nanos((to.as_nanos() + 16_666_667).min(end.as_nanos()));
        }
        last = lab.handle(Command::Advance {
            to_ns: to.as_nanos(),
            max_events,
        });
        assert_eq!(last.error, None, "{case}");
    }
    assert_eq!(last.trace_hash, whole.trace_hash, "{case}");
    assert_eq!(last.events, whole.events, "{case}");
    let told = lab.report().expect("a scenario is open");
    assert_eq!(told.flows, whole.flows, "{case}");
}

#[test]
fn steps_of_one_event_come_to_the_same() {
    let scenario = until(article(), 30);
    let case = Case::from(&report(&scenario, 3));
    let open = || {
        let mut lab = Lab::new();
        let opened = lab.handle(Command::Open {
            scenario: scenario.to_json(),
            seed: Some(3),
            timed_faults: true,
            start_at_ns: 0,
        });
        assert_eq!(opened.error, None, "{case}");
        lab
    };
    let end = scenario.until().as_nanos();
    let mut steps = open();
    let mut last = steps.handle(Command::Step);
    while last.now_ns < end {
        last = steps.handle(Command::Step);
    }
    let mut at_once = open();
    let other = at_once.handle(Command::Advance {
        to_ns: last.now_ns,
        max_events: u32::MAX,
    });
    // The last step may be one of several at its instant.
    let rest = steps.handle(Command::Advance {
        to_ns: last.now_ns,
        max_events: u32::MAX,
    });
    assert_eq!(
        (rest.trace_hash, rest.events),
        (other.trace_hash, other.events),
        "{case}"
    );
}
