//! What IPsec asks for, and how long it waits.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::config::AuthMethod;
use super::context::Context;
use super::event::{DeleteReason, IkeEventKind as Kind, RequestRefusal};
use super::isakmp_sa::{IsakmpSa, SaId, Stage};
use super::output::{Output, RequestFailure};
use super::{Ike, informational, main_mode, quick_mode};
use crate::crypto::DhGroup;
use crate::proto::ipsec::sa::{EspTransform, ProxyIds, SaLifetime};
use crate::time::{Duration, Instant};
use crate::types::Spi;
use crate::wire::isakmp::NotifyType;

/// How long IPsec waits for its associations before it asks again.
const REQUEST_TIMER: Duration = Duration::from_secs(30);
/// After this many times it stops.
const REQUEST_LIMIT: u8 = 2;
/// The most messages about unknown SPIs that wait for associations.
const MAX_REPORTS: usize = 16;

/// Why associations are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RequestCause {
    /// Traffic found none.
    Traffic,
    /// The present ones end soon.
    Rekey,
}

/// A wish for a pair of associations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaRequest {
    /// This router's tunnel end.
    pub local: Ipv4Addr,
    /// The peer's tunnel end.
    pub peer: Ipv4Addr,
    /// The traffic.
    pub proxy: ProxyIds,
    /// Transforms, in order of preference; at most 255 are offered.
    pub transforms: Vec<EspTransform>,
    /// Limits.
    pub lifetime: SaLifetime,
    /// The group of perfect forward secrecy, if wanted.
    pub pfs_group: Option<DhGroup>,
    /// Why.
    pub cause: RequestCause,
}

impl SaRequest {
    /// Whether both want associations for the same traffic.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.local == other.local && self.peer == other.peer && self.proxy == other.proxy
    }
}

/// A request that is not met yet.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) request: SaRequest,
    pub(super) spi: Spi,
    pub(super) progress: Progress,
    /// How often the timer has fired.
    pub(super) fired: u8,
    pub(super) timer_at: Instant,
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It waits for this association.
    Waiting(SaId),
    /// It is this quick mode.
    Negotiating { sa: SaId, message_id: u32 },
    /// It failed and waits for its timer.
    Failed,
}

/// A message about an unknown SPI that waits for an association.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InvalidSpiReport {
    pub(super) sa: SaId,
    pub(super) spi: Spi,
}

impl Ike {
    /// IPsec wants associations. Without phase 1 main mode begins, else quick mode; what is being negotiated already is
    /// not negotiated twice.
    pub fn request_sa(&mut self, now: Instant, request: SaRequest, out: &mut Vec<Output>) {
        let peer = request.peer;
        if self.pending.iter().any(|it| it.request.is_like(&request)) {
            Self::tell(out, Kind::RequestDuplicate { peer });
            return;
        }
        let spi = self.host.new_spi();
        let pending = Pending {
            request,
            spi,
            progress: Progress::Failed,
            fired: 0,
            timer_at: now + REQUEST_TIMER,
        };
        self.pending.push(pending);
        let index = self.pending.len() - 1;
        if let Err(reason) = self.start(now, index, out) {
            let pending = self.pending.remove(index);
            self.give_up(pending, RequestFailure::Refused(reason), out);
        }
        self.rearm();
    }

    /// A packet with an unknown SPI arrived from `peer`. With invalid SPI recovery the peer is told, under an association
    /// that is built for it if need be.
    pub fn report_invalid_spi(
        &mut self,
        now: Instant,
        local: Ipv4Addr,
        peer: Ipv4Addr,
        spi: Spi,
        out: &mut Vec<Output>,
    ) {
        let ends = (local, peer);
        // Only for peers that a crypto map entry names: anybody can send a packet.
        let mut entries = self.config.responder_entries.iter();
        let is_peer = entries.any(|entry| entry.local == local && entry.peer == peer);
        let is_usable = !self.unusable.contains(&local);
        if !self.config.invalid_spi_recovery || !is_peer || !is_usable {
            return;
        }
        if let Some(sa) = self.newest_established(ends) {
            self.send_invalid_spi(now, sa, spi, out);
            return;
        }
        let sa = match self.budding(ends) {
            Some(sa) => sa,
            None => match self.start_main_mode(now, ends, out) {
                Ok(sa) => sa,
                Err(reason) => {
                    Self::tell(out, Kind::RequestRefused { peer, reason });
                    return;
                }
            },
        };
        let report = InvalidSpiReport { sa, spi };
        if !self.reports.contains(&report) && self.reports.len() < MAX_REPORTS {
            self.reports.push(report);
        }
        self.rearm();
    }

