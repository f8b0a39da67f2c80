//! What a lab says when it may not go on, and that it tells every frame's end once.

use crate::lab::Lab;
use crate::lab::view::{Command, Update};

fn open(start_s: u64) -> Lab {
    let mut lab = Lab::new();
    let update = lab.handle(Command::Open {
        scenario: "ipsec-ha-hsrp".to_owned(),
        seed: Some(1),
        timed_faults: true,
        start_at_ns: start_s * 1_000_000_000,
    });
    assert_eq!(update.error, None);
    lab
}

fn advance(lab: &mut Lab, to_ms: u64) -> Update {
    lab.handle(Command::Advance {
        to_ns: to_ms * 1_000_000,
        max_events: u32::MAX,
    })
}

#[test]
fn a_lab_that_kept_its_frames_stops_and_says_so() {
    let mut lab = open(10);
    let run = lab.run.as_mut().unwrap();
    let kept = run.world.capture().frames().len();
    run.world.set_frame_budget(kept + 50);
    let update = advance(&mut lab, 60_000);
    assert_eq!(update.error, None);
    assert!(update.now_ns < 60_000_000_000 && !update.idle, "{update:?}");
    let stopped_at = update.now_ns;
    for command in [
        Command::Step,
        Command::Advance {
            to_ns: 60_000_000_000,
            max_events: 1,
        },
    ] {
        let update = lab.handle(command);
        let error = update.error.unwrap();
        assert!(error.starts_with("stopped by budget: "), "{error}");
        assert!(error.ends_with(" frames"), "{error}");
        assert_eq!(update.now_ns, stopped_at);
    }
}

/// Event by event, so that frames die after they were told: all of them, and each death, reach the other side.
#[test]
fn each_frame_s_end_is_told_whenever_it_comes() {
    let mut lab = open(62);
    let (mut told, mut deaths, mut late) = (Vec::new(), Vec::new(), 0);
    for _ in 0..3_000 {
        for frame in lab.handle(Command::Step).frames {
            late += usize::from(told.contains(&frame.id));
            if frame.dropped.is_some() {
                deaths.push(frame.id);
            }
            told.push(frame.id);
        }
    }
    let capture = lab.run.as_ref().unwrap().world.capture();
    told.sort();
    told.dedup();
    let first = told[0] as usize;
    assert_eq!(told.len(), capture.frames().len() - first);
    let mut expected: Vec<_> = capture
        .drops()
        .iter()
        .filter(|dropped| crate::lab::is_remarkable(dropped.reason))
        .map(|dropped| dropped.frame.0)
        .filter(|frame| *frame as usize >= first)
        .collect();
    for ids in [&mut deaths, &mut expected] {
        ids.sort();
        ids.dedup();
    }
    assert_eq!(deaths, expected);
    assert!(late > 0 && deaths.len() > 5, "{late} late, {deaths:?}");
}
