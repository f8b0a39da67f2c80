//! `show ip protocols`.

use super::{Hours, name_of};
use crate::node::Device;
use crate::proto::rip::{Process, Version, Versions};
use crate::time::Instant;
use crate::types::Prefix;

/// `show ip protocols`.
#[must_use]
pub fn ip_protocols(device: &Device, now: Instant) -> String {
    let mut out = String::new();
    let Some(rip) = device.rip() else { return out };
    timers(device, now, rip, &mut out);
    versions(device, rip, &mut out);
    networks(device, rip, &mut out);
    line!(out, "  Routing Information Sources:");
    line!(out, "    Gateway         Distance      Last Update");
    let distance = rip.config().distance;
    for (gateway, heard_at) in rip.gateways() {
        let gateway = gateway.to_string();
        line!(
            out,
            "    {gateway:<16}{distance:>8}      {}",
            Hours(now.since(heard_at))
        );
    }
    line!(out, "  Distance: (default is {distance})");
    line!(out);
    out
}

fn timers(device: &Device, now: Instant, rip: &Process, out: &mut String) {
    let config = rip.config();
    let timers = &config.timers;
    let (update, invalid) = (timers.update.as_secs(), timers.invalid.as_secs());
    let (holddown, flush) = (timers.holddown.as_secs(), timers.flush.as_secs());
    let due = super::ticks_between(device, now, rip.next_update_at()).as_secs();
    line!(out, "Routing Protocol is \"rip\"");
    line!(
        out,
        "  Outgoing update filter list for all interfaces is not set"
    );
    line!(
        out,
        "  Incoming update filter list for all interfaces is not set"
    );
    for list in &config.offset_lists {
        let way = match list.direction {
            crate::proto::rip::Direction::In => "Incoming",
            crate::proto::rip::Direction::Out => "Outgoing",
        };
        let of = list.ifx.map_or_else(
            || "all interfaces".to_owned(),
            |ifx| name_of(device, ifx).to_string(),
        );
        line!(
            out,
            "  {way} routes in {of} will have {} added to metric",
            list.amount
        );
    }
    line!(
        out,
        "  Sending updates every {update} seconds, next due in {due} seconds"
    );
    line!(
        out,
        "  Invalid after {invalid} seconds, hold down {holddown}, flushed after {flush}"
    );
    let mut sources = Vec::new();
    if config.redistribute_connected.is_some() {
        sources.push("connected");
    }
    if config.redistribute_static.is_some() {
        sources.push("static");
    }
    sources.push("rip");
    line!(out, "  Redistributing: {}", sources.join(", "));
}

/// `2`, `1 2`.
fn version_numbers(versions: Versions) -> String {
    let number = |version| match version {
        Version::V1 => "1",
        Version::V2 => "2",
    };
    versions.iter().map(number).collect::<Vec<_>>().join(" ")
}

fn versions(device: &Device, rip: &Process, out: &mut String) {
    let config = rip.config();
    let control = match config.version {
        None => "send version 1, receive any version",
        Some(Version::V1) => "send version 1, receive version 1",
        Some(Version::V2) => "send version 2, receive version 2",
    };
    line!(out, "  Default version control: {control}");
    line!(
        out,
        "    Interface             Send  Recv  Triggered RIP  Key-chain"
    );
    for info in rip
        .interfaces()
        .filter(|info| !config.passive.contains(&info.ifx))
    {
        let name = name_of(device, info.ifx).to_string();
        let send = version_numbers(config.send_versions(info.ifx));
        let receive = version_numbers(config.receive_versions(info.ifx));
        line!(out, "    {name:<22}{send:<6}{receive:<6}{:<31}", "");
    }
}

fn networks(device: &Device, rip: &Process, out: &mut String) {
    let config = rip.config();
    let not = if config.auto_summary { "" } else { "not " };
    line!(out, "  Automatic network summarization is {not}in effect");
    line!(out, "  Maximum path: {}", config.maximum_paths);
    line!(out, "  Routing for Networks:");
    for network in &config.networks {
        line!(out, "    {}", Prefix::classful(*network).network());
    }
    if !config.passive.is_empty() {
        line!(out, "  Passive Interface(s):");
        for ifx in &config.passive {
            line!(out, "    {}", name_of(device, *ifx));
        }
    }
}