    /// Starts a request, for the first time or again.
    pub(super) fn start(
        &mut self,
        now: Instant,
        index: usize,
        out: &mut Vec<Output>,
    ) -> Result<(), RequestRefusal> {
        let Pending { request, spi, .. } = self.pending[index].clone();
        let ends = (request.local, request.peer);
        let peer = request.peer;
        let refused = if self.unusable.contains(&request.local) {
            Some(RequestRefusal::LocalAddressUnusable)
        } else if request.transforms.is_empty() {
            Some(RequestRefusal::NoTransforms)
        } else {
            None
        };
        if let Some(reason) = refused {
            Self::tell(out, Kind::RequestRefused { peer, reason });
            return Err(reason);
        }
        Self::tell(out, Kind::RequestReceived { request, spi });
        if let Some(sa) = self.newest_established(ends) {
            self.pending[index].progress = Progress::Waiting(sa);
            self.begin_quick_mode(now, index, out);
            return Ok(());
        }
        if let Some(sa) = self.budding(ends) {
            let (local, peer) = ends;
            Self::tell(out, Kind::RequestAttached { local, peer });
            self.pending[index].progress = Progress::Waiting(sa);
            return Ok(());
        }
        match self.start_main_mode(now, ends, out) {
            Ok(sa) => {
                self.pending[index].progress = Progress::Waiting(sa);
                Ok(())
            }
            Err(reason) => {
                Self::tell(out, Kind::RequestRefused { peer, reason });
                Err(reason)
            }
        }
    }

    fn start_main_mode(
        &mut self,
        now: Instant,
        (local, peer): (Ipv4Addr, Ipv4Addr),
        out: &mut Vec<Output>,
    ) -> Result<SaId, RequestRefusal> {
        let Some(psk) = self.config.key_of(peer).map(<[u8]>::to_vec) else {
            Self::tell(out, Kind::PreSharedKeyMissing { peer });
            return Err(RequestRefusal::NoPreSharedKey);
        };
        let mut policies = self.config.policies_by_priority();
        if !policies.any(|policy| policy.auth == AuthMethod::PreShared) {
            return Err(RequestRefusal::NoPolicy);
        }
        let locks = self.peer_count(peer) + 1;
        let cx = &mut Context {
            now,
            config: &self.config,
            host: &mut self.host,
            out,
        };
        let sa = main_mode::initiate(cx, local, peer, psk, locks);
        let id = sa.id();
        self.insert(sa);
        Ok(id)
    }

    /// Begins the quick mode of a request that waits for an association that is up.
    fn begin_quick_mode(&mut self, now: Instant, index: usize, out: &mut Vec<Output>) {
        let Self {
            config,
            host,
            sas,
            pending,
            ..
        } = self;
        let pending = &mut pending[index];
        let Progress::Waiting(id) = pending.progress else {
            return;
        };
        let Some(IsakmpSa {
            core,
            stage: Stage::Established(up),
        }) = sas.get_mut(&id)
        else {
            return;
        };
        let cx = &mut Context {
            now,
            config,
            host,
            out,
        };
        let message_id = quick_mode::begin(core, up, cx, &pending.request, pending.spi);
        pending.progress = Progress::Negotiating { sa: id, message_id };
    }

    /// An association came up: what waited for it goes on.
    pub(super) fn resume(&mut self, now: Instant, id: SaId, out: &mut Vec<Output>) {
        for index in 0..self.pending.len() {
            if self.pending[index].progress == Progress::Waiting(id) {
                self.begin_quick_mode(now, index, out);
            }
        }
        let (due, rest) = self.reports.iter().partition(|report| report.sa == id);
        self.reports = rest;
        let due: Vec<InvalidSpiReport> = due;
        for report in due {
            self.send_invalid_spi(now, id, report.spi, out);
        }
    }

