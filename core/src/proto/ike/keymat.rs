//! Keys, hashes and initialization vectors of IKE (RFC 2409 §5, §5.5, appendix B).

use crate::crypto::{CbcKey, Digest, HashAlgorithm, HmacKey, prf};
use crate::proto::ipsec::sa::{EspKeys, EspTransform};
use crate::types::Spi;
use crate::wire::isakmp::{Cookie, ProtocolId};

use super::config::IkeCipher;

/// The initialization vector of the next message of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Iv {
    bytes: [u8; 16],
    len: usize,
}

impl Iv {
    /// The first octets of `bytes`, as many as a block of the cipher.
    fn cut(bytes: &[u8], block_len: usize) -> Self {
        let mut iv = Self {
            bytes: [0; 16],
            len: block_len,
        };
        iv.bytes[..block_len].copy_from_slice(&bytes[..block_len]);
        iv
    }

    /// The last block of a ciphertext, which is at least one block long.
    pub(super) fn last_block(&self, ciphertext: &[u8]) -> Self {
        Self::cut(&ciphertext[ciphertext.len() - self.len..], self.len)
    }

    /// Its octets.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// What both sides contribute to phase 1, in the order initiator, responder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contributions<'a> {
    /// The cookies.
    pub(super) cookies: [Cookie; 2],
    /// The nonces, Ni_b and Nr_b.
    pub(super) nonces: [&'a [u8]; 2],
    /// The public values, g^xi and g^xr.
    pub(super) publics: [&'a [u8]; 2],
    /// The shared secret, g^xy.
    pub(super) secret: &'a [u8],
}

/// SKEYID and what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Skeyids {
    pub(super) skeyid: Digest,
    pub(super) d: Digest,
    pub(super) a: Digest,
    pub(super) e: Digest,
}

impl Skeyids {
    /// RFC 2409 §5, for pre-shared keys.
    pub(super) fn derive(hash: HashAlgorithm, psk: &[u8], from: Contributions<'_>) -> Self {
        let skeyid = prf(hash, psk, &from.nonces);
        let [initiator, responder] = &from.cookies;
        let next = |before: &[u8], number: u8| {
            let parts = [
                before,
                from.secret,
                &initiator.0,
                &responder.0,
                &[number][..],
            ];
            prf(hash, &skeyid, &parts)
        };
        let d = next(&[], 0);
        let a = next(&d, 1);
        let e = next(&a, 2);
        Self { skeyid, d, a, e }
    }
}

/// The keys of an association, prepared for use.
#[derive(Clone, Debug)]
pub(super) struct Keymat {
    hash: HashAlgorithm,
    skeyid: HmacKey,
    skeyid_d: HmacKey,
    skeyid_a: HmacKey,
    /// The cipher's key.
    pub(super) cipher: CbcKey,
    cookies: [Cookie; 2],
    publics: [Vec<u8>; 2],
}

impl Keymat {
    pub(super) fn derive(
        cipher: IkeCipher,
        hash: HashAlgorithm,
        psk: &[u8],
        from: Contributions<'_>,
    ) -> Self {
        let ids = Skeyids::derive(hash, psk, from);
        let cipher = cipher.cipher();
        let key = expand_cipher_key(hash, &ids.e, cipher.key_len());
        Self {
            hash,
            skeyid: HmacKey::new(hash, &ids.skeyid),
            skeyid_d: HmacKey::new(hash, &ids.d),
            skeyid_a: HmacKey::new(hash, &ids.a),
            cipher: CbcKey::new(cipher, &key).expect("the key was expanded to the cipher's length"),
            cookies: from.cookies,
            publics: from.publics.map(<[u8]>::to_vec),
        }
    }

    /// HASH_I = prf(SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b).
    pub(super) fn hash_i(&self, sa_body: &[u8], id_body: &[u8]) -> Digest {
        let [gxi, gxr] = &self.publics;
        let [cky_i, cky_r] = &self.cookies;
        let parts = [gxi, gxr, &cky_i.0[..], &cky_r.0, sa_body, id_body];
        self.skeyid.mac(&parts)
    }

    /// HASH_R = prf(SKEYID, g^xr | g^xi | CKY-R | CKY-I | SAi_b | IDir_b).
    pub(super) fn hash_r(&self, sa_body: &[u8], id_body: &[u8]) -> Digest {
        let [gxi, gxr] = &self.publics;
        let [cky_i, cky_r] = &self.cookies;
        let parts = [gxr, gxi, &cky_r.0[..], &cky_i.0, sa_body, id_body];
        self.skeyid.mac(&parts)
    }

    /// prf(SKEYID_a, parts): HASH(1) to HASH(3).
    pub(super) fn hash_a(&self, parts: &[&[u8]]) -> Digest {
        self.skeyid_a.mac(parts)
    }

    /// The IV of message 5 of main mode: hash(g^xi | g^xr), cut.
    pub(super) fn phase1_iv(&self) -> Iv {
        let [gxi, gxr] = &self.publics;
        Iv::cut(&self.hash.digest(&[gxi, gxr]), self.block_len())
    }

    /// The IV of the first message of a phase 2 exchange: hash(last block of phase 1 | M-ID), cut.
    pub(super) fn phase2_iv(&self, last: &Iv, message_id: u32) -> Iv {
        let parts = [last.as_bytes(), &message_id.to_be_bytes()];
        Iv::cut(&self.hash.digest(&parts), self.block_len())
    }

    /// KEYMAT = prf(SKEYID_d, [g(qm)^xy |] protocol | SPI | Ni_b | Nr_b), as long as it takes (RFC 2409 §5.5).
    pub(super) fn esp_keys(
        &self,
        transform: EspTransform,
        spi: Spi,
        nonces: [&[u8]; 2],
        secret: Option<&[u8]>,
    ) -> EspKeys {
        let cipher_len = transform.cipher.key_len();
        let needed = cipher_len + transform.auth.key_len();
        let protocol = [ProtocolId::Esp.into()];
        let spi = spi.0.to_be_bytes();
        let secret = secret.unwrap_or_default();
        let mut keymat: Vec<u8> = Vec::with_capacity(needed + 32);
        let mut last: Option<Digest> = None;
        while keymat.len() < needed {
            let before: &[u8] = last.as_deref().unwrap_or_default();
            let parts = [before, secret, &protocol, &spi, nonces[0], nonces[1]];
            let block = self.skeyid_d.mac(&parts);
            keymat.extend_from_slice(&block);
            last = Some(block);
        }
        EspKeys {
            cipher: transform.cipher,
            auth: transform.auth,
            encryption: keymat[..cipher_len].to_vec(),
            authentication: keymat[cipher_len..needed].to_vec(),
        }
    }

    fn block_len(&self) -> usize {
        self.cipher.cipher().block_len()
    }
}

/// Appendix B: SKEYID_e cut, or if it is too short Ka = K1 | K2 | …, K1 = prf(SKEYID_e, 0), Kn = prf(SKEYID_e, Kn−1).
pub(super) fn expand_cipher_key(hash: HashAlgorithm, skeyid_e: &[u8], len: usize) -> Vec<u8> {
    if skeyid_e.len() >= len {
        return skeyid_e[..len].to_vec();
    }
    let key = HmacKey::new(hash, skeyid_e);
    let mut block = key.mac(&[&[0]]);
    let mut expanded = block.to_vec();
    while expanded.len() < len {
        block = key.mac(&[&block]);
        expanded.extend_from_slice(&block);
    }
    expanded.truncate(len);
    expanded
}
