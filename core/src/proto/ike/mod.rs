//! IKE version 1: the ISAKMP process of one router (RFC 2408, RFC 2409, RFC 2407, RFC 3706), with the timing and the
//! habits of IOS 12.4.
//!
//! Implemented: main mode with pre-shared keys and quick mode in both roles, with and without perfect forward secrecy;
//! groups 1, 2, 5 and 14; DES, 3DES and AES; MD5, SHA-1 and SHA-256; retransmission and repeated messages; informational
//! exchanges with deletion, initial contact, invalid SPI and refusals; lifetimes; dead peer detection.
//! Left out: aggressive mode, certificates, extended authentication, NAT traversal (its code points are in `wire`), the
//! keepalives of before RFC 3706.
//!
//! One [`Ike`] holds the associations with all peers from all local addresses. Its owner hands it datagrams, requests
//! and the time; it hands back [`Output`]s.
//!
//! ```text
//! main mode                                   quick mode
//! I: MM1 → MM2 → MM3 → MM4 → MM5 → MM6 ┐      I: READY → I_QM1 → COMPLETE
//! R: MM1 → MM2 → MM3 → MM4 → MM5 ──────┴ P1   R: READY → SPI_STARVE → R_QM2 → COMPLETE
//! ```
//!
//! Time on the router's processor is modelled as a delay of what is sent: state moves when a message arrives, the answer
//! leaves when the processor has finished it and everything before it.

mod config;
mod context;
mod delete;
mod dpd;
mod event;
mod informational;
mod isakmp_sa;
mod keymat;
mod main_mode;
mod output;
mod process;
mod proposal;
mod quick_mode;
mod request;
mod retransmit;
mod seal;
mod timer;

#[cfg(test)]
mod tests;

use crate::types::{SortedMap, SortedSet};
use std::net::Ipv4Addr;
use std::rc::Rc;

use serde::Serialize;

pub use config::{
    AuthMethod, ComputeProfile, IkeCipher, IkeConfig, Keepalive, KeepaliveMode, PeriodicStyle,
    Policy, PreSharedKey, ResponderEntry,
};
pub use delete::Clear;
pub use dpd::{DpdState, MAX_ERRORS};
pub use event::{
    ChildSummary, DeleteReason, Drop, ErrorCause, IkeEvent, IkeEventKind, Input, Mismatch, Mode,
    NodeReason, Phase, Refusal, RequestRefusal, SaLabel, VendorIdKind, VendorIdSeen,
};
pub use isakmp_sa::{FsmState, IsakmpSa, IsakmpState, Role, SaId};
pub use output::{Output, RemoveReason, RequestFailure};
pub use request::{RequestCause, SaRequest};

use crate::crypto::DhError;
use crate::rng::Rng;
use crate::time::Instant;
use crate::types::Spi;
use crate::wire::DecodeError;
use crate::wire::isakmp::PayloadType;
use context::{Context, Host};
use dpd::{Dpd, Step};
use request::{InvalidSpiReport, Pending};

/// The most associations that peers may have begun and not finished.
pub const MAX_HALF_OPEN: usize = 64;
/// The most associations, deleted ones included, before those deleted longest ago are forgotten early.
pub const MAX_ASSOCIATIONS: usize = 256;

/// What is wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum Fault {
    /// It cannot be read.
    #[error("{0}")]
    Malformed(#[from] DecodeError),
    /// A Diffie–Hellman value is refused.
    #[error("{0}")]
    PublicValue(#[from] DhError),
    /// A payload is missing, or stands where it must not.
    #[error("no {0:?} payload where one must be")]
    MissingPayload(PayloadType),
    /// A hash is not what the keys say.
    #[error("wrong hash")]
    WrongHash,
    /// The identification is not the peer's, or not the one that was offered.
    #[error("wrong identity")]
    WrongIdentity,
    /// The choice is none of the offers.
    #[error("the choice is none of the offers")]
    NotOneOfTheOffers,
    /// A cookie is zero where it must not be.
    #[error("bad cookie")]
    BadCookie,
    /// It should be encrypted.
    #[error("not encrypted")]
    NotEncrypted,
    /// It should not be encrypted.
    #[error("encrypted before there are keys")]
    UnexpectedEncryption,
    /// The ciphertext is empty or not a whole number of blocks.
    #[error("ciphertext is not a whole number of blocks")]
    CiphertextLength,
    /// Octets follow the last payload.
    #[error("octets after the last payload")]
    TrailingOctets,
    /// Nothing of the kind is waited for.
    #[error("unexpected message")]
    UnexpectedMessage,
}

/// A pair of associations IKE has made, as far as IKE has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Child {
    local: Ipv4Addr,
    peer: Ipv4Addr,
    outbound_spi: Spi,
    created_at: Instant,
}

