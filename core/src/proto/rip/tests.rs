use proptest::prelude::*;

use super::*;
use crate::rng::Rng;
use crate::types::Wildcard;
use crate::wire::rip::{Command, Entry as WireEntry, INFINITY, PORT, Repr, Rte};

const LAN: IfIndex = IfIndex(1);
const SERIAL: IfIndex = IfIndex(2);
const LATENCY: Duration = Duration::from_millis(5);
const R1: usize = 0;
const R4: usize = 1;
const R5: usize = 2;

fn p(text: &str) -> Prefix {
    text.parse().unwrap()
}

fn a(text: &str) -> Ipv4Addr {
    text.parse().unwrap()
}

fn secs(secs: u64) -> Instant {
    Instant::from_secs(secs)
}

fn interface(ifx: IfIndex, addr: &str) -> InterfaceInfo {
    InterfaceInfo {
        ifx,
        addr: a(addr),
        prefix: Prefix::new(a(addr), 24),
        up: true,
        split_horizon: true,
        multi_access: true,
    }
}

fn version_2() -> Config {
    Config {
        version: Some(Version::V2),
        networks: vec![a("155.1.0.0")],
        redistribute_static: Some(Redistribution::default()),
        ..Config::default()
    }
}

fn static_via(next_hop: &str, ifx: IfIndex) -> Redistributed {
    Redistributed {
        source: RedistributedSource::Static,
        distance: 1,
        next_hop: Some(a(next_hop)),
        ifx: Some(ifx),
        metric: None,
    }
}

/// One process, its interfaces, and the routes it has installed.
struct Router {
    process: Process,
    interfaces: Vec<InterfaceInfo>,
    deaf: bool,
    /// Prefix, next hop and interface to metric.
    routes: SortedMap<(Prefix, Ipv4Addr, IfIndex), u8>,
}

impl Router {
    fn note(&mut self, output: &Output) {
        match output {
            Output::Install {
                prefix,
                next_hop,
                ifx,
                metric,
                ..
            } => {
                self.routes.insert((*prefix, *next_hop, *ifx), *metric);
            }
            Output::Withdraw {
                prefix,
                next_hop,
                ifx,
            } => {
                let known = self.routes.remove(&(*prefix, *next_hop, *ifx));
                assert!(known.is_some(), "{prefix} via {next_hop} was not there");
            }
            Output::PossiblyDown {
                prefix,
                next_hop,
                ifx,
            } => assert!(self.routes.contains_key(&(*prefix, *next_hop, *ifx))),
            Output::Send { .. } | Output::Event(_) => {}
        }
    }

    /// What was installed is what the database holds.
    fn check(&self) {
        let held: SortedMap<_, _> = self
            .process
            .entries()
            .flat_map(|(prefix, entry)| entry.paths.iter().map(move |path| (prefix, path)))
            .map(|(prefix, path)| ((prefix, path.next_hop, path.ifx), path.metric))
            .collect();
        assert_eq!(self.routes, held);
    }

    fn next_hops(&self, prefix: &str) -> Vec<(String, u8)> {
        let wanted = p(prefix);
        let of = self
            .routes
            .iter()
            .filter(|((prefix, ..), _)| *prefix == wanted);
        of.map(|((_, next_hop, _), metric)| (next_hop.to_string(), *metric))
            .collect()
    }
}

type Arrival = (Instant, usize, IfIndex, Ipv4Addr, Vec<u8>);

/// Routers and who hears whom, in virtual time.
struct Net {
    now: Instant,
    routers: Vec<Router>,
    /// (router, interface) to those that hear what it sends there.
    hears: SortedMap<(usize, IfIndex), Vec<(usize, IfIndex)>>,
    in_flight: Vec<Arrival>,
    log: Vec<(Instant, usize, Output)>,
}

impl Net {
    fn new(routers: Vec<(Config, Vec<InterfaceInfo>)>) -> Self {
        let rng = Rng::from_seed(3);
        let make = |(index, (config, interfaces)): (usize, (Config, Vec<InterfaceInfo>))| Router {
            process: Process::new(Instant::ZERO, config, rng.split(&index.to_string())),
            interfaces,
            deaf: false,
            routes: SortedMap::new(),
        };
        Self {
            now: Instant::ZERO,
            routers: routers.into_iter().enumerate().map(make).collect(),
            hears: SortedMap::new(),
            in_flight: Vec::new(),
            log: Vec::new(),
        }
    }

    fn link(&mut self, ends: &[(usize, IfIndex)]) {
        for from in ends {
            let others = ends.iter().filter(|to| *to != from).copied();
            self.hears.entry(*from).or_default().extend(others);
        }
    }

    fn start(&mut self) {
        for router in 0..self.routers.len() {
            for info in self.routers[router].interfaces.clone() {
                self.tell(router, |process, now, out| {
                    process.interface_changed(now, info, out);
                });
            }
        }
    }

    fn set_up(&mut self, router: usize, ifx: IfIndex, up: bool) {
        let all = &mut self.routers[router].interfaces;
        let info = all.iter_mut().find(|info| info.ifx == ifx).unwrap();
        info.up = up;
        let info = *info;
        self.tell(router, |process, now, out| {
            process.interface_changed(now, info, out)
        });
    }

    fn redistribute(&mut self, router: usize, prefix: &str, route: Option<Redistributed>) {
        self.tell(router, |process, now, out| {
            process.redistribute(now, p(prefix), route, out);
        });
    }

