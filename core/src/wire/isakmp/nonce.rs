//! Nonce payload (RFC 2408 §3.13).

use serde::{Deserialize, Serialize};

use crate::wire::DecodeError;

/// Random octets that prove liveness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoncePayload {
    /// 8 to 256 octets.
    pub data: Vec<u8>,
}

impl NoncePayload {
    /// Reads a body.
    ///
    /// # Errors
    /// RFC 2409 §5: "The length of nonce payload MUST be between 8 and 256 bytes inclusive."
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        if !(8..=256).contains(&body.len()) {
            return Err(DecodeError::BadLength {
                field: "NONCE payload",
                value: body.len() as u32,
            });
        }
        Ok(Self {
            data: body.to_vec(),
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.data);
    }
}
