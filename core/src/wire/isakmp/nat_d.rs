//! NAT discovery payload (RFC 3947 §3.2).

use serde::{Deserialize, Serialize};

use crate::wire::DecodeError;

/// HASH(CKY-I | CKY-R | IP | port) of one end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NatDPayload {
    /// Whether it has the type of the drafts (130) and not that of the RFC (20).
    pub is_draft: bool,
    /// The hash.
    pub hash: Vec<u8>,
}

impl NatDPayload {
    /// Takes a body as it is.
    ///
    /// # Errors
    /// An empty body.
    pub fn parse(is_draft: bool, body: &[u8]) -> Result<Self, DecodeError> {
        crate::wire::require("NAT-D payload", body, 1)?;
        Ok(Self {
            is_draft,
            hash: body.to_vec(),
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.hash);
    }
}
