//! UDP (RFC 768).
//!
//! ```text
//! +-------------------+-------------------+
//! |    Source Port    | Destination Port  |
//! +-------------------+-------------------+
//! |      Length       |     Checksum      |
//! +-------------------+-------------------+
//! ```

use core::fmt;
use std::net::Ipv4Addr;

use serde::Serialize;

use super::checksum::Sum;
use super::ipv4::Protocol;
use super::{DecodeError, require};

/// Octets of the header.
pub const HEADER_LEN: usize = 8;

/// Byte ranges of the header.
pub mod field {
    use core::ops::{Range, RangeFrom};

    /// Source port.
    pub const SRC_PORT: Range<usize> = 0..2;
    /// Destination port.
    pub const DST_PORT: Range<usize> = 2..4;
    /// Length of header and payload.
    pub const LEN: Range<usize> = 4..6;
    /// Checksum; zero for none.
    pub const CHECKSUM: Range<usize> = 6..8;
    /// All behind the header.
    pub const PAYLOAD: RangeFrom<usize> = 8..;
}

/// A UDP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// Source port.
    pub src_port: u16,
    /// Destination port.
    pub dst_port: u16,
}

impl Repr {
    /// Reads a datagram that came from `src` to `dst`; the slice is the payload, cut to the length field.
    ///
    /// # Errors
    /// [`DecodeError`] for a wrong length or checksum.
    pub fn parse(bytes: &[u8], src: Ipv4Addr, dst: Ipv4Addr) -> Result<(Self, &[u8]), DecodeError> {
        require("UDP header", bytes, HEADER_LEN)?;
        let word = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let len = usize::from(word(4));
        if len < HEADER_LEN {
            return Err(DecodeError::BadLength {
                field: "UDP datagram",
                value: len as u32,
            });
        }
        require("UDP datagram", bytes, len)?;
        let sum = Sum::default()
            .add_pseudo_header(src, dst, Protocol::UDP.0, word(4))
            .with(&bytes[..len])
            .finish();
        if word(6) != 0 && sum != 0 {
            return Err(DecodeError::BadChecksum("UDP"));
        }
        let header = Self {
            src_port: word(0),
            dst_port: word(2),
        };
        Ok((header, &bytes[HEADER_LEN..len]))
    }

    /// Appends header and payload, checksum filled in. A payload over 65,507 octets fits no packet and is cut.
    pub fn emit_with_payload(
        &self,
        src: Ipv4Addr,
        dst: Ipv4Addr,
        payload: &[u8],
        out: &mut Vec<u8>,
    ) {
        let max = super::ipv4::MAX_PAYLOAD_LEN - HEADER_LEN;
        let payload = &payload[..payload.len().min(max)];
        let len = (HEADER_LEN + payload.len()) as u16;
        let mut header = [0; HEADER_LEN];
        header[field::SRC_PORT].copy_from_slice(&self.src_port.to_be_bytes());
        header[field::DST_PORT].copy_from_slice(&self.dst_port.to_be_bytes());
        header[field::LEN].copy_from_slice(&len.to_be_bytes());
        let sum = Sum::default()
            .add_pseudo_header(src, dst, Protocol::UDP.0, len)
            .with(&header)
            .with(payload)
            .finish();
        // A sum of zero is sent as its other form, for zero means none.
        let sum = if sum == 0 { 0xffff } else { sum };
        header[field::CHECKSUM].copy_from_slice(&sum.to_be_bytes());
        out.reserve(usize::from(len));
        out.extend_from_slice(&header);
        out.extend_from_slice(payload);
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UDP {} > {}", self.src_port, self.dst_port)
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    const SRC: Ipv4Addr = Ipv4Addr::new(2, 2, 2, 2);
    const DST: Ipv4Addr = Ipv4Addr::new(2, 2, 2, 1);
    /// A RIP response traced on Frame Relay, from a Cabletron SmartSwitch manual.
    const BYTES: [u8; 32] = hex!(
        "0208 0208 0020 ee93"
        "02 01 0000 0002 0000 03000000 00000000 00000000 00000001"
    );

    #[test]
    fn a_traced_rip_response_is_read_and_written() {
        let (header, payload) = Repr::parse(&BYTES, SRC, DST).unwrap();
        assert_eq!((header.src_port, header.dst_port), (520, 520));
        assert_eq!(payload.len(), 24);
        let mut out = Vec::new();
        header.emit_with_payload(SRC, DST, payload, &mut out);
        assert_eq!(out, BYTES);
        assert_eq!(header.to_string(), "UDP 520 > 520");
    }

    #[test]
    fn a_zero_checksum_means_none_and_is_never_sent() {
        let mut bytes = BYTES;
        bytes[field::CHECKSUM].fill(0);
        bytes[31] ^= 1;
        assert!(Repr::parse(&bytes, SRC, DST).is_ok());
        // The payload that makes the sum come out as zero.
        let header = Repr {
            src_port: 0,
            dst_port: 0,
        };
        let mut out = Vec::new();
        header.emit_with_payload(SRC, DST, &[0, 0], &mut out);
        let rest = [out[6], out[7]];
        out.clear();
        header.emit_with_payload(SRC, DST, &rest, &mut out);
        assert_eq!(out[field::CHECKSUM], [0xff, 0xff]);
        assert!(Repr::parse(&out, SRC, DST).is_ok());
    }

    #[test]
    fn truncation_and_flipped_bits_are_refused_and_padding_is_cut() {
        for len in 0..BYTES.len() {
            assert!(Repr::parse(&BYTES[..len], SRC, DST).is_err());
        }
        for bit in 0..BYTES.len() * 8 {
            let mut bytes = BYTES;
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(Repr::parse(&bytes, SRC, DST).is_err(), "bit {bit}");
        }
        let mut padded = BYTES.to_vec();
        padded.push(0);
        assert_eq!(Repr::parse(&padded, SRC, DST).unwrap().1.len(), 24);
    }
}
