//! Traceroutes against routers that answer, answer late, or do not.

use super::*;

const TARGET: Ipv4Addr = Ipv4Addr::new(155, 1, 58, 5);
const R6: Ipv4Addr = Ipv4Addr::new(155, 1, 67, 6);
const R1: Ipv4Addr = Ipv4Addr::new(155, 1, 146, 1);

/// The IP and UDP header of a probe, as a router quotes it.
fn quote(probe: Probe) -> Vec<u8> {
    let mut quoted = vec![0x45, 0, 0, 28, 0, 0, 0, 0, 1, 17, 0, 0, 155, 1, 67, 7];
    quoted.extend(TARGET.octets());
    quoted.extend(probe.src_port.to_be_bytes());
    quoted.extend(probe.dst_port.to_be_bytes());
    quoted.extend([0, 8, 0, 0]);
    quoted
}

/// What the network says to a probe: from whom, type, code, and after how many milliseconds.
type Reply = Option<(Ipv4Addr, u8, u8, u64)>;

/// A hop, who answered, what, and the round trip in milliseconds.
type Answered = (u8, Option<Ipv4Addr>, Answer, u64);

/// Runs a traceroute in virtual time. Returns its answers, the end, and when.
fn run(config: Config, network: impl Fn(Probe) -> Reply) -> (Vec<Answered>, End, Instant) {
    let mut machine = Traceroute::new(config);
    let (mut now, mut out, mut answers) = (Instant::from_millis(1000), Vec::new(), Vec::new());
    machine.start(now, &mut out);
    loop {
        let mut sent = None;
        for output in out.drain(..) {
            match output {
                Output::Send(probe) => sent = Some(probe),
                Output::Answered {
                    probe,
                    from,
                    answer,
                    round_trip,
                } => {
                    let ms = round_trip.unwrap_or_default().as_millis() as u64;
                    answers.push((probe.ttl, from, answer, ms));
                }
                Output::Ignored(reason) => panic!("{reason}"),
                Output::Done(end) => {
                    assert_eq!(machine.poll_timeout(), None);
                    return (answers, end, now);
                }
            }
        }
        let probe = sent.expect("a traceroute sends or ends");
        match network(probe) {
            Some((from, kind, code, ms)) => {
                now += Duration::from_millis(ms);
                machine.handle_error(now, from, kind, code, &quote(probe), &mut out);
            }
            None => {
                now = machine
                    .poll_timeout()
                    .expect("a probe in flight has an end");
                machine.handle_timeout(now, &mut out);
            }
        }
    }
}

#[test]
fn hop_by_hop_to_the_target() {
    let network = |probe: Probe| match (probe.ttl, probe.index) {
        (1, _) => Some((R6, 11, 0, 4)),
        (2, _) => Some((R1, 11, 0, 8)),
        (3, 1) => None,
        _ => Some((TARGET, 3, 3, 60)),
    };
    let (answers, end, ended) = run(Config::new(TARGET), network);
    let hop = |from, answer, ms| move |ttl| (ttl, from, answer, ms);
    let r6 = hop(Some(R6), Answer::TimeExceeded, 4);
    let r1 = hop(Some(R1), Answer::TimeExceeded, 8);
    let target = hop(Some(TARGET), Answer::PortUnreachable, 60);
    let nothing = hop(None, Answer::Nothing, 0);
    let expected = [
        r6(1),
        r6(1),
        r6(1),
        r1(2),
        r1(2),
        r1(2),
        target(3),
        nothing(3),
        target(3),
    ];
    assert_eq!(answers, expected);
    assert_eq!(end, End::Reached);
    assert_eq!(ended, Instant::from_millis(1000 + 36 + 120 + 3000));
}