    fn tell(&mut self, router: usize, verb: impl FnOnce(&mut Process, Instant, &mut Vec<Output>)) {
        let mut out = Vec::new();
        verb(&mut self.routers[router].process, self.now, &mut out);
        for output in out {
            self.routers[router].note(&output);
            if let Output::Send { ifx, dst, repr, .. } = &output {
                self.send(router, *ifx, *dst, repr);
            }
            self.log.push((self.now, router, output));
        }
        self.routers[router].check();
    }

    fn send(&mut self, router: usize, ifx: IfIndex, dst: Destination, repr: &Repr) {
        let of = |router: usize, ifx| {
            let all = &self.routers[router].interfaces;
            *all.iter().find(|info| info.ifx == ifx).unwrap()
        };
        let from = of(router, ifx);
        assert!(from.up, "sent through an interface that is down");
        let mut bytes = Vec::new();
        repr.emit(&mut bytes);
        for (to, to_ifx) in self.hears.get(&(router, ifx)).into_iter().flatten() {
            let info = of(*to, *to_ifx);
            let meant = match dst {
                Destination::Unicast(addr) => addr == info.addr,
                Destination::Multicast | Destination::Broadcast => true,
            };
            let lost = self.routers[router].deaf || self.routers[*to].deaf || !info.up;
            if meant && !lost {
                let at = self.now + LATENCY;
                self.in_flight
                    .push((at, *to, *to_ifx, from.addr, bytes.clone()));
            }
        }
    }

    fn run_until(&mut self, deadline: Instant) {
        for _ in 0..1_000_000 {
            let wakes = self.routers.iter().filter(|router| !router.deaf);
            let wake = wakes.filter_map(|router| router.process.poll_timeout());
            let arrival = self.in_flight.iter().map(|(at, ..)| *at);
            let Some(next) = wake.chain(arrival).min().filter(|at| *at <= deadline) else {
                break;
            };
            self.now = self.now.max(next);
            for router in 0..self.routers.len() {
                if !self.routers[router].deaf {
                    self.tell(router, Process::handle_timeout);
                }
            }
            let now = self.now;
            for (_, to, ifx, src, bytes) in self
                .in_flight
                .extract_if(.., |(at, ..)| *at <= now)
                .collect::<Vec<_>>()
            {
                self.tell(to, |process, now, out| {
                    process.handle_packet(now, ifx, src, PORT, &bytes, out);
                });
            }
        }
        self.now = deadline;
    }

    fn run_for(&mut self, duration: Duration) {
        self.run_until(self.now + duration);
    }

    fn sent(&self, router: usize, ifx: IfIndex, wanted: UpdateKind) -> Vec<(Instant, Vec<String>)> {
        let of = self.log.iter().filter(|(_, who, _)| *who == router);
        of.filter_map(|(at, _, output)| match output {
            Output::Send {
                ifx: on,
                kind,
                repr,
                ..
            } if *on == ifx && *kind == wanted => {
                Some((*at, repr.routes().map(ToString::to_string).collect()))
            }
            _ => None,
        })
        .collect()
    }

    /// When `router` last told an output that `matches`.
    fn when(&self, router: usize, matches: impl Fn(&Output) -> bool) -> Option<Instant> {
        let mut found = self.log.iter().rev();
        found
            .find(|(_, who, output)| *who == router && matches(output))
            .map(|(at, ..)| *at)
    }

    fn next_hops(&self, router: usize, prefix: &str) -> Vec<(String, u8)> {
        self.routers[router].next_hops(prefix)
    }
}

fn hops(hops: &[(&str, u8)]) -> Vec<(String, u8)> {
    hops.iter()
        .map(|(hop, metric)| ((*hop).to_owned(), *metric))
        .collect()
}

/// The article: R1 and R4 share VLAN 146 and are spokes of R5, whose serial interface has no split horizon.
fn article() -> Net {
    let spoke = |serial: &str, lan: &str| {
        let mut physical = interface(SERIAL, serial);
        physical.split_horizon = false;
        (version_2(), vec![interface(LAN, lan), physical])
    };
    let mut net = Net::new(vec![
        spoke("155.1.0.1", "155.1.146.1"),
        spoke("155.1.0.4", "155.1.146.4"),
        spoke("155.1.0.5", "155.1.58.5"),
    ]);
    net.link(&[(R1, LAN), (R4, LAN)]);
    net.link(&[(R1, SERIAL), (R5, SERIAL)]);
    net.link(&[(R4, SERIAL), (R5, SERIAL)]);
    net
}

/// The article before the failure: R1 has the static route of reverse route injection.
fn converged() -> Net {
    let mut net = article();
    net.start();
    net.redistribute(R1, "155.1.67.0/24", Some(static_via("155.1.146.6", LAN)));
    net.run_until(secs(100));
    net
}

#[test]
fn the_article_converges_within_seconds() {
    let mut net = article();
    net.start();
    net.redistribute(R1, "155.1.67.0/24", Some(static_via("155.1.146.6", LAN)));
    net.run_until(secs(8));
    assert_eq!(
        net.next_hops(R5, "155.1.67.0/24"),
        hops(&[("155.1.0.1", 1)])
    );
    assert_eq!(
        net.next_hops(R5, "155.1.146.0/24"),
        hops(&[("155.1.0.1", 1), ("155.1.0.4", 1)])
    );
    for spoke in [R1, R4] {
        assert_eq!(
            net.next_hops(spoke, "155.1.58.0/24"),
            hops(&[("155.1.0.5", 1)])
        );
    }
}

