//! IPv4 (RFC 791).
//!
//! ```text
//!  0                   1                   2                   3
//! +-------+-------+---------------+-------------------------------+
//! |Version|  IHL  |Type of Service|          Total Length         |
//! +-------+-------+---------------+-----+-------------------------+
//! |         Identification        |Flags|     Fragment Offset     |
//! +---------------+---------------+-----+-------------------------+
//! | Time to Live  |   Protocol    |        Header Checksum        |
//! +---------------+---------------+-------------------------------+
//! |                        Source Address                         |
//! |                     Destination Address                       |
//! +---------------------------------------------------------------+
//! ```
//!
//! Options are skipped when read and never written.

use core::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::checksum::checksum;
use super::{DecodeError, require};

/// Octets of a header without options.
pub const HEADER_LEN: usize = 20;
/// The longest payload of a packet, in octets.
pub const MAX_PAYLOAD_LEN: usize = 65_515;

const DONT_FRAGMENT: u16 = 0x4000;
const MORE_FRAGMENTS: u16 = 0x2000;

/// Byte ranges of the header.
pub mod field {
    use core::ops::Range;

    /// Version and header length.
    pub const VERSION_IHL: Range<usize> = 0..1;
    /// Type of service: DSCP and ECN.
    pub const TOS: Range<usize> = 1..2;
    /// Total length.
    pub const TOTAL_LEN: Range<usize> = 2..4;
    /// Identification.
    pub const IDENTIFICATION: Range<usize> = 4..6;
    /// Flags and fragment offset.
    pub const FLAGS_OFFSET: Range<usize> = 6..8;
    /// Time to live.
    pub const TTL: Range<usize> = 8..9;
    /// Protocol of the payload.
    pub const PROTOCOL: Range<usize> = 9..10;
    /// Header checksum.
    pub const CHECKSUM: Range<usize> = 10..12;
    /// Source address.
    pub const SRC: Range<usize> = 12..16;
    /// Destination address.
    pub const DST: Range<usize> = 16..20;
}

/// A protocol number; any value may occur, the constants are those with a meaning here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Protocol(pub u8);

impl Protocol {
    /// Internet control messages.
    pub const ICMP: Self = Self(1);
    /// TCP.
    pub const TCP: Self = Self(6);
    /// UDP.
    pub const UDP: Self = Self(17);
    /// Generic routing encapsulation.
    pub const GRE: Self = Self(47);
    /// Encapsulating security payload.
    pub const ESP: Self = Self(50);
    /// Authentication header.
    pub const AH: Self = Self(51);
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ICMP => f.write_str("ICMP"),
            Self::TCP => f.write_str("TCP"),
            Self::UDP => f.write_str("UDP"),
            Self::GRE => f.write_str("GRE"),
            Self::ESP => f.write_str("ESP"),
            Self::AH => f.write_str("AH"),
            Self(other) => write!(f, "protocol {other}"),
        }
    }
}

impl fmt::Debug for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An IPv4 header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// Type of service: DSCP in the upper six bits, ECN in the lower two.
    pub tos: u8,
    /// Identification, for reassembly.
    pub identification: u16,
    /// DF.
    pub dont_fragment: bool,
    /// MF.
    pub more_fragments: bool,
    /// Fragment offset, in units of 8 octets, below 8192.
    pub fragment_offset: u16,
    /// Time to live, in hops.
    pub ttl: u8,
    /// What the payload is.
    pub protocol: Protocol,
    /// Source address.
    pub src: Ipv4Addr,
    /// Destination address.
    pub dst: Ipv4Addr,
    /// Octets of payload, at most [`MAX_PAYLOAD_LEN`].
    pub payload_len: u16,
}

impl Repr {
    /// An unfragmented packet's header; TTL 255 as IOS sends, everything else zero.
    #[must_use]
    pub const fn new(protocol: Protocol, src: Ipv4Addr, dst: Ipv4Addr) -> Self {
        Self {
            tos: 0,
            identification: 0,
            dont_fragment: false,
            more_fragments: false,
            fragment_offset: 0,
            ttl: 255,
            protocol,
            src,
            dst,
            payload_len: 0,
        }
    }

    /// Whether this is a part of a larger packet.
    #[must_use]
    pub const fn is_fragment(&self) -> bool {
        self.more_fragments || self.fragment_offset != 0
    }

