//! `vipsec list`.

use std::io::Write;

use serde_json::json;
use vipsec_core::lab::built_ins;

use crate::Error;
use crate::args::ListArgs;

pub(crate) fn list(args: &ListArgs) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    let scenarios: Vec<_> = built_ins()
        .iter()
        .map(|built_in| built_in.scenario())
        .collect();
    if args.json {
        let rows: Vec<_> = scenarios
            .iter()
            .map(|scenario| json!({"id": scenario.id, "title": scenario.title, "summary": scenario.summary}))
            .collect();
        writeln!(out, "{:#}", json!(rows))?;
        return Ok(());
    }
    for scenario in scenarios {
        writeln!(
            out,
            "{}  {}\n    {}",
            scenario.id, scenario.title, scenario.summary
        )?;
    }
    Ok(())
}
