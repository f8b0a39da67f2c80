//! Any payload.

use serde::Serialize;

use super::code_point::PayloadType;
use super::{
    DeletePayload, HashPayload, IdPayload, KePayload, NatDPayload, NoncePayload, NotifyPayload,
    SaPayload, VendorIdPayload,
};
use crate::wire::DecodeError;

/// A payload, without its generic header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Payload {
    /// Security association.
    SecurityAssociation(SaPayload),
    /// Key exchange.
    KeyExchange(KePayload),
    /// Identification.
    Identification(IdPayload),
    /// Hash.
    Hash(HashPayload),
    /// Nonce.
    Nonce(NoncePayload),
    /// Notification.
    Notification(NotifyPayload),
    /// Delete.
    Delete(DeletePayload),
    /// Vendor ID.
    VendorId(VendorIdPayload),
    /// NAT discovery.
    NatDiscovery(NatDPayload),
    /// Any other type, as it came.
    Other {
        /// Its type.
        kind: PayloadType,
        /// Its octets.
        body: Vec<u8>,
    },
}

impl Payload {
    /// Reads the body of a payload of type `kind`.
    ///
    /// # Errors
    /// What the payload's own `parse` says.
    pub fn parse(kind: PayloadType, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(match kind {
            PayloadType::SecurityAssociation => Self::SecurityAssociation(SaPayload::parse(body)?),
            PayloadType::KeyExchange => Self::KeyExchange(KePayload::parse(body)?),
            PayloadType::Identification => Self::Identification(IdPayload::parse(body)?),
            PayloadType::Hash => Self::Hash(HashPayload::parse(body)?),
            PayloadType::Nonce => Self::Nonce(NoncePayload::parse(body)?),
            PayloadType::Notification => Self::Notification(NotifyPayload::parse(body)?),
            PayloadType::Delete => Self::Delete(DeletePayload::parse(body)?),
            PayloadType::VendorId => Self::VendorId(VendorIdPayload::parse(body)?),
            PayloadType::NatDiscovery => Self::NatDiscovery(NatDPayload::parse(false, body)?),
            PayloadType::NatDiscoveryDraft => Self::NatDiscovery(NatDPayload::parse(true, body)?),
            kind => Self::Other {
                kind,
                body: body.to_vec(),
            },
        })
    }

    /// Its type.
    #[must_use]
    pub const fn kind(&self) -> PayloadType {
        match self {
            Self::SecurityAssociation(_) => PayloadType::SecurityAssociation,
            Self::KeyExchange(_) => PayloadType::KeyExchange,
            Self::Identification(_) => PayloadType::Identification,
            Self::Hash(_) => PayloadType::Hash,
            Self::Nonce(_) => PayloadType::Nonce,
            Self::Notification(_) => PayloadType::Notification,
            Self::Delete(_) => PayloadType::Delete,
            Self::VendorId(_) => PayloadType::VendorId,
            Self::NatDiscovery(NatDPayload { is_draft, .. }) => {
                if *is_draft {
                    PayloadType::NatDiscoveryDraft
                } else {
                    PayloadType::NatDiscovery
                }
            }
            Self::Other { kind, .. } => *kind,
        }
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        match self {
            Self::SecurityAssociation(payload) => payload.emit(out),
            Self::KeyExchange(payload) => payload.emit(out),
            Self::Identification(payload) => payload.emit(out),
            Self::Hash(payload) => payload.emit(out),
            Self::Nonce(payload) => payload.emit(out),
            Self::Notification(payload) => payload.emit(out),
            Self::Delete(payload) => payload.emit(out),
            Self::VendorId(payload) => payload.emit(out),
            Self::NatDiscovery(payload) => payload.emit(out),
            Self::Other { body, .. } => out.extend_from_slice(body),
        }
    }
}
