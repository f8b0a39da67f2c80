//! Laws over random lines: nothing panics, nothing is swallowed, and what is rendered comes back.
//!
//! Lines are drawn from the grammar itself, so every command of every table takes part.

use proptest::prelude::*;

use super::*;
use crate::ios::grammar::Table;
use crate::ios::grammar::walks::random_line;
use crate::node::config::{Encapsulation, InterfaceConfig};
use crate::proto::ipsec::sa::Mode as EspMode;
use crate::rng::Rng;

/// Lines that lead to the modes, and what later lines refer to.
const WAYS: &[&str] = &[
    "interface FastEthernet0/0",
    "interface FastEthernet0/1",
    "interface Fa0/1.5",
    "interface s0/0",
    "encapsulation frame-relay",
    "encapsulation dot1Q 5",
    "interface s0/0.7 point-to-point",
    "interface Vlan5",
    "ip address 10.3.0.9 255.255.255.0",
    "ip address 10.4.0.9 255.255.255.0",
    "ip address 10.5.0.9 255.255.255.0 secondary",
    "router rip",
    "passive-interface default",
    "no passive-interface FastEthernet0/1",
    "crypto ipsec transform-set 3DES_MD5 esp-3des esp-md5-hmac",
    "crypto map VPN 10 ipsec-isakmp",
    "crypto isakmp policy 10",
    "ip access-list extended TRAFFIC",
    "line con 0",
    "frame-relay map ip 10.3.0.1 105 broadcast",
    "ip sla monitor 1",
    "crypto keyring RING",
    "crypto isakmp profile PROFILE",
    "crypto dynamic-map DYNAMIC 10",
    "route-map MAP permit 10",
    "interface range Fa0/1 , Fa0/2",
    "track 1 ip route 10.2.0.0 255.255.0.0 reachability",
];

/// A line drawn from the mode's table, from the global one, or from [`WAYS`].
fn line(rng: &mut Rng, mode: &Mode, kind: DeviceKind) -> String {
    let table = match rng.below(8) {
        0 => {
            let at = usize::try_from(rng.below(WAYS.len() as u64)).unwrap();
            return WAYS[at].to_owned();
        }
        1 => Table::Global,
        _ => mode.table(),
    };
    random_line(rng, table, mode, kind)
}

/// Types `count` random lines and returns the configuration; panics on a swallowed line.
pub(super) fn wander(seed: u64, kind: DeviceKind, count: usize) -> DeviceConfig {
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
    // A route through what has become the router's own address is refused at the next start.
    let own = config.interfaces.values();
    let own: Vec<_> = own
        .flat_map(|i| i.address.iter().chain(&i.secondary))
        .collect();
    let is_own = |hop| own.iter().any(|address| Some(address.addr) == hop);
    config.static_routes.retain(|route| !is_own(route.next_hop));
    // A port in a VLAN that has been removed gets it back at the next start.
    let ports = config
        .interfaces
        .values()
        .filter_map(|settings| settings.switchport.as_ref());
    for vlan in ports
        .map(|port| port.access_vlan)
        .filter(|vlan| vlan.0 != 1)
    {
        config
            .vlans
            .entry(vlan)
            .or_insert_with(|| format!("VLAN{:04}", vlan.0));
    }
    config
}

