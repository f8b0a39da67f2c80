//! Frame Relay local management: Cisco's LMI of 1990 (DLCI 1023), ANSI T1.617 Annex D and Q.933 Annex A (DLCI 0).
//!
//! ```text
//! address | 0x03 | discriminator | call reference 0 | message type | information elements …
//!   FCF1           0x09 Cisco                         0x75 STATUS ENQUIRY
//!   0001           0x08 ANSI, ITU-T                   0x7D STATUS
//!                                                     0x7B UPDATE STATUS, Cisco only
//!
//! element            Cisco, ANSI   Q.933    content
//! locking shift      95 (ANSI)     –        one octet, right behind the message type
//! report type        01            51       0 full status, 1 link integrity, 2 single PVC
//! keepalive          03            53       send and receive sequence number
//! PVC status         07            57       ANSI, ITU-T: DLCI in two octets of 6 and 4 bits, status
//!                                           Cisco: DLCI in 16 bits, status, bandwidth in 24 bits
//! ```

use core::fmt;

use serde::{Deserialize, Serialize};

use super::frame_relay::{Address, CONTROL_UI, MANAGEMENT_CISCO, MANAGEMENT_Q933};
use super::{DecodeError, Field, Reader};
use crate::types::Dlci;

/// The DLCI of Cisco's LMI.
pub const DLCI_CISCO: Dlci = Dlci(1023);
/// The DLCI of ANSI's and ITU-T's.
pub const DLCI_Q933: Dlci = Dlci(0);

const LOCKING_SHIFT: u8 = 0x95;
const MULTICAST_STATUS: u8 = 0x05;
const NEW: u8 = 0x08;
const DELETED: u8 = 0x04;
const ACTIVE: u8 = 0x02;

/// The names errors carry, by which `show frame-relay lmi` counts them.
pub mod error {
    use crate::wire::Field;

    /// Not unnumbered information.
    pub const UNNUMBERED_INFORMATION: Field = "LMI unnumbered information";
    /// Not the discriminator of the DLCI.
    pub const PROTOCOL_DISCRIMINATOR: Field = "LMI protocol discriminator";
    /// Not the dummy call reference.
    pub const CALL_REFERENCE: Field = "LMI call reference";
    /// A message type that does not exist.
    pub const MESSAGE_TYPE: Field = "LMI message type";
    /// An element that does not exist.
    pub const INFORMATION_ELEMENT: Field = "LMI information element";
    /// A report type that does not exist.
    pub const REPORT_TYPE: Field = "LMI report type";
    /// A report type element of a wrong length.
    pub const REPORT_LENGTH: Field = "LMI report element";
    /// A keepalive element of a wrong length.
    pub const KEEPALIVE_LENGTH: Field = "LMI keepalive element";
    /// A PVC status element of a wrong length.
    pub const PVC_LENGTH: Field = "LMI PVC status element";
    /// A DLCI over 1023 in a PVC status element.
    pub const PVC_DLCI: Field = "LMI PVC status DLCI";
}

/// Byte ranges of the fixed part.
pub mod field {
    use core::ops::{Range, RangeFrom};

    /// Q.922 address.
    pub const ADDRESS: Range<usize> = 0..2;
    /// Control octet.
    pub const CONTROL: Range<usize> = 2..3;
    /// Protocol discriminator.
    pub const PROTOCOL_DISCRIMINATOR: Range<usize> = 3..4;
    /// Call reference.
    pub const CALL_REFERENCE: Range<usize> = 4..5;
    /// Message type.
    pub const MESSAGE_TYPE: Range<usize> = 5..6;
    /// Information elements, ANSI's with a locking shift in front.
    pub const ELEMENTS: RangeFrom<usize> = 6..;
}

/// Whose management protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LmiType {
    /// Cisco, StrataCom, Northern Telecom and Digital, 1990.
    Cisco,
    /// ANSI T1.617 Annex D.
    AnsiAnnexD,
    /// ITU-T Q.933 Annex A.
    Q933a,
}

