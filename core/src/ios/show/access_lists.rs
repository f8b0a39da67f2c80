//! `show access-lists` and `show ip access-lists`.

use crate::ios::render::acl::{access_entry, padded};
use crate::node::Device;
use crate::node::config::{AccessEntry, AccessList};
use crate::types::Wildcard;

/// `show [ip] access-lists [LIST]`: numbered lists, then named ones, with the packets that matched. Crypto maps count
/// what they look at: packets about to leave, and packets that came in the clear and should not have.
#[must_use]
pub fn access_lists(device: &Device, wanted: Option<&str>) -> String {
    let mut out = String::new();
    let is_numbered = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
    // Standard lists before extended ones, numbered before named ones.
    for (extended, numbered) in [(false, true), (false, false), (true, true), (true, false)] {
        for (name, list) in &device.config().access_lists {
            let is_here = list.extended == extended && is_numbered(name) == numbered;
            if is_here && wanted.is_none_or(|wanted| wanted == name) {
                one(device, name, list, &mut out);
            }
        }
    }
    out
}

fn one(device: &Device, name: &str, list: &AccessList, out: &mut String) {
    let kind = if list.extended {
        "Extended"
    } else {
        "Standard"
    };
    line!(out, "{kind} IP access list {name}");
    for (number, entry) in &list.entries {
        let mut text = if list.extended {
            access_entry(entry, true)
        } else {
            standard(entry)
        };
        if let Some(word) = list.logged.get(number) {
            text.push(' ');
            text.push_str(word);
        }
        let matches = match device.list_matches(name, *number) {
            0 => String::new(),
            1 => " (1 match)".to_owned(),
            count => format!(" ({count} matches)"),
        };
        line!(out, "    {number} {text}{matches}");
    }
}

/// `permit 10.0.0.0, wildcard bits 0.255.255.255`.
fn standard(entry: &AccessEntry) -> String {
    let Wildcard { addr, wildcard } = entry.src;
    let text = if entry.src == Wildcard::ANY || wildcard.is_unspecified() {
        access_entry(entry, false)
    } else {
        let action = if entry.permit { "permit" } else { "deny" };
        format!("{action} {addr}, wildcard bits {wildcard}")
    };
    padded(&text)
}
