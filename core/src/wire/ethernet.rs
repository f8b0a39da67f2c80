//! Ethernet II frames, without preamble and frame check sequence (RFC 894).
//!
//! ```text
//! +------------------+------------------+-----------+-- - - - --+
//! | destination (6)  |   source (6)     | type (2)  |  payload   |
//! +------------------+------------------+-----------+-- - - - --+
//! ```

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{DecodeError, require};
use crate::types::MacAddr;

/// Octets of the header.
pub const HEADER_LEN: usize = 14;
/// The shortest frame, in octets, without the frame check sequence.
pub const MIN_LEN: usize = 60;

/// Byte ranges of the header.
pub mod field {
    use core::ops::{Range, RangeFrom};

    /// Destination address.
    pub const DST: Range<usize> = 0..6;
    /// Source address.
    pub const SRC: Range<usize> = 6..12;
    /// EtherType.
    pub const ETHERTYPE: Range<usize> = 12..14;
    /// All behind the header.
    pub const PAYLOAD: RangeFrom<usize> = 14..;
}

/// An EtherType; any value may occur, the constants are those with a meaning here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EtherType(pub u16);

impl EtherType {
    /// IPv4.
    pub const IPV4: Self = Self(0x0800);
    /// ARP, and inverse ARP on Frame Relay.
    pub const ARP: Self = Self(0x0806);
    /// An 802.1Q tag follows.
    pub const DOT1Q: Self = Self(0x8100);
    /// IPv6.
    pub const IPV6: Self = Self(0x86dd);
    /// Configuration test protocol: the keepalive an IOS router sends to itself.
    pub const LOOPBACK: Self = Self(0x9000);
}

impl fmt::Display for EtherType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::IPV4 => f.write_str("IPv4"),
            Self::ARP => f.write_str("ARP"),
            Self::DOT1Q => f.write_str("802.1Q"),
            Self::IPV6 => f.write_str("IPv6"),
            Self::LOOPBACK => f.write_str("Loopback"),
            Self(other) => write!(f, "0x{other:04x}"),
        }
    }
}

impl fmt::Debug for EtherType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An Ethernet II header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// Destination address.
    pub dst: MacAddr,
    /// Source address.
    pub src: MacAddr,
    /// What the payload is.
    pub ethertype: EtherType,
}

impl Repr {
    /// Reads the header; the rest is the payload with its padding.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] below 14 octets.
    pub fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        require("Ethernet header", bytes, HEADER_LEN)?;
        let mut dst = MacAddr::default();
        let mut src = MacAddr::default();
        dst.0.copy_from_slice(&bytes[field::DST]);
        src.0.copy_from_slice(&bytes[field::SRC]);
        let ethertype = EtherType(u16::from_be_bytes([bytes[12], bytes[13]]));
        let header = Self {
            dst,
            src,
            ethertype,
        };
        Ok((header, &bytes[field::PAYLOAD]))
    }

    /// Appends the header.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.dst.0);
        out.extend_from_slice(&self.src.0);
        out.extend_from_slice(&self.ethertype.0.to_be_bytes());
    }

    /// A whole frame, padded to [`MIN_LEN`].
    #[must_use]
    pub fn frame(&self, payload: &[u8]) -> Vec<u8> {
        let mut frame = Vec::with_capacity((HEADER_LEN + payload.len()).max(MIN_LEN));
        self.emit(&mut frame);
        frame.extend_from_slice(payload);
        pad(&mut frame);
        frame
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} > {}, {}", self.src, self.dst, self.ethertype)
    }
}

/// Pads a frame that starts at the vector's first octet with zeros to [`MIN_LEN`].
pub fn pad(frame: &mut Vec<u8>) {
    if frame.len() < MIN_LEN {
        frame.resize(MIN_LEN, 0);
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// The ARP request that ships as an example with jpcap.
    const BYTES: [u8; 14] = hex!("00000d08ad9d 0000873e7d52 0806");

    fn repr() -> Repr {
        Repr {
            dst: MacAddr(hex!("00000d08ad9d")),
            src: MacAddr(hex!("0000873e7d52")),
            ethertype: EtherType::ARP,
        }
    }

    #[test]
    fn a_header_is_read_and_written() {
        assert_eq!(Repr::parse(&BYTES), Ok((repr(), &[][..])));
        let mut out = Vec::new();
        repr().emit(&mut out);
        assert_eq!(out, BYTES);
        assert_eq!(repr().to_string(), "0000.873e.7d52 > 0000.0d08.ad9d, ARP");
    }

    #[test]
    fn a_truncated_header_is_refused() {
        for len in 0..HEADER_LEN {
            assert!(Repr::parse(&BYTES[..len]).is_err());
        }
    }

    #[test]
    fn short_frames_are_padded_and_long_ones_are_not() {
        assert_eq!(repr().frame(&[1, 2, 3]).len(), MIN_LEN);
        assert_eq!(repr().frame(&[0; 1500]).len(), HEADER_LEN + 1500);
    }
}
