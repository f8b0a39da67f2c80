//! Routing Information Protocol, versions 1 and 2 (RFC 1058 §3, RFC 2453 §4), over UDP 520.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! |  command (1)  |  version (1)  |           zero (2)            |
//! +---------------+---------------+-------------------------------+  ┐
//! | address family identifier (2) |         route tag (2)         |  │
//! |                         IP address (4)                        |  │ 1 to 25
//! |                         subnet mask (4)                       |  │ times
//! |                           next hop (4)                        |  │
//! |                            metric (4)                         |  ┘
//! +---------------------------------------------------------------+
//! ```
//!
//! In version 1 tag, mask and next hop are zero. A first entry of family 0xffff is authentication (RFC 2453 §4.1).
//! Entries are kept as they came; [`Rte::check`] says what is wrong with one, so that a bad entry spoils only itself
//! (RFC 2453 §3.9.2).

use core::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::{DecodeError, Reader};
use crate::types::Prefix;

/// UDP port, source and destination of all but some requests (RFC 2453 §3.9).
pub const PORT: u16 = 520;
/// Where version 2 sends its updates (RFC 2453 §4.5).
pub const MULTICAST: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 9);
/// The metric of an unreachable destination (RFC 2453 §3.6).
pub const INFINITY: u8 = 16;
/// Entries in one message (RFC 2453 §3.6).
pub const MAX_ENTRIES: usize = 25;
/// The address family of IPv4 routes.
pub const FAMILY_IP: u16 = 2;
/// The address family of an authentication entry (RFC 2453 §4.1).
pub const FAMILY_AUTHENTICATION: u16 = 0xffff;
/// Authentication type of a clear-text password (RFC 2453 §4.1).
pub const AUTHENTICATION_PASSWORD: u16 = 2;

/// Octets before the entries.
pub const HEADER_LEN: usize = 4;
/// Octets of an entry.
pub const ENTRY_LEN: usize = 20;

/// What a message asks or tells (RFC 2453 §3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Command {
    /// 1: asks for all or part of a routing table.
    Request,
    /// 2: tells all or part of a routing table.
    Response,
    /// Any other.
    Unknown(u8),
}

impl From<u8> for Command {
    fn from(raw: u8) -> Self {
        match raw {
            1 => Self::Request,
            2 => Self::Response,
            other => Self::Unknown(other),
        }
    }
}

impl From<Command> for u8 {
    fn from(command: Command) -> Self {
        match command {
            Command::Request => 1,
            Command::Response => 2,
            Command::Unknown(raw) => raw,
        }
    }
}

/// A routing table entry, as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rte {
    /// 2 for IPv4; 0 in a request for the whole table.
    pub address_family: u16,
    /// Carried along, zero in version 1.
    pub route_tag: u16,
    /// Destination.
    pub addr: Ipv4Addr,
    /// Its mask; 0.0.0.0 says nothing (version 1).
    pub mask: Ipv4Addr,
    /// Where to send packets; 0.0.0.0 means to the sender.
    pub next_hop: Ipv4Addr,
    /// Hops, 1–15, or 16 for unreachable.
    pub metric: u32,
}

/// What is wrong with an entry of a response (RFC 2453 §3.9.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RteError {
    /// Not an IPv4 route.
    #[error("address family {0}")]
    AddressFamily(u16),
    /// Not 1–16.
    #[error("metric {0}")]
    Metric(u32),
    /// Ones after a zero.
    #[error("mask {0}")]
    Mask(Ipv4Addr),
    /// Loopback, multicast, reserved, or in network zero but not the default.
    #[error("destination {0}")]
    Destination(Ipv4Addr),
    /// Version 1: a field that must be zero is not (RFC 1058 §3.4).
    #[error("nonzero field that must be zero")]
    MustBeZero,
}

impl Rte {
    /// The one entry of a request for the whole table (RFC 2453 §3.9.1).
    pub const WHOLE_TABLE: Self = Self {
        address_family: 0,
        route_tag: 0,
        addr: Ipv4Addr::UNSPECIFIED,
        mask: Ipv4Addr::UNSPECIFIED,
        next_hop: Ipv4Addr::UNSPECIFIED,
        metric: INFINITY as u32,
    };

