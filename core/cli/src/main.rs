//! `vipsec`: the lab without a browser.

use clap::Parser;

/// Runs network labs in virtual time.
#[derive(Parser)]
#[command(name = "vipsec", version, arg_required_else_help = true)]
struct Arguments {}

fn main() {
    let Arguments {} = Arguments::parse();
}
