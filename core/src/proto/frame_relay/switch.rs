//! The network: one switch, the DCE of all its ports.

use crate::types::SortedMap;

use serde::Serialize;

use super::config::{PvcEnd, SwitchConfig, SwitchPortConfig};
use super::counters::LmiCounters;
use super::{EventWindow, next_sequence};
use crate::time::Instant;
use crate::types::{Dlci, IfIndex};
use crate::wire::DecodeError;
use crate::wire::lmi::{self, KeepAlive, LmiType, MessageType, PvcStatus, ReportType};

/// What the network wants done or known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum SwitchOutput {
    /// A frame to send, from its address on.
    Send {
        /// By which port.
        port: IfIndex,
        /// The frame.
        frame: Vec<u8>,
    },
    /// LMI of a port came up or went down.
    LineProtocol {
        /// Which.
        port: IfIndex,
        /// Up or down.
        is_up: bool,
    },
    /// A PVC can be used from this end, or no longer.
    PvcChanged {
        /// The end.
        end: PvcEnd,
        /// Whether it can.
        is_active: bool,
    },
    /// A management frame was not acted on.
    Dropped {
        /// It came by this port.
        port: IfIndex,
        /// Why.
        reason: SwitchDropReason,
    },
}

/// Why a management frame was not acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SwitchDropReason {
    /// Not what it should be.
    Malformed(DecodeError),
    /// No such port, or no carrier.
    PortDown,
    /// The port answers another LMI only.
    OtherLmi(LmiType),
    /// A message that the network sends, not takes; or one without report type and sequence numbers.
    NotAnEnquiry,
}

/// Why a data frame goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum ForwardError {
    /// No PVC has this DLCI on this port.
    UnknownDlci(Dlci),
    /// LMI of the port it came by is down.
    PortDown(IfIndex),
    /// LMI of the port it would leave by is down.
    FarPortDown(IfIndex),
    /// The PVC failed inside the network.
    PvcFailed(Dlci),
}

/// A line of `show frame-relay route`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SwitchRoute {
    /// Frames that come here …
    pub from: PvcEnd,
    /// … leave there.
    pub to: PvcEnd,
    /// Whether they do.
    pub is_active: bool,
    /// Whether the PVC failed inside the network.
    pub is_failed: bool,
}

/// A port, for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PortView {
    /// Which.
    pub port: IfIndex,
    /// Whether its cable has a carrier.
    pub has_carrier: bool,
    /// Whether LMI is up.
    pub is_up: bool,
    /// The LMI of the last enquiry.
    pub lmi_type: Option<LmiType>,
    /// Its counters.
    pub counters: LmiCounters,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Port {
    config: SwitchPortConfig,
    has_carrier: bool,
    is_up: bool,
    lmi_type: Option<LmiType>,
    window: EventWindow,
    my_sequence: u8,
    your_sequence: u8,
    /// The sequence number of a full status whose new PVCs the DTE has not confirmed.
    unconfirmed_full_status: Option<u8>,
    /// When silence counts as an error.
    enquiry_due_at: Option<Instant>,
    counters: LmiCounters,
}

/// One direction of a PVC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Route {
    to: PvcEnd,
    is_failed: bool,
    /// As last told to this end.
    is_active: bool,
    /// Not yet confirmed by this end's DTE.
    is_new: bool,
}

/// A Frame Relay network of one switch.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Switch {
    ports: SortedMap<IfIndex, Port>,
    routes: SortedMap<PvcEnd, Route>,
}

impl Switch {
    /// A network whose ports have no carrier yet.
    #[must_use]
    pub fn new(config: &SwitchConfig) -> Self {
        let mut switch = Self::default();
        // No port is up, so there is nobody to tell.
        switch.reconfigure(config, &mut Vec::new());
        switch
    }

    /// Takes another configuration; ports and PVCs it keeps go on as they are.
    pub fn reconfigure(&mut self, config: &SwitchConfig, out: &mut Vec<SwitchOutput>) {
        self.ports.retain(|port, _| config.ports.contains_key(port));
        for (index, config) in &config.ports {
            let port = self
                .ports
                .entry(*index)
                .or_insert_with(|| Port::new(*config));
            port.config = *config;
        }
        let mut wanted = SortedMap::new();
        for pvc in &config.pvcs {
            wanted.insert(pvc.a, pvc.b);
            wanted.insert(pvc.b, pvc.a);
        }
        let removed: Vec<_> = self
            .routes
            .extract_if(.., |end, route| wanted.get(end) != Some(&route.to))
            .collect();
        for (end, route) in removed {
            if route.is_active {
                let is_active = false;
                out.push(SwitchOutput::PvcChanged { end, is_active });
            }
            self.send_update(end, true, false, out);
        }
        for (end, to) in wanted {
            self.routes.entry(end).or_insert(Route {
                to,
                is_failed: false,
                is_active: false,
                is_new: true,
            });
        }
        self.refresh(out);
    }

