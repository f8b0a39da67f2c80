//! `debug ip rip` and `debug ip rip events`.

use std::net::Ipv4Addr;

use super::Console;
use crate::proto::rip::{Destination, Event, IgnoreReason, Output, ReceivedRoute, UpdateKind};
use crate::types::{IfIndex, InterfaceName, Prefix};
use crate::wire::rip::{Entry, INFINITY, Repr, Rte};

pub(super) fn output(console: &mut Console<'_>, output: &Output) {
    let flags = console.debug;
    if !flags.rip && !flags.rip_events {
        return;
    }
    match output {
        Output::Send {
            ifx,
            dst,
            kind,
            repr,
            ..
        } => sent(console, *ifx, *dst, *kind, repr),
        Output::PossiblyDown { .. } | Output::Install { .. } | Output::Withdraw { .. } => {}
        Output::Event(event) => told(console, event),
    }
}

fn name(console: &Console<'_>, ifx: IfIndex) -> InterfaceName {
    console.device.interfaces()[usize::from(ifx.0)].name
}

fn sent(console: &mut Console<'_>, ifx: IfIndex, dst: Destination, kind: UpdateKind, repr: &Repr) {
    let interface = name(console, ifx);
    let own = console.device.interfaces()[usize::from(ifx.0)]
        .addr()
        .unwrap_or(Ipv4Addr::UNSPECIFIED);
    let dst = match dst {
        Destination::Multicast => Ipv4Addr::new(224, 0, 0, 9),
        Destination::Broadcast => Ipv4Addr::BROADCAST,
        Destination::Unicast(addr) => addr,
    };
    let version = repr.version;
    let (what, entries) = match kind {
        UpdateKind::Request => {
            console.debug(&format!("RIP: sending request on {interface} to {dst}"));
            return;
        }
        UpdateKind::Periodic | UpdateKind::Reply => ("update", "update"),
        UpdateKind::Flash => ("flash update", "flash update"),
    };
    console.debug(&format!(
        "RIP: sending v{version} {what} to {dst} via {interface} ({own})"
    ));
    if !console.debug.rip {
        let count = repr.entries.len();
        console.debug(&format!("RIP: Update contains {count} routes"));
        return;
    }
    console.debug(&format!("RIP: build {entries} entries"));
    for entry in &repr.entries {
        if let Some(text) = sent_entry(version, entry) {
            console.debug(&text);
        }
    }
}

fn sent_entry(version: u8, entry: &Entry) -> Option<String> {
    let Entry::Route(rte) = entry else {
        return None;
    };
    let Rte {
        addr,
        mask,
        next_hop,
        metric,
        route_tag,
        ..
    } = rte;
    if version == 1 {
        let is_network = Prefix::classful(*addr).network() == *addr;
        let word = if is_network { "network" } else { "subnet" };
        return Some(format!("\t{word} {addr} metric {metric}"));
    }
    let prefix = Prefix::from_mask(*addr, *mask)
        .map_or_else(|| addr.to_string(), |prefix| prefix.to_string());
    Some(format!(
        "\t{prefix} via {next_hop}, metric {metric}, tag {route_tag}"
    ))
}

fn told(console: &mut Console<'_>, event: &Event) {
    match event {
        Event::SuppressedNull { ifx, kind, .. } => {
            let interface = name(console, *ifx);
            let what = if *kind == UpdateKind::Flash {
                "flash update"
            } else {
                "update"
            };
            console.debug(&format!(
                "RIP: build {what} entries - suppressing null update on {interface}"
            ));
        }
        Event::Received {
            ifx,
            src,
            version,
            routes,
        } => {
            let interface = name(console, *ifx);
            console.debug(&format!(
                "RIP: received v{version} update from {src} on {interface}"
            ));
            if console.debug.rip {
                for route in routes {
                    console.debug(&received_route(*version, route));
                }
            } else {
                let count = routes.len();
                console.debug(&format!("RIP: Update contains {count} routes"));
            }
        }
        Event::Requested { ifx, src } => {
            let interface = name(console, *ifx);
            console.debug(&format!(
                "RIP: received general request from {src} on {interface}"
            ));
        }
        Event::Ignored { ifx, src, reason } => ignored(console, *ifx, *src, *reason),
        Event::BadEntry { src, error, .. } => {
            console.debug(&format!("RIP: bad entry from {src}: {error}"))
        }
        // A router that does not take a route says nothing of it.
        Event::Refused { .. } => {}
    }
}

fn received_route(version: u8, route: &ReceivedRoute) -> String {
    let ReceivedRoute {
        prefix,
        next_hop,
        metric,
        ..
    } = route;
    let inaccessible = *metric >= INFINITY;
    if version == 1 {
        let note = if inaccessible { " (inaccessible)" } else { "" };
        return format!("     {} in {metric} hops{note}", prefix.network());
    }
    let note = if inaccessible { "  (inaccessible)" } else { "" };
    format!("     {prefix} via {next_hop} in {metric} hops{note}")
}

fn ignored(console: &mut Console<'_>, ifx: IfIndex, src: Ipv4Addr, reason: IgnoreReason) {
    let interface = name(console, ifx);
    let text = match reason {
        IgnoreReason::Version(version) => {
            format!("RIP: ignored v{version} packet from {src} (illegal version)")
        }
        IgnoreReason::Authentication => {
            format!("RIP: ignored v2 packet from {src} (invalid authentication)")
        }
        IgnoreReason::NotNeighbor => {
            format!("RIP: ignored v2 update from bad source {src} on {interface}")
        }
        other => format!("RIP: ignored packet from {src} on {interface} ({other})"),
    };
    console.debug(&text);
}
