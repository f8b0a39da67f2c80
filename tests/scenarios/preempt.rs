//! R1's interface is opened again, and R1 wants to be active again.

use vipsec_core::scenario::Scenario;
use vipsec_tests::{
    Case, article, assert_explained, fault, faults, instead, sweep, until, without,
};

use super::only;

fn shut_and_opened(router: &str, interface: &str) -> Scenario {
    let place = format!("{router} {interface}");
    faults(
        article(),
        vec![
            fault(60_000, "shutdown", &place),
            fault(110_000, "no-shutdown", &place),
        ],
    )
}

#[test]
fn preemption_makes_the_same_outage_again() {
    for report in sweep(&shut_and_opened("R1", "FastEthernet0/0"), 1..31) {
        let case = Case::from(&report);
        let [first, second] = &report.flows[0].outages[..] else {
            panic!("{case}: {:#?}", report.flows[0].outages);
        };
        for outage in [first, second] {
            assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
            assert_explained(&report, outage);
        }
        // R1 comes up, waits its minimum delay of a second, and takes over on R4's next hello.
        assert!(
            (110.9..=113.2).contains(&second.start_s),
            "{case}: {second:#?}"
        );
        let back = second
            .segments
            .iter()
            .find(|segment| segment.kind == "stale_sa_dpd_probing");
        assert_eq!(
            back.map(|segment| segment.device.as_str()),
            Some("R1"),
            "{case}: {second:#?}"
        );
    }
}

#[test]
fn without_preemption_there_is_no_second_outage() {
    let lazy = |scenario, router| without(scenario, router, "standby 1 preempt");
    // R4 comes up first, because R1 has to wait for its serial line.
    let scenario = lazy(lazy(shut_and_opened("R4", "FastEthernet0/1"), "R1"), "R4");
    for report in sweep(&scenario, 1..31) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
        assert!(
            (59.0..=60.1).contains(&outage.start_s),
            "{case}: {outage:#?}"
        );
        assert_explained(&report, outage);
    }
}

#[test]
fn a_preemption_delay_puts_the_second_outage_off() {
    let delayed = instead(
        shut_and_opened("R1", "FastEthernet0/0"),
        "R1",
        "standby 1 preempt",
        "standby 1 preempt delay minimum 60",
    );
    for report in sweep(&until(delayed, 220), 1..16) {
        let (case, outage) = (Case::from(&report), only(&report));
        // R4 was active before, too: R1 had waited for a minute only when it was shut.
        assert!(
            (170.0..=174.0).contains(&outage.start_s),
            "{case}: {outage:#?}"
        );
        assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
        assert_explained(&report, outage);
    }
}
