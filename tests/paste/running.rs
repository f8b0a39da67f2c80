//! A whole running configuration is as good as the configuration it came from.

use vipsec_core::lab::view::Command;
use vipsec_core::scenario::{Scenario, Text};
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