#[test]
fn without_split_horizon_the_hub_names_the_real_next_hop() {
    let net = converged();
    // R5 relays R1's route on the interface it came from; R4 goes to R1 directly.
    assert_eq!(
        net.next_hops(R4, "155.1.67.0/24"),
        hops(&[("155.1.0.1", 2)])
    );
    let (_, last) = net.sent(R5, SERIAL, UpdateKind::Periodic).pop().unwrap();
    assert!(last.contains(&"155.1.67.0/24 via 155.1.0.1 metric 2 tag 0".to_owned()));
    // R1 hears its own route and leaves it alone.
    let refused = net.when(R1, |output| {
        matches!(output, Output::Event(Event::Refused { prefix, reason: RefusalReason::OwnNextHop, .. })
            if *prefix == p("155.1.67.0/24"))
    });
    assert!(refused.is_some());
}

#[test]
fn a_static_route_is_not_told_where_its_next_hop_is() {
    let net = converged();
    for (_, routes) in net.sent(R1, LAN, UpdateKind::Periodic) {
        assert!(
            routes.iter().all(|route| !route.contains("155.1.67.0")),
            "{routes:?}"
        );
    }
    let (_, last) = net.sent(R1, SERIAL, UpdateKind::Periodic).pop().unwrap();
    assert!(last.contains(&"155.1.67.0/24 via 0.0.0.0 metric 1 tag 0".to_owned()));
}

#[test]
fn the_failover_of_the_article_reaches_r5_after_2_seconds() {
    let mut net = converged();
    let failed_at = net.now;
    net.log.clear();
    // R1's LAN is shut; R4 becomes active at once and gets the route.
    net.redistribute(R1, "155.1.67.0/24", None);
    net.set_up(R1, LAN, false);
    net.redistribute(R4, "155.1.67.0/24", Some(static_via("155.1.146.6", LAN)));
    assert!(
        net.next_hops(R4, "155.1.67.0/24").is_empty(),
        "static goes first"
    );
    net.run_for(Duration::from_millis(1990));
    assert_eq!(
        net.next_hops(R5, "155.1.67.0/24"),
        hops(&[("155.1.0.1", 1)])
    );
    net.run_for(Duration::from_millis(100));
    assert_eq!(
        net.next_hops(R5, "155.1.67.0/24"),
        hops(&[("155.1.0.4", 1)])
    );
    assert_eq!(
        net.next_hops(R5, "155.1.146.0/24"),
        hops(&[("155.1.0.4", 1)])
    );

    let (at, poison) = net.sent(R1, SERIAL, UpdateKind::Flash).remove(0);
    assert_eq!(at, failed_at + Duration::from_secs(2));
    assert_eq!(
        poison,
        [
            "155.1.67.0/24 via 0.0.0.0 metric 16 tag 0",
            "155.1.146.0/24 via 0.0.0.0 metric 16 tag 0"
        ]
    );
    // R1 itself now goes through R5, with R4 as its next hop.
    net.run_for(Duration::from_secs(10));
    assert_eq!(
        net.next_hops(R1, "155.1.67.0/24"),
        hops(&[("155.1.0.4", 2)])
    );
}

#[test]
fn a_new_route_is_relayed_within_40_ms() {
    let mut net = converged();
    net.log.clear();
    net.redistribute(R1, "155.1.99.0/24", Some(static_via("155.1.146.6", LAN)));
    net.run_for(Duration::from_secs(3));
    let at_r5 = net
        .when(R5, |output| matches!(output, Output::Install { .. }))
        .unwrap();
    let (relayed_at, _) = net.sent(R5, LAN, UpdateKind::Flash)[0];
    let took = relayed_at.since(at_r5);
    let (low, high) = (Duration::from_millis(20), Duration::from_millis(40));
    assert!((low..=high).contains(&took), "{took:?}");
}

#[test]
fn triggered_updates_keep_1_to_5_seconds_apart() {
    let mut net = converged();
    net.log.clear();
    for i in 0..200_u32 {
        let metric = Some((i % 14) as u8 + 1);
        let route = static_via("155.1.146.6", LAN);
        net.redistribute(R1, "155.1.99.0/24", Some(Redistributed { metric, ..route }));
        net.run_for(Duration::from_millis(500));
    }
    let at: Vec<_> = net
        .sent(R1, SERIAL, UpdateKind::Flash)
        .iter()
        .map(|f| f.0)
        .collect();
    assert!(at.len() > 20, "{}", at.len());
    let gaps: Vec<_> = at.windows(2).map(|w| w[1].since(w[0])).collect();
    assert!(
        gaps.iter().all(|gap| *gap >= Duration::from_secs(1)),
        "{gaps:?}"
    );
    assert!(
        gaps.iter().any(|gap| *gap > Duration::from_secs(3)),
        "{gaps:?}"
    );
}

#[test]
fn periodic_updates_are_25_and_a_half_to_30_seconds_apart() {
    let mut net = article();
    net.start();
    net.run_until(secs(3000));
    let at: Vec<_> = net
        .sent(R5, LAN, UpdateKind::Periodic)
        .iter()
        .map(|u| u.0)
        .collect();
    assert!(at.len() >= 100);
    let (low, high) = (Duration::from_millis(25_500), Duration::from_secs(30));
    for pair in at.windows(2) {
        assert!((low..=high).contains(&pair[1].since(pair[0])));
    }
    assert!(at.windows(3).any(|w| w[1].since(w[0]) != w[2].since(w[1])));
}

