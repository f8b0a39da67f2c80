//! ESP's header and trailer (RFC 4303 §2), without cryptography.
//!
//! ```text
//! +---------------------------------------------------------------+
//! |               Security Parameters Index (SPI)                 |
//! |                      Sequence Number                          |
//! +---------------------------------------------------------------+
//! |  IV, payload data, padding  …   | Pad Length  | Next Header   |
//! +---------------------------------------------------------------+
//! |               Integrity Check Value (variable)                |
//! +---------------------------------------------------------------+
//! ```

use core::fmt;

use serde::Serialize;

use super::ipv4::Protocol;
use super::{DecodeError, require};
use crate::types::Spi;

/// Octets of SPI and sequence number.
pub const HEADER_LEN: usize = 8;
/// Octets of pad length and next header.
pub const TRAILER_LEN: usize = 2;
/// Next header of a packet in tunnel mode: IPv4 in IPv4.
pub const NEXT_HEADER_IPV4: Protocol = Protocol(4);

/// Byte ranges of the header.
pub mod field {
    use core::ops::{Range, RangeFrom};

    /// Security parameters index.
    pub const SPI: Range<usize> = 0..4;
    /// Sequence number.
    pub const SEQUENCE_NUMBER: Range<usize> = 4..8;
    /// IV, ciphertext and integrity check value.
    pub const PAYLOAD: RangeFrom<usize> = 8..;
}

/// An ESP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// Names the SA at the receiver; zero never appears on the wire (RFC 4303 §2.1).
    pub spi: Spi,
    /// Counts the SA's packets from 1.
    pub sequence_number: u32,
}

impl Repr {
    /// Reads the header; the slice is IV, ciphertext and integrity check value.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] below 8 octets.
    pub fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        require("ESP header", bytes, HEADER_LEN)?;
        let header = Self {
            spi: Spi(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])),
            sequence_number: u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
        };
        Ok((header, &bytes[field::PAYLOAD]))
    }

    /// Appends the header.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.spi.0.to_be_bytes());
        out.extend_from_slice(&self.sequence_number.to_be_bytes());
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ESP spi=0x{:08X}, seq {}",
            self.spi.0, self.sequence_number
        )
    }
}

/// Octets of padding behind `payload_len` octets, so that payload and trailer fill whole blocks and end on a
/// 4-octet boundary (RFC 4303 §2.4).
#[must_use]
pub const fn padding_len(payload_len: usize, block_len: usize) -> usize {
    let align = if block_len < 4 { 4 } else { block_len };
    (align - (payload_len + TRAILER_LEN) % align) % align
}

/// Appends padding 1, 2, 3 …, pad length and next header behind `payload_len` octets already there.
pub fn emit_trailer(
    payload_len: usize,
    block_len: usize,
    next_header: Protocol,
    out: &mut Vec<u8>,
) {
    let padding = padding_len(payload_len, block_len) as u8;
    out.extend(1..=padding);
    out.extend_from_slice(&[padding, next_header.0]);
}

/// Takes the trailer off a decrypted payload: what is left, and what it is. The padding's octets are checked,
/// as RFC 4303 §2.4 advises.
///
/// # Errors
/// [`DecodeError`] if the trailer does not fit or the padding is not 1, 2, 3 ….
pub fn parse_trailer(plaintext: &[u8]) -> Result<(&[u8], Protocol), DecodeError> {
    let [payload @ .., pad_length, next_header] = plaintext else {
        return Err(DecodeError::truncated(
            "ESP trailer",
            TRAILER_LEN,
            plaintext.len(),
        ));
    };
    let Some(len) = payload.len().checked_sub(usize::from(*pad_length)) else {
        return Err(DecodeError::BadLength {
            field: "ESP padding",
            value: (*pad_length).into(),
        });
    };
    let (payload, padding) = payload.split_at(len);
    for (octet, expected) in padding.iter().zip(1_u8..) {
        if *octet != expected {
            return Err(DecodeError::BadValue {
                field: "ESP padding",
                value: (*octet).into(),
            });
        }
    }
    Ok((payload, Protocol(*next_header)))
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// Header of the ESP packet in RFC 3602 §4, case 5, and its plaintext's end: 10 octets of padding.
    const HEADER: [u8; 8] = hex!("00004321 00000001");

    #[test]
    fn the_header_of_rfc_3602_is_read_and_written() {
        let header = Repr {
            spi: Spi(0x4321),
            sequence_number: 1,
        };
        assert_eq!(Repr::parse(&HEADER), Ok((header, &[][..])));
        let mut out = Vec::new();
        header.emit(&mut out);
        assert_eq!(out, HEADER);
        assert_eq!(header.to_string(), "ESP spi=0x00004321, seq 1");
        for len in 0..HEADER_LEN {
            assert!(Repr::parse(&HEADER[..len]).is_err());
        }
    }

    #[test]
    fn the_trailer_of_rfc_3602_is_read_and_written() {
        // Case 5: 64 octets of ICMP need "01 02 … 0e" and pad length 0e, next header 01.
        let mut plaintext = vec![0x55; 64];
        emit_trailer(64, 16, Protocol::ICMP, &mut plaintext);
        assert_eq!(plaintext[64..], hex!("0102030405060708090a0b0c0d0e 0e 01"));
        let (payload, next_header) = parse_trailer(&plaintext).unwrap();
        assert_eq!((payload.len(), next_header), (64, Protocol::ICMP));
        for at in 64..79 {
            let mut plaintext = plaintext.clone();
            plaintext[at] ^= 0x80;
            assert!(parse_trailer(&plaintext).is_err(), "octet {at}");
        }
    }

    #[test]
    fn payload_and_trailer_fill_blocks_for_every_length() {
        for block_len in [1, 4, 8, 16] {
            for len in 0..70 {
                let mut plaintext = vec![9; len];
                emit_trailer(len, block_len, NEXT_HEADER_IPV4, &mut plaintext);
                assert_eq!(plaintext.len() % block_len.max(4), 0);
                assert!(plaintext.len() < len + TRAILER_LEN + block_len.max(4));
                assert_eq!(parse_trailer(&plaintext).unwrap().0.len(), len);
            }
        }
        assert!(parse_trailer(&[]).is_err() && parse_trailer(&[0]).is_err());
        assert!(parse_trailer(&[3, 4]).is_err());
    }
}
