//! Power, carrier, line protocol, and the messages that come late.

use super::calendar::Calendar;
use super::config::Encapsulation;
use super::device::Device;
use super::effect::{Effect, Effects};
use super::fact::{FactKind, LinkMessage};
use super::frame::Packet;
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, InterfaceKind};
use crate::wire::ipv4;

/// IOS says that a link changed so long after it did (reference 6.5); everything else reacts at once.
const LINK_MESSAGE_DELAY: Duration = Duration::from_secs(2);
/// And so long for the line protocol.
const LINE_PROTOCOL_MESSAGE_DELAY: Duration = Duration::from_secs(1);
/// A port that is shut keeps sending what was queued for so long.
pub(super) const PORT_OFF_DELAY: Duration = Duration::from_millis(1);

/// Something that happens by itself later.
#[derive(Clone, Debug)]
pub(super) enum Delayed {
    /// The device has booted.
    Ready,
    /// A port that was shut goes dark.
    PortOff(IfIndex),
    /// A message is due.
    Message(LinkMessage),
    /// A packet to an address of this device itself.
    Own(Box<(ipv4::Repr, Packet)>),
    /// Tracked routes are looked at.
    RoutePoll,
}

impl Device {
    /// Switches the device on; it is ready a little later.
    pub fn boot(&mut self, now: Instant, fx: &mut Effects) {
        let spread = self.rng.duration_below(self.profile.boot_spread);
        self.delay(now + spread, Delayed::Ready);
        let _ = fx;
    }

    fn ready(&mut self, now: Instant, fx: &mut Effects) {
        self.is_running = true;
        self.booted_at = now;
        if let Some(how) = self.power_loss {
            self.calendar = Calendar::new(now);
            fx.fact(FactKind::Power { on: true, how });
        }
        let config = self.config.clone();
        self.apply_config(now, &config, fx);
        if self.power_loss.is_some() {
            self.mention_shut_ports(now);
        }
    }

    /// A booting device says which of its ports are shut.
    fn mention_shut_ports(&mut self, now: Instant) {
        for ifx in self.indices() {
            let interface = self.interface(ifx);
            if interface.is_physical() && !interface.admin_up {
                let message = LinkMessage::AdminDown {
                    interface: interface.name,
                };
                self.delay(now + LINK_MESSAGE_DELAY, Delayed::Message(message));
            }
        }
    }

    pub(super) fn run_delayed(&mut self, now: Instant, fx: &mut Effects) {
        while let Some((_, delayed)) = self.delayed.pop_first_if(|(at, _)| *at <= now) {
            match delayed {
                Delayed::Ready => self.ready(now, fx),
                Delayed::PortOff(port) => {
                    if !self.interface(port).admin_up {
                        fx.push(Effect::Enable { port, on: false });
                    }
                }
                Delayed::Message(message) => fx.fact(FactKind::LinkMessage(message)),
                Delayed::Own(own) => {
                    let (header, packet) = *own;
                    self.deliver_own(now, header, packet, fx);
                }
                Delayed::RoutePoll => self.poll_tracked_routes(now, fx),
            }
        }
    }

    /// The carrier of a physical interface came or went.
    pub fn set_carrier(&mut self, now: Instant, port: IfIndex, up: bool, fx: &mut Effects) {
        let interface = self.interface_mut(port);
        if interface.carrier == up {
            return;
        }
        interface.carrier = up;
        if !up {
            interface.counters.transitions += 1;
        }
        let (name, admin_up) = (interface.name, interface.admin_up);
        fx.fact(FactKind::Carrier {
            interface: name,
            up,
        });
        if admin_up {
            self.delay(
                now + LINK_MESSAGE_DELAY,
                Delayed::Message(LinkMessage::Link {
                    interface: name,
                    up,
                }),
            );
        }
        self.serial_carrier_changed(now, port, fx);
        self.update_line_protocols(now, false, fx);
    }