#[test]
fn silence_makes_a_route_possibly_down_at_180_and_removes_it_at_240() {
    let mut net = converged();
    let only = p("155.1.67.0/24");
    let shared = p("155.1.146.0/24");
    let last = net.routers[R5].process.entry(only).unwrap().paths[0].updated_at;
    net.routers[R1].deaf = true;
    net.log.clear();
    net.run_until(last + Duration::from_secs(180) - Duration::from_nanos(1));
    assert_eq!(net.next_hops(R5, "155.1.67.0/24").len(), 1);
    net.run_until(last + Duration::from_secs(180));
    let down = net.when(
        R5,
        |output| matches!(output, Output::PossiblyDown { prefix, .. } if *prefix == only),
    );
    assert_eq!(down, Some(last + Duration::from_secs(180)));
    assert_eq!(
        net.next_hops(R5, "155.1.67.0/24").len(),
        1,
        "packets still follow it"
    );
    assert_eq!(
        net.routers[R5]
            .process
            .entry(only)
            .unwrap()
            .advertised_metric(),
        INFINITY
    );
    // Where another live path is left, the stale one just goes.
    assert_eq!(
        net.next_hops(R5, "155.1.146.0/24"),
        hops(&[("155.1.0.4", 1)])
    );
    assert!(
        net.when(
            R5,
            |o| matches!(o, Output::PossiblyDown { prefix, .. } if *prefix == shared)
        )
        .is_none()
    );
    // It is told as unreachable, at once and everywhere.
    net.run_for(Duration::from_secs(6));
    let flash = net.sent(R5, SERIAL, UpdateKind::Flash).pop().unwrap();
    assert_eq!(flash.1, ["155.1.67.0/24 via 0.0.0.0 metric 16 tag 0"]);

    net.run_until(last + Duration::from_secs(240) - Duration::from_nanos(1));
    assert_eq!(net.next_hops(R5, "155.1.67.0/24").len(), 1);
    net.run_until(last + Duration::from_secs(240));
    assert!(net.next_hops(R5, "155.1.67.0/24").is_empty());
    assert!(net.routers[R5].process.entry(only).is_none());
}

#[test]
fn an_unreachable_route_is_told_for_60_seconds() {
    let mut net = converged();
    net.redistribute(R1, "155.1.67.0/24", None);
    let lost_at = net.now;
    net.run_for(Duration::from_millis(2100));
    assert!(net.next_hops(R5, "155.1.67.0/24").is_empty(), "no holddown");
    net.run_until(lost_at + Duration::from_secs(59));
    let (_, routes) = net.sent(R5, LAN, UpdateKind::Periodic).pop().unwrap();
    assert!(routes.contains(&"155.1.67.0/24 via 0.0.0.0 metric 16 tag 0".to_owned()));
    net.run_until(lost_at + Duration::from_secs(63));
    assert!(
        net.routers
            .iter()
            .all(|r| r.process.entry(p("155.1.67.0/24")).is_none())
    );
}

#[test]
fn routes_through_an_interface_that_goes_down_are_gone_at_once() {
    let mut net = converged();
    net.set_up(R5, SERIAL, false);
    assert!(net.routers[R5].routes.is_empty());
    net.set_up(R5, SERIAL, true);
    // The request brings them back without waiting for an update.
    net.run_for(Duration::from_millis(20));
    assert_eq!(net.next_hops(R5, "155.1.146.0/24").len(), 2);
    assert_eq!(net.sent(R5, SERIAL, UpdateKind::Request).len(), 2);
}

/// One router with a LAN, and a hand to feed it.
struct Solo {
    net: Net,
}

impl Solo {
    fn new(config: Config) -> Self {
        let mut net = Net::new(vec![(
            config,
            vec![interface(LAN, "155.1.1.1"), interface(SERIAL, "155.1.2.1")],
        )]);
        net.start();
        net.run_until(secs(3));
        net.log.clear();
        Self { net }
    }

    fn hear_bytes(&mut self, src: &str, port: u16, bytes: &[u8]) {
        let ifx = if src.starts_with("155.1.2.") {
            SERIAL
        } else {
            LAN
        };
        self.net.tell(0, |process, now, out| {
            process.handle_packet(now, ifx, a(src), port, bytes, out);
        });
    }

    fn hear_entries(&mut self, src: &str, command: Command, version: u8, entries: Vec<WireEntry>) {
        let repr = Repr {
            command,
            version,
            entries,
        };
        let mut bytes = Vec::new();
        repr.emit(&mut bytes);
        self.hear_bytes(src, PORT, &bytes);
    }

    fn hear(&mut self, src: &str, prefix: &str, metric: u8) {
        let rte = Rte::route(p(prefix), metric);
        self.hear_entries(src, Command::Response, 2, vec![WireEntry::Route(rte)]);
    }

    fn hear_v1(&mut self, src: &str, addr: &str, metric: u32) {
        let rte = Rte {
            addr: a(addr),
            metric,
            address_family: 2,
            ..Rte::WHOLE_TABLE
        };
        self.hear_entries(src, Command::Response, 1, vec![WireEntry::Route(rte)]);
    }

    fn refused(&self) -> Option<RefusalReason> {
        match self.net.log.last() {
            Some((_, _, Output::Event(Event::Refused { reason, .. }))) => Some(*reason),
            _ => None,
        }
    }

    fn ignored(&self) -> Option<IgnoreReason> {
        match self.net.log.last() {
            Some((_, _, Output::Event(Event::Ignored { reason, .. }))) => Some(*reason),
            _ => None,
        }
    }

    fn hops(&self, prefix: &str) -> Vec<(String, u8)> {
        self.net.next_hops(0, prefix)
    }
}

const FAR: &str = "155.1.9.0/24";

