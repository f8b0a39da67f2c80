//! The failover chart as shapes: pure, from data and a width to rectangles and paths.

use std::fmt::Write;

use vipsec_core::lab::view::{FlowView, Lane, LaneKind, MarkKind, Outage, Span, Tone};

use super::marks::{LaneMarks, Marks, between};
use super::scale::Scale;
use crate::format::{SECOND, fit, px, tick};

/// Answered pings drawn one by one; more are thinned to the least and the greatest in each column of pixels.
const MOST_DOTS: usize = 900;
/// The same for lost ones, thinned to one in each two columns.
const MOST_CROSSES: usize = 300;
/// Below this width labels stand above their lanes.
const NARROW: f64 = 620.0;
const LABEL_WIDTH: f64 = 168.0;
const CHAR: f64 = 7.1;

/// What the chart is made from.
pub(crate) struct Input<'a> {
    pub(crate) lanes: &'a [Lane],
    pub(crate) marks: &'a Marks,
    pub(crate) flows: &'a [FlowView],
    pub(crate) now_ns: u64,
    pub(crate) window: (u64, u64),
    pub(crate) width: f64,
}

/// A coloured stretch of a lane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    pub(crate) x: f64,
    pub(crate) w: f64,
    pub(crate) tone: Tone,
    /// What fits of its text.
    pub(crate) text: Option<String>,
    /// All of it, for whoever points at it.
    pub(crate) title: String,
}

/// A tick on a lane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notch {
    pub(crate) x: f64,
    pub(crate) answered: bool,
    pub(crate) title: String,
}

/// A lane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) kind: LaneKind,
    pub(crate) y: f64,
    pub(crate) h: f64,
    pub(crate) bars: Vec<Bar>,
    pub(crate) dots: String,
    pub(crate) crosses: String,
    pub(crate) notches: Vec<Notch>,
    /// The round trip time at the top of a ping lane, in milliseconds.
    pub(crate) top_ms: Option<u64>,
}

/// A line across all lanes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) x: f64,
    pub(crate) text: Option<String>,
    pub(crate) title: String,
}

/// The chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    pub(crate) scale: Scale,
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// Where the lanes begin and end.
    pub(crate) top: f64,
    pub(crate) bottom: f64,
    /// Labels stand above their lanes.
    pub(crate) narrow: bool,
    pub(crate) rows: Vec<Row>,
    /// Outages, from and to.
    pub(crate) shades: Vec<(f64, f64)>,
    pub(crate) axis: Vec<(f64, String)>,
    pub(crate) events: Vec<Event>,
    pub(crate) now_x: Option<f64>,
}

impl Picture {
    pub(crate) fn new(input: &Input<'_>) -> Self {
        let narrow = input.width < NARROW;
        let left = if narrow { 0.0 } else { LABEL_WIDTH };
        let right = (input.width - 18.0).max(left + 40.0);
        let scale = Scale {
            from_ns: input.window.0,
            to_ns: input.window.1,
            left,
            right,
        };
        let events = events(input.marks, &scale);
        let top = if events.is_empty() { 4.0 } else { 20.0 };
        let mut y = top;
        let explained = explanation(input);
        let rows: Vec<Row> = input
            .lanes
            .iter()
            .chain(&explained)
            .map(|lane| {
                if narrow {
                    y += 15.0;
                }
                let row = row(lane, input, &scale, y);
                y += row.h + if narrow { 3.0 } else { 5.0 };
                row
            })
            .collect();
        let step = scale.step(74.0);
        Self {
            scale,
            width: input.width,
            height: y + 18.0,
            top,
            bottom: y - 2.0,
            narrow,
            rows,
            shades: input
                .flows
                .iter()
                .flat_map(|f| &f.outages)
                .filter_map(|o| shade(o, &scale, input.now_ns))
                .collect(),
            axis: scale
                .ticks(step)
                .map(|t| (scale.x(t), tick(t, step)))
                .collect(),
            events,
            now_x: scale.shows(input.now_ns).then(|| scale.x(input.now_ns)),
        }
    }
}

