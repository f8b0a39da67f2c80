//! The manual: every command with what the lab makes of it, found by trying.

use super::view::Command;
use super::{Lab, build, find_scenario};
use crate::ios::grammar::manual::{Effect, Entry, entries};
use crate::ios::{DeviceContext, Mode, NOT_SIMULATED, Session, Verdict};
use crate::node::DeviceKind;
use crate::node::config::DeviceConfig;
use crate::types::{InterfaceName, NodeId};

/// Where commands are tried.
const SCENARIO: &str = "ipsec-ha-hsrp";

/// What the lab makes of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Simulated,
    Partly,
    Parsed,
    AsIs,
}

impl Status {
    const fn words(self) -> &'static str {
        match self {
            Self::Simulated => "simulated",
            Self::Partly => "in part",
            Self::Parsed => "parsed",
            Self::AsIs => "as it is",
        }
    }
}

/// The manual as a page of Markdown.
///
/// # Errors
/// If the lab that commands are tried in does not open.
pub fn commands_markdown() -> Result<String, String> {
    let bench = Bench::open()?;
    let mut page = String::from(HEAD);
    let mut prompt = String::new();
    for entry in entries() {
        if entry.prompt != prompt {
            prompt.clone_from(&entry.prompt);
            page.push_str(&format!("\n## `{prompt}`\n\n{COLUMNS}"));
        }
        let status = bench.status(&entry);
        page.push_str(&row(&entry, status));
    }
    Ok(page)
}

const HEAD: &str = "# Commands

Every command the consoles know, by mode. This page is written by `vipsec commands --markdown`.

- **simulated**: the lab acts on it. **in part**: on some of its forms. **parsed**: accepted, printed back by
  `show running-config`, and answered `% parsed, not simulated`. **as it is**: it says what is so anyway.
- Arguments are in capitals or show their range; `[ ]` is optional, `{ | }` is a choice, `...` repeats.
- A mode also takes the commands of the modes above it, as on IOS.
";
const COLUMNS: &str = "| command | `no` | on | state | source |\n| --- | --- | --- | --- | --- |\n";

fn row(entry: &Entry, status: Status) -> String {
    let kinds = entry.kinds.iter().map(|kind| match kind {
        DeviceKind::Router => "router",
        DeviceKind::Switch => "switch",
    });
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    let no = if entry.has_no_form { "yes" } else { "" };
    let syntax = entry.syntax.replace('|', "\\|");
    format!(
        "| `{syntax}` | {no} | {kinds} | {} | {} |\n",
        status.words(),
        entry.source
    )
}

/// Devices to try commands on.
struct Bench {
    router: Device,
    switch: Device,
}

struct Device {
    index: NodeId,
    config: DeviceConfig,
    ports: Vec<InterfaceName>,
    kind: DeviceKind,
}

impl Bench {
    fn open() -> Result<Self, String> {
        let scenario = find_scenario(SCENARIO)?;
        let device = |name: &str, kind| {
            let index = scenario.device_index(name).ok_or("a device is missing")?;
            let device = &scenario.devices[index];
            let mut config = build::startup_config(device, kind);
            add_subinterface(&mut config);
            Ok::<_, String>(Device {
                index: NodeId(index as u16),
                config,
                ports: device.ports.clone(),
                kind,
            })
        };
        Ok(Self {
            router: device("R1", DeviceKind::Router)?,
            switch: device("SW1", DeviceKind::Switch)?,
        })
    }

    fn status(&self, entry: &Entry) -> Status {
        match entry.effect {
            Effect::Kept => return Status::Parsed,
            Effect::Acts => return Status::Simulated,
            Effect::AsIs => return Status::AsIs,
            Effect::Unknown => {}
        }
        let device = match entry.kinds.first() {
            Some(DeviceKind::Switch) => &self.switch,
            _ => &self.router,
        };
        let tried = entry.samples.iter().filter_map(|line| match entry.mode {
            Mode::PrivilegedExec => executed(device, line),
            _ => configured(device, &entry.mode, line),
        });
        let acted: Vec<bool> = tried.collect();
        match (acted.contains(&true), acted.contains(&false)) {
            (true, true) => Status::Partly,
            (false, true) => Status::Parsed,
            _ => Status::Simulated,
        }
    }
}

/// Subinterfaces are tried on one.
fn add_subinterface(config: &mut DeviceConfig) {
    if let Ok(name) = "FastEthernet0/0.146".parse() {
        config.interfaces.entry(name).or_default();
    }
}

/// Whether a configuration line acts; `None` if the device refuses it.
fn configured(device: &Device, mode: &Mode, line: &str) -> Option<bool> {
    let context = DeviceContext {
        config: &device.config,
        ports: &device.ports,
        kind: device.kind,
    };
    match Session::at(mode.clone()).input(line, &context).verdict {
        Verdict::Simulated => Some(true),
        Verdict::NotSimulated => Some(false),
        Verdict::Error(_) | Verdict::Blank => None,
    }
}

/// Whether an exec line acts, in a lab of its own; `None` if the device refuses it.
fn executed(device: &Device, line: &str) -> Option<bool> {
    let mut lab = Lab::new();
    lab.handle(Command::Open {
        scenario: SCENARIO.to_owned(),
        seed: Some(1),
        timed_faults: false,
        start_at_ns: 0,
    });
    let update = lab.handle(Command::Type {
        device: device.index,
        line: line.to_owned(),
    });
    let mut texts = update
        .consoles
        .iter()
        .filter(|console| console.device == device.index);
    let text = texts.next().map_or("", |console| console.text.as_str());
    if text.contains(NOT_SIMULATED) {
        return Some(false);
    }
    let is_refused = [
        "% Invalid input",
        "% Incomplete",
        "% Ambiguous",
        "% Unrecognized",
    ];
    (!is_refused.iter().any(|words| text.contains(words))).then_some(true)
}
