//! How wall time becomes virtual time: pure, so that it can be tested without a page.

use vipsec_core::lab::view::Command;

/// How fast virtual time runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Speed {
    /// So many virtual seconds in a second.
    Times(f64),
    /// As fast as it goes.
    Max,
}

impl Speed {
    /// What the page offers.
    pub(crate) const ALL: [Self; 7] = [
        Self::Times(0.01),
        Self::Times(0.1),
        Self::Times(1.0),
        Self::Times(5.0),
        Self::Times(20.0),
        Self::Times(100.0),
        Self::Max,
    ];

    /// Its name on the page.
    pub(crate) fn label(self) -> &'static str {
        const LABELS: [&str; 7] = [
            "×0.01",
            "×0.1",
            "×1",
            "×5",
            "×20",
            "×100",
            "as fast as it goes",
        ];
        let place = Self::ALL.iter().position(|s| *s == self);
        place.map_or("", |place| LABELS[place])
    }
}

/// A slice at "as fast as it goes" should take about so long, in milliseconds.
const SLICE_WALL_MS: f64 = 50.0;
/// A page that was hidden or a worker that is slow must not make time jump by more than this, in milliseconds.
const LONGEST_STEP_MS: f64 = 250.0;
/// At most so many events in a slice, so that other commands get their turn.
const MAX_EVENTS: u32 = 200_000;
/// The rate shown is measured over so long, in milliseconds.
const RATE_WINDOW_MS: f64 = 1000.0;

/// The state of play.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Playback {
    pub(crate) playing: bool,
    pub(crate) speed: Speed,
    /// Virtual time, as last told.
    pub(crate) now_ns: u64,
    /// Wall time up to which virtual time has been asked for.
    asked_ms: Option<f64>,
    /// Virtual length of a slice at `Speed::Max`.
    slice_ns: u64,
    /// Where the measurement of the rate began: wall and virtual time.
    rate_from: Option<(f64, u64)>,
    rate: Option<f64>,
}

impl Playback {
    pub(crate) fn new(speed: Speed) -> Self {
        Self {
            playing: false,
            speed,
            now_ns: 0,
            asked_ms: None,
            slice_ns: 200_000_000,
            rate_from: None,
            rate: None,
        }
    }

    pub(crate) fn set_playing(&mut self, playing: bool) {
        self.playing = playing;
        self.forget();
    }

    pub(crate) fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
        self.forget();
    }

    /// Virtual time starts anew.
    pub(crate) fn reset(&mut self) {
        self.now_ns = 0;
        self.forget();
    }

    fn forget(&mut self) {
        self.asked_ms = None;
        self.rate_from = None;
        self.rate = None;
    }

    /// What to ask for at a frame, if anything.
    pub(crate) fn advance(&mut self, wall_ms: f64) -> Option<Command> {
        if !self.playing {
            return None;
        }
        let before = self.asked_ms.replace(wall_ms);
        let step_ns = match self.speed {
            Speed::Max => self.slice_ns,
            Speed::Times(x) => {
                let dt = (wall_ms - before?).clamp(0.0, LONGEST_STEP_MS);
                (dt * x * 1e6) as u64
            }
        };
        (step_ns > 0).then(|| Command::Advance {
            to_ns: self.now_ns.saturating_add(step_ns),
            max_events: MAX_EVENTS,
        })
    }

    /// The worker has answered: virtual time now, and how long it took.
    pub(crate) fn answered(&mut self, now_ns: u64, wall_ms: f64, took_ms: f64) {
        self.now_ns = now_ns;
        if !self.playing {
            return;
        }
        if self.speed == Speed::Max {
            let factor = (SLICE_WALL_MS / took_ms.max(1.0)).clamp(0.5, 2.0);
            let next = (self.slice_ns as f64 * factor) as u64;
            self.slice_ns = next.clamp(1_000_000, 600_000_000_000);
        }
        match self.rate_from {
            None => self.rate_from = Some((wall_ms, now_ns)),
            Some((from_ms, from_ns)) if wall_ms - from_ms >= RATE_WINDOW_MS => {
                let virtual_ms = now_ns.saturating_sub(from_ns) as f64 / 1e6;
                self.rate = Some(virtual_ms / (wall_ms - from_ms));
                self.rate_from = Some((wall_ms, now_ns));
            }
            Some(_) => {}
        }
    }

    /// Virtual seconds in a second, as measured; only while playing.
    pub(crate) fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// The speed to draw packets at.
    pub(crate) fn drawn_speed(&self) -> f64 {
        match self.speed {
            Speed::Times(x) => x,
            Speed::Max => self.rate.unwrap_or(1000.0).max(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_ns(command: Option<Command>) -> Option<u64> {
        match command {
            Some(Command::Advance { to_ns, .. }) => Some(to_ns),
            _ => None,
        }
    }

    #[test]
    fn a_paused_lab_is_not_asked_for_anything() {
        let mut p = Playback::new(Speed::Times(1.0));
        assert_eq!(p.advance(0.0), None);
        assert_eq!(p.advance(100.0), None);
    }

    #[test]
    fn virtual_time_follows_wall_time_at_the_speed() {
        let mut p = Playback::new(Speed::Times(20.0));
        p.set_playing(true);
        assert_eq!(
            p.advance(1000.0),
            None,
            "the first frame only sets the mark"
        );
        assert_eq!(to_ns(p.advance(1016.0)), Some(320_000_000));
        p.answered(320_000_000, 1020.0, 4.0);
        assert_eq!(to_ns(p.advance(1032.0)), Some(640_000_000));
    }

    #[test]
    fn a_page_that_slept_does_not_jump() {
        let mut p = Playback::new(Speed::Times(1.0));
        p.set_playing(true);
        let _ = p.advance(0.0);
        assert_eq!(to_ns(p.advance(60_000.0)), Some(250_000_000));
    }

    #[test]
    fn slices_grow_until_they_take_as_long_as_they_should() {
        let mut p = Playback::new(Speed::Max);
        p.set_playing(true);
        let first = to_ns(p.advance(0.0)).expect("a slice at once");
        p.answered(first, 1.0, 1.0);
        let second = to_ns(p.advance(1.0)).expect("a slice") - first;
        assert_eq!(second, first * 2);
        p.answered(first + second, 101.0, 100.0);
        let third = to_ns(p.advance(101.0)).expect("a slice") - first - second;
        assert_eq!(third, first);
    }

    #[test]
    fn the_rate_is_what_was_achieved_not_what_was_asked() {
        let mut p = Playback::new(Speed::Times(100.0));
        p.set_playing(true);
        p.answered(0, 0.0, 1.0);
        p.answered(40 * 1_000_000_000, 1000.0, 1.0);
        assert_eq!(p.rate(), Some(40.0));
    }
}
