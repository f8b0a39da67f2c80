//! What every procedure needs beside its association: the time, the configuration, chance, the processor, the way out.

use crate::types::SortedSet;

use super::config::IkeConfig;
use super::isakmp_sa::SaId;
use super::output::Output;
use crate::rng::Rng;
use crate::time::{Duration, Instant};
use crate::types::Spi;
use crate::wire::isakmp::Cookie;

/// What the associations share.
#[derive(Clone, Debug)]
pub(super) struct Host {
    pub(super) rng: Rng,
    /// Until when the processor is busy.
    busy_until: Instant,
    last_sa: u32,
    last_conn: u32,
    /// Inbound SPIs in use or being negotiated.
    pub(super) spis: SortedSet<Spi>,
}

impl Host {
    pub(super) const fn new(rng: Rng) -> Self {
        Self {
            rng,
            busy_until: Instant::ZERO,
            last_sa: 0,
            last_conn: 0,
            spis: SortedSet::new(),
        }
    }

    pub(super) const fn new_sa_id(&mut self) -> SaId {
        self.last_sa += 1;
        SaId(self.last_sa)
    }

    pub(super) const fn new_conn_id(&mut self) -> u32 {
        self.last_conn += 1;
        self.last_conn
    }

    pub(super) fn new_cookie(&mut self) -> Cookie {
        loop {
            let cookie = Cookie(self.rng.bytes());
            if cookie != Cookie::ZERO {
                return cookie;
            }
        }
    }

    /// A message ID: never zero (RFC 2408 §3.1).
    pub(super) fn new_message_id(&mut self) -> u32 {
        self.rng.next_u32().max(1)
    }

    /// An inbound SPI that is neither reserved (up to 255) nor in use; it counts as in use from now on.
    pub(super) fn new_spi(&mut self) -> Spi {
        loop {
            let spi = Spi(self.rng.next_u32());
            if spi.0 > 255 && self.spis.insert(spi) {
                return spi;
            }
        }
    }
}

/// The surroundings of a procedure.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) now: Instant,
    pub(super) config: &'a IkeConfig,
    pub(super) host: &'a mut Host,
    pub(super) out: &'a mut Vec<Output>,
}

impl Context<'_> {
    /// Gives the processor work; how long until it is done with this and all before it.
    pub(super) fn charge(&mut self, cost: Duration) -> Duration {
        let jitter = if cost.is_zero() {
            Duration::ZERO
        } else {
            // Long work varies by the jitter, short work by no more than itself.
            let bound = self.config.profile.jitter.min(cost);
            self.host.rng.duration_below(bound)
        };
        let start = self.host.busy_until.max(self.now);
        self.host.busy_until = start + cost + jitter;
        self.host.busy_until.since(self.now)
    }
}
