//! Dead peer detection between two routers.

use super::*;
use crate::wire::isakmp::NotifyType;

fn keepalive(mode: KeepaliveMode) -> impl Fn(Ipv4Addr) -> IkeConfig {
    move |addr| IkeConfig {
        keepalive: Some(Keepalive {
            interval_secs: 10,
            retry_secs: 2,
            mode,
        }),
        ..config(addr)
    }
}

/// R6 asks periodically; the hub answers but does not ask.
fn watched(style: PeriodicStyle) -> Pair {
    let r6 = IkeConfig {
        periodic_style: style,
        ..keepalive(KeepaliveMode::Periodic)(R6)
    };
    Pair::up(r6, config(HUB))
}

fn probes(pair: &Pair, side: usize) -> Vec<u64> {
    let probe = |kind: &IkeEventKind| {
        matches!(
            kind,
            IkeEventKind::NotifySent {
                kind: NotifyType::RUThere,
                ..
            }
        )
    };
    pair.told(side, probe)
        .iter()
        .map(|at| at.as_millis())
        .collect()
}

/// Traffic arrives at R6 at these times.
fn inbound(pair: &mut Pair, times: impl IntoIterator<Item = u64>) {
    for time in times {
        pair.run_until(at(time));
        let now = pair.now;
        pair.sides[0].ike.note_inbound_traffic(now, R6, HUB);
    }
}

#[test]
fn a_dead_peer_is_found_out_twenty_seconds_after_its_last_packet() {
    let mut pair = watched(PeriodicStyle::TrafficResets);
    inbound(&mut pair, (2..50).map(|n| n * 1000));
    assert!(probes(&pair, 0).is_empty(), "traffic is proof enough");
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    let last = 49_000;
    pair.run_until(at(200_000));
    let after = |seconds: u64| last + seconds * 1000;
    assert_eq!(
        probes(&pair, 0),
        [10, 12, 14, 16, 18].map(after),
        "five probes"
    );
    let counted: Vec<(u64, u8)> = pair
        .events(0)
        .filter_map(|(at, event)| match event.kind {
            IkeEventKind::ErrorCounter {
                attempt,
                limit: 5,
                cause: ErrorCause::PeersAlive,
                ..
            } => Some((at.as_millis(), attempt)),
            _ => None,
        })
        .collect();
    assert_eq!(
        counted,
        [
            (after(12), 1),
            (after(14), 2),
            (after(16), 3),
            (after(18), 4),
            (after(20), 5)
        ]
    );
    let ends: Vec<(u64, &Output)> = pair
        .outputs(0, |output| {
            matches!(
                output,
                Output::RemoveSas { .. } | Output::PhaseOneDown { .. }
            )
        })
        .iter()
        .map(|(at, output)| (at.as_millis(), *output))
        .collect();
    assert_eq!(ends.len(), 2);
    assert_eq!(
        ends[0],
        (
            after(20),
            &Output::RemoveSas {
                local: R6,
                peer: HUB,
                reason: RemoveReason::DeadPeer
            }
        )
    );
    assert!(matches!(
        ends[1],
        (
            _,
            Output::PhaseOneDown {
                conn_id: 1,
                reason: DeleteReason::PeersAlive,
                ..
            }
        )
    ));
    assert_eq!(pair.sides[0].ike.dpd_state(HUB), None);
}

#[test]
fn the_lines_of_a_probe_come_in_the_order_of_the_log() {
    let mut pair = watched(PeriodicStyle::TrafficResets);
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    let before = pair.sides[0].log.len();
    pair.run_until(at(12_050));
    let lines: Vec<IkeEventKind> = pair.sides[0].log[before..]
        .iter()
        .filter_map(|(_, output)| match output {
            Output::Event(event) => Some(event.kind.clone()),
            _ => None,
        })
        .skip(6)
        .collect();
    let IkeEventKind::NodeCreated { message_id } = lines[1] else {
        panic!("{lines:?}");
    };
    assert!(matches!(
        lines.as_slice(),
        [
            IkeEventKind::ErrorCounter { attempt: 1, .. },
            IkeEventKind::NodeCreated { .. },
            IkeEventKind::NotifySent {
                kind: NotifyType::RUThere,
                message_id: second,
                ..
            },
            IkeEventKind::DpdSequence(_),
            IkeEventKind::PacketSent { .. },
            IkeEventKind::NodePurged { .. },
            IkeEventKind::StateChange {
                input: Input::TimerPeersAlive,
                ..
            },
        ] if *second == message_id
    ));
}

#[test]
fn a_coarse_clock_makes_the_verdict_late_step_by_step() {
    let mut pair = watched(PeriodicStyle::TrafficResets);
    pair.slip = ms(3);
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    let last = pair.now;
    pair.sides[0].ike.note_inbound_traffic(last, R6, HUB);
    pair.run_until(at(100_000));
    let dead = |kind: &IkeEventKind| matches!(kind, IkeEventKind::NotResponding { .. });
    assert_eq!(pair.told(0, dead), [last + ms(20_000 + 6 * 3)]);
}

