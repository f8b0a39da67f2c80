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
use super::sa::EspKeys;
use crate::crypto::cipher::CbcKey;
use crate::crypto::prf::HmacKey;
use crate::types::Spi;

/// Octets of SPI and sequence number.
pub const HEADER_LEN: usize = 8;

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
    cipher: Option<CbcKey>,
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
    #[must_use]
    pub fn new(keys: &EspKeys) -> Self {
        Self {
            cipher: CbcKey::for_esp(keys.cipher, &keys.encryption),
            auth: HmacKey::for_esp(keys.auth, &keys.authentication),
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

    /// The length of the ESP packet that carries `payload_len` octets.
    #[must_use]
    pub const fn packet_len(&self, payload_len: usize) -> usize {
        let body = (payload_len + 2).next_multiple_of(self.keys.cipher.block_len());
        HEADER_LEN + self.iv_len() + body + self.keys.auth.icv_len()
    }

    /// Appends a packet laid out but not sealed. `iv` must be as long as [`Self::iv_len`] or longer.
    pub fn lay_out(&self, spi: Spi, sequence: u32, iv: &[u8; 16], next_header: u8, payload: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(&spi.0.to_be_bytes());
        out.extend_from_slice(&sequence.to_be_bytes());
        out.extend_from_slice(&iv[..self.iv_len()]);
        out.extend_from_slice(payload);
        let block = self.keys.cipher.block_len();
        let padding = (payload.len() + 2).next_multiple_of(block) - payload.len() - 2;
        out.extend((1..=padding).map(|octet| octet as u8));
        out.extend_from_slice(&[padding as u8, next_header]);
        out.resize(out.len() + self.keys.auth.icv_len(), 0);
    }

    /// Encrypts and authenticates, in place, a packet that was laid out.
    pub fn seal(&self, packet: &mut [u8]) {
        let body = HEADER_LEN + self.iv_len();
        let Some(icv) = packet.len().checked_sub(self.keys.auth.icv_len()).filter(|icv| *icv >= body) else {
            return;
        };
        let (head, rest) = packet.split_at_mut(body);
        if let Some(cipher) = &self.cipher {
            cipher.encrypt(&head[HEADER_LEN..], &mut rest[..icv - body]);
        }
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
        if let Some(cipher) = &self.cipher {
            cipher.decrypt(&head[HEADER_LEN..], &mut rest[..body]);
        }
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
        let icv = packet.len().checked_sub(self.keys.auth.icv_len()).ok_or(EspError::Malformed)?;
        let body = icv.checked_sub(head).ok_or(EspError::Malformed)?;
        if body < 2 || !body.is_multiple_of(self.keys.cipher.block_len()) {
            return Err(EspError::Malformed);
        }
        Ok(icv)
    }

    fn opened(&self, packet: &[u8], icv: usize) -> Result<Opened, EspError> {
        let start = HEADER_LEN + self.iv_len();
        let padding = usize::from(packet[icv - 2]);
        let end = (icv - 2).checked_sub(padding).filter(|end| *end >= start).ok_or(EspError::Padding)?;
        if packet[end..icv - 2].iter().zip(1_u8..).any(|(octet, expected)| *octet != expected) {
            return Err(EspError::Padding);
        }
        Ok(Opened { payload: start..end, next_header: packet[icv - 1] })
    }
}
