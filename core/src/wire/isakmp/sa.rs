//! Security association payload (RFC 2408 §3.4, RFC 2407 §4.6.1).
//!
//! ```text
//! !              Domain of Interpretation  (DOI), 1               !
//! !                Situation, SIT_IDENTITY_ONLY                   !
//! ~                        Proposals                              ~
//! ```

use serde::{Deserialize, Serialize};

use super::chain::{emit_generic, take_generic};
use super::code_point::PayloadType;
use super::proposal::ProposalPayload;
use super::{DOI_IPSEC, SIT_IDENTITY_ONLY};
use crate::wire::{DecodeError, Reader};

/// The most proposals an association may offer.
pub const MAX_PROPOSALS: usize = 32;

/// An offer of proposals, or the one chosen; always of the IPsec DOI in the situation SIT_IDENTITY_ONLY.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaPayload {
    /// Proposals in order of preference.
    pub proposals: Vec<ProposalPayload>,
}

impl SaPayload {
    /// Reads a body.
    ///
    /// # Errors
    /// Another DOI or situation, or a malformed or too long list of proposals.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let expect = |field, value, expected| {
            if value == expected {
                Ok(())
            } else {
                Err(DecodeError::BadValue { field, value })
            }
        };
        expect("SA DOI", reader.u32("SA DOI")?, DOI_IPSEC)?;
        expect(
            "SA situation",
            reader.u32("SA situation")?,
            SIT_IDENTITY_ONLY,
        )?;
        let mut proposals = Vec::new();
        let mut is_last = reader.is_empty();
        while !is_last {
            if proposals.len() == MAX_PROPOSALS {
                return Err(DecodeError::BadLength {
                    field: "proposals",
                    value: MAX_PROPOSALS as u32 + 1,
                });
            }
            let (next, whole) = take_generic("proposal", &mut reader)?;
            proposals.push(ProposalPayload::parse(&whole[4..])?);
            is_last = next_of("proposal", next, PayloadType::Proposal)?;
        }
        if !reader.is_empty() {
            return Err(DecodeError::BadLength {
                field: "SA payload",
                value: body.len() as u32,
            });
        }
        Ok(Self { proposals })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&DOI_IPSEC.to_be_bytes());
        out.extend_from_slice(&SIT_IDENTITY_ONLY.to_be_bytes());
        for (i, proposal) in self.proposals.iter().enumerate() {
            let is_last = i + 1 == self.proposals.len();
            let next = if is_last {
                PayloadType::None
            } else {
                PayloadType::Proposal
            };
            emit_generic(next.into(), out, |out| proposal.emit(out));
        }
    }
}

/// Whether a `next payload` octet inside an association ends its list; it may be `kind` or 0.
pub(super) fn next_of(
    field: crate::wire::Field,
    next: u8,
    kind: PayloadType,
) -> Result<bool, DecodeError> {
    match PayloadType::from(next) {
        PayloadType::None => Ok(true),
        next if next == kind => Ok(false),
        _ => Err(DecodeError::BadValue {
            field,
            value: next.into(),
        }),
    }
}
