//! The trace hash: one number that two equal runs share.
//!
//! XXH64 over each frame's time, link, direction, fate and clear bytes (all but what ESP encrypts, so that eager and
//! deferred runs agree). The algorithm and its layout are part of what must never change.

use xxhash_rust::xxh64::xxh64;

use crate::time::Instant;

/// A running trace hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trace(u64);

impl Trace {
    /// Mixes in an event: a kind, when, two numbers that say where and what, and bytes.
    pub fn mix(&mut self, kind: u8, at: Instant, place: u32, detail: u64, bytes: &[u8]) {
        let words = [
            self.0,
            at.as_nanos(),
            u64::from(kind) << 32 | u64::from(place),
            detail,
        ];
        let mut hash = xxh64(bytes, words[0]);
        for word in &words[1..] {
            hash = (hash ^ word)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(29);
        }
        self.0 = hash;
    }

    /// The hash so far.
    #[must_use]
    pub const fn value(&self) -> u64 {
        self.0
    }
}
