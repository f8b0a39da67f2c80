//! The marks of the failover chart, kept lane by lane in order of time.

use std::collections::BTreeMap;

use vipsec_core::lab::view::{Mark, MarkKind};

/// Answered pings kept for each lane; beyond that the older ones are thinned. What is lost is kept for ever.
const ANSWERED_KEPT: usize = 60_000;

/// Something worth a tick.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) at_ns: u64,
    pub(crate) kind: MarkKind,
    pub(crate) text: String,
}

/// The marks of one lane.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LaneMarks {
    /// When sent, and the round trip, both in nanoseconds.
    pub(crate) answered: Vec<(u64, u64)>,
    /// When sent.
    pub(crate) lost: Vec<u64>,
    pub(crate) ticks: Vec<Tick>,
}

/// All marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Marks {
    lanes: BTreeMap<String, LaneMarks>,
}

impl Marks {
    pub(crate) fn append(&mut self, marks: Vec<Mark>) {
        for mark in marks {
            let lane = match self.lanes.get_mut(&mark.lane) {
                Some(lane) => lane,
                None => self.lanes.entry(mark.lane).or_default(),
            };
            match (mark.kind, mark.value_ns) {
                (MarkKind::Answered, rtt) => {
                    insert(&mut lane.answered, (mark.at_ns, rtt.unwrap_or(0)), |a| a.0);
                    if lane.answered.len() > ANSWERED_KEPT {
                        thin(&mut lane.answered);
                    }
                }
                (MarkKind::Lost, _) => insert(&mut lane.lost, mark.at_ns, |at| *at),
                (kind, _) => {
                    let tick = Tick {
                        at_ns: mark.at_ns,
                        kind,
                        text: mark.text,
                    };
                    insert(&mut lane.ticks, tick, |t| t.at_ns);
                }
            }
        }
    }

    pub(crate) fn lane(&self, id: &str) -> Option<&LaneMarks> {
        self.lanes.get(id)
    }

    /// Instants worth a line across the whole chart, in no lane's order.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Tick> {
        self.lanes
            .values()
            .flat_map(|l| &l.ticks)
            .filter(|t| t.kind == MarkKind::Event)
    }

    /// When the first mark was.
    pub(crate) fn first_ns(&self) -> Option<u64> {
        let first = |l: &LaneMarks| {
            let starts = [l.answered.first().map(|a| a.0), l.lost.first().copied()];
            starts
                .into_iter()
                .flatten()
                .chain(l.ticks.first().map(|t| t.at_ns))
                .min()
        };
        self.lanes.values().filter_map(first).min()
    }
}

/// Leaves out every second of the older half: so the longer ago, the fewer.
fn thin(answered: &mut Vec<(u64, u64)>) {
    let half = answered.len() / 2;
    let mut nth = 0;
    answered.retain(|_| {
        nth += 1;
        nth > half || nth % 2 == 1
    });
}

/// Keeps order: a lost ping is told when its timeout ends, after pings that were sent later.
fn insert<T>(sorted: &mut Vec<T>, item: T, key: impl Fn(&T) -> u64) {
    let at = key(&item);
    if sorted.last().is_none_or(|last| key(last) <= at) {
        sorted.push(item);
    } else {
        let place = sorted.partition_point(|x| key(x) <= at);
        sorted.insert(place, item);
    }
}

/// The part of a sorted list between two instants.
pub(crate) fn between<T>(sorted: &[T], from_ns: u64, to_ns: u64, key: impl Fn(&T) -> u64) -> &[T] {
    let from = sorted.partition_point(|x| key(x) < from_ns);
    let to = sorted.partition_point(|x| key(x) <= to_ns);
    &sorted[from..to.max(from)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(at_ns: u64, kind: MarkKind) -> Mark {
        Mark {
            lane: "ping".into(),
            at_ns,
            kind,
            value_ns: Some(70),
            text: String::new(),
        }
    }

    #[test]
    fn marks_told_late_are_put_in_order() {
        let mut m = Marks::default();
        m.append(vec![
            mark(10, MarkKind::Answered),
            mark(30, MarkKind::Answered),
            mark(20, MarkKind::Answered),
        ]);
        let at: Vec<u64> = m
            .lane("ping")
            .expect("a lane")
            .answered
            .iter()
            .map(|a| a.0)
            .collect();
        assert_eq!(at, [10, 20, 30]);
        assert_eq!(m.first_ns(), Some(10));
    }

    #[test]
    fn a_window_holds_what_lies_in_it() {
        let at = [1, 5, 9, 13];
        assert_eq!(between(&at, 5, 12, |x| *x), [5, 9]);
        assert!(between(&at, 14, 20, |x| *x).is_empty());
    }

    #[test]
    fn old_answers_are_thinned_but_losses_stay() {
        let mut m = Marks::default();
        m.append(vec![mark(0, MarkKind::Lost)]);
        m.append(
            (1..=ANSWERED_KEPT as u64 + 1)
                .map(|i| mark(i, MarkKind::Answered))
                .collect(),
        );
        let lane = m.lane("ping").expect("a lane");
        assert!(lane.answered.len() <= ANSWERED_KEPT);
        assert_eq!(lane.answered[0].0, 1, "the first is still there");
        assert_eq!(lane.answered[1].0, 3);
        assert_eq!(lane.lost, [0]);
    }
}
