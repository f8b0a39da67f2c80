//! ISAKMP messages as IKE version 1 uses them (RFC 2408, RFC 2407, RFC 2409), one payload a file.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! !                     Initiator Cookie, 8 octets                !
//! !                     Responder Cookie, 8 octets                !
//! !  Next Payload ! MjVer ! MnVer ! Exchange Type !     Flags     !
//! !                          Message ID                           !
//! !                            Length                             !
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! ```
//!
//! A message in the clear is a [`Header`] and a chain of [`Payload`]s; an encrypted one keeps its ciphertext
//! ([`Body`]). What stands inside is read with [`Chain`] once it has been decrypted. Chains, proposals and transforms
//! are bounded; payloads of unknown types are kept as they came.

mod attribute;
mod chain;
mod code_point;
mod delete;
mod hash;
mod header;
mod id;
mod ke;
mod message;
mod nat_d;
mod nonce;
mod notify;
mod payload;
mod proposal;
mod sa;
mod transform;
mod vendor_id;

#[cfg(test)]
mod tests;

pub use attribute::{Attribute, AttributeValue, MAX_ATTRIBUTES, emit_attributes, parse_attributes};
pub use chain::{Chain, MAX_PAYLOADS, RawPayload, emit_chain};
pub use code_point::{
    AuthenticationMethod, EncapsulationMode, EspTransformId, ExchangeType, IdType, IkeAttribute,
    IkeEncryption, IkeHash, IpsecAttribute, IpsecAuthentication, LifeType, NotifyType, PayloadType,
    ProtocolId,
};
pub use delete::DeletePayload;
pub use hash::HashPayload;
pub use header::{Cookie, Flags, HEADER_LEN, Header};
pub use id::{IdData, IdPayload};
pub use ke::KePayload;
pub use message::{Body, Message};
pub use nat_d::NatDPayload;
pub use nonce::NoncePayload;
pub use notify::NotifyPayload;
pub use payload::Payload;
pub use proposal::{MAX_TRANSFORMS, ProposalPayload};
pub use sa::{MAX_PROPOSALS, SaPayload};
pub use transform::{KEY_IKE, TransformPayload};
pub use vendor_id::{KnownVendorId, VendorIdPayload};

/// UDP port of ISAKMP (RFC 2408 §2.5.1).
pub const PORT: u16 = 500;
/// UDP port of IKE and ESP behind a NAT (RFC 3947 §4).
pub const NAT_T_PORT: u16 = 4500;
/// The domain of interpretation of IPsec (RFC 2407 §4.2).
pub const DOI_IPSEC: u32 = 1;
/// The only situation IPsec uses in practice, SIT_IDENTITY_ONLY (RFC 2407 §4.2.1).
pub const SIT_IDENTITY_ONLY: u32 = 1;
