use crate::types::{SortedMap, SortedSet};
use std::net::Ipv4Addr;

use hex_literal::hex;

use super::*;
use crate::rng::Rng;
use crate::time::{Duration, Instant};
use crate::types::IfIndex;
use crate::wire::frame_relay::{self as fr, Encapsulation};
use crate::wire::lmi::{self, LmiType, MessageType, ReportType};

/// Ports of the network; R1, R4 and R5 have one serial interface each.
const R1: IfIndex = IfIndex(1);
const R4: IfIndex = IfIndex(4);
const R5: IfIndex = IfIndex(5);
/// The routers' physical interface, and a subinterface.
const SERIAL: IfIndex = IfIndex(0);
const SUB: IfIndex = IfIndex(7);
const LATENCY: Duration = Duration::from_millis(2);

const fn addr(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(155, 1, 0, last)
}

const fn secs(secs: u64) -> Instant {
    Instant::from_secs(secs)
}

const fn end(port: IfIndex, dlci: u16) -> PvcEnd {
    let dlci = Dlci(dlci);
    PvcEnd { port, dlci }
}

/// The cloud of the scenario: 105–501 and 405–504.
fn cloud() -> SwitchConfig {
    SwitchConfig {
        ports: [R1, R4, R5]
            .map(|port| (port, SwitchPortConfig::default()))
            .into(),
        pvcs: vec![
            PvcConfig {
                a: end(R1, 105),
                b: end(R5, 501),
            },
            PvcConfig {
                a: end(R4, 405),
                b: end(R5, 504),
            },
        ],
    }
}

fn router(last: u8) -> DteConfig {
    let mut config = DteConfig::new(SERIAL);
    interface(&mut config, SERIAL).address = Some(addr(last));
    config
}

fn interface(config: &mut DteConfig, index: IfIndex) -> &mut InterfaceConfig {
    config.interfaces.entry(index).or_default()
}

/// R1 with DLCI 105 on a point-to-point subinterface.
fn router_with_subinterface() -> DteConfig {
    let mut config = DteConfig::new(SERIAL);
    let sub = interface(&mut config, SUB);
    sub.kind = InterfaceKind::PointToPoint;
    sub.address = Some(addr(1));
    sub.dlcis.insert(Dlci(105), None);
    config
}

#[derive(Clone, Debug, PartialEq)]
enum Arrival {
    AtSwitch(IfIndex, Vec<u8>),
    AtRouter(IfIndex, Vec<u8>),
}

/// Routers around a switch, in virtual time.
struct Net {
    now: Instant,
    routers: SortedMap<IfIndex, Dte>,
    switch: Switch,
    in_flight: SortedMap<(Instant, u64), Arrival>,
    sent: u64,
    /// Cables that lose everything without losing the carrier.
    lossy: SortedSet<IfIndex>,
    events: Vec<(Instant, IfIndex, Output)>,
    switch_events: Vec<(Instant, SwitchOutput)>,
    /// Management messages of routers, in order.
    enquiries: Vec<(IfIndex, lmi::Repr)>,
}

impl Net {
    fn new(config: &SwitchConfig, routers: &[(IfIndex, DteConfig)]) -> Self {
        let routers = routers
            .iter()
            .map(|(port, config)| (*port, Dte::new(Instant::ZERO, config.clone())));
        let mut net = Self {
            now: Instant::ZERO,
            routers: routers.collect(),
            switch: Switch::new(config),
            in_flight: SortedMap::new(),
            sent: 0,
            lossy: SortedSet::new(),
            events: Vec::new(),
            switch_events: Vec::new(),
            enquiries: Vec::new(),
        };
        for port in [R1, R4, R5] {
            net.carrier(port, true);
        }
        net
    }

    fn usual() -> Self {
        Self::new(
            &cloud(),
            &[(R1, router(1)), (R4, router(4)), (R5, router(5))],
        )
    }

    fn carrier(&mut self, port: IfIndex, is_present: bool) {
        self.on_switch(|switch, now, out| switch.handle_carrier(now, port, is_present, out));
        self.on_router(port, |dte, now, out| {
            dte.handle_carrier(now, is_present, out)
        });
    }

