//! IPsec: crypto maps in force, ESP in and out, and IKE, which makes the SAs.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::rc::Rc;

use super::config::{self, DeviceConfig};
use super::device::Device;
use super::drop_reason::DropReason;
use super::effect::{Effect, Effects};
use super::fact::{FactKind, IkePhase, SaEnd};
use super::frame::Packet;
use super::ingress::{Way, flow_key};
use crate::crypto::{DhGroup, HashAlgorithm};
use crate::proto::ike::{
    self, AuthMethod, IkeCipher, IkeConfig, IkeEvent, IkeEventKind, KeepaliveMode, Output,
    PeriodicStyle, Policy, PreSharedKey, RequestCause, ResponderEntry, SaRequest,
};
use crate::proto::ipsec::esp::EspError;
use crate::proto::ipsec::sa::{ProxyIds, SaLifetime};
use crate::proto::ipsec::sad::{Due, Sa};
use crate::proto::ipsec::spd::{Entry, Line, Spd};
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, Prefix, Spi};
use crate::wire::{self, icmp, ipv4};

/// The next header of a tunnelled IPv4 packet (RFC 4303 §2.6).
const IPV4_IN_ESP: u8 = 4;

/// A crypto map applied to an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundPolicy {
    /// The map's name.
    pub map: String,
    /// The HSRP group it is bound to.
    pub redundancy: Option<String>,
    /// This end of its tunnels.
    pub local: Ipv4Addr,
    /// Whether that address is this router's now.
    pub is_usable: bool,
    /// What it protects.
    pub spd: Rc<Spd>,
    /// Entries that ask for reverse routes; `true` where they stand without any SA.
    pub reverse_routes: Vec<(u16, bool)>,
}

/// A reverse route (reference 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ReverseRoute {
    /// The network behind the peer.
    pub(super) prefix: Prefix,
    /// The peer.
    pub(super) peer: Ipv4Addr,
}

