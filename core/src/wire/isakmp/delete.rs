//! Delete payload (RFC 2408 §3.15).
//!
//! ```text
//! !              Domain of Interpretation  (DOI)                  !
//! !  Protocol-Id  !   SPI Size    !           # of SPIs           !
//! ~                            SPIs                               ~
//! ```

use serde::{Deserialize, Serialize};

use super::DOI_IPSEC;
use super::code_point::ProtocolId;
use crate::wire::{DecodeError, Reader};

/// Associations the sender has deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletePayload {
    /// Domain of interpretation.
    pub doi: u32,
    /// The protocol of the associations.
    pub protocol: ProtocolId,
    /// Length of each SPI, in octets: 4 for ESP, 16 for ISAKMP.
    pub spi_len: u8,
    /// The SPIs by which the sender received.
    pub spis: Vec<Vec<u8>>,
}

impl DeletePayload {
    /// A deletion in the IPsec DOI; every SPI of `spis` has `spi_len` octets.
    #[must_use]
    pub const fn new(protocol: ProtocolId, spi_len: u8, spis: Vec<Vec<u8>>) -> Self {
        Self {
            doi: DOI_IPSEC,
            protocol,
            spi_len,
            spis,
        }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// SPIs without length, or a count that is not theirs.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let doi = reader.u32("DELETE DOI")?;
        let protocol = reader.u8("DELETE protocol")?.into();
        let spi_len = reader.u8("DELETE SPI size")?;
        let count = reader.u16("DELETE SPI count")?;
        let wrong = DecodeError::BadLength {
            field: "DELETE payload",
            value: body.len() as u32,
        };
        let all = usize::from(spi_len) * usize::from(count);
        if reader.rest().len() != all || (spi_len == 0 && count != 0) {
            return Err(wrong);
        }
        let spis = (0..count)
            .map(|_| Ok(reader.take("DELETE SPI", spi_len.into())?.to_vec()))
            .collect::<Result<_, DecodeError>>()?;
        Ok(Self {
            doi,
            protocol,
            spi_len,
            spis,
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.doi.to_be_bytes());
        out.extend_from_slice(&[self.protocol.into(), self.spi_len]);
        out.extend_from_slice(&(self.spis.len() as u16).to_be_bytes());
        self.spis.iter().for_each(|spi| out.extend_from_slice(spi));
    }
}
