//! The bridge of a LAN switch: ports, tags, and the switch's own interfaces.

use std::rc::Rc;

use super::config::{DeviceConfig, Switchport, SwitchportMode};
use super::device::Device;
use super::drop_reason::DropReason;
use super::effect::Effects;
use super::frame::Frame;
use super::interface::Interface;
use crate::proto::bridge::{AllowedVlans, Decision, DropReason as BridgeDrop, Egress, PortMode};
use crate::time::Instant;
use crate::types::{IfIndex, InterfaceKind, MacAddr, VlanId};
use crate::wire::dot1q;
use crate::wire::ethernet::{self, EtherType};

impl Device {
    /// A frame arrived on a switch port.
    pub(super) fn bridge_frame(
        &mut self,
        now: Instant,
        port: IfIndex,
        frame: &Rc<Frame>,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let (header, payload) =
            ethernet::Repr::parse(frame.raw()).map_err(DropReason::Malformed)?;
        let tag = if header.ethertype == EtherType::DOT1Q {
            Some(
                dot1q::Repr::parse(payload)
                    .map_err(DropReason::Malformed)?
                    .0,
            )
        } else {
            None
        };
        let Some(bridge) = &mut self.bridge else {
            return Err(DropReason::NoEgressPort);
        };
        let vid = tag.map(|tag| tag.vid);
        let decision = bridge.handle_frame(now, port, header.dst, header.src, vid, &mut Vec::new());
        let deadline = bridge.poll_timeout();
        self.note_deadline(deadline);
        match decision {
            Decision::Unicast { egress, .. } => {
                let at = now + self.forwarding_time();
                self.send_switched(at, frame, vid, egress, fx);
                Ok(())
            }
            Decision::Flood { vlan, egress, cpu } => {
                let at = now + self.forwarding_time();
                for egress in egress {
                    self.send_switched(at, frame, vid, egress, fx);
                }
                if cpu {
                    self.take_from_vlan(now, vlan, &header, tag, frame, fx)
                } else {
                    Ok(())
                }
            }
            Decision::Cpu { vlan } => self.take_from_vlan(now, vlan, &header, tag, frame, fx),
            Decision::Drop(reason) => Err(match reason {
                BridgeDrop::VlanNotAllowed(vlan) | BridgeDrop::TaggedOnAccessPort(vlan) => {
                    DropReason::VlanNotAllowed(vlan)
                }
                BridgeDrop::PortDown | BridgeDrop::UnknownPort => DropReason::InterfaceDown,
                BridgeDrop::GroupSource => DropReason::OtherMac(header.src),
                BridgeDrop::SamePort | BridgeDrop::NoEgress(_) | BridgeDrop::LinkLocalGroup => {
                    DropReason::NoEgressPort
                }
            }),
        }
    }

    fn take_from_vlan(
        &mut self,
        now: Instant,
        vlan: VlanId,
        header: &ethernet::Repr,
        tag: Option<dot1q::Repr>,
        frame: &Rc<Frame>,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let ifx = self.svi_of(vlan).ok_or(DropReason::NoSubinterface)?;
        let (ethertype, start) = match tag {
            Some(tag) => (tag.ethertype, ethernet::HEADER_LEN + dot1q::HEADER_LEN),
            None => (header.ethertype, ethernet::HEADER_LEN),
        };
        self.interface_mut(ifx).counters.count_in(now, frame.len());
        self.ethernet_payload(now, ifx, header.dst, ethertype, frame, start, fx)
    }

    fn svi_of(&self, vlan: VlanId) -> Option<IfIndex> {
        self.indices()
            .find(|ifx| self.interface(*ifx).svi == Some(vlan))
    }

