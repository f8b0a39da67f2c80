//! `show vlan` of a Catalyst 3550 or 3560.

use crate::types::SortedMap;

use super::interface_lists::known_vlans;
use super::name_of;
use crate::node::Device;
use crate::proto::bridge::{Bridge, PortMode};
use crate::types::VlanId;

/// Ports on a line.
const PORTS_PER_LINE: usize = 4;

/// The VLANs that are there whatever is configured: number, name, type, STP of the FDDI and Token Ring ones.
const LEGACY: [(u16, &str, &str, &str); 4] = [
    (1002, "fddi-default", "fddi", "-"),
    (1003, "token-ring-default", "tr", "-"),
    (1004, "fddinet-default", "fdnet", "ieee"),
    (1005, "trnet-default", "trnet", "ibm"),
];

/// A VLAN's name, and the ports listed behind it.
type Row = (String, Vec<String>);

fn rows(device: &Device, bridge: &Bridge) -> SortedMap<VlanId, Row> {
    let mut rows: SortedMap<VlanId, Row> = SortedMap::new();
    for vlan in known_vlans(device, bridge) {
        let given = device
            .config()
            .vlans
            .get(&vlan)
            .filter(|name| !name.is_empty());
        let name = given.cloned().unwrap_or_else(|| default_name(vlan));
        rows.insert(vlan, (name, Vec::new()));
    }
    for (port, settings) in bridge.ports() {
        if let PortMode::Access(vlan) = &settings.mode
            && let Some((_, ports)) = rows.get_mut(vlan)
        {
            ports.push(name_of(device, port).short());
        }
    }
    rows
}

fn heading(out: &mut String) {
    line!(out);
    line!(out, "VLAN Name                             Status    Ports");
    line!(
        out,
        "---- -------------------------------- --------- -------------------------------"
    );
}

fn row(vlan: VlanId, (name, ports): &Row, out: &mut String) {
    let mut lines = ports.chunks(PORTS_PER_LINE);
    let first = lines
        .next()
        .map_or_else(String::new, |ports| ports.join(", "));
    line!(out, "{:<4} {name:<32} {:<9} {first}", vlan.0, "active");
    for ports in lines {
        line!(out, "{:48}{}", "", ports.join(", "));
    }
}

/// `show vlan [brief]`: access ports by VLAN; trunks are in none.
#[must_use]
pub fn vlan(device: &Device, brief: bool) -> String {
    let mut out = String::new();
    let Some(bridge) = device.bridge() else {
        return out;
    };
    let rows = rows(device, bridge);
    heading(&mut out);
    for (vlan, ports) in &rows {
        row(*vlan, ports, &mut out);
    }
    for (vlan, name, ..) in LEGACY {
        line!(out, "{vlan:<4} {name:<32} {:<9} ", "act/unsup");
    }
    if brief {
        return out;
    }
    types(&mut out);
    for vlan in rows.keys() {
        type_row(vlan.0, "enet", "-", &mut out);
    }
    for (vlan, _, kind, stp) in LEGACY {
        type_row(vlan, kind, stp, &mut out);
    }
    line!(out);
    line!(out, "Remote SPAN VLANs");
    line!(out, "{}", "-".repeat(78));
    line!(out);
    line!(out);
    private(&mut out);
    out
}

/// `show vlan id N`: with the trunks that carry it.
#[must_use]
pub fn vlan_id(device: &Device, wanted: VlanId) -> String {
    let mut out = String::new();
    let Some(bridge) = device.bridge() else {
        return out;
    };
    let Some((name, _)) = rows(device, bridge).remove(&wanted) else {
        line!(out, "VLAN id {wanted} not found in current VLAN database");
        return out;
    };
    let is_up = |port| device.interfaces()[usize::from(port)].line_protocol;
    let carries = bridge.ports().filter(|(ifx, port)| match &port.mode {
        PortMode::Access(vlan) => *vlan == wanted,
        PortMode::Trunk { allowed, .. } => allowed.contains(wanted) && is_up(ifx.0),
    });
    let ports = carries
        .map(|(ifx, _)| name_of(device, ifx).short())
        .collect();
    heading(&mut out);
    row(wanted, &(name, ports), &mut out);
    types(&mut out);
    type_row(wanted.0, "enet", "-", &mut out);
    line!(out);
    line!(out, "Remote SPAN VLAN");
    line!(out, "----------------");
    line!(out, "Disabled");
    line!(out);
    private(&mut out);
    out
}

fn types(out: &mut String) {
    line!(out);
    line!(
        out,
        "VLAN Type  SAID       MTU   Parent RingNo BridgeNo Stp  BrdgMode Trans1 Trans2"
    );
    line!(
        out,
        "---- ----- ---------- ----- ------ ------ -------- ---- -------- ------ ------"
    );
}

fn type_row(vlan: u16, kind: &str, stp: &str, out: &mut String) {
    line!(
        out,
        "{vlan:<4} {kind:<5} {:<10} {:<5} {:<6} {:<6} {:<8} {stp:<4} {:<8} {:<6} {:<6}",
        100_000 + u32::from(vlan),
        1500,
        "-",
        "-",
        "-",
        "-",
        0,
        0
    );
}

fn private(out: &mut String) {
    line!(out, "Primary Secondary Type              Ports");
    line!(
        out,
        "------- --------- ----------------- ------------------------------------------"
    );
    line!(out);
}

/// `1,67,146-148`.
pub(super) fn ranges(vlans: &[VlanId]) -> String {
    let mut parts: Vec<(u16, u16)> = Vec::new();
    for VlanId(vlan) in vlans {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *vlan => *last = *vlan,
            _ => parts.push((*vlan, *vlan)),
        }
    }
    let text = |(first, last): &(u16, u16)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    match parts.is_empty() {
        true => "none".to_owned(),
        false => parts.iter().map(text).collect::<Vec<_>>().join(","),
    }
}

/// The name of a VLAN that was given none.
pub(super) fn default_name(vlan: VlanId) -> String {
    if vlan == VlanId(1) {
        "default".to_owned()
    } else {
        format!("VLAN{:04}", vlan.0)
    }
}