    fn on_router(&mut self, port: IfIndex, act: impl FnOnce(&mut Dte, Instant, &mut Vec<Output>)) {
        let mut out = Vec::new();
        if let Some(dte) = self.routers.get_mut(&port) {
            act(dte, self.now, &mut out);
        }
        for output in out {
            if let Output::Send(frame) = output {
                if let Ok(message) = lmi::Repr::parse(&frame) {
                    self.enquiries.push((port, message));
                }
                self.send(port, Arrival::AtSwitch(port, frame));
            } else {
                self.events.push((self.now, port, output));
            }
        }
    }

    fn on_switch(&mut self, act: impl FnOnce(&mut Switch, Instant, &mut Vec<SwitchOutput>)) {
        let mut out = Vec::new();
        act(&mut self.switch, self.now, &mut out);
        for output in out {
            if let SwitchOutput::Send { port, frame } = output {
                self.send(port, Arrival::AtRouter(port, frame));
            } else {
                self.switch_events.push((self.now, output));
            }
        }
    }

    fn send(&mut self, cable: IfIndex, arrival: Arrival) {
        if !self.lossy.contains(&cable) {
            self.sent += 1;
            self.in_flight
                .insert((self.now + LATENCY, self.sent), arrival);
        }
    }

    fn run_until(&mut self, deadline: Instant) {
        loop {
            let arrival = self.in_flight.keys().next().map(|(at, _)| *at);
            let timers = self.routers.values().filter_map(Dte::poll_timeout);
            let next = timers
                .chain(self.switch.poll_timeout())
                .chain(arrival)
                .min()
                .filter(|at| *at <= deadline);
            let Some(next) = next else {
                self.now = deadline;
                return;
            };
            assert!(next >= self.now, "time stands still");
            self.now = next;
            if arrival == Some(next) {
                let (_, arrival) = self.in_flight.pop_first().unwrap();
                self.arrive(arrival);
                continue;
            }
            self.on_switch(Switch::handle_timeout);
            for port in [R1, R4, R5] {
                self.on_router(port, Dte::handle_timeout);
            }
        }
    }

    fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::AtSwitch(port, mut frame) => {
                let dlci = fr::Address::parse(&frame).unwrap().dlci;
                if is_management(dlci) {
                    self.on_switch(|switch, now, out| switch.handle_lmi(now, port, &frame, out));
                } else if let Ok(to) = self.switch.forward(port, dlci) {
                    fr::set_dlci(&mut frame, to.dlci);
                    self.send(to.port, Arrival::AtRouter(to.port, frame));
                }
            }
            Arrival::AtRouter(port, frame) => self.on_router(port, |dte, now, out| {
                let (header, packet) = fr::Repr::parse(&frame).unwrap();
                if is_management(header.address.dlci) {
                    dte.handle_lmi(now, &frame, out);
                } else {
                    dte.handle_inverse_arp(header.address.dlci, packet, out);
                }
            }),
        }
    }

    fn status(&self, port: IfIndex, dlci: u16) -> Option<PvcStatus> {
        let mut pvcs = self.routers[&port].pvcs();
        pvcs.find(|(of, _)| *of == Dlci(dlci))
            .map(|(_, pvc)| pvc.status)
    }

    fn is_up(&self, port: IfIndex) -> bool {
        self.routers[&port].is_line_protocol_up()
    }

    /// When the first output like this came, after `since`.
    fn when(&self, port: IfIndex, since: Instant, wanted: &Output) -> Option<Instant> {
        let mut events = self.events.iter();
        events
            .find(|(at, of, output)| *of == port && *at >= since && output == wanted)
            .map(|(at, _, _)| *at)
    }

    fn changed_at(
        &self,
        port: IfIndex,
        dlci: u16,
        since: Instant,
        to: PvcStatus,
    ) -> Option<Instant> {
        let mut events = self.events.iter();
        events
            .find(|(at, of, output)| {
                let is_it = matches!(output, Output::PvcChanged { dlci: d, to: t, .. }
                    if *d == Dlci(dlci) && *t == to);
                *of == port && *at >= since && is_it
            })
            .map(|(at, _, _)| *at)
    }

    fn reports(&self, port: IfIndex) -> Vec<ReportType> {
        let of_port = self.enquiries.iter().filter(|(of, _)| *of == port);
        of_port.filter_map(|(_, message)| message.report).collect()
    }
}

