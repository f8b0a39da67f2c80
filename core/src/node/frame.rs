//! Frames and packets: shared immutable buffers, and the encryption that may still be due.

use std::rc::Rc;

use crate::proto::ipsec::esp::EspContext;
use crate::wire::esp::HEADER_LEN;

/// Octets kept free before an IP packet for the link headers to come (Ethernet 14, 802.1Q 4, rounded up).
pub const HEADROOM: usize = 24;

/// Marks a packet that a person or a probe wants to follow; carried along, never on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Tag(pub u32);

/// Says that a buffer holds an ESP packet made in this world, and whether its encryption is still due.
#[derive(Clone, Debug)]
pub struct Seal {
    /// The sender's keys.
    pub context: Rc<EspContext>,
    /// Where the ESP header lies, counted from the start of the frame or packet.
    pub offset: usize,
    /// Whether the packet is laid out but not yet encrypted.
    pub is_deferred: bool,
}

impl Seal {
    fn shifted(&self, by: isize) -> Self {
        Self {
            offset: self.offset.saturating_add_signed(by),
            ..self.clone()
        }
    }
}

/// A frame on a wire.
#[derive(Clone, Debug)]
pub struct Frame {
    data: Vec<u8>,
    head: usize,
    seal: Option<Seal>,
    tag: Option<Tag>,
}

impl Frame {
    /// A frame of plain bytes.
    #[must_use]
    pub const fn new(data: Vec<u8>) -> Self {
        Self {
            data,
            head: 0,
            seal: None,
            tag: None,
        }
    }

    /// A copy with the first `cut` octets replaced by `header`; for switches, which rewrite link headers.
    #[must_use]
    pub fn with_header(&self, cut: usize, header: &[u8]) -> Self {
        let body = &self.raw()[cut.min(self.len())..];
        let mut data = Vec::with_capacity(header.len() + body.len());
        data.extend_from_slice(header);
        data.extend_from_slice(body);
        let shift = header.len() as isize - cut as isize;
        Self {
            data,
            head: 0,
            seal: self.seal.as_ref().map(|seal| seal.shifted(shift)),
            tag: self.tag,
        }
    }

    /// The octets as they stand: with a deferred seal, the ESP payload is still plain. For headers only.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.data[self.head..]
    }

    /// Length, in octets.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a frame is never empty")]
    pub const fn len(&self) -> usize {
        self.data.len() - self.head
    }

    /// Who follows this packet.
    #[must_use]
    pub const fn tag(&self) -> Option<Tag> {
        self.tag
    }

    /// The ESP packet inside, if it was made in this world.
    #[must_use]
    pub const fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref()
    }

    /// The octets as they are on the wire, encrypted if that was still due.
    #[must_use]
    pub fn wire_bytes(&self) -> Vec<u8> {
        let mut bytes = self.raw().to_vec();
        if let Some(seal) = &self.seal
            && seal.is_deferred
        {
            seal.context.seal(&mut bytes[seal.offset..]);
        }
        bytes
    }

    /// The octets that are the same whether encryption was deferred or not: all before the ESP payload.
    #[must_use]
    pub fn clear_part(&self) -> &[u8] {
        let end = self
            .seal
            .as_ref()
            .map_or(self.len(), |seal| seal.offset + HEADER_LEN);
        &self.raw()[..end.min(self.len())]
    }
}

/// An IP packet inside a device, with room before it for link headers.
#[derive(Clone, Debug)]
pub struct Packet {
    data: Vec<u8>,
    head: usize,
    seal: Option<Seal>,
    /// Who follows it.
    pub tag: Option<Tag>,
}

impl Packet {
    /// A packet to be built at the end of `data`, after [`HEADROOM`]; see [`Self::buffer`].
    #[must_use]
    pub const fn from_buffer(data: Vec<u8>, tag: Option<Tag>) -> Self {
        Self {
            data,
            head: HEADROOM,
            seal: None,
            tag,
        }
    }

    /// An empty buffer with headroom, into which a packet of about `capacity` octets may be written.
    #[must_use]
    pub fn buffer(capacity: usize) -> Vec<u8> {
        let mut data = Vec::with_capacity(HEADROOM + capacity);
        data.resize(HEADROOM, 0);
        data
    }

    /// Copies `ip` (a whole IP packet) into a packet of its own.
    #[must_use]
    pub fn copy(ip: &[u8], tag: Option<Tag>) -> Self {
        let mut data = Self::buffer(ip.len());
        data.extend_from_slice(ip);
        Self::from_buffer(data, tag)
    }

    /// Copies the IP packet that lies at `start..end` of a frame, with its seal.
    #[must_use]
    pub fn from_frame(frame: &Frame, start: usize, end: usize) -> Self {
        let mut packet = Self::copy(&frame.raw()[start..end], frame.tag);
        packet.seal = frame
            .seal
            .as_ref()
            .map(|seal| seal.shifted(-(start as isize)));
        packet
    }

    /// The part `start..end` of this packet as a packet, without copying if there is room before it.
    #[must_use]
    pub fn into_inner(mut self, start: usize, end: usize) -> Self {
        self.data.truncate(self.head + end);
        self.head += start;
        self.seal = None;
        self
    }

    /// The octets as they stand (see [`Frame::raw`]).
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.data[self.head..]
    }

    /// The octets, to be changed; only header fields that are not encrypted may be.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.data[self.head..]
    }

    /// Length, in octets.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a packet is never empty")]
    pub const fn len(&self) -> usize {
        self.data.len() - self.head
    }

    /// The ESP packet inside, if it was made in this world.
    #[must_use]
    pub const fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref()
    }

    /// Notes that the ESP packet at `offset` was laid out with `context`, and encrypts it now unless it may wait.
    pub fn set_seal(&mut self, context: Rc<EspContext>, offset: usize, defer: bool) {
        if !defer {
            let start = self.head + offset;
            context.seal(&mut self.data[start..]);
        }
        self.seal = Some(Seal {
            context,
            offset,
            is_deferred: defer,
        });
    }

    /// Encrypts now if that was still due.
    pub fn realize(&mut self) {
        if let Some(seal) = &mut self.seal
            && seal.is_deferred
        {
            seal.context.seal(&mut self.data[self.head + seal.offset..]);
            seal.is_deferred = false;
        }
    }

    /// Puts `header` before the packet and pads the whole to `min_len` octets.
    #[must_use]
    pub fn into_frame(mut self, header: &[u8], min_len: usize) -> Frame {
        if header.len() > self.head {
            let mut data = Self::buffer(self.len());
            data.extend_from_slice(self.bytes());
            self.data = data;
            self.head = HEADROOM;
        }
        let start = self.head - header.len();
        self.data[start..self.head].copy_from_slice(header);
        let len = (self.data.len() - start).max(min_len);
        // A sealed packet's ICV is at the end of its buffer: padding would hide it, but sealed packets are longer.
        if self.seal.is_none() {
            self.data.resize(start + len, 0);
        }
        Frame {
            data: self.data,
            head: start,
            seal: self.seal.map(|seal| seal.shifted(header.len() as isize)),
            tag: self.tag,
        }
    }
}
