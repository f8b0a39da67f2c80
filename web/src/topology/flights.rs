//! Frames on their way across the diagram. A frame on a LAN lasts microseconds: each is shown for at least a moment
//! of wall time, at a display clock that stands still while the lab does.

use std::rc::Rc;

use vipsec_core::lab::view::{FrameView, LinkId, Protocol};

/// Every frame is shown for at least so long, in milliseconds of the display clock.
const AT_LEAST_MS: f64 = 420.0;
/// The cross of a dropped frame stays so long.
const CROSS_MS: f64 = 2200.0;
/// Frames alike that start closer together than this are drawn as one.
const APART_MS: f64 = 55.0;
/// At most so many frames are in flight on the diagram.
const MOST: usize = 140;
/// A frame that was sent long before it was told starts at most so far back.
const LATE_MS: f64 = 80.0;

/// A frame being shown.
#[derive(Clone, Debug, PartialEq)]
struct Flight {
    id: u32,
    link: LinkId,
    from_a: bool,
    protocol: Protocol,
    label: Rc<str>,
    dropped: Option<Rc<str>>,
    sent_ns: u64,
    arrives_ns: u64,
    start_ms: f64,
    span_ms: f64,
}

/// A frame where it is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dot {
    pub(crate) id: u32,
    pub(crate) link: LinkId,
    pub(crate) protocol: Protocol,
    pub(crate) label: Rc<str>,
    /// Where between end `a` (0) and end `b` (1).
    pub(crate) at: f64,
    /// Where its trail ends.
    pub(crate) tail: f64,
    /// Why it died at the far end: then it is a cross.
    pub(crate) died: Option<Rc<str>>,
}

/// The last frame that was dropped.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drop {
    pub(crate) at_ns: u64,
    pub(crate) label: Rc<str>,
    pub(crate) reason: Rc<str>,
}

/// All frames being shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Flights {
    flying: Vec<Flight>,
    newest: Option<u32>,
    last_drop: Option<Drop>,
}

impl Flights {
    /// Takes in the frames of an update that came at `now_ns`, when the display clock stood at `shown_ms`.
    pub(crate) fn admit(&mut self, frames: Vec<FrameView>, now_ns: u64, shown_ms: f64, speed: f64) {
        let per_ms = speed * 1e6;
        for frame in frames {
            let dropped: Option<Rc<str>> = frame.dropped.as_deref().map(Rc::from);
            if let Some(reason) = &dropped {
                let (reason, label) = (Rc::clone(reason), Rc::from(frame.label.as_str()));
                self.last_drop = Some(Drop {
                    at_ns: frame.arrives_ns,
                    label,
                    reason,
                });
            }
            if let Some(known) = self.flying.iter_mut().find(|f| f.id == frame.id) {
                known.dropped = dropped;
                continue;
            }
            if self.newest.is_some_and(|newest| frame.id <= newest) {
                continue;
            }
            self.newest = Some(frame.id);
            let ago = now_ns.saturating_sub(frame.sent_ns) as f64 / per_ms;
            let start_ms = shown_ms - ago.min(LATE_MS);
            if dropped.is_none() && self.crowded(&frame, start_ms) {
                continue;
            }
            self.flying.push(Flight {
                id: frame.id,
                link: frame.link,
                from_a: frame.from_a,
                protocol: frame.protocol,
                label: Rc::from(frame.label),
                dropped,
                sent_ns: frame.sent_ns,
                arrives_ns: frame.arrives_ns,
                start_ms,
                span_ms: (frame.arrives_ns.saturating_sub(frame.sent_ns) as f64 / per_ms)
                    .max(AT_LEAST_MS),
            });
        }
        let too_many = self.flying.len().saturating_sub(MOST);
        self.flying.drain(..too_many);
    }

    fn crowded(&self, frame: &FrameView, start_ms: f64) -> bool {
        self.flying.iter().rev().take(60).any(|f| {
            f.link == frame.link
                && f.from_a == frame.from_a
                && f.protocol == frame.protocol
                && (f.start_ms - start_ms).abs() < APART_MS
        })
    }

    /// Forgets frames whose time is over.
    pub(crate) fn retire(&mut self, shown_ms: f64) {
        self.flying.retain(|f| {
            let lasts = if f.dropped.is_some() {
                f.span_ms + CROSS_MS
            } else {
                f.span_ms
            };
            shown_ms < f.start_ms + lasts
        });
    }

    /// Whether anything would move if the display clock went on.
    pub(crate) fn is_empty(&self) -> bool {
        self.flying.is_empty()
    }

