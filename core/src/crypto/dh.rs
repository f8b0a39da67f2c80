//! Diffie–Hellman over the MODP groups 1, 2 (RFC 2409 §6), 5 and 14 (RFC 3526), generator 2.
//!
//! Private exponents have 256 bits, which is more than twice the strength of the largest group here and keeps the
//! cost of an exchange independent of the group's size in the number of squarings.

use core::fmt;
use std::sync::LazyLock;

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U256, U768, U1024, U1536, U2048, Uint};
use serde::{Deserialize, Serialize};

use crate::rng::Rng;

/// A MODP group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DhGroup {
    /// Group 1, 768 bits.
    Modp768,
    /// Group 2, 1024 bits.
    Modp1024,
    /// Group 5, 1536 bits.
    Modp1536,
    /// Group 14, 2048 bits.
    Modp2048,
}

impl DhGroup {
    /// Every group, smallest first.
    pub const ALL: [Self; 4] = [
        Self::Modp768,
        Self::Modp1024,
        Self::Modp1536,
        Self::Modp2048,
    ];

    /// Its number: 1, 2, 5 or 14.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Modp768 => 1,
            Self::Modp1024 => 2,
            Self::Modp1536 => 5,
            Self::Modp2048 => 14,
        }
    }

    /// The group of that number, if it is one of these.
    #[must_use]
    pub const fn from_number(number: u64) -> Option<Self> {
        match number {
            1 => Some(Self::Modp768),
            2 => Some(Self::Modp1024),
            5 => Some(Self::Modp1536),
            14 => Some(Self::Modp2048),
            _ => None,
        }
    }

    /// Size of the prime, in bits.
    #[must_use]
    pub const fn bits(self) -> u16 {
        match self {
            Self::Modp768 => 768,
            Self::Modp1024 => 1024,
            Self::Modp1536 => 1536,
            Self::Modp2048 => 2048,
        }
    }

    /// Length of public values and shared secrets, in octets.
    #[must_use]
    pub const fn public_len(self) -> usize {
        self.bits() as usize / 8
    }
}

/// Why a peer's public value was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum DhError {
    /// Not as long as the group's prime.
    #[error("public value of {got} octets where the group has {needed}")]
    Length {
        /// Octets of the group's prime.
        needed: usize,
        /// Octets given.
        got: usize,
    },
    /// 0, 1, p − 1 or not below p: the secret would be known to everyone.
    #[error("degenerate public value")]
    Degenerate,
}

/// A private exponent and its public value.
#[derive(Clone, PartialEq, Eq)]
pub struct DhKeyPair {
    group: DhGroup,
    private: [u8; 32],
    public: Vec<u8>,
}

impl DhKeyPair {
    /// A new pair from random octets.
    #[must_use]
    pub fn generate(group: DhGroup, rng: &mut Rng) -> Self {
        let mut private = rng.bytes::<32>();
        // Never a tiny exponent, whatever was drawn.
        private[0] |= 0x80;
        Self::from_private(group, private)
    }

    /// The pair of a given private exponent, big-endian.
    #[must_use]
    pub fn from_private(group: DhGroup, private: [u8; 32]) -> Self {
        let public = match group {
            DhGroup::Modp768 => MODP_768.power_of_two(&private),
            DhGroup::Modp1024 => MODP_1024.power_of_two(&private),
            DhGroup::Modp1536 => MODP_1536.power_of_two(&private),
            DhGroup::Modp2048 => MODP_2048.power_of_two(&private),
        };
        Self {
            group,
            private,
            public,
        }
    }

    /// The group.
    #[must_use]
    pub const fn group(&self) -> DhGroup {
        self.group
    }

