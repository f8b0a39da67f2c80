//! Notification payload (RFC 2408 §3.14).
//!
//! ```text
//! !              Domain of Interpretation  (DOI)                  !
//! !  Protocol-ID  !   SPI Size    !      Notify Message Type      !
//! ~                SPI, then notification data                    ~
//! ```

use serde::{Deserialize, Serialize};

use super::code_point::{NotifyType, ProtocolId};
use super::{Cookie, DOI_IPSEC};
use crate::wire::{DecodeError, Reader};

/// Something told about an association.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyPayload {
    /// Domain of interpretation; 0 is generic ISAKMP.
    pub doi: u32,
    /// The protocol of the association.
    pub protocol: ProtocolId,
    /// What is told.
    pub kind: NotifyType,
    /// The association: an SPI, or both cookies, or nothing.
    pub spi: Vec<u8>,
    /// Data by the kind.
    pub data: Vec<u8>,
}

impl NotifyPayload {
    /// A notification about the ISAKMP association of these cookies.
    #[must_use]
    pub fn isakmp(kind: NotifyType, cookies: [Cookie; 2], data: Vec<u8>) -> Self {
        Self {
            doi: DOI_IPSEC,
            protocol: ProtocolId::Isakmp,
            kind,
            spi: cookies.map(|cookie| cookie.0).concat(),
            data,
        }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// Fewer octets than the header and the SPI need.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let doi = reader.u32("NOTIFY DOI")?;
        let protocol = reader.u8("NOTIFY protocol")?.into();
        let spi_len = reader.u8("NOTIFY SPI size")?;
        let kind = reader.u16("NOTIFY type")?.into();
        let spi = reader.take("NOTIFY SPI", spi_len.into())?.to_vec();
        Ok(Self {
            doi,
            protocol,
            kind,
            spi,
            data: reader.rest().to_vec(),
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.doi.to_be_bytes());
        out.extend_from_slice(&[self.protocol.into(), self.spi.len() as u8]);
        out.extend_from_slice(&u16::from(self.kind).to_be_bytes());
        out.extend_from_slice(&self.spi);
        out.extend_from_slice(&self.data);
    }
}
