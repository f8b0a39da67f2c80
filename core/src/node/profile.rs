//! How fast a device is: what a person cannot configure but a network feels.

use crate::time::Duration;

/// A router of the 2600 class tests its memory, decompresses an image of some 20 MB and starts: about two minutes. Owners of
/// such routers tell of 90 seconds to three minutes; the article says nothing of it.
pub const ROUTER_BOOT_TIME: Duration = Duration::from_secs(120);
/// A Catalyst of the 3560 class takes longer, for its power-on self-test: about three minutes. As doubtful as the router's.
pub const SWITCH_BOOT_TIME: Duration = Duration::from_secs(180);

/// The speed of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Timers fire, and times are shown, in steps of this (reference 6.2).
    pub clock_tick: Duration,
    /// Time to forward, or answer, a packet.
    pub forwarding_delay: Duration,
    /// A random part on top of it.
    pub forwarding_jitter: Duration,
    /// Time to encrypt or decrypt a packet of [`Self::CRYPTO_UNIT`] octets in software.
    pub crypto_delay: Duration,
    /// Timers of processes such as IKE and ping fire late by a random time below this. On a router more than on a switch:
    /// DPD's verdict mostly slips behind the switch's ping, and twelve pings are lost, not eleven (reference 8.2).
    pub process_lateness: Duration,
    /// How long after power-on of the whole lab the device is ready, at random below this.
    pub boot_spread: Duration,
    /// How long a reload takes, from the last packet to the first: [`ROUTER_BOOT_TIME`], [`SWITCH_BOOT_TIME`].
    pub boot_time: Duration,
}

impl Profile {
    /// The packet length [`Self::crypto_delay`] speaks of, in octets.
    pub const CRYPTO_UNIT: usize = 100;

    /// A router of the 2600/3600 class with software encryption: a ping of 100 octets over two 64 kbit/s hops and through
    /// one tunnel takes 67 to 70 ms, as in the article.
    #[must_use]
    pub const fn router() -> Self {
        Self {
            clock_tick: Duration::from_millis(4),
            forwarding_delay: Duration::from_micros(450),
            forwarding_jitter: Duration::from_micros(600),
            crypto_delay: Duration::from_micros(2_100),
            process_lateness: Duration::from_millis(16),
            boot_spread: Duration::from_millis(1_500),
            boot_time: ROUTER_BOOT_TIME,
        }
    }

    /// A Catalyst switch: wire speed, and a finer clock.
    #[must_use]
    pub const fn switch() -> Self {
        Self {
            clock_tick: Duration::from_millis(1),
            forwarding_delay: Duration::from_micros(12),
            forwarding_jitter: Duration::from_micros(20),
            crypto_delay: Duration::ZERO,
            process_lateness: Duration::from_millis(6),
            boot_spread: Duration::from_millis(500),
            boot_time: SWITCH_BOOT_TIME,
        }
    }

    /// A Frame Relay switch.
    #[must_use]
    pub const fn frame_relay() -> Self {
        Self {
            clock_tick: Duration::from_millis(1),
            forwarding_delay: Duration::from_micros(500),
            forwarding_jitter: Duration::ZERO,
            crypto_delay: Duration::ZERO,
            process_lateness: Duration::ZERO,
            boot_spread: Duration::ZERO,
            boot_time: Duration::ZERO,
        }
    }

    /// Time to encrypt or decrypt `len` octets.
    #[must_use]
    pub const fn crypto_time(&self, len: usize) -> Duration {
        let nanos = self.crypto_delay.as_nanos() as u64 * len as u64 / Self::CRYPTO_UNIT as u64;
        Duration::from_nanos(nanos)
    }
}
