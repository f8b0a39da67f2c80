//! `vipsec sweep`: many seeds on all cores.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use vipsec_core::lab::Instant;
use vipsec_core::lab::report::{self, Report};
use vipsec_core::lab::{MAX_EVENTS, find_scenario};

use crate::args::SweepArgs;
use crate::{Error, scenario_source};

pub(crate) fn sweep(args: &SweepArgs) -> Result<(), Error> {
    let scenario = find_scenario(&scenario_source(&args.scenario)?).map_err(Error::Lab)?;
    let until = args
        .until
        .map_or_else(|| scenario.until(), |until| Instant::ZERO + until);
    let next = AtomicU64::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (sender, next, scenario) = (sender.clone(), &next, &scenario);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= args.runs {
                        break;
                    }
                    let report =
                        report::run(scenario, args.seed.wrapping_add(index), until, MAX_EVENTS);
                    if sender.send((index, report)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        collect(args, &receiver)
    })
}

/// Prints reports in the order of seeds, as soon as that order allows.
fn collect(args: &SweepArgs, receiver: &mpsc::Receiver<(u64, Report)>) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    let mut waiting = std::collections::BTreeMap::new();
    let mut printed = 0;
    let mut longest = Vec::new();
    for (done, (index, report)) in (1..).zip(receiver) {
        progress(done, args.runs);
        waiting.insert(index, report);
        while let Some(report) = waiting.remove(&printed) {
            printed += 1;
            if args.json {
                let line = serde_json::to_string(&report).expect("a report has only string keys");
                writeln!(out, "{line}")?;
            } else {
                print(&report, &mut out)?;
            }
            longest.extend(longest_outage(&report));
        }
    }
    if !args.json {
        summarize(longest, &mut out)?;
    }
    Ok(())
}

fn progress(done: u64, runs: u64) {
    let mut err = std::io::stderr().lock();
    // Progress that cannot be shown is no error.
    let _ = if err.is_terminal() {
        write!(
            err,
            "\r{done} of {runs} runs{}",
            if done == runs { "\n" } else { "" }
        )
    } else if done == runs || done.is_multiple_of(runs.div_ceil(10).max(1)) {
        writeln!(err, "{done} of {runs} runs")
    } else {
        Ok(())
    };
}

fn longest_outage(report: &Report) -> Option<(f64, u64)> {
    let outages = report.flows.iter().flat_map(|flow| &flow.outages);
    outages
        .map(|outage| (outage.reported_s, outage.lost))
        .max_by(|a, b| a.0.total_cmp(&b.0))
}

fn print(report: &Report, out: &mut impl Write) -> Result<(), Error> {
    match longest_outage(report) {
        Some((secs, lost)) => writeln!(out, "seed {}: {secs:.3} s, {lost} lost", report.seed)?,
        None => writeln!(out, "seed {}: no outage", report.seed)?,
    }
    Ok(())
}

fn summarize(mut outages: Vec<(f64, u64)>, out: &mut impl Write) -> Result<(), Error> {
    outages.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some(last) = outages.len().checked_sub(1) else {
        return Ok(());
    };
    let at = |percent: usize| outages[last * percent / 100].0;
    let (min, p50, p95, max) = (at(0), at(50), at(95), at(100));
    writeln!(
        out,
        "longest outage: min {min:.3} s, median {p50:.3} s, 95 % {p95:.3} s, max {max:.3} s"
    )?;
    Ok(())
}
