//! The SAs of a router, and carrying out what IKE asks for.

use std::net::Ipv4Addr;

use crate::node::device::Device;
use crate::node::effect::{Effect, Effects};
use crate::node::fact::{FactKind, IkePhase, SaEnd};
use crate::proto::ike::{self, Output, RequestCause};
use crate::proto::ipsec::sad::{Due, Sa};
use crate::proto::ipsec::spd::Entry;
use crate::time::{Duration, Instant};
use crate::types::Spi;
use crate::wire::{self, ipv4};

/// SAs, and what IKE asks for.
impl Device {
    pub(in crate::node) fn wake_tunnels(&mut self, now: Instant, fx: &mut Effects) {
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

    pub(super) fn rekey(&mut self, now: Instant, spi: Spi, fx: &mut Effects) {
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

    pub(super) fn remove_sas(
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
    pub(super) fn drive_ike(
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

    pub(super) fn carry_out_ike(&mut self, now: Instant, output: Output, fx: &mut Effects) {
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
                    keys: Box::new([sa.pair.inbound.clone(), sa.pair.outbound.clone()]),
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
    pub(super) fn send_isakmp(
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
