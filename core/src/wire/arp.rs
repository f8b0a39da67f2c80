//! ARP for IPv4 over Ethernet (RFC 826).
//!
//! ```text
//! | hardware type 1 | protocol 0x0800 | 6 | 4 | operation | sender MAC, IP | target MAC, IP |
//! ```

use core::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::ethernet::EtherType;
use super::{DecodeError, Field, Reader};
use crate::types::MacAddr;

/// Octets of an ARP packet.
pub const LEN: usize = 28;
/// Hardware type of Ethernet.
pub const HARDWARE_ETHERNET: u16 = 1;

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
    pub const SENDER_HARDWARE_ADDR: Range<usize> = 8..14;
    /// Sender protocol address.
    pub const SENDER_PROTOCOL_ADDR: Range<usize> = 14..18;
    /// Target hardware address.
    pub const TARGET_HARDWARE_ADDR: Range<usize> = 18..24;
    /// Target protocol address.
    pub const TARGET_PROTOCOL_ADDR: Range<usize> = 24..28;
}

/// What the sender wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Operation {
    /// Who has the target protocol address?
    Request,
    /// The sender's addresses, as asked.
    Reply,
}

/// An ARP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// Request or reply.
    pub operation: Operation,
    /// Sender hardware address.
    pub sender_hardware_addr: MacAddr,
    /// Sender protocol address.
    pub sender_protocol_addr: Ipv4Addr,
    /// Target hardware address; of no meaning in a request.
    pub target_hardware_addr: MacAddr,
    /// Target protocol address.
    pub target_protocol_addr: Ipv4Addr,
}

impl Repr {
    /// A request for the hardware address of `target`.
    #[must_use]
    pub fn request(mac: MacAddr, ip: Ipv4Addr, target: Ipv4Addr) -> Self {
        Self {
            operation: Operation::Request,
            sender_hardware_addr: mac,
            sender_protocol_addr: ip,
            target_hardware_addr: MacAddr::default(),
            target_protocol_addr: target,
        }
    }

    /// The reply to this request: its target protocol address is at `mac`.
    #[must_use]
    pub const fn reply(&self, mac: MacAddr) -> Self {
        Self {
            operation: Operation::Reply,
            sender_hardware_addr: mac,
            sender_protocol_addr: self.target_protocol_addr,
            target_hardware_addr: self.sender_hardware_addr,
            target_protocol_addr: self.sender_protocol_addr,
        }
    }

    /// The unasked reply that tells all stations where `ip` is, as IOS sends it.
    ///
    /// RFC 2281 §5.5 action I has HSRP broadcast an ARP response, too.
    #[must_use]
    pub const fn gratuitous(mac: MacAddr, ip: Ipv4Addr) -> Self {
        Self {
            operation: Operation::Reply,
            sender_hardware_addr: mac,
            sender_protocol_addr: ip,
            target_hardware_addr: MacAddr::BROADCAST,
            target_protocol_addr: ip,
        }
    }

    /// Whether the packet speaks of its sender only (RFC 5944 §4.6), request or reply.
    #[must_use]
    pub fn is_gratuitous(&self) -> bool {
        self.sender_protocol_addr == self.target_protocol_addr
    }

    /// Reads a packet; octets behind it are padding.
    ///
    /// # Errors
    /// [`DecodeError`] if it is short or not of Ethernet and IPv4.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        parse_fixed(&mut reader, HARDWARE_ETHERNET, 6)?;
        let operation = match reader.u16("operation")? {
            1 => Operation::Request,
            2 => Operation::Reply,
            other => return bad_value("operation", other.into()),
        };
        Ok(Self {
            operation,
            sender_hardware_addr: MacAddr(reader.array("sender hardware address")?),
            sender_protocol_addr: reader.ipv4("sender protocol address")?,
            target_hardware_addr: MacAddr(reader.array("target hardware address")?),
            target_protocol_addr: reader.ipv4("target protocol address")?,
        })
    }

    /// Appends the packet.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let operation = match self.operation {
            Operation::Request => 1,
            Operation::Reply => 2,
        };
        emit_fixed(out, HARDWARE_ETHERNET, 6, operation);
        out.extend_from_slice(&self.sender_hardware_addr.0);
        out.extend_from_slice(&self.sender_protocol_addr.octets());
        out.extend_from_slice(&self.target_hardware_addr.0);
        out.extend_from_slice(&self.target_protocol_addr.octets());
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Operation::Request => write!(
                f,
                "who-has {} tell {}",
                self.target_protocol_addr, self.sender_protocol_addr
            ),
            Operation::Reply => write!(
                f,
                "{} is-at {}",
                self.sender_protocol_addr, self.sender_hardware_addr
            ),
        }
    }
}

