use std::net::Ipv4Addr;

use proptest::prelude::*;

use super::*;
use crate::rng::Rng;
use crate::time::Duration;
use crate::types::GroupNumber;
use crate::wire::hsrp::{self as wire, OpCode, Repr};

const VIP: Ipv4Addr = Ipv4Addr::new(155, 1, 146, 254);
const R1: usize = 0;
const R4: usize = 1;
const LATENCY: Duration = Duration::from_millis(1);

/// Routers on one segment, in virtual time.
struct Segment {
    now: Instant,
    groups: Vec<Group>,
    plugged: Vec<bool>,
    in_flight: Vec<(Instant, usize, Repr)>,
    log: Vec<(Instant, usize, Output)>,
}

impl Segment {
    fn new(configs: Vec<Config>) -> Self {
        let rng = Rng::from_seed(1);
        let groups: Vec<_> = configs
            .into_iter()
            .enumerate()
            .map(|(index, config)| {
                let rng = rng.split(&index.to_string());
                Group::new(config, addr(index), Instant::ZERO, rng)
            })
            .collect();
        Self {
            now: Instant::ZERO,
            plugged: vec![true; groups.len()],
            groups,
            in_flight: Vec::new(),
            log: Vec::new(),
        }
    }

    fn tell(&mut self, index: usize, verb: impl FnOnce(&mut Group, Instant, &mut Vec<Output>)) {
        let mut out = Vec::new();
        verb(&mut self.groups[index], self.now, &mut out);
        for output in out {
            if let Output::Send { repr, .. } = &output
                && self.plugged[index]
            {
                let mut bytes = Vec::new();
                repr.emit(&mut bytes);
                let repr = Repr::parse(&bytes).unwrap();
                self.in_flight.push((self.now + LATENCY, index, repr));
            }
            self.log.push((self.now, index, output));
        }
    }

    fn up(&mut self, index: usize) {
        self.plugged[index] = true;
        self.tell(index, Group::interface_up);
    }

    fn shut(&mut self, index: usize) {
        self.tell(index, |group, now, out| {
            group.interface_down(now, true, out)
        });
        self.plugged[index] = false;
    }

    fn pull(&mut self, index: usize) {
        self.plugged[index] = false;
        self.tell(index, |group, now, out| {
            group.interface_down(now, false, out)
        });
    }

    fn run_until(&mut self, deadline: Instant) {
        for _ in 0..1_000_000 {
            let wake = self.groups.iter().filter_map(Group::poll_timeout).min();
            let arrival = self.in_flight.iter().map(|(at, ..)| *at).min();
            let Some(next) = wake.into_iter().chain(arrival).min() else {
                break;
            };
            if next > deadline {
                break;
            }
            self.now = self.now.max(next);
            for index in 0..self.groups.len() {
                self.tell(index, |group, now, out| group.handle_timeout(now, out));
            }
            let now = self.now;
            let due = self.in_flight.iter().filter(|(at, ..)| *at <= now);
            let due: Vec<_> = due.copied().collect();
            self.in_flight.retain(|(at, ..)| *at > now);
            for (_, from, repr) in due {
                for index in 0..self.groups.len() {
                    if index != from && self.plugged[index] {
                        self.tell(index, |group, now, out| {
                            group.handle_packet(now, addr(from), &repr, out);
                        });
                    }
                }
            }
        }
        self.now = deadline;
    }

    fn run_for(&mut self, secs: u64) {
        self.run_until(self.now + Duration::from_secs(secs));
    }

    fn states(&self) -> Vec<State> {
        self.groups.iter().map(Group::state).collect()
    }

    fn changes(&self, index: usize) -> Vec<(Instant, State)> {
        let of = self.log.iter().filter(|(_, who, _)| *who == index);
        of.filter_map(|(at, _, output)| match output {
            Output::StateChanged { to, .. } => Some((*at, *to)),
            _ => None,
        })
        .collect()
    }

