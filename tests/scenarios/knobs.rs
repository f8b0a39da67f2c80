//! Reverse routes that follow the SA, and other pings.

use vipsec_core::node::drop_reason::DropReason;
use vipsec_core::scenario::Scenario;
use vipsec_core::time::Instant;
use vipsec_tests::{
    Case, article, assert_explained, flow, instead, seconds_of, sweep, with_command, world,
};

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
    // R1 and R4 have exchanged a packet with R6, so they need no ARP.
    let known = with_command(plain_reverse_routes(), 20_000, "R1", "ping 155.1.146.6");
    let known = with_command(known, 20_000, "R4", "ping 155.1.146.6");
    let mut waited_for_rip = 0;
    for report in sweep(&known, 1..101) {
        let (case, outage) = (Case::from(&report), only(&report));
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

/// A static reverse route makes R4 resolve its next hop beforehand. Without one R4 meets R6 only when it answers main
/// mode, and ARP costs the packet that asks for it: IKE repeats it after ten seconds.
#[test]
fn plain_reverse_routes_and_a_cold_arp_cache_cost_ten_seconds_more() {
    let scenario = plain_reverse_routes();
    for seed in 1..11 {
        let world = world(&scenario, seed, Instant::from_secs(100));
        let case = Case::of_world(&scenario.id, seed, &world);
        let waited = world.capture().drops().iter().find(|drop| {
            let is_r4 = drop
                .node
                .and_then(|node| world.node(node))
                .is_some_and(|node| node.name() == "R4");
            is_r4
                && drop.at >= Instant::from_secs(80)
                && matches!(drop.reason, DropReason::ArpPending(_))
        });
        assert!(waited.is_some(), "{case}: R4 knew R6");
    }
    for report in sweep(&scenario, 1..31) {
        let (case, outage) = (Case::from(&report), vipsec_tests::longest(&report));
        assert!((16..=18).contains(&outage.lost), "{case}: {outage:#?}");
        assert_explained(&report, outage);
        let main_mode = seconds_of(outage, &["ike_main_mode"]);
        assert!(
            (10.7..=11.2).contains(&main_mode),
            "{case}: {main_mode} s: {outage:#?}"
        );
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
