//! Identification payload (RFC 2407 §4.6.2).
//!
//! ```text
//! !   ID Type     !  Protocol ID  !             Port              !
//! ~                     Identification Data                       ~
//! ```

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::code_point::IdType;
use crate::wire::{DecodeError, Reader};

/// Who a peer is, or what traffic an SA is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdPayload {
    /// IP protocol, 0 for any.
    pub protocol: u8,
    /// Port, 0 for any.
    pub port: u16,
    /// The identification.
    pub data: IdData,
}

/// The identification by its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdData {
    /// One address.
    Ipv4Addr(Ipv4Addr),
    /// A network and its mask.
    Ipv4Subnet {
        /// The network.
        addr: Ipv4Addr,
        /// The mask.
        mask: Ipv4Addr,
    },
    /// A range.
    Ipv4Range {
        /// The first address.
        first: Ipv4Addr,
        /// The last address.
        last: Ipv4Addr,
    },
    /// Any other type, as it came.
    Other {
        /// Its type.
        kind: IdType,
        /// Its octets.
        data: Vec<u8>,
    },
}

impl IdPayload {
    /// Reads a body.
    ///
    /// # Errors
    /// Data too short or too long for its type.
    pub fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let kind = reader.u8("ID type")?.into();
        let protocol = reader.u8("ID protocol")?;
        let port = reader.u16("ID port")?;
        let data = match kind {
            IdType::Ipv4Addr => IdData::Ipv4Addr(reader.ipv4("ID address")?),
            IdType::Ipv4AddrSubnet => IdData::Ipv4Subnet {
                addr: reader.ipv4("ID address")?,
                mask: reader.ipv4("ID mask")?,
            },
            IdType::Ipv4AddrRange => IdData::Ipv4Range {
                first: reader.ipv4("ID address")?,
                last: reader.ipv4("ID address")?,
            },
            kind => IdData::Other {
                kind,
                data: reader.take("ID data", reader.rest().len())?.to_vec(),
            },
        };
        if !reader.is_empty() {
            return Err(DecodeError::BadLength {
                field: "ID payload",
                value: body.len() as u32,
            });
        }
        Ok(Self {
            protocol,
            port,
            data,
        })
    }

    /// The type of the identification.
    #[must_use]
    pub const fn kind(&self) -> IdType {
        match &self.data {
            IdData::Ipv4Addr(_) => IdType::Ipv4Addr,
            IdData::Ipv4Subnet { .. } => IdType::Ipv4AddrSubnet,
            IdData::Ipv4Range { .. } => IdType::Ipv4AddrRange,
            IdData::Other { kind, .. } => *kind,
        }
    }

    /// Appends the body.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[self.kind().into(), self.protocol]);
        out.extend_from_slice(&self.port.to_be_bytes());
        match &self.data {
            IdData::Ipv4Addr(addr) => out.extend_from_slice(&addr.octets()),
            IdData::Ipv4Subnet { addr: a, mask: b } | IdData::Ipv4Range { first: a, last: b } => {
                out.extend_from_slice(&a.octets());
                out.extend_from_slice(&b.octets());
            }
            IdData::Other { data, .. } => out.extend_from_slice(data),
        }
    }
}
