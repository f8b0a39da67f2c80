//! Ping sessions against answers that come, come late or do not.

use super::*;

const TARGET: Ipv4Addr = Ipv4Addr::new(155, 1, 58, 5);

fn ms(ms: u64) -> Instant {
    Instant::from_millis(ms)
}

/// Runs a session whose echo `n` is answered after `round_trips[n]` ms, or not at all. Returns marks and summary.
fn run(config: Config, round_trips: &[Option<u64>]) -> (String, Summary, Instant) {
    let mut ping = Ping::new(config);
    let (mut marks, mut now, mut out) = (String::new(), Instant::ZERO, Vec::new());
    ping.start(now, &mut out);
    loop {
        let mut echo = None;
        for output in out.drain(..) {
            match output {
                Output::Send(sent) => echo = Some(sent),
                Output::Mark { mark, .. } => marks.push(mark.character()),
                Output::Ignored(reason) => panic!("{reason}"),
                Output::Done(summary) => return (marks, summary, now),
            }
        }
        let echo = echo.expect("a session sends or ends");
        match round_trips.get(echo.number as usize).copied().flatten() {
            Some(after) => {
                now += Duration::from_millis(after);
                ping.handle_reply(now, TARGET, 0, echo.sequence, &[], &mut out);
            }
            None => {
                now = ping.poll_timeout().expect("an echo in flight has an end");
                ping.handle_timeout(now, &mut out);
            }
        }
    }
}

#[test]
fn five_replies_without_pacing() {
    let trips = [Some(64), Some(67), Some(220), Some(70), Some(71)];
    let (marks, summary, ended) = run(Config::new(TARGET), &trips);
    assert_eq!(marks, "!!!!!");
    assert_eq!(ended, ms(64 + 67 + 220 + 70 + 71));
    let round_trip = summary.round_trip.unwrap();
    assert_eq!(summary.success_percent(), 100);
    assert_eq!(round_trip.min_ms, 64);
    assert_eq!(round_trip.max_ms % 4, 0);
    // 64, 131, 351, 421, 492 fall into ticks 16, 32, 87, 105, 123: 64 + 64 + 220 + 72 + 72 = 492.
    assert_eq!((round_trip.max_ms, round_trip.avg_ms), (220, 98));
}

#[test]
fn a_lost_echo_costs_exactly_its_timeout() {
    let mut config = Config::new(TARGET);
    config.repeat = 3;
    let (marks, summary, ended) = run(config, &[None, Some(8), None]);
    assert_eq!(marks, ".!.");
    assert_eq!(ended, ms(4008));
    assert_eq!((summary.sent, summary.received), (3, 1));
    assert_eq!(summary.success_percent(), 33);
}

#[test]
fn the_articles_percentage_is_truncated() {
    let summary = Summary {
        sent: 1235,
        received: 1221,
        round_trip: None,
    };
    assert_eq!(summary.success_percent(), 98);
    assert_eq!(Summary::default().success_percent(), 0);
}

#[test]
fn a_switch_tells_single_milliseconds() {
    let mut config = Config::new(TARGET);
    config.tick = Duration::from_millis(1);
    config.repeat = 2;
    let (_, summary, _) = run(config, &[Some(67), Some(70)]);
    let round_trip = summary.round_trip.unwrap();
    assert_eq!((round_trip.min_ms, round_trip.max_ms), (67, 70));
    assert_eq!(round_trip.avg_ms, 68);
}

#[test]
fn an_abort_counts_the_echo_in_flight_as_lost() {
    let mut ping = Ping::new(Config::new(TARGET));
    let mut out = Vec::new();
    ping.start(ms(0), &mut out);
    ping.handle_reply(ms(10), TARGET, 0, 0, &[], &mut out);
    out.clear();
    ping.abort(ms(500), &mut out);
    let [Output::Mark { mark, number, .. }, Output::Done(summary)] = out[..] else {
        panic!("{out:?}")
    };
    assert_eq!((mark, number), (Mark::Timeout, 1));
    assert_eq!((summary.sent, summary.received), (2, 1));
    assert_eq!(ping.poll_timeout(), None);
    out.clear();
    ping.abort(ms(501), &mut out);
    assert!(out.is_empty());
}

#[test]
fn errors_are_matched_by_the_header_they_quote() {
    let mut ping = Ping::new(Config::new(TARGET));
    let mut out = Vec::new();
    ping.start(ms(0), &mut out);
    out.clear();
    let mut quoted = [0; 28];
    quoted[0] = 0x45;
    quoted[9] = 1;
    quoted[16..20].copy_from_slice(&TARGET.octets());
    quoted[20] = 8;
    for len in 0..28 {
        ping.handle_error(ms(1), 3, 1, &quoted[..len], &mut out);
        assert_eq!(
            out.pop(),
            Some(Output::Ignored(IgnoreReason::OtherDatagram))
        );
    }
    let mut other = quoted;
    other[25] = 1; // identifier
    ping.handle_error(ms(1), 3, 1, &other, &mut out);
    assert_eq!(
        out.pop(),
        Some(Output::Ignored(IgnoreReason::OtherDatagram))
    );
    ping.handle_error(ms(2), 3, 1, &quoted, &mut out);
    assert!(matches!(
        out[0],
        Output::Mark {
            mark: Mark::Unreachable,
            ..
        }
    ));
    assert!(matches!(out[1], Output::Send(Echo { number: 1, .. })));
}