/// Sending.
impl Device {
    /// Sends a packet through the tunnel that `entry` wants it in.
    #[allow(
        clippy::too_many_arguments,
        reason = "a packet, its policy and where it goes"
    )]
    pub(super) fn protect(
        &mut self,
        now: Instant,
        way: Way,
        ifx: IfIndex,
        local: Ipv4Addr,
        entry: &Entry,
        line: &Line,
        header: ipv4::Repr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let Some(proxy) = line.proxy_ids() else {
            return Err(DropReason::NoSa(entry.peer));
        };
        let Some(sa) = self.sad.outbound(local, entry.peer, &proxy) else {
            *self.send_errors.entry(ifx).or_default() += 1;
            self.request_sa(now, local, entry, proxy, RequestCause::Traffic, fx);
            return Err(DropReason::NoSa(entry.peer));
        };
        let mtu = self.interfaces[usize::from(ifx.0)].mtu;
        let largest = sa
            .outbound
            .largest_payload(usize::from(mtu) - ipv4::HEADER_LEN);
        if packet.len() > largest {
            return self.protect_in_pieces(
                now, way, ifx, local, entry, line, header, packet, largest, fx,
            );
        }
        let Some(sequence) = sa.sent_sequence.checked_add(1) else {
            return Err(DropReason::SequenceExhausted);
        };
        sa.sent_sequence = sequence;
        sa.counters.encaps += 1;
        sa.volume += packet.len() as u64;
        let (context, spi) = (Rc::clone(&sa.outbound), sa.pair.outbound_spi);
        let outer = self.encapsulate(&context, spi, sequence, local, entry.peer, &header, packet);
        let (header, packet) = outer;
        let way = Way {
            spent: way.spent + self.profile.crypto_time(packet.len()),
            ..way
        };
        self.note_outbound(now, local, entry.peer, fx);
        // The outer packet goes by the route to the peer, whatever led the inner one here.
        let route = self
            .rib
            .lookup_flow(local, entry.peer)
            .ok_or(DropReason::NoRoute(entry.peer))?;
        let next_hop = route.next_hop.unwrap_or(entry.peer);
        self.send_ip(now, way, route.ifx, next_hop, &header, packet, fx)
    }

    /// A packet that would not fit once encrypted: refused with DF, else cut before encryption (reference 3.5).
    #[allow(
        clippy::too_many_arguments,
        reason = "a packet, its policy and where it goes"
    )]
    fn protect_in_pieces(
        &mut self,
        now: Instant,
        way: Way,
        ifx: IfIndex,
        local: Ipv4Addr,
        entry: &Entry,
        line: &Line,
        header: ipv4::Repr,
        mut packet: Packet,
        largest: usize,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let mtu = u16::try_from(largest).unwrap_or(u16::MAX);
        if header.dont_fragment {
            self.send_unreachable(
                now,
                way,
                icmp::UnreachableCode::FRAGMENTATION_NEEDED,
                mtu,
                &packet,
                fx,
            );
            return Err(DropReason::FragmentationNeeded { mtu });
        }
        packet.realize();
        let pieces = crate::proto::ip::fragment::fragment(packet.bytes(), mtu)
            .map_err(|_| DropReason::FragmentationNeeded { mtu })?;
        for piece in pieces {
            let piece = Packet::copy(&piece, packet.tag);
            let (header, _) = ipv4::Repr::parse(piece.bytes()).map_err(DropReason::Malformed)?;
            self.protect(now, way, ifx, local, entry, line, header, piece, fx)?;
        }
        Ok(())
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one packet, put together once"
    )]
    fn encapsulate(
        &mut self,
        context: &Rc<crate::proto::ipsec::esp::EspContext>,
        spi: Spi,
        sequence: u32,
        local: Ipv4Addr,
        peer: Ipv4Addr,
        inner: &ipv4::Repr,
        mut packet: Packet,
    ) -> (ipv4::Repr, Packet) {
        packet.realize();
        let mut outer = ipv4::Repr::new(ipv4::Protocol::ESP, local, peer);
        outer.tos = inner.tos;
        outer.dont_fragment = inner.dont_fragment;
        outer.identification = self.identification();
        outer.payload_len = context.packet_len(packet.len()) as u16;
        let iv: [u8; 16] = self.rng.bytes();
        let mut data = Packet::buffer(outer.total_len());
        outer.emit(&mut data);
        context.lay_out(spi, sequence, &iv, IPV4_IN_ESP, packet.bytes(), &mut data);
        let mut sealed = Packet::from_buffer(data, packet.tag);
        sealed.set_seal(
            Rc::clone(context),
            ipv4::HEADER_LEN,
            !self.settings.eager_encryption,
        );
        (outer, sealed)
    }

    fn note_outbound(&mut self, now: Instant, local: Ipv4Addr, peer: Ipv4Addr, fx: &mut Effects) {
        self.drive_ike(now, fx, |ike, out| {
            ike.note_outbound_traffic(now, local, peer, out)
        });
    }

    fn request_sa(
        &mut self,
        now: Instant,
        local: Ipv4Addr,
        entry: &Entry,
        proxy: ProxyIds,
        cause: RequestCause,
        fx: &mut Effects,
    ) {
        let request = SaRequest {
            local,
            peer: entry.peer,
            proxy,
            transforms: entry.transforms.clone(),
            lifetime: entry.lifetime,
            pfs_group: entry.pfs_group.and_then(dh_group),
            cause,
        };
        self.drive_ike(now, fx, |ike, out| ike.request_sa(now, request, out));
    }
}

