//! A whole message: header and body.

use core::fmt;

use super::chain::{Chain, emit_chain};
use super::code_point::PayloadType;
use super::header::Header;
use super::payload::Payload;
use crate::wire::DecodeError;

/// What follows the header.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Body {
    /// Payloads in the clear.
    Clear(Vec<Payload>),
    /// Payloads and padding under a cipher.
    Encrypted {
        /// Type of the first payload inside.
        first: PayloadType,
        /// The octets.
        ciphertext: Vec<u8>,
    },
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Message {
    /// The header; its encryption flag says which body follows.
    pub header: Header,
    /// The body.
    pub body: Body,
}

impl Message {
    /// A message in the clear.
    #[must_use]
    pub const fn clear(header: Header, payloads: Vec<Payload>) -> Self {
        Self {
            header,
            body: Body::Clear(payloads),
        }
    }

    /// Reads a datagram.
    ///
    /// # Errors
    /// A bad header, or in the clear a bad chain or octets behind its end.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (header, first, rest) = Header::parse(bytes)?;
        if header.flags.is_encrypted() {
            let ciphertext = rest.to_vec();
            let body = Body::Encrypted { first, ciphertext };
            return Ok(Self { header, body });
        }
        let chain = Chain::parse(first, rest)?;
        if !chain.padding.is_empty() {
            return Err(DecodeError::BadLength {
                field: "ISAKMP message",
                value: bytes.len() as u32,
            });
        }
        Ok(Self::clear(header, chain.into_payloads()))
    }

    /// Appends the datagram.
    pub fn emit(&self, out: &mut Vec<u8>) {
        match &self.body {
            Body::Clear(payloads) => {
                let first = payloads.first().map_or(PayloadType::None, Payload::kind);
                let start = out.len();
                self.header.emit(first, 0, out);
                let body_start = out.len();
                emit_chain(payloads, out);
                let len = (out.len() - start) as u32;
                out[body_start - 4..body_start].copy_from_slice(&len.to_be_bytes());
            }
            Body::Encrypted { first, ciphertext } => {
                self.header.emit(*first, ciphertext.len(), out);
                out.extend_from_slice(ciphertext);
            }
        }
    }

    /// The datagram.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        self.emit(&mut out);
        out
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Header {
            initiator_cookie,
            responder_cookie,
            exchange,
            message_id,
            ..
        } = self.header;
        write!(
            f,
            "ISAKMP {exchange:?} {initiator_cookie}-{responder_cookie} id {message_id:08x}:"
        )?;
        match &self.body {
            Body::Clear(payloads) => payloads
                .iter()
                .try_for_each(|payload| write!(f, " {:?}", payload.kind())),
            Body::Encrypted { ciphertext, .. } => {
                write!(f, " {} encrypted octets", ciphertext.len())
            }
        }
    }
}
