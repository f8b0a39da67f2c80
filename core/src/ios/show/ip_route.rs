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
        | RouteFilter::Longer(_)
        | RouteFilter::Summary => true,
    }
}

/// What a device without `ip routing` has instead of a table.
fn as_host(device: &Device) -> String {
    let mut out = String::new();
    match device.config().default_gateway {
        Some(gateway) => line!(out, "Default gateway is {gateway}"),
        None => line!(out, "Default gateway is not set"),
    }
    line!(out);
    line!(
        out,
        "Host               Gateway           Last Use    Total Uses  Interface"
    );
    line!(out, "ICMP redirect cache is empty");
    out
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

/// `show ip route [A.B.C.D [MASK] [longer-prefixes] | static | rip | connected | summary]`.
#[must_use]
pub fn ip_route(device: &Device, now: Instant, filter: RouteFilter) -> String {
    let mut out = String::new();
    if !device.routes_ip() {
        return as_host(device);
    }
    match filter {
        RouteFilter::Address(addr) => match subnetted(device, addr) {
            Some(net) => major_net(device, now, &net, &mut out),
            None => longest_match(device, now, addr, &mut out),
        },
        RouteFilter::Prefix(prefix) => match device.rib().route(prefix) {
            Some(route) => describe(device, now, prefix, route, &mut out),
            None => not_in_table(device, prefix.network(), &mut out),
        },
        RouteFilter::Summary => summary(device, &mut out),
        RouteFilter::All | RouteFilter::Longer(_) => {
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

/// Octets the table needs for a route, and for the network that stands over its subnets. From captures of 12.4; they
/// differ between images.
const OVERHEAD: usize = 64;
const MEMORY: usize = 152;
const NETWORK_MEMORY: usize = 1172;

/// `show ip route summary`: routes of whole classful networks, and subnets, by source.
fn summary(device: &Device, out: &mut String) {
    line!(out, "IP routing table name is Default-IP-Routing-Table(0)");
    line!(out, "IP routing table maximum-paths is 16");
    line!(
        out,
        "Route Source    Networks    Subnets     Overhead    Memory (bytes)"
    );
    let mut total = (0, 0);
    let mut sources = vec!["connected", "static"];
    sources.extend(device.rip().map(|_| "rip"));
    for name in sources {
        let mut counts = (0, 0);
        for (prefix, route) in device.rib().routes() {
            if route
                .first()
                .is_some_and(|path| source_name(path.source) == name)
            {
                if prefix.len() > Prefix::classful(prefix.network()).len() {
                    counts.1 += 1;
                } else {
                    counts.0 += 1;
                }
            }
        }
        summary_row(name, counts, 0, out);
        total = (total.0 + counts.0, total.1 + counts.1);
    }
    let over_subnets = nets(device).iter().filter(|net| !net.is_whole()).count();
    line!(
        out,
        "{:<16}{over_subnets:<36}{}",
        "internal",
        over_subnets * NETWORK_MEMORY
    );
    summary_row(
        "Total",
        (total.0 + over_subnets, total.1),
        over_subnets,
        out,
    );
}

fn summary_row(name: &str, (networks, subnets): (usize, usize), internal: usize, out: &mut String) {
    let routes = networks + subnets - internal;
    let (overhead, memory) = (
        routes * OVERHEAD,
        routes * MEMORY + internal * NETWORK_MEMORY,
    );
    line!(
        out,
        "{name:<16}{networks:<12}{subnets:<12}{overhead:<12}{memory}"
    );
}

/// A source as `show ip route` has it in full.
const fn source_name(source: Source) -> &'static str {
    match source {
        Source::Connected => "connected",
        Source::Static { .. } => "static",
        Source::Rip => "rip",
    }
}

/// The classful network `addr` is the number of, if it has subnets in the table.
fn subnetted(device: &Device, addr: Ipv4Addr) -> Option<Net<'_>> {
    let is_it = |net: &Net<'_>| net.major.network() == addr && !net.is_whole();
    nets(device).into_iter().find(is_it)
}

/// `show ip route A.B.C.D` of a classful network with subnets: all of them.
fn major_net(device: &Device, now: Instant, net: &Net<'_>, out: &mut String) {
    let lens = net.masks();
    let shown = match lens.iter().next() {
        Some(len) if lens.len() == 1 => *len,
        _ => net.major.len(),
    };
    let count = net.routes.len();
    line!(
        out,
        "Routing entry for {}/{shown}, {count} known subnets",
        net.major.network()
    );
    let of_source = |name: &str| {
        let is_of = |(_, route): &&(Prefix, &Route)| {
            route
                .first()
                .is_some_and(|path| source_name(path.source) == name)
        };
        net.routes.iter().filter(is_of).count()
    };
    match of_source("connected") {
        0 => {}
        count => line!(out, "  Attached ({count} connections)"),
    }
    if lens.len() > 1 {
        line!(out, "  Variably subnetted with {} masks", lens.len());
    }
    let is_in_rip = |(prefix, _): &(Prefix, &Route)| {
        device.rip().is_some_and(|rip| rip.entry(*prefix).is_some())
    };
    if net.routes.iter().any(is_in_rip) {
        line!(out, "  Redistributing via rip");
    }
    line!(out);
    let style = if lens.len() == 1 {
        Style::Subnets
    } else {
        Style::VariableSubnets
    };
    for (prefix, route) in &net.routes {
        row(device, now, *prefix, route, style, out);
    }
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

impl Net<'_> {
    /// Whether it is one route, to the network itself.
    fn is_whole(&self) -> bool {
        self.routes.len() == 1 && self.routes[0].0 == self.major
    }

    fn masks(&self) -> SortedSet<u8> {
        self.routes.iter().map(|(prefix, _)| prefix.len()).collect()
    }
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
        let is_shown = |prefix: Prefix, route: &Route| {
            let is_inside = match filter {
                RouteFilter::Longer(wanted) => wanted.covers(prefix),
                _ => true,
            };
            let first = route.first();
            is_inside && first.is_some_and(|path| admits(filter, path.source))
        };
        let routes = net.routes.iter();
        let shown: Vec<_> = routes
            .filter(|(prefix, route)| is_shown(*prefix, route))
            .collect();
        if shown.is_empty() {
            continue;
        }
        let style = header(&net, out);
        for (prefix, route) in shown {
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
    let masks = net.masks();
    let count = net.routes.len();
    let (major, plural) = (net.major, if count == 1 { "" } else { "s" });
    if net.is_whole() {
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
    let protocol = source_name(first.source);
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
