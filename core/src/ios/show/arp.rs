//! `show arp`.

use std::net::Ipv4Addr;

use super::name_of;
use crate::node::Device;
use crate::proto::hsrp::State;
use crate::time::Instant;
use crate::types::{IfIndex, InterfaceName, MacAddr};

struct Row {
    /// Minutes; `None` for this device's own addresses.
    age: Option<u64>,
    mac: Option<MacAddr>,
    interface: IfIndex,
}

/// `show arp [ADDRESS | INTERFACE]`: own addresses, virtual ones while active, and what was learned, by address.
#[must_use]
pub fn arp(
    device: &Device,
    now: Instant,
    address: Option<Ipv4Addr>,
    interface: Option<InterfaceName>,
) -> String {
    let mut rows: Vec<(Ipv4Addr, Row)> = Vec::new();
    for (index, interface) in device.interfaces().iter().enumerate() {
        if let Some(addr) = interface
            .addr()
            .filter(|_| interface.line_protocol && interface.name.kind.is_ethernet())
        {
            let interface_index = IfIndex(index as u16);
            rows.push((
                addr,
                Row {
                    age: None,
                    mac: Some(interface.mac),
                    interface: interface_index,
                },
            ));
        }
    }
    for group in device
        .standby_groups()
        .iter()
        .filter(|group| group.machine.state() == State::Active)
    {
        if let Some(addr) = group.machine.virtual_ip() {
            let mac = Some(group.machine.virtual_mac());
            rows.push((
                addr,
                Row {
                    age: None,
                    mac,
                    interface: group.interface,
                },
            ));
        }
    }
    for entry in device.arp().iter() {
        let age = Some(if entry.mac.is_some() {
            now.since(entry.since).as_secs() / 60
        } else {
            0
        });
        rows.push((
            entry.address,
            Row {
                age,
                mac: entry.mac,
                interface: entry.interface,
            },
        ));
    }
    rows.retain(|(addr, row)| {
        address.is_none_or(|wanted| wanted == *addr)
            && interface.is_none_or(|wanted| wanted == name_of(device, row.interface))
    });
    rows.sort_by_key(|(addr, row)| (*addr, row.interface));
    let mut out = String::new();
    line!(
        out,
        "Protocol  Address          Age (min)  Hardware Addr   Type   Interface"
    );
    for (addr, row) in rows {
        let age = row
            .age
            .map_or_else(|| "-".to_owned(), |age| age.to_string());
        let (addr, name) = (addr.to_string(), name_of(device, row.interface));
        match row.mac {
            Some(mac) => line!(
                out,
                "Internet  {addr:<17}{age:>8}   {:<16}ARPA   {name}",
                mac.to_string()
            ),
            None => line!(
                out,
                "Internet  {addr:<17}{age:>8}   {:<16}ARPA   ",
                "Incomplete"
            ),
        }
    }
    out
}
