//! Reverse routes that follow the SA, and other pings.

use vipsec_core::node::drop_reason::DropReason;
use vipsec_core::scenario::Scenario;
use vipsec_core::time::Instant;
use vipsec_tests::{Case, article, assert_explained, flow, instead, seconds_of, sweep, world};

use super::{kinds, only};

/// Reverse routes stand only while there is an SA.
fn plain_reverse_routes() -> Scenario {
    let lines = ("reverse-route static", "reverse-route");
    instead(
        instead(article(), "R1", lines.0, lines.1),
        "R4",
        lines.0,
        lines.1,
    )
}

#[test]
fn plain_reverse_routes_put_rip_behind_ike() {
    let mut waited_for_rip = 0;
    for report in sweep(&plain_reverse_routes(), 1..101) {
        let (case, outage) = (Case::from(&report), vipsec_tests::longest(&report));
        assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
        assert!(
            (22.0..=26.2).contains(&outage.reported_s),
            "{case}: {outage:#?}"
        );
        assert_explained(&report, outage);
        waited_for_rip += usize::from(kinds(outage).contains(&"no_route"));
        let routing = seconds_of(outage, &["no_route"]);
        assert!(routing <= 5.1, "{case}: {routing} s: {outage:#?}");
    }
    assert!(
        waited_for_rip >= 90,
        "RIP was late in only {waited_for_rip} of 100 runs"
    );
}

/// No route leads R4 to ask for R6's address, but the crypto map's peer does: else ARP would cost an answer of main mode,
/// which IKE repeats after ten seconds.
#[test]
fn a_new_tunnel_end_knows_its_peer_s_hardware_address_before_ike_begins() {
    let scenario = plain_reverse_routes();
    for seed in 1..11 {
        let world = world(&scenario, seed, Instant::from_secs(100));
        let case = Case::of_world(&scenario.id, seed, &world);
        let waited = world.capture().drops().iter().find(|drop| {
            let node = drop.node.and_then(|node| world.node(node));
            node.is_some_and(|node| ["R1", "R4"].contains(&node.name()))
                && matches!(drop.reason, DropReason::ArpPending(_))
        });
        assert_eq!(waited, None, "{case}");
    }
}

#[test]
fn a_ping_with_a_timeout_of_a_second_loses_twice_as_many() {
    for report in sweep(
        &flow(article(), "SW1", "ping 155.1.58.5 repeat 1000000 timeout 1"),
        1..51,
    ) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert!((21..=23).contains(&outage.lost), "{case}: {outage:#?}");
        assert!(
            (21.0..=23.2).contains(&outage.reported_s),
            "{case}: {outage:#?}"
        );
        assert_explained(&report, outage);
    }
}

#[test]
fn large_pings_are_cut_and_come_back() {
    let scenario = flow(
        article(),
        "SW1",
        "ping 155.1.58.5 repeat 1000000 size 3000 timeout 2",
    );
    for report in sweep(&scenario, 1..6) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
        let rtt = report.flows[0]
            .rtt_ms
            .unwrap_or_else(|| panic!("{case}: no answer"));
        assert!(
            rtt.min > 700,
            "{case}: 3000 octets over 64 kbit/s in {rtt:?}"
        );
    }
}
