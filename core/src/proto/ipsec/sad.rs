//! The security association database (RFC 4301 §4.4.2): pairs of SAs, their counters and their ends.

use crate::types::SortedMap;
use std::net::Ipv4Addr;
use std::rc::Rc;

use super::esp::EspContext;
use super::replay::ReplayWindow;
use super::sa::{ProxyIds, SaPair};
use crate::time::{Duration, Instant};
use crate::types::Spi;

/// IOS starts to rekey so long before the time limit (reference 3.1).
pub const SOFT_MARGIN: Duration = Duration::from_secs(30);

/// Counters of a pair, as `show crypto ipsec sa` has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SaCounters {
    /// Packets encapsulated, encrypted and digested.
    pub encaps: u64,
    /// Packets decapsulated, decrypted and verified.
    pub decaps: u64,
    /// Packets that arrived but were refused.
    pub receive_errors: u64,
}

impl SaCounters {
    const fn add(&mut self, other: Self) {
        self.encaps += other.encaps;
        self.decaps += other.decaps;
        self.receive_errors += other.receive_errors;
    }

    const fn since(self, earlier: Self) -> Self {
        Self {
            encaps: self.encaps.saturating_sub(earlier.encaps),
            decaps: self.decaps.saturating_sub(earlier.decaps),
            receive_errors: self.receive_errors.saturating_sub(earlier.receive_errors),
        }
    }
}

/// A pair of SAs in use.
#[derive(Clone, Debug)]
pub struct Sa {
    /// What was negotiated.
    pub pair: SaPair,
    /// Ready-made ciphers for packets received.
    pub inbound: Rc<EspContext>,
    /// Ready-made ciphers for packets sent.
    pub outbound: Rc<EspContext>,
    /// The last sequence number sent.
    pub sent_sequence: u32,
    /// Sequence numbers received.
    pub replay: ReplayWindow,
    /// When it was made.
    pub created_at: Instant,
    /// Octets carried both ways, for the volume limit.
    pub volume: u64,
    /// Counters.
    pub counters: SaCounters,
    /// Connection ids as IOS shows them: inbound odd, outbound even, from 2001.
    pub conn_ids: (u32, u32),
    /// Whether packets may be sent: a responder waits for the initiator's confirmation.
    pub is_outbound_enabled: bool,
    /// Whether its successor has been asked for.
    pub rekey_asked: bool,
}

impl Sa {
    /// When the time limit is reached.
    #[must_use]
    pub fn expires_at(&self) -> Instant {
        self.created_at + self.pair.lifetime.duration()
    }

    /// When a successor is asked for.
    #[must_use]
    pub fn rekeys_at(&self) -> Instant {
        let secs = self.pair.lifetime.duration();
        self.created_at + secs.saturating_sub(SOFT_MARGIN.min(secs / 4))
    }

    /// Kilobytes left of the volume limit; `None` without one.
    #[must_use]
    pub fn kilobytes_left(&self) -> Option<u32> {
        let limit = self.pair.lifetime.kilobytes;
        (limit != 0)
            .then(|| limit.saturating_sub(u32::try_from(self.volume / 1024).unwrap_or(u32::MAX)))
    }

    /// Whether a tenth or less of the volume is left.
    #[must_use]
    fn is_nearly_full(&self) -> bool {
        self.kilobytes_left()
            .is_some_and(|left| left <= self.pair.lifetime.kilobytes / 10)
    }
}

/// What the passing of time or volume asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// A successor of the pair with this inbound SPI is wanted.
    Rekey(Spi),
    /// The pair with this inbound SPI has reached its limit and must go.
    Expired(Spi),
}

/// All pairs of a router, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Sad {
    sas: Vec<Sa>,
    installed: u32,
    /// Counters of the pairs that are gone: a flow's counters outlive its SAs.
    retired: SortedMap<(Ipv4Addr, Ipv4Addr, ProxyIds), SaCounters>,
    /// What had been counted when somebody cleared the counters.
    cleared: SortedMap<(Ipv4Addr, Ipv4Addr, ProxyIds), SaCounters>,
}

