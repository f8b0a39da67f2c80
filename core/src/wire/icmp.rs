//! ICMP (RFC 792), next-hop MTU of RFC 1191.
//!
//! ```text
//! +---------------+---------------+-------------------------------+
//! |     Type      |     Code      |          Checksum             |
//! +---------------+---------------+-------------------------------+
//! |                 by type: identifier, gateway …                |
//! +---------------------------------------------------------------+
//! | data, or the IP header and 8 octets of the original packet    |
//! ```

use core::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::checksum::checksum;
use super::{DecodeError, require};

/// Octets before data or the original packet.
pub const HEADER_LEN: usize = 8;

/// Byte ranges of the message.
pub mod field {
    use core::ops::{Range, RangeFrom};

    /// Type.
    pub const TYPE: Range<usize> = 0..1;
    /// Code.
    pub const CODE: Range<usize> = 1..2;
    /// Checksum of the whole message.
    pub const CHECKSUM: Range<usize> = 2..4;
    /// Identifier, of echo messages.
    pub const IDENTIFIER: Range<usize> = 4..6;
    /// Sequence number, of echo messages.
    pub const SEQUENCE_NUMBER: Range<usize> = 6..8;
    /// Next-hop MTU, of "fragmentation needed".
    pub const NEXT_HOP_MTU: Range<usize> = 6..8;
    /// Gateway, of redirects.
    pub const GATEWAY: Range<usize> = 4..8;
    /// Data, or the original packet.
    pub const DATA: RangeFrom<usize> = 8..;
}

/// Message types.
mod message {
    pub(super) const ECHO_REPLY: u8 = 0;
    pub(super) const UNREACHABLE: u8 = 3;
    pub(super) const REDIRECT: u8 = 5;
    pub(super) const ECHO_REQUEST: u8 = super::ECHO_REQUEST;
    pub(super) const TIME_EXCEEDED: u8 = 11;
}

/// A code of destination unreachable; any value may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnreachableCode(pub u8);

impl UnreachableCode {
    /// Network unreachable.
    pub const NETWORK: Self = Self(0);
    /// Host unreachable.
    pub const HOST: Self = Self(1);
    /// Protocol unreachable.
    pub const PROTOCOL: Self = Self(2);
    /// Port unreachable.
    pub const PORT: Self = Self(3);
    /// Fragmentation needed, but "don't fragment" is set.
    pub const FRAGMENTATION_NEEDED: Self = Self(4);
    /// Communication administratively prohibited (RFC 1812 §5.2.7.1).
    pub const ADMINISTRATIVELY_PROHIBITED: Self = Self(13);
}

/// Type of [`Repr::EchoRequest`].
pub const ECHO_REQUEST: u8 = 8;
/// Code of [`Repr::TimeExceeded`]: the TTL ran out in transit.
pub const TTL_EXCEEDED: u8 = 0;
/// Code of [`Repr::TimeExceeded`]: fragments did not arrive in time.
pub const REASSEMBLY_TIME_EXCEEDED: u8 = 1;
/// Code of [`Repr::Redirect`]: for the host.
pub const REDIRECT_HOST: u8 = 1;

/// An ICMP message; its data stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Repr<'a> {
    /// Type 8.
    EchoRequest {
        /// Which ping.
        identifier: u16,
        /// Which probe of it.
        sequence_number: u16,
        /// Comes back as it is.
        data: &'a [u8],
    },
    /// Type 0.
    EchoReply {
        /// The request's.
        identifier: u16,
        /// The request's.
        sequence_number: u16,
        /// The request's.
        data: &'a [u8],
    },
    /// Type 3.
    DestinationUnreachable {
        /// Why.
        code: UnreachableCode,
        /// Next-hop MTU, in octets, of code 4; zero otherwise.
        next_hop_mtu: u16,
        /// The start of the packet that could not be delivered.
        original: &'a [u8],
    },
    /// Type 11.
    TimeExceeded {
        /// [`TTL_EXCEEDED`] or [`REASSEMBLY_TIME_EXCEEDED`].
        code: u8,
        /// The start of the packet that was dropped.
        original: &'a [u8],
    },
    /// Type 5.
    Redirect {
        /// For what: 0 the network, 1 the host, 2 and 3 with type of service.
        code: u8,
        /// The better gateway.
        gateway: Ipv4Addr,
        /// The start of the packet that took the detour.
        original: &'a [u8],
    },
    /// Another type.
    Unknown {
        /// Type, none of the above.
        message_type: u8,
        /// Code.
        code: u8,
        /// Everything behind the checksum.
        rest: &'a [u8],
    },
}