#[test]
fn every_probe_goes_to_the_next_port() {
    let mut config = Config::new(TARGET);
    (config.min_ttl, config.max_ttl, config.probes) = (2, 3, 2);
    let mut machine = Traceroute::new(config);
    let (mut out, mut ports) = (Vec::new(), Vec::new());
    machine.start(Instant::ZERO, &mut out);
    while !matches!(out.last(), Some(Output::Done(_))) {
        let Some(Output::Send(probe)) = out.last() else {
            panic!("{out:?}");
        };
        ports.push((probe.ttl, probe.dst_port));
        let due = machine.poll_timeout().unwrap();
        machine.handle_timeout(due, &mut out);
    }
    assert_eq!(ports, [(2, 33_434), (2, 33_435), (3, 33_436), (3, 33_437)]);
    assert_eq!(out.last(), Some(&Output::Done(End::HopLimit)));
}

#[test]
fn thirty_silent_hops_are_the_limit() {
    let (answers, end, ended) = run(Config::new(TARGET), |_| None);
    assert_eq!((answers.len(), end), (90, End::HopLimit));
    assert_eq!(ended, Instant::from_secs(1 + 90 * 3));
}

#[test]
fn an_unreachable_ends_it_after_its_hop() {
    for (code, answer, text) in [
        (0, Answer::NetworkUnreachable, "!N"),
        (1, Answer::HostUnreachable, "!H"),
        (2, Answer::ProtocolUnreachable, "!P"),
        (13, Answer::Prohibited, "!A"),
        (4, Answer::Unknown, "!?"),
    ] {
        let network = |probe: Probe| (probe.index == 0).then_some((R6, 3, code, 4));
        let (answers, end, _) = run(Config::new(TARGET), network);
        assert_eq!(answers.len(), 3);
        assert_eq!(answers[0].2, answer);
        assert_eq!(answer.code(), Some(text));
        assert_eq!(end, End::Unreachable);
    }
}

#[test]
fn what_is_not_about_the_probe_in_flight_is_ignored() {
    let mut machine = Traceroute::new(Config::new(TARGET));
    let mut out = Vec::new();
    machine.start(Instant::ZERO, &mut out);
    let Some(Output::Send(first)) = out.pop() else {
        panic!("no probe");
    };
    machine.handle_timeout(Instant::from_secs(3), &mut out);
    out.clear();
    let late = quote(first);
    let mut other_target = late.clone();
    other_target[19] ^= 1;
    let mut other_source = late.clone();
    other_source[21] ^= 1;
    let mut tcp = late.clone();
    tcp[9] = 6;
    let mut bad_length = late.clone();
    bad_length[0] = 0x4f;
    for (quoted, reason) in [
        (late, IgnoreReason::Late),
        (other_target, IgnoreReason::OtherDatagram),
        (other_source, IgnoreReason::OtherDatagram),
        (tcp, IgnoreReason::OtherDatagram),
        (bad_length, IgnoreReason::OtherDatagram),
        (Vec::new(), IgnoreReason::OtherDatagram),
    ] {
        machine.handle_error(Instant::from_secs(4), R6, 11, 0, &quoted, &mut out);
        assert_eq!(out, [Output::Ignored(reason)]);
        out.clear();
    }
    assert_eq!(machine.poll_timeout(), Some(Instant::from_secs(6)));
}

#[test]
fn the_edges_of_what_can_be_asked_for_neither_panic_nor_hang() {
    let mut config = Config::new(TARGET);
    (config.min_ttl, config.max_ttl) = (255, 1);
    (config.probes, config.port, config.timeout) = (0, u16::MAX, Duration::ZERO);
    let (answers, end, ended) = run(config.clone(), |_| None);
    assert_eq!((answers.len(), end), (1, End::HopLimit));
    assert_eq!(ended, Instant::from_millis(1001));
    (config.min_ttl, config.max_ttl, config.probes) = (0, 255, 3);
    let (answers, end, _) = run(config, |_| None);
    assert_eq!((answers.len(), end), (3 * 255, End::HopLimit));
}

#[test]
fn an_abort_says_nothing_of_the_probe_in_flight() {
    let mut machine = Traceroute::new(Config::new(TARGET));
    let mut out = Vec::new();
    machine.start(Instant::ZERO, &mut out);
    out.clear();
    machine.abort(&mut out);
    machine.abort(&mut out);
    assert_eq!(out, [Output::Done(End::Aborted)]);
    assert_eq!(machine.poll_timeout(), None);
}
