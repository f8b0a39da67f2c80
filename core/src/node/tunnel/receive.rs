//! Packets out of tunnels, and ISAKMP messages.

use std::net::Ipv4Addr;

use crate::node::device::Device;
use crate::node::drop_reason::DropReason;
use crate::node::effect::Effects;
use crate::node::fact::FactKind;
use crate::node::frame::Packet;
use crate::node::ingress::{Way, flow_key};
use crate::proto::ike::{IkeEvent, IkeEventKind, Output};
use crate::proto::ipsec::esp::EspError;
use crate::time::Instant;
use crate::types::Spi;
use crate::wire::{esp, ipv4};

use super::IPV4_IN_ESP;

/// Receiving.
impl Device {
    /// An ESP packet for this device.
    pub(in crate::node) fn open_esp(
        &mut self,
        now: Instant,
        way: Way,
        header: &ipv4::Repr,
        packet: Packet,
        start: usize,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let (spi, sequence) = esp::Repr::parse(&packet.bytes()[start..])
            .map_or((Spi(0), 0), |(esp, _)| (esp.spi, esp.sequence_number));
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
                    spi,
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

    pub(super) fn decapsulate(
        &mut self,
        header: &ipv4::Repr,
        mut packet: Packet,
        start: usize,
    ) -> Result<(Packet, Ipv4Addr), EspError> {
        let (esp, _) =
            esp::Repr::parse(&packet.bytes()[start..]).map_err(|_| EspError::Malformed)?;
        let (Spi(spi), sequence) = (esp.spi, esp.sequence_number);
        let sa = self
            .sad
            .by_inbound_spi(esp.spi, header.dst)
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
    pub(in crate::node) fn handle_isakmp(
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