/// Receiving.
impl Device {
    /// An ESP packet for this device.
    pub(super) fn open_esp(
        &mut self,
        now: Instant,
        way: Way,
        header: &ipv4::Repr,
        packet: Packet,
        start: usize,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let (spi, sequence) = spi_and_sequence(&packet.bytes()[start..]).unwrap_or_default();
        match self.decapsulate(header, packet, start) {
            Ok((inner, peer)) => {
                self.ike.note_inbound_traffic(now, header.dst, peer);
                let spent = way.spent + self.profile.crypto_time(inner.len());
                let (header, _) =
                    ipv4::Repr::parse(inner.bytes()).map_err(DropReason::Malformed)?;
                let way = Way {
                    spent,
                    from_tunnel: true,
                    depth: way.depth + 1,
                    ..way
                };
                self.handle_ip(now, way, header, inner, fx)
            }
            Err(error) => {
                fx.fact(FactKind::EspRefused {
                    local: header.dst,
                    peer: header.src,
                    spi: Spi(spi),
                    sequence,
                    error,
                });
                if let EspError::UnknownSpi(spi) = error {
                    self.drive_ike(now, fx, |ike, out| {
                        ike.report_invalid_spi(now, header.dst, header.src, Spi(spi), out);
                    });
                }
                Err(DropReason::Esp(error))
            }
        }
    }

    fn decapsulate(
        &mut self,
        header: &ipv4::Repr,
        mut packet: Packet,
        start: usize,
    ) -> Result<(Packet, Ipv4Addr), EspError> {
        let (spi, sequence) =
            spi_and_sequence(&packet.bytes()[start..]).ok_or(EspError::Malformed)?;
        let sa = self
            .sad
            .by_inbound_spi(Spi(spi), header.dst)
            .ok_or(EspError::UnknownSpi(spi))?;
        let opened = sa
            .replay
            .check(sequence)
            .map_err(EspError::Replay)
            .and_then(|()| {
                // A packet that was laid out with our own keys need not be encrypted to be decrypted.
                let is_plain = packet.seal().is_some_and(|seal| {
                    seal.is_deferred
                        && seal.offset == start
                        && seal.context.keys() == sa.inbound.keys()
                });
                if is_plain {
                    sa.inbound.open_unsealed(&packet.bytes()[start..])
                } else {
                    packet.realize();
                    sa.inbound.open(&mut packet.bytes_mut()[start..])
                }
            });
        let opened = opened.inspect_err(|_| sa.counters.receive_errors += 1)?;
        if opened.next_header != IPV4_IN_ESP {
            sa.counters.receive_errors += 1;
            return Err(EspError::WrongTraffic);
        }
        sa.replay.mark(sequence);
        sa.counters.decaps += 1;
        sa.volume += opened.payload.len() as u64;
        let (proxy, peer) = (sa.pair.proxy, sa.pair.peer);
        let inner = packet.into_inner(start + opened.payload.start, start + opened.payload.end);
        let (header, _) = ipv4::Repr::parse(inner.bytes()).map_err(|_| EspError::Malformed)?;
        let key = flow_key(&header, inner.bytes());
        let fits = proxy.remote.net.contains(key.src) && proxy.local.net.contains(key.dst);
        if fits {
            Ok((inner, peer))
        } else {
            Err(EspError::WrongTraffic)
        }
    }

    /// An ISAKMP message for this device.
    pub(super) fn handle_isakmp(
        &mut self,
        now: Instant,
        header: &ipv4::Repr,
        src_port: u16,
        payload: &[u8],
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let mut is_refused = false;
        self.drive_ike(now, fx, |ike, out| {
            ike.handle_packet(now, header.dst, header.src, src_port, payload, out);
            is_refused = out.iter().any(is_refusal);
        });
        if is_refused {
            Err(DropReason::Isakmp)
        } else {
            Ok(())
        }
    }
}

/// SAs, and what IKE asks for.
impl Device {
    pub(super) fn wake_tunnels(&mut self, now: Instant, fx: &mut Effects) {
        if self
            .ike
            .poll_timeout()
            .is_some_and(|at| at + self.ike_lateness <= now)
        {
            self.ike_lateness = self.rng.duration_below(self.profile.process_lateness);
            self.drive_ike(now, fx, |ike, out| ike.handle_timeout(now, out));
        }
        if self.sad.poll_timeout().is_some_and(|at| at <= now) {
            for due in self.sad.due(now) {
                match due {
                    Due::Rekey(spi) => self.rekey(now, spi, fx),
                    Due::Expired(spi) => {
                        self.remove_sas(now, SaEnd::Lifetime, fx, |sa| sa.pair.inbound_spi == spi);
                    }
                }
            }
        }
    }

