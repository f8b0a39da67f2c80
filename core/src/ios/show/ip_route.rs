//! `show ip route`: the table, its parts, and one entry.

use crate::types::SortedSet;
use std::net::Ipv4Addr;

use super::{Elapsed, name_of};
use crate::ios::RouteFilter;
use crate::node::Device;
use crate::proto::ip::{Path, Route, Source};
use crate::proto::rip::{Local, Status};
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, Prefix};

/// Whether a filter lets routes of a source through.
const fn admits(filter: RouteFilter, source: Source) -> bool {
    match filter {
        RouteFilter::Static => matches!(source, Source::Static { .. }),
        RouteFilter::Rip => matches!(source, Source::Rip),
        RouteFilter::Connected => matches!(source, Source::Connected),
        RouteFilter::All
        | RouteFilter::Address(_)
        | RouteFilter::Prefix(_)
        | RouteFilter::Summary => true,
    }
}

const LEGEND: &str = "\
Codes: C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area\x20
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       o - ODR, P - periodic downloaded static route
";

/// `show ip route [A.B.C.D [MASK] | static | rip | connected | summary]`.
#[must_use]
pub fn ip_route(device: &Device, now: Instant, filter: RouteFilter) -> String {
    let mut out = String::new();
    match filter {
        RouteFilter::Address(addr) => longest_match(device, now, addr, &mut out),
        RouteFilter::Prefix(prefix) => match device.rib().route(prefix) {
            Some(route) => describe(device, now, prefix, route, &mut out),
            None => not_in_table(device, prefix.network(), &mut out),
        },
        RouteFilter::Summary => summary(device, &mut out),
        RouteFilter::All => {
            out.push_str(LEGEND);
            line!(out);
            gateway_of_last_resort(device, &mut out);
            line!(out);
            table(device, now, filter, &mut out);
        }
        RouteFilter::Static | RouteFilter::Rip | RouteFilter::Connected => {
            table(device, now, filter, &mut out);
        }
    }
    out
}

/// Octets the table of 12.4 needs for a route.
const OVERHEAD: usize = 72;
const MEMORY: usize = 144;

/// `show ip route summary`: routes of whole classful networks, and subnets, by source.
fn summary(device: &Device, out: &mut String) {
    line!(out, "IP routing table name is Default-IP-Routing-Table(0)");
    line!(
        out,
        "Route Source    Networks    Subnets     Overhead    Memory (bytes)"
    );
    let mut row = |name: &str, is_it: &dyn Fn(Source) -> bool| {
        let routes = device.rib().routes();
        let of_source =
            routes.filter(|(_, route)| route.first().is_some_and(|path| is_it(path.source)));
        let is_subnet = |prefix: Prefix| prefix.len() > Prefix::classful(prefix.network()).len();
        let (subnets, networks): (Vec<_>, Vec<_>) =
            of_source.partition(|(prefix, _)| is_subnet(*prefix));
        let count = subnets.len() + networks.len();
        let (networks, subnets) = (networks.len(), subnets.len());
        let (overhead, memory) = (count * OVERHEAD, count * MEMORY);
        line!(
            out,
            "{name:<16}{networks:<12}{subnets:<12}{overhead:<12}{memory}"
        );
    };
    row("connected", &|source| source == Source::Connected);
    row("static", &|source| matches!(source, Source::Static { .. }));
    if device.rip().is_some() {
        row("rip", &|source| source == Source::Rip);
    }
    row("Total", &|_| true);
}

fn gateway_of_last_resort(device: &Device, out: &mut String) {
    let default = device.rib().route(Prefix::DEFAULT).and_then(Route::first);
    match default {
        Some(path) => {
            let gateway = path.next_hop.addr.unwrap_or(Ipv4Addr::UNSPECIFIED);
            line!(
                out,
                "Gateway of last resort is {gateway} to network 0.0.0.0"
            );
        }
        None => line!(out, "Gateway of last resort is not set"),
    }
}

/// The routes of one classful network, or a single route outside any (supernets, the default).
struct Net<'a> {
    major: Prefix,
    routes: Vec<(Prefix, &'a Route)>,
}

/// The table by classful network; what is larger than its class comes last.
fn nets(device: &Device) -> Vec<Net<'_>> {
    let mut nets: Vec<Net<'_>> = Vec::new();
    let mut supernets = Vec::new();
    for (prefix, route) in device.rib().routes() {
        let major = Prefix::classful(prefix.network());
        if prefix.len() < major.len() {
            supernets.push(Net {
                major: prefix,
                routes: vec![(prefix, route)],
            });
        } else if let Some(net) = nets.last_mut().filter(|net| net.major == major) {
            net.routes.push((prefix, route));
        } else {
            nets.push(Net {
                major,
                routes: vec![(prefix, route)],
            });
        }
    }
    nets.extend(supernets);
    nets
}

