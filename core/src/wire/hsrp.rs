//! Hot Standby Router Protocol, version 1 (RFC 2281 §5.1): 20 octets over UDP 1985 to 224.0.0.2.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! |   Version     |   Op Code     |     State     |   Hellotime   |
//! |   Holdtime    |   Priority    |     Group     |   Reserved    |
//! |                      Authentication  Data                     |
//! |                      Authentication  Data                     |
//! |                      Virtual IP Address                       |
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! ```
//!
//! Routers that support ICMP redirects also send op code 3, *Advertise*, whose 16 octets have another layout and
//! stand in no RFC. It is read so that it can be named and ignored.

use core::fmt;
use core::ops::Range;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::{DecodeError, Reader, require};
use crate::types::GroupNumber;

/// UDP port, source and destination (RFC 2281 §5).
pub const PORT: u16 = 1985;
/// Where every message goes: all routers on this subnet (RFC 2281 §5).
pub const DESTINATION: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 2);
/// The IP time to live of every message (RFC 2281 §5).
pub const TTL: u8 = 1;
/// Octets of a Hello, Coup or Resign.
pub const MESSAGE_LEN: usize = 20;
/// Octets of an Advertise.
pub const ADVERTISE_LEN: usize = 16;
/// The authentication data of a group that has none configured: "cisco", zero-filled (RFC 2281 §5.1).
pub const DEFAULT_AUTHENTICATION_DATA: [u8; 8] = *b"cisco\0\0\0";

const VERSION: u8 = 0;

/// Where each field lies in a Hello, Coup or Resign.
pub mod field {
    use super::Range;

    /// Version, 0.
    pub const VERSION: Range<usize> = 0..1;
    /// Op code.
    pub const OP_CODE: Range<usize> = 1..2;
    /// State of the sender.
    pub const STATE: Range<usize> = 2..3;
    /// Hello time, in seconds.
    pub const HELLO_TIME: Range<usize> = 3..4;
    /// Hold time, in seconds.
    pub const HOLD_TIME: Range<usize> = 4..5;
    /// Priority of the sender.
    pub const PRIORITY: Range<usize> = 5..6;
    /// Group number.
    pub const GROUP: Range<usize> = 6..7;
    /// Zero.
    pub const RESERVED: Range<usize> = 7..8;
    /// Authentication data, clear text.
    pub const AUTHENTICATION_DATA: Range<usize> = 8..16;
    /// Virtual IP address.
    pub const VIRTUAL_IP: Range<usize> = 16..20;
}

/// What a message is for (RFC 2281 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OpCode {
    /// 0: the sender runs and can become active or standby.
    Hello,
    /// 1: the sender wants to become the active router.
    Coup,
    /// 2: the sender no longer wants to be the active router.
    Resign,
    /// 3: whether the sender is active for any group; not in the RFC.
    Advertise,
    /// Any other.
    Unknown(u8),
}

impl From<u8> for OpCode {
    fn from(raw: u8) -> Self {
        match raw {
            0 => Self::Hello,
            1 => Self::Coup,
            2 => Self::Resign,
            3 => Self::Advertise,
            other => Self::Unknown(other),
        }
    }
}

impl From<OpCode> for u8 {
    fn from(op_code: OpCode) -> Self {
        match op_code {
            OpCode::Hello => 0,
            OpCode::Coup => 1,
            OpCode::Resign => 2,
            OpCode::Advertise => 3,
            OpCode::Unknown(raw) => raw,
        }
    }
}

impl fmt::Display for OpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hello => f.pad("Hello"),
            Self::Coup => f.pad("Coup"),
            Self::Resign => f.pad("Resign"),
            Self::Advertise => f.pad("Advertise"),
            Self::Unknown(raw) => write!(f, "Unknown({raw})"),
        }
    }
}

/// The state a sender says it is in (RFC 2281 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
    /// 0.
    Initial,
    /// 1.
    Learn,
    /// 2.
    Listen,
    /// 4.
    Speak,
    /// 8.
    Standby,
    /// 16.
    Active,
    /// Any other.
    Unknown(u8),
}

impl From<u8> for State {
    fn from(raw: u8) -> Self {
        match raw {
            0 => Self::Initial,
            1 => Self::Learn,
            2 => Self::Listen,
            4 => Self::Speak,
            8 => Self::Standby,
            16 => Self::Active,
            other => Self::Unknown(other),
        }
    }
}

impl From<State> for u8 {
    fn from(state: State) -> Self {
        match state {
            State::Initial => 0,
            State::Learn => 1,
            State::Listen => 2,
            State::Speak => 4,
            State::Standby => 8,
            State::Active => 16,
            State::Unknown(raw) => raw,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Initial => f.pad("Initial"),
            Self::Learn => f.pad("Learn"),
            Self::Listen => f.pad("Listen"),
            Self::Speak => f.pad("Speak"),
            Self::Standby => f.pad("Standby"),
            Self::Active => f.pad("Active"),
            Self::Unknown(raw) => write!(f, "Unknown({raw})"),
        }
    }
}

/// A Hello, Coup or Resign (or a message of the same shape with an unknown op code).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repr {
    /// What the message is for; never [`OpCode::Advertise`].
    pub op_code: OpCode,
    /// State of the sender.
    pub state: State,
    /// Seconds between Hellos; zero where they are sent more often than that.
    pub hello_time_secs: u8,
    /// Seconds a Hello is good for; zero as above.
    pub hold_time_secs: u8,
    /// Priority of the sender; the higher wins.
    pub priority: u8,
    /// Group.
    pub group: GroupNumber,
    /// Clear-text authentication data.
    pub authentication_data: [u8; 8],
    /// The group's virtual address; 0.0.0.0 where the sender does not know it.
    pub virtual_ip: Ipv4Addr,
}

impl Repr {
    /// Reads a message; octets after the twentieth (an MD5 authentication TLV) are not looked at.
    ///
    /// # Errors
    /// If there are fewer than 20 octets, the version is not 0, or it is an Advertise.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        require("HSRP message", bytes, MESSAGE_LEN)?;
        check_version(bytes[field::VERSION.start])?;
        let op_code = OpCode::from(bytes[field::OP_CODE.start]);
        if op_code == OpCode::Advertise {
            return Err(bad_value("HSRP op code", u8::from(op_code)));
        }
        let mut tail = Reader::new(&bytes[field::AUTHENTICATION_DATA.start..]);
        Ok(Self {
            op_code,
            state: State::from(bytes[field::STATE.start]),
            hello_time_secs: bytes[field::HELLO_TIME.start],
            hold_time_secs: bytes[field::HOLD_TIME.start],
            priority: bytes[field::PRIORITY.start],
            group: GroupNumber(bytes[field::GROUP.start]),
            authentication_data: tail.array("HSRP authentication data")?,
            virtual_ip: tail.ipv4("HSRP virtual IP address")?,
        })
    }

    /// Appends the 20 octets.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[
            VERSION,
            self.op_code.into(),
            self.state.into(),
            self.hello_time_secs,
            self.hold_time_secs,
            self.priority,
            self.group.0,
            0,
        ]);
        out.extend_from_slice(&self.authentication_data);
        out.extend_from_slice(&self.virtual_ip.octets());
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "HSRPv0-{} 20: state={} group={} addr={} hellotime={}s holdtime={}s priority={}",
            self.op_code,
            self.state,
            self.group,
            self.virtual_ip,
            self.hello_time_secs,
            self.hold_time_secs,
            self.priority
        )
    }
}

/// Whether the sender of an Advertise is active for some group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advertise {
    /// 1, the only type seen.
    pub kind: u16,
    /// As sent: 14 where seen, the octets from `kind` on.
    pub length: u16,
    /// 1 dormant, 2 passive, 3 active.
    pub state: u8,
    /// Groups the sender is active for.
    pub active_groups: u16,
    /// Groups the sender is not active for.
    pub passive_groups: u16,
}

impl Advertise {
    fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        require("HSRP advertise", bytes, ADVERTISE_LEN)?;
        let mut reader = Reader::new(&bytes[2..]);
        let kind = reader.u16("HSRP advertise type")?;
        let length = reader.u16("HSRP advertise length")?;
        let state = reader.u8("HSRP advertise state")?;
        reader.u8("HSRP advertise reserved")?;
        Ok(Self {
            kind,
            length,
            state,
            active_groups: reader.u16("HSRP active groups")?,
            passive_groups: reader.u16("HSRP passive groups")?,
        })
    }

    fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[VERSION, OpCode::Advertise.into()]);
        out.extend_from_slice(&self.kind.to_be_bytes());
        out.extend_from_slice(&self.length.to_be_bytes());
        out.extend_from_slice(&[self.state, 0]);
        out.extend_from_slice(&self.active_groups.to_be_bytes());
        out.extend_from_slice(&self.passive_groups.to_be_bytes());
        out.extend_from_slice(&[0; 4]);
    }
}

/// Anything sent to the HSRP port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Packet {
    /// A message of RFC 2281.
    Message(Repr),
    /// An Advertise.
    Advertise(Advertise),
}

impl Packet {
    /// Reads the payload of a datagram.
    ///
    /// # Errors
    /// If it is cut short or the version is not 0.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        require("HSRP op code", bytes, field::OP_CODE.end)?;
        check_version(bytes[field::VERSION.start])?;
        match OpCode::from(bytes[field::OP_CODE.start]) {
            OpCode::Advertise => Advertise::parse(bytes).map(Self::Advertise),
            _ => Repr::parse(bytes).map(Self::Message),
        }
    }

    /// Appends the octets.
    pub fn emit(&self, out: &mut Vec<u8>) {
        match self {
            Self::Message(repr) => repr.emit(out),
            Self::Advertise(advertise) => advertise.emit(out),
        }
    }
}

const fn check_version(version: u8) -> Result<(), DecodeError> {
    if version == VERSION {
        Ok(())
    } else {
        Err(bad_value("HSRP version", version))
    }
}

const fn bad_value(field: super::Field, value: u8) -> DecodeError {
    DecodeError::BadValue {
        field,
        value: value as u32,
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// From public captures of three IOS routers: the active router's Hello,
    const HELLO: [u8; 20] = hex!("00 00 10 03 0a c8 01 00 636973636f000000 c0a80001");
    /// the standby router's,
    const STANDBY_HELLO: [u8; 20] = hex!("00 00 08 03 0a 64 01 00 636973636f000000 c0a80001");
    /// a Coup,
    const COUP: [u8; 20] = hex!("00 01 02 03 0a c8 01 00 636973636f000000 c0a80001");
    /// and an Advertise, whose last four octets hold rubbish.
    const ADVERTISE: [u8; 16] = hex!("00 03 0001 000e 03 00 0001 0002 6f000000");

    fn hello() -> Repr {
        Repr {
            op_code: OpCode::Hello,
            state: State::Active,
            hello_time_secs: 3,
            hold_time_secs: 10,
            priority: 200,
            group: GroupNumber(1),
            authentication_data: DEFAULT_AUTHENTICATION_DATA,
            virtual_ip: Ipv4Addr::new(192, 168, 0, 1),
        }
    }

    #[test]
    fn a_hello_is_read_and_written() {
        assert_eq!(Repr::parse(&HELLO), Ok(hello()));
        let mut out = Vec::new();
        hello().emit(&mut out);
        assert_eq!(out, HELLO);
        assert_eq!(
            hello().to_string(),
            "HSRPv0-Hello 20: state=Active group=1 addr=192.168.0.1 hellotime=3s holdtime=10s \
             priority=200"
        );
    }

    #[test]
    fn every_code_point_survives_the_wire() {
        for raw in 0..=255 {
            assert_eq!(u8::from(OpCode::from(raw)), raw);
            assert_eq!(u8::from(State::from(raw)), raw);
        }
    }

    #[test]
    fn a_standby_hello_and_a_coup_are_read_and_written() {
        let standby = Repr {
            state: State::Standby,
            priority: 100,
            ..hello()
        };
        let coup = Repr {
            op_code: OpCode::Coup,
            state: State::Listen,
            ..hello()
        };
        for (bytes, repr) in [(STANDBY_HELLO, standby), (COUP, coup)] {
            assert_eq!(Repr::parse(&bytes), Ok(repr));
            let mut out = Vec::new();
            repr.emit(&mut out);
            assert_eq!(out, bytes);
        }
    }

    #[test]
    fn an_advertise_is_told_from_a_message() {
        let advertise = Advertise {
            kind: 1,
            length: 14,
            state: 3,
            active_groups: 1,
            passive_groups: 2,
        };
        let packet = Packet::parse(&ADVERTISE);
        assert_eq!(packet, Ok(Packet::Advertise(advertise)));
        let mut out = Vec::new();
        Packet::Advertise(advertise).emit(&mut out);
        assert_eq!(out[..12], ADVERTISE[..12]);
        let mut long = HELLO;
        long[1] = 3;
        assert!(Repr::parse(&long).is_err());
    }

    #[test]
    fn truncated_at_every_length_it_is_refused() {
        for len in 0..HELLO.len() {
            assert!(Packet::parse(&HELLO[..len]).is_err(), "{len}");
        }
        for len in 0..ADVERTISE.len() {
            assert!(Packet::parse(&ADVERTISE[..len]).is_err(), "{len}");
        }
        let mut with_tlv = HELLO.to_vec();
        with_tlv.extend_from_slice(&[4, 28]);
        assert_eq!(Repr::parse(&with_tlv), Ok(hello()));
    }

    #[test]
    fn another_version_is_refused() {
        let mut bytes = HELLO;
        bytes[0] = 1;
        assert_eq!(
            Packet::parse(&bytes),
            Err(DecodeError::BadValue {
                field: "HSRP version",
                value: 1
            })
        );
    }

    #[test]
    fn flipped_bits_change_the_value_or_are_refused() {
        for bit in 0..HELLO.len() * 8 {
            let mut bytes = HELLO;
            bytes[bit / 8] ^= 1 << (bit % 8);
            // The reserved octet alone carries nothing.
            if bit / 8 != field::RESERVED.start {
                assert_ne!(Packet::parse(&bytes), Ok(Packet::Message(hello())), "{bit}");
            }
        }
    }
}
