//! Packets a device sends to itself.

use std::net::Ipv4Addr;

use super::device::Device;
use super::drop_reason::DropReason;
use super::effect::Effects;
use super::frame::Packet;
use super::ingress::Way;
use super::lifecycle::Delayed;
use crate::time::{Duration, Instant};
use crate::types::InterfaceKind;
use crate::wire::{icmp, ipv4};

impl Device {
    /// Whether packets made here for this address stay here. What is for the address of a serial interface goes out to
    /// the other end, as on IOS.
    pub(super) fn is_own(&self, addr: Ipv4Addr) -> bool {
        let mut serial = self.interfaces.iter().filter(|interface| {
            interface.name.kind == InterfaceKind::Serial && interface.addr() == Some(addr)
        });
        self.owns(addr) && serial.next().is_none()
    }

    /// A packet made here for this device itself. Requests come in later, so that what answers at once does not run in
    /// circles within an instant.
    pub(super) fn send_to_self(
        &mut self,
        now: Instant,
        spent: Duration,
        header: ipv4::Repr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let is_answer = header.protocol == ipv4::Protocol::ICMP
            && packet.bytes().get(ipv4::HEADER_LEN) != Some(&icmp::ECHO_REQUEST);
        if is_answer {
            self.deliver_own(now, header, packet, fx);
        } else {
            let at = now + spent + self.forwarding_time();
            self.delay(at, Delayed::Own(Box::new((header, packet))));
        }
        Ok(())
    }

    /// A packet made here has come in again.
    pub(super) fn deliver_own(
        &mut self,
        now: Instant,
        header: ipv4::Repr,
        packet: Packet,
        fx: &mut Effects,
    ) {
        let mut owners = self
            .indices()
            .filter(|ifx| self.interface(*ifx).addr() == Some(header.dst));
        let ingress = owners
            .next()
            .or_else(|| self.owned_virtual(header.dst).map(|(ifx, _)| ifx));
        let tag = packet.tag;
        let result = match ingress {
            Some(ingress) => {
                let way = Way {
                    ingress,
                    spent: Duration::ZERO,
                    from_tunnel: false,
                    depth: 0,
                };
                self.deliver(now, way, header, packet, fx)
            }
            None => Err(DropReason::NoAddress),
        };
        if let Err(reason) = result {
            fx.drop(reason, tag);
        }
    }
}