impl LmiType {
    /// The DLCI its messages travel on.
    #[must_use]
    pub const fn dlci(self) -> Dlci {
        match self {
            Self::Cisco => DLCI_CISCO,
            Self::AnsiAnnexD | Self::Q933a => DLCI_Q933,
        }
    }

    const fn discriminator(self) -> u8 {
        match self {
            Self::Cisco => MANAGEMENT_CISCO,
            Self::AnsiAnnexD | Self::Q933a => MANAGEMENT_Q933,
        }
    }

    /// Element identifiers of Q.933 have two more bits set.
    const fn element(self, base: u8) -> u8 {
        match self {
            Self::Q933a => base | 0x50,
            Self::Cisco | Self::AnsiAnnexD => base,
        }
    }
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MessageType {
    /// From the DTE.
    StatusEnquiry,
    /// From the network; an answer, or with report type "single PVC" unasked.
    Status,
    /// Cisco's unasked status of PVCs.
    UpdateStatus,
}

/// What a STATUS reports or a STATUS ENQUIRY asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ReportType {
    /// The status of all PVCs.
    FullStatus,
    /// Sequence numbers only.
    LinkIntegrityVerification,
    /// The status of one PVC, unasked.
    SinglePvc,
}

/// Sequence numbers, 1–255 and again; zero means none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KeepAlive {
    /// The sender's own, of this message.
    pub send_sequence: u8,
    /// The last one it received.
    pub receive_sequence: u8,
}

/// The status of a PVC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PvcStatus {
    /// The DLCI at the receiver's end.
    pub dlci: Dlci,
    /// Not reported before.
    pub new: bool,
    /// No longer there; in full reports the absence says it.
    pub deleted: bool,
    /// Usable to its far end.
    pub active: bool,
    /// Bits per second, 24 bits; Cisco's only, zero for the others.
    pub bandwidth: u32,
}

/// A management message; reads and writes the whole frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// Whose.
    pub lmi_type: LmiType,
    /// What.
    pub message: MessageType,
    /// Report type, if there.
    pub report: Option<ReportType>,
    /// Sequence numbers, if there.
    pub keepalive: Option<KeepAlive>,
    /// Status of PVCs.
    pub pvcs: Vec<PvcStatus>,
}

impl Repr {
    /// Reads a frame from its address on.
    ///
    /// # Errors
    /// [`DecodeError`] with a name of [`error`] for what is not as it should be.
    pub fn parse(frame: &[u8]) -> Result<Self, DecodeError> {
        let address = Address::parse(frame)?;
        let mut reader = Reader::new(frame);
        reader.take("Q.922 address", 2)?;
        expect(&mut reader, error::UNNUMBERED_INFORMATION, CONTROL_UI)?;
        let (dlci, discriminator) = if address.dlci == DLCI_CISCO {
            (DLCI_CISCO, MANAGEMENT_CISCO)
        } else {
            (DLCI_Q933, MANAGEMENT_Q933)
        };
        if address.dlci != dlci {
            return bad_value("LMI DLCI", address.dlci.0.into());
        }
        expect(&mut reader, error::PROTOCOL_DISCRIMINATOR, discriminator)?;
        expect(&mut reader, error::CALL_REFERENCE, 0)?;
        let message = match reader.u8(error::MESSAGE_TYPE)? {
            0x75 => MessageType::StatusEnquiry,
            0x7d => MessageType::Status,
            0x7b if dlci == DLCI_CISCO => MessageType::UpdateStatus,
            other => return bad_value(error::MESSAGE_TYPE, other.into()),
        };
        let lmi_type = if dlci == DLCI_CISCO {
            LmiType::Cisco
        } else if reader.rest().first() == Some(&LOCKING_SHIFT) {
            reader.u8("LMI locking shift")?;
            LmiType::AnsiAnnexD
        } else {
            LmiType::Q933a
        };
        let mut repr = Self {
            lmi_type,
            message,
            report: None,
            keepalive: None,
            pvcs: Vec::new(),
        };
        while !reader.is_empty() {
            repr.parse_element(&mut reader)?;
        }
        Ok(repr)
    }

