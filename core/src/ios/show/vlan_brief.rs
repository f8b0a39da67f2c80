//! `show vlan brief` of a Catalyst 3550 or 3560.

use crate::types::SortedMap;

use super::name_of;
use crate::node::Device;
use crate::proto::bridge::PortMode;
use crate::types::VlanId;

/// Ports on a line.
const PORTS_PER_LINE: usize = 4;

/// `show vlan brief`: access ports by VLAN; trunks are in none.
#[must_use]
pub fn vlan_brief(device: &Device) -> String {
    let mut out = String::new();
    let Some(bridge) = device.bridge() else {
        return out;
    };
    let mut vlans: SortedMap<VlanId, (String, Vec<String>)> = SortedMap::new();
    vlans.insert(VlanId(1), ("default".to_owned(), Vec::new()));
    for (vlan, name) in &device.config().vlans {
        let name = if name.is_empty() {
            default_name(*vlan)
        } else {
            name.clone()
        };
        vlans.entry(*vlan).or_insert((name, Vec::new()));
    }
    for (port, settings) in bridge.ports() {
        if let PortMode::Access(vlan) = &settings.mode {
            let entry = vlans
                .entry(*vlan)
                .or_insert_with(|| (default_name(*vlan), Vec::new()));
            entry.1.push(name_of(device, port).short());
        }
    }
    line!(out);
    line!(out, "VLAN Name                             Status    Ports");
    line!(
        out,
        "---- -------------------------------- --------- -------------------------------"
    );
    for (vlan, (name, ports)) in vlans {
        let mut lines = ports.chunks(PORTS_PER_LINE);
        let first = lines
            .next()
            .map_or_else(String::new, |ports| ports.join(", "));
        line!(out, "{:<4} {name:<32} {:<9} {first}", vlan.0, "active");
        for ports in lines {
            line!(out, "{:48}{}", "", ports.join(", "));
        }
    }
    for (vlan, name) in [
        (1002, "fddi-default"),
        (1003, "token-ring-default"),
        (1004, "fddinet-default"),
        (1005, "trnet-default"),
    ] {
        line!(out, "{vlan:<4} {name:<32} {:<9} ", "act/unsup");
    }
    out
}

fn default_name(vlan: VlanId) -> String {
    if vlan == VlanId(1) {
        "default".to_owned()
    } else {
        format!("VLAN{:04}", vlan.0)
    }
}
