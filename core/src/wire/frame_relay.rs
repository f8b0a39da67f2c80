//! Frame Relay: the two-octet address of Q.922 §3.3, Cisco's encapsulation and that of RFC 2427. Flags and frame
//! check sequence are not part of a frame here.
//!
//! ```text
//!   8   7   6   5   4   3    2    1            Cisco:  address, EtherType
//! +------------------------+----+----+          IETF:  address, 0x03, NLPID 0xCC                         IPv4
//! |    DLCI, high bits     | CR | EA=0|                address, 0x03, 0x00, NLPID 0x80, OUI 0, EtherType  others
//! +---------------+----+---+----+----+  management:  address, 0x03, 0x08 or 0x09
//! | DLCI, low bits|FECN|BECN| DE| EA=1|
//! +---------------+----+----+---+----+
//! ```

use core::fmt;

use serde::{Deserialize, Serialize};

use super::ethernet::EtherType;
use super::{DecodeError, Reader, require};
use crate::types::Dlci;

/// Octets of the address.
pub const ADDRESS_LEN: usize = 2;
/// Octets of the longest header.
pub const MAX_HEADER_LEN: usize = 10;
/// Control octet of unnumbered information.
pub const CONTROL_UI: u8 = 0x03;
/// NLPID of IPv4.
pub const NLPID_IPV4: u8 = 0xcc;
/// NLPID of a SNAP header.
pub const NLPID_SNAP: u8 = 0x80;
/// Protocol discriminator of Q.933, for LMI of ANSI and ITU-T.
pub const MANAGEMENT_Q933: u8 = 0x08;
/// Protocol discriminator of Cisco's LMI.
pub const MANAGEMENT_CISCO: u8 = 0x09;

const PAD: u8 = 0x00;

/// Byte ranges of the header; those behind the address depend on the encapsulation.
pub mod field {
    use core::ops::Range;

    /// DLCI and C/R, FECN, BECN, DE.
    pub const ADDRESS: Range<usize> = 0..2;
    /// EtherType, in Cisco's encapsulation.
    pub const ETHERTYPE: Range<usize> = 2..4;
    /// Control octet, in all others.
    pub const CONTROL: Range<usize> = 2..3;
    /// NLPID of IPv4 or management, without padding.
    pub const NLPID: Range<usize> = 3..4;
    /// NLPID of SNAP, behind one octet of padding.
    pub const SNAP_NLPID: Range<usize> = 4..5;
    /// OUI of SNAP.
    pub const SNAP_OUI: Range<usize> = 5..8;
    /// EtherType of SNAP.
    pub const SNAP_ETHERTYPE: Range<usize> = 8..10;
}

/// How a router wraps packets for a DLCI.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum Encapsulation {
    /// Cisco's: address and EtherType.
    #[default]
    Cisco,
    /// That of RFC 2427.
    Ietf,
}

impl Encapsulation {
    /// A packet of this type in this encapsulation.
    #[must_use]
    pub const fn of(self, ethertype: EtherType) -> Payload {
        match self {
            Self::Cisco => Payload::Cisco(ethertype),
            Self::Ietf => Payload::Ietf(ethertype),
        }
    }
}

/// A Q.922 address field of two octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Address {
    /// Data link connection identifier, 0–1023.
    pub dlci: Dlci,
    /// Command/response; not used by the network.
    pub cr: bool,
    /// Forward explicit congestion notification.
    pub fecn: bool,
    /// Backward explicit congestion notification.
    pub becn: bool,
    /// Discard eligibility.
    pub de: bool,
}

impl Address {
    /// The address of a DLCI, no other bit set.
    #[must_use]
    pub const fn of(dlci: Dlci) -> Self {
        Self {
            dlci,
            cr: false,
            fecn: false,
            becn: false,
            de: false,
        }
    }

