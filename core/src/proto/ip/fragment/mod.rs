//! Fragmentation and reassembly of whole IPv4 datagrams (RFC 791 §2.3 and §3.2).
//!
//! Works on raw octets. Overlapping fragments are not merged: they spoil their datagram, as RFC 1858 and RFC 5722 §4
//! teach. Memory is bounded; what would exceed it is dropped and told.

mod reassembly;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use self::reassembly::{
    DEFAULT_MAX_OCTETS, DatagramId, DropReason, Output, REASSEMBLY_TIMEOUT, Reassembler,
};
use crate::wire::checksum::checksum;

const MIN_HEADER_LEN: usize = 20;
const MAX_DATAGRAM_LEN: usize = 65_535;
const DONT_FRAGMENT: u16 = 0x4000;
const MORE_FRAGMENTS: u16 = 0x2000;
const OFFSET_MASK: u16 = 0x1fff;
/// Option types with this bit stand in every fragment (RFC 791 §3.1).
const OPTION_COPIED: u8 = 0x80;

/// Why a datagram cannot be fragmented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum FragmentError {
    /// Its header forbids it; the sender is owed an ICMP "fragmentation needed" with this MTU.
    #[error("fragmentation needed but forbidden, MTU {mtu}")]
    DontFragment {
        /// Octets that would pass.
        mtu: u16,
    },
    /// The header contradicts itself or the octets.
    #[error("malformed header")]
    Malformed,
    /// No room for a header and eight octets.
    #[error("MTU {mtu} is too small")]
    MtuTooSmall {
        /// Octets that would pass.
        mtu: u16,
    },
}

/// The fields of a header that matter here.
#[derive(Clone, Copy, Debug)]
struct Header {
    header_len: usize,
    total_len: usize,
    flags_and_offset: u16,
}

impl Header {
    fn read(packet: &[u8]) -> Option<Self> {
        let fixed = packet.get(..MIN_HEADER_LEN)?;
        let header_len = usize::from(fixed[0] & 0x0f) * 4;
        let total_len = usize::from(u16::from_be_bytes([fixed[2], fixed[3]]));
        let sound = fixed[0] >> 4 == 4
            && header_len >= MIN_HEADER_LEN
            && header_len <= total_len
            && total_len <= packet.len();
        sound.then(|| Self {
            header_len,
            total_len,
            flags_and_offset: u16::from_be_bytes([fixed[6], fixed[7]]),
        })
    }

    const fn offset(self) -> usize {
        (self.flags_and_offset & OFFSET_MASK) as usize * 8
    }

    const fn has_more(self) -> bool {
        self.flags_and_offset & MORE_FRAGMENTS != 0
    }
}

/// Whether `packet` is a fragment.
#[must_use]
pub fn is_fragment(packet: &[u8]) -> bool {
    Header::read(packet).is_some_and(|header| header.offset() != 0 || header.has_more())
}

/// Cuts a datagram into pieces of at most `mtu` octets; one that fits comes back whole.
///
/// # Errors
/// If it does not fit and must not or cannot be cut.
pub fn fragment(packet: &[u8], mtu: u16) -> Result<Vec<Vec<u8>>, FragmentError> {
    let header = Header::read(packet).ok_or(FragmentError::Malformed)?;
    if header.total_len <= usize::from(mtu) {
        return Ok(vec![packet[..header.total_len].to_vec()]);
    }
    if header.flags_and_offset & DONT_FRAGMENT != 0 {
        return Err(FragmentError::DontFragment { mtu });
    }
    let room = usize::from(mtu)
        .checked_sub(header.header_len)
        .map(|room| room / 8 * 8)
        .filter(|room| *room > 0)
        .ok_or(FragmentError::MtuTooSmall { mtu })?;
    let first_header = &packet[..header.header_len];
    let later_header = header_of_later_fragments(first_header);
    let data = &packet[header.header_len..header.total_len];
    let last = data.len().div_ceil(room) - 1;
    let pieces = data.chunks(room).enumerate().map(|(index, piece)| {
        let template = if index == 0 {
            first_header
        } else {
            &later_header[..]
        };
        let offset = (header.offset() + index * room) / 8;
        let more = index < last || header.has_more();
        let flags = if more { MORE_FRAGMENTS } else { 0 };
        emit(template, offset as u16 & OFFSET_MASK | flags, piece)
    });
    Ok(pieces.collect())
}

/// A datagram of this header and data, lengths and checksum filled in.
fn emit(header: &[u8], flags_and_offset: u16, data: &[u8]) -> Vec<u8> {
    let mut packet = Vec::with_capacity(header.len() + data.len());
    packet.extend_from_slice(header);
    packet.extend_from_slice(data);
    packet[0] = 0x40 | (header.len() / 4) as u8;
    let total_len = packet.len() as u16;
    packet[2..4].copy_from_slice(&total_len.to_be_bytes());
    packet[6..8].copy_from_slice(&flags_and_offset.to_be_bytes());
    packet[10..12].fill(0);
    let sum = checksum(&packet[..header.len()]);
    packet[10..12].copy_from_slice(&sum.to_be_bytes());
    packet
}

/// The fixed header and those options that every fragment carries, padded to 32 bits.
fn header_of_later_fragments(header: &[u8]) -> Vec<u8> {
    let (fixed, mut options) = header.split_at(MIN_HEADER_LEN);
    let mut kept = fixed.to_vec();
    while let Some(kind) = options.first().copied() {
        let len = match kind {
            0 => break,
            1 => 1,
            _ => usize::from(options.get(1).copied().unwrap_or(0)).max(2),
        };
        let Some((option, rest)) = options.split_at_checked(len) else {
            break;
        };
        if kind & OPTION_COPIED != 0 {
            kept.extend_from_slice(option);
        }
        options = rest;
    }
    kept.resize(kept.len().next_multiple_of(4), 0);
    kept
}