#[test]
fn the_second_poll_brings_the_line_up_and_the_pvcs_with_it() {
    let mut net = Net::usual();
    net.run_until(secs(10));
    assert!(!net.is_up(R1) && net.status(R1, 105).is_none());
    net.run_until(secs(12));
    for (port, dlci) in [(R1, 105), (R4, 405), (R5, 501), (R5, 504)] {
        assert!(net.is_up(port));
        assert_eq!(net.status(port, dlci), Some(PvcStatus::Active));
    }
    let active = net.changed_at(R1, 105, Instant::ZERO, PvcStatus::Active);
    let up = net.when(R1, Instant::ZERO, &Output::LineProtocol { is_up: true });
    assert_eq!(active, Some(Instant::from_millis(11_004)));
    assert_eq!(up, active);
    // Inverse ARP needs one more exchange through the cloud.
    assert_eq!(
        net.routers[&R1].resolve(SERIAL, addr(5)),
        Ok((Dlci(105), Encapsulation::Cisco))
    );
    assert_eq!(
        net.routers[&R5].resolve(SERIAL, addr(4)),
        Ok((Dlci(504), Encapsulation::Cisco))
    );
}

#[test]
fn autosensing_asks_in_all_three_and_takes_the_last_that_answers() {
    let mut net = Net::usual();
    net.run_until(secs(5));
    let asked: Vec<_> = net
        .enquiries
        .iter()
        .filter(|(port, _)| *port == R1)
        .map(|(_, message)| message.lmi_type)
        .collect();
    assert_eq!(asked, [LmiType::AnsiAnnexD, LmiType::Q933a, LmiType::Cisco]);
    net.run_until(secs(12));
    let dte = &net.routers[&R1];
    assert_eq!(dte.lmi_type(), LmiType::Cisco);
    assert_eq!(
        (
            dte.counters().enquiries_sent,
            dte.counters().statuses_received
        ),
        (4, 4)
    );
    assert_eq!(dte.sequences(), (2, 4));
    assert!(
        net.when(R1, Instant::ZERO, &Output::LmiSensed(LmiType::Cisco))
            .is_some()
    );
}

#[test]
fn every_sixth_poll_asks_for_the_full_status() {
    let mut routers = [(R1, router(1)), (R4, router(4)), (R5, router(5))];
    routers[0].1.lmi = LmiSetting::Fixed(LmiType::Cisco);
    let mut net = Net::new(&cloud(), &routers);
    net.run_until(secs(135));
    use ReportType::{FullStatus as Full, LinkIntegrityVerification as Keep};
    assert_eq!(
        net.reports(R1),
        [
            Full, Full, Keep, Keep, Keep, Keep, Keep, Full, Keep, Keep, Keep, Keep, Keep, Full
        ]
    );
    assert_eq!(net.routers[&R1].counters().status_timeouts, 0);
}

#[test]
fn every_lmi_works_and_tells_a_change_at_once() {
    for lmi_type in [LmiType::Cisco, LmiType::AnsiAnnexD, LmiType::Q933a] {
        let mut routers = [(R1, router(1)), (R4, router(4)), (R5, router(5))];
        routers[0].1.lmi = LmiSetting::Fixed(lmi_type);
        let mut net = Net::new(&cloud(), &routers);
        net.run_until(secs(15));
        assert_eq!(net.status(R1, 105), Some(PvcStatus::Active), "{lmi_type:?}");
        net.carrier(R5, false);
        net.run_until(secs(16));
        assert_eq!(
            net.changed_at(R1, 105, secs(15), PvcStatus::Inactive),
            Some(Instant::from_millis(15_002)),
            "{lmi_type:?}"
        );
        // One at 1 s, when R5 first polled and R1's own LMI was not up yet, and this one.
        assert_eq!(net.routers[&R1].counters().updates_received, 2);
        let early = Output::Dropped(DropReason::LmiDown);
        assert!(net.when(R1, Instant::ZERO, &early) < Some(secs(2)));
        assert_eq!(net.when(R1, secs(2), &early), None);
    }
}

