//! What IKE agrees for IPsec and hands over (RFC 2407 §4.5): transforms, selectors, keys, lifetimes.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// Encryption algorithms of ESP (RFC 2407 §4.4.4).
pub use crate::crypto::Cipher as EspCipher;
use crate::time::Duration;
use crate::types::{Prefix, Spi};

/// Integrity algorithms of ESP, each cut to 96 bits except SHA-256 (RFC 4868: 128 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EspAuth {
    /// None.
    None,
    /// HMAC-MD5-96 (RFC 2403).
    HmacMd5,
    /// HMAC-SHA1-96 (RFC 2404).
    HmacSha1,
    /// HMAC-SHA-256-128 (RFC 4868).
    HmacSha256,
}

impl EspAuth {
    /// Key length, in octets.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::None => 0,
            Self::HmacMd5 => 16,
            Self::HmacSha1 => 20,
            Self::HmacSha256 => 32,
        }
    }

    /// Integrity check value length, in octets.
    #[must_use]
    pub const fn icv_len(self) -> usize {
        match self {
            Self::None => 0,
            Self::HmacMd5 | Self::HmacSha1 => 12,
            Self::HmacSha256 => 16,
        }
    }
}

/// Tunnel or transport.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum Mode {
    /// A whole IP packet inside.
    #[default]
    Tunnel,
    /// Only the payload.
    Transport,
}

/// What an SA does to a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EspTransform {
    /// The cipher.
    pub cipher: EspCipher,
    /// The integrity algorithm.
    pub auth: EspAuth,
    /// Tunnel or transport.
    pub mode: Mode,
}

/// One side of a proxy identity: a network, and a protocol and port, both 0 for any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Selector {
    /// The network.
    pub net: Prefix,
    /// IP protocol number, 0 for any.
    pub protocol: u8,
    /// Port, 0 for any.
    pub port: u16,
}

/// The traffic of an SA pair, seen from this router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProxyIds {
    /// What lies behind this router.
    pub local: Selector,
    /// What lies behind the peer.
    pub remote: Selector,
}

/// Limits of an SA pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SaLifetime {
    /// Seconds.
    pub secs: u32,
    /// Kilobytes; 0 for no limit.
    pub kilobytes: u32,
}

impl Default for SaLifetime {
    /// IOS: 3600 seconds and 4608000 kilobytes.
    fn default() -> Self {
        Self {
            secs: 3600,
            kilobytes: 4_608_000,
        }
    }
}

impl SaLifetime {
    /// The time limit.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.secs as u64)
    }
}

/// Keys of one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EspKeys {
    /// The cipher.
    pub cipher: EspCipher,
    /// The integrity algorithm.
    pub auth: EspAuth,
    /// The cipher's key.
    pub encryption: Vec<u8>,
    /// The integrity key.
    pub authentication: Vec<u8>,
}

/// A negotiated pair of SAs, as IKE hands it to IPsec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaPair {
    /// This router's tunnel end.
    pub local: Ipv4Addr,
    /// The peer's tunnel end.
    pub peer: Ipv4Addr,
    /// The traffic.
    pub proxy: ProxyIds,
    /// Tunnel or transport.
    pub mode: Mode,
    /// The SPI of packets received; chosen here.
    pub inbound_spi: Spi,
    /// Keys of packets received.
    pub inbound: EspKeys,
    /// The SPI of packets sent; chosen by the peer.
    pub outbound_spi: Spi,
    /// Keys of packets sent.
    pub outbound: EspKeys,
    /// When the pair ends.
    pub lifetime: SaLifetime,
    /// Whether this router began the quick mode.
    pub is_initiator: bool,
    /// The Diffie–Hellman group of PFS, if any.
    pub pfs_group: Option<u8>,
}

impl SaPair {
    /// What it does to packets, alike in both directions.
    #[must_use]
    pub const fn transform(&self) -> EspTransform {
        EspTransform {
            cipher: self.inbound.cipher,
            auth: self.inbound.auth,
            mode: self.mode,
        }
    }
}