    /// Sends a frame that came with tag `had` out of a port, with the tag that port wants.
    fn send_switched(
        &mut self,
        at: Instant,
        frame: &Rc<Frame>,
        had: Option<VlanId>,
        egress: Egress,
        fx: &mut Effects,
    ) {
        if had == egress.tag {
            self.transmit(at, egress.port, Rc::clone(frame), fx);
            return;
        }
        let mut header = [0; ethernet::HEADER_LEN + dot1q::HEADER_LEN];
        let addresses = ethernet::field::ETHERTYPE.start;
        header[..addresses].copy_from_slice(&frame.raw()[..addresses]);
        let cut = if had.is_some() {
            addresses + dot1q::HEADER_LEN
        } else {
            addresses
        };
        let len = match egress.tag {
            Some(vid) => {
                header[addresses..addresses + 2].copy_from_slice(&EtherType::DOT1Q.0.to_be_bytes());
                header[addresses + 2..addresses + 4].copy_from_slice(&vid.0.to_be_bytes());
                addresses + dot1q::HEADER_LEN
            }
            None => addresses,
        };
        self.transmit(
            at,
            egress.port,
            Rc::new(frame.with_header(cut, &header[..len])),
            fx,
        );
    }

    /// Sends a frame of the switch's own interface into its VLAN. The frame is untagged.
    pub(super) fn bridge_own_frame(
        &mut self,
        at: Instant,
        ifx: IfIndex,
        vlan: VlanId,
        dst: MacAddr,
        frame: &Rc<Frame>,
        fx: &mut Effects,
    ) {
        self.interface_mut(ifx).counters.count_out(at, frame.len());
        let Some(bridge) = &self.bridge else { return };
        match bridge.forward_from_cpu(at, vlan, dst) {
            Decision::Unicast { egress, .. } => self.send_switched(at, frame, None, egress, fx),
            Decision::Flood { egress, .. } => {
                for egress in egress {
                    self.send_switched(at, frame, None, egress, fx);
                }
            }
            Decision::Cpu { .. } | Decision::Drop(_) => {
                fx.drop(DropReason::NoEgressPort, frame.tag())
            }
        }
    }

    /// Whether an SVI's VLAN has a port that is up.
    pub(super) fn is_vlan_up(&self, interface: &Interface) -> bool {
        let vlan = interface.svi;
        self.bridge
            .as_ref()
            .zip(vlan)
            .is_some_and(|(bridge, vlan)| bridge.is_vlan_up(vlan))
    }

    /// A port's line protocol changed.
    pub(super) fn bridge_port_changed(&mut self, ifx: IfIndex, up: bool) {
        if self.interface(ifx).is_switchport
            && let Some(bridge) = &mut self.bridge
        {
            bridge.handle_link(ifx, up, &mut Vec::new());
        }
    }

    /// Gives the bridge its ports and VLANs.
    pub(super) fn reconfigure_bridge(&mut self, config: &DeviceConfig) {
        for ifx in self.indices() {
            let name = self.name_of(ifx);
            let settings = config.interface(name);
            if name.kind == InterfaceKind::Vlan {
                let vlan = VlanId(name.port);
                let mac = self.interface(ifx).mac;
                self.interface_mut(ifx).svi = Some(vlan);
                if let Some(bridge) = &mut self.bridge {
                    bridge.set_cpu_vlan(vlan, settings.is_some());
                    bridge.set_cpu_mac(vlan, mac, settings.is_some());
                }
                continue;
            }
            let port = settings.and_then(|settings| settings.switchport.as_ref());
            let is_switchport =
                port.is_some() && self.bridge.is_some() && self.interface(ifx).is_physical();
            self.interface_mut(ifx).is_switchport = is_switchport;
            let up = self.interface(ifx).line_protocol;
            if let Some(bridge) = &mut self.bridge {
                match port.filter(|_| is_switchport) {
                    Some(port) => {
                        bridge.configure_port(ifx, port_mode(port), &mut Vec::new());
                        bridge.handle_link(ifx, up, &mut Vec::new());
                    }
                    None => bridge.remove_port(ifx, &mut Vec::new()),
                }
            }
        }
    }
}

fn port_mode(port: &Switchport) -> PortMode {
    match port.mode {
        SwitchportMode::Access => PortMode::Access(port.access_vlan),
        SwitchportMode::Trunk => PortMode::Trunk {
            native: port.native_vlan,
            allowed: match &port.allowed_vlans {
                Some(vlans) => AllowedVlans::Only(vlans.iter().copied().collect()),
                None => AllowedVlans::All,
            },
        },
    }
}