/// What is known of a peer, from one local address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PeerState {
    last_inbound: Instant,
    dpd: Option<Dpd>,
}

/// A local and a remote address.
type Ends = (Ipv4Addr, Ipv4Addr);

/// The ISAKMP process of a router.
#[derive(Clone, Debug)]
pub struct Ike {
    config: Rc<IkeConfig>,
    host: Host,
    sas: SortedMap<SaId, IsakmpSa>,
    /// By the inbound SPI.
    children: SortedMap<Spi, Child>,
    peers: SortedMap<Ends, PeerState>,
    pending: Vec<Pending>,
    reports: Vec<InvalidSpiReport>,
    unusable: SortedSet<Ipv4Addr>,
    /// No later than the next thing to do.
    next_timeout: Instant,
}

impl Ike {
    /// A process without associations; `rng` is its own.
    #[must_use]
    pub fn new(config: IkeConfig, rng: Rng) -> Self {
        Self {
            config: Rc::new(config),
            host: Host::new(rng),
            sas: SortedMap::new(),
            children: SortedMap::new(),
            peers: SortedMap::new(),
            pending: Vec::new(),
            reports: Vec::new(),
            unusable: SortedSet::new(),
            next_timeout: Instant::FAR_FUTURE,
        }
    }

    /// Takes a new configuration. Associations that are up keep what they agreed, keepalives included, as on IOS.
    pub fn reconfigure(&mut self, config: IkeConfig) {
        self.config = Rc::new(config);
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &IkeConfig {
        &self.config
    }

    /// A local address, such as a virtual one, is this router's from now on, or is not any more. Addresses that were
    /// never mentioned are usable. What belongs to an address that is lost goes without a word to anyone.
    pub fn set_local_address(
        &mut self,
        now: Instant,
        addr: Ipv4Addr,
        usable: bool,
        out: &mut Vec<Output>,
    ) {
        if usable {
            self.unusable.remove(&addr);
        } else if self.unusable.insert(addr) {
            self.on_address_lost(now, addr, out);
            self.rearm();
        }
    }

    /// An authenticated ESP packet arrived from `peer`: it lives.
    pub fn note_inbound_traffic(&mut self, now: Instant, local: Ipv4Addr, peer: Ipv4Addr) {
        if let Some(state) = self.peers.get_mut(&(local, peer)) {
            state.last_inbound = now;
            if let Some(dpd) = &mut state.dpd {
                dpd.on_inbound(now);
            }
        }
    }

    /// A packet is about to be protected for `peer`: on demand, a long silence is questioned.
    pub fn note_outbound_traffic(
        &mut self,
        now: Instant,
        local: Ipv4Addr,
        peer: Ipv4Addr,
        out: &mut Vec<Output>,
    ) {
        let Some(state) = self.peers.get_mut(&(local, peer)) else {
            return;
        };
        let last_inbound = state.last_inbound;
        let step = state
            .dpd
            .as_mut()
            .and_then(|dpd| dpd.on_outbound(now, last_inbound));
        if let Some(step) = step {
            self.on_dpd_step(now, (local, peer), step, out);
            self.rearm();
        }
    }

    /// When [`Self::handle_timeout`] has something to do; it may find that this has changed.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        (self.next_timeout != Instant::FAR_FUTURE).then_some(self.next_timeout)
    }

    /// Every association of phase 1, oldest first, deleted ones that are still shown included.
    pub fn associations(&self) -> impl Iterator<Item = &IsakmpSa> {
        self.sas.values()
    }

    /// One association.
    #[must_use]
    pub fn association(&self, id: SaId) -> Option<&IsakmpSa> {
        self.sas.get(&id)
    }

    /// How `peer` is doing, if dead peer detection watches it; the first local address that does counts.
    #[must_use]
    pub fn dpd_state(&self, peer: Ipv4Addr) -> Option<DpdState> {
        self.peers
            .iter()
            .filter(|((_, other), _)| *other == peer)
            .find_map(|(_, state)| Some(state.dpd?.state(state.last_inbound)))
    }

