//! DES (FIPS 46-3), triple DES and AES (FIPS 197) in cipher block chaining mode (SP 800-38A).

use core::fmt;
use std::sync::Arc;

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{
    Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit,
    KeyInit,
};
use des::{Des, TdesEde3};
use serde::{Deserialize, Serialize};

/// A block cipher in CBC mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cipher {
    /// No encryption: an empty key and an empty IV.
    Null,
    /// DES.
    Des,
    /// Triple DES, encrypt–decrypt–encrypt with three keys.
    TripleDes,
    /// AES with a 128-bit key.
    Aes128,
    /// AES with a 192-bit key.
    Aes192,
    /// AES with a 256-bit key.
    Aes256,
}

impl Cipher {
    /// Key length, in octets.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::Null => 0,
            Self::Des => 8,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes128 => 16,
            Self::Aes256 => 32,
        }
    }

    /// Block length, in octets; 1 for the null cipher.
    #[must_use]
    pub const fn block_len(self) -> usize {
        match self {
            Self::Null => 1,
            Self::Des | Self::TripleDes => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// IV length, in octets.
    #[must_use]
    pub const fn iv_len(self) -> usize {
        match self {
            Self::Null => 0,
            _ => self.block_len(),
        }
    }
}

/// Why a cipher refused its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum CipherError {
    /// The key is not as long as the cipher's.
    #[error("key of {got} octets where the cipher takes {needed}")]
    KeyLength {
        /// Octets the cipher takes.
        needed: usize,
        /// Octets given.
        got: usize,
    },
    /// The IV is not as long as the cipher's.
    #[error("initialization vector of {got} octets where the cipher takes {needed}")]
    IvLength {
        /// Octets the cipher takes.
        needed: usize,
        /// Octets given.
        got: usize,
    },
    /// The text is not a whole number of blocks.
    #[error("{len} octets are not a whole number of blocks of {block}")]
    PartialBlock {
        /// Octets given.
        len: usize,
        /// The cipher's block, in octets.
        block: usize,
    },
}

/// A key whose schedule has been computed; clones share it.
#[derive(Clone)]
pub struct CbcKey(Arc<Prepared>);

#[derive(PartialEq, Eq)]
struct Material {
    cipher: Cipher,
    key: [u8; 32],
}

struct Prepared {
    material: Material,
    schedule: Schedule,
}

#[allow(
    clippy::large_enum_variant,
    reason = "always behind an Arc, one for each security association"
)]
enum Schedule {
    Null,
    Des(Des),
    TripleDes(TdesEde3),
    Aes128(Aes128),
    Aes192(Aes192),
    Aes256(Aes256),
}

impl CbcKey {
    /// Prepares `key`.
    ///
    /// # Errors
    /// [`CipherError::KeyLength`] if it is not as long as the cipher's.
    pub fn new(cipher: Cipher, key: &[u8]) -> Result<Self, CipherError> {
        let wrong = CipherError::KeyLength {
            needed: cipher.key_len(),
            got: key.len(),
        };
        if key.len() != cipher.key_len() {
            return Err(wrong);
        }
        let schedule = match cipher {
            Cipher::Null => Schedule::Null,
            Cipher::Des => Schedule::Des(Des::new_from_slice(key).map_err(|_| wrong)?),
            Cipher::TripleDes => {
                Schedule::TripleDes(TdesEde3::new_from_slice(key).map_err(|_| wrong)?)
            }
            Cipher::Aes128 => Schedule::Aes128(Aes128::new_from_slice(key).map_err(|_| wrong)?),
            Cipher::Aes192 => Schedule::Aes192(Aes192::new_from_slice(key).map_err(|_| wrong)?),
            Cipher::Aes256 => Schedule::Aes256(Aes256::new_from_slice(key).map_err(|_| wrong)?),
        };
        let mut material = Material {
            cipher,
            key: [0; 32],
        };
        material.key[..key.len()].copy_from_slice(key);
        Ok(Self(Arc::new(Prepared { material, schedule })))
    }

    /// The cipher of this key.
    #[must_use]
    pub fn cipher(&self) -> Cipher {
        self.0.material.cipher
    }

    /// Its octets.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.0.material.key[..self.cipher().key_len()]
    }

    /// Encrypts whole blocks in place.
    ///
    /// # Errors
    /// [`CipherError`] on an IV or a text of the wrong length; the text is untouched.
    pub fn encrypt(&self, iv: &[u8], text: &mut [u8]) -> Result<(), CipherError> {
        self.check(iv, text)?;
        match &self.0.schedule {
            Schedule::Null => {}
            Schedule::Des(cipher) => encrypt(cipher, iv, text),
            Schedule::TripleDes(cipher) => encrypt(cipher, iv, text),
            Schedule::Aes128(cipher) => encrypt(cipher, iv, text),
            Schedule::Aes192(cipher) => encrypt(cipher, iv, text),
            Schedule::Aes256(cipher) => encrypt(cipher, iv, text),
        }
        Ok(())
    }

    /// Decrypts whole blocks in place.
    ///
    /// # Errors
    /// [`CipherError`] on an IV or a text of the wrong length; the text is untouched.
    pub fn decrypt(&self, iv: &[u8], text: &mut [u8]) -> Result<(), CipherError> {
        self.check(iv, text)?;
        match &self.0.schedule {
            Schedule::Null => {}
            Schedule::Des(cipher) => decrypt(cipher, iv, text),
            Schedule::TripleDes(cipher) => decrypt(cipher, iv, text),
            Schedule::Aes128(cipher) => decrypt(cipher, iv, text),
            Schedule::Aes192(cipher) => decrypt(cipher, iv, text),
            Schedule::Aes256(cipher) => decrypt(cipher, iv, text),
        }
        Ok(())
    }

    fn check(&self, iv: &[u8], text: &[u8]) -> Result<(), CipherError> {
        let cipher = self.cipher();
        if iv.len() != cipher.iv_len() {
            return Err(CipherError::IvLength {
                needed: cipher.iv_len(),
                got: iv.len(),
            });
        }
        if !text.len().is_multiple_of(cipher.block_len()) {
            return Err(CipherError::PartialBlock {
                len: text.len(),
                block: cipher.block_len(),
            });
        }
        Ok(())
    }
}

