//! Transform payload (RFC 2408 §3.6).
//!
//! ```text
//! !  Transform #  !  Transform-Id !           RESERVED2           !
//! ~                        SA Attributes                          ~
//! ```

use serde::{Deserialize, Serialize};

use super::attribute::{Attribute, emit_attributes, parse_attributes};
use crate::wire::{DecodeError, Reader};

/// The only transform of ISAKMP (RFC 2407 §4.4.2).
pub const KEY_IKE: u8 = 1;

/// One transform: an algorithm and its attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransformPayload {
    /// Its number in the proposal.
    pub number: u8,
    /// The algorithm: [`KEY_IKE`], or an [`super::EspTransformId`].
    pub id: u8,
    /// Attributes in order.
    pub attributes: Vec<Attribute>,
}

impl TransformPayload {
    /// Reads a body.
    ///
    /// # Errors
    /// Malformed attributes or too many of them.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let number = reader.u8("transform number")?;
        let id = reader.u8("transform ID")?;
        let _reserved = reader.u16("transform")?;
        Ok(Self {
            number,
            id,
            attributes: parse_attributes(reader.rest())?,
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[self.number, self.id, 0, 0]);
        emit_attributes(&self.attributes, out);
    }
}
