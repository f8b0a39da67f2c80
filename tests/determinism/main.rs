//! A seed decides everything: time, facts and bytes.

mod encryption;
mod fork;
mod repeat;

use vipsec_core::sim::{Fact, World};
use vipsec_tests::Case;

/// Two worlds told the same facts, with the same causes at the same times.
fn assert_same_facts(case: &Case, a: &[Fact], b: &[Fact]) {
    for (a, b) in a.iter().zip(b) {
        assert_eq!(format!("{a:?}"), format!("{b:?}"), "{case}");
    }
    assert_eq!(a.len(), b.len(), "{case}");
}

/// Two worlds put the same frames on the same wires at the same times; what is encrypted is the same encrypted.
fn assert_same_frames(case: &Case, a: &World, b: &World) {
    let (a, b) = (a.capture(), b.capture());
    for (index, (a, b)) in a.frames().iter().zip(b.frames()).enumerate() {
        assert_eq!(
            (a.link, a.direction, a.crossing),
            (b.link, b.direction, b.crossing),
            "{case}, frame {index}"
        );
        assert_eq!(
            a.frame.wire_bytes(),
            b.frame.wire_bytes(),
            "{case}, frame {index}"
        );
    }
    assert_eq!(a.frames().len(), b.frames().len(), "{case}");
    assert_eq!(a.drops(), b.drops(), "{case}");
}
