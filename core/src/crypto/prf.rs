//! HMAC (RFC 2104): the pseudo-random function of IKE and the integrity check of ESP.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::Sha256;

use super::hash::{Digest, HashAlgorithm};

/// An HMAC key whose inner and outer pads have been absorbed.
#[derive(Clone)]
pub struct HmacKey(Prepared);

#[derive(Clone)]
enum Prepared {
    Md5(Hmac<Md5>),
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
}

impl HmacKey {
    /// Prepares a key of any length.
    #[must_use]
    pub fn new(hash: HashAlgorithm, key: &[u8]) -> Self {
        const ANY: &str = "HMAC takes keys of any length";
        Self(match hash {
            HashAlgorithm::Md5 => Prepared::Md5(Hmac::new_from_slice(key).expect(ANY)),
            HashAlgorithm::Sha1 => Prepared::Sha1(Hmac::new_from_slice(key).expect(ANY)),
            HashAlgorithm::Sha256 => Prepared::Sha256(Hmac::new_from_slice(key).expect(ANY)),
        })
    }

    /// The hash under the key.
    #[must_use]
    pub const fn algorithm(&self) -> HashAlgorithm {
        match self.0 {
            Prepared::Md5(_) => HashAlgorithm::Md5,
            Prepared::Sha1(_) => HashAlgorithm::Sha1,
            Prepared::Sha256(_) => HashAlgorithm::Sha256,
        }
    }

    /// The code of the concatenation of `parts`, in full length.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> Digest {
        match &self.0 {
            Prepared::Md5(key) => finish(key.clone(), parts),
            Prepared::Sha1(key) => finish(key.clone(), parts),
            Prepared::Sha256(key) => finish(key.clone(), parts),
        }
    }
}

fn finish(mut mac: impl Mac, parts: &[&[u8]]) -> Digest {
    parts.iter().for_each(|part| mac.update(part));
    Digest::new(&mac.finalize().into_bytes())
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HmacKey({:?})", self.algorithm())
    }
}

/// HMAC of `parts` with a key that is used once.
#[must_use]
pub fn prf(hash: HashAlgorithm, key: &[u8], parts: &[&[u8]]) -> Digest {
    HmacKey::new(hash, key).mac(parts)
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn hmac_md5_and_sha1_match_rfc_2202() {
        let md5 = |key: &[u8], text: &[u8]| prf(HashAlgorithm::Md5, key, &[text]).to_vec();
        let sha1 = |key: &[u8], text: &[u8]| prf(HashAlgorithm::Sha1, key, &[text]).to_vec();
        assert_eq!(
            md5(&[0x0b; 16], b"Hi There"),
            hex!("9294727a3638bb1c13f48ef8158bfc9d")
        );
        assert_eq!(
            md5(b"Jefe", b"what do ya want for nothing?"),
            hex!("750c783e6ab0b503eaa86e310a5db738")
        );
        assert_eq!(
            md5(
                &[0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            hex!("6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd")
        );
        assert_eq!(
            sha1(&[0x0b; 20], b"Hi There"),
            hex!("b617318655057264e28bc0b6fb378c8ef146be00")
        );
        assert_eq!(
            sha1(b"Jefe", b"what do ya want for nothing?"),
            hex!("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        );
    }

    #[test]
    fn hmac_sha256_matches_rfc_4231() {
        assert_eq!(
            prf(HashAlgorithm::Sha256, &[0x0b; 20], &[b"Hi ", b"There"]).to_vec(),
            hex!("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        );
        assert_eq!(
            prf(
                HashAlgorithm::Sha256,
                b"Jefe",
                &[b"what do ya want for nothing?"]
            )
            .to_vec(),
            hex!("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        );
    }

    #[test]
    fn a_prepared_key_can_be_used_again_and_does_not_print_itself() {
        let key = HmacKey::new(HashAlgorithm::Sha1, b"Jefe");
        assert_eq!(key.mac(&[b"a", b"b"]), key.mac(&[b"ab"]));
        assert_eq!(format!("{key:?}"), "HmacKey(Sha1)");
    }
}
