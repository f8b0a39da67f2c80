//! A router's serial interface with Frame Relay: LMI polling, PVC status, inverse ARP, subinterfaces.

mod inverse;
mod polling;
mod pvcs;

use crate::types::SortedMap;
use std::net::Ipv4Addr;

use serde::Serialize;

use super::config::DteConfig;
use super::counters::{LmiCounters, PvcCounters};
use super::{EventWindow, PvcStatus};
use crate::time::{Duration, Instant};
use crate::types::{Dlci, IfIndex, Meter};
use crate::wire::DecodeError;
use crate::wire::frame_relay::Address;
use crate::wire::lmi::{self, LmiType, MessageType, ReportType};

/// Between two rounds of inverse ARP requests (`frame-relay inverse-arp interval 60`).
const INVERSE_ARP_INTERVAL: Duration = Duration::from_secs(60);
/// What the interface wants done or known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Output {
    /// A frame to send, from its address on.
    Send(Vec<u8>),
    /// The physical interface's line protocol changed.
    LineProtocol {
        /// Up or down.
        is_up: bool,
    },
    /// A subinterface's line protocol changed.
    SubinterfaceLineProtocol {
        /// Which.
        interface: IfIndex,
        /// Up or down.
        is_up: bool,
    },
    /// A PVC's status changed (`%FR-5-DLCICHANGE`).
    PvcChanged {
        /// Which.
        dlci: Dlci,
        /// Whose.
        interface: IfIndex,
        /// Its status before; `None` if it was not known.
        from: Option<PvcStatus>,
        /// Its status now.
        to: PvcStatus,
    },
    /// Autosensing found what the network speaks.
    LmiSensed(LmiType),
    /// Inverse ARP learned a next hop.
    MapLearned {
        /// On which interface.
        interface: IfIndex,
        /// The next hop.
        address: Ipv4Addr,
        /// Its DLCI.
        dlci: Dlci,
    },
    /// What inverse ARP learned is gone.
    MapRemoved {
        /// On which interface.
        interface: IfIndex,
        /// The next hop.
        address: Ipv4Addr,
        /// Its DLCI.
        dlci: Dlci,
    },
    /// A frame was not acted on.
    Dropped(DropReason),
}

/// Why a management frame was not acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DropReason {
    /// Not what it should be.
    Malformed(DecodeError),
    /// No carrier, or no keepalives.
    LmiOff,
    /// A message that a DTE sends, not takes.
    NotForDte,
    /// Of another LMI than the one spoken.
    OtherLmi(LmiType),
    /// A status nobody asked for, or that answers an older enquiry.
    UnexpectedSequence,
    /// Before LMI is up.
    LmiDown,
    /// Inverse ARP on a DLCI that is not there or not usable.
    PvcNotUsable(Dlci),
    /// Inverse ARP on an interface without address.
    NoAddress(IfIndex),
    /// An inverse ARP reply to another address, or from our own.
    NotForUs(Ipv4Addr),
    /// Inverse ARP would change what the operator mapped, or may not learn.
    MapIsStatic(Dlci),
}

/// A PVC at the router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pvc {
    /// The interface or subinterface it belongs to.
    pub interface: IfIndex,
    /// Its status.
    pub status: PvcStatus,
    /// Whether the operator named it; if not, LMI did (usage LOCAL or UNUSED).
    pub is_configured: bool,
    /// When it was first heard of.
    pub created_at: Instant,
    /// When its status last changed.
    pub changed_at: Instant,
    /// Its traffic.
    pub counters: PvcCounters,
    /// Rates of what is received and of what is sent.
    pub meters: (Meter, Meter),
    /// Became active; inverse ARP is due.
    is_news: bool,
}

