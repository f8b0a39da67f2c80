//! LMI at the router: polling, sensing, and what a status says.

use super::super::config::LmiSetting;
use super::super::{EventWindow, PvcStatus, next_sequence};
use super::{DropReason, Dte, Output, Poll};
use crate::time::{Duration, Instant};
use crate::wire::lmi::{self, KeepAlive, LmiType, MessageType, ReportType};

/// From carrier to the first enquiry. The second, 10 s later, brings the line protocol up.
const FIRST_POLL: Duration = Duration::from_secs(1);
/// The order in which autosensing asks; the last answer wins.
const AUTOSENSE_ORDER: [LmiType; 3] = [LmiType::AnsiAnnexD, LmiType::Q933a, LmiType::Cisco];

impl Dte {
    pub(super) fn set_lmi(&mut self) {
        match self.config.lmi {
            LmiSetting::Autosense => self.is_sensing = true,
            LmiSetting::Fixed(lmi_type) => {
                self.is_sensing = false;
                self.lmi_type = lmi_type;
            }
        }
    }

    pub(super) fn start(&mut self, now: Instant, out: &mut Vec<Output>) {
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

    pub(super) fn stop(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.next_poll_at = None;
        self.poll = None;
        self.set_all_pvcs(now, PvcStatus::Inactive, out);
        self.settle(now, false, out);
    }

    pub(super) fn on_poll_timer(&mut self, now: Instant, out: &mut Vec<Output>) {
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

    pub(super) fn send_enquiry(
        &mut self,
        lmi_type: LmiType,
        report: ReportType,
        out: &mut Vec<Output>,
    ) {
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

    pub(super) fn process_status(
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

    pub(super) fn process_full_status(
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

    pub(super) fn process_update(
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

    pub(super) fn check_lmi_type(&mut self, lmi_type: LmiType) -> Result<(), DropReason> {
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

    pub(super) const fn is_lmi_good(&self) -> bool {
        self.window
            .is_good(self.config.error_threshold, self.config.monitored_events)
    }

    pub(super) fn judge(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.is_up && !self.is_lmi_good() {
            self.set_all_pvcs(now, PvcStatus::Inactive, out);
            self.settle(now, false, out);
            self.set_lmi();
        }
    }
}

const fn status_of(pvc: &lmi::PvcStatus) -> PvcStatus {
    match (pvc.deleted, pvc.active) {
        (true, _) => PvcStatus::Deleted,
        (false, true) => PvcStatus::Active,
        (false, false) => PvcStatus::Inactive,
    }
}