#[test]
fn a_failed_pvc_goes_inactive_at_both_ends_and_takes_no_line_protocol_down() {
    let mut net = Net::usual();
    net.run_until(secs(20));
    net.on_switch(|switch, _, out| switch.set_pvc_failed(end(R5, 501), true, out));
    net.run_until(secs(21));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Inactive));
    assert_eq!(net.status(R5, 501), Some(PvcStatus::Inactive));
    assert_eq!(net.status(R5, 504), Some(PvcStatus::Active));
    assert!(net.is_up(R1) && net.is_up(R5));
    assert_eq!(
        net.routers[&R1].resolve(SERIAL, addr(5)),
        Err(Unresolved::PvcNotUsable {
            dlci: Dlci(105),
            status: PvcStatus::Inactive
        })
    );
    assert_eq!(
        net.switch.forward(R1, Dlci(105)),
        Err(ForwardError::PvcFailed(Dlci(105)))
    );
    // The full status says the same, and the map is still there.
    net.run_until(secs(100));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Inactive));
    assert_eq!(net.routers[&R1].maps().count(), 1);
    net.on_switch(|switch, _, out| switch.set_pvc_failed(end(R1, 105), false, out));
    net.run_until(secs(101));
    assert_eq!(net.status(R5, 501), Some(PvcStatus::Active));
    assert!(net.routers[&R1].resolve(SERIAL, addr(5)).is_ok());
}

#[test]
fn silence_takes_the_line_protocol_down_in_30_to_40_seconds_and_two_answers_bring_it_back() {
    let mut net = Net::usual();
    net.run_until(secs(50));
    net.lossy.insert(R1);
    net.run_until(secs(100));
    let down = Output::LineProtocol { is_up: false };
    // The polls at 51, 61 and 71 s fail, the third of them is missed at 81 s.
    assert_eq!(net.when(R1, secs(50), &down), Some(secs(81)));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Inactive));
    assert_eq!(net.routers[&R1].counters().status_timeouts, 4);
    // The network heard R1 last at 41 s, and misses it after two T392.
    let inactive = net.changed_at(R5, 501, secs(50), PvcStatus::Inactive);
    assert_eq!(inactive, Some(Instant::from_millis(71_004)));
    assert!(net.is_up(R5) && net.status(R5, 504) == Some(PvcStatus::Active));

    net.lossy.clear();
    net.run_until(secs(140));
    let up = net.when(R1, secs(100), &Output::LineProtocol { is_up: true });
    assert_eq!(up, Some(Instant::from_millis(111_004)));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Active));
    let active = net.changed_at(R5, 501, secs(100), PvcStatus::Active);
    assert_eq!(active, Some(Instant::from_millis(101_004)));
    let flaps = net.switch_events.iter().filter(|(at, output)| {
        *at > secs(100) && matches!(output, SwitchOutput::LineProtocol { is_up: false, .. })
    });
    assert_eq!(flaps.count(), 0, "sensing again is no error");
}

#[test]
fn one_or_two_lost_polls_change_nothing() {
    let mut net = Net::usual();
    net.run_until(secs(50));
    net.lossy.insert(R1);
    net.run_until(secs(65));
    net.lossy.clear();
    net.run_until(secs(200));
    assert_eq!(
        net.when(R1, secs(50), &Output::LineProtocol { is_up: false }),
        None
    );
    assert_eq!(net.changed_at(R5, 501, secs(50), PvcStatus::Inactive), None);
    assert_eq!(net.routers[&R1].counters().status_timeouts, 2);
}

