//! Data attributes (RFC 2408 §3.3).
//!
//! ```text
//! !A!       Attribute Type        !    AF=0  Attribute Length     !
//! !F!                             !    AF=1  Attribute Value      !
//! .                   AF=0  Attribute Value                       .
//! ```

use serde::{Deserialize, Serialize};

use crate::wire::{DecodeError, Reader};

/// The most attributes a list may have.
pub const MAX_ATTRIBUTES: usize = 32;

/// The attribute format bit.
const AF: u16 = 0x8000;

/// A class and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// The class, 15 bits; what it means depends on the phase.
    pub class: u16,
    /// The value.
    pub value: AttributeValue,
}

/// A value in one of the two formats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttributeValue {
    /// Type and value: 16 bits.
    Basic(u16),
    /// Type, length, value.
    Variable(Vec<u8>),
}

impl Attribute {
    /// A basic attribute.
    #[must_use]
    pub fn basic(class: impl Into<u16>, value: impl Into<u16>) -> Self {
        Self {
            class: class.into(),
            value: AttributeValue::Basic(value.into()),
        }
    }

    /// A number in the basic format if it fits, else in four octets.
    #[must_use]
    pub fn number(class: impl Into<u16>, value: u32) -> Self {
        let class = class.into();
        let value = u16::try_from(value).map_or_else(
            |_| AttributeValue::Variable(value.to_be_bytes().to_vec()),
            AttributeValue::Basic,
        );
        Self { class, value }
    }
}

impl AttributeValue {
    /// The value as a number; `None` if it is longer than 8 octets or empty.
    #[must_use]
    pub fn as_number(&self) -> Option<u64> {
        match self {
            Self::Basic(value) => Some(u64::from(*value)),
            Self::Variable(bytes) if (1..=8).contains(&bytes.len()) => Some(
                bytes
                    .iter()
                    .fold(0, |value, byte| value << 8 | u64::from(*byte)),
            ),
            Self::Variable(_) => None,
        }
    }
}

/// Reads a list that fills `bytes`.
///
/// # Errors
/// A truncated attribute or more than [`MAX_ATTRIBUTES`].
pub fn parse_attributes(bytes: &[u8]) -> Result<Vec<Attribute>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let mut attributes = Vec::new();
    while !reader.is_empty() {
        if attributes.len() == MAX_ATTRIBUTES {
            return Err(DecodeError::BadLength {
                field: "attributes",
                value: bytes.len() as u32,
            });
        }
        let class = reader.u16("attribute type")?;
        let value = reader.u16("attribute value")?;
        let value = if class & AF != 0 {
            AttributeValue::Basic(value)
        } else {
            AttributeValue::Variable(reader.take("attribute value", value.into())?.to_vec())
        };
        attributes.push(Attribute {
            class: class & !AF,
            value,
        });
    }
    Ok(attributes)
}

/// Appends a list.
pub fn emit_attributes(attributes: &[Attribute], out: &mut Vec<u8>) {
    for Attribute { class, value } in attributes {
        match value {
            AttributeValue::Basic(value) => {
                out.extend_from_slice(&(class | AF).to_be_bytes());
                out.extend_from_slice(&value.to_be_bytes());
            }
            AttributeValue::Variable(bytes) => {
                out.extend_from_slice(&(class & !AF).to_be_bytes());
                out.extend_from_slice(&(bytes.len() as u16).to_be_bytes());
                out.extend_from_slice(bytes);
            }
        }
    }
}