impl<'a> Repr<'a> {
    /// Reads a message.
    ///
    /// # Errors
    /// [`DecodeError`] if it is short or its checksum wrong.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        require("ICMP header", bytes, HEADER_LEN)?;
        if checksum(bytes) != 0 {
            return Err(DecodeError::BadChecksum("ICMP"));
        }
        let (message_type, code) = (bytes[0], bytes[1]);
        let first = u16::from_be_bytes([bytes[4], bytes[5]]);
        let second = u16::from_be_bytes([bytes[6], bytes[7]]);
        let data = &bytes[field::DATA];
        Ok(match message_type {
            message::ECHO_REQUEST => Self::EchoRequest {
                identifier: first,
                sequence_number: second,
                data,
            },
            message::ECHO_REPLY => Self::EchoReply {
                identifier: first,
                sequence_number: second,
                data,
            },
            message::UNREACHABLE => Self::DestinationUnreachable {
                code: UnreachableCode(code),
                next_hop_mtu: second,
                original: data,
            },
            message::TIME_EXCEEDED => Self::TimeExceeded {
                code,
                original: data,
            },
            message::REDIRECT => Self::Redirect {
                code,
                gateway: Ipv4Addr::new(bytes[4], bytes[5], bytes[6], bytes[7]),
                original: data,
            },
            _ => Self::Unknown {
                message_type,
                code,
                rest: &bytes[4..],
            },
        })
    }

    /// Octets [`Self::emit`] appends.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::EchoRequest { data, .. } | Self::EchoReply { data, .. } => {
                HEADER_LEN + data.len()
            }
            Self::DestinationUnreachable { original, .. }
            | Self::TimeExceeded { original, .. }
            | Self::Redirect { original, .. } => HEADER_LEN + original.len(),
            Self::Unknown { rest, .. } => 4 + rest.len(),
        }
    }

    /// Never: a message has a header.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Appends the message, checksum filled in.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.reserve(self.len());
        let mut put = |message_type, code, rest: [u8; 4], data: &[u8]| {
            out.extend_from_slice(&[message_type, code, 0, 0]);
            out.extend_from_slice(&rest);
            out.extend_from_slice(data);
        };
        match *self {
            Self::EchoRequest {
                identifier,
                sequence_number,
                data,
            } => put(
                message::ECHO_REQUEST,
                0,
                words(identifier, sequence_number),
                data,
            ),
            Self::EchoReply {
                identifier,
                sequence_number,
                data,
            } => put(
                message::ECHO_REPLY,
                0,
                words(identifier, sequence_number),
                data,
            ),
            Self::DestinationUnreachable {
                code,
                next_hop_mtu,
                original,
            } => put(
                message::UNREACHABLE,
                code.0,
                words(0, next_hop_mtu),
                original,
            ),
            Self::TimeExceeded { code, original } => {
                put(message::TIME_EXCEEDED, code, [0; 4], original);
            }
            Self::Redirect {
                code,
                gateway,
                original,
            } => put(message::REDIRECT, code, gateway.octets(), original),
            Self::Unknown {
                message_type,
                code,
                rest,
            } => {
                out.extend_from_slice(&[message_type, code, 0, 0]);
                out.extend_from_slice(rest);
            }
        }
        let sum = checksum(&out[start..]).to_be_bytes();
        out[start + 2..start + 4].copy_from_slice(&sum);
    }
}

/// The part of a packet an error message quotes: IP header with options and 8 octets (RFC 792).
#[must_use]
pub fn quote(packet: &[u8]) -> &[u8] {
    let header_len = packet
        .first()
        .map_or(0, |first| usize::from(first & 0x0f) * 4);
    &packet[..packet.len().min(header_len + 8)]
}

fn words(first: u16, second: u16) -> [u8; 4] {
    let ([a, b], [c, d]) = (first.to_be_bytes(), second.to_be_bytes());
    [a, b, c, d]
}

