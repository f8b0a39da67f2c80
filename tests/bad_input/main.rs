//! What no well-meaning person sends: broken frames, nonsense at consoles, mutilated documents, storms.
//! Whatever comes, nothing panics, every refusal has a reason, and a run ends.

mod commands;
mod documents;
mod frames;
mod lines;
mod storms;

use vipsec_core::rng::Rng;
use vipsec_core::types::NodeId;

/// A random element.
fn pick<'a, T>(rng: &mut Rng, from: &'a [T]) -> &'a T {
    &from[rng.below(from.len() as u64) as usize]
}

/// The index of a device of the article's lab.
fn device(name: &str) -> NodeId {
    let index = vipsec_tests::article()
        .device_index(name)
        .expect("the lab has this device");
    NodeId(index as u16)
}
