//! ESP's header (RFC 4303 §2); what follows it only the SA's keys can tell.
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

use super::{DecodeError, require};
use crate::types::Spi;

/// Octets of SPI and sequence number.
pub const HEADER_LEN: usize = 8;

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

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// Header of the ESP packet in RFC 3602 §4, case 5.
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
}