/// Reads and checks the fields before the operation, which ARP and inverse ARP share.
pub(super) fn parse_fixed(
    reader: &mut Reader<'_>,
    hardware_type: u16,
    hardware_len: u8,
) -> Result<(), DecodeError> {
    let expected: [(Field, usize, u16); 4] = [
        ("hardware type", 2, hardware_type),
        ("protocol type", 2, EtherType::IPV4.0),
        ("hardware address length", 1, hardware_len.into()),
        ("protocol address length", 1, 4),
    ];
    for (field, len, expected) in expected {
        let value = match len {
            1 => reader.u8(field)?.into(),
            _ => reader.u16(field)?,
        };
        if value != expected {
            return bad_value(field, value.into());
        }
    }
    Ok(())
}

/// Appends the fields up to the operation, which ARP and inverse ARP share.
pub(super) fn emit_fixed(out: &mut Vec<u8>, hardware_type: u16, hardware_len: u8, operation: u16) {
    out.extend_from_slice(&hardware_type.to_be_bytes());
    out.extend_from_slice(&EtherType::IPV4.0.to_be_bytes());
    out.extend_from_slice(&[hardware_len, 4]);
    out.extend_from_slice(&operation.to_be_bytes());
}

const fn bad_value<T>(field: Field, value: u32) -> Result<T, DecodeError> {
    Err(DecodeError::BadValue { field, value })
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// The ARP request that ships as an example with jpcap, without its Ethernet header.
    const BYTES: [u8; LEN] =
        hex!("0001 0800 06 04 0001 0000873d7d52 862a9b3c 000000000000 862a9b01");

    fn repr() -> Repr {
        Repr::request(
            MacAddr(hex!("0000873d7d52")),
            Ipv4Addr::new(134, 42, 155, 60),
            Ipv4Addr::new(134, 42, 155, 1),
        )
    }

    #[test]
    fn a_request_is_read_and_written() {
        assert_eq!(Repr::parse(&BYTES), Ok(repr()));
        let mut out = Vec::new();
        repr().emit(&mut out);
        assert_eq!(out, BYTES);
        assert_eq!(
            repr().to_string(),
            "who-has 134.42.155.1 tell 134.42.155.60"
        );
    }

    #[test]
    fn a_reply_answers_its_request() {
        let mac = MacAddr(hex!("00000c07ac01"));
        let reply = repr().reply(mac);
        assert_eq!(reply.to_string(), "134.42.155.1 is-at 0000.0c07.ac01");
        assert_eq!(reply.target_hardware_addr, repr().sender_hardware_addr);
        let mut out = Vec::new();
        reply.emit(&mut out);
        out.resize(46, 0);
        assert_eq!(Repr::parse(&out), Ok(reply));
    }

    #[test]
    fn a_gratuitous_packet_speaks_of_its_sender() {
        let vip = Ipv4Addr::new(155, 1, 146, 254);
        assert!(Repr::gratuitous(MacAddr::hsrp_v1(1), vip).is_gratuitous());
        assert!(!repr().is_gratuitous());
    }

    #[test]
    fn truncated_and_foreign_packets_are_refused() {
        for len in 0..LEN {
            assert!(Repr::parse(&BYTES[..len]).is_err());
        }
        for at in 0..8 {
            let mut bytes = BYTES;
            bytes[at] ^= 0x40;
            assert!(Repr::parse(&bytes).is_err(), "octet {at}");
        }
    }
}
