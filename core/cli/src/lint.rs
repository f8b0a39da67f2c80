//! `vipsec lint`.

use std::io::Write;

use vipsec_core::lab;

use crate::args::LintArgs;
use crate::{Error, read, scenario_source};

pub(crate) fn lint(args: &LintArgs) -> Result<(), Error> {
    let text = read(&args.file)?;
    let lines = match args.on.as_deref() {
        Some([scenario, device]) => {
            let scenario = lab::find_scenario(&scenario_source(scenario)?).map_err(Error::Lab)?;
            lab::lint_on(&text, &scenario, device).map_err(Error::Lab)?
        }
        _ => lab::lint_on_blank(&text),
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        let text = serde_json::to_string_pretty(&lines).expect("verdicts have only string keys");
        writeln!(out, "{text}")?;
    } else {
        for line in &lines {
            writeln!(out, "{:>4}  {:<8}{}", line.number, line.verdict, line.text)?;
            for message in line
                .message
                .iter()
                .filter(|_| line.verdict == "error")
                .flat_map(|text| text.lines())
            {
                writeln!(out, "{:14}{message}", "")?;
            }
        }
    }
    let errors = lines.iter().filter(|line| line.verdict == "error").count();
    if args.strict && errors > 0 {
        Err(Error::Refused(errors))
    } else {
        Ok(())
    }
}
