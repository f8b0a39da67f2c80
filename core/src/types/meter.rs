//! How much passes: the averages behind `5 minute input rate`.

use serde::Serialize;

use crate::time::{Duration, Instant};

/// Averages are taken anew so often.
const SLOT: Duration = Duration::from_secs(5);
/// What a new slot weighs: 1 - e^(-5 s / 5 min), in 65536ths.
const WEIGHT: u64 = 1083;
/// Fixed-point fraction bits of the averages.
const FRACTION: u32 = 16;
/// After so many slots without traffic nothing is left of any average.
const FORGOTTEN: u64 = 4096;

/// Traffic of one direction, averaged over five minutes with exponential decay, and when it was last seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Meter {
    slot: u64,
    octets: u64,
    packets: u64,
    bits_per_second: u64,
    packets_per_second: u64,
    last: Option<Instant>,
}

impl Meter {
    /// One that has seen nothing.
    pub const NEW: Self = Self {
        slot: 0,
        octets: 0,
        packets: 0,
        bits_per_second: 0,
        packets_per_second: 0,
        last: None,
    };

    /// Counts a packet of so many octets.
    pub fn note(&mut self, now: Instant, octets: usize) {
        self.settle(now);
        self.octets += octets as u64;
        self.packets += 1;
        self.last = Some(now);
    }

    /// When the last packet passed.
    #[must_use]
    pub const fn last(&self) -> Option<Instant> {
        self.last
    }

    /// Bits and packets a second at `now`.
    #[must_use]
    pub fn rates(mut self, now: Instant) -> (u64, u64) {
        self.settle(now);
        (
            self.bits_per_second >> FRACTION,
            self.packets_per_second >> FRACTION,
        )
    }

    /// Takes the slots that are over into the averages.
    fn settle(&mut self, now: Instant) {
        let slot = now.as_nanos() / SLOT.as_nanos() as u64;
        if slot <= self.slot {
            return;
        }
        let seconds = SLOT.as_secs();
        let bits = ((self.octets * 8) << FRACTION) / seconds;
        let packets = (self.packets << FRACTION) / seconds;
        (self.octets, self.packets) = (0, 0);
        let idle = slot - self.slot - 1;
        self.slot = slot;
        if idle > FORGOTTEN {
            (self.bits_per_second, self.packets_per_second) = (0, 0);
            return;
        }
        move_towards(&mut self.bits_per_second, bits);
        move_towards(&mut self.packets_per_second, packets);
        for _ in 0..idle {
            if self.bits_per_second == 0 && self.packets_per_second == 0 {
                break;
            }
            move_towards(&mut self.bits_per_second, 0);
            move_towards(&mut self.packets_per_second, 0);
        }
    }
}

fn move_towards(average: &mut u64, sample: u64) {
    let weigh = |difference: u64| difference / 65536 * WEIGHT + difference % 65536 * WEIGHT / 65536;
    if sample >= *average {
        *average += weigh(sample - *average);
    } else {
        // At least one step, so that silence ends at zero.
        *average -= weigh(*average - sample).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_follows_steady_traffic_within_minutes_and_forgets_it_within_an_hour() {
        let mut meter = Meter::default();
        // 10 packets of 1000 octets a second: 80 kb/s.
        for tenth in 0..3000 {
            meter.note(Instant::from_millis(tenth * 100), 1000);
        }
        let (bits, packets) = meter.rates(Instant::from_secs(300));
        // 1 - 1/e of the whole after one time constant.
        assert!((50_000..51_500).contains(&bits), "{bits}");
        assert_eq!(packets, 6);
        assert_eq!(meter.last(), Some(Instant::from_millis(299_900)));
        let (bits, packets) = meter.rates(Instant::from_secs(300 + 3600));
        assert_eq!((bits, packets), (0, 0));
        let (bits, _) = meter.rates(Instant::from_secs(1_000_000));
        assert_eq!(bits, 0);
    }

    #[test]
    fn a_meter_that_saw_nothing_shows_nothing() {
        assert_eq!(Meter::default().rates(Instant::from_secs(7)), (0, 0));
        assert_eq!(Meter::default().last(), None);
    }
}