    fn sent(&self, index: usize) -> Vec<(Instant, Repr, bool)> {
        let of = self.log.iter().filter(|(_, who, _)| *who == index);
        of.filter_map(|(at, _, output)| match output {
            Output::Send {
                repr,
                from_virtual_mac,
            } => Some((*at, *repr, *from_virtual_mac)),
            _ => None,
        })
        .collect()
    }

    fn became(&self, index: usize, state: State) -> Instant {
        let changes = self.changes(index);
        let last = changes.iter().rev().find(|(_, to)| *to == state);
        last.unwrap_or_else(|| panic!("never {state}: {changes:?}"))
            .0
    }
}

fn addr(index: usize) -> Ipv4Addr {
    Ipv4Addr::new(155, 1, 146, [1, 4, 7][index])
}

fn secs(secs: u64) -> Instant {
    Instant::from_secs(secs)
}

/// The article's configuration: timers 1 and 3, preemption, R1 at 200 tracking something worth 110.
fn article(priority: u8) -> Config {
    let mut config = Config::new(GroupNumber(1), Some(VIP));
    config.priority = priority;
    config.preempt = true;
    config.timers = Some(Timers {
        hello: Duration::from_secs(1),
        hold: Duration::from_secs(3),
    });
    if priority == 200 {
        config.tracks = vec![Track {
            target: TrackTarget::Interface(crate::types::IfIndex(2)),
            decrement: 110,
        }];
    }
    config
}

/// R1 active, R4 standby, since long.
fn settled(configs: Vec<Config>) -> Segment {
    let mut segment = Segment::new(configs);
    segment.up(R1);
    segment.run_until(secs(8));
    for index in 1..segment.groups.len() {
        segment.up(index);
    }
    segment.run_until(secs(30));
    assert_eq!(segment.states()[..2], [State::Active, State::Standby]);
    segment
}

#[test]
fn alone_with_timers_1_and_3_it_is_active_after_7_seconds() {
    let mut segment = Segment::new(vec![article(200)]);
    segment.up(R1);
    segment.run_until(secs(10));
    assert_eq!(
        segment.changes(R1),
        [
            (secs(1), State::Listen),
            (secs(4), State::Speak),
            (secs(7), State::Standby),
            (secs(7), State::Active),
        ]
    );
    let group = &segment.groups[R1];
    assert_eq!(group.state_changes(), 4);
    assert_eq!(group.active_router(), Router::Local);
    assert_eq!(group.standby_router(), Router::Unknown);
}

#[test]
fn alone_with_default_timers_it_is_active_after_21_seconds() {
    let mut segment = Segment::new(vec![Config::new(GroupNumber(1), Some(VIP))]);
    segment.up(R1);
    segment.run_until(secs(30));
    assert_eq!(segment.became(R1, State::Active), secs(21));
}

#[test]
fn a_cold_start_sends_speak_then_active_hellos_and_no_standby_ones() {
    let mut segment = Segment::new(vec![article(100)]);
    segment.up(R1);
    segment.run_until(secs(8));
    let states: Vec<_> = segment.sent(R1).iter().map(|(_, r, _)| r.state).collect();
    assert!(!states.contains(&wire::State::Standby), "{states:?}");
    assert_eq!(states.first(), Some(&wire::State::Speak));
    let active = segment.sent(R1).into_iter().find(|(_, _, vmac)| *vmac);
    let (at, repr, _) = active.unwrap();
    assert_eq!((at, repr.state), (secs(7), wire::State::Active));
}

#[test]
fn hellos_are_slightly_jittered() {
    let mut config = article(100);
    config.timers = None;
    let mut segment = Segment::new(vec![config]);
    segment.up(R1);
    segment.run_until(secs(400));
    let sent = segment.sent(R1);
    let active: Vec<_> = sent.iter().filter(|(_, _, vmac)| *vmac).collect();
    let gaps: Vec<_> = active.windows(2).map(|w| w[1].0.since(w[0].0)).collect();
    assert!(gaps.len() > 100);
    let (low, high) = (Duration::from_millis(2960), Duration::from_millis(3030));
    assert!(gaps.iter().all(|gap| (low..=high).contains(gap)));
    assert!(gaps.iter().any(|gap| *gap != gaps[0]));
}

