use super::*;
use crate::ios::test_lab::TestLab;

#[test]
fn dump() {
    let all = DebugFlags {
        isakmp: true,
        ipsec: true,
        engine: true,
        standby: true,
        rip: true,
        ip_routing: true,
        frame_relay_lmi: true,
        frame_relay_events: true,
        ..Default::default()
    };
    let mut lab = TestLab::new(7);
    for name in ["R1", "R4", "R5", "R6", "SW1", "SW2"] {
        lab.debug(name, all);
    }
    lab.run_to(30_000);
    lab.ping("SW1", "155.1.58.5", None, 3);
    lab.run_to(40_000);
    lab.ping("SW1", "155.1.58.5", None, 1_000_000);
    lab.run_to(60_000);
    lab.set_shutdown("R1", "FastEthernet0/0", true);
    lab.run_to(90_000);
    for name in ["R6", "R1", "R4", "R5", "SW1"] {
        println!("######## {name}");
        for line in lab.said(name) {
            println!("{line}");
        }
    }
}
