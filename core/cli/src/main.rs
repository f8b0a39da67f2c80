//! `vipsec`: the lab without a browser.
//!
//! Results go to standard output, progress and errors to standard error; an error ends with status 1.

mod args;
mod capture;
mod commands;
mod exec;
mod lint;
mod list;
mod run;
mod seat;
mod sweep;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// A file that cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file or folder that cannot be written.
    #[error("cannot write {path}: {source}")]
    WriteFile {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The core refuses.
    #[error("{0}")]
    Lab(String),
    /// Standard output is gone.
    #[error("cannot write: {0}")]
    Write(#[from] std::io::Error),
    /// The terminal does not do what is asked.
    #[error("terminal: {0}")]
    Terminal(String),
    /// Errors were found, and `--strict` was given.
    #[error("{0} lines IOS would refuse")]
    Refused(usize),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::List(args) => list::list(&args),
        Command::Run(args) => run::run(&args),
        Command::Exec(args) => exec::exec(&args),
        Command::Capture(args) => capture::capture(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Lint(args) => lint::lint(&args),
        Command::Commands(args) => commands::commands(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has read enough.
        Err(Error::Write(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("vipsec: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The text of a scenario argument: a built-in id as it is, or a file's contents.
fn scenario_source(argument: &str) -> Result<String, Error> {
    let is_built_in = vipsec_core::lab::built_ins()
        .iter()
        .any(|built_in| built_in.id == argument);
    if is_built_in || !std::path::Path::new(argument).exists() {
        return Ok(argument.to_owned());
    }
    read(argument)
}

fn read(path: &str) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })
}
