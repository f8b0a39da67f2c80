//! The routing table, change by change.

use super::*;
use crate::time::Instant;

const LAN: IfIndex = IfIndex(1);
const SERIAL: IfIndex = IfIndex(2);

fn p(text: &str) -> Prefix {
    text.parse().unwrap()
}

fn a(text: &str) -> Ipv4Addr {
    text.parse().unwrap()
}

fn add(prefix: &str, source: Source, metric: u32, next_hop: NextHop) -> Change {
    Change::Add {
        prefix: p(prefix),
        path: Path::new(Instant::ZERO, source, metric, next_hop),
    }
}

fn connected(prefix: &str, ifx: IfIndex) -> Change {
    add(prefix, Source::Connected, 0, NextHop::interface(ifx))
}

fn no_connected(prefix: &str) -> Change {
    Change::RemoveAll {
        prefix: p(prefix),
        source: Source::Connected,
    }
}

fn via(addr: &str) -> NextHop {
    NextHop::via(a(addr))
}

fn floating(prefix: &str, distance: u8, next_hop: NextHop) -> Change {
    let path = Path::new(Instant::ZERO, Source::STATIC, 0, next_hop);
    Change::Add {
        prefix: p(prefix),
        path: Path { distance, ..path },
    }
}

/// R1 of the article: VLAN 146 and the Frame Relay network.
fn r1() -> Rib {
    let mut rib = Rib::new();
    let both = [
        connected("155.1.146.0/24", LAN),
        connected("155.1.0.0/24", SERIAL),
    ];
    rib.apply_all(both, &mut Vec::new());
    rib
}

fn told(rib: &mut Rib, change: Change) -> Vec<String> {
    let mut out = Vec::new();
    rib.apply(change, &mut out);
    out.iter()
        .map(|event| match event {
            RibEvent::Added { prefix, .. } => format!("added {prefix}"),
            RibEvent::Changed { prefix, .. } => format!("changed {prefix}"),
            RibEvent::Removed { prefix, .. } => format!("removed {prefix}"),
        })
        .collect()
}

#[test]
fn a_static_route_hangs_on_the_network_of_its_next_hop() {
    let mut rib = r1();
    let rri = Source::Static {
        origin: StaticOrigin::ReverseRoute,
    };
    let route = add("155.1.67.0/24", rri, 0, via("155.1.146.6"));
    assert_eq!(told(&mut rib, route), ["added 155.1.67.0/24"]);
    let resolved = rib.lookup(a("155.1.67.7")).unwrap();
    assert_eq!(resolved.ifx, LAN);
    assert_eq!(resolved.next_hop, Some(a("155.1.146.6")));
    assert_eq!(resolved.source, rri);
    assert_eq!(
        told(&mut rib, no_connected("155.1.146.0/24")),
        ["removed 155.1.67.0/24", "removed 155.1.146.0/24"]
    );
    assert_eq!(rib.lookup(a("155.1.67.7")), None);
    assert_eq!(
        told(&mut rib, connected("155.1.146.0/24", LAN)),
        ["added 155.1.67.0/24", "added 155.1.146.0/24"]
    );
}

#[test]
fn a_static_route_beats_rip_and_gives_way_when_it_goes() {
    let mut rib = r1();
    let rip = NextHop::via_on(a("155.1.0.5"), SERIAL);
    told(&mut rib, add("155.1.67.0/24", Source::Rip, 2, rip));
    assert_eq!(rib.lookup(a("155.1.67.7")).unwrap().ifx, SERIAL);
    let route = add("155.1.67.0/24", Source::STATIC, 0, via("155.1.146.6"));
    assert_eq!(told(&mut rib, route), ["changed 155.1.67.0/24"]);
    assert_eq!(rib.lookup(a("155.1.67.7")).unwrap().ifx, LAN);
    let gone = Change::Remove {
        prefix: p("155.1.67.0/24"),
        source: Source::STATIC,
        next_hop: via("155.1.146.6"),
    };
    assert_eq!(told(&mut rib, gone), ["changed 155.1.67.0/24"]);
    assert_eq!(rib.lookup(a("155.1.67.7")).unwrap().ifx, SERIAL);
    assert!(told(&mut rib, gone).is_empty());
}

#[test]
fn a_floating_static_waits_behind_rip() {
    let mut rib = r1();
    let rip = NextHop::via_on(a("155.1.0.5"), SERIAL);
    told(&mut rib, add("155.1.58.0/24", Source::Rip, 1, rip));
    let waits = floating("155.1.58.0/24", 130, via("155.1.146.4"));
    assert!(told(&mut rib, waits).is_empty());
    let gone = Change::RemoveAll {
        prefix: p("155.1.58.0/24"),
        source: Source::Rip,
    };
    assert_eq!(told(&mut rib, gone), ["changed 155.1.58.0/24"]);
    assert_eq!(rib.lookup(a("155.1.58.5")).unwrap().ifx, LAN);
}

