//! Crypto maps in force, whose address a tunnel's end is now, and what IKE is told of it.

use crate::types::{SortedMap, SortedSet};
use std::net::Ipv4Addr;
use std::rc::Rc;

use crate::crypto::{DhGroup, HashAlgorithm};
use crate::node::config::{self, DeviceConfig};
use crate::node::device::Device;
use crate::node::effect::Effects;
use crate::node::fact::SaEnd;
use crate::proto::ike::{
    self, AuthMethod, IkeCipher, IkeConfig, KeepaliveMode, PeriodicStyle, Policy, PreSharedKey,
    ResponderEntry,
};
use crate::proto::ipsec::sa::SaLifetime;
use crate::proto::ipsec::spd::{Entry, Line, Spd};
use crate::time::Instant;
use crate::types::IfIndex;

use super::{BoundPolicy, ReverseRoute, dh_group};

/// Configuration and tunnel ends.
impl Device {
    /// Works out crypto maps, their tunnel ends and IKE's configuration anew, and tells IKE what changed.
    pub(in crate::node) fn tunnel_ends_changed(&mut self, now: Instant, fx: &mut Effects) {
        let config = self.config.clone();
        let policies: SortedMap<_, _> = self
            .indices()
            .filter_map(|ifx| Some((ifx, self.bind(ifx, &config)?)))
            .collect();
        if policies == self.policies {
            self.sync_reverse_routes(now, fx);
            return;
        }
        let before = core::mem::replace(&mut self.policies, policies);
        let ike_config = self.ike_config(&config);
        self.ike.reconfigure(ike_config);
        let ends = |policies: &SortedMap<IfIndex, BoundPolicy>| {
            let ends = policies
                .values()
                .map(|policy| (policy.local, policy.is_usable));
            ends.collect::<SortedMap<Ipv4Addr, bool>>()
        };
        let (old, new) = (ends(&before), ends(&self.policies));
        for (addr, usable) in &new {
            if old.get(addr) != Some(usable) {
                self.drive_ike(now, fx, |ike, out| {
                    ike.set_local_address(now, *addr, *usable, out)
                });
            }
        }
        for addr in old.keys() {
            if new.get(addr) != Some(&true) {
                self.remove_sas(now, SaEnd::NotTunnelEnd, fx, |sa| sa.pair.local == *addr);
            }
        }
        self.sync_reverse_routes(now, fx);
        self.resolve_peers(now, fx);
    }

    /// Asks for the hardware addresses on the way to the peers of usable tunnel ends, so that IKE's first packet is not
    /// lost to ARP.
    fn resolve_peers(&mut self, now: Instant, fx: &mut Effects) {
        let mut ways = Vec::new();
        for policy in self.policies.values().filter(|policy| policy.is_usable) {
            for entry in &policy.spd.entries {
                if let Some(route) = self.rib.lookup_flow(policy.local, entry.peer) {
                    ways.push((route.ifx, route.next_hop.unwrap_or(entry.peer)));
                }
            }
        }
        for (ifx, next_hop) in ways {
            self.resolve_neighbor(now, ifx, next_hop, fx);
        }
    }

    pub(super) fn bind(&self, ifx: IfIndex, config: &DeviceConfig) -> Option<BoundPolicy> {
        let interface = self.interface(ifx);
        let binding = config.interface(interface.name)?.crypto_map.as_ref()?;
        let (local, owned) = match &binding.redundancy {
            Some(name) => self.redundancy_group(ifx, name)?,
            None => (interface.addr()?, true),
        };
        let mut spd = Spd::default();
        let mut reverse_routes = Vec::new();
        for (sequence, entry) in config.crypto_maps.get(&binding.map)? {
            if let Some(spd_entry) = spd_entry(*sequence, entry, config) {
                spd.entries.push(spd_entry);
                reverse_routes.extend(
                    entry
                        .reverse_route
                        .map(|route| (*sequence, route.is_static)),
                );
            }
        }
        Some(BoundPolicy {
            map: binding.map.clone(),
            redundancy: binding.redundancy.clone(),
            local,
            is_usable: owned && interface.line_protocol,
            spd: Rc::new(spd),
            reverse_routes,
        })
    }

    pub(super) fn ike_config(&self, config: &DeviceConfig) -> IkeConfig {
        let isakmp = &config.isakmp;
        IkeConfig {
            policies: isakmp
                .policies
                .iter()
                .map(|(priority, policy)| ike_policy(*priority, policy))
                .collect(),
            keys: isakmp
                .keys
                .iter()
                .map(|key| PreSharedKey {
                    peers: key.peers,
                    key: key.key.clone().into_bytes(),
                })
                .collect(),
            keepalive: isakmp.keepalive.map(|keepalive| ike::Keepalive {
                interval_secs: keepalive.secs,
                retry_secs: keepalive.retry_secs,
                mode: if keepalive.periodic {
                    KeepaliveMode::Periodic
                } else {
                    KeepaliveMode::OnDemand
                },
            }),
            periodic_style: if self.settings.strict_periodic_dpd {
                PeriodicStyle::Strict
            } else {
                PeriodicStyle::TrafficResets
            },
            profile: ike::ComputeProfile::default(),
            responder_entries: self
                .policies
                .values()
                .flat_map(|policy| {
                    policy
                        .spd
                        .entries
                        .iter()
                        .flat_map(|entry| responder_entries(policy.local, entry))
                })
                .collect(),
            invalid_spi_recovery: isakmp.invalid_spi_recovery,
        }
    }

