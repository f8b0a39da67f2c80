//! `show ip interface brief`.

use super::{in_order, is_link_up, is_shut};
use crate::node::Device;
use crate::types::InterfaceKind;

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
            "NVRAM"
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
