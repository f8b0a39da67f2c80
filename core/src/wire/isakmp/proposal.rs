//! Proposal payload (RFC 2408 §3.5).
//!
//! ```text
//! !  Proposal #   !  Protocol-Id  !    SPI Size   !# of Transforms!
//! ~                     SPI, then transforms                      ~
//! ```

use serde::{Deserialize, Serialize};

use super::chain::{emit_generic, take_generic};
use super::code_point::{PayloadType, ProtocolId};
use super::sa::next_of;
use super::transform::TransformPayload;
use crate::wire::{DecodeError, Reader};

/// The most transforms a proposal may have.
pub const MAX_TRANSFORMS: usize = 64;

/// One proposal: a protocol, its SPI and transforms of which one may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalPayload {
    /// Its number; equal numbers mean "all of them together".
    pub number: u8,
    /// The protocol.
    pub protocol: ProtocolId,
    /// The sender's SPI: 4 octets for ESP, none or the cookie for ISAKMP.
    pub spi: Vec<u8>,
    /// Transforms in order of preference.
    pub transforms: Vec<TransformPayload>,
}

impl ProposalPayload {
    /// Reads a body.
    ///
    /// # Errors
    /// A malformed or too long list of transforms, or a count that is not the list's.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let number = reader.u8("proposal number")?;
        let protocol = reader.u8("proposal protocol")?.into();
        let spi_len = reader.u8("proposal SPI size")?;
        let count = reader.u8("proposal transform count")?;
        if usize::from(count) > MAX_TRANSFORMS {
            return Err(DecodeError::BadValue {
                field: "proposal transform count",
                value: count.into(),
            });
        }
        let spi = reader.take("proposal SPI", spi_len.into())?.to_vec();
        let mut transforms = Vec::with_capacity(count.into());
        for i in 1..=count {
            let (next, whole) = take_generic("transform", &mut reader)?;
            transforms.push(TransformPayload::parse(&whole[4..])?);
            if next_of("transform", next, PayloadType::Transform)? != (i == count) {
                return Err(DecodeError::BadValue {
                    field: "proposal transform count",
                    value: count.into(),
                });
            }
        }
        if !reader.is_empty() {
            return Err(DecodeError::BadLength {
                field: "proposal",
                value: body.len() as u32,
            });
        }
        Ok(Self {
            number,
            protocol,
            spi,
            transforms,
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[
            self.number,
            self.protocol.into(),
            self.spi.len() as u8,
            self.transforms.len() as u8,
        ]);
        out.extend_from_slice(&self.spi);
        for (i, transform) in self.transforms.iter().enumerate() {
            let is_last = i + 1 == self.transforms.len();
            let next = if is_last {
                PayloadType::None
            } else {
                PayloadType::Transform
            };
            emit_generic(next.into(), out, |out| transform.emit(out));
        }
    }
}