/// An outage in nanoseconds.
pub(crate) fn outage_ns(outage: &Outage) -> (u64, Option<u64>) {
    (ns(outage.start_s), outage.end_s.map(ns))
}

fn ns(s: f64) -> u64 {
    (s * SECOND as f64) as u64
}

fn shade(outage: &Outage, scale: &Scale, now_ns: u64) -> Option<(f64, f64)> {
    let (start, end) = outage_ns(outage);
    let end = end.unwrap_or(now_ns);
    let seen = end > scale.from_ns && start < scale.to_ns;
    seen.then(|| (scale.clamped(start), scale.clamped(end)))
}

/// Where the time went, if no lane of the lab tells it.
fn explanation(input: &Input<'_>) -> Option<Lane> {
    if input.lanes.iter().any(|l| l.kind == LaneKind::Explanation) {
        return None;
    }
    let segments = input
        .flows
        .iter()
        .flat_map(|f| &f.outages)
        .flat_map(|o| &o.segments);
    let span = |s: &vipsec_core::lab::view::Segment| Span {
        from_ns: ns(s.from_s),
        to_ns: Some(ns(s.to_s)),
        text: s.cause.clone(),
        tone: s.tone,
    };
    let spans: Vec<Span> = segments.map(span).collect();
    (!spans.is_empty()).then(|| Lane {
        id: "explanation".to_owned(),
        label: "Where the time went".to_owned(),
        kind: LaneKind::Explanation,
        spans,
    })
}

fn row(lane: &Lane, input: &Input<'_>, scale: &Scale, y: f64) -> Row {
    let h = if lane.kind == LaneKind::Ping {
        42.0
    } else {
        19.0
    };
    let mut row = Row {
        label: lane.label.clone(),
        kind: lane.kind,
        y,
        h,
        bars: bars(&lane.spans, scale, input.now_ns),
        dots: String::new(),
        crosses: String::new(),
        notches: Vec::new(),
        top_ms: None,
    };
    if let Some(marks) = input.marks.lane(&lane.id) {
        row.take(marks, scale);
    }
    row
}

/// The spans that are seen. Of those too narrow to see, one in each column of pixels.
fn bars(spans: &[Span], scale: &Scale, now_ns: u64) -> Vec<Bar> {
    let first = spans.partition_point(|s| s.to_ns.is_some_and(|to| to < scale.from_ns));
    let mut bars: Vec<Bar> = Vec::new();
    let mut column = f64::MIN;
    for span in spans[first..]
        .iter()
        .take_while(|s| s.from_ns < scale.to_ns)
    {
        let end = span.to_ns.unwrap_or(now_ns).max(span.from_ns);
        let (x, to) = (scale.clamped(span.from_ns), scale.clamped(end));
        let w = to - x;
        if w < 1.0 && to.floor() <= column {
            continue;
        }
        column = to.floor();
        let seconds = (end - span.from_ns) as f64 / SECOND as f64;
        bars.push(Bar {
            x,
            w: w.max(1.5),
            tone: span.tone,
            text: fit(&span.text, ((w - 10.0) / CHAR).max(0.0) as usize),
            title: format!("{} · {}", span.text, crate::format::seconds(seconds)),
        });
    }
    bars
}

