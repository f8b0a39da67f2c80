//! A router's serial interface with Frame Relay: LMI polling, PVC status, inverse ARP, subinterfaces.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::Serialize;

use super::config::{DteConfig, InterfaceConfig, InterfaceKind, LmiSetting};
use super::counters::{LmiCounters, PvcCounters};
use super::{EventWindow, PvcStatus, next_sequence};
use crate::time::{Duration, Instant};
use crate::types::{Dlci, IfIndex};
use crate::wire::DecodeError;
use crate::wire::ethernet::EtherType;
use crate::wire::frame_relay::{self, Address, Payload};
use crate::wire::inverse_arp::{self, Operation};
use crate::wire::lmi::{self, KeepAlive, LmiType, MessageType, ReportType};

/// From carrier to the first enquiry. The second, 10 s later, brings the line protocol up.
const FIRST_POLL: Duration = Duration::from_secs(1);
/// Between two rounds of inverse ARP requests (`frame-relay inverse-arp interval 60`).
const INVERSE_ARP_INTERVAL: Duration = Duration::from_secs(60);
/// The order in which autosensing asks; the last answer wins.
const AUTOSENSE_ORDER: [LmiType; 3] = [LmiType::AnsiAnnexD, LmiType::Q933a, LmiType::Cisco];

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
    pub(super) pvcs: BTreeMap<Dlci, Pvc>,
    pub(super) dynamic_maps: BTreeMap<(IfIndex, Ipv4Addr), Dlci>,
    subinterfaces: BTreeMap<IfIndex, bool>,
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
            pvcs: BTreeMap::new(),
            dynamic_maps: BTreeMap::new(),
            subinterfaces: BTreeMap::new(),
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
    pub fn count_input(&mut self, address: Address, octets: usize) {
        if let Some(pvc) = self.pvcs.get_mut(&address.dlci) {
            pvc.counters.in_packets += 1;
            pvc.counters.in_octets += octets as u64;
            pvc.counters.in_fecn_packets += u64::from(address.fecn);
            pvc.counters.in_becn_packets += u64::from(address.becn);
            pvc.counters.in_de_packets += u64::from(address.de);
        }
    }

    /// Counts a data frame sent, with its header.
    pub fn count_output(&mut self, dlci: Dlci, octets: usize, is_broadcast: bool) {
        if let Some(pvc) = self.pvcs.get_mut(&dlci) {
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

/// LMI.
impl Dte {
    fn set_lmi(&mut self) {
        match self.config.lmi {
            LmiSetting::Autosense => self.is_sensing = true,
            LmiSetting::Fixed(lmi_type) => {
                self.is_sensing = false;
                self.lmi_type = lmi_type;
            }
        }
    }

    fn start(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.set_lmi();
        self.my_sequence = 0;
        self.your_sequence = 0;
        self.window = EventWindow::ALL_ERRORS;
        self.poll = None;
        self.polls_to_full_status = 0;
        if self.config.keepalive.is_some() {
            self.next_poll_at = Some(now + FIRST_POLL);
        } else {
            self.set_all_pvcs(now, PvcStatus::Static, out);
            self.settle(now, true, out);
        }
    }

    fn stop(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.next_poll_at = None;
        self.poll = None;
        self.set_all_pvcs(now, PvcStatus::Inactive, out);
        self.settle(now, false, out);
    }

    fn on_poll_timer(&mut self, now: Instant, out: &mut Vec<Output>) {
        let Some(keepalive) = self.config.keepalive else {
            self.next_poll_at = None;
            return;
        };
        self.next_poll_at = Some(now + keepalive);
        if let Some(poll) = self.poll.take() {
            if poll.is_answered {
                if core::mem::take(&mut self.is_sensing) {
                    out.push(Output::LmiSensed(self.lmi_type));
                }
            } else {
                self.counters.status_timeouts += 1;
                self.window.push(true);
                self.judge(now, out);
            }
        }
        self.polls_to_full_status = self.polls_to_full_status.saturating_sub(1);
        // Until LMI is up every poll asks for all, and so does the one after a lost full status.
        let report = if self.polls_to_full_status == 0 || !self.is_up {
            ReportType::FullStatus
        } else {
            ReportType::LinkIntegrityVerification
        };
        self.my_sequence = next_sequence(self.my_sequence);
        self.poll = Some(Poll {
            report,
            is_answered: false,
        });
        if self.is_sensing {
            for lmi_type in AUTOSENSE_ORDER {
                self.send_enquiry(lmi_type, report, out);
            }
        } else {
            self.send_enquiry(self.lmi_type, report, out);
        }
    }

    fn send_enquiry(&mut self, lmi_type: LmiType, report: ReportType, out: &mut Vec<Output>) {
        let enquiry = lmi::Repr {
            lmi_type,
            message: MessageType::StatusEnquiry,
            report: Some(report),
            keepalive: Some(KeepAlive {
                send_sequence: self.my_sequence,
                receive_sequence: self.your_sequence,
            }),
            pvcs: Vec::new(),
        };
        self.counters.enquiries_sent += 1;
        out.push(Output::Send(enquiry.frame()));
    }

    fn process_status(
        &mut self,
        now: Instant,
        message: &lmi::Repr,
        out: &mut Vec<Output>,
    ) -> Result<(), DropReason> {
        self.check_lmi_type(message.lmi_type)?;
        let Some(keepalive) = message.keepalive else {
            self.counters.invalid_keepalive_length += 1;
            return Err(DropReason::UnexpectedSequence);
        };
        let Some(poll) = self
            .poll
            .filter(|poll| !poll.is_answered || self.is_sensing)
            .filter(|_| keepalive.receive_sequence == self.my_sequence)
        else {
            self.counters.invalid_status_message += 1;
            return Err(DropReason::UnexpectedSequence);
        };
        self.counters.statuses_received += 1;
        self.your_sequence = keepalive.send_sequence;
        if self.is_sensing {
            self.lmi_type = message.lmi_type;
        }
        if !poll.is_answered {
            self.window.push(false);
            self.poll = Some(Poll {
                is_answered: true,
                ..poll
            });
        }
        let is_up = self.is_lmi_good();
        if is_up && message.report == Some(ReportType::FullStatus) {
            self.polls_to_full_status = self.config.full_status_polls.max(1);
            self.process_full_status(now, &message.pvcs, out);
        }
        self.settle(now, is_up, out);
        Ok(())
    }

    fn process_full_status(
        &mut self,
        now: Instant,
        reported: &[lmi::PvcStatus],
        out: &mut Vec<Output>,
    ) {
        for pvc in reported {
            self.set_pvc(now, pvc.dlci, status_of(pvc), out);
        }
        let missing: Vec<_> = self
            .pvcs
            .keys()
            .copied()
            .filter(|dlci| !reported.iter().any(|pvc| pvc.dlci == *dlci))
            .collect();
        for dlci in missing {
            self.set_pvc(now, dlci, PvcStatus::Deleted, out);
        }
    }

    fn process_update(
        &mut self,
        now: Instant,
        message: &lmi::Repr,
        out: &mut Vec<Output>,
    ) -> Result<(), DropReason> {
        self.check_lmi_type(message.lmi_type)?;
        self.counters.updates_received += 1;
        if !self.is_up {
            // The full status that brings LMI up will say the same.
            return Err(DropReason::LmiDown);
        }
        for pvc in &message.pvcs {
            self.set_pvc(now, pvc.dlci, status_of(pvc), out);
        }
        self.settle(now, true, out);
        Ok(())
    }

    fn check_lmi_type(&mut self, lmi_type: LmiType) -> Result<(), DropReason> {
        if self.is_sensing || lmi_type == self.lmi_type {
            return Ok(());
        }
        if lmi_type == LmiType::Cisco || self.lmi_type == LmiType::Cisco {
            self.counters.invalid_status_message += 1;
        } else {
            self.counters.invalid_lock_shift += 1;
        }
        Err(DropReason::OtherLmi(lmi_type))
    }

    const fn is_lmi_good(&self) -> bool {
        self.window
            .is_good(self.config.error_threshold, self.config.monitored_events)
    }

    fn judge(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.is_up && !self.is_lmi_good() {
            self.set_all_pvcs(now, PvcStatus::Inactive, out);
            self.settle(now, false, out);
            self.set_lmi();
        }
    }
}

/// PVCs and subinterfaces.
impl Dte {
    /// Fits PVCs, subinterfaces and maps to the configuration.
    fn adopt_config(&mut self, now: Instant, out: &mut Vec<Output>) {
        let mut owners = BTreeMap::new();
        for (interface, config) in &self.config.interfaces {
            let mapped = config.maps.values().map(|map| map.dlci);
            owners.extend(mapped.map(|dlci| (dlci, *interface)));
        }
        for (interface, config) in &self.config.interfaces {
            owners.extend(config.dlcis.keys().map(|dlci| (*dlci, *interface)));
        }
        for (dlci, pvc) in &mut self.pvcs {
            pvc.is_configured = owners.contains_key(dlci);
            pvc.interface = owners.get(dlci).copied().unwrap_or(self.config.interface);
        }
        self.pvcs.retain(|_, pvc| {
            let is_known = matches!(pvc.status, PvcStatus::Active | PvcStatus::Inactive);
            pvc.is_configured || is_known
        });
        // A DLCI new to the operator may be known to the network: ask with the next poll.
        let status = match (self.is_up, self.config.keepalive) {
            (true, Some(_)) => PvcStatus::Deleted,
            (true, None) => PvcStatus::Static,
            (false, _) => PvcStatus::Inactive,
        };
        for (dlci, interface) in owners {
            self.pvcs.entry(dlci).or_insert_with(|| {
                self.polls_to_full_status = 0;
                Pvc::new(now, interface, status, true)
            });
        }
        let physical = self.config.interface;
        self.subinterfaces
            .retain(|interface, _| self.config.interfaces.contains_key(interface));
        for interface in self.config.interfaces.keys() {
            if *interface != physical {
                self.subinterfaces.entry(*interface).or_insert(false);
            }
        }
        let pvcs = core::mem::take(&mut self.pvcs);
        let interfaces = core::mem::take(&mut self.config.interfaces);
        self.remove_maps_where(
            |(interface, address), dlci| {
                let is_owned = pvcs
                    .get(&dlci)
                    .is_some_and(|pvc| pvc.interface == interface);
                let may_learn = interfaces
                    .get(&interface)
                    .is_some_and(|config| may_learn(config, dlci, address));
                !(is_owned && may_learn)
            },
            out,
        );
        self.pvcs = pvcs;
        self.config.interfaces = interfaces;
    }

    /// The only place a PVC's status changes.
    fn set_pvc(&mut self, now: Instant, dlci: Dlci, status: PvcStatus, out: &mut Vec<Output>) {
        let from = self.pvcs.get(&dlci).map(|pvc| pvc.status);
        if from == Some(status) {
            return;
        }
        let physical = self.config.interface;
        let pvc = self
            .pvcs
            .entry(dlci)
            .or_insert_with(|| Pvc::new(now, physical, status, false));
        pvc.status = status;
        pvc.changed_at = now;
        pvc.is_news = status == PvcStatus::Active;
        out.push(Output::PvcChanged {
            dlci,
            interface: pvc.interface,
            from,
            to: status,
        });
        if status == PvcStatus::Deleted {
            self.remove_maps_where(|_, of| of == dlci, out);
        }
    }

    fn set_all_pvcs(&mut self, now: Instant, status: PvcStatus, out: &mut Vec<Output>) {
        let dlcis: Vec<_> = self.pvcs.keys().copied().collect();
        for dlci in dlcis {
            // What the network does not have stays deleted.
            if status == PvcStatus::Static || self.pvcs[&dlci].status != PvcStatus::Deleted {
                self.set_pvc(now, dlci, status, out);
            }
        }
    }

    /// Lets the line protocols follow, then greets PVCs that became active.
    fn settle(&mut self, now: Instant, is_up: bool, out: &mut Vec<Output>) {
        if is_up != self.is_up {
            self.is_up = is_up;
            self.next_inverse_arp_at = is_up.then(|| now + INVERSE_ARP_INTERVAL);
            out.push(Output::LineProtocol { is_up });
        }
        let mut subinterfaces = core::mem::take(&mut self.subinterfaces);
        for (interface, was_up) in &mut subinterfaces {
            let config = self.config.interfaces.get(interface);
            let is_enabled = config.is_some_and(|config| config.is_enabled);
            let has_pvc = self
                .pvcs
                .values()
                .any(|pvc| pvc.interface == *interface && pvc.status.is_usable());
            let is_up = self.is_up && is_enabled && has_pvc;
            if *was_up != is_up {
                *was_up = is_up;
                let interface = *interface;
                out.push(Output::SubinterfaceLineProtocol { interface, is_up });
            }
        }
        self.subinterfaces = subinterfaces;
        if self.is_up && self.pvcs.values().any(|pvc| pvc.is_news) {
            let news: Vec<_> = self
                .pvcs
                .iter_mut()
                .filter_map(|(dlci, pvc)| core::mem::take(&mut pvc.is_news).then_some(*dlci))
                .collect();
            for dlci in news {
                self.send_inverse_arp_request(dlci, out);
            }
        }
    }
}

/// Inverse ARP.
impl Dte {
    fn send_inverse_arp_request(&self, dlci: Dlci, out: &mut Vec<Output>) {
        let Some(pvc) = self
            .pvcs
            .get(&dlci)
            .filter(|pvc| pvc.status == PvcStatus::Active)
        else {
            return;
        };
        let Some(config) = self.config.interfaces.get(&pvc.interface) else {
            return;
        };
        let may_ask = config.is_enabled && may_learn(config, dlci, Ipv4Addr::UNSPECIFIED);
        if let (true, Some(address)) = (may_ask, config.address) {
            let request = inverse_arp::Repr::request(dlci, address);
            out.push(Output::Send(inverse_arp_frame(dlci, &request)));
        }
    }

    fn process_inverse_arp(
        &mut self,
        dlci: Dlci,
        packet: &[u8],
        out: &mut Vec<Output>,
    ) -> Result<(), DropReason> {
        let packet = inverse_arp::Repr::parse(packet).map_err(DropReason::Malformed)?;
        let pvc = self
            .pvcs
            .get(&dlci)
            .filter(|pvc| self.is_up && pvc.status.is_usable())
            .ok_or(DropReason::PvcNotUsable(dlci))?;
        let interface = pvc.interface;
        let no_address = DropReason::NoAddress(interface);
        let config = self.config.interfaces.get(&interface).ok_or(no_address)?;
        let own = config.address.ok_or(no_address)?;
        let sender = packet.sender_protocol_addr;
        if sender == own || sender.is_unspecified() {
            return Err(DropReason::NotForUs(sender));
        }
        let may_learn = may_learn(config, dlci, sender);
        match packet.operation {
            Operation::Request => {
                out.push(Output::Send(inverse_arp_frame(dlci, &packet.reply(own))));
            }
            Operation::Reply if packet.target_protocol_addr != own => {
                return Err(DropReason::NotForUs(packet.target_protocol_addr));
            }
            Operation::Reply if !may_learn => return Err(DropReason::MapIsStatic(dlci)),
            Operation::Reply => {}
        }
        if may_learn && self.dynamic_maps.insert((interface, sender), dlci) != Some(dlci) {
            out.push(Output::MapLearned {
                interface,
                address: sender,
                dlci,
            });
        }
        Ok(())
    }

    fn remove_maps_where(
        &mut self,
        gone: impl Fn((IfIndex, Ipv4Addr), Dlci) -> bool,
        out: &mut Vec<Output>,
    ) {
        let removed = self
            .dynamic_maps
            .extract_if(.., |key, dlci| gone(*key, *dlci));
        for ((interface, address), dlci) in removed {
            out.push(Output::MapRemoved {
                interface,
                address,
                dlci,
            });
        }
    }
}

impl Pvc {
    const fn new(now: Instant, interface: IfIndex, status: PvcStatus, is_configured: bool) -> Self {
        Self {
            interface,
            status,
            is_configured,
            created_at: now,
            changed_at: now,
            counters: PvcCounters {
                in_packets: 0,
                in_octets: 0,
                out_packets: 0,
                out_octets: 0,
                out_broadcast_packets: 0,
                out_broadcast_octets: 0,
                in_fecn_packets: 0,
                in_becn_packets: 0,
                in_de_packets: 0,
                out_dropped_packets: 0,
            },
            is_news: false,
        }
    }
}

/// Whether inverse ARP may map `address` to `dlci`: IOS leaves a DLCI alone that the operator mapped.
fn may_learn(config: &InterfaceConfig, dlci: Dlci, address: Ipv4Addr) -> bool {
    config.inverse_arp
        && config.kind == InterfaceKind::Multipoint
        && !config.maps.contains_key(&address)
        && config.maps.values().all(|map| map.dlci != dlci)
}

/// Inverse ARP always travels in SNAP, whatever the DLCI's encapsulation.
fn inverse_arp_frame(dlci: Dlci, packet: &inverse_arp::Repr) -> Vec<u8> {
    let header = frame_relay::Repr {
        address: Address::of(dlci),
        payload: Payload::Ietf(EtherType::ARP),
    };
    let mut frame = Vec::with_capacity(10 + inverse_arp::LEN);
    header.emit(&mut frame);
    packet.emit(&mut frame);
    frame
}

const fn status_of(pvc: &lmi::PvcStatus) -> PvcStatus {
    match (pvc.deleted, pvc.active) {
        (true, _) => PvcStatus::Deleted,
        (false, true) => PvcStatus::Active,
        (false, false) => PvcStatus::Inactive,
    }
}
