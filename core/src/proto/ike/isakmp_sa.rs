//! One association of phase 1 and the exchanges under it.

use crate::types::SortedMap;
use std::net::Ipv4Addr;

use serde::Serialize;

use super::Fault;
use super::config::Policy;
use super::context::Context;
use super::event::{DeleteReason, IkeEvent, IkeEventKind, Input, SaLabel};
use super::keymat::{Iv, Keymat};
use super::main_mode::MainMode;
use super::output::Output;
use super::quick_mode::QuickMode;
use super::retransmit::{HOLD_OFF, Received, Retransmit, Seen};
use crate::time::{Duration, Instant};
use crate::wire::isakmp::{Cookie, ExchangeType, Flags, Header};

/// How long a deleted association is still shown.
pub(super) const LINGER: Duration = Duration::from_secs(60);
/// How long a finished exchange of phase 2 is remembered.
pub(super) const NODE_LINGER: Duration = Duration::from_secs(50);
/// The most exchanges of phase 2 an association remembers.
pub(super) const MAX_NODES: usize = 128;

/// Names an association in this process; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SaId(pub u32);

/// Who began an association.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Role {
    /// This router.
    Initiator,
    /// The peer.
    Responder,
}

/// The state a router shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum IsakmpState {
    /// Nothing is agreed, or the association is deleted.
    MmNoState,
    /// The suite is agreed.
    MmSaSetup,
    /// The keys exist.
    MmKeyExch,
    /// The peer is authenticated; passes at once.
    MmKeyAuth,
    /// Up.
    QmIdle,
}

/// The state of a machine as it is logged: an association's, or a quick mode's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum FsmState {
    /// IKE_READY.
    Ready,
    /// IKE_I_MM1: message 1 sent.
    InitiatorMm1,
    /// IKE_I_MM2: message 2 received.
    InitiatorMm2,
    /// IKE_I_MM3: message 3 sent.
    InitiatorMm3,
    /// IKE_I_MM4: message 4 received.
    InitiatorMm4,
    /// IKE_I_MM5: message 5 sent.
    InitiatorMm5,
    /// IKE_I_MM6: message 6 received.
    InitiatorMm6,
    /// IKE_R_MM1: message 1 received.
    ResponderMm1,
    /// IKE_R_MM2: message 2 sent.
    ResponderMm2,
    /// IKE_R_MM3: message 3 received.
    ResponderMm3,
    /// IKE_R_MM4: message 4 sent.
    ResponderMm4,
    /// IKE_R_MM5: message 5 received.
    ResponderMm5,
    /// IKE_P1_COMPLETE.
    Phase1Complete,
    /// IKE_DEST_SA: deleted.
    DestSa,
    /// IKE_QM_READY.
    QuickModeReady,
    /// IKE_QM_I_QM1: message 1 of quick mode sent.
    QuickModeInitiator1,
    /// IKE_QM_SPI_STARVE: waits for an SPI.
    QuickModeSpiStarve,
    /// IKE_QM_R_QM2: message 2 of quick mode sent.
    QuickModeResponder2,
    /// IKE_QM_PHASE2_COMPLETE.
    QuickModeComplete,
}

/// What every association has, whatever its stage.
#[derive(Clone, Debug)]
pub(super) struct Core {
    pub(super) id: SaId,
    pub(super) conn_id: u32,
    pub(super) local: Ipv4Addr,
    pub(super) peer: Ipv4Addr,
    pub(super) peer_port: u16,
    pub(super) role: Role,
    /// Initiator's, responder's.
    pub(super) cookies: [Cookie; 2],
    pub(super) state: IsakmpState,
    pub(super) fsm: FsmState,
    pub(super) created_at: Instant,
    pub(super) agreed: Option<Policy>,
    pub(super) peer_has_dpd: bool,
    /// Datagrams of phase 1 that were acted on.
    pub(super) received: Received,
    pub(super) last_sent: Vec<u8>,
    pub(super) last_sent_at: Instant,
    pub(super) retransmit: Option<Retransmit>,
}

