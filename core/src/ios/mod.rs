//! Cisco's words: lines become changes of a [`DeviceConfig`](crate::node::config::DeviceConfig), and back.
//!
//! - [`grammar`] declares every command once; parsing, `?` and completion read the same tables.
//! - [`Session`] is a console: modes, prompts, errors, effects. [`apply_text`] and [`boot`] take whole texts.
//! - [`replace()`] finds the lines that lead from one configuration to another.
//! - [`render()`] prints the running configuration; applying that text again gives the same configuration, but for
//!   the sequence numbers of access lists, which do not survive on IOS either.

mod blank;
mod change;
mod error;
mod exec;
mod filter;
pub mod grammar;
pub mod log;
mod mode;
mod paste;
mod regex;
mod render;
mod replace;
mod session;
pub mod show;

#[cfg(test)]
mod tests;

pub use blank::blank;
pub use error::{CliError, Refusal};
pub use exec::{
    ClearCommand, DebugTopic, ExecCommand, OutputFilter, PingCommand, RouteFilter, ShowCommand,
    Source, TraceCommand, hex_pattern,
};
pub use filter::filtered;
pub use grammar::Expected;
pub use mode::{DeviceContext, DeviceKind, KeptMode, Mode};
pub use paste::{LineVerdict, PasteReport, apply_text, boot};
pub use regex::{BadRegex, Regex};
pub use render::{interface_block, render, show_running_config};
pub use replace::{Replacement, replace};
pub use session::{Effect, NOT_SIMULATED, Response, Session, Verdict, expectations};
