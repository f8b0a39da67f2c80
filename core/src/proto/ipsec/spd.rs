//! The security policy database of an interface (RFC 4301 §4.4.1), as a crypto map fills it.
//!
//! Entries are tried in sequence order. A permit line protects, a deny line goes on to the next entry, no match leaves
//! the packet in the clear. Inbound, the same lines are read mirrored.

use std::net::Ipv4Addr;

use super::sa::{EspTransform, ProxyIds, SaLifetime, Selector};
use crate::types::Wildcard;

/// What a policy looks at in a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FlowKey {
    /// Source address.
    pub src: Ipv4Addr,
    /// Destination address.
    pub dst: Ipv4Addr,
    /// IP protocol.
    pub protocol: u8,
    /// Source port, for UDP and TCP.
    pub src_port: Option<u16>,
    /// Destination port, for UDP and TCP.
    pub dst_port: Option<u16>,
}

impl FlowKey {
    /// The key of the answer.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        Self {
            src: self.dst,
            dst: self.src,
            protocol: self.protocol,
            src_port: self.dst_port,
            dst_port: self.src_port,
        }
    }
}

/// One line of an access list, as a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Permit or deny.
    pub permit: bool,
    /// IP protocol, 0 for any.
    pub protocol: u8,
    /// Source.
    pub src: Wildcard,
    /// Source port.
    pub src_port: Option<u16>,
    /// Destination.
    pub dst: Wildcard,
    /// Destination port.
    pub dst_port: Option<u16>,
}

impl Line {
    /// Whether a packet matches.
    #[must_use]
    pub fn matches(&self, key: &FlowKey) -> bool {
        self.src.matches(key.src)
            && self.dst.matches(key.dst)
            && (self.protocol == 0 || self.protocol == key.protocol)
            && self.src_port.is_none_or(|port| key.src_port == Some(port))
            && self.dst_port.is_none_or(|port| key.dst_port == Some(port))
    }

    /// The proxy identities this line asks for; `None` if its wildcards are no prefixes.
    #[must_use]
    pub fn proxy_ids(&self) -> Option<ProxyIds> {
        let side = |wildcard: Wildcard, port: Option<u16>| {
            Some(Selector {
                net: wildcard.to_prefix()?,
                protocol: self.protocol,
                port: port.unwrap_or(0),
            })
        };
        Some(ProxyIds {
            local: side(self.src, self.src_port)?,
            remote: side(self.dst, self.dst_port)?,
        })
    }
}

/// One entry of a crypto map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its sequence number.
    pub sequence: u16,
    /// Its access list.
    pub lines: Vec<Line>,
    /// The peer in use.
    pub peer: Ipv4Addr,
    /// The transforms offered, in order.
    pub transforms: Vec<EspTransform>,
    /// Limits of its SAs.
    pub lifetime: SaLifetime,
    /// The Diffie–Hellman group of PFS.
    pub pfs_group: Option<u8>,
}

/// What the policy says of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    /// It goes in the clear.
    Bypass,
    /// It must be protected by an SA of this entry, for this line's traffic.
    Protect(&'a Entry, &'a Line),
}

/// The policy of one interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spd {
    /// Complete entries, in sequence order.
    pub entries: Vec<Entry>,
}

impl Spd {
    /// What becomes of a packet about to be sent.
    #[must_use]
    pub fn classify(&self, key: &FlowKey) -> Decision<'_> {
        for (entry, index) in self.matches(key) {
            let line = &entry.lines[index];
            if line.permit {
                return Decision::Protect(entry, line);
            }
        }
        Decision::Bypass
    }

    /// The lines a packet meets on its way through the entries: the first that matches of each, by its place; what
    /// follows the first permit is not looked at.
    pub fn matches(&self, key: &FlowKey) -> impl Iterator<Item = (&Entry, usize)> {
        let mut is_over = false;
        self.entries.iter().filter_map(move |entry| {
            if is_over {
                return None;
            }
            let index = entry.lines.iter().position(|line| line.matches(key))?;
            is_over = entry.lines[index].permit;
            Some((entry, index))
        })
    }

    /// Whether a packet that arrived in the clear should have been protected (mirrored match).
    #[must_use]
    pub fn expects_protection(&self, key: &FlowKey) -> bool {
        matches!(self.classify(&key.mirrored()), Decision::Protect(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::ipsec::sa::{EspAuth, EspCipher, Mode};

    fn net(text: &str) -> Wildcard {
        text.parse::<crate::types::Prefix>().unwrap().wildcard()
    }

    fn line(permit: bool, src: &str, dst: &str) -> Line {
        Line {
            permit,
            protocol: 0,
            src: net(src),
            src_port: None,
            dst: net(dst),
            dst_port: None,
        }
    }

    fn entry(sequence: u16, lines: Vec<Line>) -> Entry {
        Entry {
            sequence,
            lines,
            peer: Ipv4Addr::new(155, 1, 146, 254),
            transforms: vec![EspTransform {
                cipher: EspCipher::TripleDes,
                auth: EspAuth::HmacMd5,
                mode: Mode::Tunnel,
            }],
            lifetime: SaLifetime::default(),
            pfs_group: None,
        }
    }

    fn key(src: [u8; 4], dst: [u8; 4]) -> FlowKey {
        FlowKey {
            src: src.into(),
            dst: dst.into(),
            protocol: 1,
            src_port: None,
            dst_port: None,
        }
    }

    #[test]
    fn deny_goes_on_to_the_next_entry_and_no_match_stays_clear() {
        let spd = Spd {
            entries: vec![
                entry(
                    10,
                    vec![
                        line(false, "155.1.67.7/32", "155.1.58.0/24"),
                        line(true, "155.1.67.0/24", "155.1.58.0/24"),
                    ],
                ),
                entry(20, vec![line(true, "155.1.67.7/32", "155.1.58.0/24")]),
            ],
        };
        let sequence = |decision| match decision {
            Decision::Protect(entry, _) => Some(entry.sequence),
            Decision::Bypass => None,
        };
        assert_eq!(
            sequence(spd.classify(&key([155, 1, 67, 8], [155, 1, 58, 5]))),
            Some(10)
        );
        assert_eq!(
            sequence(spd.classify(&key([155, 1, 67, 7], [155, 1, 58, 5]))),
            Some(20)
        );
        assert_eq!(
            sequence(spd.classify(&key([155, 1, 67, 7], [155, 1, 0, 5]))),
            None
        );
        assert!(spd.expects_protection(&key([155, 1, 58, 5], [155, 1, 67, 8])));
        assert!(!spd.expects_protection(&key([155, 1, 67, 8], [155, 1, 58, 5])));
    }

    #[test]
    fn proxy_identities_are_the_lines_networks() {
        let ids = line(true, "155.1.67.0/24", "155.1.58.0/24")
            .proxy_ids()
            .unwrap();
        assert_eq!(ids.local.net.to_string(), "155.1.67.0/24");
        assert_eq!(ids.remote.net.to_string(), "155.1.58.0/24");
        let odd = Wildcard {
            addr: Ipv4Addr::UNSPECIFIED,
            wildcard: Ipv4Addr::new(0, 255, 0, 255),
        };
        assert_eq!(
            Line {
                src: odd,
                ..line(true, "0.0.0.0/0", "0.0.0.0/0")
            }
            .proxy_ids(),
            None
        );
    }
}