#[test]
fn better_equal_and_worse_offers() {
    let mut solo = Solo::new(version_2());
    solo.hear("155.1.1.2", FAR, 3);
    solo.hear("155.1.1.3", FAR, 4);
    assert_eq!(solo.refused(), Some(RefusalReason::WorseMetric));
    solo.hear("155.1.1.3", FAR, 3);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.2", 3), ("155.1.1.3", 3)]));
    // One gateway's way gets longer: it leaves the set.
    solo.hear("155.1.1.3", FAR, 5);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.2", 3)]));
    solo.hear("155.1.1.4", FAR, 2);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.4", 2)]));
    // The only gateway's way gets longer: believed.
    solo.hear("155.1.1.4", FAR, 7);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.4", 7)]));
    solo.hear("155.1.1.2", FAR, 16);
    assert_eq!(solo.refused(), Some(RefusalReason::Unreachable));
    solo.hear("155.1.1.4", FAR, 16);
    assert!(solo.hops(FAR).is_empty());
    // No holddown after a poison: anything is taken.
    solo.hear("155.1.1.2", FAR, 15);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.2", 15)]));
    let entry = solo.net.routers[0].process.entry(p(FAR)).unwrap();
    assert_eq!(entry.advertised_metric(), INFINITY, "15 hops and one more");
}

#[test]
fn four_equal_paths_are_kept() {
    let mut solo = Solo::new(version_2());
    for host in 2..=6 {
        solo.hear(&format!("155.1.1.{host}"), FAR, 2);
    }
    assert_eq!(solo.hops(FAR).len(), 4);
    assert_eq!(solo.refused(), Some(RefusalReason::TooManyPaths));
    let mut config = version_2();
    config.maximum_paths = 1;
    solo.net
        .tell(0, |process, now, out| process.reconfigure(now, config, out));
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.2", 2)]));
}

#[test]
fn in_holddown_a_worse_offer_is_refused_and_an_equal_one_taken() {
    let mut solo = Solo::new(version_2());
    solo.hear("155.1.1.2", FAR, 3);
    solo.net.run_for(Duration::from_secs(181));
    solo.hear("155.1.1.3", FAR, 4);
    assert_eq!(solo.refused(), Some(RefusalReason::Holddown));
    solo.hear("155.1.1.3", FAR, 3);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.3", 3)]));

    let mut solo = Solo::new(version_2());
    solo.hear("155.1.1.2", FAR, 3);
    solo.net.run_for(Duration::from_secs(200));
    solo.hear("155.1.1.2", FAR, 16);
    assert!(solo.hops(FAR).is_empty(), "its gateway says so");
    solo.hear("155.1.1.3", FAR, 4);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.3", 4)]));
}

#[test]
fn after_flush_a_worse_offer_is_taken() {
    let mut solo = Solo::new(version_2());
    solo.hear("155.1.1.2", FAR, 3);
    solo.net.run_for(Duration::from_secs(240));
    solo.hear("155.1.1.3", FAR, 9);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.3", 9)]));
}

#[test]
fn another_source_goes_before_rip_unless_it_floats() {
    let mut solo = Solo::new(version_2());
    solo.hear("155.1.1.2", FAR, 3);
    let route = static_via("155.1.2.9", SERIAL);
    solo.net.redistribute(0, FAR, Some(route));
    assert!(solo.hops(FAR).is_empty());
    solo.hear("155.1.1.2", FAR, 3);
    assert_eq!(solo.refused(), Some(RefusalReason::BetterSource));
    solo.net.redistribute(0, FAR, None);
    solo.hear("155.1.1.2", FAR, 3);
    assert_eq!(solo.hops(FAR).len(), 1);

    let floating = Redistributed {
        distance: 130,
        ..route
    };
    solo.net.redistribute(0, FAR, Some(floating));
    assert_eq!(solo.hops(FAR).len(), 1);
    let entry = solo.net.routers[0].process.entry(p(FAR)).unwrap();
    assert_eq!(entry.advertised_metric(), 4, "what is learned is told");
}

#[test]
fn without_redistribution_a_static_route_is_neither_told_nor_overruled() {
    let mut config = version_2();
    config.redistribute_static = None;
    let mut solo = Solo::new(config);
    solo.hear("155.1.1.2", FAR, 3);
    solo.net
        .redistribute(0, FAR, Some(static_via("155.1.2.9", SERIAL)));
    let entry = solo.net.routers[0].process.entry(p(FAR)).unwrap();
    assert_eq!(entry.advertised_metric(), INFINITY);
    solo.hear("155.1.1.2", FAR, 3);
    assert_eq!(solo.refused(), Some(RefusalReason::BetterSource));
    // Switching redistribution on tells it.
    solo.net.tell(0, |process, now, out| {
        process.reconfigure(now, version_2(), out)
    });
    let entry = solo.net.routers[0].process.entry(p(FAR)).unwrap();
    assert_eq!(entry.advertised_metric(), 1);
}

#[test]
fn a_poison_goes_out_where_the_route_came_from_and_a_reachable_route_does_not() {
    let mut solo = Solo::new(version_2());
    solo.hear("155.1.1.2", FAR, 3);
    solo.net.run_for(Duration::from_secs(6));
    assert!(solo.net.sent(0, LAN, UpdateKind::Flash).is_empty());
    assert_eq!(solo.net.sent(0, SERIAL, UpdateKind::Flash).len(), 1);
    assert!(solo.net.log.iter().any(|(_, _, output)| matches!(
        output,
        Output::Event(Event::SuppressedNull {
            ifx: LAN,
            kind: UpdateKind::Flash,
            ..
        })
    )));
    solo.hear("155.1.1.2", FAR, 16);
    solo.net.run_for(Duration::from_secs(6));
    let flashes = solo.net.sent(0, LAN, UpdateKind::Flash);
    assert_eq!(flashes[0].1, ["155.1.9.0/24 via 0.0.0.0 metric 16 tag 0"]);
}