    /// The public value, big-endian, as long as the prime.
    #[must_use]
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// The secret shared with the owner of `peer`, big-endian, as long as the prime.
    ///
    /// # Errors
    /// [`DhError`] if `peer` has the wrong length or is degenerate.
    pub fn shared_secret(&self, peer: &[u8]) -> Result<Vec<u8>, DhError> {
        let needed = self.group.public_len();
        if peer.len() != needed {
            return Err(DhError::Length {
                needed,
                got: peer.len(),
            });
        }
        let exponent = U256::from_be_slice(&self.private);
        match self.group {
            DhGroup::Modp768 => MODP_768.power(peer, &exponent),
            DhGroup::Modp1024 => MODP_1024.power(peer, &exponent),
            DhGroup::Modp1536 => MODP_1536.power(peer, &exponent),
            DhGroup::Modp2048 => MODP_2048.power(peer, &exponent),
        }
    }
}

impl fmt::Debug for DhKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DhKeyPair({:?})", self.group)
    }
}

/// Distance of the comb's teeth, in bits.
const TOOTH: usize = 64;

/// Arithmetic modulo a group's prime. Exponents are not kept secret from whoever measures time: nobody is attacked here.
struct Modulus<const N: usize> {
    params: FixedMontyParams<N>,
    /// At `c − 1`: the product of 2^(2^(64 t)) over those t of 1, 2, 3 whose bit t − 1 is set in c.
    comb: [FixedMontyForm<N>; 7],
}

impl<const N: usize> Modulus<N> {
    fn new(modulus: Odd<Uint<N>>) -> Self {
        let params = FixedMontyParams::new_vartime(modulus);
        let mut tooth = FixedMontyForm::one(&params).double();
        let mut comb = [tooth; 7];
        for t in 0..3 {
            (0..TOOTH).for_each(|_| tooth = tooth.square());
            let lower = 1 << t;
            comb[lower - 1] = tooth;
            for c in 1..lower {
                comb[lower + c - 1] = tooth.mul(&comb[c - 1]);
            }
        }
        Self { params, comb }
    }

    /// 2 to the power of `exponent`, big-endian, by a comb of four teeth (Lim and Lee): a quarter of the squarings, and
    /// the lowest tooth is a doubling, which costs next to nothing.
    fn power_of_two(&self, exponent: &[u8; 32]) -> Vec<u8> {
        // The bit of value 2^index.
        let bit = |index: usize| usize::from(exponent[31 - index / 8] >> (index % 8) & 1);
        let mut result = FixedMontyForm::one(&self.params);
        for low in (0..TOOTH).rev() {
            result = result.square();
            let column = (0..3).fold(0, |column, t| column | bit(low + TOOTH * (t + 1)) << t);
            if let Some(tooth) = column.checked_sub(1).map(|index| &self.comb[index]) {
                result = result.mul(tooth);
            }
            if bit(low) == 1 {
                result = result.double();
            }
        }
        result.retrieve().to_be_bytes().as_ref().to_vec()
    }

    /// `base` to the power of `exponent`; `base` is as long as the prime.
    fn power(&self, base: &[u8], exponent: &U256) -> Result<Vec<u8>, DhError> {
        let base = Uint::<N>::from_be_slice(base);
        let largest = self.params.modulus().as_ref().wrapping_sub(&Uint::ONE);
        if base <= Uint::ONE || base >= largest {
            return Err(DhError::Degenerate);
        }
        let secret = FixedMontyForm::new(&base, &self.params).pow_vartime(exponent);
        Ok(secret.retrieve().to_be_bytes().as_ref().to_vec())
    }
}

static MODP_768: LazyLock<Modulus<{ U768::LIMBS }>> =
    LazyLock::new(|| Modulus::new(Odd::<U768>::from_be_hex(PRIME_768)));
static MODP_1024: LazyLock<Modulus<{ U1024::LIMBS }>> =
    LazyLock::new(|| Modulus::new(Odd::<U1024>::from_be_hex(PRIME_1024)));
static MODP_1536: LazyLock<Modulus<{ U1536::LIMBS }>> =
    LazyLock::new(|| Modulus::new(Odd::<U1536>::from_be_hex(PRIME_1536)));
static MODP_2048: LazyLock<Modulus<{ U2048::LIMBS }>> =
    LazyLock::new(|| Modulus::new(Odd::<U2048>::from_be_hex(PRIME_2048)));

