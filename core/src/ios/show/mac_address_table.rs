//! `show mac-address-table` of a Catalyst 3550 or 3560.

use super::name_of;
use crate::node::Device;
use crate::proto::bridge::MacEntry;
use crate::types::{InterfaceName, VlanId};

/// `show mac-address-table [interface INTERFACE | vlan N]`.
#[must_use]
pub fn mac_address_table(
    device: &Device,
    interface: Option<InterfaceName>,
    vlan: Option<VlanId>,
) -> String {
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
    let is_wanted = |entry: &MacEntry| {
        interface.is_none_or(|wanted| wanted == name_of(device, entry.port))
            && vlan.is_none_or(|wanted| wanted == entry.vlan)
    };
    for entry in bridge.macs().filter(is_wanted) {
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
