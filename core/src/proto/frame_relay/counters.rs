//! What `show frame-relay lmi` and `show frame-relay pvc` count.

use serde::Serialize;

use crate::wire::DecodeError;
use crate::wire::lmi::error;

/// LMI of one interface or port, either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
pub struct LmiCounters {
    /// Not unnumbered information.
    pub invalid_unnumbered_info: u64,
    /// Wrong protocol discriminator.
    pub invalid_protocol_discriminator: u64,
    /// Not the dummy call reference.
    pub invalid_call_reference: u64,
    /// A message this side does not take.
    pub invalid_message_type: u64,
    /// A status that answers no enquiry of ours, or in another LMI.
    pub invalid_status_message: u64,
    /// A locking shift that is missing or too much.
    pub invalid_lock_shift: u64,
    /// An unknown information element.
    pub invalid_information_id: u64,
    /// A report type element of a wrong length.
    pub invalid_report_length: u64,
    /// An unknown report type.
    pub invalid_report_request: u64,
    /// A keepalive element that is missing or of a wrong length.
    pub invalid_keepalive_length: u64,
    /// STATUS ENQUIRY sent.
    pub enquiries_sent: u64,
    /// STATUS received.
    pub statuses_received: u64,
    /// UPDATE STATUS received.
    pub updates_received: u64,
    /// Enquiries without an answer in time.
    pub status_timeouts: u64,
    /// STATUS ENQUIRY received, of a network's port.
    pub enquiries_received: u64,
    /// STATUS sent, of a network's port.
    pub statuses_sent: u64,
    /// UPDATE STATUS sent, of a network's port.
    pub updates_sent: u64,
    /// Times without an enquiry, of a network's port.
    pub enquiry_timeouts: u64,
}

impl LmiCounters {
    pub(super) fn count_malformed(&mut self, reason: DecodeError) {
        let (DecodeError::Truncated { field, .. }
        | DecodeError::BadChecksum(field)
        | DecodeError::BadLength { field, .. }
        | DecodeError::BadValue { field, .. }) = reason;
        let counter = match field {
            error::UNNUMBERED_INFORMATION => &mut self.invalid_unnumbered_info,
            error::PROTOCOL_DISCRIMINATOR => &mut self.invalid_protocol_discriminator,
            error::CALL_REFERENCE => &mut self.invalid_call_reference,
            error::MESSAGE_TYPE => &mut self.invalid_message_type,
            error::REPORT_LENGTH => &mut self.invalid_report_length,
            error::REPORT_TYPE => &mut self.invalid_report_request,
            error::KEEPALIVE_LENGTH => &mut self.invalid_keepalive_length,
            _ => &mut self.invalid_information_id,
        };
        *counter += 1;
    }
}

/// Traffic of one PVC, at the router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
pub struct PvcCounters {
    /// Packets received.
    pub in_packets: u64,
    /// Octets received, with header.
    pub in_octets: u64,
    /// Packets sent.
    pub out_packets: u64,
    /// Octets sent, with header.
    pub out_octets: u64,
    /// Broadcasts and multicasts sent.
    pub out_broadcast_packets: u64,
    /// Their octets.
    pub out_broadcast_octets: u64,
    /// Packets received with FECN.
    pub in_fecn_packets: u64,
    /// Packets received with BECN.
    pub in_becn_packets: u64,
    /// Packets received with DE.
    pub in_de_packets: u64,
    /// Packets that were to be sent while the PVC was not usable.
    pub out_dropped_packets: u64,
}
