//! Access lists.

use crate::node::config::{AccessEntry, AccessList, DeviceConfig};
use crate::types::{Ipv4Addr, Wildcard};

use super::super::change::acl::{PROTOCOLS, TCP_PORTS, UDP_PORTS};
use super::super::mode::access_list_block;
use super::Page;

/// Named lists, then numbered ones.
pub(super) fn render(page: &mut Page, config: &DeviceConfig) {
    let is_numbered = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
    for numbered in [false, true] {
        let lists = config
            .access_lists
            .iter()
            .filter(|(name, _)| is_numbered(name) == numbered);
        for (name, list) in lists {
            page.separator();
            one(page, config, name, list, numbered);
        }
    }
}

fn one(page: &mut Page, config: &DeviceConfig, name: &str, list: &AccessList, numbered: bool) {
    let block = access_list_block(name, list.extended);
    let kept = config
        .unsimulated
        .get(&block)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let entries = list
        .entries
        .values()
        .map(|entry| access_entry(entry, list.extended));
    let is_plain = kept.iter().all(|line| line.starts_with("remark"));
    if numbered && is_plain && !(list.entries.is_empty() && kept.is_empty()) {
        for line in kept.iter().cloned().chain(entries) {
            page.line(format!("access-list {name} {line}"));
        }
        return;
    }
    page.line(block);
    for line in kept.iter().cloned().chain(entries) {
        page.inner(line);
    }
}

/// `permit ip 155.1.58.0 0.0.0.255 any`, `deny 10.0.0.1`.
pub(in crate::ios) fn access_entry(entry: &AccessEntry, extended: bool) -> String {
    let action = if entry.permit { "permit" } else { "deny" };
    if !extended {
        let source = match entry.src {
            Wildcard { addr, wildcard } if wildcard == Ipv4Addr::UNSPECIFIED => addr.to_string(),
            other => addresses(other),
        };
        return format!("{action} {source}");
    }
    let named = PROTOCOLS
        .iter()
        .find(|(_, number)| *number == entry.protocol);
    let protocol = named.map_or_else(
        || entry.protocol.to_string(),
        |(name, _)| (*name).to_owned(),
    );
    let src_port = port(entry.protocol, entry.src_port);
    let dst_port = port(entry.protocol, entry.dst_port);
    let (src, dst) = (addresses(entry.src), addresses(entry.dst));
    format!("{action} {protocol} {src}{src_port} {dst}{dst_port}")
}

fn addresses(pair: Wildcard) -> String {
    match pair {
        Wildcard::ANY => "any".into(),
        Wildcard { addr, wildcard } if wildcard == Ipv4Addr::UNSPECIFIED => format!("host {addr}"),
        Wildcard { addr, wildcard } => format!("{addr} {wildcard}"),
    }
}

fn port(protocol: u8, port: Option<u16>) -> String {
    let Some(port) = port else {
        return String::new();
    };
    let names = if protocol == 6 { TCP_PORTS } else { UDP_PORTS };
    match names.iter().find(|(_, number)| *number == port) {
        Some((name, _)) => format!(" eq {name}"),
        None => format!(" eq {port}"),
    }
}
