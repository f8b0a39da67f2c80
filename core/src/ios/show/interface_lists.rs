//! `show interfaces description`, `status`, `trunk` and `switchport`; `show protocols`.

use super::interfaces::{protocol_word, status_word};
use super::vlan::{default_name, ranges};
use super::{in_order, name_of};
use crate::node::Device;
use crate::node::config::{Switchport, SwitchportMode};
use crate::proto::bridge::{Bridge, PortMode};
use crate::types::{IfIndex, InterfaceName, VlanId};

/// `show interfaces description`.
#[must_use]
pub fn interfaces_description(device: &Device) -> String {
    let mut out = String::new();
    line!(
        out,
        "Interface                      Status         Protocol Description"
    );
    for ifx in in_order(device) {
        let interface = &device.interfaces()[usize::from(ifx.0)];
        let status = match status_word(device, ifx) {
            "administratively down" => "admin down",
            other => other,
        };
        let settings = device.config().interface(interface.name);
        let description = settings
            .and_then(|settings| settings.description.as_deref())
            .unwrap_or_default();
        line!(
            out,
            "{:<31}{status:<15}{:<9}{description}",
            interface.name.short(),
            protocol_word(interface)
        );
    }
    out
}

/// `show protocols`.
#[must_use]
pub fn protocols(device: &Device) -> String {
    let mut out = String::new();
    line!(out, "Global values:");
    line!(out, "  Internet Protocol routing is enabled");
    for ifx in in_order(device) {
        let interface = &device.interfaces()[usize::from(ifx.0)];
        line!(
            out,
            "{} is {}, line protocol is {}",
            interface.name,
            status_word(device, ifx),
            protocol_word(interface)
        );
        if let Some(address) = interface.address {
            line!(
                out,
                "  Internet address is {}/{}",
                address.addr,
                address.len
            );
        }
    }
    out
}

/// The switch ports, in the order lists show them.
fn switch_ports(device: &Device) -> Vec<(IfIndex, &PortMode)> {
    let bridge = device.bridge();
    let mode = |ifx: IfIndex| {
        let mut ports = bridge?.ports();
        ports
            .find(|(port, _)| *port == ifx)
            .map(|(_, port)| &port.mode)
    };
    in_order(device)
        .into_iter()
        .filter_map(|ifx| Some((ifx, mode(ifx)?)))
        .collect()
}

/// `show interfaces status` of a Catalyst.
#[must_use]
pub fn interfaces_status(device: &Device) -> String {
    let mut out = String::new();
    if device.bridge().is_none() {
        return out;
    }
    line!(out);
    line!(
        out,
        "Port      Name               Status       Vlan       Duplex  Speed Type"
    );
    for (ifx, mode) in switch_ports(device) {
        let interface = &device.interfaces()[usize::from(ifx.0)];
        let settings = device.config().interface(interface.name);
        let mut name = settings
            .and_then(|settings| settings.description.clone())
            .unwrap_or_default();
        name.truncate(18);
        let (status, duplex, speed) = match (status_word(device, ifx), interface.line_protocol) {
            ("administratively down", _) => ("disabled", "auto", "auto"),
            (_, true) => ("connected", "a-full", "a-100"),
            (_, false) => ("notconnect", "auto", "auto"),
        };
        let vlan = match mode {
            PortMode::Access(vlan) => vlan.to_string(),
            PortMode::Trunk { .. } if interface.line_protocol => "trunk".to_owned(),
            PortMode::Trunk { .. } => "1".to_owned(),
        };
        line!(
            out,
            "{:<10}{name:<19}{status:<13}{vlan:<11}{duplex:>6}{speed:>7} 10/100BaseTX",
            interface.name.short()
        );
    }
    out
}

/// `show interfaces trunk`; nothing if no port trunks.
#[must_use]
pub fn interfaces_trunk(device: &Device) -> String {
    let mut out = String::new();
    let Some(bridge) = device.bridge() else {
        return out;
    };
    let trunks: Vec<_> = switch_ports(device)
        .into_iter()
        .filter_map(|(ifx, mode)| match mode {
            PortMode::Trunk { native, allowed } => Some((ifx, *native, allowed)),
            PortMode::Access(_) => None,
        })
        .filter(|(ifx, ..)| device.interfaces()[usize::from(ifx.0)].line_protocol)
        .collect();
    if trunks.is_empty() {
        return out;
    }
    let row = |ifx: IfIndex| format!("{:<12}", name_of(device, ifx).short());
    line!(out);
    line!(
        out,
        "Port        Mode         Encapsulation  Status        Native vlan"
    );
    for (ifx, native, _) in &trunks {
        line!(
            out,
            "{}{:<13}{:<15}{:<14}{native}",
            row(*ifx),
            "on",
            "802.1q",
            "trunking"
        );
    }
    line!(out);
    line!(out, "Port        Vlans allowed on trunk");
    for (ifx, _, allowed) in &trunks {
        let all: Vec<VlanId> = (1..=4094)
            .map(VlanId)
            .filter(|vlan| allowed.contains(*vlan))
            .collect();
        line!(out, "{}{}", row(*ifx), ranges(&all));
    }
    let known = known_vlans(device, bridge);
    // No spanning tree runs, so every port forwards what it may carry.
    for heading in [
        "Vlans allowed and active in management domain",
        "Vlans in spanning tree forwarding state and not pruned",
    ] {
        line!(out);
        line!(out, "Port        {heading}");
        for (ifx, _, allowed) in &trunks {
            let active: Vec<VlanId> = known
                .iter()
                .copied()
                .filter(|vlan| allowed.contains(*vlan))
                .collect();
            line!(out, "{}{}", row(*ifx), ranges(&active));
        }
    }
    out
}

