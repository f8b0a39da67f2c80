//! Long texts at a console: 10,000 lines of an access list, of all kinds of commands, and the plan for an edit.

use vipsec_core::ios::{self, DeviceContext, DeviceKind};
use vipsec_core::node::config::DeviceConfig;
use vipsec_core::types::InterfaceName;

/// Lines of each text.
pub const LINES: usize = 10_000;

/// An access list of [`LINES`] entries.
pub fn access_list() -> String {
    let mut text = String::from("ip access-list extended LONG\n");
    for n in 1..LINES {
        let (high, low) = (n / 256, n % 256);
        text.push_str(&format!(
            "permit ip 10.{high}.{low}.0 0.0.0.255 host 10.0.0.1\n"
        ));
    }
    text
}

/// [`LINES`] lines of every kind: loopbacks with addresses, routes, crypto map entries, names.
pub fn mixture() -> String {
    let mut text = String::new();
    for n in 0..LINES / 10 {
        let (high, low) = (n / 256, n % 256);
        text.push_str(&format!(
            "interface Loopback{n}\n ip address 10.{high}.{low}.1 255.255.255.255\n description number {n}\n\
             ip route 172.{}.{low}.0 255.255.255.0 Null0\nip host host{n} 10.{high}.{low}.1\n\
             crypto isakmp key KEY{n} address 10.{high}.{low}.1\ncrypto map VPN {} ipsec-isakmp\n \
             set peer 10.{high}.{low}.1\n match address LIST{n}\nusername user{n} password 0 word\n",
            16 + high,
            n + 1
        ));
    }
    text
}

fn ports() -> Vec<InterfaceName> {
    let names = ["FastEthernet0/0", "FastEthernet0/1", "Serial0/0"];
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

/// Pastes a text on a new router; the configuration it comes to.
pub fn paste(text: &str) -> DeviceConfig {
    let ports = ports();
    let config = ios::blank("Router", &ports, DeviceKind::Router);
    let device = DeviceContext {
        config: &config,
        ports: &ports,
        kind: DeviceKind::Router,
    };
    ios::apply_text(&device, text).config
}

/// Plans an edit of one line; the lines of the plan.
pub fn plan(config: &DeviceConfig, edited: &str) -> usize {
    ios::replace(config, edited, DeviceKind::Router, &ports())
        .lines
        .len()
}
