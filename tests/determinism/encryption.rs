//! Encrypting at once or only when somebody looks makes no difference to anybody who looks.

use vipsec_core::time::Instant;
use vipsec_tests::{Case, article, world};

use super::{assert_same_facts, assert_same_frames};

/// The failure and the recovery from it.
const END: Instant = Instant::from_secs(95);

#[test]
fn eager_and_deferred_encryption_agree_in_facts_hash_and_bytes() {
    let deferred = article();
    let mut eager = article();
    eager.releases.eager_encryption = true;
    for seed in 100..132 {
        let a = world(&deferred, seed, END);
        let b = world(&eager, seed, END);
        let case = Case::of_world(&deferred.id, seed, &a);
        assert_eq!(a.trace_hash(), b.trace_hash(), "{case}");
        assert_eq!(a.events(), b.events(), "{case}");
        assert_same_facts(&case, a.facts(), b.facts());
        assert_same_frames(&case, &a, &b);
    }
}

#[test]
fn the_two_really_differ_before_somebody_looks() {
    let deferred = article();
    let mut eager = article();
    eager.releases.eager_encryption = true;
    let a = world(&deferred, 1, END);
    let b = world(&eager, 1, END);
    let case = Case::of_world(&deferred.id, 1, &a);
    let is_deferred =
        |frame: &vipsec_core::node::frame::Frame| frame.seal().is_some_and(|seal| seal.is_deferred);
    let count = |world: &vipsec_core::sim::World| {
        world
            .capture()
            .frames()
            .iter()
            .filter(|captured| is_deferred(&captured.frame))
            .count()
    };
    assert!(count(&a) > 500, "{case}: {} deferred frames", count(&a));
    assert_eq!(count(&b), 0, "{case}");
    let plain_differs = a
        .capture()
        .frames()
        .iter()
        .zip(b.capture().frames())
        .any(|(a, b)| a.frame.raw() != b.frame.raw());
    assert!(plain_differs, "{case}");
}
