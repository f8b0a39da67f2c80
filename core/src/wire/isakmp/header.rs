//! The header of every message (RFC 2408 §3.1).

use core::fmt;

use serde::{Deserialize, Serialize};

use super::code_point::{ExchangeType, PayloadType};
use crate::wire::{DecodeError, require};

/// Length of the header, in octets.
pub const HEADER_LEN: usize = field::LENGTH.end;

/// Version 1.0.
const VERSION: u8 = 0x10;

mod field {
    use core::ops::Range;

    pub(super) const INITIATOR_COOKIE: Range<usize> = 0..8;
    pub(super) const RESPONDER_COOKIE: Range<usize> = 8..16;
    pub(super) const NEXT_PAYLOAD: usize = 16;
    pub(super) const VERSION: usize = 17;
    pub(super) const EXCHANGE_TYPE: usize = 18;
    pub(super) const FLAGS: usize = 19;
    pub(super) const MESSAGE_ID: Range<usize> = 20..24;
    pub(super) const LENGTH: Range<usize> = 24..28;
}

/// Half of an ISAKMP association's name; zero while the other side has not answered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cookie(pub [u8; 8]);

impl Cookie {
    /// The responder's cookie in a first message.
    pub const ZERO: Self = Self([0; 8]);
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Cookie {
    /// Sixteen hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

/// The flags octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Flags(pub u8);

impl Flags {
    /// Nothing set.
    pub const NONE: Self = Self(0);
    /// The payloads are encrypted.
    pub const ENCRYPTION: Self = Self(0x01);

    /// Whether the payloads are encrypted.
    #[must_use]
    pub const fn is_encrypted(self) -> bool {
        self.0 & 0x01 != 0
    }

    /// Whether the sender asks to wait for its word before the keys are used.
    #[must_use]
    pub const fn is_commit(self) -> bool {
        self.0 & 0x02 != 0
    }

    /// Whether the payloads are authenticated but not encrypted.
    #[must_use]
    pub const fn is_authentication_only(self) -> bool {
        self.0 & 0x04 != 0
    }
}

/// The header, without what follows from the payloads: the first one's type and the length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The initiator's cookie.
    pub initiator_cookie: Cookie,
    /// The responder's cookie, zero in the first message.
    pub responder_cookie: Cookie,
    /// The exchange.
    pub exchange: ExchangeType,
    /// The flags.
    pub flags: Flags,
    /// Names an exchange of phase 2; zero in phase 1.
    pub message_id: u32,
}

impl Header {
    /// The header, the type of the first payload and the octets after the header.
    ///
    /// # Errors
    /// Fewer octets than a header, another version than 1.x, or a length that is not the datagram's.
    pub fn parse(bytes: &[u8]) -> Result<(Self, PayloadType, &[u8]), DecodeError> {
        require("ISAKMP header", bytes, HEADER_LEN)?;
        let word = |range: core::ops::Range<usize>| {
            bytes[range]
                .iter()
                .fold(0_u32, |word, byte| word << 8 | u32::from(*byte))
        };
        if bytes[field::VERSION] >> 4 != VERSION >> 4 {
            return Err(DecodeError::BadValue {
                field: "ISAKMP version",
                value: bytes[field::VERSION].into(),
            });
        }
        let length = word(field::LENGTH);
        if length as usize > bytes.len() {
            return Err(DecodeError::truncated(
                "ISAKMP message",
                length as usize,
                bytes.len(),
            ));
        }
        // RFC 2408 §5.1: a length that does not match discards the message.
        if length as usize != bytes.len() {
            return Err(DecodeError::BadLength {
                field: "ISAKMP message",
                value: length,
            });
        }
        let header = Self {
            initiator_cookie: cookie(&bytes[field::INITIATOR_COOKIE]),
            responder_cookie: cookie(&bytes[field::RESPONDER_COOKIE]),
            exchange: bytes[field::EXCHANGE_TYPE].into(),
            flags: Flags(bytes[field::FLAGS]),
            message_id: word(field::MESSAGE_ID),
        };
        let next = bytes[field::NEXT_PAYLOAD].into();
        Ok((header, next, &bytes[HEADER_LEN..]))
    }

    /// Appends the header of a message whose payloads start with `next` and have `body_len` octets.
    pub fn emit(&self, next: PayloadType, body_len: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.initiator_cookie.0);
        out.extend_from_slice(&self.responder_cookie.0);
        out.extend_from_slice(&[next.into(), VERSION, self.exchange.into(), self.flags.0]);
        out.extend_from_slice(&self.message_id.to_be_bytes());
        out.extend_from_slice(&((HEADER_LEN + body_len) as u32).to_be_bytes());
    }
}

fn cookie(bytes: &[u8]) -> Cookie {
    let mut cookie = Cookie::ZERO;
    cookie.0.copy_from_slice(bytes);
    cookie
}
