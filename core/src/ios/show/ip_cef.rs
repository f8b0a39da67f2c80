//! `show ip cef`: the forwarding table with its adjacencies.

use crate::types::SortedMap;

use super::name_of;
use crate::node::Device;
use crate::proto::frame_relay::Dte;
use crate::proto::hsrp::State;
use crate::types::{IfIndex, Ipv4Addr, Prefix};

/// What becomes of packets to a prefix.
enum Entry {
    /// For this device.
    Receive,
    /// Neighbors are asked for one by one.
    Attached(IfIndex),
    /// To these, in turn.
    Via(Vec<(Ipv4Addr, IfIndex)>),
    /// Nowhere.
    Drop,
}

/// `show ip cef`.
#[must_use]
pub fn ip_cef(device: &Device) -> String {
    let mut table: SortedMap<Prefix, Entry> = SortedMap::new();
    adjacencies(device, &mut table);
    routes(device, &mut table);
    own(device, &mut table);
    table.insert(Prefix::new(Ipv4Addr::UNSPECIFIED, 32), Entry::Receive);
    table.insert(Prefix::new(Ipv4Addr::new(224, 0, 0, 0), 4), Entry::Drop);
    table.insert(Prefix::new(Ipv4Addr::new(224, 0, 0, 0), 24), Entry::Receive);
    table.insert(Prefix::new(Ipv4Addr::BROADCAST, 32), Entry::Receive);
    let mut out = String::new();
    line!(out, "Prefix              Next Hop             Interface");
    if !table.contains_key(&Prefix::DEFAULT) {
        row(
            "0.0.0.0/0",
            "drop",
            "Null0 (default route handler entry)",
            &mut out,
        );
    }
    for (prefix, entry) in &table {
        let prefix = prefix.to_string();
        match entry {
            Entry::Receive => row(&prefix, "receive", "", &mut out),
            Entry::Drop => row(&prefix, "drop", "", &mut out),
            Entry::Attached(ifx) => {
                let name = name_of(device, *ifx).to_string();
                row(&prefix, "attached", &name, &mut out);
            }
            Entry::Via(paths) => {
                for (index, (addr, ifx)) in paths.iter().enumerate() {
                    let prefix = if index == 0 { prefix.as_str() } else { "" };
                    let name = name_of(device, *ifx).to_string();
                    row(prefix, &addr.to_string(), &name, &mut out);
                }
            }
        }
    }
    out
}

fn row(prefix: &str, next_hop: &str, interface: &str, out: &mut String) {
    line!(out, "{prefix:<20}{next_hop:<21}{interface}");
}

/// Neighbors whose link address is known.
fn adjacencies(device: &Device, table: &mut SortedMap<Prefix, Entry>) {
    let host = |addr| Prefix::new(addr, 32);
    for entry in device.arp().iter().filter(|entry| entry.mac.is_some()) {
        let path = (entry.address, entry.interface);
        table.insert(host(entry.address), Entry::Via(vec![path]));
    }
    for map in device.dtes().values().flat_map(Dte::maps) {
        if let Some(addr) = map.address {
            table.insert(host(addr), Entry::Via(vec![(addr, map.interface)]));
        }
    }
}

fn routes(device: &Device, table: &mut SortedMap<Prefix, Entry>) {
    for (prefix, route) in device.rib().routes() {
        let mut paths: Vec<(Ipv4Addr, IfIndex)> = Vec::new();
        let mut attached = None;
        for path in &route.paths {
            match (path.next_hop.addr, path.next_hop.ifx) {
                (Some(addr), Some(ifx)) => paths.push((addr, ifx)),
                // A recursive next hop leaves by the route to it.
                (Some(addr), None) => {
                    let resolved = device.rib().lookup(addr);
                    paths.extend(resolved.map(|to| (to.next_hop.unwrap_or(addr), to.ifx)));
                }
                (None, Some(ifx)) => attached = Some(ifx),
                (None, None) => {}
            }
        }
        let entry = match (paths.is_empty(), attached) {
            (false, _) => Entry::Via(paths),
            (true, Some(ifx)) => Entry::Attached(ifx),
            (true, None) => Entry::Drop,
        };
        table.insert(prefix, entry);
    }
}

/// Own addresses, and the first and the last of their networks.
fn own(device: &Device, table: &mut SortedMap<Prefix, Entry>) {
    for interface in device.interfaces().iter().filter(|one| one.line_protocol) {
        if let Some(address) = interface.address {
            let net = address.prefix();
            table.insert(Prefix::new(address.addr, 32), Entry::Receive);
            if net.len() < 31 {
                table.insert(Prefix::new(net.network(), 32), Entry::Receive);
                table.insert(Prefix::new(net.broadcast(), 32), Entry::Receive);
            }
        }
    }
    let groups = device.standby_groups().iter();
    for group in groups.filter(|group| group.machine.state() == State::Active) {
        if let Some(addr) = group.machine.virtual_ip() {
            table.insert(Prefix::new(addr, 32), Entry::Receive);
        }
    }
}