#[test]
fn when_the_cable_is_pulled_the_peer_takes_over_one_hold_time_after_the_last_hello() {
    let mut segment = settled(vec![article(200), article(100)]);
    let last = segment.sent(R1).last().unwrap().0 + LATENCY;
    assert_eq!(
        segment.groups[R4].active_expires_at(),
        Some(last + Duration::from_secs(3))
    );
    segment.pull(R1);
    assert_eq!(segment.states(), [State::Initial, State::Standby]);
    segment.run_for(4);
    let took_over = segment.became(R4, State::Active);
    assert_eq!(took_over, last + Duration::from_secs(3));
    assert!(segment.log.iter().all(|(_, _, output)| !output.is_resign()));
    let cause = segment.log.iter().rev().find_map(|(_, _, o)| match o {
        Output::StateChanged { cause, .. } => Some(*cause),
        _ => None,
    });
    let expected = Cause {
        event: Event::ActiveTimerExpired,
        router: Some(addr(R1)),
        priority: None,
    };
    assert_eq!(cause, Some(expected));
}

#[test]
fn a_shutdown_resigns_and_the_peer_takes_over_at_once() {
    let mut segment = settled(vec![article(200), article(100)]);
    let shut_at = segment.now;
    segment.shut(R1);
    segment.run_for(1);
    assert_eq!(segment.became(R4, State::Active), shut_at + LATENCY);
    let (_, resign, from_virtual_mac) = *segment.sent(R1).last().unwrap();
    assert_eq!(resign.op_code, OpCode::Resign);
    assert_eq!(resign.state, wire::State::Active);
    assert!(!from_virtual_mac);
    assert_eq!(segment.groups[R1].active_router(), Router::Unknown);
    assert_eq!(segment.groups[R1].poll_timeout(), None);
}

#[test]
fn a_release_without_resign_leaves_the_peer_waiting() {
    let mut config = article(200);
    config.resign_on_shutdown = false;
    let mut segment = settled(vec![config, article(100)]);
    let last = segment.sent(R1).last().unwrap().0 + LATENCY;
    segment.shut(R1);
    segment.run_for(4);
    let took_over = segment.became(R4, State::Active);
    assert_eq!(took_over, last + Duration::from_secs(3));
}

