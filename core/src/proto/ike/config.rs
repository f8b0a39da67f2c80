//! What the operator sets: policies, keys, keepalives and what the router answers in quick mode.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::crypto::{Cipher, DhGroup, HashAlgorithm};
use crate::proto::ipsec::sa::{EspTransform, ProxyIds, SaLifetime};
use crate::time::Duration;
use crate::types::Prefix;

/// Encryption algorithms of phase 1.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum IkeCipher {
    /// DES-CBC.
    #[default]
    Des,
    /// 3DES-CBC.
    TripleDes,
    /// AES-CBC with a 128-bit key.
    Aes128,
    /// AES-CBC with a 192-bit key.
    Aes192,
    /// AES-CBC with a 256-bit key.
    Aes256,
}

impl IkeCipher {
    /// The cipher that does it.
    #[must_use]
    pub const fn cipher(self) -> Cipher {
        match self {
            Self::Des => Cipher::Des,
            Self::TripleDes => Cipher::TripleDes,
            Self::Aes128 => Cipher::Aes128,
            Self::Aes192 => Cipher::Aes192,
            Self::Aes256 => Cipher::Aes256,
        }
    }
}

/// How peers prove who they are. Only pre-shared keys are implemented: policies with another method are kept, shown
/// and compared, but never offered and never match.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum AuthMethod {
    /// Pre-shared key.
    PreShared,
    /// RSA signatures.
    #[default]
    RsaSig,
    /// RSA encrypted nonces.
    RsaEncr,
}

/// A protection suite of phase 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// 1 is tried first; [`Policy::DEFAULT`] has 65535.
    pub priority: u16,
    /// The cipher.
    pub cipher: IkeCipher,
    /// The hash, also the base of the pseudo-random function.
    pub hash: HashAlgorithm,
    /// How peers prove who they are.
    pub auth: AuthMethod,
    /// The Diffie–Hellman group.
    pub group: DhGroup,
    /// How long the association may live, in seconds.
    pub lifetime_secs: u32,
}

impl Policy {
    /// The suite that always stands last.
    pub const DEFAULT: Self = Self {
        priority: 65_535,
        cipher: IkeCipher::Des,
        hash: HashAlgorithm::Sha1,
        auth: AuthMethod::RsaSig,
        group: DhGroup::Modp768,
        lifetime_secs: 86_400,
    };

    /// A suite with the default values at `priority`.
    #[must_use]
    pub const fn new(priority: u16) -> Self {
        Self {
            priority,
            ..Self::DEFAULT
        }
    }
}

/// A key shared with the peers of a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreSharedKey {
    /// The peers; the longest prefix that holds a peer wins.
    pub peers: Prefix,
    /// The key's octets.
    pub key: Vec<u8>,
}

/// When a peer's silence is questioned (RFC 3706).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum KeepaliveMode {
    /// Only if there is something to send to a peer that has been silent.
    #[default]
    OnDemand,
    /// By the clock.
    Periodic,
}

/// What `periodic` means, which changed between releases.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum PeriodicStyle {
    /// Traffic from the peer puts the probe off: the first one leaves one interval after the last packet received.
    #[default]
    TrafficResets,
    /// A probe every interval, whatever arrives.
    Strict,
}

/// Dead peer detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keepalive {
    /// Seconds of silence, or between probes.
    pub interval_secs: u16,
    /// Seconds between the probes to a peer that does not answer.
    pub retry_secs: u16,
    /// When to probe.
    pub mode: KeepaliveMode,
}

impl Keepalive {
    /// The interval.
    #[must_use]
    pub const fn interval(self) -> Duration {
        Duration::from_secs(self.interval_secs as u64)
    }

    /// The time between the probes to a peer that does not answer.
    #[must_use]
    pub const fn retry(self) -> Duration {
        Duration::from_secs(self.retry_secs as u64)
    }
}

/// How long the router's processor takes. The times add up on one processor, in the order of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputeProfile {
    /// To process a message of main or quick mode and build the next.
    pub message: Duration,
    /// More for a message with an association payload: the first two of either mode.
    pub negotiation: Duration,
    /// One Diffie–Hellman exponentiation in groups 1, 2, 5 and 14.
    pub dh: [Duration; 4],
    /// To build an informational message.
    pub informational: Duration,
    /// Up to this much more for each message, by chance.
    pub jitter: Duration,
}

impl Default for ComputeProfile {
    /// A 2600 or 3600 series router without accelerator: a negotiation in group 1 takes about 1.1 s, one in group 2
    /// with perfect forward secrecy about 1.7 s.
    fn default() -> Self {
        let ms = Duration::from_millis;
        Self {
            message: ms(40),
            negotiation: ms(45),
            dh: [ms(180), ms(220), ms(420), ms(850)],
            informational: ms(2),
            jitter: ms(10),
        }
    }
}

impl ComputeProfile {
    /// A processor that takes no time.
    pub const INSTANT: Self = Self {
        message: Duration::ZERO,
        negotiation: Duration::ZERO,
        dh: [Duration::ZERO; 4],
        informational: Duration::ZERO,
        jitter: Duration::ZERO,
    };

    /// One exponentiation in `group`.
    #[must_use]
    pub const fn dh(&self, group: DhGroup) -> Duration {
        match group {
            DhGroup::Modp768 => self.dh[0],
            DhGroup::Modp1024 => self.dh[1],
            DhGroup::Modp1536 => self.dh[2],
            DhGroup::Modp2048 => self.dh[3],
        }
    }
}

/// What the router agrees to when a peer begins quick mode: a crypto map entry as IKE sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponderEntry {
    /// This router's tunnel end.
    pub local: Ipv4Addr,
    /// The peer's tunnel end.
    pub peer: Ipv4Addr,
    /// Traffic the entry protects; an offer may ask for all of it or for less.
    pub proxies: ProxyIds,
    /// Transforms, in order of preference.
    pub transforms: Vec<EspTransform>,
    /// Limits; the shorter of both sides wins.
    pub lifetime: SaLifetime,
    /// The group the peer must offer for perfect forward secrecy, if any.
    pub pfs_group: Option<DhGroup>,
}

/// The whole configuration of the ISAKMP process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IkeConfig {
    /// Protection suites, in any order; the default one need not be listed.
    pub policies: Vec<Policy>,
    /// Keys.
    pub keys: Vec<PreSharedKey>,
    /// Dead peer detection of associations that come up from now on.
    pub keepalive: Option<Keepalive>,
    /// What `periodic` means.
    pub periodic_style: PeriodicStyle,
    /// How long the processor takes.
    pub profile: ComputeProfile,
    /// What is agreed to in quick mode, in order.
    pub responder_entries: Vec<ResponderEntry>,
    /// Whether a packet with an unknown SPI makes the router build an association with its sender to tell it.
    pub invalid_spi_recovery: bool,
}

impl IkeConfig {
    /// Every policy by priority, the default one last.
    pub fn policies_by_priority(&self) -> impl Iterator<Item = Policy> + use<> {
        let mut policies = self.policies.clone();
        policies.push(Policy::DEFAULT);
        policies.sort_by_key(|policy| policy.priority);
        policies.into_iter()
    }

    /// The key shared with `peer`.
    #[must_use]
    pub fn key_of(&self, peer: Ipv4Addr) -> Option<&[u8]> {
        self.keys
            .iter()
            .filter(|key| key.peers.contains(peer))
            .max_by_key(|key| key.peers.len())
            .map(|key| key.key.as_slice())
    }
}
