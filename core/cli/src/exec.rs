//! `vipsec exec`.

use std::io::Write;
use std::time::Duration;

use vipsec_core::lab::view::NodeId;
use vipsec_core::lab::view::{Command, Update};
use vipsec_core::lab::{Lab, find_scenario};

use crate::args::{ExecArgs, duration};
use crate::{Error, scenario_source, seat};

/// A line to type.
struct Typed {
    at: Duration,
    device: NodeId,
    line: String,
}

pub(crate) fn exec(args: &ExecArgs) -> Result<(), Error> {
    let source = scenario_source(&args.scenario)?;
    let scenario = find_scenario(&source).map_err(Error::Lab)?;
    let device = |name: &str| {
        let index = scenario.device_index(name);
        index
            .map(|index| NodeId(index as u16))
            .ok_or_else(|| Error::Lab(format!("there is no device {name}")))
    };
    if let Some(name) = &args.interactive {
        return seat::sit_down(args, source, device(name)?);
    }
    let mut lines = Vec::new();
    for typed in &args.at.0 {
        let [at, name, typed @ ..] = &typed[..] else {
            continue;
        };
        let (at, device) = (duration(at).map_err(Error::Lab)?, device(name)?);
        lines.extend(typed.iter().map(|line| Typed {
            at,
            device,
            line: line.clone(),
        }));
    }
    // Lines of one instant are typed in the order given.
    lines.sort_by_key(|line| line.at);
    let mut lab = Lab::new();
    ask(
        &mut lab,
        Command::Open {
            scenario: source,
            seed: args.seed,
            timed_faults: true,
            start_at_ns: 0,
        },
    )?;
    let end = Duration::from_millis(scenario.until_ms);
    for (index, line) in lines.iter().enumerate() {
        advance(&mut lab, line.at)?;
        let next = lines
            .get(index + 1)
            .map_or_else(|| end.max(line.at), |next| next.at);
        type_line(&mut lab, line, next)?;
    }
    Ok(())
}

/// Types a line and prints the console's answer, at most until `next`.
fn type_line(lab: &mut Lab, line: &Typed, next: Duration) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    let mut update = ask(
        lab,
        Command::Type {
            device: line.device,
            line: line.line.clone(),
        },
    )?;
    let mut now = line.at;
    loop {
        for console in update
            .consoles
            .iter()
            .filter(|console| console.device == line.device)
        {
            write!(out, "{}", console.text)?;
        }
        let is_busy = lab.is_busy(line.device);
        if !is_busy || now >= next {
            return Ok(());
        }
        now = (now + Duration::from_secs(1)).min(next);
        update = advance(lab, now)?;
    }
}

fn advance(lab: &mut Lab, to: Duration) -> Result<Update, Error> {
    ask(
        lab,
        Command::Advance {
            to_ns: to.as_nanos() as u64,
            max_events: u32::MAX,
        },
    )
}

pub(crate) fn ask(lab: &mut Lab, command: Command) -> Result<Update, Error> {
    let update = lab.handle(command);
    match update.error {
        Some(error) => Err(Error::Lab(error)),
        None => Ok(update),
    }
}