/// `iv` is as long as a block of `cipher` and `text` is whole blocks: the caller has checked.
fn encrypt<C: BlockCipherEncrypt>(cipher: &C, iv: &[u8], text: &mut [u8]) {
    let iv = Array::try_from(iv).expect("the IV's length was checked");
    let (blocks, _) = Array::slice_as_chunks_mut(text);
    cbc::Encryptor::inner_iv_init(cipher, &iv).encrypt_blocks(blocks);
}

/// As [`encrypt`], backwards.
fn decrypt<C: BlockCipherDecrypt>(cipher: &C, iv: &[u8], text: &mut [u8]) {
    let iv = Array::try_from(iv).expect("the IV's length was checked");
    let (blocks, _) = Array::slice_as_chunks_mut(text);
    cbc::Decryptor::inner_iv_init(cipher, &iv).decrypt_blocks(blocks);
}

impl PartialEq for CbcKey {
    /// Whether both encrypt alike.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.material == other.0.material
    }
}

impl Eq for CbcKey {}

impl fmt::Debug for CbcKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CbcKey({:?})", self.cipher())
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    fn both_ways(cipher: Cipher, key: &[u8], iv: &[u8], plain: &[u8], sealed: &[u8]) {
        let key = CbcKey::new(cipher, key).unwrap();
        let mut text = plain.to_vec();
        key.encrypt(iv, &mut text).unwrap();
        assert_eq!(text, sealed, "{cipher:?} encrypts");
        key.decrypt(iv, &mut text).unwrap();
        assert_eq!(text, plain, "{cipher:?} decrypts");
    }

    #[test]
    fn des_cbc_matches_the_example_of_fips_81() {
        both_ways(
            Cipher::Des,
            &hex!("0123456789abcdef"),
            &hex!("1234567890abcdef"),
            b"Now is the time for all ",
            &hex!("e5c7cdde872bf27c 43e934008c389c0f 683788499a7c05f6"),
        );
    }

    #[test]
    fn triple_des_matches_the_example_of_sp_800_67() {
        let key = hex!("0123456789abcdef 23456789abcdef01 456789abcdef0123");
        let blocks: [(&[u8], [u8; 8]); 3] = [
            (b"The qufc", hex!("a826fd8ce53b855f")),
            (b"k brown ", hex!("cce21c8112256fe6")),
            (b"fox jump", hex!("68d5c05dd9b6b900")),
        ];
        for (plain, sealed) in blocks {
            both_ways(Cipher::TripleDes, &key, &[0; 8], plain, &sealed);
        }
    }

    #[test]
    fn aes_cbc_matches_sp_800_38a() {
        let iv = hex!("000102030405060708090a0b0c0d0e0f");
        let plain = hex!("6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51");
        both_ways(
            Cipher::Aes128,
            &hex!("2b7e151628aed2a6abf7158809cf4f3c"),
            &iv,
            &plain,
            &hex!("7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2"),
        );
        both_ways(
            Cipher::Aes192,
            &hex!("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"),
            &iv,
            &plain,
            &hex!("4f021db243bc633d7178183a9fa071e8 b4d9ada9ad7dedf4e5e738763f69145a"),
        );
        both_ways(
            Cipher::Aes256,
            &hex!("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"),
            &iv,
            &plain,
            &hex!("f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d"),
        );
    }

    #[test]
    fn the_null_cipher_changes_nothing() {
        both_ways(Cipher::Null, &[], &[], b"abc", b"abc");
    }

    #[test]
    fn wrong_lengths_are_refused() {
        assert_eq!(
            CbcKey::new(Cipher::Des, &[0; 7]),
            Err(CipherError::KeyLength { needed: 8, got: 7 })
        );
        let key = CbcKey::new(Cipher::Aes128, &[0; 16]).unwrap();
        assert_eq!(
            key.encrypt(&[0; 8], &mut [0; 16]),
            Err(CipherError::IvLength { needed: 16, got: 8 })
        );
        assert_eq!(
            key.decrypt(&[0; 16], &mut [0; 17]),
            Err(CipherError::PartialBlock { len: 17, block: 16 })
        );
    }

    #[test]
    fn keys_compare_by_material_and_do_not_print_themselves() {
        let key = |byte| CbcKey::new(Cipher::Des, &[byte; 8]).unwrap();
        let shared = key(1);
        assert_eq!(shared.clone(), shared);
        assert_eq!(key(1), shared);
        assert_ne!(key(1), key(2));
        assert_eq!(format!("{:?}", key(1)), "CbcKey(Des)");
    }
}
