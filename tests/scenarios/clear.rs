//! Traffic that reaches a crypto map's interface in the clear although the map protects it (reference 2.7 and 3.1).

use vipsec_core::lab::Lab;
use vipsec_core::lab::view::Command;
use vipsec_core::types::NodeId;
use vipsec_tests::{Case, article, report};

/// R6 without its crypto map sends SW1's echoes in the clear.
const NO_MAP: &str = "interface FastEthernet0/0.146\nno crypto map VPN\n";

/// Runs the article's lab without faults, pasting [`NO_MAP`] onto R6 after 60 s; returns what each console said from then on.
fn consoles_of_a_clear_ping(secs: u64) -> Vec<(NodeId, String)> {
    let mut scenario = article();
    scenario.faults.clear();
    let r6 = NodeId(scenario.device_index("R6").expect("the lab has R6") as u16);
    let mut lab = Lab::new();
    let ask = |lab: &mut Lab, command| {
        let update = lab.handle(command);
        assert_eq!(update.error, None);
        update.consoles
    };
    let open = Command::Open {
        scenario: scenario.to_json(),
        seed: Some(1),
        timed_faults: true,
        start_at_ns: 60_000_000_000,
    };
    ask(&mut lab, open);
    let paste = Command::Paste {
        device: r6,
        text: NO_MAP.to_owned(),
    };
    ask(&mut lab, paste);
    let advance = Command::Advance {
        to_ns: (60 + secs) * 1_000_000_000,
        max_events: u32::MAX,
    };
    let consoles = ask(&mut lab, advance);
    consoles
        .into_iter()
        .map(|console| (console.device, console.text))
        .collect()
}

#[test]
fn a_console_tells_of_clear_packets_once_a_minute() {
    let text_of = |consoles: &[(NodeId, String)], name: &str| -> String {
        let index = article()
            .device_index(name)
            .expect("the lab has this device");
        let texts = consoles
            .iter()
            .filter(|(device, _)| usize::from(device.0) == index);
        texts.map(|(_, text)| text.as_str()).collect()
    };
    for (secs, times) in [(30, 1), (100, 2)] {
        let consoles = consoles_of_a_clear_ping(secs);
        let said = text_of(&consoles, "R1");
        let lines = "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet.\n\
                     \t(ip) vrf/dest_addr= /155.1.58.5, src_addr= 155.1.67.7, prot= 1\n";
        assert_eq!(said.matches(lines).count(), times, "after {secs} s: {said}");
        assert!(!text_of(&consoles, "R4").contains("RECVD_PKT_NOT_IPSEC"));
    }
}

#[test]
fn clear_packets_are_not_answered() {
    let mut scenario = article();
    scenario.faults.clear();
    let index = scenario.device_index("R6").expect("the lab has R6");
    let config = &mut scenario.devices[index].config.0;
    *config = config.replace("\ncrypto map VPN\n", "\n");
    let report = report(&scenario, 1);
    assert_eq!(report.flows[0].received, 0, "{}", Case::from(&report));
}