/// A router's Frame Relay interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dte {
    pub(super) config: DteConfig,
    has_carrier: bool,
    is_up: bool,
    /// Spoken, or while sensing the last that answered.
    lmi_type: LmiType,
    is_sensing: bool,
    my_sequence: u8,
    your_sequence: u8,
    window: EventWindow,
    /// An enquiry is out; whether it has been answered.
    poll: Option<Poll>,
    polls_to_full_status: u8,
    next_poll_at: Option<Instant>,
    next_inverse_arp_at: Option<Instant>,
    pub(super) pvcs: SortedMap<Dlci, Pvc>,
    pub(super) dynamic_maps: SortedMap<(IfIndex, Ipv4Addr), Dlci>,
    subinterfaces: SortedMap<IfIndex, bool>,
    counters: LmiCounters,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Poll {
    report: ReportType,
    is_answered: bool,
}

impl Dte {
    /// An interface without carrier.
    #[must_use]
    pub fn new(now: Instant, config: DteConfig) -> Self {
        let mut dte = Self {
            has_carrier: false,
            is_up: false,
            lmi_type: LmiType::Cisco,
            is_sensing: false,
            my_sequence: 0,
            your_sequence: 0,
            window: EventWindow::ALL_ERRORS,
            poll: None,
            polls_to_full_status: 0,
            next_poll_at: None,
            next_inverse_arp_at: None,
            pvcs: SortedMap::new(),
            dynamic_maps: SortedMap::new(),
            subinterfaces: SortedMap::new(),
            counters: LmiCounters::default(),
            config,
        };
        dte.set_lmi();
        // Nothing is up, so nothing can change that anyone would want to know.
        dte.adopt_config(now, &mut Vec::new());
        dte
    }

    /// Takes another configuration; LMI, PVCs and maps it does not touch go on.
    pub fn reconfigure(&mut self, now: Instant, config: DteConfig, out: &mut Vec<Output>) {
        let old = core::mem::replace(&mut self.config, config);
        if old.keepalive.is_some() != self.config.keepalive.is_some() && self.has_carrier {
            self.stop(now, out);
            self.adopt_config(now, out);
            self.start(now, out);
            return;
        }
        if old.lmi != self.config.lmi {
            self.set_lmi();
        }
        if let (Some(keepalive), Some(at)) = (self.config.keepalive, self.next_poll_at) {
            self.next_poll_at = Some(at.min(now + keepalive));
        }
        self.adopt_config(now, out);
        self.settle(now, self.is_up, out);
    }

    /// Tells that the carrier came or went; a shut interface has none.
    pub fn handle_carrier(&mut self, now: Instant, is_present: bool, out: &mut Vec<Output>) {
        if is_present == self.has_carrier {
            return;
        }
        self.has_carrier = is_present;
        if is_present {
            self.start(now, out);
        } else {
            self.clear_inverse_arp(out);
            self.stop(now, out);
        }
    }

    /// Takes a frame of a management DLCI, from its address on.
    pub fn handle_lmi(&mut self, now: Instant, frame: &[u8], out: &mut Vec<Output>) {
        if self.next_poll_at.is_none() {
            out.push(Output::Dropped(DropReason::LmiOff));
            return;
        }
        let message = match lmi::Repr::parse(frame) {
            Ok(message) => message,
            Err(reason) => {
                self.counters.count_malformed(reason);
                out.push(Output::Dropped(DropReason::Malformed(reason)));
                return;
            }
        };
        let result = match (message.message, message.report) {
            (MessageType::StatusEnquiry, _) => {
                self.counters.invalid_message_type += 1;
                Err(DropReason::NotForDte)
            }
            (MessageType::UpdateStatus, _) | (MessageType::Status, Some(ReportType::SinglePvc)) => {
                self.process_update(now, &message, out)
            }
            (MessageType::Status, _) => self.process_status(now, &message, out),
        };
        if let Err(reason) = result {
            out.push(Output::Dropped(reason));
        }
    }

    /// Takes an inverse ARP packet that came on `dlci`.
    pub fn handle_inverse_arp(&mut self, dlci: Dlci, packet: &[u8], out: &mut Vec<Output>) {
        if let Err(reason) = self.process_inverse_arp(dlci, packet, out) {
            out.push(Output::Dropped(reason));
        }
    }

