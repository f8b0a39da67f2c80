//! `vipsec capture`.

use std::io::Write;
use std::path::Path;

use vipsec_core::lab::view::{CaptureFile, Command, KeyFile};
use vipsec_core::lab::{Instant, Lab, MAX_EVENTS, find_scenario};

use crate::args::CaptureArgs;
use crate::exec::ask;
use crate::{Error, scenario_source};

pub(crate) fn capture(args: &CaptureArgs) -> Result<(), Error> {
    let source = scenario_source(&args.scenario)?;
    let scenario = find_scenario(&source).map_err(Error::Lab)?;
    let until = args
        .until
        .map_or_else(|| scenario.until(), |until| Instant::ZERO + until);
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
    // A link end that is not there is told before the run, not after it.
    take(&mut lab, args)?;
    let update = ask(
        &mut lab,
        Command::Advance {
            to_ns: until.as_nanos(),
            max_events: u32::try_from(MAX_EVENTS).unwrap_or(u32::MAX),
        },
    )?;
    let file = take(&mut lab, args)?;
    if let Some(folder) = &args.keys {
        write_keys(folder, &file.keys)?;
    }
    if args.output == "-" {
        std::io::stdout().lock().write_all(&file.bytes)?;
    } else {
        write(&args.output, &file.bytes)?;
    }
    if update.now_ns < until.as_nanos() {
        eprintln!(
            "stopped by budget at {:.3} s",
            Instant::from_nanos(update.now_ns).as_secs_f64()
        );
    }
    eprintln!(
        "{}: {} packets of {} link ends",
        args.output, file.packets, file.interfaces
    );
    Ok(())
}

fn take(lab: &mut Lab, args: &CaptureArgs) -> Result<CaptureFile, Error> {
    let update = ask(
        lab,
        Command::Capture {
            ends: args.link.clone(),
            keys: args.keys.is_some(),
        },
    )?;
    Ok(update
        .capture
        .expect("a capture that is not refused is answered"))
}

fn write_keys(folder: &str, keys: &[KeyFile]) -> Result<(), Error> {
    std::fs::create_dir_all(folder).map_err(|source| Error::WriteFile {
        path: folder.to_owned(),
        source,
    })?;
    for file in keys {
        let path = Path::new(folder).join(&file.name);
        write(&path.to_string_lossy(), file.text.as_bytes())?;
    }
    Ok(())
}

fn write(path: &str, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|source| Error::WriteFile {
        path: path.to_owned(),
        source,
    })
}
