//! `show ip interface brief`.

use super::{in_order, is_link_up, is_shut};
use crate::node::Device;
use crate::types::{InterfaceKind, InterfaceName};

/// `show ip interface brief`.
#[must_use]
pub fn ip_interface_brief(device: &Device) -> String {
    let mut out = String::new();
    line!(
        out,
        "Interface                  IP-Address      OK? Method Status                Protocol"
    );
    for ifx in in_order(device) {
        let interface = &device.interfaces()[usize::from(ifx.0)];
        let address = interface
            .addr()
            .map_or_else(|| "unassigned".to_owned(), |addr| addr.to_string());
        let method = if interface.is_switchport {
            "unset"
        } else {
            method(device, interface.name)
        };
        let is_virtual = matches!(
            interface.name.kind,
            InterfaceKind::Vlan | InterfaceKind::Loopback
        );
        let status = if is_shut(device, ifx) {
            "administratively down"
        } else if is_virtual || is_link_up(device, ifx) {
            "up"
        } else {
            "down"
        };
        let protocol = if interface.line_protocol {
            "up"
        } else {
            "down"
        };
        let name = interface.name.to_string();
        line!(
            out,
            "{name:<27}{address:<16}{:<4}{method:<7}{status:<22}{protocol:<8}",
            "YES"
        );
    }
    out
}

/// How the interface came to its address: as in the startup configuration, typed since, or not at all.
fn method(device: &Device, name: InterfaceName) -> &'static str {
    let running = device.config().interface(name);
    let running = running.and_then(|settings| settings.address);
    let stored = device
        .startup_config()
        .and_then(|config| config.interface(name));
    match stored.map(|settings| settings.address) {
        Some(address) if address == running => "NVRAM",
        None if running.is_none() => "unset",
        _ => "manual",
    }
}
