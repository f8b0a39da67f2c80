//! `debug ip routing`.

use super::Console;
use crate::proto::ip::{Path, RibEvent, Route, Source};
use crate::types::Prefix;

pub(super) fn event(console: &mut Console<'_>, event: &RibEvent) {
    if !console.debug.ip_routing {
        return;
    }
    match event {
        RibEvent::Added { prefix, route } => {
            for path in &route.paths {
                added(console, *prefix, path);
            }
        }
        RibEvent::Changed { prefix, from, to } => {
            for path in from.paths.iter().filter(|path| !has(to, path)) {
                removed(console, *prefix, path);
            }
            for path in to.paths.iter().filter(|path| !has(from, path)) {
                added(console, *prefix, path);
            }
        }
        RibEvent::Removed { prefix, route } => {
            for path in &route.paths {
                removed(console, *prefix, path);
            }
            let kind = if is_subnet(*prefix) {
                "subnet"
            } else {
                "network"
            };
            console.debug(&format!("RT: delete {kind} route to {prefix}"));
            console.debug(&format!("RT: NET-RED {prefix}"));
        }
    }
}

fn has(route: &Route, path: &Path) -> bool {
    let same = |other: &&Path| {
        (other.source, other.distance, other.metric, other.next_hop)
            == (path.source, path.distance, path.metric, path.next_hop)
    };
    route.paths.iter().any(|other| same(&other))
}

fn is_subnet(prefix: Prefix) -> bool {
    prefix.len() > Prefix::classful(prefix.network()).len()
}

const fn protocol(source: Source) -> &'static str {
    match source {
        Source::Connected => "connected",
        Source::Static { .. } => "static",
        Source::Rip => "rip",
    }
}

/// `via 155.1.0.4, rip metric [120/1]`; a network of an interface is reached via nobody.
fn path_text(path: &Path) -> String {
    let via = path
        .next_hop
        .addr
        .map_or_else(|| "0.0.0.0".to_owned(), |addr| addr.to_string());
    format!(
        "via {via}, {} metric [{}/{}]",
        protocol(path.source),
        path.distance,
        path.metric
    )
}

fn added(console: &mut Console<'_>, prefix: Prefix, path: &Path) {
    console.debug(&format!("RT: add {prefix} {}", path_text(path)));
}

fn removed(console: &mut Console<'_>, prefix: Prefix, path: &Path) {
    console.debug(&format!("RT: del {} {}", prefix.network(), path_text(path)));
}