/// VLANs that exist: 1, those configured, and those of access ports.
pub(super) fn known_vlans(device: &Device, bridge: &Bridge) -> Vec<VlanId> {
    let mut known = vec![VlanId(1)];
    known.extend(device.config().vlans.keys());
    known.extend(bridge.ports().filter_map(|(_, port)| match &port.mode {
        PortMode::Access(vlan) => Some(*vlan),
        PortMode::Trunk { .. } => None,
    }));
    known.sort();
    known.dedup();
    known
}

/// `show interfaces [INTERFACE] switchport` of a Catalyst.
#[must_use]
pub fn interfaces_switchport(device: &Device, interface: Option<InterfaceName>) -> String {
    let mut out = String::new();
    for (ifx, mode) in switch_ports(device) {
        let name = name_of(device, ifx);
        if interface.is_none_or(|wanted| wanted == name) {
            switchport(device, ifx, mode, &mut out);
        }
    }
    out
}

fn switchport(device: &Device, ifx: IfIndex, mode: &PortMode, out: &mut String) {
    let interface = &device.interfaces()[usize::from(ifx.0)];
    let settings = device.config().interface(interface.name);
    let switchport = settings
        .and_then(|settings| settings.switchport.clone())
        .unwrap_or_default();
    let is_trunk = switchport.mode == SwitchportMode::Trunk;
    let administrative = if is_trunk { "trunk" } else { "static access" };
    let (operational, encapsulation) = match (interface.line_protocol, mode) {
        (false, _) => ("down", None),
        (true, PortMode::Trunk { .. }) => ("trunk", Some("dot1q")),
        (true, PortMode::Access(_)) => ("static access", Some("native")),
    };
    let configured = if switchport.dot1q {
        "dot1q"
    } else {
        "negotiate"
    };
    line!(out, "Name: {}", interface.name.short());
    line!(out, "Switchport: Enabled");
    line!(out, "Administrative Mode: {administrative}");
    line!(out, "Operational Mode: {operational}");
    line!(out, "Administrative Trunking Encapsulation: {configured}");
    if let Some(encapsulation) = encapsulation {
        line!(out, "Operational Trunking Encapsulation: {encapsulation}");
    }
    let negotiation = if is_trunk { "On" } else { "Off" };
    line!(out, "Negotiation of Trunking: {negotiation}");
    vlan_lines(device, &switchport, out);
    line!(out, "Pruning VLANs Enabled: 2-1001");
    line!(out, "Capture Mode Disabled");
    line!(out, "Capture VLANs Allowed: ALL");
    line!(out);
    line!(out, "Protected: false");
    line!(out, "Unknown unicast blocked: disabled");
    line!(out, "Unknown multicast blocked: disabled");
    line!(out, "Appliance trust: none");
    line!(out);
}

fn vlan_lines(device: &Device, switchport: &Switchport, out: &mut String) {
    let named = |vlan: VlanId| {
        let given = device
            .config()
            .vlans
            .get(&vlan)
            .filter(|name| !name.is_empty());
        let name = given.cloned().unwrap_or_else(|| default_name(vlan));
        format!("{vlan} ({name})")
    };
    line!(out, "Access Mode VLAN: {}", named(switchport.access_vlan));
    line!(
        out,
        "Trunking Native Mode VLAN: {}",
        named(switchport.native_vlan)
    );
    line!(out, "Administrative Native VLAN tagging: enabled");
    line!(out, "Voice VLAN: none");
    line!(out, "Administrative private-vlan host-association: none ");
    line!(out, "Administrative private-vlan mapping: none ");
    line!(out, "Administrative private-vlan trunk native VLAN: none");
    line!(
        out,
        "Administrative private-vlan trunk Native VLAN tagging: enabled"
    );
    line!(
        out,
        "Administrative private-vlan trunk encapsulation: dot1q"
    );
    line!(out, "Administrative private-vlan trunk normal VLANs: none");
    line!(out, "Administrative private-vlan trunk private VLANs: none");
    line!(out, "Operational private-vlan: none");
    let enabled = match &switchport.allowed_vlans {
        None => "ALL".to_owned(),
        Some(vlans) => ranges(vlans),
    };
    line!(out, "Trunking VLANs Enabled: {enabled}");
}