    fn send_invalid_spi(&mut self, now: Instant, id: SaId, spi: Spi, out: &mut Vec<Output>) {
        let Self {
            config, host, sas, ..
        } = self;
        if let Some(IsakmpSa {
            core,
            stage: Stage::Established(up),
        }) = sas.get_mut(&id)
        {
            let cx = &mut Context {
                now,
                config,
                host,
                out,
            };
            informational::send_esp_notify(core, up, cx, NotifyType::InvalidSpi, Some(spi));
        }
    }

    /// A quick mode of this router failed: the request waits for its timer.
    pub(super) fn on_quick_mode_failed(
        &mut self,
        id: SaId,
        message_id: u32,
        reason: RequestFailure,
        out: &mut Vec<Output>,
    ) {
        let failed = Progress::Negotiating { sa: id, message_id };
        if let Some(pending) = self.pending.iter_mut().find(|it| it.progress == failed) {
            pending.progress = Progress::Failed;
            out.push(Output::QuickModeFailed {
                local: pending.request.local,
                peer: pending.request.peer,
                proxy: pending.request.proxy,
                reason,
            });
        }
    }

    /// Forgets a request.
    pub(super) fn give_up(
        &mut self,
        pending: Pending,
        reason: RequestFailure,
        out: &mut Vec<Output>,
    ) {
        self.host.spis.remove(&pending.spi);
        out.push(Output::QuickModeFailed {
            local: pending.request.local,
            peer: pending.request.peer,
            proxy: pending.request.proxy,
            reason,
        });
    }

    /// An association went: what depended on it goes on with another one, or is given up.
    pub(super) fn on_association_gone(
        &mut self,
        now: Instant,
        id: SaId,
        ends: (Ipv4Addr, Ipv4Addr),
        reason: DeleteReason,
        out: &mut Vec<Output>,
    ) {
        self.reports.retain(|report| report.sa != id);
        let depends = |pending: &Pending| match pending.progress {
            Progress::Waiting(sa) | Progress::Negotiating { sa, .. } => sa == id,
            Progress::Failed => false,
        };
        let mut index = 0;
        while index < self.pending.len() {
            if !depends(&self.pending[index]) {
                index += 1;
            } else if let Some(other) = self.newest_established(ends) {
                self.pending[index].progress = Progress::Waiting(other);
                self.begin_quick_mode(now, index, out);
                index += 1;
            } else if let Some(other) = self.budding(ends) {
                self.pending[index].progress = Progress::Waiting(other);
                index += 1;
            } else {
                let pending = self.pending.remove(index);
                self.give_up(pending, RequestFailure::PhaseOne(reason), out);
            }
        }
    }

    /// The timers of the requests.
    pub(super) fn poll_requests(&mut self, now: Instant, out: &mut Vec<Output>) {
        let mut index = 0;
        while index < self.pending.len() {
            let pending = &mut self.pending[index];
            if now < pending.timer_at {
                index += 1;
                continue;
            }
            pending.fired += 1;
            pending.timer_at = now + REQUEST_TIMER;
            let count = pending.fired;
            let is_open = matches!(pending.progress, Progress::Negotiating { .. });
            Self::tell(out, Kind::RequestTimerFired { count });
            let refused = if count == REQUEST_LIMIT {
                Some(RequestFailure::TimedOut)
            } else if is_open {
                None
            } else {
                let started = self.start(now, index, out);
                started.err().map(RequestFailure::Refused)
            };
            match refused {
                None => index += 1,
                Some(reason) => {
                    let pending = self.pending.remove(index);
                    self.abandon(&pending);
                    self.give_up(pending, reason, out);
                }
            }
        }
    }

    /// Stops the quick mode of a request that is given up.
    fn abandon(&mut self, pending: &Pending) {
        if let Progress::Negotiating { sa, message_id } = pending.progress
            && let Some(IsakmpSa {
                stage: Stage::Established(up),
                ..
            }) = self.sas.get_mut(&sa)
        {
            up.nodes.remove(&message_id);
        }
    }
}
