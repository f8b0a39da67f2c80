//! Other failures than the article's.

use std::net::Ipv4Addr;

use vipsec_core::node::drop_reason::DropReason;
use vipsec_core::node::fact::FactKind;
use vipsec_core::proto::hsrp::{Output, State};
use vipsec_core::scenario::Scenario;
use vipsec_core::sim::World;
use vipsec_core::sim::capture::Dropped;
use vipsec_core::time::Instant;
use vipsec_tests::{
    Case, article, assert_explained, assert_in_order, fault, faults, flow, instead, seconds_of,
    sweep, until, world,
};

use super::{kinds, only};

const FAILURE_S: f64 = 60.0;

/// When devices became active after the failure, in seconds after it.
fn takeovers(world: &World) -> Vec<(String, f64)> {
    let became_active = |kind: &FactKind| {
        matches!(
            kind,
            FactKind::Standby {
                output: Output::StateChanged {
                    to: State::Active,
                    ..
                },
                ..
            }
        )
    };
    let facts = world
        .facts()
        .iter()
        .filter(|fact| became_active(&fact.kind));
    facts
        .filter(|fact| fact.at >= Instant::from_secs(60))
        .map(|fact| {
            let node = fact
                .node
                .and_then(|node| world.node(node))
                .map_or("", |node| node.name());
            (node.to_owned(), fact.at.as_secs_f64() - FAILURE_S)
        })
        .collect()
}

fn cut() -> Scenario {
    faults(article(), vec![fault(60_000, "cut", "R1 FastEthernet0/0")])
}

#[test]
fn a_cut_cable_lets_nobody_resign_and_dpd_hides_it() {
    for report in sweep(&cut(), 1..51) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
        assert_explained(&report, outage);
        assert_in_order(&report, outage);
        let no_owner = seconds_of(outage, &["no_vip_owner"]);
        assert!(
            (1.8..=3.1).contains(&no_owner),
            "{case}: nobody owned the VIP for {no_owner} s"
        );
        let ended_by = outage.segments[0].ended_by.as_deref().unwrap_or_default();
        assert_eq!(
            ended_by, "R4: HSRP Fa0/1 group 1 Standby -> Active",
            "{case}: {outage:#?}"
        );
        let dpd = seconds_of(
            outage,
            &["no_vip_owner", "stale_sa_dpd_idle", "stale_sa_dpd_probing"],
        );
        assert!((dpd - 20.0).abs() <= 0.3, "{case}: {dpd} s: {outage:#?}");
    }
}

#[test]
fn hsrp_takes_over_at_once_on_a_resign_and_after_the_hold_time_without() {
    for seed in 1..21 {
        let end = Instant::from_secs(70);
        for (scenario, least, most) in [(article(), 0.0, 0.05), (cut(), 2.0, 3.01)] {
            let world = world(&scenario, seed, end);
            let case = Case::of_world(&scenario.id, seed, &world);
            let takeovers = takeovers(&world);
            let [(router, after)] = &takeovers[..] else {
                panic!("{case}: {takeovers:?}")
            };
            assert!(
                router == "R4" && (least..=most).contains(after),
                "{case}: {takeovers:?}"
            );
        }
    }
}

#[test]
fn slower_hsrp_timers_are_hidden_as_well() {
    let timers = ("standby 1 timers 1 3", "standby 1 timers 3 10");
    let slow = instead(
        instead(cut(), "R1", timers.0, timers.1),
        "R4",
        timers.0,
        timers.1,
    );
    for report in sweep(&slow, 1..31) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
        assert_explained(&report, outage);
        let no_owner = seconds_of(outage, &["no_vip_owner"]);
        assert!(
            (6.8..=10.1).contains(&no_owner),
            "{case}: nobody owned the VIP for {no_owner} s"
        );
    }
}

/// R1's serial line goes; R1 gives the VIP away by tracking it.
fn tracking() -> Scenario {
    until(
        faults(article(), vec![fault(60_000, "shutdown", "R1 Serial0/0")]),
        400,
    )
}

