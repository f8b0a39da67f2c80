//! MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4).

use core::fmt;
use core::ops::Deref;

use md5::Digest as _;
use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::Sha256;

/// A hash algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HashAlgorithm {
    /// MD5, 16 octets.
    Md5,
    /// SHA-1, 20 octets.
    Sha1,
    /// SHA-256, 32 octets.
    Sha256,
}

impl HashAlgorithm {
    /// Length of the digest, in octets.
    #[must_use]
    pub const fn output_len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// The digest of the concatenation of `parts`.
    #[must_use]
    pub fn digest(self, parts: &[&[u8]]) -> Digest {
        match self {
            Self::Md5 => {
                let mut hash = Md5::new();
                parts.iter().for_each(|part| hash.update(part));
                Digest::new(&hash.finalize())
            }
            Self::Sha1 => {
                let mut hash = Sha1::new();
                parts.iter().for_each(|part| hash.update(part));
                Digest::new(&hash.finalize())
            }
            Self::Sha256 => {
                let mut hash = Sha256::new();
                parts.iter().for_each(|part| hash.update(part));
                Digest::new(&hash.finalize())
            }
        }
    }
}

/// The output of a hash or keyed hash, up to 32 octets, without an allocation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    bytes: [u8; 32],
    len: u8,
}

impl Digest {
    /// A digest of the first 32 octets of `bytes`.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let len = bytes.len().min(32);
        let mut digest = Self {
            bytes: [0; 32],
            len: len as u8,
        };
        digest.bytes[..len].copy_from_slice(&bytes[..len]);
        digest
    }
}

impl Deref for Digest {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn md5_matches_the_suite_of_rfc_1321() {
        let md5 = |text: &str| HashAlgorithm::Md5.digest(&[text.as_bytes()]).to_vec();
        assert_eq!(md5(""), hex!("d41d8cd98f00b204e9800998ecf8427e"));
        assert_eq!(md5("abc"), hex!("900150983cd24fb0d6963f7d28e17f72"));
        assert_eq!(
            md5("abcdefghijklmnopqrstuvwxyz"),
            hex!("c3fcd3d76192e4007dfb496cca67e13b")
        );
    }

    #[test]
    fn sha_matches_the_examples_of_fips_180() {
        assert_eq!(
            HashAlgorithm::Sha1.digest(&[b"abc"]).to_vec(),
            hex!("a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d")
        );
        assert_eq!(
            HashAlgorithm::Sha256.digest(&[b"abc"]).to_vec(),
            hex!("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
    }

    #[test]
    fn parts_are_hashed_as_one_text() {
        for hash in [
            HashAlgorithm::Md5,
            HashAlgorithm::Sha1,
            HashAlgorithm::Sha256,
        ] {
            let whole = hash.digest(&[b"abcdef"]);
            assert_eq!(whole, hash.digest(&[b"ab", b"", b"cdef"]));
            assert_eq!(whole.len(), hash.output_len());
        }
    }
}