#[test]
fn the_new_active_router_tells_everything_in_order() {
    let mut segment = settled(vec![article(200), article(100)]);
    segment.log.clear();
    segment.shut(R1);
    segment.run_for(4);
    let of_r4: Vec<_> = segment
        .log
        .iter()
        .filter(|(_, who, _)| *who == R4)
        .collect();
    let kinds: Vec<_> = of_r4
        .iter()
        .map(|(_, _, output)| match output {
            Output::Event { cause, .. } => format!("{}", cause.event.letter()),
            Output::ActiveRouterChanged { to, .. } => format!("active {to:?}"),
            Output::StandbyRouterChanged { to, .. } => format!("standby {to:?}"),
            Output::StateChanged { from, to, .. } => format!("{from} -> {to}"),
            Output::Send { repr, .. } => format!("{} {}", repr.op_code, repr.state),
            Output::GratuitousArp { repeat, .. } => format!("arp {repeat}"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        kinds[..6],
        [
            "i",
            "active Local",
            "standby Unknown",
            "Standby -> Active",
            "Hello Active",
            "arp false"
        ]
    );
    let arps: Vec<_> = of_r4
        .iter()
        .filter(|(.., o)| matches!(o, Output::GratuitousArp { .. }))
        .map(|(at, ..)| at.since(of_r4[0].0))
        .collect();
    assert_eq!(arps, [0, 1, 2].map(Duration::from_secs));
}

#[test]
fn a_returning_router_preempts_from_listen_with_a_coup() {
    let mut segment = settled(vec![article(200), article(100)]);
    segment.pull(R1);
    segment.run_for(20);
    let back_at = segment.now;
    segment.log.clear();
    segment.up(R1);
    segment.run_for(10);
    let coup = segment
        .sent(R1)
        .into_iter()
        .find(|(_, r, _)| r.op_code == OpCode::Coup);
    let (coup_at, coup, from_virtual_mac) = coup.unwrap();
    assert_eq!((coup.state, coup.priority), (wire::State::Listen, 200));
    assert!(!from_virtual_mac);
    let waited = coup_at.since(back_at);
    assert!(waited > Duration::from_secs(1) && waited < Duration::from_millis(2015));
    let to: Vec<_> = segment.changes(R1).iter().map(|(_, to)| *to).collect();
    assert_eq!(to, [State::Listen, State::Active]);
    assert_eq!(
        segment.changes(R4),
        [
            (coup_at + LATENCY, State::Speak),
            (coup_at + LATENCY + Duration::from_secs(3), State::Standby)
        ]
    );
    assert_eq!(
        segment.groups[R1].standby_router(),
        Router::Remote {
            addr: addr(R4),
            priority: 100
        }
    );
}

#[test]
fn without_preemption_the_returning_router_becomes_standby() {
    let mut config = article(200);
    config.preempt = false;
    let mut segment = settled(vec![config, article(100)]);
    segment.pull(R1);
    segment.run_for(20);
    segment.up(R1);
    segment.run_for(20);
    assert_eq!(segment.states(), [State::Standby, State::Active]);
}

#[test]
fn a_preemption_delay_counts_from_the_first_chance() {
    let mut config = article(200);
    config.preempt_delay.minimum = Duration::from_secs(60);
    let mut segment = Segment::new(vec![config, article(100)]);
    segment.up(R4);
    segment.run_until(secs(20));
    segment.up(R1);
    segment.run_until(secs(22));
    let first_hello = segment.groups[R1].preempts_at().unwrap() - Duration::from_secs(60);
    assert!(first_hello > secs(21) && first_hello < secs(22) + LATENCY);
    segment.run_until(secs(70));
    assert_eq!(segment.states(), [State::Standby, State::Active]);
    segment.run_until(secs(100));
    assert_eq!(segment.states(), [State::Active, State::Standby]);
    let took_over = segment.became(R1, State::Active);
    assert_eq!(took_over, first_hello + Duration::from_secs(60));
}

#[test]
fn a_reload_delay_counts_from_boot() {
    let mut config = article(200);
    config.preempt_delay.reload = Duration::from_secs(50);
    let mut segment = Segment::new(vec![config, article(100)]);
    segment.up(R4);
    segment.run_until(secs(10));
    segment.up(R1);
    segment.run_until(secs(80));
    assert_eq!(segment.became(R1, State::Active), secs(50));
}

#[test]
fn a_failed_track_hands_over_within_one_hello() {
    let mut segment = settled(vec![article(200), article(100)]);
    let failed_at = segment.now;
    segment.log.clear();
    segment.tell(R1, |group, now, out| {
        group.set_track_state(now, 0, false, out)
    });
    assert_eq!(segment.groups[R1].priority(), 90);
    let told: Vec<_> = segment.log.iter().map(|(_, _, o)| o.clone()).collect();
    assert_eq!(
        told,
        [
            Output::TrackChanged {
                index: 0,
                up: false
            },
            Output::PriorityChanged { from: 200, to: 90 }
        ]
    );
    segment.run_for(10);
    assert_eq!(segment.states(), [State::Standby, State::Active]);
    let took_over = segment.became(R4, State::Active).since(failed_at);
    assert!(took_over <= Duration::from_millis(1012), "{took_over:?}");
    segment.tell(R1, |group, now, out| {
        group.set_track_state(now, 0, true, out)
    });
    segment.run_for(10);
    assert_eq!(segment.states(), [State::Active, State::Standby]);
}

#[test]
fn decrements_add_up_and_stop_at_zero() {
    let mut config = article(200);
    config.tracks = [1, 2].map(track).to_vec();
    let mut segment = Segment::new(vec![config.clone()]);
    for index in [0, 1] {
        segment.tell(R1, |g, now, out| g.set_track_state(now, index, false, out));
    }
    assert_eq!(segment.groups[R1].priority(), 0);
    // The one that stays configured keeps its state.
    config.tracks = [2, 3].map(track).to_vec();
    segment.tell(R1, |g, now, out| g.reconfigure(now, config, out));
    assert_eq!(segment.groups[R1].priority(), 90);
    let states: Vec<_> = segment.groups[R1].tracks().map(|(_, up)| up).collect();
    assert_eq!(states, [Some(false), None]);

    fn track(number: u16) -> Track {
        Track {
            target: TrackTarget::Object(number),
            decrement: 110,
        }
    }
}

#[test]
fn without_preemption_a_failed_track_changes_nothing() {
    let mut peer = article(100);
    peer.preempt = false;
    let mut segment = settled(vec![article(200), peer]);
    segment.tell(R1, |group, now, out| {
        group.set_track_state(now, 0, false, out)
    });
    segment.run_for(60);
    assert_eq!(segment.states(), [State::Active, State::Standby]);
}

#[test]
fn of_equal_priorities_the_higher_address_preempts() {
    let mut segment = Segment::new(vec![article(100), article(100)]);
    segment.up(R1);
    segment.run_until(secs(20));
    segment.up(R4);
    segment.run_until(secs(40));
    assert_eq!(segment.states(), [State::Standby, State::Active]);
}

#[test]
fn routers_that_start_together_elect_the_higher_priority() {
    let mut segment = Segment::new(vec![article(200), article(100), article(150)]);
    for index in 0..3 {
        segment.up(index);
    }
    segment.run_until(secs(60));
    assert_eq!(
        segment.states(),
        [State::Active, State::Listen, State::Standby]
    );
}

#[test]
fn a_third_router_becomes_standby_one_hold_time_after_a_takeover() {
    let mut segment = settled(vec![article(200), article(150), article(100)]);
    let pulled_at = segment.now;
    segment.pull(R1);
    segment.run_for(20);
    assert_eq!(
        segment.states(),
        [State::Initial, State::Active, State::Standby]
    );
    let took_over = segment.became(R4, State::Active);
    assert!(took_over.since(pulled_at) <= Duration::from_secs(3));
    let followed = segment.became(2, State::Standby).since(took_over);
    assert_eq!(followed, Duration::from_secs(3));
}

#[test]
fn other_authentication_makes_two_active_routers() {
    let mut stranger = article(100);
    stranger.authentication_data = *b"secret\0\0";
    let mut segment = Segment::new(vec![article(200), stranger]);
    segment.up(R1);
    segment.up(R4);
    segment.run_until(secs(20));
    assert_eq!(segment.states(), [State::Active, State::Active]);
    assert!(segment.log.iter().any(|(_, _, output)| matches!(
        output,
        Output::Dropped {
            reason: DropReason::BadAuthentication,
            ..
        }
    )));
}

#[test]
fn a_group_without_address_and_timers_learns_them() {
    let mut learner = article(100);
    learner.virtual_ip = None;
    learner.timers = None;
    let mut segment = settled(vec![article(200), learner]);
    let group = &segment.groups[R4];
    assert_eq!(group.virtual_ip(), Some(VIP));
    assert_eq!(group.hello_time(), Duration::from_secs(1));
    assert_eq!(group.hold_time(), Duration::from_secs(3));
    let to: Vec<_> = segment.changes(R4).iter().map(|(_, to)| *to).collect();
    assert_eq!(
        to,
        [State::Learn, State::Listen, State::Speak, State::Standby]
    );
    assert!(segment.log.contains(&(
        segment.became(R4, State::Listen),
        R4,
        Output::LearnedVirtualIp(VIP)
    )));
    segment.pull(R1);
    segment.run_for(4);
    assert_eq!(segment.groups[R4].state(), State::Active);
}

#[test]
fn millisecond_timers_are_neither_advertised_nor_learned() {
    let mut fast = article(200);
    fast.timers = Some(Timers {
        hello: Duration::from_millis(15),
        hold: Duration::from_millis(50),
    });
    let mut slow = article(100);
    slow.timers = None;
    let mut both_fast = fast.clone();
    both_fast.priority = 100;
    let segment = settled(vec![fast.clone(), slow]);
    let (_, hello, _) = *segment.sent(R1).last().unwrap();
    assert_eq!((hello.hello_time_secs, hello.hold_time_secs), (0, 0));
    assert_eq!(segment.groups[R4].hello_time(), DEFAULT_HELLO_TIME);

    let mut segment = settled(vec![fast, both_fast]);
    let pulled_at = segment.now;
    segment.pull(R1);
    segment.run_for(1);
    let took = segment.became(R4, State::Active).since(pulled_at);
    assert!(took <= Duration::from_millis(51), "{took:?}");
}

#[test]
fn a_group_configured_on_a_running_interface_starts_without_delay() {
    let mut segment = Segment::new(vec![article(200)]);
    segment.tell(R1, Group::enable);
    segment.run_until(secs(10));
    assert_eq!(segment.became(R1, State::Active), secs(6));
}

#[test]
fn an_interface_that_flaps_within_the_delay_starts_anew() {
    let mut segment = Segment::new(vec![article(200)]);
    segment.up(R1);
    segment.run_until(Instant::from_millis(500));
    segment.pull(R1);
    segment.run_until(secs(5));
    assert!(segment.changes(R1).is_empty());
    segment.up(R1);
    segment.run_until(secs(15));
    assert_eq!(segment.became(R1, State::Listen), secs(6));
}

#[test]
fn a_new_virtual_address_is_announced_by_the_active_router() {
    let mut segment = settled(vec![article(200), article(100)]);
    segment.log.clear();
    let other = Ipv4Addr::new(155, 1, 146, 250);
    let mut config = article(200);
    config.virtual_ip = Some(other);
    segment.tell(R1, |group, now, out| group.reconfigure(now, config, out));
    segment.run_for(2);
    assert_eq!(segment.states(), [State::Active, State::Standby]);
    let arp = segment.log.iter().any(|(_, who, output)| {
        matches!(output, Output::GratuitousArp { virtual_ip, .. } if *virtual_ip == other)
            && *who == R1
    });
    assert!(arp);
    let told: Vec<_> = segment
        .log
        .iter()
        .filter(|(_, _, o)| matches!(o, Output::DifferentVirtualIp { .. }))
        .map(|(_, who, _)| *who)
        .collect();
    assert_eq!(told, [R4, R1]);
}

#[test]
fn shorter_timers_take_effect_at_once() {
    let mut config = Config::new(GroupNumber(1), Some(VIP));
    let mut segment = Segment::new(vec![config.clone()]);
    segment.up(R1);
    segment.run_until(secs(22));
    config.timers = article(1).timers;
    segment.tell(R1, |group, now, out| group.reconfigure(now, config, out));
    assert_eq!(segment.groups[R1].next_hello_at(), Some(secs(23)));
    assert_eq!(segment.groups[R1].state(), State::Active);
}

#[test]
fn what_is_not_acted_on_says_why() {
    let mut segment = settled(vec![article(200), article(100)]);
    let (_, hello, _) = *segment.sent(R1).last().unwrap();
    let mut drop_of = |src: Ipv4Addr, repr: Repr| {
        segment.log.clear();
        segment.tell(R4, |group, now, out| {
            group.handle_packet(now, src, &repr, out)
        });
        match segment.log.last() {
            Some((_, _, Output::Dropped { reason, .. })) => Some(*reason),
            _ => None,
        }
    };
    let with = |op_code, group| Repr {
        op_code,
        group: GroupNumber(group),
        ..hello
    };
    assert_eq!(drop_of(addr(R1), hello), None);
    assert_eq!(drop_of(addr(R4), hello), Some(DropReason::OwnAddress));
    assert_eq!(
        drop_of(addr(R1), with(OpCode::Hello, 2)),
        Some(DropReason::OtherGroup(GroupNumber(2)))
    );
    assert_eq!(
        drop_of(addr(R1), with(OpCode::Coup, 1)),
        Some(DropReason::NotActive)
    );
    assert_eq!(
        drop_of(addr(2), with(OpCode::Resign, 1)),
        Some(DropReason::NotFromActiveRouter)
    );
    assert_eq!(
        drop_of(addr(R1), with(OpCode::Unknown(9), 1)),
        Some(DropReason::UnknownOpCode(OpCode::Unknown(9)))
    );
    let learning = Repr {
        state: wire::State::Learn,
        ..hello
    };
    assert_eq!(
        drop_of(addr(R1), learning),
        Some(DropReason::NoEffect(wire::State::Learn))
    );
}

#[test]
fn a_deposed_router_resigns_only_where_asked_to() {
    for resigns in [false, true] {
        let mut peer = article(100);
        peer.resign_on_coup = resigns;
        let mut segment = settled(vec![article(200), peer]);
        segment.pull(R1);
        segment.run_for(20);
        segment.up(R1);
        segment.run_for(10);
        assert_eq!(segment.states(), [State::Active, State::Standby]);
        let resigned = segment.log.iter().any(|(_, _, output)| output.is_resign());
        assert_eq!(resigned, resigns);
    }
}

/// A router of a public capture: everything it hears is fed at the recorded microsecond.
struct Replay {
    group: Group,
    out: Vec<Output>,
    log: Vec<(Instant, Output)>,
}

impl Replay {
    /// The router with this last octet, in Listen since `start`.
    fn new(host: u8, start: Instant) -> Self {
        let config = Config {
            preempt: true,
            ..Config::new(GroupNumber(1), Some(Ipv4Addr::new(192, 168, 0, 1)))
        };
        let addr = Ipv4Addr::new(192, 168, 0, host);
        let mut group = Group::new(config, addr, Instant::ZERO, Rng::from_seed(1));
        group.enable(start, &mut Vec::new());
        Self {
            group,
            out: Vec::new(),
            log: Vec::new(),
        }
    }

    fn run_until(&mut self, until: Instant) {
        while let Some(at) = self.group.poll_timeout().filter(|at| *at <= until) {
            self.group.handle_timeout(at, &mut self.out);
            self.log
                .extend(self.out.drain(..).map(|output| (at, output)));
        }
    }

    /// Microseconds, last octet of the sender, state, priority.
    fn hear(&mut self, frames: &[(u64, u8, wire::State, u8)]) {
        for (us, host, state, priority) in frames {
            let at = Instant::from_nanos(us * 1000);
            self.run_until(at);
            let repr = Repr {
                op_code: match state {
                    wire::State::Listen => OpCode::Coup,
                    _ => OpCode::Hello,
                },
                state: *state,
                hello_time_secs: 3,
                hold_time_secs: 10,
                priority: *priority,
                group: GroupNumber(1),
                authentication_data: wire::DEFAULT_AUTHENTICATION_DATA,
                virtual_ip: Ipv4Addr::new(192, 168, 0, 1),
            };
            let src = Ipv4Addr::new(192, 168, 0, *host);
            self.group.handle_packet(at, src, &repr, &mut self.out);
            self.log
                .extend(self.out.drain(..).map(|output| (at, output)));
        }
    }

    fn changes(&self) -> Vec<(u64, State)> {
        let changes = self.log.iter().filter_map(|(at, output)| match output {
            Output::StateChanged { to, .. } => Some((at.as_millis(), *to)),
            _ => None,
        });
        changes.collect()
    }
}

/// Seconds 445–476 of a capture of the failure of 192.168.0.10: its Hellos, and those of 192.168.0.30.
const FAILOVER: [(u64, u8, wire::State, u8); 14] = {
    use wire::State::{Active, Standby};
    [
        (445_764_806, 10, Active, 200),
        (447_044_903, 10, Active, 200),
        (448_532_569, 30, Standby, 100),
        (450_028_735, 10, Active, 200),
        (451_557_150, 30, Standby, 100),
        (453_045_319, 10, Active, 200),
        (454_564_954, 30, Standby, 100),
        (455_397_116, 10, Active, 200),
        (456_037_479, 10, Active, 200),
        (457_565_504, 30, Standby, 100),
        (460_549_678, 30, Standby, 100),
        (463_565_851, 30, Standby, 100),
        (466_037_985, 30, Active, 100),
        (469_038_157, 30, Active, 100),
    ]
};

#[test]
fn in_the_standby_routers_place_it_takes_over_when_the_captured_one_did() {
    let mut replay = Replay::new(30, secs(430));
    replay.run_until(Instant::from_secs(445));
    let heard = FAILOVER.into_iter().filter(|(_, host, ..)| *host == 10);
    replay.hear(&heard.collect::<Vec<_>>());
    replay.run_until(Instant::from_secs(470));
    let changes = replay.changes();
    // Alone until the capture begins, it is on its way up: standby ten seconds after Speak.
    assert_eq!(
        changes[..2],
        [(440_000, State::Speak), (450_000, State::Standby)]
    );
    // Captured: Active at 466.038.
    assert_eq!(changes[2..], [(466_037, State::Active)]);
}

#[test]
fn in_the_third_routers_place_it_speaks_and_stands_by_when_the_captured_one_did() {
    let mut replay = Replay::new(20, secs(440));
    replay.hear(&FAILOVER);
    replay.run_until(Instant::from_secs(477));
    // Captured: Speak at 466.030, Standby at 476.022.
    assert_eq!(
        replay.changes(),
        [(466_037, State::Speak), (476_037, State::Standby)]
    );
}

#[test]
fn in_the_deposed_routers_place_it_steps_down_when_the_captured_one_did() {
    use wire::State::{Active, Listen, Standby};
    let mut replay = Replay::new(30, secs(700));
    replay.run_until(Instant::from_secs(752));
    assert_eq!(replay.group.state(), State::Active);
    replay.log.clear();
    replay.hear(&[
        (752_042_652, 20, Standby, 100),
        (755_043_436, 20, Standby, 100),
        (757_075_537, 10, Listen, 200),
        (757_091_536, 10, Active, 200),
        (760_043_736, 10, Active, 200),
        (763_059_900, 10, Active, 200),
        (766_060_051, 10, Active, 200),
    ]);
    replay.run_until(Instant::from_secs(768));
    // Captured: a Speak Hello at 757.087, a Standby Hello at 767.079, and no Resign.
    assert_eq!(
        replay.changes(),
        [(757_075, State::Speak), (767_075, State::Standby)]
    );
    assert!(replay.log.iter().all(|(_, output)| !output.is_resign()));
}

proptest! {
    /// Whatever happened before, a healed segment ends with one active and one standby router.
    #[test]
    fn a_healed_segment_has_one_active_router(
        priorities in prop::array::uniform3(1_u8..=255),
        preempt in any::<[bool; 3]>(),
        script in prop::collection::vec((0_u64..4000, 0_usize..3, 0_u8..4), 0..40),
    ) {
        let configs = priorities.iter().zip(preempt).map(|(priority, preempt)| {
            let mut config = article(100);
            config.priority = *priority;
            config.preempt = preempt;
            config
        });
        let mut segment = Segment::new(configs.collect());
        for (wait, who, what) in script {
            segment.run_until(segment.now + Duration::from_millis(wait));
            match what {
                0 => segment.up(who),
                1 => segment.shut(who),
                2 => segment.pull(who),
                // Deaf and mute, yet up.
                _ => segment.plugged[who] = false,
            }
        }
        for who in 0..3 {
            segment.up(who);
        }
        segment.run_for(60);
        let mut states = segment.states();
        states.sort();
        prop_assert_eq!(states, [State::Listen, State::Standby, State::Active]);
    }
}