#[test]
fn losing_the_carrier_is_known_at_once_on_both_sides() {
    let mut net = Net::usual();
    net.run_until(secs(30));
    net.carrier(R1, false);
    assert!(!net.is_up(R1));
    assert_eq!(net.routers[&R1].poll_timeout(), None);
    assert_eq!(net.routers[&R1].maps().count(), 0);
    net.run_until(secs(31));
    let inactive = net.changed_at(R5, 501, secs(30), PvcStatus::Inactive);
    assert_eq!(inactive, Some(secs(30) + LATENCY));
    net.carrier(R1, true);
    net.run_until(secs(45));
    assert!(net.is_up(R1));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Active));
}

#[test]
fn a_point_to_point_subinterface_follows_its_dlci_and_the_physical_interface_does_not() {
    let routers = [
        (R1, router_with_subinterface()),
        (R4, router(4)),
        (R5, router(5)),
    ];
    let mut net = Net::new(&cloud(), &routers);
    let sub = |is_up| Output::SubinterfaceLineProtocol {
        interface: SUB,
        is_up,
    };
    net.run_until(secs(20));
    let up = Some(Instant::from_millis(11_004));
    assert_eq!(net.when(R1, Instant::ZERO, &sub(true)), up);
    let r1 = &net.routers[&R1];
    assert_eq!(r1.interface_of(Dlci(105)), Some(SUB));
    assert_eq!(
        r1.resolve(SUB, addr(200)),
        Ok((Dlci(105), Encapsulation::Cisco))
    );
    assert_eq!(r1.resolve(SERIAL, addr(5)), Err(Unresolved::NoMap));
    let map = r1.maps().next().unwrap();
    assert_eq!((map.kind, map.address), (MapKind::PointToPoint, None));
    // It answers inverse ARP but asks and learns nothing.
    assert!(net.routers[&R5].resolve(SERIAL, addr(1)).is_ok());
    assert_eq!(r1.maps().count(), 1);

    net.on_switch(|switch, _, out| switch.set_pvc_failed(end(R1, 105), true, out));
    net.run_until(secs(21));
    assert_eq!(
        net.when(R1, secs(20), &sub(false)),
        Some(secs(20) + LATENCY)
    );
    assert!(net.is_up(R1) && !net.routers[&R1].is_subinterface_up(SUB));

    let mut shut = router_with_subinterface();
    net.on_switch(|switch, _, out| switch.set_pvc_failed(end(R1, 105), false, out));
    net.run_until(secs(22));
    assert!(net.routers[&R1].is_subinterface_up(SUB));
    interface(&mut shut, SUB).is_enabled = false;
    net.on_router(R1, |dte, now, out| dte.reconfigure(now, shut, out));
    assert_eq!(net.when(R1, secs(22), &sub(false)), Some(secs(22)));
}

#[test]
fn broadcasts_are_copied_to_every_dlci_that_may_have_them() {
    let mut hub = router(5);
    let map = |dlci, broadcast| StaticMap {
        dlci: Dlci(dlci),
        broadcast,
        encapsulation: Some(Encapsulation::Ietf),
    };
    interface(&mut hub, SERIAL)
        .maps
        .insert(addr(1), map(501, false));
    let mut net = Net::new(
        &cloud(),
        &[(R1, router(1)), (R4, router(4)), (R5, hub.clone())],
    );
    net.run_until(secs(20));
    let copies = |net: &Net| net.routers[&R5].broadcast_dlcis(SERIAL).collect::<Vec<_>>();
    let r4 = (Dlci(504), Encapsulation::Cisco);
    assert_eq!(copies(&net), [r4]);
    interface(&mut hub, SERIAL)
        .maps
        .insert(addr(1), map(501, true));
    // A second map to the same DLCI makes no second copy.
    interface(&mut hub, SERIAL)
        .maps
        .insert(addr(9), map(501, true));
    net.on_router(R5, |dte, now, out| dte.reconfigure(now, hub, out));
    assert_eq!(copies(&net), [(Dlci(501), Encapsulation::Ietf), r4]);
    net.carrier(R4, false);
    net.run_until(secs(21));
    assert_eq!(copies(&net), [(Dlci(501), Encapsulation::Ietf)]);
}