    /// The version 2 entry of a route whose packets go to the sender.
    #[must_use]
    pub const fn route(prefix: Prefix, metric: u8) -> Self {
        Self {
            address_family: FAMILY_IP,
            route_tag: 0,
            addr: prefix.network(),
            mask: prefix.mask(),
            next_hop: Ipv4Addr::UNSPECIFIED,
            metric: metric as u32,
        }
    }

    /// The metric of a good entry.
    ///
    /// # Errors
    /// What makes a receiver skip the entry.
    pub const fn check(&self, version: u8) -> Result<u8, RteError> {
        if self.address_family != FAMILY_IP {
            return Err(RteError::AddressFamily(self.address_family));
        }
        if self.metric == 0 || self.metric > INFINITY as u32 {
            return Err(RteError::Metric(self.metric));
        }
        let [first, ..] = self.addr.octets();
        if first == 127 || first >= 224 || (first == 0 && !self.addr.is_unspecified()) {
            return Err(RteError::Destination(self.addr));
        }
        if version == 1 {
            let zero =
                self.route_tag == 0 && self.mask.is_unspecified() && self.next_hop.is_unspecified();
            if !zero {
                return Err(RteError::MustBeZero);
            }
        } else if Prefix::from_mask(self.addr, self.mask).is_none() {
            return Err(RteError::Mask(self.mask));
        }
        Ok(self.metric as u8)
    }

    fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.address_family.to_be_bytes());
        out.extend_from_slice(&self.route_tag.to_be_bytes());
        out.extend_from_slice(&self.addr.octets());
        out.extend_from_slice(&self.mask.octets());
        out.extend_from_slice(&self.next_hop.octets());
        out.extend_from_slice(&self.metric.to_be_bytes());
    }
}

impl fmt::Display for Rte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Prefix::from_mask(self.addr, self.mask) {
            Some(prefix) if !self.mask.is_unspecified() || self.addr.is_unspecified() => {
                write!(f, "{}/{}", self.addr, prefix.len())?;
            }
            Some(_) => write!(f, "{}", self.addr)?,
            None => write!(f, "{} mask {}", self.addr, self.mask)?,
        }
        write!(
            f,
            " via {} metric {} tag {}",
            self.next_hop, self.metric, self.route_tag
        )
    }
}

/// One of the 20-octet entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// A route, or a question about one.
    Route(Rte),
    /// Authentication, in version 2 (RFC 2453 §4.1).
    Authentication {
        /// 2: password; 3: keyed digest (RFC 2082).
        kind: u16,
        /// The password, zero-filled.
        data: [u8; 16],
    },
}

/// A RIP message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repr {
    /// Request or response.
    pub command: Command,
    /// 1 or 2; a higher one is read like 2 (RFC 2453 §3.9.2).
    pub version: u8,
    /// At most 25.
    pub entries: Vec<Entry>,
}

impl Repr {
    /// Reads the payload of a datagram. Entries are not judged; see [`Rte::check`].
    ///
    /// # Errors
    /// If the header is cut short, the version is 0, the entries are not 0 to 25 whole ones, or a version 1 message
    /// has a nonzero header field that must be zero.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let command = Command::from(reader.u8("RIP command")?);
        let version = reader.u8("RIP version")?;
        let zero = reader.u16("RIP must be zero")?;
        // RFC 2453 §3.9.2 by way of RFC 1058 §3.4: version 0 is ignored, version 1 is held to its zeros.
        if version == 0 {
            return Err(bad_value("RIP version", 0));
        }
        if version == 1 && zero != 0 {
            return Err(bad_value("RIP must be zero", u32::from(zero)));
        }
        let len = reader.rest().len();
        if !len.is_multiple_of(ENTRY_LEN) || len / ENTRY_LEN > MAX_ENTRIES {
            return Err(DecodeError::BadLength {
                field: "RIP entries",
                value: len as u32,
            });
        }
        let mut entries = Vec::with_capacity(len / ENTRY_LEN);
        while !reader.is_empty() {
            entries.push(parse_entry(&mut reader)?);
        }
        Ok(Self {
            command,
            version,
            entries,
        })
    }

    /// Octets [`Self::emit`] appends.
    #[must_use]
    pub const fn buffer_len(&self) -> usize {
        HEADER_LEN + self.entries.len() * ENTRY_LEN
    }

    /// Appends the message.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.reserve(self.buffer_len());
        out.extend_from_slice(&[self.command.into(), self.version, 0, 0]);
        for entry in &self.entries {
            match entry {
                Entry::Route(rte) => rte.emit(out),
                Entry::Authentication { kind, data } => {
                    out.extend_from_slice(&FAMILY_AUTHENTICATION.to_be_bytes());
                    out.extend_from_slice(&kind.to_be_bytes());
                    out.extend_from_slice(data);
                }
            }
        }
    }

    /// The entries that are routes.
    pub fn routes(&self) -> impl Iterator<Item = &Rte> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Route(rte) => Some(rte),
            Entry::Authentication { .. } => None,
        })
    }

    /// The bad entries of a response, by index.
    pub fn errors(&self) -> impl Iterator<Item = (usize, RteError)> {
        self.entries
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| {
                let Entry::Route(rte) = entry else {
                    return None;
                };
                rte.check(self.version).err().map(|error| (index, error))
            })
    }
}

