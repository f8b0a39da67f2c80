//! The event queue with handlers that do nothing but ask to be called again.

use vipsec_core::rng::Rng;
use vipsec_core::sim::queue::EventQueue;
use vipsec_core::time::{Duration, Instant};

/// Events waiting at any time, as in the article's scenario: a wake-up for each device, and frames under way.
pub const WAITING: u32 = 16;

/// Handles `count` events and returns when the last of them happened, in nanoseconds.
pub fn handle(count: u64) -> u64 {
    let mut rng = Rng::from_seed(1);
    let mut queue = EventQueue::default();
    for event in 0..WAITING {
        queue.push(
            Instant::ZERO + rng.duration_below(Duration::from_millis(50)),
            event,
        );
    }
    let mut now = Instant::ZERO;
    for _ in 0..count {
        let (at, event) = queue
            .pop_until(Instant::FAR_FUTURE)
            .expect("every event is followed by another");
        now = at;
        queue.push(at + rng.duration_below(Duration::from_millis(50)), event);
    }
    now.as_nanos()
}