    fn parse_element(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let identifier = reader.u8(error::INFORMATION_ELEMENT)?;
        let len = reader.u8("LMI element length")?;
        let content = reader.take("LMI element", len.into())?;
        let element = |base| identifier == self.lmi_type.element(base);
        if element(0x01) {
            let [report] = *content else {
                return bad_length(error::REPORT_LENGTH, len);
            };
            self.report = Some(match report {
                0 => ReportType::FullStatus,
                1 => ReportType::LinkIntegrityVerification,
                2 => ReportType::SinglePvc,
                other => return bad_value(error::REPORT_TYPE, other.into()),
            });
        } else if element(0x03) {
            let [send_sequence, receive_sequence] = *content else {
                return bad_length(error::KEEPALIVE_LENGTH, len);
            };
            self.keepalive = Some(KeepAlive {
                send_sequence,
                receive_sequence,
            });
        } else if element(0x07) {
            let pvc = PvcStatus::parse(self.lmi_type, content)?;
            self.pvcs.push(pvc);
        } else if self.lmi_type != LmiType::Cisco || identifier != MULTICAST_STATUS {
            return bad_value(error::INFORMATION_ELEMENT, identifier.into());
        }
        Ok(())
    }

    /// Appends the frame from its address on.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let lmi = self.lmi_type;
        let message = match self.message {
            MessageType::StatusEnquiry => 0x75,
            MessageType::Status => 0x7d,
            MessageType::UpdateStatus => 0x7b,
        };
        out.extend_from_slice(&Address::of(lmi.dlci()).octets());
        out.extend_from_slice(&[CONTROL_UI, lmi.discriminator(), 0, message]);
        if lmi == LmiType::AnsiAnnexD {
            out.push(LOCKING_SHIFT);
        }
        if let Some(report) = self.report {
            let report = match report {
                ReportType::FullStatus => 0,
                ReportType::LinkIntegrityVerification => 1,
                ReportType::SinglePvc => 2,
            };
            out.extend_from_slice(&[lmi.element(0x01), 1, report]);
        }
        if let Some(keepalive) = self.keepalive {
            out.extend_from_slice(&[lmi.element(0x03), 2]);
            out.extend_from_slice(&[keepalive.send_sequence, keepalive.receive_sequence]);
        }
        for pvc in &self.pvcs {
            pvc.emit(lmi, out);
        }
    }

    /// The frame.
    #[must_use]
    pub fn frame(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(14 + 8 * self.pvcs.len());
        self.emit(&mut out);
        out
    }
}

impl PvcStatus {
    fn parse(lmi: LmiType, content: &[u8]) -> Result<Self, DecodeError> {
        let (dlci, status, bandwidth) = match (lmi, content) {
            (LmiType::Cisco, &[high, low, status, a, b, c]) => (
                u16::from_be_bytes([high, low]),
                status,
                u32::from_be_bytes([0, a, b, c]),
            ),
            (LmiType::AnsiAnnexD | LmiType::Q933a, &[high, low, status]) => {
                let dlci = u16::from(high & 0x3f) << 4 | u16::from(low & 0x78) >> 3;
                (dlci, status, 0)
            }
            _ => return bad_length(error::PVC_LENGTH, content.len() as u8),
        };
        if dlci > 0x03ff {
            return bad_value(error::PVC_DLCI, dlci.into());
        }
        Ok(Self {
            dlci: Dlci(dlci),
            new: status & NEW != 0,
            deleted: status & DELETED != 0,
            active: status & ACTIVE != 0,
            bandwidth,
        })
    }

