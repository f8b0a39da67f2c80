//! Hardware addresses, IPv4 prefixes and wildcard masks.

use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// An IEEE 802 address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct MacAddr(pub [u8; 6]);

impl MacAddr {
    /// The address as a number.
    const fn to_bits(self) -> u64 {
        let [a, b, c, d, e, f] = self.0;
        u64::from_be_bytes([0, 0, a, b, c, d, e, f])
    }
}

impl Ord for MacAddr {
    /// The order of the octets; as numbers, because switches look addresses up for every frame.
    fn cmp(&self, other: &Self) -> Ordering {
        self.to_bits().cmp(&other.to_bits())
    }
}

impl PartialOrd for MacAddr {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl MacAddr {
    /// ff:ff:ff:ff:ff:ff.
    pub const BROADCAST: Self = Self([0xff; 6]);

    /// The HSRP version 1 virtual address of a group, 0000.0c07.acXX (RFC 2281 §5.1).
    #[must_use]
    pub const fn hsrp_v1(group: u8) -> Self {
        Self([0x00, 0x00, 0x0c, 0x07, 0xac, group])
    }

    /// The address an IPv4 multicast group maps to, 01:00:5e + 23 bits (RFC 1112 §6.4).
    #[must_use]
    pub const fn multicast(group: Ipv4Addr) -> Self {
        let [_, b, c, d] = group.octets();
        Self([0x01, 0x00, 0x5e, b & 0x7f, c, d])
    }

    /// Whether the group bit is set (multicast or broadcast).
    #[must_use]
    pub const fn is_group(self) -> bool {
        self.0[0] & 1 != 0
    }
}

impl fmt::Display for MacAddr {
    /// Cisco's dotted form, `0000.0c07.ac01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}{b:02x}.{c:02x}{d:02x}.{e:02x}{g:02x}")
    }
}

impl fmt::Debug for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An IPv4 network: an address whose host bits are zero, and its length.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Prefix {
    network: Ipv4Addr,
    len: u8,
}

impl Prefix {
    /// 0.0.0.0/0.
    pub const DEFAULT: Self = Self {
        network: Ipv4Addr::UNSPECIFIED,
        len: 0,
    };

    /// The network that holds `addr`; a length over 32 counts as 32. Host bits are cleared.
    #[must_use]
    pub const fn new(addr: Ipv4Addr, len: u8) -> Self {
        let len = if len > 32 { 32 } else { len };
        Self {
            network: Ipv4Addr::from_bits(addr.to_bits() & mask_bits(len)),
            len,
        }
    }

    /// The /32 of one address.
    #[must_use]
    pub const fn host(addr: Ipv4Addr) -> Self {
        Self {
            network: addr,
            len: 32,
        }
    }

    /// From an address and a dotted mask; `None` unless the mask's ones are contiguous.
    #[must_use]
    pub const fn from_mask(addr: Ipv4Addr, mask: Ipv4Addr) -> Option<Self> {
        let bits = mask.to_bits();
        let len = bits.leading_ones() as u8;
        if bits == mask_bits(len) {
            Some(Self::new(addr, len))
        } else {
            None
        }
    }

    /// The network address.
    #[must_use]
    pub const fn network(self) -> Ipv4Addr {
        self.network
    }

    /// The prefix length, in bits.
    #[must_use]
    #[allow(
        clippy::len_without_is_empty,
        reason = "a prefix length, not a container's"
    )]
    pub const fn len(self) -> u8 {
        self.len
    }

    /// The dotted mask.
    #[must_use]
    pub const fn mask(self) -> Ipv4Addr {
        Ipv4Addr::from_bits(mask_bits(self.len))
    }

    /// The directed broadcast address.
    #[must_use]
    pub const fn broadcast(self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.network.to_bits() | !mask_bits(self.len))
    }

    /// Whether `addr` lies in this network.
    #[must_use]
    pub const fn contains(self, addr: Ipv4Addr) -> bool {
        addr.to_bits() & mask_bits(self.len) == self.network.to_bits()
    }

    /// Whether every address of `other` lies in this network.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.len <= other.len && self.contains(other.network)
    }

    /// The classful network (A, B or C) that `addr` belongs to; class D and E count as /32.
    #[must_use]
    pub const fn classful(addr: Ipv4Addr) -> Self {
        let len = match addr.octets()[0] {
            0..=127 => 8,
            128..=191 => 16,
            192..=223 => 24,
            _ => 32,
        };
        Self::new(addr, len)
    }

    /// The same network as an IOS wildcard pair.
    #[must_use]
    pub const fn wildcard(self) -> Wildcard {
        Wildcard {
            addr: self.network,
            wildcard: Ipv4Addr::from_bits(!mask_bits(self.len)),
        }
    }
}