#[test]
fn version_1_speaks_in_classes() {
    let mut config = version_2();
    config.version = None;
    let mut solo = Solo::new(config);
    let net = &mut solo.net;
    for (prefix, next_hop) in [
        ("155.1.7.0/24", "155.1.2.2"),
        ("155.1.8.128/25", "155.1.2.2"),
        ("10.1.0.0/16", "155.1.2.2"),
        ("10.2.0.0/16", "155.1.2.2"),
        ("0.0.0.0/0", "155.1.2.2"),
        ("192.0.0.0/8", "155.1.2.2"),
    ] {
        net.redistribute(0, prefix, Some(static_via(next_hop, SERIAL)));
    }
    net.run_for(Duration::from_secs(40));
    let (_, routes) = net.sent(0, LAN, UpdateKind::Periodic).pop().unwrap();
    assert_eq!(
        routes,
        [
            "0.0.0.0/0 via 0.0.0.0 metric 1 tag 0",
            "10.0.0.0 via 0.0.0.0 metric 1 tag 0",
            "155.1.2.0 via 0.0.0.0 metric 1 tag 0",
            "155.1.7.0 via 0.0.0.0 metric 1 tag 0"
        ]
    );
    let broadcast = net.log.iter().any(|(_, _, output)| {
        matches!(output, Output::Send { dst: Destination::Broadcast, repr, .. } if repr.version == 1)
    });
    assert!(broadcast);
    // It listens to both versions.
    solo.hear_v1("155.1.1.2", "155.1.9.0", 2);
    solo.hear_v1("155.1.1.2", "155.1.9.7", 2);
    solo.hear_v1("155.1.1.2", "11.0.0.0", 2);
    solo.hear_v1("155.1.1.2", "12.1.0.0", 2);
    solo.hear("155.1.1.2", "155.1.10.0/25", 2);
    let known: Vec<_> = solo.net.routers[0]
        .routes
        .keys()
        .map(|(p, ..)| p.to_string())
        .collect();
    assert_eq!(
        known,
        [
            "11.0.0.0/8",
            "12.1.0.0/32",
            "155.1.9.0/24",
            "155.1.9.7/32",
            "155.1.10.0/25"
        ]
    );
}

#[test]
fn auto_summary_hides_subnets_beyond_their_class() {
    let mut config = version_2();
    let mut solo = Solo::new(config.clone());
    for (prefix, metric) in [("10.1.0.0/16", 4), ("10.2.0.0/16", 2)] {
        let route = static_via("155.1.2.2", SERIAL);
        let route = Redistributed {
            metric: Some(metric),
            ..route
        };
        solo.net.redistribute(0, prefix, Some(route));
    }
    solo.net.run_for(Duration::from_secs(6));
    let flash = solo.net.sent(0, LAN, UpdateKind::Flash).pop().unwrap();
    assert_eq!(flash.1, ["10.0.0.0/8 via 0.0.0.0 metric 2 tag 0"]);
    config.auto_summary = false;
    solo.net
        .tell(0, |process, now, out| process.reconfigure(now, config, out));
    solo.net.run_for(Duration::from_secs(30));
    let (_, routes) = solo.net.sent(0, LAN, UpdateKind::Periodic).pop().unwrap();
    assert!(routes.contains(&"10.1.0.0/16 via 0.0.0.0 metric 4 tag 0".to_owned()));
}

#[test]
fn offset_lists_add_to_metrics_and_the_interfaces_own_goes_first() {
    let mut config = version_2();
    let list = |direction, ifx, access_list, amount| OffsetList {
        direction,
        ifx,
        access_list,
        amount,
    };
    let only_far = vec![(true, p(FAR).wildcard())];
    let not_far = vec![(false, p(FAR).wildcard()), (true, Wildcard::ANY)];
    config.offset_lists = vec![
        list(Direction::In, None, Some(only_far), 5),
        list(Direction::Out, None, None, 2),
        list(Direction::Out, Some(SERIAL), Some(not_far), 9),
    ];
    let mut solo = Solo::new(config);
    solo.hear("155.1.1.2", FAR, 3);
    solo.hear("155.1.1.2", "155.1.8.0/24", 3);
    solo.hear("155.1.1.2", "155.1.7.0/24", 7);
    assert_eq!(solo.hops(FAR), hops(&[("155.1.1.2", 8)]));
    assert_eq!(solo.hops("155.1.8.0/24"), hops(&[("155.1.1.2", 3)]));
    solo.net.run_for(Duration::from_secs(6));
    let flash = solo.net.sent(0, SERIAL, UpdateKind::Flash).pop().unwrap();
    assert_eq!(
        flash.1,
        [
            "155.1.7.0/24 via 0.0.0.0 metric 16 tag 0",
            "155.1.8.0/24 via 0.0.0.0 metric 13 tag 0",
            "155.1.9.0/24 via 0.0.0.0 metric 11 tag 0"
        ]
    );
}

