//! `show ip interface`.

use super::in_order;
use super::interfaces::{protocol_word, status_word};
use crate::ios::mode::interface_block;
use crate::node::Device;
use crate::node::config::InterfaceConfig;
use crate::node::interface::Interface;
use crate::proto::rip::Version;
use crate::types::{IfIndex, InterfaceKind, InterfaceName};

/// `show ip interface [INTERFACE]`.
#[must_use]
pub fn ip_interface(device: &Device, interface: Option<InterfaceName>) -> String {
    let mut out = String::new();
    for ifx in in_order(device) {
        let shown = &device.interfaces()[usize::from(ifx.0)];
        if !shown.is_switchport && interface.is_none_or(|wanted| wanted == shown.name) {
            block(device, ifx, shown, &mut out);
        }
    }
    out
}

fn block(device: &Device, ifx: IfIndex, interface: &Interface, out: &mut String) {
    let (status, protocol) = (status_word(device, ifx), protocol_word(interface));
    line!(
        out,
        "{} is {status}, line protocol is {protocol}",
        interface.name
    );
    let Some(address) = interface.address else {
        line!(out, "  Internet protocol processing disabled");
        return;
    };
    let default = InterfaceConfig::default();
    let settings = device
        .config()
        .interface(interface.name)
        .unwrap_or(&default);
    line!(
        out,
        "  Internet address is {}/{}",
        address.addr,
        address.len
    );
    line!(out, "  Broadcast address is 255.255.255.255");
    line!(out, "  Address determined by non-volatile memory");
    for secondary in &settings.secondary {
        let (addr, len) = (secondary.addr, secondary.len);
        line!(out, "  Secondary address {addr}/{len}");
    }
    line!(out, "  MTU is {} bytes", interface.mtu);
    line!(out, "  Helper address is not set");
    line!(out, "  Directed broadcast forwarding is disabled");
    let groups = joined_groups(device, ifx);
    if !groups.is_empty() {
        line!(
            out,
            "  Multicast reserved groups joined: {}",
            groups.join(" ")
        );
    }
    // Access groups are kept, not acted on; what is set is shown as set.
    let kept = Kept::of(device, interface.name);
    line!(
        out,
        "  Outgoing access list is {}",
        kept.access_group("out")
    );
    line!(out, "  Inbound  access list is {}", kept.access_group("in"));
    let enabled = |is_enabled: bool| if is_enabled { "enabled" } else { "disabled" };
    line!(out, "  Proxy ARP is {}", enabled(!settings.no_proxy_arp));
    line!(out, "  Local Proxy ARP is disabled");
    line!(out, "  Security level is default");
    line!(
        out,
        "  Split horizon is {}",
        enabled(splits_horizon(interface, settings))
    );
    let sent = |line: &str| if kept.has(line) { "never" } else { "always" };
    line!(out, "  ICMP redirects are {} sent", sent("no ip redirects"));
    line!(
        out,
        "  ICMP unreachables are {} sent",
        sent("no ip unreachables")
    );
    line!(out, "  ICMP mask replies are never sent");
    switching(device, interface, settings, &kept, out);
    line!(out, "  Router Discovery is disabled");
    line!(out, "  IP output packet accounting is disabled");
    line!(out, "  IP access violation accounting is disabled");
    line!(out, "  TCP/IP header compression is disabled");
    line!(out, "  RTP/IP header compression is disabled");
    line!(out, "  Policy routing is disabled");
    line!(out, "  Network address translation is disabled");
    line!(out, "  BGP Policy Mapping is disabled");
    line!(out, "  WCCP Redirect outbound is disabled");
    line!(out, "  WCCP Redirect inbound is disabled");
    line!(out, "  WCCP Redirect exclude is disabled");
}

/// How packets are switched, as configured; the lab forwards all of them alike.
fn switching(
    device: &Device,
    interface: &Interface,
    settings: &InterfaceConfig,
    kept: &Kept<'_>,
    out: &mut String,
) {
    let has_cef = !Kept::globally(device).has("no ip cef");
    let is_fast = !kept.has("no ip route-cache");
    let enabled = |is_enabled: bool| if is_enabled { "enabled" } else { "disabled" };
    line!(out, "  IP fast switching is {}", enabled(is_fast));
    // On by default where packets often leave as they came: on Frame Relay.
    let is_shared = is_fast && interface.is_frame_relay() && interface.is_physical();
    line!(
        out,
        "  IP fast switching on the same interface is {}",
        enabled(is_shared)
    );
    line!(out, "  IP Flow switching is disabled");
    line!(out, "  IP CEF switching is {}", enabled(has_cef && is_fast));
    if has_cef && is_fast {
        let feature = if settings.crypto_map.is_some() {
            "Feature "
        } else {
            ""
        };
        line!(out, "  IP CEF {feature}Fast switching turbo vector");
    }
    line!(out, "  IP multicast fast switching is enabled");
    line!(out, "  IP multicast distributed fast switching is disabled");
    let flags = match (is_fast, has_cef) {
        (true, true) => "Fast, CEF",
        (true, false) => "Fast",
        (false, _) => "None",
    };
    line!(out, "  IP route-cache flags are {flags}");
}

/// 224.0.0.2 for HSRP, 224.0.0.9 for RIP version 2.
fn joined_groups(device: &Device, ifx: IfIndex) -> Vec<&'static str> {
    let mut groups = Vec::new();
    if device
        .standby_groups()
        .iter()
        .any(|group| group.interface == ifx)
    {
        groups.push("224.0.0.2");
    }
    let hears_rip = device.rip().is_some_and(|rip| {
        let versions = rip.config().receive_versions(ifx);
        rip.interfaces().any(|info| info.ifx == ifx) && versions.iter().any(|v| v == Version::V2)
    });
    if hears_rip {
        groups.push("224.0.0.9");
    }
    groups
}

/// On by default, but for Frame Relay interfaces that are no subinterfaces (reference 4.1).
fn splits_horizon(interface: &Interface, settings: &InterfaceConfig) -> bool {
    let is_open = interface.is_frame_relay() && interface.name.subinterface.is_none();
    settings
        .split_horizon
        .unwrap_or(!is_open || interface.name.kind != InterfaceKind::Serial)
}

/// The lines of a block that the lab keeps without acting on them.
struct Kept<'a>(&'a [String]);

impl<'a> Kept<'a> {
    fn of(device: &'a Device, name: InterfaceName) -> Self {
        Self::block(device, &interface_block(name))
    }

    fn globally(device: &'a Device) -> Self {
        Self::block(device, "")
    }

    fn block(device: &'a Device, block: &str) -> Self {
        let lines = device.config().unsimulated.get(block);
        Self(lines.map(Vec::as_slice).unwrap_or_default())
    }

    fn has(&self, line: &str) -> bool {
        self.0.iter().any(|kept| kept == line)
    }

    fn access_group(&self, way: &str) -> String {
        let group = self.0.iter().find_map(|line| {
            let rest = line.strip_prefix("ip access-group ")?;
            rest.strip_suffix(way)
        });
        group.map_or_else(|| "not set".to_owned(), |list| list.trim().to_owned())
    }
}