const fn mask_bits(len: u8) -> u32 {
    if len == 0 { 0 } else { u32::MAX << (32 - len) }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.len)
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Text that is not `A.B.C.D/N`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a prefix such as 155.1.67.0/24")]
pub struct BadPrefix(String);

impl FromStr for Prefix {
    type Err = BadPrefix;

    fn from_str(text: &str) -> Result<Self, BadPrefix> {
        let parse = || {
            let (addr, len) = text.split_once('/')?;
            let len = len.parse().ok().filter(|len| *len <= 32)?;
            Some(Self::new(addr.parse().ok()?, len))
        };
        parse().ok_or_else(|| BadPrefix(text.to_owned()))
    }
}

impl From<Prefix> for String {
    fn from(prefix: Prefix) -> Self {
        prefix.to_string()
    }
}

impl TryFrom<String> for Prefix {
    type Error = BadPrefix;

    fn try_from(text: String) -> Result<Self, BadPrefix> {
        text.parse()
    }
}

/// An address and an IOS wildcard mask: zero bits must match.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Wildcard {
    /// The address to compare with.
    pub addr: Ipv4Addr,
    /// Ones mark the bits that do not matter.
    pub wildcard: Ipv4Addr,
}

impl Wildcard {
    /// Matches every address.
    pub const ANY: Self = Self {
        addr: Ipv4Addr::UNSPECIFIED,
        wildcard: Ipv4Addr::BROADCAST,
    };

    /// Matches one address.
    #[must_use]
    pub const fn host(addr: Ipv4Addr) -> Self {
        Self {
            addr,
            wildcard: Ipv4Addr::UNSPECIFIED,
        }
    }

    /// Whether `addr` matches.
    #[must_use]
    pub const fn matches(self, addr: Ipv4Addr) -> bool {
        (addr.to_bits() ^ self.addr.to_bits()) & !self.wildcard.to_bits() == 0
    }

    /// The prefix this equals, if the wildcard's ones are contiguous at the right.
    #[must_use]
    pub const fn to_prefix(self) -> Option<Prefix> {
        Prefix::from_mask(self.addr, Ipv4Addr::from_bits(!self.wildcard.to_bits()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_clears_host_bits_and_knows_its_edges() {
        let prefix: Prefix = "155.1.67.7/24".parse().unwrap();
        assert_eq!(prefix.to_string(), "155.1.67.0/24");
        assert_eq!(prefix.mask(), Ipv4Addr::new(255, 255, 255, 0));
        assert_eq!(prefix.broadcast(), Ipv4Addr::new(155, 1, 67, 255));
        assert!(prefix.contains(Ipv4Addr::new(155, 1, 67, 200)));
        assert!(Prefix::DEFAULT.covers(prefix) && !prefix.covers(Prefix::DEFAULT));
        assert_eq!(
            Prefix::classful(prefix.network()).to_string(),
            "155.1.0.0/16"
        );
    }

    #[test]
    fn bad_prefixes_are_refused() {
        for text in ["", "1.2.3.4", "1.2.3.4/33", "1.2.3/8", "x/8"] {
            assert!(text.parse::<Prefix>().is_err(), "{text}");
        }
        assert_eq!(
            Prefix::from_mask(Ipv4Addr::LOCALHOST, Ipv4Addr::new(255, 0, 255, 0)),
            None
        );
    }

    #[test]
    fn the_hsrp_virtual_address_of_group_1_is_the_one_of_rfc_2281() {
        assert_eq!(MacAddr::hsrp_v1(1).to_string(), "0000.0c07.ac01");
        assert_eq!(
            MacAddr::multicast(Ipv4Addr::new(224, 0, 0, 2)).to_string(),
            "0100.5e00.0002"
        );
    }

    #[test]
    fn wildcards_match_as_in_an_access_list() {
        let net: Prefix = "155.1.58.0/24".parse().unwrap();
        assert!(net.wildcard().matches(Ipv4Addr::new(155, 1, 58, 5)));
        assert!(!net.wildcard().matches(Ipv4Addr::new(155, 1, 67, 5)));
        assert_eq!(net.wildcard().to_prefix(), Some(net));
        assert_eq!(Wildcard::ANY.to_prefix(), Some(Prefix::DEFAULT));
    }
}
