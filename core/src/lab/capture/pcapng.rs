//! The pcapng file format (draft-ietf-opsawg-pcapng): one section, an interface for each link end, and packets.
//!
//! Three kinds of block are all it takes, and none of them can fail; all numbers are little-endian.

/// Section header, §4.1.
const SECTION_HEADER: u32 = 0x0a0d_0d0a;
/// Interface description, §4.2.
const INTERFACE_DESCRIPTION: u32 = 1;
/// Enhanced packet, §4.3.
const ENHANCED_PACKET: u32 = 6;

/// Tells the byte order.
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
/// 10⁻⁹ s, as the option for the resolution of timestamps says it.
const NANOSECONDS: u8 = 9;
/// The most octets an option's length field can tell.
const MAX_OPTION: usize = u16::MAX as usize;

/// Codes of options, §3.5 and §4.
mod option {
    pub(super) const END: u16 = 0;
    pub(super) const COMMENT: u16 = 1;
    pub(super) const IF_NAME: u16 = 2;
    pub(super) const EPB_FLAGS: u16 = 2;
    pub(super) const IF_DESCRIPTION: u16 = 3;
    pub(super) const SHB_USERAPPL: u16 = 4;
    pub(super) const IF_SPEED: u16 = 8;
    pub(super) const IF_TSRESOL: u16 = 9;
}

/// What kind of frames an interface has: the numbers of the LINKTYPE registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkType {
    /// Ethernet without its frame check sequence.
    Ethernet = 1,
    /// Frame Relay from the address octets on, without flags and frame check sequence.
    FrameRelay = 107,
}

/// Which way a packet went, as the low bits of `epb_flags` have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Received by the interface.
    Inbound = 1,
    /// Sent by the interface.
    Outbound = 2,
}

/// An interface.
#[derive(Clone, Debug)]
pub(super) struct Interface<'a> {
    pub(super) link_type: LinkType,
    pub(super) name: &'a str,
    pub(super) description: &'a str,
    pub(super) bits_per_second: u64,
}

/// A packet.
#[derive(Clone, Debug)]
pub(super) struct Packet<'a> {
    /// The number of its interface, in the order they were added.
    pub(super) interface: u32,
    /// Nanoseconds since 1970.
    pub(super) at_ns: u64,
    pub(super) way: Way,
    pub(super) bytes: &'a [u8],
    pub(super) comments: &'a [String],
}

/// A file that grows.
#[derive(Clone, Debug)]
pub(super) struct File {
    bytes: Vec<u8>,
}

impl File {
    /// A file with one section, its interfaces to come before its packets.
    pub(super) fn new(program: &str, comment: &str) -> Self {
        let mut file = Self { bytes: Vec::new() };
        let start = file.begin(SECTION_HEADER);
        file.u32(BYTE_ORDER_MAGIC);
        // Version 1.0, and a section whose length is not told.
        file.bytes.extend_from_slice(&[1, 0, 0, 0]);
        file.bytes.extend_from_slice(&u64::MAX.to_le_bytes());
        file.option(option::COMMENT, comment.as_bytes());
        file.option(option::SHB_USERAPPL, program.as_bytes());
        file.end(start);
        file
    }

    /// Adds an interface; the first is number 0.
    pub(super) fn interface(&mut self, interface: &Interface<'_>) {
        let start = self.begin(INTERFACE_DESCRIPTION);
        // The link type, two reserved octets, and no limit to a packet's length.
        self.u32(interface.link_type as u32);
        self.u32(0);
        self.option(option::IF_NAME, interface.name.as_bytes());
        self.option(option::IF_DESCRIPTION, interface.description.as_bytes());
        if interface.bits_per_second != 0 {
            let speed = interface.bits_per_second.to_le_bytes();
            self.option(option::IF_SPEED, &speed);
        }
        self.option(option::IF_TSRESOL, &[NANOSECONDS]);
        self.end(start);
    }

    /// Adds a packet.
    pub(super) fn packet(&mut self, packet: &Packet<'_>) {
        let start = self.begin(ENHANCED_PACKET);
        let len = packet.bytes.len() as u32;
        self.u32(packet.interface);
        self.u32((packet.at_ns >> 32) as u32);
        self.u32(packet.at_ns as u32);
        self.u32(len);
        self.u32(len);
        self.bytes.extend_from_slice(packet.bytes);
        self.pad();
        let flags = (packet.way as u32).to_le_bytes();
        self.option(option::EPB_FLAGS, &flags);
        for comment in packet.comments {
            self.option(option::COMMENT, comment.as_bytes());
        }
        self.end(start);
    }

    /// The file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn begin(&mut self, block: u32) -> usize {
        let start = self.bytes.len();
        self.u32(block);
        // The length, once it is known.
        self.u32(0);
        start
    }

    /// Ends the options and the block, whose length stands at both ends.
    fn end(&mut self, start: usize) {
        self.option(option::END, &[]);
        let len = (self.bytes.len() + 4 - start) as u32;
        self.u32(len);
        self.bytes[start + 4..start + 8].copy_from_slice(&len.to_le_bytes());
    }

    fn option(&mut self, code: u16, value: &[u8]) {
        let value = &value[..value.len().min(MAX_OPTION)];
        self.bytes.extend_from_slice(&code.to_le_bytes());
        let len = value.len() as u16;
        self.bytes.extend_from_slice(&len.to_le_bytes());
        self.bytes.extend_from_slice(value);
        self.pad();
    }

    /// All parts of a block, and so all blocks, end at a multiple of four octets.
    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    fn u32(&mut self, number: u32) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }
}