    /// Tells that a port's carrier came or went.
    pub fn handle_carrier(
        &mut self,
        now: Instant,
        index: IfIndex,
        is_present: bool,
        out: &mut Vec<SwitchOutput>,
    ) {
        let Some(port) = self.ports.get_mut(&index) else {
            return;
        };
        if port.has_carrier == is_present {
            return;
        }
        let (config, counters) = (port.config, port.counters);
        let was_up = port.is_up;
        *port = Port {
            has_carrier: is_present,
            enquiry_due_at: is_present.then(|| now + config.polling_verification),
            counters,
            ..Port::new(config)
        };
        if was_up {
            self.on_line_protocol(index, false, out);
            self.refresh(out);
        }
    }

    /// Takes a frame of a management DLCI, from its address on.
    pub fn handle_lmi(
        &mut self,
        now: Instant,
        port: IfIndex,
        frame: &[u8],
        out: &mut Vec<SwitchOutput>,
    ) {
        if let Err(reason) = self.process_lmi(now, port, frame, out) {
            out.push(SwitchOutput::Dropped { port, reason });
        }
    }

    /// Breaks or mends the PVC that ends at `end`, inside the network; both ends are told at once.
    pub fn set_pvc_failed(&mut self, end: PvcEnd, is_failed: bool, out: &mut Vec<SwitchOutput>) {
        let Some(far) = self.routes.get(&end).map(|route| route.to) else {
            return;
        };
        for end in [end, far] {
            if let Some(route) = self.routes.get_mut(&end) {
                route.is_failed = is_failed;
            }
        }
        self.refresh(out);
    }

    /// Where a data frame goes.
    ///
    /// # Errors
    /// [`ForwardError`] says why it goes nowhere.
    pub fn forward(&self, port: IfIndex, dlci: Dlci) -> Result<PvcEnd, ForwardError> {
        let end = PvcEnd { port, dlci };
        if !self.is_port_up(port) {
            return Err(ForwardError::PortDown(port));
        }
        let route = self.routes.get(&end);
        let route = route.ok_or(ForwardError::UnknownDlci(dlci))?;
        if route.is_failed {
            return Err(ForwardError::PvcFailed(dlci));
        }
        if !self.is_port_up(route.to.port) {
            return Err(ForwardError::FarPortDown(route.to.port));
        }
        Ok(route.to)
    }