#[test]
fn late_duplicate_and_foreign_replies_are_named() {
    let mut ping = Ping::new(Config::new(TARGET));
    let mut out = Vec::new();
    ping.start(ms(0), &mut out);
    ping.handle_timeout(ms(1999), &mut out);
    assert_eq!(out.len(), 1, "nothing is due yet");
    ping.handle_timeout(ms(2000), &mut out);
    out.clear();
    let mut reason = |src, identifier, sequence| {
        ping.handle_reply(ms(2100), src, identifier, sequence, &[], &mut out);
        out.pop()
    };
    use IgnoreReason::{Late, OtherIdentifier, OtherSource};
    assert_eq!(reason(TARGET, 0, 0), Some(Output::Ignored(Late)));
    assert_eq!(reason(TARGET, 9, 1), Some(Output::Ignored(OtherIdentifier)));
    let stranger = Ipv4Addr::new(1, 2, 3, 4);
    assert_eq!(reason(stranger, 0, 1), Some(Output::Ignored(OtherSource)));
}

#[test]
fn a_timeout_of_zero_floods_but_not_at_one_instant() {
    let mut config = Config::new(TARGET);
    config.timeout = Duration::ZERO;
    config.repeat = 100;
    let (marks, _, ended) = run(config, &[]);
    assert_eq!(marks, ".".repeat(100));
    assert_eq!(ended, ms(100));
}

#[test]
fn the_data_is_a_time_stamp_and_the_pattern() {
    let mut ping = Ping::new(Config::new(TARGET));
    let mut out = Vec::new();
    ping.start(ms(0x0102), &mut out);
    let Output::Send(echo) = out[0] else {
        panic!("{out:?}")
    };
    let mut data = vec![9];
    echo.write_data(&mut data);
    assert_eq!(data.len(), 1 + 72);
    assert_eq!(data[1..11], [0, 0, 0, 0, 0, 0, 1, 2, 0xab, 0xcd]);
    let short = Echo {
        data_len: 3,
        ..echo
    };
    data.clear();
    short.write_data(&mut data);
    assert_eq!(data, [0; 3]);
}

#[test]
fn no_echo_at_all_is_a_session_too() {
    let mut config = Config::new(TARGET);
    config.repeat = 0;
    let (marks, summary, _) = run(config, &[]);
    assert_eq!((marks.as_str(), summary.sent), ("", 0));
}

#[test]
fn a_sweep_goes_through_all_sizes_and_begins_again() {
    let mut config = Config::new(TARGET);
    config.repeat = 2;
    config.sweep = Some(Sweep {
        min: 1400,
        max: 1425,
        interval: 10,
    });
    let mut ping = Ping::new(config);
    let (mut out, mut sizes) = (Vec::new(), Vec::new());
    ping.start(ms(0), &mut out);
    while let Some(Output::Send(echo)) = out.pop() {
        sizes.push(echo.data_len + 28);
        ping.handle_reply(ms(4), TARGET, 0, echo.sequence, &[], &mut out);
        out.retain(|output| !matches!(output, Output::Mark { .. }));
    }
    assert_eq!(sizes, [1400, 1410, 1420, 1400, 1410, 1420]);
    assert_eq!(ping.summary().received, 6);
}

#[test]
fn a_sweep_that_makes_no_sense_still_has_one_size() {
    for (min, max, interval) in [(100, 100, 0), (1500, 36, 1), (36, 18_024, 0)] {
        let sweep = Sweep { min, max, interval };
        assert!(sweep.sizes() >= 1);
        assert!(sweep.size(u32::MAX) >= min);
    }
}

#[test]
fn replies_with_other_data_do_not_count_where_data_is_validated() {
    let mut config = Config::new(TARGET);
    config.validate = true;
    let mut ping = Ping::new(config);
    let mut out = Vec::new();
    ping.start(ms(0), &mut out);
    let Some(Output::Send(echo)) = out.pop() else {
        panic!("{out:?}");
    };
    let mut data = Vec::new();
    echo.write_data(&mut data);
    data[40] ^= 1;
    ping.handle_reply(ms(8), TARGET, 0, 0, &data, &mut out);
    assert_eq!(out, [Output::Ignored(IgnoreReason::OtherData)]);
    data[40] ^= 1;
    out.clear();
    ping.handle_reply(ms(9), TARGET, 0, 0, &data, &mut out);
    assert!(matches!(
        out[0],
        Output::Mark {
            mark: Mark::Reply,
            ..
        }
    ));
}