    fn emit(&self, lmi: LmiType, out: &mut Vec<u8>) {
        let mut status = 0;
        for (bit, is_set) in [
            (NEW, self.new),
            (DELETED, self.deleted),
            (ACTIVE, self.active),
        ] {
            if is_set {
                status |= bit;
            }
        }
        let dlci = self.dlci.0 & 0x03ff;
        out.push(lmi.element(0x07));
        if lmi == LmiType::Cisco {
            let [_, a, b, c] = self.bandwidth.to_be_bytes();
            let [high, low] = dlci.to_be_bytes();
            out.extend_from_slice(&[6, high, low, status, a, b, c]);
        } else {
            let (high, low) = ((dlci >> 4) as u8, ((dlci & 0x0f) << 3) as u8);
            out.extend_from_slice(&[3, high, low | 0x80, status | 0x80]);
        }
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.message {
            MessageType::StatusEnquiry => "LMI status enquiry",
            MessageType::Status => "LMI status",
            MessageType::UpdateStatus => "LMI update status",
        })?;
        match self.report {
            Some(ReportType::FullStatus) => f.write_str(", full")?,
            Some(ReportType::LinkIntegrityVerification) => f.write_str(", keepalive")?,
            Some(ReportType::SinglePvc) => f.write_str(", single PVC")?,
            None => {}
        }
        if let Some(keepalive) = self.keepalive {
            write!(f, ", send {}", keepalive.send_sequence)?;
            write!(f, ", receive {}", keepalive.receive_sequence)?;
        }
        for pvc in &self.pvcs {
            let state = match (pvc.deleted, pvc.active) {
                (true, _) => "deleted",
                (false, true) => "active",
                (false, false) => "inactive",
            };
            write!(f, ", dlci {} {state}", pvc.dlci)?;
        }
        Ok(())
    }
}

fn expect(reader: &mut Reader<'_>, field: Field, expected: u8) -> Result<(), DecodeError> {
    match reader.u8(field)? {
        value if value == expected => Ok(()),
        value => bad_value(field, value.into()),
    }
}

const fn bad_value<T>(field: Field, value: u32) -> Result<T, DecodeError> {
    Err(DecodeError::BadValue { field, value })
}

