//! Serial lines with Frame Relay.

use std::net::Ipv4Addr;
use std::rc::Rc;

use super::config::{DeviceConfig, Encapsulation as Framing, InterfaceConfig, LmiKind};
use super::device::Device;
use super::drop_reason::DropReason;
use super::effect::Effects;
use super::fact::FactKind;
use super::frame::{Frame, Packet};
use super::watch::{self, Sight};
use crate::proto::frame_relay::{
    self, Dte, DteConfig, InterfaceKind, LmiSetting, Output, StaticMap, Unresolved, is_management,
};
use crate::time::Instant;
use crate::types::{Dlci, IfIndex};
use crate::wire::ethernet::EtherType;
use crate::wire::frame_relay::{Address, Encapsulation, Repr};
use crate::wire::lmi::LmiType;

impl Device {
    /// A frame arrived on a serial port.
    pub(super) fn serial_frame(
        &mut self,
        now: Instant,
        port: IfIndex,
        frame: &Frame,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let bytes = frame.raw();
        let address = Address::parse(bytes).map_err(DropReason::Malformed)?;
        if is_management(address.dlci) {
            if self.watch.lmi {
                self.see_lmi(false, port, bytes, fx);
            }
            self.drive_dte(now, port, fx, |dte, out| dte.handle_lmi(now, bytes, out));
            return Ok(());
        }
        let (header, payload) = Repr::parse(bytes).map_err(DropReason::Malformed)?;
        let dte = self.dtes.get_mut(&port).ok_or(DropReason::FrameRelay)?;
        dte.count_input(now, address, bytes.len());
        let ifx = dte
            .interface_of(address.dlci)
            .ok_or(DropReason::UnknownCircuit(address.dlci))?;
        let start = bytes.len() - payload.len();
        if self.watch.circuits {
            self.see_circuit(false, ifx, &bytes[..start], bytes.len(), fx);
        }
        match header.payload.ethertype() {
            Some(EtherType::IPV4) => {
                let interface = self.interface_mut(ifx);
                if !interface.line_protocol {
                    return Err(DropReason::InterfaceDown);
                }
                if ifx != port {
                    interface.counters.count_in(now, bytes.len());
                }
                self.ip_from_frame(now, ifx, frame, start, fx)
            }
            Some(EtherType::ARP) => {
                self.drive_dte(now, port, fx, |dte, out| {
                    dte.handle_inverse_arp(address.dlci, payload, out)
                });
                Ok(())
            }
            other => Err(DropReason::UnknownProtocol(
                other.map_or(0, |ethertype| ethertype.0),
            )),
        }
    }

    /// Sends a packet to a neighbor behind a circuit.
    pub(super) fn send_serial(
        &mut self,
        at: Instant,
        ifx: IfIndex,
        next_hop: Ipv4Addr,
        packet: Packet,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let port = self.interface(ifx).port.ok_or(DropReason::InterfaceDown)?;
        let dte = self
            .dtes
            .get_mut(&port)
            .ok_or(DropReason::NoCircuit(next_hop))?;
        let resolved = dte.resolve(ifx, next_hop);
        if self.watch.circuits && !matches!(resolved, Ok(_) | Err(Unresolved::LineProtocolDown)) {
            let dlci = match resolved {
                Err(Unresolved::PvcNotUsable { dlci, .. }) => Some(dlci),
                _ => None,
            };
            let interface = self.interface(ifx).name;
            watch::see(fx, Sight::NoCircuit { interface, dlci });
        }
        let dte = self
            .dtes
            .get_mut(&port)
            .ok_or(DropReason::NoCircuit(next_hop))?;
        match resolved {
            Ok((dlci, encapsulation)) => {
                self.send_circuit(at, port, dlci, encapsulation, packet, false, fx);
                Ok(())
            }
            Err(Unresolved::PvcNotUsable { dlci, .. }) => {
                dte.count_output_drop(dlci);
                Err(DropReason::CircuitDown(dlci))
            }
            Err(Unresolved::LineProtocolDown) => Err(DropReason::InterfaceDown),
            Err(Unresolved::NoMap) => Err(DropReason::NoCircuit(next_hop)),
        }
    }