    /// Where every frame is to be drawn.
    pub(crate) fn dots(&self, now_ns: u64, shown_ms: f64) -> Vec<Dot> {
        self.flying
            .iter()
            .filter_map(|f| f.dot(now_ns, shown_ms))
            .collect()
    }

    pub(crate) fn last_drop(&self) -> Option<&Drop> {
        self.last_drop.as_ref()
    }
}

impl Flight {
    fn dot(&self, now_ns: u64, shown_ms: f64) -> Option<Dot> {
        let gone = (shown_ms - self.start_ms) / self.span_ms;
        if gone < 0.0 {
            return None;
        }
        // While it is still on the wire it must not look as if it had arrived.
        let still = (now_ns < self.arrives_ns).then(|| {
            let whole = (self.arrives_ns - self.sent_ns).max(1) as f64;
            (now_ns.saturating_sub(self.sent_ns) as f64 / whole).max(0.5)
        });
        let gone = gone.min(still.unwrap_or(1.0));
        let died = self.dropped.clone().filter(|_| gone >= 1.0);
        if gone >= 1.0 && died.is_none() {
            return None;
        }
        let tail = (gone - 0.16).max(0.0);
        let place = |t: f64| if self.from_a { t } else { 1.0 - t };
        Some(Dot {
            id: self.id,
            link: self.link,
            protocol: self.protocol,
            label: Rc::clone(&self.label),
            at: place(gone),
            tail: place(tail),
            died,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(id: u32, sent_ns: u64, dropped: Option<&str>) -> FrameView {
        FrameView {
            id,
            link: LinkId(0),
            from_a: true,
            sent_ns,
            arrives_ns: sent_ns + 10_000,
            len: 114,
            protocol: Protocol::Icmp,
            label: "Echo request".into(),
            dropped: dropped.map(str::to_owned),
        }
    }

    #[test]
    fn a_frame_of_microseconds_is_seen_for_its_moment_and_then_gone() {
        let mut f = Flights::default();
        f.admit(vec![frame(1, 1_000_000, None)], 2_000_000, 500.0, 1.0);
        let early = f.dots(2_000_000, 510.0)[0].at;
        let late = f.dots(2_000_000, 700.0)[0].at;
        assert!(0.0 < early && early < late && late < 1.0);
        f.retire(500.0 + AT_LEAST_MS + 1.0);
        assert!(f.is_empty());
    }

    #[test]
    fn frames_the_other_way_run_backwards() {
        let mut f = Flights::default();
        let back = FrameView {
            from_a: false,
            ..frame(1, 0, None)
        };
        f.admit(vec![back], 100_000, 0.0, 1.0);
        assert!(f.dots(100_000, 100.0)[0].at > f.dots(100_000, 300.0)[0].at);
    }

    #[test]
    fn a_dropped_frame_ends_as_a_cross_with_its_reason() {
        let mut f = Flights::default();
        f.admit(vec![frame(1, 0, Some("no SA"))], 100_000, 0.0, 1.0);
        assert_eq!(f.dots(100_000, 100.0)[0].died, None);
        let dots = f.dots(100_000, AT_LEAST_MS + 100.0);
        assert_eq!(dots[0].died.as_deref(), Some("no SA"));
        assert_eq!(dots[0].at, 1.0);
        assert_eq!(f.last_drop().map(|d| &*d.reason), Some("no SA"));
    }

    #[test]
    fn a_frame_on_the_wire_waits_halfway_until_it_arrives() {
        let mut f = Flights::default();
        f.admit(vec![frame(1, 0, None)], 0, 0.0, 1.0);
        assert_eq!(f.dots(0, 10_000.0)[0].at, 0.5);
    }

    #[test]
    fn the_same_frame_told_twice_is_one_and_learns_its_fate() {
        let mut f = Flights::default();
        f.admit(vec![frame(7, 0, None)], 5_000, 0.0, 1.0);
        f.admit(vec![frame(7, 0, Some("CRC"))], 20_000, 20.0, 1.0);
        assert_eq!(f.flying.len(), 1);
        assert_eq!(f.flying[0].dropped.as_deref(), Some("CRC"));
    }

    #[test]
    fn a_flood_is_thinned_but_no_drop_is_lost() {
        let mut f = Flights::default();
        let flood = (0..400)
            .map(|i| frame(i, u64::from(i), (i == 200).then_some("why")))
            .collect();
        f.admit(flood, 1_000_000, 0.0, 1.0);
        assert_eq!(f.flying.iter().filter(|x| x.dropped.is_some()).count(), 1);
        assert!(f.flying.len() < 5);
    }
}