/// The prime of group 1, RFC 2409 §6.1.
const PRIME_768: &str = "\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A3620FFFFFFFFFFFFFFFF";
/// The prime of group 2, RFC 2409 §6.2.
const PRIME_1024: &str = "\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF";
/// The prime of group 5, RFC 3526 §2.
const PRIME_1536: &str = "\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05\
    98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB\
    9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF";
/// The prime of group 14, RFC 3526 §3.
const PRIME_2048: &str = "\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05\
    98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB\
    9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
    E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718\
    3995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF";
#[cfg(test)]
mod tests {
    use super::*;

    /// floor(2^scale / (x atan-series)): arctan(1/x), fixed point, as base 2^32 digits from the most significant.
    fn arctan_of_inverse(x: u32, words: usize) -> Vec<u32> {
        let divide = |digits: &mut [u32], by: u32| {
            let mut rest = 0_u64;
            for digit in digits {
                let value = rest << 32 | u64::from(*digit);
                *digit = (value / u64::from(by)) as u32;
                rest = value % u64::from(by);
            }
        };
        let mut term = vec![0; words];
        term[0] = 1;
        divide(&mut term, x);
        let mut sum = term.clone();
        for k in 1.. {
            divide(&mut term, x * x);
            let mut part = term.clone();
            divide(&mut part, 2 * k + 1);
            if part.iter().all(|digit| *digit == 0) {
                break;
            }
            accumulate(&mut sum, &part, k % 2 == 1);
        }
        sum
    }

    fn accumulate(sum: &mut [u32], part: &[u32], subtract: bool) {
        let mut carry = 0_i64;
        for (digit, other) in sum.iter_mut().zip(part).rev() {
            let other = i64::from(*other) * if subtract { -1 } else { 1 };
            let value = i64::from(*digit) + other + carry;
            *digit = value as u32;
            carry = value >> 32;
        }
    }

    /// The digits of pi in base 2^32, most significant first, by Machin's formula.
    fn pi(words: usize) -> Vec<u32> {
        let mut pi = vec![0; words];
        let (a, b) = (arctan_of_inverse(5, words), arctan_of_inverse(239, words));
        (0..16).for_each(|_| accumulate(&mut pi, &a, false));
        (0..4).for_each(|_| accumulate(&mut pi, &b, true));
        pi
    }

    /// 2^n − 2^(n−64) − 1 + 2^64 · (floor(2^(n−130) · pi) + k), RFC 2409 §6 and RFC 3526.
    fn prime_by_formula(bits: u32, k: u32) -> U2048 {
        let digits = pi(2048 / 32 + 2);
        // 3.xxx with 1984 fractional bits, then cut to bits − 130 fractional ones.
        let mut value = U2048::ZERO;
        for digit in &digits[..63] {
            value = value.wrapping_shl_vartime(32) | U2048::from_u32(*digit);
        }
        let middle = value
            .wrapping_shr_vartime(62 * 32 - (bits - 130))
            .wrapping_add(&U2048::from_u32(k));
        let top = U2048::MAX.wrapping_shr_vartime(2048 - bits);
        let hole = U2048::ONE.wrapping_shl_vartime(bits - 64);
        top.wrapping_sub(&hole)
            .wrapping_add(&middle.wrapping_shl_vartime(64))
    }

    #[test]
    fn the_primes_are_those_of_the_formula() {
        for (bits, k, hex) in [
            (768, 149_686, PRIME_768),
            (1024, 129_093, PRIME_1024),
            (1536, 741_804, PRIME_1536),
            (2048, 124_476, PRIME_2048),
        ] {
            let padded = format!("{hex:0>512}");
            assert_eq!(
                prime_by_formula(bits, k),
                U2048::from_be_hex(&padded),
                "{bits}"
            );
        }
    }

