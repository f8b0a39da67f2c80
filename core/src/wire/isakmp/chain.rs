//! Chains of payloads behind generic headers (RFC 2408 §3.2).
//!
//! ```text
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! ! Next Payload  !   RESERVED    !         Payload Length        !
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! ```

use super::code_point::PayloadType;
use super::payload::Payload;
use crate::wire::{DecodeError, Reader};

/// The most payloads a message may have; a longer chain is refused before it costs anything.
pub const MAX_PAYLOADS: usize = 32;

/// Length of a generic header, in octets.
pub(super) const GENERIC_LEN: usize = 4;

/// One payload as it stands on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawPayload<'a> {
    /// Its type.
    pub kind: PayloadType,
    /// What follows its generic header: the part IKE's hashes call `_b`.
    pub body: &'a [u8],
    /// The payload with its generic header.
    pub whole: &'a [u8],
}

/// A parsed chain beside the octets it came from: hashes are computed over what was received, not over what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain<'a> {
    /// Payloads in order.
    pub payloads: Vec<(RawPayload<'a>, Payload)>,
    /// Octets of all payloads.
    pub len: usize,
    /// What follows the last payload: padding, or nothing.
    pub padding: &'a [u8],
}

impl<'a> Chain<'a> {
    /// Reads payloads from the one of type `first` to the one that says it is the last.
    ///
    /// # Errors
    /// A truncated or malformed payload, or more than [`MAX_PAYLOADS`].
    pub fn parse(first: PayloadType, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut payloads = Vec::new();
        let mut reader = Reader::new(bytes);
        let mut kind = first;
        while kind != PayloadType::None {
            if payloads.len() == MAX_PAYLOADS {
                return Err(DecodeError::BadLength {
                    field: "ISAKMP payload chain",
                    value: MAX_PAYLOADS as u32 + 1,
                });
            }
            let (next, raw) = read_raw(kind, &mut reader)?;
            payloads.push((raw, Payload::parse(raw.kind, raw.body)?));
            kind = next;
        }
        let padding = reader.rest();
        Ok(Self {
            payloads,
            len: bytes.len() - padding.len(),
            padding,
        })
    }

    /// The parsed payloads, without their octets.
    #[must_use]
    pub fn into_payloads(self) -> Vec<Payload> {
        self.payloads
            .into_iter()
            .map(|(_, payload)| payload)
            .collect()
    }
}

fn read_raw<'a>(
    kind: PayloadType,
    reader: &mut Reader<'a>,
) -> Result<(PayloadType, RawPayload<'a>), DecodeError> {
    let (next, whole) = take_generic("ISAKMP payload", reader)?;
    let raw = RawPayload {
        kind,
        body: &whole[GENERIC_LEN..],
        whole,
    };
    Ok((next.into(), raw))
}

/// The next payload's `next` octet and all its octets, generic header included.
pub(super) fn take_generic<'a>(
    field: crate::wire::Field,
    reader: &mut Reader<'a>,
) -> Result<(u8, &'a [u8]), DecodeError> {
    let mut header = *reader;
    let next = header.u8(field)?;
    let _reserved = header.u8(field)?;
    let len = header.u16(field)?;
    if usize::from(len) < GENERIC_LEN {
        return Err(DecodeError::BadLength {
            field,
            value: len.into(),
        });
    }
    Ok((next, reader.take(field, len.into())?))
}

/// Appends a chain; the first payload's type belongs into the header before it.
pub fn emit_chain(payloads: &[Payload], out: &mut Vec<u8>) {
    for (i, payload) in payloads.iter().enumerate() {
        let next = payloads.get(i + 1).map_or(PayloadType::None, Payload::kind);
        emit_generic(next.into(), out, |out| payload.emit(out));
    }
}

/// Appends a generic header and the body that `emit` writes.
pub(super) fn emit_generic(next: u8, out: &mut Vec<u8>, emit: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[next, 0, 0, 0]);
    emit(out);
    let len = (out.len() - start) as u16;
    out[start + 2..start + 4].copy_from_slice(&len.to_be_bytes());
}