    /// The inbound and outbound SPIs of the pairs made with `peer` from `local`.
    pub fn children(&self, local: Ipv4Addr, peer: Ipv4Addr) -> impl Iterator<Item = (Spi, Spi)> {
        self.children
            .iter()
            .filter(move |(_, child)| child.local == local && child.peer == peer)
            .map(|(spi, child)| (*spi, child.outbound_spi))
    }

    /// The newest association that is up between two addresses.
    fn newest_established(&self, (local, peer): Ends) -> Option<SaId> {
        self.sas
            .values()
            .filter(|sa| sa.joins(local, peer))
            .filter_map(|sa| Some((sa.established()?.established_at, sa.id())))
            .max()
            .map(|(_, id)| id)
    }

    /// An association between two addresses that is being negotiated.
    fn budding(&self, (local, peer): Ends) -> Option<SaId> {
        self.sas
            .values()
            .filter(|sa| sa.joins(local, peer) && !sa.is_deleted() && !sa.is_established())
            .map(IsakmpSa::id)
            .next_back()
    }

    /// How many associations with a peer are not deleted.
    fn peer_count(&self, peer: Ipv4Addr) -> u32 {
        let live = |sa: &&IsakmpSa| sa.core.peer == peer && !sa.is_deleted();
        self.sas.values().filter(live).count() as u32
    }

    /// Whether anything exists between two addresses beside one association: it decides about initial contact.
    fn has_other(&self, id: SaId, (local, peer): Ends) -> bool {
        let is_other = |sa: &IsakmpSa| sa.joins(local, peer) && sa.is_established();
        self.sas.values().any(|sa| sa.id() != id && is_other(sa))
            || self.children(local, peer).next().is_some()
    }

    /// Tells something that belongs to no association.
    fn tell(out: &mut Vec<Output>, kind: IkeEventKind) {
        out.push(Output::Event(IkeEvent { sa: None, kind }));
    }

    /// Watches a peer under an association that came up, or under the newest one left.
    fn watch(&mut self, now: Instant, ends: Ends, id: SaId) {
        let has_dpd = self.sas.get(&id).is_some_and(IsakmpSa::has_dpd);
        let dpd = self.config.keepalive.filter(|_| has_dpd).map(|keepalive| {
            // Numbers start anywhere, but not so high that they could run over (RFC 3706 §7).
            let sequence = self.host.rng.next_u32() >> 1;
            Dpd::new(now, id, keepalive, self.config.periodic_style, sequence)
        });
        let last_inbound = now;
        self.peers.insert(ends, PeerState { last_inbound, dpd });
    }

    /// Carries out what dead peer detection says.
    fn on_dpd_step(&mut self, now: Instant, ends: Ends, step: Step, out: &mut Vec<Output>) {
        let Some(id) = self
            .peers
            .get(&ends)
            .and_then(|state| state.dpd)
            .map(|dpd| dpd.sa)
        else {
            return;
        };
        let Self {
            config, host, sas, ..
        } = self;
        let Some(IsakmpSa {
            core,
            stage: isakmp_sa::Stage::Established(up),
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
        let count = |cx: &mut Context<'_>, attempt| {
            core.tell(
                cx,
                IkeEventKind::ErrorCounter {
                    node: None,
                    attempt,
                    limit: MAX_ERRORS,
                    cause: ErrorCause::PeersAlive,
                },
            );
        };
        match step {
            Step::Probe { sequence, errors } => {
                let input = if errors == 0 {
                    Input::TimerImAlive
                } else {
                    count(cx, errors);
                    Input::TimerPeersAlive
                };
                let kind = crate::wire::isakmp::NotifyType::RUThere;
                informational::send_dpd(core, up, cx, kind, sequence);
                informational::tell_steady(core, cx, input);
            }
            Step::Dead => {
                count(cx, MAX_ERRORS);
                core.tell(cx, IkeEventKind::NotResponding { peer: ends.1 });
                core.tell(cx, IkeEventKind::NoParanoidKeepalives);
                self.on_peer_dead(now, ends, out);
            }
        }
    }

    /// Looks for the next thing to do; called at the end of every verb that may have changed it.
    fn rearm(&mut self) {
        let sas = self.sas.values().map(IsakmpSa::next_timeout);
        let peers = self
            .peers
            .values()
            .filter_map(|state| state.dpd.as_ref().map(Dpd::next_at));
        let pending = self.pending.iter().map(|pending| pending.timer_at);
        self.next_timeout = sas
            .chain(peers)
            .chain(pending)
            .min()
            .unwrap_or(Instant::FAR_FUTURE);
    }
}
