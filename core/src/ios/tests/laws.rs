//! Laws over random lines: nothing panics, nothing is swallowed, and what is rendered comes back.
//!
//! Lines are drawn from the grammar itself, so every command of every table takes part.

use proptest::prelude::*;

use super::*;
use crate::ios::grammar::Table;
use crate::ios::grammar::walks::random_line;
use crate::rng::Rng;

/// Words that mean something to one another, so that references are often good.
fn line(rng: &mut Rng, mode: &Mode, kind: DeviceKind) -> String {
    let table = match rng.below(4) {
        0 => Table::Global,
        _ => mode.table(),
    };
    random_line(rng, table, mode, kind)
}

/// Types `count` random lines and returns the configuration; panics on a swallowed line.
fn wander(seed: u64, kind: DeviceKind, count: usize) -> DeviceConfig {
    let ports = lab_ports(kind);
    let mut rng = Rng::from_seed(seed);
    let mut config = blank("Router", &ports, kind);
    let mut session = Session::at(Mode::Global);
    for _ in 0..count {
        let line = line(&mut rng, session.mode(), kind);
        check(&mut session, &mut config, &ports, kind, &line);
        if !session.mode().is_configuration() {
            session = Session::at(Mode::Global);
        }
    }
    config
}

fn lab_ports(kind: DeviceKind) -> Vec<InterfaceName> {
    match kind {
        DeviceKind::Router => router_ports(),
        DeviceKind::Switch => ports(&["FastEthernet0/1", "FastEthernet0/2"]),
    }
}

/// A line is blank, or acts, or is answered.
fn check(
    session: &mut Session,
    config: &mut DeviceConfig,
    ports: &[InterfaceName],
    kind: DeviceKind,
    line: &str,
) {
    let in_banner = session.prompt("R").is_empty();
    let device = DeviceContext {
        config,
        ports,
        kind,
    };
    let response = session.input(line, &device);
    match &response.verdict {
        Verdict::Blank => {
            let trimmed = line.trim();
            let is_head = trimmed.contains("onfiguration") || trimmed.starts_with("Using ");
            assert!(
                trimmed.is_empty() || trimmed.starts_with('!') || is_head,
                "{line}"
            );
        }
        Verdict::Error(_) => {
            assert!(!response.text.is_empty(), "{line}");
            assert_eq!(response.effect, Effect::None, "{line}");
        }
        Verdict::NotSimulated => {
            assert!(in_banner || response.text.contains(NOT_SIMULATED), "{line}");
        }
        Verdict::Simulated => {}
    }
    assert!(
        response.text.is_empty() || response.text.ends_with('\n'),
        "{line}"
    );
    if let Effect::Reconfigure(new) = response.effect {
        *config = *new;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12000) })]

    #[test]
    fn what_is_rendered_comes_back(seed: u64, switch: bool) {
        let kind = if switch { DeviceKind::Switch } else { DeviceKind::Router };
        let config = wander(seed, kind, 60);
        comes_back(&config, &lab_ports(kind), kind);
    }

    #[test]
    fn damaged_lines_are_answered(seed: u64, at in 0usize..40, with in any::<char>()) {
        let ports = router_ports();
        let mut rng = Rng::from_seed(seed);
        let mut config = blank("Router", &ports, DeviceKind::Router);
        let mut session = Session::at(Mode::Global);
        for _ in 0..12 {
            let line = line(&mut rng, session.mode(), DeviceKind::Router);
            let mut chars: Vec<char> = line.chars().collect();
            let place = at % (chars.len() + 1);
            match rng.below(3) {
                0 => chars.insert(place, with),
                1 => chars.truncate(place),
                _ => chars.iter_mut().skip(place).take(1).for_each(|c| *c = with),
            }
            let line: String = chars.into_iter().filter(|c| *c != '\n').collect();
            check(&mut session, &mut config, &ports, DeviceKind::Router, &line);
        }
        comes_back_if_possible(&config, &ports);
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,80}", exec: bool) {
        let ports = router_ports();
        let mut config = blank("Router", &ports, DeviceKind::Router);
        let mode = if exec { Mode::PrivilegedExec } else { Mode::Global };
        check(&mut Session::at(mode), &mut config, &ports, DeviceKind::Router, &text);
    }
}

/// Even odd names survive being printed.
fn comes_back_if_possible(config: &DeviceConfig, ports: &[InterfaceName]) {
    comes_back(config, ports, DeviceKind::Router);
}

#[test]
fn every_rule_can_be_reached_by_the_line_its_pattern_draws() {
    let modes = [
        (Mode::PrivilegedExec, DeviceKind::Router),
        (Mode::Global, DeviceKind::Router),
        (Mode::Global, DeviceKind::Switch),
        (
            Mode::Interface("Fa0/0".parse().unwrap()),
            DeviceKind::Router,
        ),
        (
            Mode::Interface("Fa0/0.5".parse().unwrap()),
            DeviceKind::Router,
        ),
        (
            Mode::Interface("Serial0/0".parse().unwrap()),
            DeviceKind::Router,
        ),
        (
            Mode::Interface("Fa0/1".parse().unwrap()),
            DeviceKind::Switch,
        ),
        (Mode::Rip, DeviceKind::Router),
        (
            Mode::AccessList {
                name: "A".into(),
                extended: true,
            },
            DeviceKind::Router,
        ),
        (
            Mode::AccessList {
                name: "A".into(),
                extended: false,
            },
            DeviceKind::Router,
        ),
        (Mode::IsakmpPolicy(10), DeviceKind::Router),
        (Mode::TransformSet("T".into()), DeviceKind::Router),
        (
            Mode::CryptoMap {
                name: "M".into(),
                seq: 1,
            },
            DeviceKind::Router,
        ),
        (Mode::Track(1), DeviceKind::Router),
        (Mode::Line("con 0".into()), DeviceKind::Router),
        (Mode::Vlan(vec![]), DeviceKind::Switch),
        (Mode::ControlPlane, DeviceKind::Router),
    ];
    let mut missed = grammar::walks::all_patterns();
    for (mode, kind) in &modes {
        grammar::walks::reach(mode, *kind, &mut missed);
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
