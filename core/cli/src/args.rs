//! The command line.

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches, Parser, Subcommand};

/// Runs network labs in virtual time.
#[derive(Debug, Parser)]
#[command(name = "vipsec", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists the built-in scenarios
    List(ListArgs),
    /// Runs a scenario and tells what became of its flows
    Run(RunArgs),
    /// Types lines at consoles at given times and prints what they answer, or sits down at one
    Exec(ExecArgs),
    /// Runs a scenario and writes what crossed its cables to a file for Wireshark
    Capture(CaptureArgs),
    /// Runs a scenario with many seeds
    Sweep(SweepArgs),
    /// Tells for each line of an IOS text whether it acts
    Lint(LintArgs),
    /// Lists every command the consoles know
    Commands(CommandsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CommandsArgs {
    /// As a page of Markdown, which is also how it is printed without this
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Print an array of objects
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// A built-in scenario's id, or a scenario file
    pub(crate) scenario: String,
    /// Replaces the scenario's seed
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// When to stop, such as 180s, 2m or 500ms; the scenario's own end if left out
    #[arg(long, value_parser = duration)]
    pub(crate) until: Option<Duration>,
    /// Print one object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExecArgs {
    /// A built-in scenario's id, or a scenario file
    pub(crate) scenario: String,
    /// Replaces the scenario's seed
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) at: Typings,
    /// Sits down at this device's console; reads lines from standard input if that is no terminal
    #[arg(long, value_name = "DEVICE", conflicts_with = "at")]
    pub(crate) interactive: Option<String>,
    /// Virtual seconds in a second, with --interactive
    #[arg(long, default_value_t = 1.0, value_parser = speed, conflicts_with = "at")]
    pub(crate) speed: f64,
    /// Runs to this time first, with --interactive
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = duration, conflicts_with = "at")]
    pub(crate) from: Duration,
    /// Lets the scenario's timed faults happen, with --interactive
    #[arg(long, conflicts_with = "at")]
    pub(crate) faults: bool,
}

/// Each `--at`: a time, a device, and the lines to type there.
#[derive(Debug)]
pub(crate) struct Typings(pub(crate) Vec<Vec<String>>);

impl FromArgMatches for Typings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let all = matches.get_occurrences::<String>("at");
        let all = all.into_iter().flatten();
        Ok(Self(all.map(|one| one.cloned().collect()).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Typings {
    fn augment_args(command: clap::Command) -> clap::Command {
        let at = Arg::new("at")
            .long("at")
            .help("A time, a device and lines to type there; may be repeated")
            .num_args(3..)
            .value_names(["TIME", "DEVICE", "LINE"])
            .required_unless_present("interactive")
            .action(ArgAction::Append);
        command.arg(at)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

#[derive(Debug, Args)]
pub(crate) struct CaptureArgs {
    /// A built-in scenario's id, or a scenario file
    pub(crate) scenario: String,
    /// A link end to listen at, such as R6:FastEthernet0/0; may be repeated; all of them if left out
    #[arg(long, value_name = "DEVICE:INTERFACE")]
    pub(crate) link: Vec<String>,
    /// Replaces the scenario's seed
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// When to stop, such as 120s, 2m or 500ms; the scenario's own end if left out
    #[arg(long, value_parser = duration)]
    pub(crate) until: Option<Duration>,
    /// The file to write, in the format pcapng; - for standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: String,
    /// Writes Wireshark's tables of keys to this folder, to decrypt ISAKMP and ESP
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SweepArgs {
    /// A built-in scenario's id, or a scenario file
    pub(crate) scenario: String,
    /// How many runs
    #[arg(long, default_value_t = 100)]
    pub(crate) runs: u64,
    /// The seed of the first run; the next ones follow
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// When each run stops; the scenario's own end if left out
    #[arg(long, value_parser = duration)]
    pub(crate) until: Option<Duration>,
    /// Print one object a line, in the order of seeds
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// The text
    pub(crate) file: String,
    /// A scenario and one of its devices to paste it to, instead of a blank router
    #[arg(long, num_args = 2, value_names = ["SCENARIO", "DEVICE"])]
    pub(crate) on: Option<Vec<String>>,
    /// Print an array of objects
    #[arg(long)]
    pub(crate) json: bool,
    /// End with an error if IOS would refuse a line
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Reads a speed.
fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok();
    speed
        .filter(|speed| (0.01..=1000.0).contains(speed))
        .ok_or_else(|| format!("'{text}' is not a speed from 0.01 to 1000"))
}

/// Reads `180s`, `2m`, `1h`, `500ms`, or a plain number of seconds.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let wrong = || format!("'{text}' is not a time such as 180s, 2m or 500ms");
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "s" | "" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return Err(wrong()),
    };
    if seconds > 24.0 * 3600.0 {
        return Err("a run lasts at most 24 hours".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(duration("180s"), Ok(Duration::from_secs(180)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("60"), Ok(Duration::from_secs(60)));
        for wrong in ["", "s", "1y", "-1s", "25h", "1.2.3s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