fn bad_length<T>(field: Field, len: u8) -> Result<T, DecodeError> {
    Err(DecodeError::BadLength {
        field,
        value: len.into(),
    })
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    const fn keepalive(send_sequence: u8, receive_sequence: u8) -> Option<KeepAlive> {
        Some(KeepAlive {
            send_sequence,
            receive_sequence,
        })
    }

    const fn pvc(dlci: u16, new: bool, active: bool, bandwidth: u32) -> PvcStatus {
        PvcStatus {
            dlci: Dlci(dlci),
            new,
            deleted: false,
            active,
            bandwidth,
        }
    }

    fn assert_both_ways(bytes: &[u8], repr: &Repr) {
        assert_eq!(Repr::parse(bytes).as_ref(), Ok(repr));
        assert_eq!(repr.frame(), bytes);
    }

    #[test]
    fn the_enquiry_ios_dumps_in_debug_frame_relay_lmi() {
        // "FR encap = 0xFCF10309 / 00 75 01 01 01 03 02 C6 E5", datagramsize 13.
        let repr = Repr {
            lmi_type: LmiType::Cisco,
            message: MessageType::StatusEnquiry,
            report: Some(ReportType::LinkIntegrityVerification),
            keepalive: keepalive(0xc6, 0xe5),
            pvcs: Vec::new(),
        };
        assert_both_ways(&hex!("fcf1 03 09 00 75 01 01 01 03 02 c6e5"), &repr);
        assert_eq!(
            repr.to_string(),
            "LMI status enquiry, keepalive, send 198, receive 229"
        );
    }

    #[test]
    fn the_q933_status_a_service_router_traces() {
        // "FR Hdr: 00 01 03 08 00 7D, Rpt IE: 51 01 01, KA IE: 53 02 31 45 TxSeqNo=49 RxSeqNo=69".
        let repr = Repr {
            lmi_type: LmiType::Q933a,
            message: MessageType::Status,
            report: Some(ReportType::LinkIntegrityVerification),
            keepalive: keepalive(49, 69),
            pvcs: Vec::new(),
        };
        assert_both_ways(&hex!("0001 03 08 00 7d 51 01 01 53 02 3145"), &repr);
    }

    #[test]
    fn pvc_status_of_the_three_types() {
        let full = |lmi_type, pvcs| Repr {
            lmi_type,
            message: MessageType::Status,
            report: Some(ReportType::FullStatus),
            keepalive: keepalive(1, 1),
            pvcs,
        };
        assert_both_ways(
            &hex!("fcf1 03 09 00 7d 01 01 00 03 02 0101"
                  "07 06 0066 02 000000 07 06 01f5 08 00fa00"),
            &full(
                LmiType::Cisco,
                vec![pvc(102, false, true, 0), pvc(501, true, false, 64_000)],
            ),
        );
        assert_both_ways(
            &hex!("0001 03 08 00 7d 95 01 01 00 03 02 0101 07 03 06 b0 82 07 03 1f a8 88"),
            &full(
                LmiType::AnsiAnnexD,
                vec![pvc(102, false, true, 0), pvc(501, true, false, 0)],
            ),
        );
        assert_both_ways(
            &hex!("0001 03 08 00 7d 51 01 00 53 02 0101 57 03 06 b0 80"),
            &full(LmiType::Q933a, vec![pvc(102, false, false, 0)]),
        );
    }

    #[test]
    fn unasked_reports_and_multicast_status_are_understood() {
        let update = Repr {
            lmi_type: LmiType::Cisco,
            message: MessageType::UpdateStatus,
            report: None,
            keepalive: None,
            pvcs: vec![pvc(105, false, false, 0)],
        };
        let bytes = hex!("fcf1 03 09 00 7b 07 06 0069 00 000000");
        assert_both_ways(&bytes, &update);
        assert_eq!(update.to_string(), "LMI update status, dlci 105 inactive");
        let mut with_multicast = bytes.to_vec();
        with_multicast.extend_from_slice(&hex!("05 01 00"));
        assert_eq!(Repr::parse(&with_multicast), Ok(update));
        assert!(Repr::parse(&hex!("0001 03 08 00 7b")).is_err());
    }

    #[test]
    fn truncation_inside_an_element_is_refused_and_no_flipped_bit_panics() {
        let bytes = hex!("fcf1 03 09 00 7d 01 01 00 03 02 0101 07 06 0066 02 000000");
        let borders = [6, 9, 13];
        for len in 0..bytes.len() {
            let is_border = borders.contains(&len);
            assert_eq!(Repr::parse(&bytes[..len]).is_ok(), is_border, "{len}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes;
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Ok(repr) = Repr::parse(&bytes) {
                assert_eq!(Repr::parse(&repr.frame()), Ok(repr));
            }
        }
    }

    #[test]
    fn errors_name_what_show_frame_relay_lmi_counts() {
        let bytes = hex!("fcf1 03 09 00 7d 01 01 00 03 02 0101");
        for (at, name) in [
            (2, error::UNNUMBERED_INFORMATION),
            (3, error::PROTOCOL_DISCRIMINATOR),
            (4, error::CALL_REFERENCE),
            (5, error::MESSAGE_TYPE),
            (6, error::INFORMATION_ELEMENT),
            (8, error::REPORT_TYPE),
        ] {
            let mut bytes = bytes;
            bytes[at] ^= 0x40;
            match Repr::parse(&bytes) {
                Err(DecodeError::BadValue { field, .. }) => assert_eq!(field, name),
                other => panic!("{other:?}"),
            }
        }
    }
}