#[test]
fn tracking_moves_the_virtual_address_within_a_second() {
    for seed in 1..21 {
        let scenario = tracking();
        let world = world(&scenario, seed, Instant::from_secs(90));
        let case = Case::of_world(&scenario.id, seed, &world);
        let takeovers = takeovers(&world);
        let [(router, after)] = &takeovers[..] else {
            panic!("{case}: {takeovers:?}")
        };
        assert!(router == "R4" && *after <= 1.1, "{case}: {takeovers:?}");
    }
}

/// R1 cannot tell R5 by RIP that its way is gone: for one half of the addresses R5 keeps sending into R1's dead circuit.
#[test]
fn tracking_costs_dpd_s_twenty_seconds_and_half_of_the_flows_three_minutes() {
    let (mut short, mut long) = (0, 0);
    for target in ["155.1.58.5", "155.1.58.8"] {
        let ping = format!("ping {target} repeat 1000000 timeout 2");
        for report in sweep(&flow(tracking(), "SW1", &ping), 1..9) {
            let (case, outage) = (Case::from(&report), only(&report));
            assert_explained(&report, outage);
            let dpd = seconds_of(
                outage,
                &["no_route", "stale_sa_dpd_idle", "stale_sa_dpd_probing"],
            );
            assert!((19.0..=20.4).contains(&dpd), "{case}: {dpd} s: {outage:#?}");
            let dead_path = seconds_of(outage, &["circuit_down"]);
            if kinds(outage).contains(&"circuit_down") {
                long += 1;
                // RIP gives a silent path up after 180 s; it spoke last up to 30 s before.
                let end = outage.start_s + outage.reported_s - FAILURE_S;
                assert!((145.0..=186.0).contains(&end), "{case}: {outage:#?}");
                assert!(dead_path > 120.0, "{case}: {dead_path} s: {outage:#?}");
            } else {
                short += 1;
                assert!(
                    (21.0..=26.0).contains(&outage.reported_s),
                    "{case}: {outage:#?}"
                );
            }
        }
    }
    assert!(
        short > 0 && long > 0,
        "{short} short outages, {long} long ones"
    );
}

/// R1's circuit to R5 fails a minute into the run; its interface and its LMI stay up.
fn one_dlci(until_s: u64) -> Scenario {
    let pvc = fault(60_000, "pvc-down", "FR Serial0/1 105");
    until(faults(article(), vec![pvc]), until_s)
}

/// Where a router sends packets for an address.
fn next_hop(world: &World, router: &str, to: &str) -> Option<Ipv4Addr> {
    let node = world.nodes().iter().find(|node| node.name() == router);
    let device = node.and_then(|node| node.device()).expect("it is a router");
    let to = to.parse().expect("it is an address");
    device.rib().lookup(to).and_then(|route| route.next_hop)
}

/// Why packets died on a router from some time on, with how many of them.
fn deaths(world: &World, router: &str, from_s: u64, why: fn(&DropReason) -> bool) -> usize {
    let is_there = |drop: &&Dropped| {
        let node = drop.node.and_then(|node| world.node(node));
        drop.at >= Instant::from_secs(from_s) && node.is_some_and(|node| node.name() == router)
    };
    let drops = world.capture().drops().iter().filter(is_there);
    drops.filter(|drop| why(&drop.reason)).count()
}