#[test]
fn a_passive_interface_listens_and_a_neighbor_there_gets_unicast() {
    let mut config = version_2();
    config.passive.insert(LAN);
    config.neighbors = vec![a("155.1.1.7")];
    let mut solo = Solo::new(config);
    solo.net.run_for(Duration::from_secs(35));
    let to: Vec<_> = solo
        .net
        .log
        .iter()
        .filter_map(|(_, _, output)| match output {
            Output::Send { ifx: LAN, dst, .. } => Some(*dst),
            _ => None,
        })
        .collect();
    assert!(!to.is_empty());
    assert!(
        to.iter()
            .all(|dst| *dst == Destination::Unicast(a("155.1.1.7")))
    );
    solo.hear("155.1.1.2", FAR, 3);
    assert_eq!(solo.hops(FAR).len(), 1);
    solo.hear_entries(
        "155.1.1.2",
        Command::Request,
        2,
        vec![WireEntry::Route(Rte::WHOLE_TABLE)],
    );
    assert_eq!(solo.ignored(), Some(IgnoreReason::Passive));
}

#[test]
fn requests_are_answered_where_they_came_from() {
    let mut solo = Solo::new(version_2());
    solo.hear("155.1.2.2", FAR, 3);
    let mut bytes = Vec::new();
    let everything = Repr {
        command: Command::Request,
        version: 2,
        entries: vec![WireEntry::Route(Rte::WHOLE_TABLE)],
    };
    everything.emit(&mut bytes);
    solo.hear_bytes("155.1.1.9", 7777, &bytes);
    let Some((
        _,
        _,
        Output::Send {
            dst,
            dst_port,
            kind,
            repr,
            ..
        },
    )) = solo.net.log.last()
    else {
        panic!("no answer")
    };
    assert_eq!(
        (*dst, *dst_port),
        (Destination::Unicast(a("155.1.1.9")), 7777)
    );
    assert_eq!(*kind, UpdateKind::Reply);
    let told: Vec<_> = repr.routes().map(|rte| (rte.addr, rte.metric)).collect();
    assert_eq!(told, [(a("155.1.2.0"), 1), (a("155.1.9.0"), 4)]);
    // Single routes are answered one by one, without split horizon.
    let asked = [FAR, "155.1.77.0/24"].map(|prefix| WireEntry::Route(Rte::route(p(prefix), 0)));
    solo.hear_entries("155.1.2.9", Command::Request, 2, asked.to_vec());
    let Some((_, _, Output::Send { repr, .. })) = solo.net.log.last() else {
        panic!("no answer")
    };
    let told: Vec<_> = repr.routes().map(|rte| rte.metric).collect();
    assert_eq!(told, [4, 16]);
}

#[test]
fn what_is_not_acted_on_says_why() {
    let mut solo = Solo::new(version_2());
    let mut good = Vec::new();
    let repr = Repr {
        command: Command::Response,
        version: 2,
        entries: vec![WireEntry::Route(Rte::route(p(FAR), 1))],
    };
    repr.emit(&mut good);
    solo.hear_bytes("155.1.1.2", 521, &good);
    assert_eq!(solo.ignored(), Some(IgnoreReason::BadSourcePort(521)));
    solo.hear_bytes("155.1.99.2", PORT, &good);
    assert_eq!(solo.ignored(), Some(IgnoreReason::NotNeighbor));
    solo.hear_bytes("155.1.1.1", PORT, &good);
    assert_eq!(solo.ignored(), Some(IgnoreReason::OwnAddress));
    solo.hear_v1("155.1.1.2", "155.1.9.0", 1);
    assert_eq!(solo.ignored(), Some(IgnoreReason::Version(1)));
    solo.hear_bytes("155.1.1.2", PORT, &good[..7]);
    assert!(matches!(solo.ignored(), Some(IgnoreReason::Malformed(_))));
    solo.hear_entries("155.1.1.2", Command::Unknown(9), 2, vec![]);
    assert_eq!(solo.ignored(), Some(IgnoreReason::UnknownCommand(9)));
    solo.net.tell(0, |process, now, out| {
        process.handle_packet(now, IfIndex(9), a("155.1.1.2"), PORT, &good, out);
    });
    assert_eq!(solo.ignored(), Some(IgnoreReason::NotEnabled));
    solo.net.log.clear();
    solo.hear("155.1.1.2", FAR, 17);
    assert!(matches!(
        solo.net.log[0].2,
        Output::Event(Event::BadEntry { index: 0, .. })
    ));
    assert!(solo.hops(FAR).is_empty());
}

#[test]
fn a_password_stands_first_and_is_demanded() {
    let mut config = version_2();
    let password = *b"secret\0\0\0\0\0\0\0\0\0\0";
    let own = InterfaceConfig {
        password: Some(password),
        ..InterfaceConfig::default()
    };
    config.interfaces.insert(LAN, own);
    let mut solo = Solo::new(config);
    solo.hear("155.1.1.2", FAR, 1);
    assert_eq!(solo.ignored(), Some(IgnoreReason::Authentication));
    let entries = vec![
        WireEntry::Authentication {
            kind: 2,
            data: password,
        },
        WireEntry::Route(Rte::route(p(FAR), 1)),
    ];
    solo.hear_entries("155.1.1.2", Command::Response, 2, entries.clone());
    assert_eq!(solo.hops(FAR).len(), 1);
    // Where none is configured, it is refused.
    solo.hear_entries("155.1.2.2", Command::Response, 2, entries);
    assert_eq!(solo.ignored(), Some(IgnoreReason::Authentication));
    for i in 0..30 {
        solo.hear("155.1.2.2", &format!("155.1.{}.0/24", 100 + i), 1);
    }
    solo.net.run_for(Duration::from_secs(31));
    let lens = |ifx| -> Vec<_> {
        let of = solo
            .net
            .log
            .iter()
            .filter_map(|(_, _, output)| match output {
                Output::Send {
                    ifx: on,
                    kind: UpdateKind::Periodic,
                    repr,
                    ..
                } if *on == ifx => Some(repr.entries.len()),
                _ => None,
            });
        of.collect()
    };
    // 30 learned and the other interface's network: 24 and 7, each after the password.
    assert_eq!(lens(LAN), [25, 8]);
    assert_eq!(lens(SERIAL), [2]);
}

