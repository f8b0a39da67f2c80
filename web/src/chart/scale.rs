//! From virtual time to the width of the chart.

use crate::format::SECOND;
use crate::state::Window;

/// A stretch of virtual time across a stretch of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) from_ns: u64,
    pub(crate) to_ns: u64,
    pub(crate) left: f64,
    pub(crate) right: f64,
}

impl Scale {
    pub(crate) fn x(&self, ns: u64) -> f64 {
        let span = (self.to_ns - self.from_ns).max(1) as f64;
        let t = (ns as f64 - self.from_ns as f64) / span;
        self.left + t * (self.right - self.left)
    }

    /// The place of an instant, moved to the border if it lies outside.
    pub(crate) fn clamped(&self, ns: u64) -> f64 {
        self.x(ns.clamp(self.from_ns, self.to_ns))
    }

    /// The instant at a place.
    pub(crate) fn at(&self, x: f64) -> u64 {
        let t = ((x - self.left) / (self.right - self.left).max(1.0)).clamp(0.0, 1.0);
        self.from_ns + (t * (self.to_ns - self.from_ns) as f64) as u64
    }

    pub(crate) fn shows(&self, ns: u64) -> bool {
        (self.from_ns..=self.to_ns).contains(&ns)
    }

    /// The step between ticks of the axis, so that they are at least so many pixels apart.
    pub(crate) fn step(&self, apart: f64) -> u64 {
        const STEPS_MS: [u64; 17] = [
            100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
            600_000, 1_800_000, 3_600_000, 10_800_000, 86_400_000,
        ];
        let per_px = (self.to_ns - self.from_ns) as f64 / (self.right - self.left).max(1.0);
        let least = per_px * apart / 1e6;
        let step = STEPS_MS.into_iter().find(|ms| *ms as f64 >= least);
        step.unwrap_or(86_400_000) * 1_000_000
    }

    /// The instants of the axis' ticks.
    pub(crate) fn ticks(&self, step_ns: u64) -> impl Iterator<Item = u64> {
        let first = self.from_ns.div_ceil(step_ns) * step_ns;
        let to = self.to_ns;
        (0..200)
            .map(move |i| first + i * step_ns)
            .take_while(move |t| *t <= to)
    }
}

/// The stretch of time to show. `outage` is its start and, if it is over, its end.
pub(crate) fn window(
    choice: Window,
    now_ns: u64,
    first_ns: u64,
    outage: Option<(u64, Option<u64>)>,
) -> (u64, u64) {
    match (choice, outage) {
        (Window::Outage, Some((start, end))) => {
            let from = start.saturating_sub(5 * SECOND);
            let to = end.map_or(now_ns + SECOND, |end| end + 5 * SECOND);
            (from, to.max(from + 20 * SECOND))
        }
        (Window::All, _) => {
            let to = now_ns.max(first_ns + 10 * SECOND);
            (first_ns, to + (to - first_ns) / 50)
        }
        (Window::LastMinute | Window::Outage, _) => {
            let to = (now_ns + SECOND).max(60 * SECOND);
            (to - 60 * SECOND, to)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: Scale = Scale {
        from_ns: 60 * SECOND,
        to_ns: 120 * SECOND,
        left: 100.0,
        right: 700.0,
    };

    #[test]
    fn time_and_place_are_inverse() {
        assert_eq!(SCALE.x(60 * SECOND), 100.0);
        assert_eq!(SCALE.x(90 * SECOND), 400.0);
        assert_eq!(SCALE.at(400.0), 90 * SECOND);
        assert_eq!(SCALE.clamped(0), 100.0);
        assert_eq!(SCALE.at(-50.0), 60 * SECOND);
    }

    #[test]
    fn ticks_are_round_and_far_enough_apart() {
        assert_eq!(SCALE.step(70.0), 10 * SECOND);
        let ticks: Vec<u64> = SCALE.ticks(10 * SECOND).map(|t| t / SECOND).collect();
        assert_eq!(ticks, [60, 70, 80, 90, 100, 110, 120]);
    }

    #[test]
    fn windows_show_what_was_asked_for() {
        assert_eq!(
            window(Window::LastMinute, 45 * SECOND, 0, None),
            (0, 60 * SECOND)
        );
        assert_eq!(
            window(Window::LastMinute, 100 * SECOND, 0, None),
            (41 * SECOND, 101 * SECOND)
        );
        let outage = Some((70 * SECOND, Some(94 * SECOND)));
        assert_eq!(
            window(Window::Outage, 300 * SECOND, 0, outage),
            (65 * SECOND, 99 * SECOND)
        );
        let open = Some((70 * SECOND, None));
        assert_eq!(
            window(Window::Outage, 71 * SECOND, 0, open),
            (65 * SECOND, 85 * SECOND)
        );
        assert_eq!(
            window(Window::All, 100 * SECOND, 50 * SECOND, None),
            (50 * SECOND, 101 * SECOND)
        );
    }
}