    #[test]
    fn powers_match_an_independent_computation() {
        use crate::crypto::HashAlgorithm;
        use hex_literal::hex;

        let private: [u8; 32] = core::array::from_fn(|i| i as u8 + 1);
        // SHA-256 of 2^x and of 3^x mod p, computed with another program.
        let known = [
            (
                DhGroup::Modp768,
                hex!("983f65c1780576f288fcef2024c395c3012bcb2ca1894b8d1c7021869db87968"),
                hex!("3bd4d23603fad18c26a5d6fd78204ca37348c9b4c65dd4333bf1d3d283a5a55b"),
            ),
            (
                DhGroup::Modp1024,
                hex!("3e5e53f04e5eeec9a4732ead2dc7f2ffad5d7f6aab19395b4a8130e8ec660251"),
                hex!("7e472f30e68737f5e664d488bf19b8e51a26eefae029fde0ea6ae3a41ae68c33"),
            ),
            (
                DhGroup::Modp1536,
                hex!("9a5ea5c17387a96223486d00a3d3437a4622bc0c790f48f01a1cebca6ce67221"),
                hex!("c3c93716a0a4d3c344dbab7f817b35f76363f9701f49cd30e2e3f8f9e1155ce9"),
            ),
            (
                DhGroup::Modp2048,
                hex!("0b9cb9036d2a594a7e3b43169bdf47ee9c7b64a2292203f1bb137b0b648d7e3c"),
                hex!("69a1288df2ff054406976b382bd71cdf6689f028a31324d758980c2335c9c536"),
            ),
        ];
        for (group, of_two, of_three) in known {
            let pair = DhKeyPair::from_private(group, private);
            let mut three = vec![0; group.public_len()];
            three[group.public_len() - 1] = 3;
            let secret = pair.shared_secret(&three).unwrap();
            let sha = |bytes: &[u8]| HashAlgorithm::Sha256.digest(&[bytes]).to_vec();
            assert_eq!(sha(pair.public()), of_two, "{group:?}");
            assert_eq!(sha(&secret), of_three, "{group:?}");
        }
    }

    #[test]
    fn the_comb_agrees_with_plain_exponentiation() {
        let mut rng = Rng::from_seed(6);
        let single_bits = (0..256).map(|bit| {
            let mut private = [0; 32];
            private[31 - bit / 8] = 1 << (bit % 8);
            private
        });
        let random = core::iter::repeat_with(|| rng.bytes::<32>()).take(20);
        let mut two = [0; 96];
        two[95] = 2;
        for private in single_bits.chain(random).chain([[0xff; 32]]) {
            let pair = DhKeyPair::from_private(DhGroup::Modp768, private);
            assert_eq!(pair.shared_secret(&two).as_deref(), Ok(pair.public()));
        }
    }

    #[test]
    fn two_sides_agree_in_every_group() {
        let mut rng = Rng::from_seed(5);
        for group in DhGroup::ALL {
            let a = DhKeyPair::generate(group, &mut rng);
            let b = DhKeyPair::generate(group, &mut rng);
            assert_eq!(a.public().len(), group.public_len());
            assert_eq!(
                a.shared_secret(b.public()).unwrap(),
                b.shared_secret(a.public()).unwrap()
            );
            assert_eq!(DhGroup::from_number(group.number().into()), Some(group));
        }
    }

    #[test]
    fn degenerate_values_are_refused() {
        let pair = DhKeyPair::generate(DhGroup::Modp768, &mut Rng::from_seed(1));
        let prime = U768::from_be_hex(PRIME_768);
        let refused = |value: &U768| {
            let bytes = value.to_be_bytes();
            pair.shared_secret(bytes.as_ref()) == Err(DhError::Degenerate)
        };
        assert!(refused(&U768::ZERO) && refused(&U768::ONE) && refused(&U768::MAX));
        assert!(refused(&prime) && refused(&prime.wrapping_sub(&U768::ONE)));
        assert!(!refused(&U768::from_u32(2)));
        assert_eq!(
            pair.shared_secret(&[1; 95]),
            Err(DhError::Length {
                needed: 96,
                got: 95
            })
        );
    }
}
