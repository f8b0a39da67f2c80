//! Fragmentation and reassembly of whole IPv4 datagrams (RFC 791 §2.3 and §3.2).
//!
//! Works on raw octets. Overlapping fragments are not merged: they spoil their datagram, as RFC 1858 and RFC 5722 §4
//! teach. Memory is bounded; what would exceed it is dropped and told.

use crate::types::SortedMap;
use std::net::Ipv4Addr;

use serde::Serialize;

use crate::time::{Duration, Instant};
use crate::wire::checksum::checksum;

/// How long fragments wait for the others.
pub const REASSEMBLY_TIMEOUT: Duration = Duration::from_secs(30);
/// Octets of fragments a device holds at most.
pub const DEFAULT_MAX_OCTETS: usize = 256 * 1024;

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

/// What fragments of one datagram have in common (RFC 791 §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DatagramId {
    /// Source address.
    pub src: Ipv4Addr,
    /// Destination address.
    pub dst: Ipv4Addr,
    /// Protocol.
    pub protocol: u8,
    /// Identification.
    pub identification: u16,
}

impl DatagramId {
    /// Of a packet whose header is whole.
    fn read(packet: &[u8]) -> Option<Self> {
        let fixed: &[u8; MIN_HEADER_LEN] = packet.first_chunk()?;
        let addr =
            |at: usize| Ipv4Addr::new(fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]);
        Some(Self {
            src: addr(12),
            dst: addr(16),
            protocol: fixed[9],
            identification: u16::from_be_bytes([fixed[4], fixed[5]]),
        })
    }
}

/// What became of a fragment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Output {
    /// All fragments have come: the datagram.
    Complete(Vec<u8>),
    /// The others did not come in time. If the first fragment did, an ICMP "time exceeded" code 1 may quote it.
    TimedOut {
        /// Which datagram.
        id: DatagramId,
        /// Its first fragment.
        first: Option<Vec<u8>>,
    },
    /// The fragment, and for [`DropReason::Overlap`] all its datagram, was dropped.
    Dropped {
        /// Which datagram, if that could be read.
        id: Option<DatagramId>,
        /// Why.
        reason: DropReason,
    },
}

/// Why a fragment was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
pub enum DropReason {
    /// The header contradicts itself or the octets.
    #[error("malformed fragment")]
    Malformed,
    /// It reaches beyond 65,535 octets, or beyond the last fragment.
    #[error("fragment beyond the end")]
    BeyondEnd,
    /// It covers octets another fragment had.
    #[error("overlapping fragment")]
    Overlap,
    /// It came twice.
    #[error("duplicate fragment")]
    Duplicate,
    /// All memory for fragments is in use.
    #[error("no memory for fragments")]
    NoMemory,
}

/// A datagram some of whose fragments have come.
#[derive(Clone, Debug)]
struct Partial {
    expires_at: Instant,
    /// The first fragment's header.
    header: Option<Vec<u8>>,
    /// Data by offset; never overlapping.
    pieces: SortedMap<usize, Vec<u8>>,
    /// Octets of data in all, once the last fragment has come.
    data_len: Option<usize>,
}

impl Partial {
    fn octets(&self) -> usize {
        self.pieces.values().map(Vec::len).sum()
    }

    fn insert(&mut self, header: Header, packet: &[u8]) -> Result<(), DropReason> {
        let data = &packet[header.header_len..header.total_len];
        let (start, end) = (header.offset(), header.offset() + data.len());
        if data.is_empty() || (header.has_more() && !data.len().is_multiple_of(8)) {
            return Err(DropReason::Malformed);
        }
        let beyond_last = self.data_len.is_some_and(|len| end > len);
        if end + header.header_len > MAX_DATAGRAM_LEN || beyond_last {
            return Err(DropReason::BeyondEnd);
        }
        if let Some(same) = self.pieces.get(&start)
            && same == data
        {
            return Err(DropReason::Duplicate);
        }
        let before = self.pieces.range(..end).next_back();
        if before.is_some_and(|(at, piece)| at + piece.len() > start) {
            return Err(DropReason::Overlap);
        }
        if !header.has_more() {
            let further = self.pieces.range(end..).next().is_some();
            if further || self.data_len.is_some_and(|len| len != end) {
                return Err(DropReason::BeyondEnd);
            }
            self.data_len = Some(end);
        }
        if start == 0 {
            self.header = Some(packet[..header.header_len].to_vec());
        }
        self.pieces.insert(start, data.to_vec());
        Ok(())
    }

