//! ICMP: ping, traceroute, and the limit on how often unreachables are sent (RFC 792).

pub mod ping;
pub mod rate_limit;
pub mod traceroute;

use crate::time::{Duration, Instant};

/// The time between two instants as a clock sees it that only moves every `tick`, some `phase` after zero.
fn ticks_between(from: Instant, to: Instant, tick: Duration, phase: Duration) -> Duration {
    let tick = tick.as_nanos() as u64;
    if tick == 0 {
        return to.since(from);
    }
    let phase = phase.as_nanos() as u64 % tick;
    let stamp = |at: Instant| (at.as_nanos() + tick - phase) / tick;
    Duration::from_nanos(stamp(to).saturating_sub(stamp(from)) * tick)
}