    /// When [`Self::handle_timeout`] is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.ports
            .values()
            .filter_map(|port| port.enquiry_due_at)
            .min()
    }

    /// Counts silence against DTEs that should have polled.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<SwitchOutput>) {
        let mut went_down = Vec::new();
        for (index, port) in &mut self.ports {
            if port.enquiry_due_at.is_none_or(|at| now < at) {
                continue;
            }
            port.enquiry_due_at = Some(now + port.config.polling_verification);
            port.counters.enquiry_timeouts += u64::from(port.is_up);
            port.window.push(true);
            if port.is_up && !port.is_good() {
                went_down.push(*index);
            }
        }
        for index in went_down {
            self.on_line_protocol(index, false, out);
        }
        self.refresh(out);
    }

    /// The routes, by port and DLCI.
    pub fn routes(&self) -> impl Iterator<Item = SwitchRoute> + '_ {
        self.routes.iter().map(|(from, route)| SwitchRoute {
            from: *from,
            to: route.to,
            is_active: route.is_active,
            is_failed: route.is_failed,
        })
    }

    /// The ports.
    pub fn ports(&self) -> impl Iterator<Item = PortView> + '_ {
        self.ports.iter().map(|(index, port)| PortView {
            port: *index,
            has_carrier: port.has_carrier,
            is_up: port.is_up,
            lmi_type: port.lmi_type,
            counters: port.counters,
        })
    }

    fn process_lmi(
        &mut self,
        now: Instant,
        index: IfIndex,
        frame: &[u8],
        out: &mut Vec<SwitchOutput>,
    ) -> Result<(), SwitchDropReason> {
        let port = self
            .ports
            .get_mut(&index)
            .filter(|port| port.has_carrier)
            .ok_or(SwitchDropReason::PortDown)?;
        let message = lmi::Repr::parse(frame).map_err(|reason| {
            port.counters.count_malformed(reason);
            SwitchDropReason::Malformed(reason)
        })?;
        if port.config.lmi.is_some_and(|only| only != message.lmi_type) {
            port.counters.invalid_protocol_discriminator += 1;
            return Err(SwitchDropReason::OtherLmi(message.lmi_type));
        }
        let (MessageType::StatusEnquiry, Some(report), Some(keepalive)) =
            (message.message, message.report, message.keepalive)
        else {
            port.counters.invalid_message_type += 1;
            return Err(SwitchDropReason::NotAnEnquiry);
        };
        port.counters.enquiries_received += 1;
        port.lmi_type = Some(message.lmi_type);
        port.enquiry_due_at = Some(now + port.config.polling_verification);
        // The same poll in another LMI is no event of its own, and a DTE that starts again knows none of our numbers.
        let is_repeated = port.your_sequence == keepalive.send_sequence;
        let is_error = keepalive.receive_sequence != port.my_sequence
            && keepalive.receive_sequence != 0
            && port.my_sequence != 0;
        if !is_repeated {
            port.window.push(is_error);
        }
        port.your_sequence = keepalive.send_sequence;
        let was_up = port.is_up;
        let is_up = port.is_good();
        let is_confirmed = port
            .unconfirmed_full_status
            .is_some_and(|sent| sent == keepalive.receive_sequence);
        if is_confirmed {
            port.unconfirmed_full_status = None;
            for (_, route) in self.routes.range_mut(ends_of(index)) {
                route.is_new = false;
            }
        }
        self.send_status(index, message.lmi_type, report, out);
        if was_up != is_up {
            self.on_line_protocol(index, is_up, out);
            self.refresh(out);
        }
        Ok(())
    }

    fn send_status(
        &mut self,
        index: IfIndex,
        lmi_type: LmiType,
        report: ReportType,
        out: &mut Vec<SwitchOutput>,
    ) {
        let pvcs = match report {
            ReportType::FullStatus => self
                .routes
                .range(ends_of(index))
                .map(|(end, route)| PvcStatus {
                    dlci: end.dlci,
                    new: route.is_new,
                    deleted: false,
                    active: !route.is_failed && self.is_port_up(route.to.port),
                    bandwidth: 0,
                })
                .collect(),
            ReportType::LinkIntegrityVerification | ReportType::SinglePvc => Vec::new(),
        };
        let Some(port) = self.ports.get_mut(&index) else {
            return;
        };
        port.my_sequence = next_sequence(port.my_sequence);
        if report == ReportType::FullStatus {
            port.unconfirmed_full_status = Some(port.my_sequence);
        }
        port.counters.statuses_sent += 1;
        let status = lmi::Repr {
            lmi_type,
            message: MessageType::Status,
            report: Some(report),
            keepalive: Some(KeepAlive {
                send_sequence: port.my_sequence,
                receive_sequence: port.your_sequence,
            }),
            pvcs,
        };
        out.push(SwitchOutput::Send {
            port: index,
            frame: status.frame(),
        });
    }

    /// The only place a port's line protocol changes.
    fn on_line_protocol(&mut self, index: IfIndex, is_up: bool, out: &mut Vec<SwitchOutput>) {
        if let Some(port) = self.ports.get_mut(&index) {
            port.is_up = is_up;
            if !is_up {
                port.unconfirmed_full_status = None;
            }
        }
        if !is_up {
            for (_, route) in self.routes.range_mut(ends_of(index)) {
                route.is_new = true;
            }
        }
        let port = index;
        out.push(SwitchOutput::LineProtocol { port, is_up });
    }

    /// Finds PVCs whose status changed and tells their ends.
    fn refresh(&mut self, out: &mut Vec<SwitchOutput>) {
        let mut changed = Vec::new();
        for (end, route) in &self.routes {
            let is_active = !route.is_failed && self.is_port_up(route.to.port);
            if route.is_active != is_active {
                changed.push((*end, is_active));
            }
        }
        for (end, is_active) in changed {
            if let Some(route) = self.routes.get_mut(&end) {
                route.is_active = is_active;
            }
            out.push(SwitchOutput::PvcChanged { end, is_active });
            self.send_update(end, false, is_active, out);
        }
    }

    /// Tells one end of a change at once, if its DTE listens.
    fn send_update(
        &mut self,
        end: PvcEnd,
        deleted: bool,
        active: bool,
        out: &mut Vec<SwitchOutput>,
    ) {
        let Some(port) = self.ports.get_mut(&end.port).filter(|port| port.is_up) else {
            return;
        };
        let Some(lmi_type) = port.lmi_type else {
            return;
        };
        port.counters.updates_sent += 1;
        let (message, report) = match lmi_type {
            LmiType::Cisco => (MessageType::UpdateStatus, None),
            LmiType::AnsiAnnexD | LmiType::Q933a => {
                (MessageType::Status, Some(ReportType::SinglePvc))
            }
        };
        let update = lmi::Repr {
            lmi_type,
            message,
            report,
            keepalive: None,
            pvcs: vec![PvcStatus {
                dlci: end.dlci,
                new: false,
                deleted,
                active,
                bandwidth: 0,
            }],
        };
        out.push(SwitchOutput::Send {
            port: end.port,
            frame: update.frame(),
        });
    }

    fn is_port_up(&self, port: IfIndex) -> bool {
        self.ports.get(&port).is_some_and(|port| port.is_up)
    }
}

impl Port {
    fn new(config: SwitchPortConfig) -> Self {
        Self {
            config,
            has_carrier: false,
            is_up: false,
            lmi_type: None,
            window: EventWindow::ALL_ERRORS,
            my_sequence: 0,
            your_sequence: 0,
            unconfirmed_full_status: None,
            enquiry_due_at: None,
            counters: LmiCounters::default(),
        }
    }

    const fn is_good(&self) -> bool {
        self.window
            .is_good(self.config.error_threshold, self.config.monitored_events)
    }
}

/// All ends on one port.
const fn ends_of(port: IfIndex) -> core::ops::RangeInclusive<PvcEnd> {
    let first = PvcEnd {
        port,
        dlci: Dlci(0),
    };
    let last = PvcEnd {
        port,
        dlci: Dlci(u16::MAX),
    };
    first..=last
}
