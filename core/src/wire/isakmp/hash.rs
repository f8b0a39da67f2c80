//! Hash payload (RFC 2408 §3.11).

use serde::{Deserialize, Serialize};

use crate::wire::DecodeError;

/// The output of the negotiated pseudo-random function over some part of the exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashPayload {
    /// The hash.
    pub data: Vec<u8>,
}

impl HashPayload {
    /// Takes a body as it is.
    ///
    /// # Errors
    /// An empty body.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        crate::wire::require("HASH payload", body, 1)?;
        Ok(Self {
            data: body.to_vec(),
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.data);
    }
}
