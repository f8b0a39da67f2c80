//! ESP packets (RFC 2406, RFC 4303): laying out, sealing, opening.
//!
//! ```text
//!  SPI (4) | sequence number (4) | IV | payload data | padding | pad length (1) | next header (1) | ICV
//!          |<------------------- authenticated ----------------|-------------------------->|
//!                                     |<------------------ encrypted --------------------->|
//! ```
//!
//! A packet is *laid out* when every octet is in its place but the payload is still plain and the ICV zero; *sealed*
//! when it is encrypted and authenticated. Layout decides every length, so sealing can wait until somebody looks.

use core::ops::Range;

use serde::Serialize;

use super::replay::ReplayError;
use super::sa::{EspAuth, EspKeys};
use crate::crypto::{CbcKey, HashAlgorithm, HmacKey};
use crate::types::Spi;
use crate::wire::esp::{HEADER_LEN, Repr};

/// Why an ESP packet is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
pub enum EspError {
    /// No SA has this SPI.
    #[error("invalid SPI {0:#010x}")]
    UnknownSpi(u32),
    /// Too short for its SA's header, or not a whole number of blocks.
    #[error("malformed ESP packet")]
    Malformed,
    /// The integrity check value is wrong.
    #[error("integrity check failed")]
    Integrity,
    /// The padding is not 1, 2, 3, … (RFC 4303 §2.4).
    #[error("bad padding")]
    Padding,
    /// Refused by the replay window.
    #[error("replay: {0}")]
    Replay(#[from] ReplayError),
    /// What came out is no packet of this SA's traffic.
    #[error("packet is outside its SA's traffic")]
    WrongTraffic,
}

/// Keys of one direction, made ready for use.
#[derive(Clone, Debug)]
pub struct EspContext {
    keys: EspKeys,
    cipher: CbcKey,
    auth: Option<HmacKey>,
}

/// What was in a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Where the payload lies in the ESP packet.
    pub payload: Range<usize>,
    /// What it is (4 for a tunnelled IP packet).
    pub next_header: u8,
}

impl EspContext {
    /// Prepares `keys`.
    ///
    /// # Panics
    /// If the encryption key is not as long as its cipher's, which IKE's key derivation rules out.
    #[must_use]
    pub fn new(keys: &EspKeys) -> Self {
        let cipher = CbcKey::new(keys.cipher, &keys.encryption)
            .expect("KEYMAT is cut to the cipher's key length");
        let auth = hash_of(keys.auth).map(|hash| HmacKey::new(hash, &keys.authentication));
        Self {
            cipher,
            auth,
            keys: keys.clone(),
        }
    }

    /// The keys.
    #[must_use]
    pub const fn keys(&self) -> &EspKeys {
        &self.keys
    }

    /// Octets of IV.
    #[must_use]
    pub const fn iv_len(&self) -> usize {
        self.keys.cipher.iv_len()
    }

    /// What the encrypted octets are a multiple of: the cipher's block, and at least 4 (RFC 4303 §2.4).
    const fn alignment(&self) -> usize {
        let block = self.keys.cipher.block_len();
        if block < 4 { 4 } else { block }
    }

    /// The length of the ESP packet that carries `payload_len` octets.
    #[must_use]
    pub const fn packet_len(&self, payload_len: usize) -> usize {
        let body = (payload_len + 2).next_multiple_of(self.alignment());
        HEADER_LEN + self.iv_len() + body + self.keys.auth.icv_len()
    }

    /// The most octets of payload whose ESP packet has at most `len` octets.
    #[must_use]
    pub const fn largest_payload(&self, len: usize) -> usize {
        let fixed = HEADER_LEN + self.iv_len() + self.keys.auth.icv_len();
        let block = self.alignment();
        (len.saturating_sub(fixed) / block * block).saturating_sub(2)
    }

    /// Appends a packet laid out but not sealed. `iv` must be as long as [`Self::iv_len`] or longer.
    pub fn lay_out(
        &self,
        spi: Spi,
        sequence: u32,
        iv: &[u8; 16],
        next_header: u8,
        payload: &[u8],
        out: &mut Vec<u8>,
    ) {
        let header = Repr {
            spi,
            sequence_number: sequence,
        };
        header.emit(out);
        out.extend_from_slice(&iv[..self.iv_len()]);
        out.extend_from_slice(payload);
        let block = self.alignment();
        let padding = (payload.len() + 2).next_multiple_of(block) - payload.len() - 2;
        out.extend((1..=padding).map(|octet| octet as u8));
        out.extend_from_slice(&[padding as u8, next_header]);
        out.resize(out.len() + self.keys.auth.icv_len(), 0);
    }

    /// Encrypts and authenticates, in place, a packet that was laid out by an equal context.
    ///
    /// # Panics
    /// If it was not.
    pub fn seal(&self, packet: &mut [u8]) {
        let body = HEADER_LEN + self.iv_len();
        let Some(icv) = packet
            .len()
            .checked_sub(self.keys.auth.icv_len())
            .filter(|icv| *icv >= body)
        else {
            return;
        };
        let (head, rest) = packet.split_at_mut(body);
        self.cipher
            .encrypt(&head[HEADER_LEN..], &mut rest[..icv - body])
            .expect("the packet was laid out with this cipher's IV and block");
        if let Some(auth) = &self.auth {
            let mac = auth.mac(&[&packet[..icv]]);
            let len = packet.len() - icv;
            packet[icv..].copy_from_slice(&mac[..len]);
        }
    }