/// How far an association is.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    MainMode(Box<MainMode>),
    Established(Box<Established>),
    Deleted { purge_at: Instant },
}

/// What an association has once its peer is authenticated.
#[derive(Clone, Debug)]
pub(super) struct Established {
    pub(super) keymat: Keymat,
    /// The last block of phase 1.
    pub(super) last_block: Iv,
    pub(super) established_at: Instant,
    pub(super) expires_at: Instant,
    pub(super) has_dpd: bool,
    /// Exchanges of phase 2 by message ID.
    pub(super) nodes: SortedMap<u32, Node>,
}

/// An exchange of phase 2.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) fsm: FsmState,
    pub(super) quick_mode: QuickMode,
    /// The IV of the next message.
    pub(super) iv: Iv,
    /// Datagrams of the exchange that were acted on.
    pub(super) received: Received,
    pub(super) last_sent: Vec<u8>,
    pub(super) last_sent_at: Instant,
    pub(super) retransmit: Option<Retransmit>,
    pub(super) purge_at: Option<Instant>,
}

/// An association of phase 1.
#[derive(Clone, Debug)]
pub struct IsakmpSa {
    pub(super) core: Core,
    pub(super) stage: Stage,
}

impl Core {
    pub(super) const fn label(&self) -> SaLabel {
        SaLabel {
            id: self.id,
            conn_id: self.conn_id,
            role: self.role,
            state: self.state,
        }
    }

    /// Tells something about this association.
    pub(super) fn tell(&self, cx: &mut Context<'_>, kind: IkeEventKind) {
        cx.out.push(Output::Event(IkeEvent {
            sa: Some(self.label()),
            kind,
        }));
    }

    /// The only place that moves the association's machine.
    pub(super) fn change_state(&mut self, cx: &mut Context<'_>, input: Input, new: FsmState) {
        let old = core::mem::replace(&mut self.fsm, new);
        let node = None;
        self.tell(
            cx,
            IkeEventKind::StateChange {
                node,
                input,
                old,
                new,
            },
        );
    }

    /// A header of this association.
    pub(super) const fn header(&self, exchange: ExchangeType, message_id: u32) -> Header {
        Header {
            initiator_cookie: self.cookies[0],
            responder_cookie: self.cookies[1],
            exchange,
            flags: Flags::NONE,
            message_id,
        }
    }

    /// Sends a datagram that costs the processor `cost`; when it leaves.
    pub(super) fn transmit(&self, cx: &mut Context<'_>, bytes: &[u8], cost: Duration) -> Instant {
        let (peer, peer_port) = (self.peer, self.peer_port);
        self.tell(cx, IkeEventKind::PacketSent { peer, peer_port });
        let delay = cx.charge(cost);
        cx.out.push(Output::Send {
            local: self.local,
            peer,
            peer_port,
            bytes: bytes.to_vec(),
            delay,
        });
        cx.now + delay
    }

    /// Sends a message of main mode and remembers it; `is_last` messages are not sent again unless asked for.
    pub(super) fn transmit_phase1(
        &mut self,
        cx: &mut Context<'_>,
        bytes: Vec<u8>,
        cost: Duration,
        is_last: bool,
    ) {
        self.last_sent_at = self.transmit(cx, &bytes, cost);
        self.last_sent = bytes;
        self.retransmit = (!is_last).then(|| Retransmit::new(self.last_sent_at));
    }

    /// Answers a repeated message of main mode with the last one sent, if it may have been lost.
    pub(super) fn answer_duplicate(&mut self, cx: &mut Context<'_>, seen: Seen) {
        self.tell(cx, IkeEventKind::Duplicate { node: None });
        if seen == Seen::Earlier || self.last_sent.is_empty() {
            return;
        }
        if cx.now < self.last_sent_at + HOLD_OFF {
            let since_ms = cx.now.since(self.last_sent_at).as_millis() as u64;
            self.tell(
                cx,
                IkeEventKind::RetransmissionSkipped {
                    node: None,
                    since_ms,
                },
            );
            return;
        }
        let cost = cx.config.profile.informational;
        self.tell(cx, IkeEventKind::Retransmitting { node: None });
        self.last_sent_at = self.transmit(cx, &self.last_sent, cost);
    }
}