    /// Copies a packet to every circuit that takes broadcasts.
    pub(super) fn broadcast_serial(
        &mut self,
        at: Instant,
        ifx: IfIndex,
        packet: &Packet,
        fx: &mut Effects,
    ) {
        let Some(port) = self.interface(ifx).port else {
            return;
        };
        let Some(dte) = self.dtes.get(&port) else {
            return;
        };
        let circuits: Vec<_> = dte.broadcast_dlcis(ifx).collect();
        if self.watch.circuits {
            let interface = self.name_of(ifx);
            watch::see(fx, Sight::CircuitBroadcast { interface });
        }
        for (dlci, encapsulation) in circuits {
            self.send_circuit(at, port, dlci, encapsulation, packet.clone(), true, fx);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a packet and its circuit")]
    fn send_circuit(
        &mut self,
        at: Instant,
        port: IfIndex,
        dlci: Dlci,
        encapsulation: Encapsulation,
        packet: Packet,
        is_broadcast: bool,
        fx: &mut Effects,
    ) {
        let header = Repr {
            address: Address::of(dlci),
            payload: encapsulation.of(EtherType::IPV4),
        };
        let (octets, len) = header.octets();
        let frame = packet.into_frame(&octets[..len], 0);
        if let Some(dte) = self.dtes.get_mut(&port) {
            dte.count_output(at, dlci, frame.len(), is_broadcast);
        }
        if self.watch.circuits {
            let ifx = self.dtes.get(&port).and_then(|dte| dte.interface_of(dlci));
            self.see_circuit(true, ifx.unwrap_or(port), &octets[..len], frame.len(), fx);
        }
        self.transmit(at, port, Rc::new(frame), fx);
    }

    /// Whether the line protocol of a serial port or its subinterface is up, given carrier.
    pub(super) fn serial_line_protocol(&self, port: IfIndex, ifx: IfIndex) -> bool {
        let Some(dte) = self.dtes.get(&port) else {
            // HDLC to a Frame Relay switch says nothing we simulate: up with carrier.
            return port == ifx;
        };
        if port == ifx {
            dte.is_line_protocol_up()
        } else {
            dte.is_subinterface_up(ifx)
        }
    }

    pub(super) fn wake_serial(&mut self, now: Instant, fx: &mut Effects) {
        let due: Vec<IfIndex> = self
            .dtes
            .iter()
            .filter(|(_, dte)| dte.poll_timeout().is_some_and(|at| at <= now))
            .map(|(port, _)| *port)
            .collect();
        for port in due {
            self.drive_dte(now, port, fx, |dte, out| dte.handle_timeout(now, out));
        }
    }

    /// The carrier of a serial port, as its Frame Relay sees it: none while shut.
    pub(super) fn serial_carrier_changed(&mut self, now: Instant, port: IfIndex, fx: &mut Effects) {
        let interface = self.interface(port);
        let has_carrier = interface.admin_up && interface.carrier;
        self.drive_dte(now, port, fx, |dte, out| {
            dte.handle_carrier(now, has_carrier, out)
        });
    }

    /// Makes, changes and removes Frame Relay on serial ports.
    pub(super) fn reconfigure_serial(
        &mut self,
        now: Instant,
        config: &DeviceConfig,
        fx: &mut Effects,
    ) {
        for port in self.indices() {
            let interface = self.interface(port);
            if !interface.is_physical() || interface.name.kind.is_ethernet() {
                continue;
            }
            let settings = config.interface(interface.name);
            let Some((settings, ietf)) =
                settings.and_then(|settings| match settings.encapsulation {
                    Framing::FrameRelay { ietf } => Some((settings, ietf)),
                    _ => None,
                })
            else {
                self.dtes.remove(&port);
                continue;
            };
            let dte_config = self.dte_config(port, settings, ietf, config);
            match self.dtes.get(&port).map(|dte| *dte.config() == dte_config) {
                Some(true) => {}
                Some(false) => {
                    self.drive_dte(now, port, fx, |dte, out| {
                        dte.reconfigure(now, dte_config, out)
                    });
                }
                None => {
                    self.dtes.insert(port, Dte::new(now, dte_config));
                    self.serial_carrier_changed(now, port, fx);
                }
            }
        }
    }

    fn dte_config(
        &self,
        port: IfIndex,
        settings: &InterfaceConfig,
        ietf: bool,
        config: &DeviceConfig,
    ) -> DteConfig {
        let mut dte = DteConfig::new(port);
        dte.encapsulation = encapsulation(ietf);
        dte.lmi = match settings.frame_relay.lmi_type {
            None => LmiSetting::Autosense,
            Some(LmiKind::Cisco) => LmiSetting::Fixed(LmiType::Cisco),
            Some(LmiKind::Ansi) => LmiSetting::Fixed(LmiType::AnsiAnnexD),
            Some(LmiKind::Q933a) => LmiSetting::Fixed(LmiType::Q933a),
        };
        if settings.no_keepalive {
            dte.keepalive = None;
        }
        dte.interfaces.clear();
        for (name, interface) in &config.interfaces {
            let Some(ifx) = self
                .index_of(*name)
                .filter(|_| name.parent() == self.name_of(port))
            else {
                continue;
            };
            dte.interfaces.insert(ifx, interface_config(interface));
        }
        dte
    }

    /// `clear frame-relay inarp`.
    pub fn clear_inverse_arp(&mut self, now: Instant, fx: &mut Effects) {
        let ports: Vec<IfIndex> = self.dtes.keys().copied().collect();
        for port in ports {
            self.drive_dte(now, port, fx, |dte, out| dte.clear_inverse_arp(out));
        }
    }

    fn drive_dte(
        &mut self,
        now: Instant,
        port: IfIndex,
        fx: &mut Effects,
        act: impl FnOnce(&mut Dte, &mut Vec<Output>),
    ) {
        let Some(dte) = self.dtes.get_mut(&port) else {
            return;
        };
        let mut out = Vec::new();
        act(dte, &mut out);
        let deadline = dte.poll_timeout();
        let mut has_moved = false;
        for output in out {
            match &output {
                Output::Send(bytes) => {
                    self.see_own_frame(port, bytes, fx);
                    self.transmit(now, port, Rc::new(Frame::new(bytes.clone())), fx)
                }
                Output::LineProtocol { .. } | Output::SubinterfaceLineProtocol { .. } => {
                    has_moved = true
                }
                Output::Dropped(_) => fx.drop(DropReason::FrameRelay, None),
                _ => {}
            }
            if !matches!(output, Output::Send(_)) {
                let interface = self.name_of(port);
                fx.fact(FactKind::FrameRelay {
                    interface,
                    output: Box::new(output),
                });
            }
        }
        self.note_deadline(deadline);
        if has_moved {
            self.update_line_protocols(now, false, fx);
        }
    }
}

/// For those who watch.
impl Device {
    fn see_lmi(&self, sent: bool, port: IfIndex, frame: &[u8], fx: &mut Effects) {
        let (interface, frame) = (self.name_of(port), frame.to_vec());
        watch::see(
            fx,
            Sight::Lmi {
                interface,
                sent,
                frame,
            },
        );
    }

    fn see_circuit(&self, sent: bool, ifx: IfIndex, header: &[u8], len: usize, fx: &mut Effects) {
        let (interface, header) = (self.name_of(ifx), header.to_vec());
        watch::see(
            fx,
            Sight::Circuit {
                interface,
                sent,
                header,
                len,
            },
        );
    }

    /// A frame that Frame Relay itself sends: LMI or inverse ARP.
    fn see_own_frame(&self, port: IfIndex, bytes: &[u8], fx: &mut Effects) {
        if !self.watch.lmi && !self.watch.circuits {
            return;
        }
        let Ok(address) = Address::parse(bytes) else {
            return;
        };
        if is_management(address.dlci) {
            if self.watch.lmi {
                self.see_lmi(true, port, bytes, fx);
            }
        } else if self.watch.circuits
            && let Ok((_, payload)) = Repr::parse(bytes)
        {
            let dte = self.dtes.get(&port);
            let ifx = dte.and_then(|dte| dte.interface_of(address.dlci));
            let start = bytes.len() - payload.len();
            self.see_circuit(true, ifx.unwrap_or(port), &bytes[..start], bytes.len(), fx);
        }
    }
}

const fn encapsulation(ietf: bool) -> Encapsulation {
    if ietf {
        Encapsulation::Ietf
    } else {
        Encapsulation::Cisco
    }
}

fn interface_config(settings: &InterfaceConfig) -> frame_relay::InterfaceConfig {
    let map = |map: &super::config::FrameRelayMap| StaticMap {
        dlci: map.dlci,
        broadcast: map.broadcast,
        encapsulation: map.ietf.map(encapsulation),
    };
    frame_relay::InterfaceConfig {
        kind: if settings.point_to_point == Some(true) {
            InterfaceKind::PointToPoint
        } else {
            InterfaceKind::Multipoint
        },
        is_enabled: !settings.shutdown,
        address: settings.address.map(|address| address.addr),
        inverse_arp: !settings.frame_relay.no_inverse_arp,
        dlcis: settings
            .frame_relay
            .interface_dlci
            .map(|dlci| (dlci, None))
            .into_iter()
            .collect(),
        maps: settings
            .frame_relay
            .maps
            .iter()
            .map(|(addr, entry)| (*addr, map(entry)))
            .collect(),
    }
}