    /// Reads the address.
    ///
    /// # Errors
    /// [`DecodeError`] if it is short or not of two octets.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        require("Q.922 address", bytes, ADDRESS_LEN)?;
        let value = u16::from_be_bytes([bytes[0], bytes[1]]);
        if value & 0x0101 != 0x0001 {
            return Err(DecodeError::BadValue {
                field: "address extension",
                value: value.into(),
            });
        }
        Ok(Self {
            dlci: Dlci((value >> 10) << 4 | (value >> 4) & 0x0f),
            cr: value & 0x0200 != 0,
            fecn: value & 0x0008 != 0,
            becn: value & 0x0004 != 0,
            de: value & 0x0002 != 0,
        })
    }

    /// The address on the wire.
    #[must_use]
    pub const fn octets(self) -> [u8; 2] {
        let dlci = self.dlci.0 & 0x03ff;
        let bits = (self.cr as u16) << 9
            | (self.fecn as u16) << 3
            | (self.becn as u16) << 2
            | (self.de as u16) << 1;
        ((dlci >> 4) << 10 | (dlci & 0x0f) << 4 | bits | 1).to_be_bytes()
    }
}

/// What a frame carries, and how it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Payload {
    /// In Cisco's encapsulation. EtherTypes 0x0300–0x03ff would look like a control octet and do not occur.
    Cisco(EtherType),
    /// In that of RFC 2427: IPv4 by NLPID, all others by SNAP.
    Ietf(EtherType),
    /// Local management, with its protocol discriminator: 0x08 or 0x09.
    Management(u8),
}

impl Payload {
    /// The packet's type, in either encapsulation.
    #[must_use]
    pub const fn ethertype(self) -> Option<EtherType> {
        match self {
            Self::Cisco(ethertype) | Self::Ietf(ethertype) => Some(ethertype),
            Self::Management(_) => None,
        }
    }
}

/// A Frame Relay header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// The address.
    pub address: Address,
    /// What follows.
    pub payload: Payload,
}

impl Repr {
    /// Reads the header of either encapsulation; the slice is the packet.
    ///
    /// # Errors
    /// [`DecodeError`] if it is short or names nothing known here.
    pub fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        let address = Address::parse(bytes)?;
        let mut reader = Reader::new(&bytes[ADDRESS_LEN..]);
        let payload = if reader.rest().first() == Some(&CONTROL_UI) {
            reader.u8("control")?;
            parse_nlpid(&mut reader)?
        } else {
            Payload::Cisco(EtherType(reader.u16("EtherType")?))
        };
        Ok((Self { address, payload }, reader.rest()))
    }

    /// Appends the header.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let (octets, len) = self.octets();
        out.extend_from_slice(&octets[..len]);
    }

    /// The header, in front of what is unused, and its length.
    #[must_use]
    pub const fn octets(&self) -> ([u8; MAX_HEADER_LEN], usize) {
        let [a, b] = self.address.octets();
        match self.payload {
            Payload::Cisco(EtherType(kind)) => {
                let [c, d] = kind.to_be_bytes();
                ([a, b, c, d, 0, 0, 0, 0, 0, 0], 4)
            }
            Payload::Ietf(EtherType::IPV4) => ([a, b, CONTROL_UI, NLPID_IPV4, 0, 0, 0, 0, 0, 0], 4),
            Payload::Ietf(EtherType(kind)) => {
                let [c, d] = kind.to_be_bytes();
                ([a, b, CONTROL_UI, PAD, NLPID_SNAP, 0, 0, 0, c, d], 10)
            }
            Payload::Management(discriminator) => {
                ([a, b, CONTROL_UI, discriminator, 0, 0, 0, 0, 0, 0], 4)
            }
        }
    }

    /// A whole frame.
    #[must_use]
    pub fn frame(&self, packet: &[u8]) -> Vec<u8> {
        let mut frame = Vec::with_capacity(10 + packet.len());
        self.emit(&mut frame);
        frame.extend_from_slice(packet);
        frame
    }
}