pub(super) fn lab_ports(kind: DeviceKind) -> Vec<InterfaceName> {
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
            // What follows Ctrl-Z is not read.
            let trimmed = line.split('\u{1a}').next().unwrap_or_default().trim();
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
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn what_is_rendered_comes_back(seed: u64, switch: bool) {
        let kind = if switch { DeviceKind::Switch } else { DeviceKind::Router };
        let config = wander(seed, kind, 100);
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

fn kept(what: KeptMode) -> Mode {
    let name = "NAME".to_owned();
    Mode::Kept { what, name }
}

/// What people type by mistake, and what nobody types.
const JUNK: [&str; 16] = [
    "",
    "?",
    "no",
    "default",
    "do",
    "|",
    "\u{1a}",
    "^C",
    "-1",
    "4294967296",
    "256.1.1.1",
    "255.0.255.0",
    "FastEthernet9/9",
    "Serial0/0.99999",
    "名前",
    "\u{0}",
];

/// A line with words or characters left out, doubled, replaced or moved.
fn damaged(rng: &mut Rng, line: &str) -> String {
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    for _ in 0..=rng.below(3) {
        let at = usize::try_from(rng.below(words.len() as u64)).unwrap();
        let junk = JUNK[usize::try_from(rng.below(JUNK.len() as u64)).unwrap()];
        match rng.below(7) {
            0 if words.len() > 1 => drop(words.remove(at)),
            1 => words.insert(at, words[at].clone()),
            2 => junk.clone_into(&mut words[at]),
            3 => words[at] = rng.below(70_000).to_string(),
            4 => words[at] = words[at].chars().take(2).collect(),
            5 => words.reverse(),
            _ => words[at]
                .push(char::from_u32(u32::try_from(rng.below(0x500)).unwrap()).unwrap_or('x')),
        }
    }
    let line = words.join(" ");
    line.replace(['\n', '\r'], "")
}

#[test]
fn a_hundred_thousand_lines_good_and_damaged_are_answered_in_every_mode() {
    let mut typed = 0;
    let mut modes = crate::types::SortedSet::new();
    for seed in 0..250 {
        let kind = if seed % 3 == 0 {
            DeviceKind::Switch
        } else {
            DeviceKind::Router
        };
        let ports = lab_ports(kind);
        let mut rng = Rng::from_seed(seed).split("lines");
        let mut config = blank("Router", &ports, kind);
        let mut session = Session::at(Mode::Global);
        for _ in 0..400 {
            let mut line = line(&mut rng, session.mode(), kind);
            if rng.below(2) == 0 {
                line = damaged(&mut rng, &line);
            }
            check(&mut session, &mut config, &ports, kind, &line);
            typed += 1;
            modes.insert(session.mode().prompt(""));
            if !session.mode().is_configuration() && rng.below(20) == 0 {
                session = Session::at(Mode::Global);
            }
        }
        let text = render(&config, kind);
        assert!(text.ends_with("\nend\n"), "{text}");
        assert_eq!(
            boot("Router", &ports, kind, &text).lines.len(),
            text.lines().count()
        );
    }
    assert_eq!(typed, 100_000);
    assert!(modes.len() >= 21, "{modes:?}");
}

#[test]
fn every_rule_can_be_reached_by_the_line_its_pattern_draws() {
    let modes = [
        (Mode::PrivilegedExec, DeviceKind::Router),
        (Mode::PrivilegedExec, DeviceKind::Switch),
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
        (kept(KeptMode::Keyring), DeviceKind::Router),
        (kept(KeptMode::IsakmpProfile), DeviceKind::Router),
        (kept(KeptMode::DynamicMap), DeviceKind::Router),
        (kept(KeptMode::SlaMonitor), DeviceKind::Router),
        (kept(KeptMode::SlaMonitorEcho), DeviceKind::Router),
        (kept(KeptMode::RouteMap), DeviceKind::Router),
    ];
    let mut missed = grammar::walks::all_patterns();
    for (mode, kind) in &modes {
        grammar::walks::reach(mode, *kind, &mut missed);
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn the_random_lines_set_what_matters() {
    let routers: Vec<_> = (0..1600)
        .map(|seed| wander(seed, DeviceKind::Router, 150))
        .collect();
    let any = |what: &str, has: &dyn Fn(&DeviceConfig) -> bool| {
        assert!(
            routers.iter().any(has),
            "no random configuration has {what}"
        );
    };
    let interface = |what: &str, has: &dyn Fn(&InterfaceConfig) -> bool| {
        any(what, &|config| config.interfaces.values().any(has));
    };
    interface("a crypto map", &|i| i.crypto_map.is_some());
    interface("an HSRP group with a track", &|i| {
        i.standby.values().any(|g| !g.tracks.is_empty())
    });
    interface("a secondary address", &|i| {
        i.address.is_some() && !i.secondary.is_empty()
    });
    interface("a VLAN and an address", &|i| {
        matches!(i.encapsulation, Encapsulation::Dot1q { .. }) && i.address.is_some()
    });
    interface("a frame relay map", &|i| !i.frame_relay.maps.is_empty());
    interface("a circuit", &|i| i.frame_relay.interface_dlci.is_some());
    any("an exception from passive", &|c| {
        c.rip.as_ref().is_some_and(|rip| !rip.active.is_empty())
    });
    any("an offset list", &|c| {
        c.rip
            .as_ref()
            .is_some_and(|rip| !rip.offset_lists.is_empty())
    });
    any("a static route", &|c| !c.static_routes.is_empty());
    any("a list of two entries", &|c| {
        c.access_lists.values().any(|l| l.entries.len() > 1)
    });
    any("a transport mode set", &|c| {
        c.transform_sets
            .values()
            .any(|s| s.transform.mode == EspMode::Transport)
    });
    any("a map with a set", &|c| {
        c.crypto_maps
            .values()
            .flatten()
            .any(|(_, e)| !e.transform_sets.is_empty())
    });
}
