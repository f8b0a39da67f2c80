//! A copy of a world goes on as the world does, and leaves it alone.

use vipsec_core::node::PingRequest;
use vipsec_core::sim::Cause;
use vipsec_core::time::{Duration, Instant};
use vipsec_tests::{Case, article, world};

use super::{assert_same_facts, assert_same_frames};

#[test]
fn a_clone_and_a_fork_go_on_as_the_world_does() {
    let scenario = article();
    // Before the failure, while the SA is stale, while DPD asks, and while IKE is at work.
    for (seed, secs) in [(1, 30), (2, 65), (3, 75), (4, 81), (5, 82), (6, 120)] {
        let mut original = world(&scenario, seed, Instant::from_secs(secs));
        let case = Case::of_world(&scenario.id, seed, &original);
        let told = original.facts().len();
        let (mut clone, mut fork) = (original.clone(), original.fork());
        let end = original.now() + Duration::from_secs(40);
        // One of them makes small steps.
        while clone.now() < end {
            clone.run_until((clone.now() + Duration::from_millis(7)).min(end), u64::MAX);
        }
        original.run_until(end, u64::MAX);
        fork.run_until(end, u64::MAX);
        for other in [&clone, &fork] {
            assert_eq!(
                original.trace_hash(),
                other.trace_hash(),
                "{case}, forked at {secs} s"
            );
            assert_eq!(
                original.events(),
                other.events(),
                "{case}, forked at {secs} s"
            );
        }
        assert_same_facts(&case, original.facts(), clone.facts());
        assert_same_facts(&case, &original.facts()[told..], fork.facts());
        assert_same_frames(&case, &original, &clone);
        assert!(original.facts().len() > told, "{case}: nothing happened");
    }
}

#[test]
fn what_happens_in_a_fork_does_not_happen_in_the_world() {
    let scenario = article();
    let end = Instant::from_secs(120);
    let undisturbed = world(&scenario, 9, end);
    let case = Case::of_world(&scenario.id, 9, &undisturbed);
    let mut original = world(&scenario, 9, Instant::from_secs(100));
    let switch = original
        .nodes()
        .iter()
        .position(|node| node.name() == "SW1")
        .expect("the lab has SW1");
    let id = vipsec_core::types::NodeId(switch as u16);
    let mut fork = original.fork();
    let request = PingRequest::new("155.1.58.5".parse().expect("an address"));
    let started = fork.with_node(id, Cause::Boot, |node, now, fx| {
        node.device_mut()
            .map(|device| device.start_ping(now, request, fx))
    });
    assert!(started.flatten().is_some(), "{case}");
    fork.run_until(end, u64::MAX);
    original.run_until(end, u64::MAX);
    assert_ne!(
        fork.trace_hash(),
        original.trace_hash(),
        "{case}: the ping left no trace"
    );
    assert_eq!(undisturbed.trace_hash(), original.trace_hash(), "{case}");
}
