//! Vendor ID payload (RFC 2408 §3.16) and the vendor IDs that matter here.

use serde::{Deserialize, Serialize};

use crate::wire::DecodeError;

/// Says what the sender's implementation can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorIdPayload {
    /// The identifier.
    pub data: Vec<u8>,
}

/// Vendor IDs with a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum KnownVendorId {
    /// Dead peer detection (RFC 3706 §5.1); the last two octets are its version.
    Dpd,
    /// Cisco Unity.
    Unity,
    /// Extended authentication, draft 6: 8 octets, sometimes followed by more.
    Xauth,
    /// NAT traversal, RFC 3947.
    NatTRfc3947,
    /// NAT traversal, draft 7.
    NatTDraft07,
    /// NAT traversal, draft 3.
    NatTDraft03,
    /// NAT traversal, draft 2 with its accidental newline.
    NatTDraft02,
}

impl KnownVendorId {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Dpd,
        Self::Unity,
        Self::Xauth,
        Self::NatTRfc3947,
        Self::NatTDraft07,
        Self::NatTDraft03,
        Self::NatTDraft02,
    ];

    /// The octets that are sent.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Dpd => b"\xaf\xca\xd7\x13\x68\xa1\xf1\xc9\x6b\x86\x96\xfc\x77\x57\x01\x00",
            Self::Unity => b"\x12\xf5\xf2\x8c\x45\x71\x68\xa9\x70\x2d\x9f\xe2\x74\xcc\x01\x00",
            Self::Xauth => b"\x09\x00\x26\x89\xdf\xd6\xb7\x12",
            Self::NatTRfc3947 => {
                b"\x4a\x13\x1c\x81\x07\x03\x58\x45\x5c\x57\x28\xf2\x0e\x95\x45\x2f"
            }
            Self::NatTDraft07 => {
                b"\x43\x9b\x59\xf8\xba\x67\x6c\x4c\x77\x37\xae\x22\xea\xb8\xf5\x82"
            }
            Self::NatTDraft03 => {
                b"\x7d\x94\x19\xa6\x53\x10\xca\x6f\x2c\x17\x9d\x92\x15\x52\x9d\x56"
            }
            Self::NatTDraft02 => {
                b"\x90\xcb\x80\x91\x3e\xbb\x69\x6e\x08\x63\x81\xb5\xec\x42\x7b\x1f"
            }
        }
    }

    /// How many leading octets identify it.
    const fn significant(self) -> usize {
        match self {
            Self::Dpd | Self::Unity => 14,
            Self::Xauth => 8,
            _ => 16,
        }
    }

    /// The payload that announces it.
    #[must_use]
    pub fn payload(self) -> VendorIdPayload {
        VendorIdPayload {
            data: self.bytes().to_vec(),
        }
    }
}

impl VendorIdPayload {
    /// Takes a body as it is.
    ///
    /// # Errors
    /// An empty body.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        crate::wire::require("VID payload", body, 1)?;
        Ok(Self {
            data: body.to_vec(),
        })
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.data);
    }

    /// Which known one this is.
    #[must_use]
    pub fn known(&self) -> Option<KnownVendorId> {
        KnownVendorId::ALL
            .into_iter()
            .find(|id| self.data.starts_with(&id.bytes()[..id.significant()]))
    }
}