    /// Octets of header and payload.
    #[must_use]
    pub const fn total_len(&self) -> usize {
        HEADER_LEN + self.payload_len as usize
    }

    /// Reads the header; the slice is the payload, cut to the total length.
    ///
    /// # Errors
    /// [`DecodeError`] for a wrong version, length or checksum.
    pub fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        require("IPv4 header", bytes, HEADER_LEN)?;
        let word = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        if bytes[0] >> 4 != 4 {
            return Err(DecodeError::BadValue {
                field: "IP version",
                value: (bytes[0] >> 4).into(),
            });
        }
        let header_len = usize::from(bytes[0] & 0x0f) * 4;
        if header_len < HEADER_LEN {
            return Err(bad_length("IPv4 header", header_len));
        }
        let total_len = usize::from(word(2));
        if total_len < header_len {
            return Err(bad_length("IPv4 packet", total_len));
        }
        require("IPv4 packet", bytes, total_len)?;
        if checksum(&bytes[..header_len]) != 0 {
            return Err(DecodeError::BadChecksum("IPv4 header"));
        }
        let address =
            |at: usize| Ipv4Addr::new(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
        let payload = &bytes[header_len..total_len];
        let header = Self {
            tos: bytes[1],
            identification: word(4),
            dont_fragment: word(6) & DONT_FRAGMENT != 0,
            more_fragments: word(6) & MORE_FRAGMENTS != 0,
            fragment_offset: word(6) & 0x1fff,
            ttl: bytes[8],
            protocol: Protocol(bytes[9]),
            src: address(12),
            dst: address(16),
            payload_len: payload.len() as u16,
        };
        Ok((header, payload))
    }

    /// Appends the header, checksum filled in.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let mut bytes = [0; HEADER_LEN];
        bytes[0] = 0x45;
        bytes[1] = self.tos;
        let total_len = self.payload_len.saturating_add(HEADER_LEN as u16);
        bytes[field::TOTAL_LEN].copy_from_slice(&total_len.to_be_bytes());
        bytes[field::IDENTIFICATION].copy_from_slice(&self.identification.to_be_bytes());
        let mut flags_offset = self.fragment_offset & 0x1fff;
        if self.dont_fragment {
            flags_offset |= DONT_FRAGMENT;
        }
        if self.more_fragments {
            flags_offset |= MORE_FRAGMENTS;
        }
        bytes[field::FLAGS_OFFSET].copy_from_slice(&flags_offset.to_be_bytes());
        bytes[8] = self.ttl;
        bytes[9] = self.protocol.0;
        bytes[field::SRC].copy_from_slice(&self.src.octets());
        bytes[field::DST].copy_from_slice(&self.dst.octets());
        let sum = checksum(&bytes);
        bytes[field::CHECKSUM].copy_from_slice(&sum.to_be_bytes());
        out.extend_from_slice(&bytes);
    }

    /// Appends header and payload; the length is the payload's, whatever [`Self::payload_len`] says.
    pub fn emit_with_payload(&self, payload: &[u8], out: &mut Vec<u8>) {
        let payload = &payload[..payload.len().min(MAX_PAYLOAD_LEN)];
        let header = Self {
            payload_len: payload.len() as u16,
            ..*self
        };
        out.reserve(HEADER_LEN + payload.len());
        header.emit(out);
        out.extend_from_slice(payload);
    }

    /// A whole packet.
    #[must_use]
    pub fn packet(&self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.emit_with_payload(payload, &mut out);
        out
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} > {}: {}", self.src, self.dst, self.protocol)?;
        write!(f, ", ttl {}, length {}", self.ttl, self.total_len())
    }
}

/// Takes one hop off a packet's TTL and corrects its checksum (RFC 1624 §3, equation 3). Returns the TTL left.
///
/// `None`, and nothing changed, if no hop is left to take or the header is short.
pub fn decrement_ttl_in_place(packet: &mut [u8]) -> Option<u8> {
    if packet.len() < HEADER_LEN || packet[8] <= 1 {
        return None;
    }
    let before = u16::from_be_bytes([packet[8], packet[9]]);
    packet[8] -= 1;
    let after = u16::from_be_bytes([packet[8], packet[9]]);
    let sum = u16::from_be_bytes([packet[10], packet[11]]);
    let mut new = u32::from(!sum) + u32::from(!before) + u32::from(after);
    new = (new & 0xffff) + (new >> 16);
    new = (new & 0xffff) + (new >> 16);
    packet[field::CHECKSUM].copy_from_slice(&(!(new as u16)).to_be_bytes());
    Some(packet[8])
}

