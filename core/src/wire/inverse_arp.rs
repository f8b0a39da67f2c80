//! Inverse ARP for IPv4 over Frame Relay (RFC 2390): ARP's format with hardware type 15, and addresses
//! of Q.922 in two octets.
//!
//! IOS leaves the sender hardware address zero and puts its own DLCI into the target hardware address, as in the
//! example of RFC 2390 §7; its reply keeps both as they came.

use core::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::arp::{emit_fixed, parse_fixed};
use super::frame_relay::Address;
use super::{DecodeError, Reader};
use crate::types::Dlci;

/// Octets of a packet.
pub const LEN: usize = 20;
/// Hardware type of Frame Relay.
pub const HARDWARE_FRAME_RELAY: u16 = 15;

/// Byte ranges of the packet.
pub mod field {
    use core::ops::Range;

    /// Hardware type.
    pub const HARDWARE_TYPE: Range<usize> = 0..2;
    /// Protocol type.
    pub const PROTOCOL_TYPE: Range<usize> = 2..4;
    /// Hardware address length.
    pub const HARDWARE_LEN: Range<usize> = 4..5;
    /// Protocol address length.
    pub const PROTOCOL_LEN: Range<usize> = 5..6;
    /// Operation.
    pub const OPERATION: Range<usize> = 6..8;
    /// Sender hardware address.
    pub const SENDER_HARDWARE_ADDR: Range<usize> = 8..10;
    /// Sender protocol address.
    pub const SENDER_PROTOCOL_ADDR: Range<usize> = 10..14;
    /// Target hardware address.
    pub const TARGET_HARDWARE_ADDR: Range<usize> = 14..16;
    /// Target protocol address.
    pub const TARGET_PROTOCOL_ADDR: Range<usize> = 16..20;
}

/// What the sender wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Operation {
    /// InARP request, 8: which protocol address is at your end?
    Request,
    /// InARP reply, 9.
    Reply,
}

/// An inverse ARP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// Request or reply.
    pub operation: Operation,
    /// Sender hardware address: a Q.922 address, or zero where unknown.
    pub sender_hardware_addr: u16,
    /// Sender protocol address.
    pub sender_protocol_addr: Ipv4Addr,
    /// Target hardware address: a Q.922 address, or zero where unknown.
    pub target_hardware_addr: u16,
    /// Target protocol address; unspecified in a request.
    pub target_protocol_addr: Ipv4Addr,
}

impl Repr {
    /// The request a router with address `ip` sends on `dlci`.
    #[must_use]
    pub fn request(dlci: Dlci, ip: Ipv4Addr) -> Self {
        Self {
            operation: Operation::Request,
            sender_hardware_addr: 0,
            sender_protocol_addr: ip,
            target_hardware_addr: u16::from_be_bytes(Address::of(dlci).octets()),
            target_protocol_addr: Ipv4Addr::UNSPECIFIED,
        }
    }

    /// The reply to this request from the router with address `ip`.
    #[must_use]
    pub const fn reply(&self, ip: Ipv4Addr) -> Self {
        Self {
            operation: Operation::Reply,
            sender_protocol_addr: ip,
            target_protocol_addr: self.sender_protocol_addr,
            ..*self
        }
    }

    /// Reads a packet; octets behind it are ignored (IOS sends a few).
    ///
    /// # Errors
    /// [`DecodeError`] if it is short or not of Frame Relay and IPv4.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        parse_fixed(&mut reader, HARDWARE_FRAME_RELAY, 2)?;
        let operation = match reader.u16("operation")? {
            8 => Operation::Request,
            9 => Operation::Reply,
            other => {
                return Err(DecodeError::BadValue {
                    field: "operation",
                    value: other.into(),
                });
            }
        };
        Ok(Self {
            operation,
            sender_hardware_addr: reader.u16("sender hardware address")?,
            sender_protocol_addr: reader.ipv4("sender protocol address")?,
            target_hardware_addr: reader.u16("target hardware address")?,
            target_protocol_addr: reader.ipv4("target protocol address")?,
        })
    }

    /// Appends the packet.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let operation = match self.operation {
            Operation::Request => 8,
            Operation::Reply => 9,
        };
        emit_fixed(out, HARDWARE_FRAME_RELAY, 2, operation);
        out.extend_from_slice(&self.sender_hardware_addr.to_be_bytes());
        out.extend_from_slice(&self.sender_protocol_addr.octets());
        out.extend_from_slice(&self.target_hardware_addr.to_be_bytes());
        out.extend_from_slice(&self.target_protocol_addr.octets());
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Operation::Request => {
                write!(f, "who-is 0x{:04x} tell ", self.target_hardware_addr)?;
                write!(f, "{}", self.sender_protocol_addr)
            }
            Operation::Reply => write!(
                f,
                "0x{:04x} is {}",
                self.target_hardware_addr, self.sender_protocol_addr
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::super::frame_relay;
    use super::*;

    /// What IOS printed in `debug frame-relay events` for a reply received on DLCI 102, 34 octets as it said.
    const CAPTURED: [u8; 34] =
        hex!("1861 0300 80 000000 0806 000f 0800 02 04 0009 0000 0a000002 1861 0a000001 01020000");

    #[test]
    fn a_captured_reply_is_the_answer_to_our_request() {
        let (header, packet) = frame_relay::Repr::parse(&CAPTURED).unwrap();
        assert_eq!(header.address, Address::of(Dlci(102)));
        let reply = Repr::parse(packet).unwrap();
        let request = Repr::request(Dlci(102), Ipv4Addr::new(10, 0, 0, 1));
        assert_eq!(request.reply(Ipv4Addr::new(10, 0, 0, 2)), reply);
        let mut out = Vec::new();
        header.emit(&mut out);
        reply.emit(&mut out);
        assert_eq!(out, CAPTURED[..30]);
    }

    #[test]
    fn a_request_survives_the_wire() {
        let request = Repr::request(Dlci(501), Ipv4Addr::new(155, 1, 0, 5));
        let mut out = Vec::new();
        request.emit(&mut out);
        assert_eq!(
            out,
            hex!("000f 0800 02 04 0008 0000 9b010005 7c51 00000000")
        );
        assert_eq!(Repr::parse(&out), Ok(request));
        assert_eq!(request.to_string(), "who-is 0x7c51 tell 155.1.0.5");
        for len in 0..LEN {
            assert!(Repr::parse(&out[..len]).is_err());
        }
        for at in 0..8 {
            let mut bytes = out.clone();
            bytes[at] ^= 0x40;
            assert!(Repr::parse(&bytes).is_err());
        }
    }
}