#[test]
fn a_static_map_stops_inverse_arp_on_its_dlci_but_not_its_answers() {
    let mut hub = router(5);
    let map = StaticMap {
        dlci: Dlci(501),
        broadcast: true,
        encapsulation: None,
    };
    interface(&mut hub, SERIAL).maps.insert(addr(1), map);
    let mut net = Net::new(&cloud(), &[(R1, router(1)), (R4, router(4)), (R5, hub)]);
    net.run_until(secs(80));
    let r1: Vec<_> = net.routers[&R1].maps().map(|map| map.address).collect();
    assert_eq!(r1, [Some(addr(5))], "answered");
    let r5: Vec<_> = net.routers[&R5]
        .maps()
        .map(|map| (map.dlci, map.kind))
        .collect();
    assert_eq!(
        r5,
        [(Dlci(501), MapKind::Static), (Dlci(504), MapKind::Dynamic)]
    );
    let learned = net.events.iter().filter(|(_, port, output)| {
        *port == R5 && matches!(output, Output::MapLearned { dlci, .. } if *dlci == Dlci(501))
    });
    assert_eq!(learned.count(), 0);
}

#[test]
fn no_inverse_arp_asks_and_learns_nothing_and_answers_all_the_same() {
    let mut quiet = router(1);
    interface(&mut quiet, SERIAL).inverse_arp = false;
    let mut net = Net::new(&cloud(), &[(R1, quiet), (R4, router(4)), (R5, router(5))]);
    net.run_until(secs(80));
    assert_eq!(net.routers[&R1].maps().count(), 0);
    assert!(net.routers[&R5].resolve(SERIAL, addr(1)).is_ok());
}

#[test]
fn inverse_arp_asks_again_after_a_minute() {
    let mut net = Net::usual();
    net.run_until(secs(11));
    // The statuses at 11.004 s arrive; what R1 and R5 ask then is lost.
    net.run_until(Instant::from_millis(11_003));
    net.run_until(Instant::from_millis(11_004));
    net.in_flight.clear();
    net.run_until(secs(70));
    assert_eq!(
        net.routers[&R1].resolve(SERIAL, addr(5)),
        Err(Unresolved::NoMap)
    );
    net.run_until(secs(72));
    assert!(net.routers[&R1].resolve(SERIAL, addr(5)).is_ok());
    net.on_router(R1, |dte, _, out| dte.clear_inverse_arp(out));
    assert_eq!(net.routers[&R1].maps().count(), 0);
    net.run_until(secs(132));
    assert!(net.routers[&R1].resolve(SERIAL, addr(5)).is_ok());
}

#[test]
fn a_dlci_the_network_does_not_have_is_deleted() {
    let mut config = router(1);
    let map = StaticMap {
        dlci: Dlci(106),
        broadcast: true,
        encapsulation: None,
    };
    interface(&mut config, SERIAL).maps.insert(addr(6), map);
    let mut net = Net::new(&cloud(), &[(R1, config), (R4, router(4)), (R5, router(5))]);
    assert_eq!(net.status(R1, 106), Some(PvcStatus::Inactive));
    net.run_until(secs(12));
    assert_eq!(net.status(R1, 106), Some(PvcStatus::Deleted));

    // And one that the network takes away: Cisco's LMI says so at once.
    let mut less = cloud();
    less.pvcs.remove(0);
    net.on_switch(|switch, _, out| switch.reconfigure(&less, out));
    net.run_until(secs(13));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Deleted));
    assert_eq!(net.status(R5, 501), Some(PvcStatus::Deleted));
    assert!(net.routers[&R1].resolve(SERIAL, addr(5)).is_err());
    assert!(
        net.events
            .iter()
            .any(|(_, _, output)| matches!(output, Output::MapRemoved { .. }))
    );
    net.on_switch(|switch, _, out| switch.reconfigure(&cloud(), out));
    net.run_until(secs(14));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Active));
}