fn table(device: &Device, now: Instant, filter: RouteFilter, out: &mut String) {
    for net in nets(device) {
        let is_shown = |route: &Route| {
            route
                .first()
                .is_some_and(|path| admits(filter, path.source))
        };
        if !net.routes.iter().any(|(_, route)| is_shown(route)) {
            continue;
        }
        let style = header(&net, out);
        for (prefix, route) in net.routes.iter().filter(|(_, route)| is_shown(route)) {
            row(device, now, *prefix, route, style, out);
        }
    }
}

/// How the rows of a network are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// The network itself: near the margin, with its mask.
    Whole,
    /// Subnets of one mask, which the header has.
    Subnets,
    /// Subnets of several masks.
    VariableSubnets,
}

fn header(net: &Net<'_>, out: &mut String) -> Style {
    let masks: SortedSet<u8> = net.routes.iter().map(|(prefix, _)| prefix.len()).collect();
    let count = net.routes.len();
    let (major, plural) = (net.major, if count == 1 { "" } else { "s" });
    if count == 1 && net.routes[0].0 == major {
        return Style::Whole;
    }
    match masks.iter().next() {
        Some(len) if masks.len() == 1 => {
            line!(
                out,
                "     {}/{len} is subnetted, {count} subnet{plural}",
                major.network()
            );
            Style::Subnets
        }
        _ => {
            let masks = masks.len();
            line!(
                out,
                "     {major} is variably subnetted, {count} subnet{plural}, {masks} masks"
            );
            Style::VariableSubnets
        }
    }
}

const fn code(source: Source) -> char {
    match source {
        Source::Connected => 'C',
        Source::Static { .. } => 'S',
        Source::Rip => 'R',
    }
}

fn row(
    device: &Device,
    now: Instant,
    prefix: Prefix,
    route: &Route,
    style: Style,
    out: &mut String,
) {
    let Some(first) = route.first() else { return };
    let star = if prefix == Prefix::DEFAULT { '*' } else { ' ' };
    let lead = if style == Style::Whole {
        "   "
    } else {
        "      "
    };
    let destination = match style {
        Style::Subnets => prefix.network().to_string(),
        Style::Whole | Style::VariableSubnets => prefix.to_string(),
    };
    let start = format!("{}{star}{lead}{destination} ", code(first.source));
    for (index, path) in route.paths.iter().enumerate() {
        let blanks = " ".repeat(start.len());
        let start = if index == 0 { &start } else { &blanks };
        line!(out, "{start}{}", path_text(device, now, prefix, path));
    }
}

/// What a row says of a path, from the bracket on.
fn path_text(device: &Device, now: Instant, prefix: Prefix, path: &Path) -> String {
    let interface = path
        .next_hop
        .ifx
        .map(|ifx| name_of(device, ifx).to_string());
    let weight = format!("[{}/{}]", path.distance, path.metric);
    match (path.source, path.next_hop.addr, interface) {
        (Source::Rip, Some(addr), Some(interface)) => match rip_age(device, now, prefix, path) {
            RipAge::PossiblyDown => format!("is possibly down, routing via {addr}, {interface}"),
            RipAge::Fresh(age) => format!("{weight} via {addr}, {}, {interface}", Elapsed(age)),
        },
        (_, Some(addr), Some(interface)) => format!("{weight} via {addr}, {interface}"),
        (_, Some(addr), None) => format!("{weight} via {addr}"),
        (_, None, Some(interface)) => format!("is directly connected, {interface}"),
        (_, None, None) => "is directly connected, Null0".to_owned(),
    }
}

enum RipAge {
    Fresh(Duration),
    PossiblyDown,
}

/// How old a RIP path is. RIP knows better than the table, which is told of changes only.
fn rip_age(device: &Device, now: Instant, prefix: Prefix, path: &Path) -> RipAge {
    let entry = device.rip().and_then(|rip| rip.entry(prefix));
    if entry.is_some_and(|entry| matches!(entry.status, Status::PossiblyDown { .. })) {
        return RipAge::PossiblyDown;
    }
    let told = rip_path(device, prefix, path).map_or(path.updated_at, |told| told.updated_at);
    RipAge::Fresh(now.since(told))
}

