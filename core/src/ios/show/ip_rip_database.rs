//! `show ip rip database`.

use super::{Elapsed, name_of};
use crate::node::Device;
use crate::proto::rip::{Entry, Local, Status};
use crate::time::Instant;
use crate::types::Prefix;

/// `show ip rip database [PREFIX]`: each classful network under its summary.
#[must_use]
pub fn ip_rip_database(device: &Device, now: Instant, wanted: Option<Prefix>) -> String {
    let mut out = String::new();
    let Some(rip) = device.rip() else { return out };
    if let Some(prefix) = wanted {
        match rip.entry(prefix) {
            Some(entry) => item(device, now, prefix, entry, &mut out),
            // The words for it are unsure.
            None => line!(out, "% Route not in database"),
        }
        return out;
    }
    let mut major = None;
    for (prefix, entry) in rip.entries() {
        let net = Prefix::classful(prefix.network());
        if prefix.len() >= net.len() && major != Some(net) {
            major = Some(net);
            line!(out, "{net}    auto-summary");
        }
        item(device, now, prefix, entry, &mut out);
    }
    out
}

fn item(device: &Device, now: Instant, prefix: Prefix, entry: &Entry, out: &mut String) {
    match (&entry.local, entry.paths.is_empty()) {
        (Some(Local::Connected { ifx }), _) => {
            line!(
                out,
                "{prefix}    directly connected, {}",
                name_of(device, *ifx)
            );
        }
        (Some(Local::Redistributed { route, metric, .. }), true) => {
            line!(out, "{prefix}    redistributed");
            let next_hop = route
                .next_hop
                .map_or_else(|| "0.0.0.0".to_owned(), |addr| addr.to_string());
            line!(out, "    [{metric}] via {next_hop},");
        }
        (Some(Local::DefaultOriginated), _) => {
            line!(out, "{prefix}    redistributed");
            line!(out, "    [1] via 0.0.0.0,");
        }
        (_, false) => {
            let state = match entry.status {
                Status::PossiblyDown { .. } => "    is possibly down",
                Status::Valid | Status::Unreachable { .. } => "",
            };
            line!(out, "{prefix}{state}");
            for path in &entry.paths {
                let (age, interface) = (
                    Elapsed(now.since(path.updated_at)),
                    name_of(device, path.ifx),
                );
                line!(
                    out,
                    "    [{}] via {}, {age}, {interface}",
                    path.metric,
                    path.next_hop
                );
            }
        }
        (None, true) => line!(out, "{prefix}    is possibly down"),
    }
}