impl Sad {
    /// Adds a pair.
    pub fn install(&mut self, now: Instant, pair: SaPair) -> &Sa {
        let base = 2001 + 2 * self.installed;
        self.installed += 1;
        let index = self.sas.len();
        self.sas.push(Sa {
            inbound: Rc::new(EspContext::new(&pair.inbound)),
            outbound: Rc::new(EspContext::new(&pair.outbound)),
            is_outbound_enabled: pair.is_initiator,
            pair,
            sent_sequence: 0,
            replay: ReplayWindow::default(),
            created_at: now,
            volume: 0,
            counters: SaCounters::default(),
            conn_ids: (base, base + 1),
            rekey_asked: false,
        });
        &self.sas[index]
    }

    /// All pairs, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Sa> {
        self.sas.iter()
    }

    /// The pair an arriving packet names.
    pub fn by_inbound_spi(&mut self, spi: Spi, local: Ipv4Addr) -> Option<&mut Sa> {
        self.sas
            .iter_mut()
            .find(|sa| sa.pair.inbound_spi == spi && sa.pair.local == local)
    }

    /// The newest pair for this traffic that may be used for sending.
    pub fn outbound(
        &mut self,
        local: Ipv4Addr,
        peer: Ipv4Addr,
        proxy: &ProxyIds,
    ) -> Option<&mut Sa> {
        let matches =
            |sa: &Sa| sa.pair.peer == peer && sa.pair.local == local && sa.pair.proxy == *proxy;
        self.sas.iter_mut().rev().find(|sa| matches(sa))
    }

    /// Removes the pairs that `doomed` picks and returns them.
    pub fn remove(&mut self, mut doomed: impl FnMut(&Sa) -> bool) -> Vec<Sa> {
        let removed: Vec<Sa> = self.sas.extract_if(.., |sa| doomed(sa)).collect();
        for sa in &removed {
            let flow = (sa.pair.local, sa.pair.peer, sa.pair.proxy);
            self.retired.entry(flow).or_default().add(sa.counters);
        }
        removed
    }

    /// The counters of a flow, over all pairs it has had, since they were cleared.
    #[must_use]
    pub fn counters(&self, local: Ipv4Addr, peer: Ipv4Addr, proxy: &ProxyIds) -> SaCounters {
        let flow = (local, peer, *proxy);
        let total = self.total(flow);
        match self.cleared.get(&flow) {
            Some(cleared) => total.since(*cleared),
            None => total,
        }
    }

    /// `clear crypto sa counters`. Decisions about rekeying do not depend on it.
    pub fn clear_counters(&mut self) {
        let of_sas = self
            .sas
            .iter()
            .map(|sa| (sa.pair.local, sa.pair.peer, sa.pair.proxy));
        let mut flows: Vec<_> = of_sas.collect();
        flows.extend(self.retired.keys().copied());
        for flow in flows {
            self.cleared.insert(flow, self.total(flow));
        }
    }

    fn total(&self, flow: (Ipv4Addr, Ipv4Addr, ProxyIds)) -> SaCounters {
        let mut total = self.retired.get(&flow).copied().unwrap_or_default();
        for sa in &self.sas {
            if (sa.pair.local, sa.pair.peer, sa.pair.proxy) == flow {
                total.add(sa.counters);
            }
        }
        total
    }

    /// The next instant at which something is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let due = |sa: &Sa| {
            if sa.rekey_asked {
                sa.expires_at()
            } else if sa.is_nearly_full() {
                Instant::ZERO
            } else {
                sa.rekeys_at()
            }
        };
        self.sas.iter().map(due).min()
    }

    /// What is due now; each rekeying is told once. Only pairs that carried traffic are worth a successor.
    pub fn due(&mut self, now: Instant) -> Vec<Due> {
        let mut due = Vec::new();
        for sa in &mut self.sas {
            let is_full = sa.kilobytes_left() == Some(0);
            if now >= sa.expires_at() || is_full {
                due.push(Due::Expired(sa.pair.inbound_spi));
            } else if !sa.rekey_asked && (now >= sa.rekeys_at() || sa.is_nearly_full()) {
                sa.rekey_asked = true;
                if sa.counters.encaps + sa.counters.decaps > 0 {
                    due.push(Due::Rekey(sa.pair.inbound_spi));
                }
            }
        }
        due
    }
}