#[test]
fn a_default_route_does_not_resolve_a_default_route() {
    let mut rib = r1();
    let far = add("0.0.0.0/0", Source::STATIC, 0, via("8.8.8.8"));
    assert!(told(&mut rib, far).is_empty());
    let near = add("0.0.0.0/0", Source::STATIC, 0, via("155.1.146.254"));
    assert_eq!(told(&mut rib, near), ["added 0.0.0.0/0"]);
    assert_eq!(rib.route(Prefix::DEFAULT).unwrap().paths.len(), 1);
    // Anything else may.
    let other = add("10.0.0.0/8", Source::STATIC, 0, via("8.8.8.8"));
    assert_eq!(told(&mut rib, other), ["added 10.0.0.0/8"]);
    let hop = rib.lookup(a("10.1.1.1")).unwrap();
    assert_eq!(hop.next_hop, Some(a("155.1.146.254")));
}

#[test]
fn recursion_goes_through_several_routes_and_loops_are_unusable() {
    let mut rib = r1();
    told(
        &mut rib,
        add("10.3.0.0/16", Source::STATIC, 0, via("10.2.0.1")),
    );
    told(
        &mut rib,
        add("10.2.0.0/16", Source::STATIC, 0, via("10.1.0.1")),
    );
    let last = add("10.1.0.0/16", Source::STATIC, 0, via("155.1.146.6"));
    assert_eq!(
        told(&mut rib, last),
        [
            "added 10.1.0.0/16",
            "added 10.2.0.0/16",
            "added 10.3.0.0/16"
        ]
    );
    let hop = rib.lookup(a("10.3.3.3")).unwrap();
    assert_eq!((hop.ifx, hop.next_hop), (LAN, Some(a("155.1.146.6"))));

    let mut rib = r1();
    let itself = add("10.0.0.0/8", Source::STATIC, 0, via("10.1.1.1"));
    assert!(told(&mut rib, itself).is_empty());
    told(
        &mut rib,
        add("20.0.0.0/8", Source::STATIC, 0, via("30.1.1.1")),
    );
    told(
        &mut rib,
        add("30.0.0.0/8", Source::STATIC, 0, via("20.1.1.1")),
    );
    assert_eq!(rib.routes().count(), 2, "only what is connected");
}

#[test]
fn a_static_route_out_of_an_interface_needs_it_up() {
    let mut rib = r1();
    let route = add("10.0.0.0/8", Source::STATIC, 0, NextHop::interface(SERIAL));
    told(&mut rib, route);
    let hop = rib.lookup(a("10.1.1.1")).unwrap();
    assert_eq!((hop.ifx, hop.next_hop), (SERIAL, None));
    told(&mut rib, no_connected("155.1.0.0/24"));
    assert_eq!(rib.lookup(a("10.1.1.1")), None);
}

#[test]
fn a_discard_route_hides_shorter_ones() {
    let mut rib = r1();
    told(
        &mut rib,
        add("0.0.0.0/0", Source::STATIC, 0, via("155.1.146.6")),
    );
    told(
        &mut rib,
        add("10.0.0.0/8", Source::STATIC, 0, NextHop::DISCARD),
    );
    assert_eq!(rib.lookup(a("10.1.1.1")), None);
    assert!(rib.fib().is_discarded(a("10.1.1.1")));
    assert!(rib.lookup(a("11.1.1.1")).is_some());
    let (prefix, route) = rib.route_for(a("10.9.9.9")).unwrap();
    assert_eq!(prefix, p("10.0.0.0/8"));
    assert!(route.resolved.is_empty());
}

#[test]
fn equal_paths_are_kept_and_worse_ones_are_not() {
    let mut rib = r1();
    let hop = |last| NextHop::via_on(Ipv4Addr::new(155, 1, 0, last), SERIAL);
    told(&mut rib, add("155.1.146.128/25", Source::Rip, 1, hop(1)));
    let second = add("155.1.146.128/25", Source::Rip, 1, hop(4));
    assert_eq!(told(&mut rib, second), ["changed 155.1.146.128/25"]);
    let worse = add("155.1.146.128/25", Source::Rip, 3, hop(5));
    assert!(told(&mut rib, worse).is_empty());
    let route = rib.route(p("155.1.146.128/25")).unwrap();
    assert_eq!(route.paths.len(), 2);
    assert_eq!(route.resolved.len(), 2);
}

#[test]
fn an_offer_repeated_only_moves_its_time() {
    let mut rib = r1();
    let hop = NextHop::via_on(a("155.1.0.5"), SERIAL);
    told(&mut rib, add("155.1.58.0/24", Source::Rip, 1, hop));
    let later = Instant::from_secs(30);
    let again = Change::Add {
        prefix: p("155.1.58.0/24"),
        path: Path::new(later, Source::Rip, 1, hop),
    };
    assert!(told(&mut rib, again).is_empty());
    let path = rib.route(p("155.1.58.0/24")).unwrap().paths[0];
    assert_eq!((path.installed_at, path.updated_at), (Instant::ZERO, later));
    let worse = add("155.1.58.0/24", Source::Rip, 2, hop);
    assert_eq!(told(&mut rib, worse), ["changed 155.1.58.0/24"]);
}

#[test]
fn changes_together_are_told_once() {
    let mut rib = r1();
    let mut out = Vec::new();
    let both = [
        no_connected("155.1.0.0/24"),
        connected("155.1.0.0/24", SERIAL),
    ];
    rib.apply_all(both, &mut out);
    assert!(out.is_empty(), "{out:?}");
}
