//! `show mac-address-table` of a Catalyst 3550 or 3560.

use super::name_of;
use crate::node::Device;

/// `show mac-address-table`.
#[must_use]
pub fn mac_address_table(device: &Device) -> String {
    let mut out = String::new();
    let Some(bridge) = device.bridge() else {
        return out;
    };
    line!(out, "          Mac Address Table");
    line!(out, "-------------------------------------------");
    line!(out);
    line!(out, "Vlan    Mac Address       Type        Ports");
    line!(out, "----    -----------       --------    -----");
    let mut count = 0;
    for entry in bridge.macs() {
        let (mac, port) = (entry.mac.to_string(), name_of(device, entry.port).short());
        line!(
            out,
            "{:>4}    {mac:<14}    {:<8}    {port}",
            entry.vlan.0,
            "DYNAMIC"
        );
        count += 1;
    }
    line!(out, "Total Mac Addresses for this criterion: {count}");
    out
}
