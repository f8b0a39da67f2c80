//! A whole running configuration is as good as the configuration it came from.

use vipsec_core::lab::built_ins;
use vipsec_core::lab::view::Command;
use vipsec_core::scenario::{DeviceKind, Scenario, Text};
use vipsec_tests::{Case, article, report};

use super::Bench;

const CONSOLES: [&str; 6] = ["R1", "R4", "R5", "R6", "SW1", "SW2"];

/// What `show running-config` says on each device of the article's lab.
fn running_configs() -> Vec<(&'static str, String)> {
    let mut bench = Bench::open(article(), 1, false);
    bench.run_to(30);
    CONSOLES
        .iter()
        .map(|name| {
            let device = bench.id(name);
            let update = bench.ask(Command::RunningConfig { device });
            let config = update
                .running_config
                .unwrap_or_else(|| panic!("{}: {name}", bench.case()));
            assert!(
                config.text.lines().count() > 10,
                "{}: {name}: {}",
                bench.case(),
                config.text
            );
            (*name, config.text)
        })
        .collect()
}

/// A scenario's devices with what `show running-config` says on each instead of its own text.
fn with_running_configs(original: &Scenario) -> Scenario {
    let mut bench = Bench::open(original.clone(), 1, false);
    let mut copy = original.clone();
    for device in &mut copy.devices {
        if device.kind == DeviceKind::FrameRelay {
            continue;
        }
        let id = bench.id(&device.name);
        let update = bench.ask(Command::RunningConfig { device: id });
        let config = update
            .running_config
            .unwrap_or_else(|| panic!("{}: {}", bench.case(), device.name));
        device.config = Text(config.text);
    }
    copy
}

#[test]
fn of_every_built_in_scenario_they_make_the_very_same_run() {
    for built_in in built_ins() {
        let original = built_in.scenario();
        let copy = with_running_configs(&original);
        for seed in [original.seed, 99] {
            let (a, b) = (report(&original, seed), report(&copy, seed));
            assert_eq!(
                a.trace_hash,
                b.trace_hash,
                "{}; {}",
                Case::from(&a),
                Case::from(&b)
            );
            assert_eq!(a, b);
        }
    }
}

/// What the plan types on devices that came out of the box is as good as a startup configuration.
#[test]
fn planned_onto_blank_devices_they_render_the_same() {
    for built_in in built_ins() {
        let original = built_in.scenario();
        let copy = with_running_configs(&original);
        let mut empty = original.clone();
        for device in &mut empty.devices {
            device.config = Text::default();
        }
        empty.commands.clear();
        empty.flows.clear();
        let mut bench = Bench::open(empty, 1, false);
        for device in &copy.devices {
            if device.kind == DeviceKind::FrameRelay {
                continue;
            }
            let id = bench.id(&device.name);
            let text = device.config.0.clone();
            let done = bench.ask(Command::Replace {
                device: id,
                text: text.clone(),
            });
            let done = done.paste.unwrap_or_else(|| panic!("{}", bench.case()));
            assert!(
                done.complete && done.refused.is_empty(),
                "{}: {done:#?}",
                bench.case()
            );
            assert!(
                done.lines.iter().all(|line| line.verdict != "error"),
                "{}: {done:#?}",
                bench.case()
            );
            let update = bench.ask(Command::RunningConfig { device: id });
            let now = update.running_config.map(|config| config.text);
            assert_eq!(now, Some(text), "{}: {}", bench.case(), device.name);
        }
    }
}

fn blank() -> Scenario {
    let mut scenario = article();
    scenario.id = "ipsec-ha-hsrp-blank".to_owned();
    for device in &mut scenario.devices {
        device.config = Text::default();
    }
    scenario.commands.clear();
    scenario.flows.clear();
    scenario
}

#[test]
fn as_startup_configurations_they_make_the_very_same_run() {
    let original = article();
    let mut copy = original.clone();
    for (name, text) in running_configs() {
        let index = copy.device_index(name).expect("the lab has this device");
        copy.devices[index].config = Text(text);
    }
    for seed in 1..11 {
        let (a, b) = (report(&original, seed), report(&copy, seed));
        assert_eq!(
            a,
            b,
            "{} from the article's texts; {} from running configurations",
            Case::from(&a),
            Case::from(&b)
        );
    }
}

#[test]
fn pasted_onto_blank_devices_they_build_the_article_s_network() {
    for seed in 1..4 {
        let mut bench = Bench::open(blank(), seed, false);
        bench.run_to(5);
        for (name, text) in running_configs() {
            bench.paste(name, &text);
        }
        // As on a router: no line of a running configuration opens an interface that is shut.
        bench.run_to(20);
        assert_eq!(bench.hsrp("R1"), "Init", "{}", bench.case());
        for (device, interface) in [
            ("R1", "FastEthernet0/0"),
            ("R1", "Serial0/0"),
            ("R4", "FastEthernet0/1"),
            ("R4", "Serial0/0"),
            ("R5", "FastEthernet0/0"),
            ("R5", "Serial0/0"),
            ("R6", "FastEthernet0/0"),
        ] {
            bench.paste(device, &format!("interface {interface}\nno shutdown"));
        }
        bench.run_to(80);
        bench.assert_works("R1", "R4");
    }
}