    /// `shutdown` or `no shutdown` on an interface.
    pub(super) fn set_admin(&mut self, now: Instant, ifx: IfIndex, up: bool, fx: &mut Effects) {
        let interface = self.interface_mut(ifx);
        if interface.admin_up == up {
            return;
        }
        interface.admin_up = up;
        let (name, is_physical) = (interface.name, interface.is_physical());
        fx.fact(FactKind::Admin {
            interface: name,
            up,
        });
        if up {
            self.interface_mut(ifx).counters.resets += 1;
            if is_physical {
                fx.push(Effect::Enable {
                    port: ifx,
                    on: true,
                });
            }
        } else {
            self.delay(
                now + LINK_MESSAGE_DELAY,
                Delayed::Message(LinkMessage::AdminDown { interface: name }),
            );
        }
        self.update_line_protocols(now, !up, fx);
        self.serial_carrier_changed(now, ifx, fx);
        if !up && is_physical {
            self.delay(now + PORT_OFF_DELAY, Delayed::PortOff(ifx));
        }
    }

    /// Works out every interface's line protocol and lets everything that depends on it know.
    pub(super) fn update_line_protocols(
        &mut self,
        now: Instant,
        administratively: bool,
        fx: &mut Effects,
    ) {
        for ifx in self.indices() {
            let up = self.is_running && self.computed_line_protocol(ifx);
            if self.interface(ifx).line_protocol != up {
                self.set_line_protocol(now, ifx, up, administratively, fx);
            }
        }
    }

    fn computed_line_protocol(&self, ifx: IfIndex) -> bool {
        let interface = self.interface(ifx);
        if !interface.admin_up {
            return false;
        }
        match interface.name.kind {
            InterfaceKind::Loopback => true,
            InterfaceKind::Vlan => self.is_vlan_up(interface),
            InterfaceKind::Serial => {
                let Some(port) = interface.port else {
                    return false;
                };
                let parent = self.interface(port);
                parent.admin_up && parent.carrier && self.serial_line_protocol(port, ifx)
            }
            _ => interface.port.is_some_and(|port| {
                let parent = self.interface(port);
                let is_tagged = matches!(interface.encapsulation, Encapsulation::Dot1q { .. });
                parent.admin_up && parent.carrier && (port == ifx || is_tagged)
            }),
        }
    }

    /// IOS mentions the line protocol a second after the link, or after the change itself if the link is as it was. Of a VLAN's
    /// subinterface on a LAN it says nothing.
    fn mention_line_protocol(&mut self, now: Instant, ifx: IfIndex, up: bool) {
        let interface = self.interface(ifx);
        let name = interface.name;
        if name.subinterface.is_some() && name.kind != InterfaceKind::Serial {
            return;
        }
        let port = interface.port.map(|port| self.interface(port).name);
        let is_of_link = |delayed: &Delayed| match delayed {
            Delayed::Message(
                LinkMessage::Link { interface, .. } | LinkMessage::AdminDown { interface },
            ) => *interface == name || Some(*interface) == port,
            _ => false,
        };
        // What a VLAN's interface follows is a port elsewhere.
        let follows_link =
            name.kind == InterfaceKind::Vlan || self.delayed.values().any(is_of_link);
        let after = match follows_link {
            true => now + LINK_MESSAGE_DELAY,
            false => now,
        };
        let message = LinkMessage::LineProtocol {
            interface: name,
            up,
        };
        self.delay(
            after + LINE_PROTOCOL_MESSAGE_DELAY,
            Delayed::Message(message),
        );
    }

    pub(super) fn set_line_protocol(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        up: bool,
        administratively: bool,
        fx: &mut Effects,
    ) {
        if !up {
            // What must still be said before the interface is gone, such as HSRP's Resign, is said now.
            self.standby_interface_changed(now, ifx, false, administratively, fx);
        }
        let interface = self.interface_mut(ifx);
        interface.line_protocol = up;
        let name = interface.name;
        fx.fact(FactKind::LineProtocol {
            interface: name,
            up,
        });
        self.mention_line_protocol(now, ifx, up);
        if !up {
            self.arp.interface_down(ifx);
        }
        self.bridge_port_changed(ifx, up);
        self.routing_interface_changed(now, ifx, fx);
        if up {
            self.standby_interface_changed(now, ifx, true, administratively, fx);
        }
        self.reevaluate_tracks(now, fx);
        self.tunnel_ends_changed(now, fx);
    }
}
