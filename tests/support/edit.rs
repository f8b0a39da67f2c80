//! The article's lab, and labs that differ from it in one thing.

use vipsec_core::scenario::{self, Command, Device, Fault, FaultKind, Flow, Scenario};

/// The article's lab.
#[must_use]
pub fn article() -> Scenario {
    scenario::built_in("ipsec-ha-hsrp").expect("it is built in")
}

/// The article's lab on a release whose DPD keeps its period.
#[must_use]
pub fn strict() -> Scenario {
    scenario::built_in("ipsec-ha-hsrp-strict-dpd").expect("it is built in")
}

/// Calls a changed lab by another name, for messages.
fn rename(mut scenario: Scenario, change: &str) -> Scenario {
    scenario.id = format!("{} ({change})", scenario.id);
    scenario
}

fn device<'a>(scenario: &'a mut Scenario, name: &str) -> &'a mut Device {
    scenario
        .devices
        .iter_mut()
        .find(|device| device.name == name)
        .expect("the lab has this device")
}

/// With `new` instead of each line `old` in a device's configuration.
///
/// # Panics
/// If there is no such line.
#[must_use]
pub fn instead(mut scenario: Scenario, name: &str, old: &str, new: &str) -> Scenario {
    let config = &mut device(&mut scenario, name).config.0;
    assert!(
        config.lines().any(|line| line == old),
        "{name} has no line '{old}'"
    );
    let lines: Vec<&str> = config
        .lines()
        .map(|line| if line == old { new } else { line })
        .collect();
    *config = lines.join("\n");
    rename(scenario, &format!("{name}: {new} instead of {old}"))
}

/// Without a line of a device's configuration.
#[must_use]
pub fn without(scenario: Scenario, name: &str, line: &str) -> Scenario {
    instead(scenario, name, line, "!")
}

/// With these faults instead of the article's: milliseconds, kind and place.
#[must_use]
pub fn faults(mut scenario: Scenario, faults: Vec<Fault>) -> Scenario {
    let names: Vec<String> = faults.iter().map(|fault| fault.kind.to_string()).collect();
    scenario.faults = faults;
    rename(scenario, &names.join(", then "))
}

/// A fault such as `shutdown` at `R1 FastEthernet0/0`, or `pvc-down` at `FR Serial0/1 105`.
#[must_use]
pub fn fault(at_ms: u64, kind: &str, at: &str) -> Fault {
    let end = || at.parse().expect("a device and an interface");
    let circuit = || {
        at.to_owned()
            .try_into()
            .expect("a switch, a port and a DLCI")
    };
    let kind = match kind {
        "shutdown" => FaultKind::Shutdown { at: end() },
        "no-shutdown" => FaultKind::NoShutdown { at: end() },
        "cut" => FaultKind::Cut { at: end() },
        "mend" => FaultKind::Mend { at: end() },
        "pvc-down" => FaultKind::PvcDown { at: circuit() },
        "pvc-up" => FaultKind::PvcUp { at: circuit() },
        "power-cycle" => FaultKind::PowerCycle { at: at.to_owned() },
        other => panic!("no fault is called {other}"),
    };
    Fault { at_ms, kind }
}

/// With this ping instead of the article's.
#[must_use]
pub fn flow(mut scenario: Scenario, device: &str, line: &str) -> Scenario {
    scenario.flows = vec![Flow {
        name: format!("{device}: {line}"),
        at_ms: 44_000,
        spread_ms: 100,
        device: device.to_owned(),
        line: line.to_owned(),
    }];
    rename(scenario, &format!("{device}: {line}"))
}

/// With a line typed at a console at some time.
#[must_use]
pub fn with_command(mut scenario: Scenario, at_ms: u64, device: &str, line: &str) -> Scenario {
    scenario.commands.push(Command {
        at_ms,
        spread_ms: 0,
        device: device.to_owned(),
        line: line.to_owned(),
    });
    rename(scenario, &format!("{device}: {line}"))
}