const fn bad_length(field: super::Field, value: usize) -> DecodeError {
    DecodeError::BadLength {
        field,
        value: value as u32,
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// The TCP packet many texts compute the header checksum of.
    const TCP: [u8; 20] = hex!("4500003c 1c464000 4006b1e6 ac100a63 ac100a0c");
    /// The UDP packet of Wikipedia's article on the IPv4 header checksum.
    const UDP: [u8; 20] = hex!("45000073 00004000 4011b861 c0a80001 c0a800c7");

    fn whole(header: &[u8; 20]) -> Vec<u8> {
        let mut packet = header.to_vec();
        packet.resize(usize::from(u16::from_be_bytes([header[2], header[3]])), 7);
        packet
    }

    #[test]
    fn published_headers_are_read_and_written() {
        for (bytes, src, protocol, identification) in [
            (TCP, Ipv4Addr::new(172, 16, 10, 99), Protocol::TCP, 0x1c46),
            (UDP, Ipv4Addr::new(192, 168, 0, 1), Protocol::UDP, 0),
        ] {
            let packet = whole(&bytes);
            let (header, payload) = Repr::parse(&packet).unwrap();
            assert_eq!((header.src, header.protocol), (src, protocol));
            assert_eq!(header.identification, identification);
            assert!(header.dont_fragment && !header.is_fragment());
            assert_eq!(header.ttl, 64);
            assert_eq!(header.packet(payload), packet);
        }
    }

    #[test]
    fn ethernet_padding_is_cut_and_options_are_skipped() {
        let header = Repr::new(Protocol::ICMP, Ipv4Addr::LOCALHOST, Ipv4Addr::BROADCAST);
        let mut packet = header.packet(&[1, 2, 3]);
        packet.extend_from_slice(&[0; 23]);
        assert_eq!(Repr::parse(&packet).unwrap().1, [1, 2, 3]);

        // One word of options: three no-operations and an end of list.
        let mut packet = hex!("46000019 00000000 ff010000 7f000001 ffffffff 01010100 09").to_vec();
        let sum = checksum(&packet[..24]).to_be_bytes();
        packet[field::CHECKSUM].copy_from_slice(&sum);
        let (header, payload) = Repr::parse(&packet).unwrap();
        assert_eq!((header.payload_len, payload), (1, &[9][..]));
    }

    #[test]
    fn fragments_keep_their_flags_and_offset() {
        let header = Repr {
            more_fragments: true,
            fragment_offset: 185,
            tos: 0xb8,
            ..Repr::new(Protocol::UDP, Ipv4Addr::LOCALHOST, Ipv4Addr::LOCALHOST)
        };
        let packet = header.packet(&[0; 64]);
        let (parsed, _) = Repr::parse(&packet).unwrap();
        assert!(parsed.is_fragment());
        assert_eq!(
            parsed,
            Repr {
                payload_len: 64,
                ..header
            }
        );
    }

    #[test]
    fn ttl_runs_down_with_a_right_checksum_and_stops_at_one() {
        let mut packet = whole(&TCP);
        for left in (1..64).rev() {
            assert_eq!(decrement_ttl_in_place(&mut packet), Some(left));
            assert_eq!(Repr::parse(&packet).unwrap().0.ttl, left);
        }
        let last = packet.clone();
        assert_eq!(decrement_ttl_in_place(&mut packet), None);
        assert_eq!(packet, last);
        assert_eq!(decrement_ttl_in_place(&mut packet[..19]), None);
    }

    #[test]
    fn truncation_and_every_flipped_header_bit_are_refused() {
        let packet = whole(&UDP);
        for len in 0..packet.len() {
            assert!(Repr::parse(&packet[..len]).is_err(), "{len}");
        }
        for bit in 0..HEADER_LEN * 8 {
            let mut packet = packet.clone();
            packet[bit / 8] ^= 1 << (bit % 8);
            assert!(Repr::parse(&packet).is_err(), "bit {bit}");
        }
    }
}
