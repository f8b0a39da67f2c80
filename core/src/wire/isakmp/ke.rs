//! Key exchange payload (RFC 2408 §3.7).

use serde::{Deserialize, Serialize};

use crate::wire::DecodeError;

/// A Diffie–Hellman public value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KePayload {
    /// The value, big-endian, padded to the length of the prime.
    pub data: Vec<u8>,
}

impl KePayload {
    /// Takes a body as it is.
    ///
    /// # Errors
    /// An empty body.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        crate::wire::require("KE payload", body, 1)?;
        Ok(Self {
            data: body.to_vec(),
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.data);
    }
}
