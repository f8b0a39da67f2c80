use vipsec_core::lab::view::{Mark, Segment};

use super::*;

fn span(from_s: u64, to_s: Option<u64>, text: &str, tone: Tone) -> Span {
    Span {
        from_ns: from_s * SECOND,
        to_ns: to_s.map(|s| s * SECOND),
        text: text.into(),
        tone,
    }
}

fn lane(id: &str, kind: LaneKind, spans: Vec<Span>) -> Lane {
    Lane {
        id: id.into(),
        label: id.into(),
        kind,
        spans,
    }
}

fn mark(lane: &str, at_ns: u64, kind: MarkKind) -> Mark {
    Mark {
        lane: lane.into(),
        at_ns,
        kind,
        value_ns: Some(70_000_000),
        text: "shut R1 Fa0/0".into(),
    }
}

fn flow(end_s: Option<f64>) -> FlowView {
    let segment = Segment {
        from_s: 70.0,
        to_s: 80.0,
        cause: "stale SA".into(),
        kind: "stale_sa".into(),
        device: "R4".into(),
        ended_by: None,
        ended_by_fact: None,
        tone: Tone::Stale,
    };
    let outage = Outage {
        start_s: 70.0,
        end_s,
        reported_s: 24.0,
        actual_s: None,
        lost: 12,
        segments: vec![segment],
        sentence: String::new(),
    };
    FlowView {
        name: "f".into(),
        sent: 0,
        received: 0,
        rtt_ms: None,
        outages: vec![outage],
    }
}

fn picture(lanes: &[Lane], marks: &Marks, flows: &[FlowView], width: f64) -> Picture {
    let window = (60 * SECOND, 120 * SECOND);
    Picture::new(&Input {
        lanes,
        marks,
        flows,
        now_ns: 100 * SECOND,
        window,
        width,
    })
}

#[test]
fn an_open_span_ends_now_and_an_old_one_is_cut_at_the_border() {
    let hsrp = lane(
        "h",
        LaneKind::Hsrp,
        vec![
            span(0, Some(70), "Active", Tone::Active),
            span(70, None, "Init", Tone::Down),
        ],
    );
    let p = picture(&[hsrp], &Marks::default(), &[], 786.0);
    let bars = &p.rows[0].bars;
    assert_eq!(bars.len(), 2);
    assert_eq!((bars[0].x, bars[0].w), (168.0, 100.0));
    assert_eq!((bars[1].x, bars[1].w), (268.0, 300.0));
    assert_eq!(bars[0].text.as_deref(), Some("Active"));
    assert_eq!(p.now_x, Some(568.0));
}

#[test]
fn an_outage_is_shaded_until_its_end_or_now() {
    let p = picture(&[], &Marks::default(), &[flow(Some(90.0))], 786.0);
    assert_eq!(p.shades, [(268.0, 468.0)]);
    let p = picture(&[], &Marks::default(), &[flow(None)], 786.0);
    assert_eq!(p.shades, [(268.0, 568.0)]);
}

#[test]
fn segments_make_a_lane_if_the_lab_has_none() {
    let p = picture(&[], &Marks::default(), &[flow(None)], 786.0);
    assert_eq!(p.rows.len(), 1);
    assert_eq!(p.rows[0].bars[0].tone, Tone::Stale);
    let own = lane("where", LaneKind::Explanation, vec![]);
    assert_eq!(
        picture(&[own], &Marks::default(), &[flow(None)], 786.0)
            .rows
            .len(),
        1
    );
}

#[test]
fn a_flood_of_answers_is_thinned_to_columns() {
    let mut marks = Marks::default();
    let at = |i: u64| 60 * SECOND + i * SECOND / 1000;
    marks.append(
        (0..50_000)
            .map(|i| mark("p", at(i), MarkKind::Answered))
            .collect(),
    );
    let p = picture(&[lane("p", LaneKind::Ping, vec![])], &marks, &[], 786.0);
    let dots = p.rows[0].dots.matches('M').count();
    assert!((400..=1200).contains(&dots), "{dots}");
    assert_eq!(p.rows[0].top_ms, Some(100));
}

#[test]
fn each_lost_ping_is_a_cross_and_each_probe_a_notch() {
    let mut marks = Marks::default();
    marks.append(
        (0..12)
            .map(|i| mark("p", (70 + 2 * i) * SECOND, MarkKind::Lost))
            .collect(),
    );
    marks.append(
        (0..5)
            .map(|i| mark("ike", (80 + 2 * i) * SECOND, MarkKind::Probe))
            .collect(),
    );
    marks.append(vec![
        mark("ike", 71 * SECOND, MarkKind::ProbeAnswered),
        mark("p", 70 * SECOND, MarkKind::Event),
    ]);
    let lanes = [
        lane("p", LaneKind::Ping, vec![]),
        lane("ike", LaneKind::Ike, vec![]),
    ];
    let p = picture(&lanes, &marks, &[], 786.0);
    assert_eq!(p.rows[0].crosses.matches('M').count(), 12);
    assert_eq!(p.rows[1].notches.len(), 6);
    assert_eq!(p.rows[1].notches.iter().filter(|n| n.answered).count(), 1);
    assert_eq!(p.events.len(), 1);
    assert_eq!(p.events[0].text.as_deref(), Some("shut R1 Fa0/0"));
}

#[test]
fn on_a_phone_lanes_take_the_whole_width() {
    let lanes = [lane("p", LaneKind::Ping, vec![])];
    let p = picture(&lanes, &Marks::default(), &[], 366.0);
    assert!(p.narrow);
    assert_eq!(p.scale.left, 0.0);
    assert!(p.rows[0].y >= 15.0);
}

#[test]
fn scales_of_round_trips_are_round() {
    assert_eq!(nice(100), 100);
    assert_eq!(nice(177), 200);
    assert_eq!(nice(2_001), 5_000);
}