impl IsakmpSa {
    /// Names it in this process.
    #[must_use]
    pub const fn id(&self) -> SaId {
        self.core.id
    }

    /// Its connection number, 0 until it has keys.
    #[must_use]
    pub const fn conn_id(&self) -> u32 {
        self.core.conn_id
    }

    /// This end.
    #[must_use]
    pub const fn local(&self) -> Ipv4Addr {
        self.core.local
    }

    /// The other end.
    #[must_use]
    pub const fn peer(&self) -> Ipv4Addr {
        self.core.peer
    }

    /// Who began it.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.core.role
    }

    /// The initiator's and the responder's cookie.
    #[must_use]
    pub const fn cookies(&self) -> [Cookie; 2] {
        self.core.cookies
    }

    /// The state a router shows.
    #[must_use]
    pub const fn state(&self) -> IsakmpState {
        self.core.state
    }

    /// The agreed suite, with the shorter lifetime of both sides.
    #[must_use]
    pub const fn agreed(&self) -> Option<Policy> {
        self.core.agreed
    }

    /// When it was begun.
    #[must_use]
    pub const fn created_at(&self) -> Instant {
        self.core.created_at
    }

    /// When it ends by its lifetime, once it is up.
    #[must_use]
    pub fn expires_at(&self) -> Option<Instant> {
        self.established().map(|up| up.expires_at)
    }

    /// Whether dead peer detection was agreed: the peer can and this router wants it.
    #[must_use]
    pub fn has_dpd(&self) -> bool {
        self.established().is_some_and(|up| up.has_dpd)
    }

    /// Whether it is deleted and only still shown.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        matches!(self.stage, Stage::Deleted { .. })
    }

    /// Whether it is up.
    #[must_use]
    pub const fn is_established(&self) -> bool {
        matches!(self.stage, Stage::Established(_))
    }

    /// Whether IPsec SAs are being negotiated under it.
    #[must_use]
    pub fn is_in_quick_mode(&self) -> bool {
        let is_open = |node: &Node| !matches!(node.quick_mode, QuickMode::Done);
        self.established()
            .is_some_and(|up| up.nodes.values().any(is_open))
    }

    pub(super) fn established(&self) -> Option<&Established> {
        match &self.stage {
            Stage::Established(up) => Some(up),
            _ => None,
        }
    }

    /// Whether it joins these two addresses.
    pub(super) fn joins(&self, local: Ipv4Addr, peer: Ipv4Addr) -> bool {
        self.core.local == local && self.core.peer == peer
    }

    /// When it needs the processor next.
    pub(super) fn next_timeout(&self) -> Instant {
        let of = |retransmit: &Option<Retransmit>| {
            retransmit
                .as_ref()
                .map_or(Instant::FAR_FUTURE, Retransmit::next_at)
        };
        let own = of(&self.core.retransmit);
        match &self.stage {
            Stage::MainMode(_) => own,
            Stage::Deleted { purge_at } => *purge_at,
            Stage::Established(up) => up
                .nodes
                .values()
                .map(|node| of(&node.retransmit).min(node.purge_at.unwrap_or(Instant::FAR_FUTURE)))
                .fold(own.min(up.expires_at), Instant::min),
        }
    }
}

/// A message of phase 2 that has arrived for an association that is up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inbound<'a> {
    pub(super) header: Header,
    pub(super) first: crate::wire::isakmp::PayloadType,
    pub(super) body: &'a [u8],
    pub(super) bytes: &'a [u8],
}

impl Inbound<'_> {
    /// Refuses a message of phase 2 in the clear.
    pub(super) const fn require_encryption(&self) -> Result<(), Fault> {
        if self.header.flags.is_encrypted() {
            Ok(())
        } else {
            Err(Fault::NotEncrypted)
        }
    }
}

/// Why and how an association goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deletion {
    pub(super) reason: DeleteReason,
    /// Whether the peer is told.
    pub(super) notify: bool,
}