    /// Verifies and decrypts, in place, a packet that was sealed.
    ///
    /// # Errors
    /// [`EspError::Malformed`], [`EspError::Integrity`] or [`EspError::Padding`].
    pub fn open(&self, packet: &mut [u8]) -> Result<Opened, EspError> {
        let icv = self.body_end(packet)?;
        if let Some(auth) = &self.auth {
            let mac = auth.mac(&[&packet[..icv]]);
            if mac[..packet.len() - icv] != packet[icv..] {
                return Err(EspError::Integrity);
            }
        }
        let (head, rest) = packet.split_at_mut(HEADER_LEN + self.iv_len());
        let body = icv - head.len();
        self.cipher
            .decrypt(&head[HEADER_LEN..], &mut rest[..body])
            .map_err(|_| EspError::Malformed)?;
        self.opened(packet, icv)
    }

    /// Reads a packet that was laid out by an equal context and never sealed: the same answer as sealing and opening it.
    ///
    /// # Errors
    /// [`EspError::Malformed`] or [`EspError::Padding`].
    pub fn open_unsealed(&self, packet: &[u8]) -> Result<Opened, EspError> {
        let icv = self.body_end(packet)?;
        self.opened(packet, icv)
    }

    fn body_end(&self, packet: &[u8]) -> Result<usize, EspError> {
        let head = HEADER_LEN + self.iv_len();
        let icv = packet
            .len()
            .checked_sub(self.keys.auth.icv_len())
            .ok_or(EspError::Malformed)?;
        let body = icv.checked_sub(head).ok_or(EspError::Malformed)?;
        if body < 2 || !body.is_multiple_of(self.alignment()) {
            return Err(EspError::Malformed);
        }
        Ok(icv)
    }

    fn opened(&self, packet: &[u8], icv: usize) -> Result<Opened, EspError> {
        let start = HEADER_LEN + self.iv_len();
        let padding = usize::from(packet[icv - 2]);
        let end = (icv - 2)
            .checked_sub(padding)
            .filter(|end| *end >= start)
            .ok_or(EspError::Padding)?;
        if packet[end..icv - 2]
            .iter()
            .zip(1_u8..)
            .any(|(octet, expected)| *octet != expected)
        {
            return Err(EspError::Padding);
        }
        Ok(Opened {
            payload: start..end,
            next_header: packet[icv - 1],
        })
    }
}

const fn hash_of(auth: EspAuth) -> Option<HashAlgorithm> {
    match auth {
        EspAuth::None => None,
        EspAuth::HmacMd5 => Some(HashAlgorithm::Md5),
        EspAuth::HmacSha1 => Some(HashAlgorithm::Sha1),
        EspAuth::HmacSha256 => Some(HashAlgorithm::Sha256),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::ipsec::sa::EspCipher;

    fn keys(cipher: EspCipher, auth: EspAuth) -> EspKeys {
        EspKeys {
            cipher,
            auth,
            encryption: (1..=cipher.key_len() as u8).collect(),
            authentication: vec![7; auth.key_len()],
        }
    }

    const CIPHERS: [EspCipher; 6] = [
        EspCipher::Null,
        EspCipher::Des,
        EspCipher::TripleDes,
        EspCipher::Aes128,
        EspCipher::Aes192,
        EspCipher::Aes256,
    ];
    const AUTHS: [EspAuth; 4] = [
        EspAuth::None,
        EspAuth::HmacMd5,
        EspAuth::HmacSha1,
        EspAuth::HmacSha256,
    ];

    fn laid_out(context: &EspContext, payload: &[u8]) -> Vec<u8> {
        let mut packet = Vec::new();
        context.lay_out(Spi(0x1234_5678), 9, &[0xa5; 16], 4, payload, &mut packet);
        packet
    }

    #[test]
    fn lengths_are_those_of_the_reference() {
        let context = EspContext::new(&keys(EspCipher::TripleDes, EspAuth::HmacMd5));
        for (inner, outer) in [(100, 152), (1446, 1496), (1500, 1552)] {
            assert_eq!(context.packet_len(inner) + 20, outer);
            assert_eq!(laid_out(&context, &vec![0; inner]).len() + 20, outer);
        }
        assert_eq!(context.largest_payload(1480), 1446);
        let aes = EspContext::new(&keys(EspCipher::Aes128, EspAuth::HmacSha1));
        assert!(aes.packet_len(1438) + 20 <= 1500 && aes.packet_len(1439) + 20 > 1500);
    }

    #[test]
    fn what_was_sealed_opens_to_what_was_laid_out() {
        for cipher in CIPHERS {
            for auth in AUTHS {
                let context = EspContext::new(&keys(cipher, auth));
                for len in [0, 1, 63, 100] {
                    let payload: Vec<u8> = (0..len).collect();
                    let plain = laid_out(&context, &payload);
                    let mut sealed = plain.clone();
                    context.seal(&mut sealed);
                    assert!(auth == EspAuth::None || sealed != plain);
                    let opened = context.open(&mut sealed).unwrap();
                    assert_eq!(sealed[opened.payload.clone()], payload[..]);
                    assert_eq!(context.open_unsealed(&plain), Ok(opened));
                }
            }
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let context = EspContext::new(&keys(EspCipher::TripleDes, EspAuth::HmacMd5));
        let mut sealed = laid_out(&context, b"some payload that is long enough");
        context.seal(&mut sealed);
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                context.open(&mut bad),
                Err(EspError::Integrity),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn truncated_packets_are_refused_at_every_length() {
        for cipher in CIPHERS {
            let context = EspContext::new(&keys(cipher, EspAuth::None));
            let mut sealed = laid_out(&context, b"12345");
            context.seal(&mut sealed);
            for len in 0..sealed.len() {
                // Without integrity a shorter packet may happen to end in valid padding; it must only not panic.
                let _ = context.open(&mut sealed[..len].to_vec());
                let _ = context.open_unsealed(&sealed[..len]);
            }
        }
    }
}
