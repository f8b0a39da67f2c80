//! Putting datagrams together again.

use crate::types::SortedMap;
use std::net::Ipv4Addr;

use serde::Serialize;

use super::{Header, MAX_DATAGRAM_LEN, MIN_HEADER_LEN, MORE_FRAGMENTS, emit};
use crate::time::{Duration, Instant};

/// How long fragments wait for the others.
pub const REASSEMBLY_TIMEOUT: Duration = Duration::from_secs(30);
/// Octets of fragments a device holds at most.
pub const DEFAULT_MAX_OCTETS: usize = 256 * 1024;

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

    /// Handles a packet for which [`super::is_fragment`] is true.
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
