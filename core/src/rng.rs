//! The one source of chance: a seeded generator that can be split by name.
//!
//! xoshiro256** (Blackman and Vigna, public domain reference), seeded through SplitMix64.
//! Splitting by label means that a new device does not change what the others draw.

use crate::time::Duration;

/// A seeded pseudo-random generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rng {
    s: [u64; 4],
}

impl Rng {
    /// A generator whose whole future is decided by `seed`.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let mut state = seed;
        Self {
            s: core::array::from_fn(|_| split_mix_64(&mut state)),
        }
    }

    /// An independent generator for the part called `label`; `self` does not move.
    #[must_use]
    pub fn split(&self, label: &str) -> Self {
        // FNV-1a over the label, mixed with the parent's state.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in label.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self::from_seed(hash ^ self.s[0].rotate_left(17) ^ self.s[3])
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        let result = self.s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = self.s[1] << 17;
        self.s[2] ^= self.s[0];
        self.s[3] ^= self.s[1];
        self.s[1] ^= self.s[2];
        self.s[0] ^= self.s[3];
        self.s[2] ^= t;
        self.s[3] = self.s[3].rotate_left(45);
        result
    }

    /// The next 32 random bits.
    pub fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    /// A number in `0..bound`; zero for a bound of zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        high_product(self.next_u64(), bound)
    }

    /// A duration in `0..bound`.
    pub fn duration_below(&mut self, bound: Duration) -> Duration {
        Duration::from_nanos(self.below(bound.as_nanos() as u64))
    }

    /// True with a chance of `parts_per_million` in 1,000,000.
    pub fn chance(&mut self, parts_per_million: u32) -> bool {
        parts_per_million != 0 && self.below(1_000_000) < u64::from(parts_per_million)
    }

    /// Fills `bytes` with random octets.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let word = self.next_u64().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }

    /// An array of random octets.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

/// The upper half of the product. Bounds mostly have at most 32 bits, which needs no product of 128.
fn high_product(random: u64, bound: u64) -> u64 {
    if bound > u64::from(u32::MAX) {
        return ((u128::from(random) * u128::from(bound)) >> 64) as u64;
    }
    let (high, low) = (random >> 32, random & u64::from(u32::MAX));
    (high * bound + ((low * bound) >> 32)) >> 32
}

fn split_mix_64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_mix_64_matches_its_published_first_outputs() {
        let mut state = 1_234_567;
        assert_eq!(split_mix_64(&mut state), 6_457_827_717_110_365_317);
        assert_eq!(split_mix_64(&mut state), 3_203_168_211_198_807_973);
    }

    #[test]
    fn xoshiro_matches_the_reference_sequence() {
        let mut rng = Rng { s: [1, 2, 3, 4] };
        let got: [u64; 4] = core::array::from_fn(|_| rng.next_u64());
        assert_eq!(got, [11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240]);
    }

    #[test]
    fn splitting_is_by_label_and_leaves_the_parent_alone() {
        let parent = Rng::from_seed(7);
        assert_eq!(parent.split("R1"), parent.split("R1"));
        assert_ne!(parent.split("R1"), parent.split("R4"));
    }

    #[test]
    fn products_of_small_and_large_bounds_are_those_of_128_bits() {
        let mut rng = Rng::from_seed(2);
        let edges = [0, 1, u64::from(u32::MAX), 1 << 32, u64::MAX];
        for index in 0..1000 {
            let random = edges.get(index).copied().unwrap_or_else(|| rng.next_u64());
            let any = rng.next_u64();
            for bound in edges.into_iter().chain([any, any >> 32, any >> 45]) {
                let product = u128::from(random) * u128::from(bound);
                assert_eq!(u128::from(high_product(random, bound)), product >> 64);
            }
        }
    }

    #[test]
    fn below_stays_below() {
        let mut rng = Rng::from_seed(1);
        assert!((0..1000).all(|_| rng.below(10) < 10));
        assert_eq!(rng.below(0), 0);
    }
}