#[test]
fn a_default_route_can_be_originated() {
    let mut config = version_2();
    config.default_information_originate = true;
    let mut solo = Solo::new(version_2());
    solo.net
        .tell(0, |process, now, out| process.reconfigure(now, config, out));
    solo.net.run_for(Duration::from_secs(3));
    let flash = solo.net.sent(0, LAN, UpdateKind::Flash).pop().unwrap();
    assert_eq!(flash.1, ["0.0.0.0/0 via 0.0.0.0 metric 1 tag 0"]);
    solo.net.tell(0, |process, now, out| {
        process.reconfigure(now, version_2(), out)
    });
    solo.net.run_for(Duration::from_secs(8));
    let flash = solo.net.sent(0, LAN, UpdateKind::Flash).pop().unwrap();
    assert_eq!(flash.1, ["0.0.0.0/0 via 0.0.0.0 metric 16 tag 0"]);
}

#[test]
fn a_network_that_is_taken_out_of_the_process_is_poisoned_elsewhere() {
    let mut solo = Solo::new(version_2());
    solo.hear("155.1.1.2", FAR, 1);
    let mut config = version_2();
    config.networks = vec![];
    solo.net
        .tell(0, |process, now, out| process.reconfigure(now, config, out));
    assert!(solo.hops(FAR).is_empty());
    assert_eq!(solo.net.routers[0].process.interfaces().count(), 0);
    solo.net.run_for(Duration::from_secs(100));
    assert_eq!(solo.net.routers[0].process.entries().count(), 0);
}

#[test]
fn clearing_routes_asks_for_them_again() {
    let mut net = converged();
    net.tell(R5, |process, now, out| process.clear_routes(now, None, out));
    assert!(net.routers[R5].routes.is_empty());
    net.run_for(Duration::from_millis(20));
    assert_eq!(net.next_hops(R5, "155.1.67.0/24").len(), 1);
}

#[test]
fn gateways_and_the_next_update_are_told() {
    let net = converged();
    let process = &net.routers[R5].process;
    let gateways: Vec<_> = process.gateways().collect();
    assert_eq!(gateways.len(), 2);
    for (_, at) in gateways {
        assert!(net.now.since(at) <= Duration::from_secs(30));
    }
    assert!(process.next_update_at() > net.now);
}

#[test]
fn counting_to_infinity_ends_with_triggered_updates() {
    // A triangle: the route's owner goes silent to one side only, and stale news circles.
    let mut net = article();
    net.start();
    net.redistribute(R1, "155.1.67.0/24", Some(static_via("155.1.146.6", LAN)));
    net.run_until(secs(60));
    net.routers[R1].deaf = true;
    net.run_for(Duration::from_secs(400));
    for router in [R4, R5] {
        assert!(net.next_hops(router, "155.1.67.0/24").is_empty());
        assert!(
            net.routers[router]
                .process
                .entry(p("155.1.67.0/24"))
                .is_none()
        );
    }
}

proptest! {
    /// Whatever is heard and done, what was installed equals the database, and metrics stay in bounds.
    #[test]
    fn any_history_keeps_table_and_routes_together(
        steps in prop::collection::vec(
            (0_u8..8, 0_u8..4, 0_u8..4, 0_u8..=17, 0_u64..120_000), 0..60),
    ) {
        let mut solo = Solo::new(version_2());
        for (what, who, which, metric, wait) in steps {
            let src = format!("155.1.{}.{}", 1 + who % 2, 2 + who / 2);
            let prefix = format!("155.1.{}.0/24", which);
            match what {
                0..=3 => solo.hear(&src, &prefix, metric),
                4 => {
                    let mut route = static_via("155.1.2.9", SERIAL);
                    route.distance = metric * 10;
                    let route = (who % 2 == 0).then_some(route);
                    solo.net.redistribute(0, &prefix, route);
                }
                5 => solo.net.set_up(0, IfIndex(u16::from(1 + who % 2)), metric % 2 == 0),
                6 => {
                    let mut config = version_2();
                    config.maximum_paths = metric % 4;
                    config.redistribute_static = (who % 2 == 0).then(Redistribution::default);
                    solo.net.tell(0, |process, now, out| process.reconfigure(now, config, out));
                }
                _ => solo.net.tell(0, |process, now, out| {
                    process.clear_routes(now, Some(p(&prefix)), out);
                }),
            }
            solo.net.run_for(Duration::from_millis(wait));
            for (_, entry) in solo.net.routers[0].process.entries() {
                prop_assert!((1..=INFINITY).contains(&entry.advertised_metric()));
                let paths = &entry.paths;
                prop_assert!(paths.iter().all(|path| path.metric == paths[0].metric));
                let unreachable = matches!(entry.status, Status::Unreachable { .. });
                prop_assert_eq!(unreachable, entry.local.is_none() && paths.is_empty());
            }
        }
        // Left alone, nothing learned survives the flush time.
        solo.net.run_for(Duration::from_secs(400));
        prop_assert!(solo.net.routers[0].routes.is_empty());
    }

    #[test]
    fn any_octets_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        let mut solo = Solo::new(version_2());
        solo.hear_bytes("155.1.1.2", PORT, &bytes);
        let mut likely = vec![2, 2, 0, 0];
        likely.extend_from_slice(&bytes);
        solo.hear_bytes("155.1.1.2", PORT, &likely);
    }
}