fn parse_nlpid(reader: &mut Reader<'_>) -> Result<Payload, DecodeError> {
    let mut nlpid = reader.u8("NLPID")?;
    if nlpid == PAD {
        nlpid = reader.u8("NLPID")?;
    }
    match nlpid {
        NLPID_IPV4 => Ok(Payload::Ietf(EtherType::IPV4)),
        MANAGEMENT_Q933 | MANAGEMENT_CISCO => Ok(Payload::Management(nlpid)),
        NLPID_SNAP => {
            let [a, b, c] = reader.array("OUI")?;
            let oui = u32::from_be_bytes([0, a, b, c]);
            if oui != 0 {
                return Err(DecodeError::BadValue {
                    field: "OUI",
                    value: oui,
                });
            }
            Ok(Payload::Ietf(EtherType(reader.u16("EtherType")?)))
        }
        other => Err(DecodeError::BadValue {
            field: "NLPID",
            value: other.into(),
        }),
    }
}

/// Gives a frame another DLCI and leaves the address's other bits alone, as a switch does. Does nothing to a frame
/// shorter than an address.
pub fn set_dlci(frame: &mut [u8], dlci: Dlci) {
    if let Ok(address) = Address::parse(frame) {
        let address = Address { dlci, ..address };
        frame[field::ADDRESS].copy_from_slice(&address.octets());
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dlci {}, ", self.address.dlci)?;
        match self.payload {
            Payload::Cisco(ethertype) => write!(f, "cisco, {ethertype}"),
            Payload::Ietf(ethertype) => write!(f, "ietf, {ethertype}"),
            Payload::Management(discriminator) => write!(f, "management 0x{discriminator:02x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn addresses_are_those_ios_prints() {
        // show frame-relay map: dlci 102(0x66,0x1860), 302(0x12E,0x48E0); debug: 1023(0xFCF1), 501 7C51.
        for (dlci, octets) in [
            (102, hex!("1861")),
            (302, hex!("48e1")),
            (501, hex!("7c51")),
            (1023, hex!("fcf1")),
            (0, hex!("0001")),
        ] {
            let address = Address::of(Dlci(dlci));
            assert_eq!(address.octets(), octets);
            assert_eq!(Address::parse(&octets), Ok(address));
        }
    }

    #[test]
    fn every_address_survives_the_wire_and_only_two_octets_are_taken() {
        for value in 0..=u16::MAX {
            let octets = value.to_be_bytes();
            match Address::parse(&octets) {
                Ok(address) => assert_eq!(address.octets(), octets),
                Err(_) => assert_ne!(value & 0x0101, 1),
            }
        }
    }

    #[test]
    fn encapsulations_are_read_and_written() {
        let address = Address::of(Dlci(105));
        for (payload, bytes) in [
            (Payload::Cisco(EtherType::IPV4), &hex!("1891 0800")[..]),
            (Payload::Ietf(EtherType::IPV4), &hex!("1891 03 cc")),
            (
                Payload::Ietf(EtherType::ARP),
                &hex!("1891 03 00 80 000000 0806"),
            ),
            (Payload::Management(0x09), &hex!("1891 03 09")),
        ] {
            let header = Repr { address, payload };
            let frame = header.frame(b"packet");
            assert_eq!(&frame[..bytes.len()], bytes);
            assert_eq!(Repr::parse(&frame), Ok((header, &b"packet"[..])));
            for len in 0..bytes.len() {
                assert!(Repr::parse(&bytes[..len]).is_err());
            }
        }
    }

    #[test]
    fn a_bridged_frame_and_an_unknown_nlpid_are_refused() {
        assert!(Repr::parse(&hex!("0401 03 00 80 0080c2 0007 ff")).is_err());
        assert!(Repr::parse(&hex!("0401 03 81 00")).is_err());
    }

    #[test]
    fn a_switch_changes_nothing_but_the_dlci() {
        let mut frame = Repr {
            address: Address {
                becn: true,
                de: true,
                ..Address::of(Dlci(105))
            },
            payload: Payload::Cisco(EtherType::IPV4),
        }
        .frame(&[1, 2]);
        set_dlci(&mut frame, Dlci(501));
        let (header, packet) = Repr::parse(&frame).unwrap();
        assert_eq!(header.address.dlci, Dlci(501));
        assert!(header.address.becn && header.address.de && !header.address.fecn);
        assert_eq!(packet, [1, 2]);
        set_dlci(&mut [], Dlci(16));
    }
}
