//! Networks that eat themselves: the event budget ends them, and the end says so.

use serde_json::json;
use vipsec_core::lab::view::Command;
use vipsec_core::lab::{Lab, find_scenario, report};
use vipsec_core::node::drop_reason::DropReason;
use vipsec_core::scenario::Scenario;
use vipsec_core::sim::RunEnd;
use vipsec_core::time::Instant;
use vipsec_tests::{Case, world};

const BUDGET: u64 = 100_000;

/// Two switches with two cables between them, and a router whose first ARP request never comes to rest.
fn loop_of_switches() -> Scenario {
    let document = json!({
        "version": 1,
        "id": "switch-loop",
        "title": "A loop of switches",
        "until_ms": 60_000,
        "devices": [
            {"name": "R1", "kind": "router", "ports": ["FastEthernet0/0"], "config": [
                "interface FastEthernet0/0",
                "ip address 10.0.0.1 255.255.255.0",
            ]},
            {"name": "SW1", "kind": "switch", "ports": ["FastEthernet0/1", "FastEthernet0/2", "FastEthernet0/3"]},
            {"name": "SW2", "kind": "switch", "ports": ["FastEthernet0/1", "FastEthernet0/2"]},
        ],
        "links": [
            {"a": "R1 FastEthernet0/0", "b": "SW1 FastEthernet0/3"},
            {"a": "SW1 FastEthernet0/1", "b": "SW2 FastEthernet0/1"},
            {"a": "SW1 FastEthernet0/2", "b": "SW2 FastEthernet0/2"},
        ],
        "flows": [{"name": "R1 to nobody", "at_ms": 5_000, "device": "R1", "line": "ping 10.0.0.9 repeat 5"}],
    });
    find_scenario(&document.to_string()).expect("it is a good document")
}

/// Two routers that each send what they do not know to the other.
fn loop_of_routers() -> Scenario {
    let router = |name: &str, own: u8, other: u8| {
        json!({"name": name, "kind": "router", "ports": ["FastEthernet0/0"], "config": [
            "interface FastEthernet0/0",
            format!("ip address 10.0.0.{own} 255.255.255.0"),
            format!("ip route 0.0.0.0 0.0.0.0 10.0.0.{other}"),
        ]})
    };
    let document = json!({
        "version": 1,
        "id": "router-loop",
        "title": "A loop of routers",
        "until_ms": 60_000,
        "devices": [router("R1", 1, 2), router("R2", 2, 1)],
        "links": [{"a": "R1 FastEthernet0/0", "b": "R2 FastEthernet0/0"}],
        "flows": [{"name": "R1 to nowhere", "at_ms": 5_000, "device": "R1", "line": "ping 192.0.2.1 repeat 20"}],
    });
    find_scenario(&document.to_string()).expect("it is a good document")
}

#[test]
fn a_broadcast_storm_ends_with_the_budget() {
    let scenario = loop_of_switches();
    let report = report::run(&scenario, 1, scenario.until(), BUDGET);
    let case = Case::from(&report);
    assert_eq!(report.stopped_by, "budget", "{case}");
    assert_eq!(report.events, BUDGET, "{case}");
    assert!(
        (5.0..60.0).contains(&report.until_s),
        "{case}: stopped at {} s",
        report.until_s
    );
}

#[test]
fn a_world_in_a_storm_ends_with_the_budget_again_and_again() {
    let scenario = loop_of_switches();
    let mut world = world(&scenario, 1, Instant::from_millis(5_010));
    for _ in 0..3 {
        let before = world.events();
        assert_eq!(world.run_until(Instant::FAR_FUTURE, 5_000), RunEnd::Budget);
        assert_eq!(
            world.events() - before,
            5_000,
            "{}",
            Case::of_world(&scenario.id, 1, &world)
        );
    }
}

#[test]
fn a_storm_keeps_no_more_frames_than_it_may() {
    const FRAMES: usize = 2_000;
    let scenario = loop_of_switches();
    let mut world = world(&scenario, 1, Instant::from_millis(5_000));
    world.set_frame_budget(FRAMES);
    let case = Case::of_world(&scenario.id, 1, &world);
    let end = world.run_until(Instant::FAR_FUTURE, 1_000_000);
    assert_eq!(end, RunEnd::FrameBudget, "{case}");
    // One event may flood a frame out of every port.
    let kept = world.capture().frames().len();
    assert!((FRAMES..FRAMES + 8).contains(&kept), "{case}: {kept} kept");
    let events = world.events();
    assert_eq!(
        world.run_until_idle(1_000_000),
        RunEnd::FrameBudget,
        "{case}"
    );
    assert_eq!(world.events(), events, "{case}");
    // What keeps nothing has no such end.
    assert_eq!(
        world.fork().run_until(Instant::FAR_FUTURE, 5_000),
        RunEnd::Budget,
        "{case}"
    );
}

#[test]
fn a_lab_in_a_storm_comes_back_after_the_events_it_was_given() {
    let mut lab = Lab::new();
    let scenario = loop_of_switches();
    let open = Command::Open {
        scenario: scenario.to_json(),
        seed: Some(1),
        timed_faults: true,
        start_at_ns: 0,
    };
    let mut update = lab.handle(open);
    assert_eq!(update.error, None);
    for _ in 0..20 {
        let before = update.events;
        update = lab.handle(Command::Advance {
            to_ns: 60_000_000_000,
            max_events: 2_000,
        });
        assert_eq!(update.error, None);
        assert!(
            update.events - before <= 2_000 && !update.idle,
            "{} events",
            update.events - before
        );
        assert!(update.frames.len() <= vipsec_core::lab::view::MAX_FRAMES);
    }
    assert!(update.now_ns < 60_000_000_000, "there was no storm");
}

#[test]
fn a_storm_ends_when_the_loop_is_cut() {
    let mut scenario = loop_of_switches();
    scenario.faults = vec![vipsec_tests::fault(5_030, "cut", "SW1 FastEthernet0/2")];
    let report = report::run(&scenario, 1, scenario.until(), BUDGET);
    assert_eq!(
        report.stopped_by,
        "until",
        "{}: {} events",
        Case::from(&report),
        report.events
    );
    assert!(
        report.events > 2_000,
        "{}: {} events",
        Case::from(&report),
        report.events
    );
}

#[test]
fn a_routing_loop_ends_with_the_time_to_live() {
    let scenario = loop_of_routers();
    let report = report::run(&scenario, 1, scenario.until(), BUDGET);
    let case = Case::from(&report);
    assert_eq!(report.stopped_by, "until", "{case}");
    // 255 hops an echo, and as many frames.
    assert!(
        (2_000..12_000).contains(&report.events),
        "{case}: {} events",
        report.events
    );
    let world = world(&scenario, 1, scenario.until());
    let died = world
        .capture()
        .drops()
        .iter()
        .filter(|drop| drop.reason == DropReason::TtlExpired)
        .count();
    assert_eq!(died, 20, "{case}");
}

#[test]
fn a_ping_without_a_timeout_ends_with_the_budget() {
    let mut scenario = vipsec_tests::article();
    scenario.flows[0].line = "ping 155.1.58.5 repeat 1000000 timeout 0".to_owned();
    let report = report::run(&scenario, 1, scenario.until(), BUDGET);
    let case = Case::from(&report);
    assert!(report.events <= BUDGET, "{case}: {} events", report.events);
}