    fn rekey(&mut self, now: Instant, spi: Spi, fx: &mut Effects) {
        let Some(sa) = self.sad.iter().find(|sa| sa.pair.inbound_spi == spi) else {
            return;
        };
        let (local, proxy, peer) = (sa.pair.local, sa.pair.proxy, sa.pair.peer);
        let entry = self
            .policies
            .values()
            .filter(|policy| policy.local == local)
            .find_map(|policy| {
                let is_it = |entry: &&Entry| {
                    entry.peer == peer
                        && entry
                            .lines
                            .iter()
                            .any(|line| line.proxy_ids() == Some(proxy))
                };
                policy.spd.entries.iter().find(is_it).cloned()
            });
        if let Some(entry) = entry {
            self.request_sa(now, local, &entry, proxy, RequestCause::Rekey, fx);
        }
    }

    fn remove_sas(
        &mut self,
        now: Instant,
        reason: SaEnd,
        fx: &mut Effects,
        doomed: impl FnMut(&Sa) -> bool,
    ) {
        let removed = self.sad.remove(doomed);
        let is_ike = matches!(reason, SaEnd::Ike(_));
        for sa in &removed {
            fx.fact(FactKind::SaRemoved {
                local: sa.pair.local,
                peer: sa.pair.peer,
                inbound_spi: sa.pair.inbound_spi,
                outbound_spi: sa.pair.outbound_spi,
                conn_ids: sa.conn_ids,
                proxy: sa.pair.proxy,
                transform: sa.pair.transform(),
                reason,
            });
        }
        if removed.is_empty() {
            return;
        }
        if !is_ike {
            for sa in &removed {
                let spi = sa.pair.inbound_spi;
                self.drive_ike(now, fx, |ike, out| ike.delete_child(now, spi, out));
            }
        }
        self.sync_reverse_routes(now, fx);
    }

    /// Does something to IKE and carries out what it asks for.
    fn drive_ike(
        &mut self,
        now: Instant,
        fx: &mut Effects,
        act: impl FnOnce(&mut ike::Ike, &mut Vec<Output>),
    ) {
        let mut out = Vec::new();
        act(&mut self.ike, &mut out);
        if !out.is_empty() {
            for output in out {
                self.carry_out_ike(now, output, fx);
            }
        }
        let deadline = self.ike.poll_timeout().map(|at| at + self.ike_lateness);
        self.note_deadline(deadline);
    }

