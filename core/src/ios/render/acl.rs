//! Access lists.

use crate::node::config::{AccessEntry, AccessList, DeviceConfig};
use crate::types::{Ipv4Addr, Wildcard};

use super::super::change::acl::{PROTOCOLS, TCP_PORTS, UDP_PORTS};
use super::super::mode::access_list_block;
use super::Page;

fn is_numbered(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_digit())
}

/// Named lists, and numbered ones in which nothing is yet.
pub(super) fn named(page: &mut Page, config: &DeviceConfig) {
    for (name, list) in &config.access_lists {
        let lines = lines(list);
        if is_numbered(name) && !lines.is_empty() {
            continue;
        }
        page.separator();
        page.line(access_list_block(name, list.extended));
        for line in lines {
            page.inner(line);
        }
    }
}

/// Numbered lists, by number, without anything between them.
pub(super) fn numbered(page: &mut Page, config: &DeviceConfig) {
    let mut lists: Vec<(u32, &AccessList)> = config
        .access_lists
        .iter()
        .filter(|(name, _)| is_numbered(name))
        .map(|(name, list)| (name.parse().unwrap_or(u32::MAX), list))
        .collect();
    lists.sort_by_key(|(number, _)| *number);
    let entries = |(number, list): (u32, &AccessList)| {
        let lines = lines(list).into_iter();
        lines.map(move |line| format!("access-list {number} {line}"))
    };
    page.section(lists.into_iter().flat_map(entries).collect());
}

/// Entries and remarks in order.
fn lines(list: &AccessList) -> Vec<String> {
    let mut lines = Vec::new();
    let remarks = |seq, lines: &mut Vec<String>| {
        let here = list.remarks.get(&seq).into_iter().flatten();
        lines.extend(here.map(|text| format!("remark {text}")));
    };
    for seq in list.sequence() {
        remarks(seq, &mut lines);
        lines.extend(line(list, seq));
    }
    remarks(AccessList::END, &mut lines);
    lines
}

/// The entry with a sequence number, as printed.
pub(in crate::ios) fn line(list: &AccessList, seq: u32) -> Option<String> {
    let Some(entry) = list.entries.get(&seq) else {
        return list.unsimulated.get(&seq).map(|line| padded(line));
    };
    let mut line = padded(&access_entry(entry, list.extended));
    if let Some(word) = list.logged.get(&seq) {
        line.push(' ');
        line.push_str(word);
    }
    Some(line)
}

/// `deny` as long as `permit`.
pub(in crate::ios) fn padded(line: &str) -> String {
    match line.strip_prefix("deny ") {
        Some(rest) => format!("deny   {rest}"),
        None => line.to_owned(),
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