    /// When [`Self::handle_timeout`] is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        match (self.next_poll_at, self.next_inverse_arp_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Polls, and sends inverse ARP requests.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.next_poll_at.is_some_and(|at| at <= now) {
            self.on_poll_timer(now, out);
        }
        if self.next_inverse_arp_at.is_some_and(|at| at <= now) {
            self.next_inverse_arp_at = Some(now + INVERSE_ARP_INTERVAL);
            let dlcis: Vec<_> = self.pvcs.keys().copied().collect();
            for dlci in dlcis {
                self.send_inverse_arp_request(dlci, out);
            }
        }
    }

    /// Whether the physical interface's line protocol is up.
    #[must_use]
    pub const fn is_line_protocol_up(&self) -> bool {
        self.is_up
    }

    /// Whether a subinterface's line protocol is up.
    #[must_use]
    pub fn is_subinterface_up(&self, interface: IfIndex) -> bool {
        self.subinterfaces.get(&interface).copied().unwrap_or(false)
    }

    /// The interface or subinterface that takes packets of `dlci`.
    #[must_use]
    pub fn interface_of(&self, dlci: Dlci) -> Option<IfIndex> {
        self.pvcs.get(&dlci).map(|pvc| pvc.interface)
    }

    /// Its configuration.
    #[must_use]
    pub const fn config(&self) -> &DteConfig {
        &self.config
    }

    /// The LMI it speaks; while sensing, the last that answered.
    #[must_use]
    pub const fn lmi_type(&self) -> LmiType {
        self.lmi_type
    }

    /// Sequence numbers: of the last enquiry, and the last the network sent (`myseq`, `yourseen`).
    #[must_use]
    pub const fn sequences(&self) -> (u8, u8) {
        (self.my_sequence, self.your_sequence)
    }

    /// LMI counters.
    #[must_use]
    pub const fn counters(&self) -> &LmiCounters {
        &self.counters
    }

    /// The PVCs, by DLCI.
    pub fn pvcs(&self) -> impl Iterator<Item = (Dlci, &Pvc)> + '_ {
        self.pvcs.iter().map(|(dlci, pvc)| (*dlci, pvc))
    }

    /// Counts a data frame received, with its header.
    pub fn count_input(&mut self, now: Instant, address: Address, octets: usize) {
        if let Some(pvc) = self.pvcs.get_mut(&address.dlci) {
            pvc.meters.0.note(now, octets);
            pvc.counters.in_packets += 1;
            pvc.counters.in_octets += octets as u64;
            pvc.counters.in_fecn_packets += u64::from(address.fecn);
            pvc.counters.in_becn_packets += u64::from(address.becn);
            pvc.counters.in_de_packets += u64::from(address.de);
        }
    }

    /// Counts a data frame sent, with its header.
    pub fn count_output(&mut self, at: Instant, dlci: Dlci, octets: usize, is_broadcast: bool) {
        if let Some(pvc) = self.pvcs.get_mut(&dlci) {
            pvc.meters.1.note(at, octets);
            pvc.counters.out_packets += 1;
            pvc.counters.out_octets += octets as u64;
            if is_broadcast {
                pvc.counters.out_broadcast_packets += 1;
                pvc.counters.out_broadcast_octets += octets as u64;
            }
        }
    }

    /// Counts a packet dropped because its PVC was not usable.
    pub fn count_output_drop(&mut self, dlci: Dlci) {
        if let Some(pvc) = self.pvcs.get_mut(&dlci) {
            pvc.counters.out_dropped_packets += 1;
        }
    }

    /// Forgets what inverse ARP learned (`clear frame-relay inarp`).
    pub fn clear_inverse_arp(&mut self, out: &mut Vec<Output>) {
        self.remove_maps_where(|_, _| true, out);
    }
}
