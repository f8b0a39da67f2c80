//! Bytes to values and back, one protocol a file.
//!
//! Each file has the same shape: the RFC and its header diagram, constants, `mod field` with the byte ranges of fixed
//! headers, a small value `Repr` with `parse(&[u8]) -> Result<Self, DecodeError>` and `emit(&self, &mut Vec<u8>)`
//! (appends, cannot fail), and tests against bytes published elsewhere. Law: `parse(emit(r)) == Ok(r)`.
//!
//! Nothing here keeps state, knows the time, or panics, whatever the bytes.

pub mod arp;
pub mod checksum;
pub mod dot1q;
pub mod esp;
pub mod ethernet;
pub mod frame_relay;
pub mod hsrp;
pub mod icmp;
pub mod inverse_arp;
pub mod ipv4;
pub mod isakmp;
pub mod lmi;
pub mod rip;
pub mod udp;

/// Why bytes are not what they claim to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize)]
pub enum DecodeError {
    /// Fewer octets than the header or a length field needs.
    #[error("truncated {field}: needs {needed} octets, got {got}")]
    Truncated {
        /// What was being read.
        field: Field,
        /// Octets needed.
        needed: u32,
        /// Octets there.
        got: u32,
    },
    /// A checksum that does not add up.
    #[error("bad {0} checksum")]
    BadChecksum(Field),
    /// A length field that contradicts its surroundings.
    #[error("bad length of {field}: {value}")]
    BadLength {
        /// Whose length.
        field: Field,
        /// The value found.
        value: u32,
    },
    /// A value the RFC says must be rejected.
    #[error("bad value of {field}: {value}")]
    BadValue {
        /// Which field.
        field: Field,
        /// The value found.
        value: u32,
    },
}

/// The name of a field or header, as the RFC has it.
pub type Field = &'static str;

/// Reads big-endian fields off the front of a slice; a nested length gets a nested reader.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader over `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Octets not yet read.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether all has been read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `len` octets.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn take(&mut self, field: Field, len: usize) -> Result<&'a [u8], DecodeError> {
        if len > self.rest.len() {
            return Err(DecodeError::truncated(field, len, self.rest.len()));
        }
        let (head, rest) = self.rest.split_at(len);
        self.rest = rest;
        Ok(head)
    }

    /// A reader over the next `len` octets.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn sub(&mut self, field: Field, len: usize) -> Result<Self, DecodeError> {
        self.take(field, len).map(Self::new)
    }

    /// The next `N` octets.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn array<const N: usize>(&mut self, field: Field) -> Result<[u8; N], DecodeError> {
        let bytes = self.take(field, N)?;
        let mut array = [0; N];
        array.copy_from_slice(bytes);
        Ok(array)
    }

    /// The next octet.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there is none.
    pub fn u8(&mut self, field: Field) -> Result<u8, DecodeError> {
        self.array::<1>(field).map(|[byte]| byte)
    }

    /// The next 16 bits.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn u16(&mut self, field: Field) -> Result<u16, DecodeError> {
        self.array(field).map(u16::from_be_bytes)
    }

    /// The next 32 bits.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn u32(&mut self, field: Field) -> Result<u32, DecodeError> {
        self.array(field).map(u32::from_be_bytes)
    }

    /// The next 32 bits as an address.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn ipv4(&mut self, field: Field) -> Result<std::net::Ipv4Addr, DecodeError> {
        self.array::<4>(field).map(std::net::Ipv4Addr::from)
    }
}

impl DecodeError {
    /// A [`Self::Truncated`] from `usize` counts.
    #[must_use]
    pub const fn truncated(field: Field, needed: usize, got: usize) -> Self {
        Self::Truncated {
            field,
            needed: needed as u32,
            got: got as u32,
        }
    }
}

/// Checks that `bytes` holds a fixed header of `needed` octets, so that its ranges may be indexed.
///
/// # Errors
/// [`DecodeError::Truncated`] if there are fewer.
pub fn require(field: Field, bytes: &[u8], needed: usize) -> Result<(), DecodeError> {
    if bytes.len() < needed {
        return Err(DecodeError::truncated(field, needed, bytes.len()));
    }
    Ok(())
}