#[test]
fn lmi_of_another_kind_never_comes_up() {
    let mut config = cloud();
    config.ports.get_mut(&R1).unwrap().lmi = Some(LmiType::Cisco);
    let mut r1 = router(1);
    r1.lmi = LmiSetting::Fixed(LmiType::AnsiAnnexD);
    let mut net = Net::new(
        &config,
        &[(R1, r1.clone()), (R4, router(4)), (R5, router(5))],
    );
    net.run_until(secs(60));
    assert!(!net.is_up(R1) && net.is_up(R5));
    assert_eq!(net.routers[&R1].counters().status_timeouts, 5);
    assert_eq!(net.status(R5, 501), Some(PvcStatus::Inactive));
    let refused = SwitchOutput::Dropped {
        port: R1,
        reason: SwitchDropReason::OtherLmi(LmiType::AnsiAnnexD),
    };
    assert!(
        net.switch_events
            .iter()
            .any(|(_, output)| *output == refused)
    );
    r1.lmi = LmiSetting::Autosense;
    net.on_router(R1, |dte, now, out| dte.reconfigure(now, r1, out));
    net.run_until(secs(85));
    assert!(net.is_up(R1));
}

#[test]
fn without_keepalives_the_line_is_up_with_the_carrier_and_pvcs_are_static() {
    let mut config = router(1);
    config.keepalive = None;
    let map = StaticMap {
        dlci: Dlci(105),
        broadcast: false,
        encapsulation: None,
    };
    interface(&mut config, SERIAL).maps.insert(addr(5), map);
    let mut net = Net::new(
        &cloud(),
        &[(R1, config.clone()), (R4, router(4)), (R5, router(5))],
    );
    net.run_until(secs(1));
    assert!(net.is_up(R1));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Static));
    assert!(net.routers[&R1].resolve(SERIAL, addr(5)).is_ok());
    // The network, which hears nothing from R1, does not forward.
    assert_eq!(
        net.switch.forward(R1, Dlci(105)),
        Err(ForwardError::PortDown(R1))
    );
    config.keepalive = Some(Duration::from_secs(10));
    net.on_router(R1, |dte, now, out| dte.reconfigure(now, config, out));
    assert!(!net.is_up(R1));
    net.run_until(secs(20));
    assert!(net.is_up(R1));
}

#[test]
fn frames_go_where_the_pvc_goes_or_nowhere_with_a_reason() {
    let mut net = Net::usual();
    assert_eq!(
        net.switch.forward(R1, Dlci(105)),
        Err(ForwardError::PortDown(R1))
    );
    net.run_until(secs(20));
    assert_eq!(net.switch.forward(R1, Dlci(105)), Ok(end(R5, 501)));
    assert_eq!(net.switch.forward(R5, Dlci(504)), Ok(end(R4, 405)));
    assert_eq!(
        net.switch.forward(R1, Dlci(999)),
        Err(ForwardError::UnknownDlci(Dlci(999)))
    );
    net.carrier(R5, false);
    assert_eq!(
        net.switch.forward(R1, Dlci(105)),
        Err(ForwardError::FarPortDown(R5))
    );
    let active: Vec<_> = net.switch.routes().map(|route| route.is_active).collect();
    assert_eq!(active, [false, false, true, true]);
    assert!(
        net.switch
            .ports()
            .all(|port| port.has_carrier == (port.port != R5))
    );
}

#[test]
fn an_answer_to_an_older_enquiry_is_refused() {
    let mut net = Net::usual();
    net.run_until(secs(20));
    let mut out = Vec::new();
    let dte = net.routers.get_mut(&R1).unwrap();
    let stale = hex!("fcf1 03 09 00 7d 01 01 00 03 02 0101");
    dte.handle_lmi(secs(20), &stale, &mut out);
    assert_eq!(out, [Output::Dropped(DropReason::UnexpectedSequence)]);
    assert_eq!(dte.counters().invalid_status_message, 1);
    let enquiry = hex!("fcf1 03 09 00 75 01 01 00 03 02 0101");
    dte.handle_lmi(secs(20), &enquiry, &mut out);
    assert_eq!(out[1], Output::Dropped(DropReason::NotForDte));
    let ansi = hex!("0001 03 08 00 7d 95 01 01 00 03 02 0202");
    dte.handle_lmi(secs(20), &ansi, &mut out);
    let other = DropReason::OtherLmi(LmiType::AnsiAnnexD);
    assert_eq!(out[2], Output::Dropped(other));
    let discriminator = hex!("fcf1 03 08 00 7d 01 01 00 03 02 0101");
    dte.handle_lmi(secs(20), &discriminator, &mut out);
    assert_eq!(dte.counters().invalid_protocol_discriminator, 1);
    assert!(matches!(out[3], Output::Dropped(DropReason::Malformed(_))));
    assert_eq!(net.status(R1, 105), Some(PvcStatus::Active));
}