    /// Tells IKE its configuration, whatever changed.
    pub(in crate::node) fn reconfigure_ike(&mut self) {
        let config = self.config.clone();
        self.ike.reconfigure(self.ike_config(&config));
    }

    /// The reverse routes that should stand now (reference 3.3).
    pub(in crate::node) fn reverse_routes(&self) -> SortedSet<ReverseRoute> {
        let mut routes = SortedSet::new();
        for policy in self.policies.values() {
            let is_gated =
                policy.redundancy.is_some() && self.settings.rri_follows_hsrp && !policy.is_usable;
            for (sequence, is_static) in &policy.reverse_routes {
                let Some(entry) = policy
                    .spd
                    .entries
                    .iter()
                    .find(|entry| entry.sequence == *sequence)
                else {
                    continue;
                };
                for proxy in entry
                    .lines
                    .iter()
                    .filter(|line| line.permit)
                    .filter_map(Line::proxy_ids)
                {
                    let has_sa = self.sad.iter().any(|sa| {
                        sa.pair.local == policy.local
                            && sa.pair.peer == entry.peer
                            && sa.pair.proxy == proxy
                    });
                    if has_sa || (*is_static && !is_gated) {
                        routes.insert(ReverseRoute {
                            prefix: proxy.remote.net,
                            peer: entry.peer,
                        });
                    }
                }
            }
        }
        routes
    }

    /// `clear crypto sa`, `clear crypto isakmp`, `clear crypto session`.
    pub fn clear_crypto(&mut self, now: Instant, which: ike::Clear, fx: &mut Effects) {
        self.drive_ike(now, fx, |ike, out| ike.clear(now, which, out));
    }
}

fn spd_entry(
    sequence: u16,
    entry: &config::CryptoMapEntry,
    config: &DeviceConfig,
) -> Option<Entry> {
    let list = config.access_lists.get(entry.access_list.as_ref()?)?;
    let transforms: Vec<_> = entry
        .transform_sets
        .iter()
        .filter_map(|name| config.transform_sets.get(name))
        .map(|set| set.transform)
        .collect();
    if transforms.is_empty() {
        return None;
    }
    let line = |entry: &config::AccessEntry| Line {
        permit: entry.permit,
        protocol: entry.protocol,
        src: entry.src,
        src_port: entry.src_port,
        dst: entry.dst,
        dst_port: entry.dst_port,
    };
    Some(Entry {
        sequence,
        lines: list.entries.values().map(line).collect(),
        peer: *entry.peers.first()?,
        transforms,
        lifetime: SaLifetime {
            secs: entry.lifetime_secs.unwrap_or(config.sa_lifetime.secs),
            kilobytes: entry
                .lifetime_kilobytes
                .unwrap_or(config.sa_lifetime.kilobytes),
        },
        pfs_group: entry.pfs_group,
    })
}

fn responder_entries(
    local: Ipv4Addr,
    entry: &Entry,
) -> impl Iterator<Item = ResponderEntry> + use<'_> {
    entry
        .lines
        .iter()
        .filter(|line| line.permit)
        .filter_map(Line::proxy_ids)
        .map(move |proxies| ResponderEntry {
            local,
            peer: entry.peer,
            proxies,
            transforms: entry.transforms.clone(),
            lifetime: entry.lifetime,
            pfs_group: entry.pfs_group.and_then(dh_group),
        })
}

fn ike_policy(priority: u16, policy: &config::IsakmpPolicy) -> Policy {
    Policy {
        priority,
        cipher: match policy.encryption {
            config::IkeCipher::Des => IkeCipher::Des,
            config::IkeCipher::TripleDes => IkeCipher::TripleDes,
            config::IkeCipher::Aes128 => IkeCipher::Aes128,
            config::IkeCipher::Aes192 => IkeCipher::Aes192,
            config::IkeCipher::Aes256 => IkeCipher::Aes256,
        },
        hash: match policy.hash {
            config::IkeHash::Md5 => HashAlgorithm::Md5,
            config::IkeHash::Sha1 => HashAlgorithm::Sha1,
            config::IkeHash::Sha256 => HashAlgorithm::Sha256,
        },
        auth: match policy.authentication {
            config::IkeAuth::PreShare => AuthMethod::PreShared,
            config::IkeAuth::RsaSig => AuthMethod::RsaSig,
            config::IkeAuth::RsaEncr => AuthMethod::RsaEncr,
        },
        group: dh_group(policy.group).unwrap_or(DhGroup::Modp768),
        lifetime_secs: policy.lifetime_secs,
    }
}