#[test]
fn a_living_peer_answers_and_the_next_probe_comes_ten_seconds_later() {
    let mut pair = watched(PeriodicStyle::TrafficResets);
    let last = 40; // message 2 of quick mode
    pair.run_until(at(41_000));
    // Each probe leaves 10 s after the answer to the one before, which takes a round trip.
    assert_eq!(
        probes(&pair, 0),
        [0, 1, 2, 3].map(|n| last + 10_000 + n * 10_010)
    );
    let answered = |kind: &IkeEventKind| {
        matches!(
            kind,
            IkeEventKind::DpdReceived {
                kind: NotifyType::RUThereAck,
                ..
            }
        )
    };
    assert_eq!(pair.told(0, answered).len(), 4);
    assert!(!pair.has_told(0, |kind| matches!(kind, IkeEventKind::ErrorCounter { .. })));
    assert!(!pair.has_told(0, |kind| matches!(
        kind,
        IkeEventKind::DpdUnexpectedAck { .. }
    )));
    assert!(matches!(
        pair.sides[0].ike.dpd_state(HUB),
        Some(DpdState::Idle { .. })
    ));
    assert_eq!(pair.sides[1].ike.dpd_state(R6), None, "it does not ask");
}

#[test]
fn a_strict_period_ignores_traffic() {
    let mut pair = watched(PeriodicStyle::Strict);
    inbound(&mut pair, (4..86).map(|n| n * 500));
    assert_eq!(
        probes(&pair, 0),
        [10_030, 20_030, 30_030, 40_030],
        "ten seconds after phase 1 came up and so on"
    );
}

#[test]
fn one_packet_during_the_questions_clears_the_counter() {
    let mut pair = watched(PeriodicStyle::TrafficResets);
    inbound(&mut pair, [2000]);
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    inbound(&mut pair, [19_000]);
    assert_eq!(probes(&pair, 0), [12_000, 14_000, 16_000, 18_000]);
    assert!(matches!(
        pair.sides[0].ike.dpd_state(HUB),
        Some(DpdState::Idle { .. })
    ));
    pair.run_until(at(29_500));
    assert_eq!(probes(&pair, 0)[4..], [29_000]);
    assert!(matches!(
        pair.sides[0].ike.dpd_state(HUB),
        Some(DpdState::Probing { errors: 0, .. })
    ));
}

#[test]
fn sequence_numbers_rise_with_each_probe() {
    let mut pair = watched(PeriodicStyle::TrafficResets);
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    pair.run_until(at(30_000));
    let numbers: Vec<u32> = pair
        .events(0)
        .filter_map(|(_, event)| match event.kind {
            IkeEventKind::DpdSequence(number) => Some(number),
            _ => None,
        })
        .collect();
    assert_eq!(numbers.len(), 5);
    assert!(numbers.windows(2).all(|two| two[1] == two[0] + 1));
}

#[test]
fn on_demand_asks_only_about_a_silence_with_something_to_send() {
    let r6 = keepalive(KeepaliveMode::OnDemand)(R6);
    let mut pair = Pair::up(r6, config(HUB));
    pair.run_until(at(60_000));
    assert!(probes(&pair, 0).is_empty());
    let outbound = |pair: &mut Pair| {
        pair.with(0, |ike, now, out| {
            ike.note_outbound_traffic(now, R6, HUB, out);
        });
    };
    outbound(&mut pair);
    assert_eq!(probes(&pair, 0), [60_000]);
    pair.run_until(at(65_000));
    outbound(&mut pair);
    assert_eq!(probes(&pair, 0).len(), 1, "it was answered at 60.010");
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    pair.run_until(at(71_000));
    outbound(&mut pair);
    pair.run_until(at(100_000));
    let dead = |kind: &IkeEventKind| matches!(kind, IkeEventKind::NotResponding { .. });
    assert_eq!(pair.told(0, dead), [at(81_000)]);
}

#[test]
fn a_new_association_is_made_after_the_verdict() {
    let mut pair = watched(PeriodicStyle::TrafficResets);
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    pair.run_until(at(25_000));
    pair.wire = Box::new(|_, _, _| Fate::Deliver);
    // Another router stands in for the hub: it knows nothing.
    pair.sides[1].ike = Ike::new(config(HUB), Rng::from_seed(99));
    pair.request(0);
    pair.run_until(at(26_000));
    pair.assert_mirrored();
    assert_eq!(
        pair.states(0),
        [IsakmpState::MmNoState, IsakmpState::QmIdle],
        "the old one is still shown"
    );
    assert!(pair.has_told(0, |kind| *kind == IkeEventKind::SendInitialContact));
}