fn rip_path<'a>(
    device: &'a Device,
    prefix: Prefix,
    path: &Path,
) -> Option<&'a crate::proto::rip::Path> {
    let entry = device.rip()?.entry(prefix)?;
    let (addr, ifx) = (path.next_hop.addr?, path.next_hop.ifx?);
    entry
        .paths
        .iter()
        .find(|told| told.next_hop == addr && told.ifx == ifx)
}

/// `show ip route A.B.C.D`: the longest match, the default aside unless it is asked for.
fn longest_match(device: &Device, now: Instant, addr: Ipv4Addr, out: &mut String) {
    let rib = device.rib();
    let found = if addr.is_unspecified() {
        rib.route(Prefix::DEFAULT)
            .map(|route| (Prefix::DEFAULT, route))
    } else {
        rib.route_for(addr)
            .filter(|(prefix, _)| *prefix != Prefix::DEFAULT)
    };
    match found {
        Some((prefix, route)) => describe(device, now, prefix, route, out),
        None => not_in_table(device, addr, out),
    }
}

fn not_in_table(device: &Device, addr: Ipv4Addr, out: &mut String) {
    let major = Prefix::classful(addr);
    let is_subnetted = device
        .rib()
        .routes()
        .any(|(prefix, _)| major.covers(prefix));
    line!(
        out,
        "% {} not in table",
        if is_subnetted { "Subnet" } else { "Network" }
    );
}

fn describe(device: &Device, now: Instant, prefix: Prefix, route: &Route, out: &mut String) {
    let Some(first) = route.first() else { return };
    let is_supernet = prefix.len() < Prefix::classful(prefix.network()).len();
    line!(
        out,
        "Routing entry for {prefix}{}",
        if is_supernet { ", supernet" } else { "" }
    );
    let protocol = match first.source {
        Source::Connected => "connected",
        Source::Static { .. } => "static",
        Source::Rip => "rip",
    };
    let connected = if first.source == Source::Connected {
        " (connected, via interface)"
    } else {
        ""
    };
    let candidate = if prefix == Prefix::DEFAULT {
        ", candidate default path"
    } else {
        ""
    };
    let (distance, metric) = (first.distance, first.metric);
    line!(
        out,
        "  Known via \"{protocol}\", distance {distance}, metric {metric}{connected}{candidate}"
    );
    redistribution(device, prefix, first, out);
    if first.source == Source::Rip {
        last_update(device, now, prefix, route, out);
    }
    line!(out, "  Routing Descriptor Blocks:");
    for (index, path) in route.paths.iter().enumerate() {
        let mark = if index == 0 { '*' } else { ' ' };
        line!(out, "  {mark} {}", descriptor(device, now, prefix, path));
        line!(
            out,
            "      Route metric is {}, traffic share count is 1",
            path.metric
        );
    }
}

fn redistribution(device: &Device, prefix: Prefix, first: &Path, out: &mut String) {
    let local = device
        .rip()
        .and_then(|rip| rip.entry(prefix))
        .and_then(|entry| entry.local);
    match (first.source, local) {
        (Source::Rip, _) | (_, Some(Local::Connected { .. } | Local::DefaultOriginated)) => {
            line!(out, "  Redistributing via rip");
        }
        (_, Some(Local::Redistributed { .. })) => {
            line!(out, "  Redistributing via rip");
            line!(out, "  Advertised by rip");
        }
        (_, None) => {}
    }
}

fn last_update(device: &Device, now: Instant, prefix: Prefix, route: &Route, out: &mut String) {
    let told = route
        .paths
        .iter()
        .filter_map(|path| rip_path(device, prefix, path));
    if let Some(last) = told.max_by_key(|told| told.updated_at) {
        let (from, interface) = (last.from, name_of(device, last.ifx));
        line!(
            out,
            "  Last update from {from} on {interface}, {} ago",
            Elapsed(now.since(last.updated_at))
        );
    }
}

fn descriptor(device: &Device, now: Instant, prefix: Prefix, path: &Path) -> String {
    let name = |ifx: IfIndex| name_of(device, ifx);
    match (path.next_hop.addr, path.next_hop.ifx) {
        (Some(addr), Some(ifx)) => match rip_path(device, prefix, path) {
            Some(told) => {
                let age = Elapsed(now.since(told.updated_at));
                format!("{addr}, from {}, {age} ago, via {}", told.from, name(ifx))
            }
            None => format!("{addr}, via {}", name(ifx)),
        },
        (Some(addr), None) => addr.to_string(),
        (None, Some(ifx)) => format!("directly connected, via {}", name(ifx)),
        (None, None) => "directly connected, via Null0".to_owned(),
    }
}