    fn complete(&self) -> Option<Vec<u8>> {
        let (header, len) = (self.header.as_ref()?, self.data_len?);
        if self.octets() != len || header.len() + len > MAX_DATAGRAM_LEN {
            return None;
        }
        let data: Vec<u8> = self.pieces.values().flatten().copied().collect();
        Some(emit(header, 0, &data))
    }

    fn first_fragment(&self) -> Option<Vec<u8>> {
        let data = self.pieces.get(&0)?;
        Some(emit(self.header.as_ref()?, MORE_FRAGMENTS, data))
    }
}

/// Puts fragments together.
#[derive(Clone, Debug)]
pub struct Reassembler {
    partials: SortedMap<DatagramId, Partial>,
    octets: usize,
    max_octets: usize,
    next_expiry: Option<Instant>,
}

impl Default for Reassembler {
    fn default() -> Self {
        Self::new(DEFAULT_MAX_OCTETS)
    }
}

impl Reassembler {
    /// One that holds at most `max_octets` of data.
    #[must_use]
    pub const fn new(max_octets: usize) -> Self {
        Self {
            partials: SortedMap::new(),
            octets: 0,
            max_octets,
            next_expiry: None,
        }
    }

    /// Handles a packet for which [`is_fragment`] is true.
    pub fn handle_fragment(&mut self, now: Instant, packet: &[u8], out: &mut Vec<Output>) {
        let Some((id, header)) = DatagramId::read(packet).zip(Header::read(packet)) else {
            let reason = DropReason::Malformed;
            out.push(Output::Dropped { id: None, reason });
            return;
        };
        match self.insert(now, id, header, packet) {
            Ok(None) => {}
            Ok(Some(datagram)) => out.push(Output::Complete(datagram)),
            Err(reason) => out.push(Output::Dropped {
                id: Some(id),
                reason,
            }),
        }
    }

    fn insert(
        &mut self,
        now: Instant,
        id: DatagramId,
        header: Header,
        packet: &[u8],
    ) -> Result<Option<Vec<u8>>, DropReason> {
        let len = header.total_len - header.header_len;
        if self.octets + len > self.max_octets {
            return Err(DropReason::NoMemory);
        }
        let partial = self.partials.entry(id).or_insert_with(|| Partial {
            expires_at: now + REASSEMBLY_TIMEOUT,
            header: None,
            pieces: SortedMap::new(),
            data_len: None,
        });
        let inserted = partial.insert(header, packet);
        let datagram = match inserted {
            Ok(()) => {
                self.octets += len;
                partial.complete()
            }
            Err(_) => None,
        };
        let spoiled = inserted == Err(DropReason::Overlap) || partial.pieces.is_empty();
        if datagram.is_some() || spoiled {
            self.forget(id);
        }
        self.note_next_expiry();
        inserted.map(|()| datagram)
    }

    fn forget(&mut self, id: DatagramId) -> Option<Partial> {
        let partial = self.partials.remove(&id)?;
        self.octets -= partial.octets();
        Some(partial)
    }

    fn note_next_expiry(&mut self) {
        self.next_expiry = self.partials.values().map(|p| p.expires_at).min();
    }

