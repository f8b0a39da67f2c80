//! Commands that make no sense.

use vipsec_core::lab::Lab;
use vipsec_core::lab::view::{Command, Key};
use vipsec_core::types::{LinkId, NodeId};

fn open(scenario: &str) -> Command {
    Command::Open {
        scenario: scenario.to_owned(),
        seed: None,
        timed_faults: true,
        start_at_ns: 0,
    }
}

#[test]
fn before_a_scenario_is_open_everything_says_so() {
    let device = NodeId(0);
    let mut lab = Lab::new();
    for command in [
        Command::Advance {
            to_ns: 1,
            max_events: 1,
        },
        Command::Step,
        Command::Break,
        Command::Interrupt { device },
        Command::Press {
            device,
            key: Key::Help,
            line: "show ".to_owned(),
        },
        Command::Type {
            device,
            line: "show ip route".to_owned(),
        },
        Command::Paste {
            device,
            text: "hostname X".to_owned(),
        },
        Command::Replace {
            device,
            text: "hostname X".to_owned(),
        },
        Command::PlanReplace {
            device,
            text: "hostname X".to_owned(),
        },
        Command::RunningConfig { device },
        Command::Capture {
            ends: Vec::new(),
            keys: true,
        },
        Command::SetLink {
            link: LinkId(0),
            cut: true,
        },
    ] {
        let update = lab.handle(command.clone());
        assert_eq!(
            update.error.as_deref(),
            Some("no scenario is open"),
            "{command:?}"
        );
    }
    assert!(lab.report().is_none());
}

#[test]
fn an_unknown_scenario_is_refused_with_the_known_ones_and_the_open_one_stays() {
    let mut lab = Lab::new();
    assert_eq!(lab.handle(open("ipsec-ha-hsrp")).error, None);
    lab.handle(Command::Advance {
        to_ns: 5_000_000_000,
        max_events: u32::MAX,
    });
    for wrong in [
        "no-such-lab",
        "",
        "   ",
        "ipsec-ha-hsrp ",
        "../../etc/passwd",
        "{",
        "{}",
        "[1]",
    ] {
        let error = lab
            .handle(open(wrong))
            .error
            .unwrap_or_else(|| panic!("{wrong:?} was opened"));
        let is_helpful = if wrong.starts_with('{') {
            error.contains("line 1")
        } else {
            error.contains("ipsec-ha-hsrp")
        };
        assert!(is_helpful, "{wrong:?}: {error}");
    }
    let update = lab.handle(Command::Advance {
        to_ns: 6_000_000_000,
        max_events: u32::MAX,
    });
    assert_eq!((update.error, update.now_ns), (None, 6_000_000_000));
}

#[test]
fn places_that_do_not_exist_are_refused() {
    let mut lab = Lab::new();
    assert_eq!(lab.handle(open("ipsec-ha-hsrp")).error, None);
    let interface = |device, interface: &str| Command::SetInterface {
        device: NodeId(device),
        interface: interface.to_owned(),
        shutdown: true,
    };
    for command in [
        interface(0, "FastEthernet7/7"),
        interface(0, "Fast"),
        interface(6, "Serial0/1"),
        interface(99, "FastEthernet0/0"),
        Command::SetLink {
            link: LinkId(99),
            cut: true,
        },
        Command::RunningConfig { device: NodeId(6) },
        Command::RunningConfig { device: NodeId(99) },
        Command::Paste {
            device: NodeId(6),
            text: "hostname X".to_owned(),
        },
        Command::Paste {
            device: NodeId(99),
            text: "hostname X".to_owned(),
        },
    ] {
        let update = lab.handle(command.clone());
        assert!(update.error.is_some(), "{command:?}");
    }
    // The cloud has no console; a key pressed there goes nowhere.
    for command in [
        Command::Type {
            device: NodeId(6),
            line: "show version".to_owned(),
        },
        Command::Type {
            device: NodeId(99),
            line: "show version".to_owned(),
        },
        Command::Interrupt { device: NodeId(99) },
        Command::Press {
            device: NodeId(6),
            key: Key::Tab,
            line: "sh".to_owned(),
        },
        Command::Press {
            device: NodeId(99),
            key: Key::Enter,
            line: "show version".to_owned(),
        },
    ] {
        let update = lab.handle(command.clone());
        assert_eq!(update.consoles, [], "{command:?}");
    }
}

#[test]
fn time_does_not_go_back() {
    let mut lab = Lab::new();
    assert_eq!(lab.handle(open("ipsec-ha-hsrp")).error, None);
    let there = lab.handle(Command::Advance {
        to_ns: 9_000_000_000,
        max_events: u32::MAX,
    });
    let back = lab.handle(Command::Advance {
        to_ns: 1_000_000_000,
        max_events: u32::MAX,
    });
    assert_eq!(
        (back.now_ns, back.events, back.error),
        (there.now_ns, there.events, None)
    );
}