impl Row {
    fn take(&mut self, marks: &LaneMarks, scale: &Scale) {
        let answered = between(&marks.answered, scale.from_ns, scale.to_ns, |a| a.0);
        if self.kind == LaneKind::Ping {
            let greatest = answered
                .iter()
                .map(|a| a.1)
                .max()
                .unwrap_or(0)
                .div_ceil(1_000_000);
            let top = nice(greatest.max(100));
            self.top_ms = Some(top);
            self.dots = self.dots(answered, scale, top as f64 * 1e6);
            let lost = between(&marks.lost, scale.from_ns, scale.to_ns, |at| *at);
            self.crosses = self.crosses(lost, scale);
        }
        let ticks = between(&marks.ticks, scale.from_ns, scale.to_ns, |t| t.at_ns);
        let probes = ticks.iter().filter(|t| t.kind != MarkKind::Event);
        self.notches = probes
            .map(|t| Notch {
                x: scale.x(t.at_ns),
                answered: t.kind == MarkKind::ProbeAnswered,
                title: format!("{} · {}", crate::format::clock(t.at_ns), t.text),
            })
            .collect();
        // Hours of probes in view are a grey band, not ticks.
        if self.notches.len() > 200 {
            let nth = self.notches.len().div_ceil(200);
            self.notches = self.notches.drain(..).step_by(nth).collect();
        }
    }

    /// A dot for each answered ping: a line of no length with a round cap.
    fn dots(&self, answered: &[(u64, u64)], scale: &Scale, top_ns: f64) -> String {
        let mut path = String::with_capacity(answered.len().min(MOST_DOTS) * 12);
        let (base, room) = (self.y + self.h - 5.0, self.h - 10.0);
        let mut dot = |x: f64, rtt: u64| {
            let y = base - room * (rtt as f64 / top_ns).min(1.0);
            // Writing to a string cannot fail.
            let _ = write!(path, "M{} {}h0", px(x), px(y));
        };
        if answered.len() <= MOST_DOTS {
            for (at, rtt) in answered {
                dot(scale.x(*at), *rtt);
            }
            return path;
        }
        let column_of = |at: u64| scale.x(at).floor();
        for column in answered.chunk_by(|a, b| column_of(a.0) == column_of(b.0)) {
            let x = column_of(column[0].0) + 0.5;
            let least = column.iter().map(|a| a.1).min().unwrap_or(0);
            let most = column.iter().map(|a| a.1).max().unwrap_or(0);
            dot(x, least);
            if most > least {
                dot(x, most);
            }
        }
        path
    }

    fn crosses(&self, lost: &[u64], scale: &Scale) -> String {
        let mut path = String::new();
        let y = self.y + self.h / 2.0;
        let thin = lost.len() > MOST_CROSSES;
        let mut last = f64::MIN;
        for at in lost {
            let x = scale.x(*at);
            if thin && x - last < 2.0 {
                continue;
            }
            last = x;
            let _ = write!(path, "M{} {}l8 8m0-8l-8 8", px(x - 4.0), px(y - 4.0));
        }
        path
    }
}

/// The least of 100, 200, 500, 1000 … that is not below.
fn nice(least: u64) -> u64 {
    let mut unit = 100;
    loop {
        if let Some(n) = [1, 2, 5]
            .into_iter()
            .map(|f| f * unit)
            .find(|n| *n >= least)
        {
            return n;
        }
        unit *= 10;
    }
}

/// The lines across, with as much of their words as fits before the next.
fn events(marks: &Marks, scale: &Scale) -> Vec<Event> {
    let mut ticks: Vec<_> = marks.events().filter(|t| scale.shows(t.at_ns)).collect();
    ticks.sort_by_key(|t| t.at_ns);
    ticks.dedup_by(|a, b| a.at_ns == b.at_ns && a.text == b.text);
    let xs: Vec<f64> = ticks.iter().map(|t| scale.x(t.at_ns)).collect();
    let event = |(i, t): (usize, &&super::marks::Tick)| {
        let room = xs.get(i + 1).copied().unwrap_or(scale.right) - xs[i] - 10.0;
        Event {
            x: xs[i],
            text: fit(&t.text, (room / CHAR).max(0.0) as usize),
            title: format!("{} · {}", crate::format::clock(t.at_ns), t.text),
        }
    };
    ticks.iter().enumerate().map(event).collect()
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