    /// Gives up datagrams that have waited for 30 s.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.next_expiry.is_none_or(|at| at > now) {
            return;
        }
        let expired = self.partials.iter().filter(|(_, p)| p.expires_at <= now);
        let expired: Vec<_> = expired.map(|(id, _)| *id).collect();
        for id in expired {
            let first = self.forget(id).and_then(|partial| partial.first_fragment());
            out.push(Output::TimedOut { id, first });
        }
        self.note_next_expiry();
    }

    /// When [`Self::handle_timeout`] has something to do.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Instant> {
        self.next_expiry
    }

    /// Octets of data held.
    #[must_use]
    pub const fn octets(&self) -> usize {
        self.octets
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A UDP datagram of `len` data octets, header options included if asked for.
    fn datagram(len: usize, options: &[u8]) -> Vec<u8> {
        let mut header = vec![0; MIN_HEADER_LEN + options.len()];
        header[4..6].copy_from_slice(&[0x12, 0x34]);
        header[8] = 64;
        header[9] = 17;
        header[12..16].copy_from_slice(&[155, 1, 67, 7]);
        header[16..20].copy_from_slice(&[155, 1, 58, 5]);
        header[20..].copy_from_slice(options);
        let data: Vec<u8> = (0..len).map(|i| (i / 8) as u8).collect();
        emit(&header, 0, &data)
    }

    fn reassemble(pieces: &[Vec<u8>]) -> Vec<Output> {
        let (mut reassembler, mut out) = (Reassembler::default(), Vec::new());
        for piece in pieces {
            reassembler.handle_fragment(Instant::ZERO, piece, &mut out);
        }
        out
    }

    #[test]
    fn the_example_of_rfc_791_appendix_a() {
        // 452 octets of data, cut in two at an MTU of 280: 256 and 196 octets.
        let pieces = fragment(&datagram(452, &[]), 280).unwrap();
        let lens: Vec<_> = pieces.iter().map(Vec::len).collect();
        assert_eq!(lens, [276, 216]);
        assert_eq!(pieces[0][6..8], [0x20, 0]);
        assert_eq!(pieces[1][6..8], [0, 32]);
        assert!(pieces.iter().all(|piece| checksum(&piece[..20]) == 0));
        assert!(pieces.iter().all(|piece| is_fragment(piece)));
    }

    #[test]
    fn what_fits_comes_back_whole_without_its_padding() {
        let mut padded = datagram(10, &[]);
        let whole = padded.clone();
        padded.extend_from_slice(&[0; 16]);
        assert_eq!(fragment(&padded, 1500), Ok(vec![whole]));
    }

    #[test]
    fn dont_fragment_is_obeyed_and_a_tiny_mtu_refused() {
        let mut packet = datagram(2000, &[]);
        assert_eq!(
            fragment(&packet, 27),
            Err(FragmentError::MtuTooSmall { mtu: 27 })
        );
        packet[6] |= 0x40;
        assert_eq!(
            fragment(&packet, 1500),
            Err(FragmentError::DontFragment { mtu: 1500 })
        );
        assert_eq!(fragment(&packet[..19], 1500), Err(FragmentError::Malformed));
    }

    #[test]
    fn only_copied_options_stand_in_later_fragments() {
        // Router alert (copied) and record route (not copied), then the end.
        let options = [0x94, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0];
        let pieces = fragment(&datagram(100, &options), 68).unwrap();
        assert_eq!(pieces[0][0], 0x48);
        assert!(pieces[1..].iter().all(|piece| piece[0] == 0x46));
        assert_eq!(pieces[1][20..24], [0x94, 4, 0, 0]);
        let whole = reassemble(&pieces);
        assert_eq!(whole, [Output::Complete(datagram(100, &options))]);
    }

    #[test]
    fn fragments_may_be_cut_again_and_come_in_any_order() {
        let packet = datagram(3000, &[]);
        let mut pieces: Vec<_> = fragment(&packet, 1500)
            .unwrap()
            .iter()
            .flat_map(|piece| fragment(piece, 576).unwrap())
            .collect();
        pieces.reverse();
        assert_eq!(reassemble(&pieces), [Output::Complete(packet)]);
    }

    #[test]
    fn a_datagram_that_stays_incomplete_expires_after_30_seconds() {
        let pieces = fragment(&datagram(3000, &[]), 1500).unwrap();
        let (mut reassembler, mut out) = (Reassembler::default(), Vec::new());
        reassembler.handle_fragment(Instant::from_secs(1), &pieces[0], &mut out);
        reassembler.handle_fragment(Instant::from_secs(9), &pieces[2], &mut out);
        assert_eq!(reassembler.poll_timeout(), Some(Instant::from_secs(31)));
        reassembler.handle_timeout(Instant::from_secs(30), &mut out);
        assert!(out.is_empty());
        reassembler.handle_timeout(Instant::from_secs(31), &mut out);
        let [Output::TimedOut { first, .. }] = &out[..] else {
            panic!("{out:?}")
        };
        assert_eq!(first.as_ref(), Some(&pieces[0]));
        assert_eq!(
            (reassembler.octets(), reassembler.poll_timeout()),
            (0, None)
        );
    }

    #[test]
    fn overlap_duplicate_and_overlong_fragments_are_named() {
        let pieces = fragment(&datagram(3000, &[]), 1500).unwrap();
        let reasons = |pieces: &[Vec<u8>]| -> Vec<_> {
            let dropped = |output: &Output| match output {
                Output::Dropped { reason, .. } => Some(*reason),
                _ => None,
            };
            reassemble(pieces).iter().filter_map(dropped).collect()
        };
        let twice = [pieces[0].clone(), pieces[0].clone()];
        assert_eq!(reasons(&twice), [DropReason::Duplicate]);
        let mut teardrop = pieces[1].clone();
        teardrop[7] -= 1;
        assert_eq!(
            reasons(&[pieces[0].clone(), teardrop]),
            [DropReason::Overlap]
        );
        let mut death = pieces[0].clone();
        death[6..8].copy_from_slice(&[0x3f, 0xff]);
        assert_eq!(reasons(&[death]), [DropReason::BeyondEnd]);
        let mut early_end = pieces[0].clone();
        early_end[6] = 0;
        assert_eq!(
            reasons(&[pieces[1].clone(), early_end]),
            [DropReason::BeyondEnd]
        );
    }

    #[test]
    fn memory_is_bounded() {
        let pieces = fragment(&datagram(3000, &[]), 1500).unwrap();
        let (mut reassembler, mut out) = (Reassembler::new(2000), Vec::new());
        reassembler.handle_fragment(Instant::ZERO, &pieces[0], &mut out);
        reassembler.handle_fragment(Instant::ZERO, &pieces[1], &mut out);
        assert!(matches!(
            out[..],
            [Output::Dropped {
                reason: DropReason::NoMemory,
                ..
            }]
        ));
        assert_eq!(reassembler.octets(), 1480);
    }

    proptest! {
        #[test]
        fn cut_shuffled_and_joined_it_is_the_same(
            len in 0_usize..5000,
            mtu in 28_u16..2000,
            seed in any::<u64>(),
        ) {
            let packet = datagram(len, &[]);
            let mut pieces = fragment(&packet, mtu).unwrap();
            prop_assert!(pieces.iter().all(|piece| piece.len() <= usize::from(mtu)));
            if pieces.len() == 1 {
                prop_assert_eq!(&pieces[0], &packet);
                return Ok(());
            }
            let mut rng = crate::rng::Rng::from_seed(seed);
            for i in (1..pieces.len()).rev() {
                pieces.swap(i, rng.below(i as u64 + 1) as usize);
            }
            prop_assert_eq!(reassemble(&pieces), [Output::Complete(packet)]);
        }

        #[test]
        fn any_octets_are_survived(
            packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..20),
            mtu in any::<u16>(),
        ) {
            let mut reassembler = Reassembler::default();
            for mut packet in packets {
                let _ = fragment(&packet, mtu);
                // The same with a plausible start.
                if packet.len() >= 20 {
                    let len = packet.len() as u16;
                    packet[0] = 0x45;
                    packet[2..4].copy_from_slice(&len.to_be_bytes());
                    packet[4..6].fill(0);
                    packet[9] = 1;
                    packet[12..20].fill(1);
                    let _ = fragment(&packet, mtu);
                }
                reassembler.handle_fragment(Instant::ZERO, &packet, &mut Vec::new());
            }
            reassembler.handle_timeout(Instant::FAR_FUTURE, &mut Vec::new());
            prop_assert_eq!(reassembler.octets(), 0);
        }
    }
}