    fn carry_out_ike(&mut self, now: Instant, output: Output, fx: &mut Effects) {
        match output {
            Output::Send {
                local,
                peer,
                peer_port,
                bytes,
                delay,
            } => {
                self.send_isakmp(now, local, peer, peer_port, &bytes, delay, fx);
            }
            Output::Install(pair) => {
                let sa = self.sad.install(now, *pair);
                let fact = FactKind::SaInstalled {
                    local: sa.pair.local,
                    peer: sa.pair.peer,
                    proxy: sa.pair.proxy,
                    inbound_spi: sa.pair.inbound_spi,
                    outbound_spi: sa.pair.outbound_spi,
                    conn_ids: sa.conn_ids,
                    transform: sa.pair.transform(),
                    lifetime: sa.pair.lifetime,
                };
                fx.fact(fact);
                self.note_deadline(self.sad.poll_timeout());
                self.sync_reverse_routes(now, fx);
            }
            Output::EnableOutbound {
                inbound_spi, local, ..
            } => {
                if let Some(sa) = self.sad.by_inbound_spi(inbound_spi, local) {
                    sa.is_outbound_enabled = true;
                }
            }
            Output::RemoveSas {
                local,
                peer,
                reason,
            } => {
                let doomed = |sa: &Sa| sa.pair.local == local && sa.pair.peer == peer;
                self.remove_sas(now, SaEnd::Ike(reason), fx, doomed);
            }
            Output::RemoveSa {
                local,
                inbound_spi,
                reason,
                ..
            } => {
                let doomed = |sa: &Sa| sa.pair.local == local && sa.pair.inbound_spi == inbound_spi;
                self.remove_sas(now, SaEnd::Ike(reason), fx, doomed);
            }
            Output::Event(event) => fx.fact(FactKind::Ike {
                event: Box::new(event),
            }),
            Output::PhaseOneUp {
                conn_id,
                local,
                peer,
                role,
                ..
            } => {
                fx.fact(FactKind::IkePhase {
                    phase: IkePhase::Up {
                        conn_id,
                        local,
                        peer,
                        role,
                    },
                });
            }
            Output::PhaseOneDown {
                conn_id,
                local,
                peer,
                reason,
                ..
            } => {
                fx.fact(FactKind::IkePhase {
                    phase: IkePhase::Down {
                        conn_id,
                        local,
                        peer,
                        reason,
                    },
                });
            }
            Output::QuickModeFailed {
                local,
                peer,
                reason,
                ..
            } => {
                fx.fact(FactKind::IkePhase {
                    phase: IkePhase::RequestFailed {
                        local,
                        peer,
                        reason,
                    },
                });
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a datagram and when it leaves")]
    fn send_isakmp(
        &mut self,
        now: Instant,
        local: Ipv4Addr,
        peer: Ipv4Addr,
        peer_port: u16,
        bytes: &[u8],
        delay: Duration,
        fx: &mut Effects,
    ) {
        let mut header = ipv4::Repr::new(ipv4::Protocol::UDP, local, peer);
        header.tos = 0xc0;
        header.identification = self.identification();
        let udp = wire::udp::Repr {
            src_port: wire::isakmp::PORT,
            dst_port: peer_port,
        };
        let packet = Self::udp_packet(&mut header, udp, bytes);
        if let Err(reason) = self.originate(now, delay, header, packet, fx) {
            fx.push(Effect::Drop { reason, tag: None });
        }
    }
}

/// Configuration and tunnel ends.
impl Device {
    /// Works out crypto maps, their tunnel ends and IKE's configuration anew, and tells IKE what changed.
    pub(super) fn tunnel_ends_changed(&mut self, now: Instant, fx: &mut Effects) {
        let config = self.config.clone();
        let policies: BTreeMap<_, _> = self
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
        let ends = |policies: &BTreeMap<IfIndex, BoundPolicy>| {
            let ends = policies
                .values()
                .map(|policy| (policy.local, policy.is_usable));
            ends.collect::<BTreeMap<Ipv4Addr, bool>>()
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
    }

    fn bind(&self, ifx: IfIndex, config: &DeviceConfig) -> Option<BoundPolicy> {
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

    fn ike_config(&self, config: &DeviceConfig) -> IkeConfig {
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
    pub(super) fn reconfigure_ike(&mut self) {
        let config = self.config.clone();
        self.ike.reconfigure(self.ike_config(&config));
    }

    /// The reverse routes that should stand now (reference 3.3).
    pub(super) fn reverse_routes(&self) -> BTreeSet<ReverseRoute> {
        let mut routes = BTreeSet::new();
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

/// The first two words of an ESP packet, if it has them.
fn spi_and_sequence(esp: &[u8]) -> Option<(u32, u32)> {
    let (spi, rest) = esp.split_first_chunk::<4>()?;
    Some((
        u32::from_be_bytes(*spi),
        u32::from_be_bytes(*rest.first_chunk::<4>()?),
    ))
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

/// Whether IKE says that a message could not be used.
const fn is_refusal(output: &Output) -> bool {
    matches!(
        output,
        Output::Event(IkeEvent {
            kind: IkeEventKind::NoSa { .. }
                | IkeEventKind::BadMessage { .. }
                | IkeEventKind::Dropped { .. },
            ..
        })
    )
}

const fn dh_group(number: u8) -> Option<DhGroup> {
    match number {
        1 => Some(DhGroup::Modp768),
        2 => Some(DhGroup::Modp1024),
        5 => Some(DhGroup::Modp1536),
        14 => Some(DhGroup::Modp2048),
        _ => None,
    }
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
