//! Whole texts at once: boot configurations, pasted blocks, `vipsec lint`.

use serde::Serialize;

use crate::node::config::DeviceConfig;
use crate::types::InterfaceName;

use super::blank::blank;
use super::mode::{DeviceContext, DeviceKind, Mode};
use super::session::{Chassis, Effect, NOT_SIMULATED, Response, Session, Verdict};

/// What a text made of a configuration, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasteReport {
    /// The new configuration.
    pub config: DeviceConfig,
    /// One entry a line.
    pub lines: Vec<LineVerdict>,
}

impl PasteReport {
    /// The lines IOS would refuse.
    pub fn errors(&self) -> impl Iterator<Item = &LineVerdict> {
        self.lines
            .iter()
            .filter(|line| matches!(line.verdict, Verdict::Error(_)))
    }
}

/// What became of one line of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineVerdict {
    /// From 1.
    pub number: usize,
    /// The line.
    pub text: String,
    /// The prompt it was typed at.
    pub prompt: String,
    /// What became of it.
    pub verdict: Verdict,
    /// What the console printed.
    pub message: Option<String>,
}

/// Types a text on a device, from global configuration mode on. After `end` the text goes on there.
#[must_use]
pub fn apply_text(device: &DeviceContext<'_>, text: &str) -> PasteReport {
    let chassis = Chassis {
        ports: device.ports,
        kind: device.kind,
    };
    run(device.config.clone(), chassis, text, &mut |_| {})
}

/// Starts a device with a text as its startup configuration: interfaces the text names are up unless it says
/// `shutdown`, the others are as on a new device.
#[must_use]
pub fn boot(hostname: &str, ports: &[InterfaceName], kind: DeviceKind, text: &str) -> PasteReport {
    let new = blank(hostname, ports, kind);
    let mut config = new.clone();
    for settings in config.interfaces.values_mut() {
        settings.shutdown = false;
    }
    let mut named = crate::types::SortedSet::new();
    let mut report = run(config, Chassis { ports, kind }, text, &mut |mode| {
        named.extend(mode.interfaces().iter().copied());
    });
    for (name, settings) in &mut report.config.interfaces {
        if let Some(old) = new.interfaces.get(name).filter(|_| !named.contains(name)) {
            settings.shutdown = old.shutdown;
        }
    }
    report
}

fn run(
    mut config: DeviceConfig,
    chassis: Chassis<'_>,
    text: &str,
    visit: &mut dyn FnMut(&Mode),
) -> PasteReport {
    let mut session = Session::at(Mode::Global);
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let prompt = session.prompt(&config.hostname);
        let response = session.configure_in_place(line, &mut config, chassis);
        visit(session.mode());
        if !session.mode().is_configuration() {
            session = Session::at(Mode::Global);
        }
        lines.push(LineVerdict::new(index + 1, line, prompt, response).0);
    }
    PasteReport { config, lines }
}

impl LineVerdict {
    /// What a console's answer to a line of a text comes to, and what it asks of the device.
    #[must_use]
    pub fn new(number: usize, line: &str, prompt: String, response: Response) -> (Self, Effect) {
        // A text is read, not watched: nothing is there to run `do …`.
        let (verdict, text) = match response.effect {
            Effect::Exec(_) => (
                Verdict::NotSimulated,
                format!("{NOT_SIMULATED} {}", line.trim()),
            ),
            _ => (response.verdict, response.text),
        };
        let verdict = Self {
            number,
            text: line.to_owned(),
            prompt,
            verdict,
            message: Some(text.trim_end().to_owned()).filter(|text| !text.is_empty()),
        };
        (verdict, response.effect)
    }
}