#[test]
fn a_new_pvc_is_told_as_new_until_it_is_confirmed() {
    let mut switch = Switch::new(&cloud());
    let mut out = Vec::new();
    switch.handle_carrier(secs(0), R1, true, &mut out);
    let mut exchange = |send_sequence, receive_sequence| {
        let enquiry = lmi::Repr {
            lmi_type: LmiType::Cisco,
            message: MessageType::StatusEnquiry,
            report: Some(ReportType::FullStatus),
            keepalive: Some(lmi::KeepAlive {
                send_sequence,
                receive_sequence,
            }),
            pvcs: Vec::new(),
        };
        out.clear();
        switch.handle_lmi(secs(1), R1, &enquiry.frame(), &mut out);
        let SwitchOutput::Send { frame, .. } = &out[0] else {
            panic!("{out:?}");
        };
        lmi::Repr::parse(frame).unwrap().pvcs[0]
    };
    let first = exchange(1, 0);
    assert_eq!(
        (first.dlci, first.new, first.active),
        (Dlci(105), true, false)
    );
    assert!(!exchange(2, 1).new);
}

#[test]
fn traffic_is_counted_by_pvc() {
    let mut net = Net::usual();
    net.run_until(secs(20));
    let dte = net.routers.get_mut(&R5).unwrap();
    let address = fr::Address {
        becn: true,
        ..fr::Address::of(Dlci(501))
    };
    dte.count_input(Instant::from_secs(60), address, 104);
    dte.count_output(Instant::from_secs(60), Dlci(501), 104, false);
    dte.count_output(Instant::from_secs(60), Dlci(501), 70, true);
    dte.count_output_drop(Dlci(501));
    let counters = dte.pvcs().next().unwrap().1.counters;
    assert_eq!((counters.in_packets, counters.in_octets), (1, 104));
    assert_eq!((counters.out_packets, counters.out_octets), (2, 174));
    assert_eq!(counters.out_broadcast_octets, 70);
    assert_eq!((counters.in_becn_packets, counters.in_fecn_packets), (1, 0));
    assert_eq!(counters.out_dropped_packets, 1);
}

#[test]
fn nothing_that_arrives_makes_a_machine_panic() {
    let mut rng = Rng::from_seed(67);
    let mut net = Net::usual();
    net.run_until(secs(20));
    let frames = [
        hex!("fcf1 03 09 00 7d 01 01 00 03 02 0204 07 06 0069 02 000000").to_vec(),
        hex!("fcf1 03 09 00 75 01 01 00 03 02 0302").to_vec(),
        hex!("0001 03 08 00 7d 95 01 01 02 07 03 06 b0 82").to_vec(),
    ];
    let inverse_arp = hex!("000f 0800 02 04 0008 0000 9b010005 1891 00000000");
    for round in 0..20_000_u64 {
        let mut frame = frames[rng.below(3) as usize].clone();
        let mut packet = inverse_arp;
        for _ in 0..rng.below(3) {
            let at = rng.below(frame.len() as u64) as usize;
            frame[at] ^= 1 << rng.below(8);
            packet[rng.below(20) as usize] ^= 1 << rng.below(8);
        }
        let now = secs(20 + round);
        net.on_router(R1, |dte, _, out| {
            dte.handle_lmi(now, &frame, out);
            dte.handle_inverse_arp(Dlci(105), &packet, out);
            dte.handle_timeout(now, out);
        });
        net.on_switch(|switch, _, out| {
            switch.handle_lmi(now, R1, &frame, out);
            switch.handle_timeout(now, out);
        });
        net.events.clear();
        net.in_flight.clear();
    }
}
