//! Capture files: what they hold is what crossed the cables, says a reader by others.

mod keys;
mod pcapng;

use pcap_file::pcapng::blocks::enhanced_packet::EnhancedPacketOption;
use pcap_file::pcapng::blocks::interface_description::InterfaceDescriptionOption;
use pcap_file::pcapng::blocks::opt_common::CommonOption;
use pcap_file::pcapng::{Block, PcapNgReader};
use vipsec_core::lab::Lab;
use vipsec_core::lab::view::{CaptureFile, Command, Update};
use vipsec_core::scenario::Scenario;

/// The failure, the packets that die of it, and the SAs that take the place of the old ones.
pub(crate) const END_S: u64 = 90;

/// An interface of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Interface {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) link_type: u32,
    pub(crate) resolution: u8,
}

/// A packet of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Packet {
    pub(crate) at_ns: u128,
    pub(crate) interface: String,
    /// 1 in, 2 out.
    pub(crate) flags: u32,
    pub(crate) bytes: Vec<u8>,
    pub(crate) comments: Vec<String>,
}

pub(crate) fn lab(scenario: &Scenario, seed: u64) -> Lab {
    let mut lab = Lab::new();
    let update = lab.handle(Command::Open {
        scenario: serde_json::to_string(scenario).expect("a scenario is a document"),
        seed: Some(seed),
        timed_faults: true,
        start_at_ns: 0,
    });
    assert_eq!(update.error, None);
    let to_ns = END_S * 1_000_000_000;
    let max_events = u32::MAX;
    let update = lab.handle(Command::Advance { to_ns, max_events });
    assert_eq!((update.error, update.now_ns), (None, to_ns));
    lab
}

pub(crate) fn ask(lab: &mut Lab, ends: &[&str], keys: bool) -> Update {
    let ends = ends.iter().map(|end| (*end).to_owned()).collect();
    lab.handle(Command::Capture { ends, keys })
}

pub(crate) fn capture(lab: &mut Lab, ends: &[&str]) -> CaptureFile {
    let update = ask(lab, ends, false);
    assert_eq!(update.error, None);
    update.capture.expect("an answer")
}

/// What the reader makes of a file.
pub(crate) fn read(file: &[u8]) -> (Vec<Interface>, Vec<Packet>) {
    let mut reader = PcapNgReader::new(file).expect("a pcapng file");
    let (mut interfaces, mut packets) = (Vec::new(), Vec::<Packet>::new());
    while let Some(block) = reader.next_block() {
        let (block, _) = block.expect("a block");
        match block {
            Block::SectionHeader(_) => {}
            Block::InterfaceDescription(block) => {
                let mut interface = Interface {
                    name: String::new(),
                    description: String::new(),
                    link_type: u32::from(block.linktype),
                    resolution: block.ts_resolution().to_u8(),
                };
                for option in &block.options {
                    match option {
                        InterfaceDescriptionOption::IfName(name) => {
                            interface.name = name.to_string();
                        }
                        InterfaceDescriptionOption::IfDescription(text) => {
                            interface.description = text.to_string();
                        }
                        _ => {}
                    }
                }
                interfaces.push(interface);
            }
            Block::EnhancedPacket(block) => {
                assert_eq!(block.original_len as usize, block.data.len());
                let interface = &interfaces[block.interface_id as usize];
                let mut packet = Packet {
                    at_ns: block.timestamp.as_nanos(),
                    interface: interface.name.clone(),
                    flags: 0,
                    bytes: block.data.to_vec(),
                    comments: Vec::new(),
                };
                for option in &block.options {
                    match option {
                        EnhancedPacketOption::Flags(flags) => packet.flags = *flags,
                        EnhancedPacketOption::Common(CommonOption::Comment(text)) => {
                            packet.comments.push(text.to_string());
                        }
                        other => panic!("{other:?}"),
                    }
                }
                packets.push(packet);
            }
            other => panic!("{other:?}"),
        }
    }
    (interfaces, packets)
}
