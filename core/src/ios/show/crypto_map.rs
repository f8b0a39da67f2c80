//! `show crypto map`.

use super::name_of;
use crate::node::Device;
use crate::node::config::{AccessEntry, CryptoMapEntry};
use crate::types::{InterfaceName, Wildcard};

/// `show crypto map [interface INTERFACE | tag NAME]`.
#[must_use]
pub fn crypto_map(device: &Device, interface: Option<InterfaceName>, tag: Option<&str>) -> String {
    let mut out = String::new();
    let is_bound = |map: &str, wanted: InterfaceName| {
        let settings = device.config().interface(wanted);
        let binding = settings.and_then(|settings| settings.crypto_map.as_ref());
        binding.is_some_and(|binding| binding.map == map)
    };
    for (name, entries) in &device.config().crypto_maps {
        let is_wanted = tag.is_none_or(|tag| tag == name)
            && interface.is_none_or(|interface| is_bound(name, interface));
        if !is_wanted {
            continue;
        }
        for (sequence, entry) in entries {
            map_entry(device, name, *sequence, entry, &mut out);
        }
        line!(out, "\tInterfaces using crypto map {name}:");
        for (ifx, policy) in device
            .policies()
            .iter()
            .filter(|(_, policy)| policy.map == *name)
        {
            match &policy.redundancy {
                Some(group) => line!(out, "\t\t{} redundancy {group}", name_of(device, *ifx)),
                None => line!(out, "\t\t{}", name_of(device, *ifx)),
            }
        }
        line!(out);
    }
    if out.is_empty() {
        line!(out, "No crypto maps found.");
    }
    out
}

fn map_entry(device: &Device, name: &str, sequence: u16, entry: &CryptoMapEntry, out: &mut String) {
    line!(out, "Crypto Map \"{name}\" {sequence} ipsec-isakmp");
    if let Some(description) = &entry.description {
        line!(out, "\tDescription: {description}");
    }
    for peer in &entry.peers {
        line!(out, "\tPeer = {peer}");
    }
    if let Some(list) = &entry.access_list {
        line!(out, "\tExtended IP access list {list}");
        let lines = device.config().access_lists.get(list);
        for rule in lines.into_iter().flat_map(|lines| lines.entries.values()) {
            line!(out, "\t    access-list {list} {}", rule_text(rule));
        }
    }
    if let Some(peer) = entry.peers.first() {
        line!(out, "\tCurrent peer: {peer}");
    }
    let global = device.config().sa_lifetime;
    let secs = entry.lifetime_secs.unwrap_or(global.secs);
    let kilobytes = entry.lifetime_kilobytes.unwrap_or(global.kilobytes);
    line!(
        out,
        "\tSecurity association lifetime: {kilobytes} kilobytes/{secs} seconds"
    );
    match entry.pfs_group {
        Some(group) => {
            line!(out, "\tPFS (Y/N): Y");
            line!(out, "\tDH group:  group{group}");
        }
        None => line!(out, "\tPFS (Y/N): N"),
    }
    if entry.reverse_route.is_some() {
        line!(out, "\tReverse Route Injection Enabled");
    }
    line!(out, "\tTransform sets={{ ");
    for set in &entry.transform_sets {
        line!(out, "\t\t{set}, ");
    }
    line!(out, "\t}}");
}

/// A line of an extended access list.
fn rule_text(rule: &AccessEntry) -> String {
    let action = if rule.permit { "permit" } else { "deny" };
    let protocol = match rule.protocol {
        0 => "ip".to_owned(),
        1 => "icmp".to_owned(),
        6 => "tcp".to_owned(),
        17 => "udp".to_owned(),
        50 => "esp".to_owned(),
        number => number.to_string(),
    };
    let side = |wildcard: &Wildcard, port: Option<u16>| {
        let net = if *wildcard == Wildcard::ANY {
            "any".to_owned()
        } else if wildcard.wildcard.is_unspecified() {
            format!("host {}", wildcard.addr)
        } else {
            format!("{} {}", wildcard.addr, wildcard.wildcard)
        };
        match port {
            Some(port) => format!("{net} port = {port}"),
            None => net,
        }
    };
    let (src, dst) = (
        side(&rule.src, rule.src_port),
        side(&rule.dst, rule.dst_port),
    );
    format!("{action} {protocol} {src} {dst}")
}
