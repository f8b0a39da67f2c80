//! `vipsec run`.

use std::io::Write;

use vipsec_core::lab::Instant;
use vipsec_core::lab::report::{self, Report};
use vipsec_core::lab::{MAX_EVENTS, find_scenario};

use crate::args::RunArgs;
use crate::{Error, scenario_source};

pub(crate) fn run(args: &RunArgs) -> Result<(), Error> {
    let scenario = find_scenario(&scenario_source(&args.scenario)?).map_err(Error::Lab)?;
    let until = args
        .until
        .map_or_else(|| scenario.until(), |until| Instant::ZERO + until);
    let seed = args.seed.unwrap_or(scenario.seed);
    let report = report::run(&scenario, seed, until, MAX_EVENTS);
    let mut out = std::io::stdout().lock();
    if args.json {
        let text = serde_json::to_string_pretty(&report).expect("a report has only string keys");
        writeln!(out, "{text}")?;
    } else {
        print(&report, &mut out)?;
    }
    Ok(())
}

/// A report for people.
fn print(report: &Report, out: &mut impl Write) -> Result<(), Error> {
    writeln!(
        out,
        "{}, seed {}: {:.3} s of virtual time, {} events, {} frames, trace {}",
        report.scenario,
        report.seed,
        report.until_s,
        report.events,
        report.frames,
        report.trace_hash,
    )?;
    match report.stopped_by {
        "budget" => writeln!(out, "stopped by budget: {MAX_EVENTS} events")?,
        "frame-budget" => writeln!(out, "stopped by budget: {} frames", report.frames)?,
        _ => {}
    }
    for flow in &report.flows {
        write!(
            out,
            "\n{}: {} sent, {} received",
            flow.name, flow.sent, flow.received
        )?;
        match flow.rtt_ms {
            Some(rtt) => writeln!(
                out,
                ", round trip min/avg/max {}/{}/{} ms",
                rtt.min, rtt.avg, rtt.max
            )?,
            None => writeln!(out)?,
        }
        for outage in &flow.outages {
            writeln!(
                out,
                "  outage at {:.3} s: {}",
                outage.start_s, outage.sentence
            )?;
            for segment in &outage.segments {
                writeln!(
                    out,
                    "    {:>9.3} s  {:>7.3} s  {:<4} {}",
                    segment.from_s,
                    segment.to_s - segment.from_s,
                    segment.device,
                    segment.cause,
                )?;
                if let Some(end) = &segment.ended_by {
                    writeln!(out, "{:28}ended by {end}", "")?;
                }
            }
        }
    }
    Ok(())
}