fn parse_entry(reader: &mut Reader<'_>) -> Result<Entry, DecodeError> {
    let address_family = reader.u16("RIP address family")?;
    if address_family == FAMILY_AUTHENTICATION {
        return Ok(Entry::Authentication {
            kind: reader.u16("RIP authentication type")?,
            data: reader.array("RIP authentication")?,
        });
    }
    Ok(Entry::Route(Rte {
        address_family,
        route_tag: reader.u16("RIP route tag")?,
        addr: reader.ipv4("RIP address")?,
        mask: reader.ipv4("RIP mask")?,
        next_hop: reader.ipv4("RIP next hop")?,
        metric: reader.u32("RIP metric")?,
    }))
}

const fn bad_value(field: super::Field, value: u32) -> DecodeError {
    DecodeError::BadValue { field, value }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let command = match self.command {
            Command::Request => "Request",
            Command::Response => "Response",
            Command::Unknown(_) => "Unknown command",
        };
        let routes = self.routes().count();
        write!(f, "RIPv{}, {command}, routes: {routes}", self.version)
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    /// A request for the whole table, as RFC 2453 §3.9.1 defines it.
    const REQUEST: [u8; 24] = hex!("01 02 0000  0000 0000 00000000 00000000 00000000 00000010");

    /// A response laid out by hand from RFC 2453 §4: a route, a poisoned route with next hop and tag.
    const RESPONSE: [u8; 44] = hex!(
        "02 02 0000"
        "0002 0000 9b013a00 ffffff00 00000000 00000001"
        "0002 0007 9b014300 ffffff00 9b010001 00000010"
    );

    fn response() -> Repr {
        let poisoned = Rte {
            route_tag: 7,
            next_hop: Ipv4Addr::new(155, 1, 0, 1),
            ..Rte::route("155.1.67.0/24".parse().unwrap(), INFINITY)
        };
        Repr {
            command: Command::Response,
            version: 2,
            entries: vec![
                Entry::Route(Rte::route("155.1.58.0/24".parse().unwrap(), 1)),
                Entry::Route(poisoned),
            ],
        }
    }

    #[test]
    fn a_request_for_everything_is_read_and_written() {
        let repr = Repr {
            command: Command::Request,
            version: 2,
            entries: vec![Entry::Route(Rte::WHOLE_TABLE)],
        };
        assert_eq!(Repr::parse(&REQUEST).as_ref(), Ok(&repr));
        let mut out = Vec::new();
        repr.emit(&mut out);
        assert_eq!(out, REQUEST);
    }

    #[test]
    fn a_response_is_read_and_written() {
        assert_eq!(Repr::parse(&RESPONSE), Ok(response()));
        let mut out = Vec::new();
        response().emit(&mut out);
        assert_eq!(out, RESPONSE);
        assert_eq!(response().to_string(), "RIPv2, Response, routes: 2");
        let shown: Vec<_> = response().routes().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "155.1.58.0/24 via 0.0.0.0 metric 1 tag 0",
                "155.1.67.0/24 via 155.1.0.1 metric 16 tag 7"
            ]
        );
    }

    #[test]
    fn a_password_is_an_entry_of_its_own() {
        // From a public capture of a Linux router.
        let bytes = hex!(
            "02 02 0000  ffff 0002 6162636465666768696a6b6c6d6e6f70"
            "0002 0000 0a46b200 ffffff00 00000000 00000001"
        );
        let repr = Repr::parse(&bytes).unwrap();
        let Entry::Authentication { kind, data } = repr.entries[0] else {
            panic!("{repr:?}")
        };
        assert_eq!(
            (kind, &data[..6]),
            (AUTHENTICATION_PASSWORD, &b"abcdef"[..])
        );
        assert_eq!(repr.routes().count(), 1);
        let mut out = Vec::new();
        repr.emit(&mut out);
        assert_eq!(out, bytes);
    }

    #[test]
    fn a_version_1_response_has_no_masks() {
        // From the same captures.
        let bytes = hex!("02 01 0000  0002 0000 0a46b200 00000000 00000000 00000001");
        let repr = Repr::parse(&bytes).unwrap();
        let rte = *repr.routes().next().unwrap();
        assert_eq!(rte.check(1), Ok(1));
        assert_eq!(rte.to_string(), "10.70.178.0 via 0.0.0.0 metric 1 tag 0");
        let mut out = Vec::new();
        repr.emit(&mut out);
        assert_eq!(out, bytes);
    }

    #[test]
    fn a_bad_entry_spoils_only_itself() {
        let mut bytes = RESPONSE;
        bytes[4 + 8 + 3] = 1; // mask 255.255.255.1
        let repr = Repr::parse(&bytes).unwrap();
        let errors: Vec<_> = repr.errors().collect();
        assert_eq!(
            errors,
            [(0, RteError::Mask(Ipv4Addr::new(255, 255, 255, 1)))]
        );
    }

    #[test]
    fn entries_are_judged_as_the_rfc_says() {
        let good = Rte::route("10.0.0.0/8".parse().unwrap(), 1);
        assert_eq!(good.check(2), Ok(1));
        assert_eq!(good.check(1), Err(RteError::MustBeZero));
        for (bad, error) in [
            (Rte { metric: 17, ..good }, RteError::Metric(17)),
            (Rte { metric: 0, ..good }, RteError::Metric(0)),
            (
                Rte {
                    address_family: 3,
                    ..good
                },
                RteError::AddressFamily(3),
            ),
            (
                Rte {
                    addr: Ipv4Addr::LOCALHOST,
                    ..good
                },
                RteError::Destination(Ipv4Addr::LOCALHOST),
            ),
        ] {
            assert_eq!(bad.check(2), Err(error));
        }
        assert_eq!(Rte::route(Prefix::DEFAULT, 1).check(2), Ok(1));
    }

    #[test]
    fn truncated_at_every_length_it_is_refused_unless_whole_entries_remain() {
        for len in 0..RESPONSE.len() {
            let whole = len >= HEADER_LEN && (len - HEADER_LEN).is_multiple_of(ENTRY_LEN);
            assert_eq!(Repr::parse(&RESPONSE[..len]).is_ok(), whole, "{len}");
        }
    }

    #[test]
    fn twenty_six_entries_are_too_many() {
        let mut repr = response();
        repr.entries = vec![repr.entries[0]; MAX_ENTRIES];
        let mut out = Vec::new();
        repr.emit(&mut out);
        assert_eq!(out.len(), 504);
        assert_eq!(Repr::parse(&out), Ok(repr.clone()));
        repr.entries.push(repr.entries[0]);
        out.clear();
        repr.emit(&mut out);
        assert!(Repr::parse(&out).is_err());
    }

    #[test]
    fn versions_0_and_a_dirty_version_1_are_refused() {
        let mut bytes = REQUEST;
        bytes[1] = 0;
        assert!(Repr::parse(&bytes).is_err());
        bytes[1] = 1;
        assert!(Repr::parse(&bytes).is_ok());
        bytes[2] = 1;
        assert!(Repr::parse(&bytes).is_err());
    }

    proptest! {
        #[test]
        fn any_octets_are_refused_or_written_back(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(repr) = Repr::parse(&bytes) {
                let mut out = Vec::new();
                repr.emit(&mut out);
                prop_assert_eq!(&out[4..], &bytes[4..]);
                prop_assert_eq!(&out[..2], &bytes[..2]);
            }
        }
    }
}
