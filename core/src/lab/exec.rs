//! Exec commands that only look, and what a console prints by itself.

use super::console;
use crate::ios::{self, DebugTopic, OutputFilter, ShowCommand};
use crate::node::device::Device;
use crate::sim::Fact;
use crate::time::Instant;

/// What is printed without being asked: log lines, and debug lines of the topics switched on.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    topics: Vec<DebugTopic>,
}

impl Log {
    pub(super) fn set_debug(&mut self, topic: DebugTopic, on: bool) -> String {
        if !console::is_simulated(topic) {
            return format!("{} this debug\n", ios::NOT_SIMULATED);
        }
        self.topics.retain(|other| *other != topic);
        if on {
            self.topics.push(topic);
        }
        String::new()
    }

    pub(super) fn undebug_all(&mut self) {
        self.topics.clear();
    }

    pub(super) fn lines(&mut self, _device: &Device, _fact: &Fact) -> Vec<String> {
        Vec::new()
    }
}

/// What a `show` command prints.
pub(super) fn show(device: &Device, _now: Instant, command: &ShowCommand, _log: &Log) -> String {
    match command {
        ShowCommand::RunningConfig { interface: None } => {
            ios::show_running_config(device.config(), device.kind)
        }
        _ => format!("{} this command\n", ios::NOT_SIMULATED),
    }
}

/// What an output modifier leaves of a text; patterns are taken literally.
pub(super) fn filtered(text: &str, filter: Option<&OutputFilter>) -> String {
    let Some(filter) = filter else {
        return text.to_owned();
    };
    let mut out = String::new();
    let mut is_on = false;
    for line in text.lines() {
        let keep = match filter {
            OutputFilter::Include(pattern) => line.contains(pattern.as_str()),
            OutputFilter::Exclude(pattern) => !line.contains(pattern.as_str()),
            OutputFilter::Begin(pattern) => {
                is_on |= line.contains(pattern.as_str());
                is_on
            }
            OutputFilter::Section(pattern) => {
                if !line.starts_with(' ') {
                    is_on = line.contains(pattern.as_str());
                }
                is_on
            }
        };
        if keep {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