/// Tracking does not see it, so R1 stays active and its tunnel up. RIP moves R1's way out to R4 when the silent one is
/// flushed, and still nothing comes through: R4's crypto map refuses what R1 hands over in the clear, and nobody tells R5
/// another way back, because R1's static route leaves by VLAN146 and split horizon keeps it from R4.
#[test]
fn one_dlci_that_fails_moves_nothing_and_rip_does_not_heal_it() {
    let scenario = one_dlci(500);
    for seed in 1..6 {
        let world = world(&scenario, seed, scenario.until());
        let case = Case::of_world(&scenario.id, seed, &world);
        assert_eq!(takeovers(&world), [], "{case}");
        let removed = world
            .facts()
            .iter()
            .find(|fact| matches!(fact.kind, FactKind::SaRemoved { .. }));
        assert!(removed.is_none(), "{case}: {removed:?}");
        let r4 = Some(Ipv4Addr::new(155, 1, 146, 4));
        assert_eq!(next_hop(&world, "R1", "155.1.58.5"), r4, "{case}");
        for router in ["R4", "R5"] {
            assert_eq!(
                next_hop(&world, router, "155.1.67.7"),
                None,
                "{case}: {router}"
            );
        }
        let in_circuit = |why: &DropReason| matches!(why, DropReason::CircuitDown(_));
        assert!(deaths(&world, "R1", 60, in_circuit) > 70, "{case}");
        // RIP's timers ran out 240 s after R5's last update, and R4 told its way within another 30 s.
        assert_eq!(deaths(&world, "R1", 331, in_circuit), 0, "{case}");
        let in_the_clear = |why: &DropReason| *why == DropReason::NotProtected;
        assert!(deaths(&world, "R4", 331, in_the_clear) > 70, "{case}");
        assert_eq!(
            deaths(&world, "R4", 60, in_the_clear),
            deaths(&world, "R4", 269, in_the_clear),
            "{case}"
        );
    }
    for report in sweep(&scenario, 1..6) {
        let outage = only(&report);
        assert_eq!(outage.end_s, None, "{}: {outage:#?}", Case::from(&report));
    }
}

#[test]
fn a_dlci_that_comes_back_after_rip_gave_it_up_ends_the_outage_with_rip() {
    let mut scenario = one_dlci(500);
    scenario
        .faults
        .push(fault(400_000, "pvc-up", "FR Serial0/1 105"));
    for report in sweep(&scenario, 1..6) {
        let (case, outage) = (Case::from(&report), only(&report));
        let end = outage.end_s.unwrap_or_default();
        assert!((400.0..=465.0).contains(&end), "{case}: {outage:#?}");
        // R1 waits for its own route to be flushed; then R4 refuses what it is handed.
        let (circuit, clear) = (
            seconds_of(outage, &["circuit_down"]),
            seconds_of(outage, &["not_protected"]),
        );
        assert!((205.0..=271.0).contains(&circuit), "{case}: {outage:#?}");
        assert!(clear > 60.0, "{case}: {clear} s: {outage:#?}");
    }
}

#[test]
fn a_dlci_that_comes_back_ends_its_outage_without_dpd() {
    let both = vec![
        fault(60_000, "pvc-down", "FR Serial0/1 105"),
        fault(90_000, "pvc-up", "FR Serial0/1 105"),
    ];
    for report in sweep(&faults(article(), both), 1..21) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert_explained(&report, outage);
        assert!(
            kinds(outage).contains(&"circuit_down"),
            "{case}: {outage:#?}"
        );
        assert!(
            seconds_of(outage, &["stale_sa_dpd_probing"]) < 0.001,
            "{case}: {outage:#?}"
        );
        let end = outage.end_s.unwrap_or_default();
        assert!((90.0..=155.0).contains(&end), "{case}: {outage:#?}");
    }
}

/// Reference 8.4: R4 gets a clear packet for its map and starts IKE itself; its INITIAL-CONTACT brings R6's old SAs down.
#[test]
fn traffic_from_behind_r5_recovers_in_seconds() {
    let scenario = flow(
        article(),
        "R5",
        "ping 155.1.67.7 source 155.1.58.5 repeat 1000000 timeout 2",
    );
    for report in sweep(&scenario, 1..51) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert!((2..=4).contains(&outage.lost), "{case}: {outage:#?}");
        assert!(
            (3.0..=8.1).contains(&outage.reported_s),
            "{case}: {outage:#?}"
        );
        assert_explained(&report, outage);
        assert!(
            !kinds(outage).contains(&"stale_sa_dpd_probing"),
            "{case}: {outage:#?}"
        );
    }
}