impl fmt::Display for Repr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EchoRequest {
                identifier,
                sequence_number,
                ..
            } => write!(f, "echo request, id {identifier}, seq {sequence_number}"),
            Self::EchoReply {
                identifier,
                sequence_number,
                ..
            } => write!(f, "echo reply, id {identifier}, seq {sequence_number}"),
            Self::DestinationUnreachable {
                code, next_hop_mtu, ..
            } => match *code {
                UnreachableCode::NETWORK => f.write_str("network unreachable"),
                UnreachableCode::HOST => f.write_str("host unreachable"),
                UnreachableCode::PROTOCOL => f.write_str("protocol unreachable"),
                UnreachableCode::PORT => f.write_str("port unreachable"),
                UnreachableCode::FRAGMENTATION_NEEDED => {
                    write!(f, "fragmentation needed, mtu {next_hop_mtu}")
                }
                UnreachableCode::ADMINISTRATIVELY_PROHIBITED => {
                    f.write_str("administratively prohibited")
                }
                UnreachableCode(other) => write!(f, "unreachable, code {other}"),
            },
            Self::TimeExceeded { code, .. } => match *code {
                TTL_EXCEEDED => f.write_str("time exceeded in transit"),
                _ => f.write_str("reassembly time exceeded"),
            },
            Self::Redirect { gateway, .. } => write!(f, "redirect to {gateway}"),
            Self::Unknown {
                message_type, code, ..
            } => write!(f, "type {message_type}, code {code}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// The first echo request of a Windows ping, as every capture of one shows it.
    const ECHO: [u8; 40] = hex!(
        "08 00 4d5a 0001 0001"
        "6162636465666768696a6b6c6d6e6f7071727374757677616263646566676869"
    );

    #[test]
    fn a_captured_echo_request_is_read_and_written() {
        let message = Repr::parse(&ECHO).unwrap();
        let Repr::EchoRequest {
            identifier: 1,
            sequence_number: 1,
            data,
        } = message
        else {
            panic!("{message:?}");
        };
        assert_eq!(data, b"abcdefghijklmnopqrstuvwabcdefghi");
        let mut out = vec![0xee];
        message.emit(&mut out);
        assert_eq!(out[1..], ECHO);
    }

    #[test]
    fn every_kind_survives_the_wire() {
        let original = &hex!("4500003c 1c464000 4006b1e6 ac100a63 ac100a0c 0102030405060708");
        let data = &[1, 2, 3][..];
        for (message, text) in [
            (
                Repr::EchoReply {
                    identifier: 7,
                    sequence_number: 65_535,
                    data,
                },
                "echo reply, id 7, seq 65535",
            ),
            (
                Repr::DestinationUnreachable {
                    code: UnreachableCode::FRAGMENTATION_NEEDED,
                    next_hop_mtu: 1446,
                    original,
                },
                "fragmentation needed, mtu 1446",
            ),
            (
                Repr::TimeExceeded {
                    code: TTL_EXCEEDED,
                    original,
                },
                "time exceeded in transit",
            ),
            (
                Repr::Redirect {
                    code: REDIRECT_HOST,
                    gateway: Ipv4Addr::new(155, 1, 146, 254),
                    original,
                },
                "redirect to 155.1.146.254",
            ),
            (
                Repr::Unknown {
                    message_type: 13,
                    code: 0,
                    rest: &[0; 16],
                },
                "type 13, code 0",
            ),
        ] {
            let mut out = Vec::new();
            message.emit(&mut out);
            assert_eq!(out.len(), message.len());
            assert_eq!(Repr::parse(&out), Ok(message));
            assert_eq!(message.to_string(), text);
        }
    }

    #[test]
    fn truncation_and_every_flipped_bit_are_refused() {
        for len in 0..ECHO.len() {
            assert!(Repr::parse(&ECHO[..len]).is_err());
        }
        for bit in 0..ECHO.len() * 8 {
            let mut bytes = ECHO;
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Repr::parse(&bytes), Err(DecodeError::BadChecksum("ICMP")));
        }
    }

    #[test]
    fn a_quote_is_header_and_eight_octets_at_most() {
        let mut packet = hex!("4500003c 1c464000 4006b1e6 ac100a63 ac100a0c").to_vec();
        assert_eq!(quote(&packet).len(), 20);
        packet.resize(60, 0);
        assert_eq!(quote(&packet).len(), 28);
        assert!(quote(&[]).is_empty());
    }
}
