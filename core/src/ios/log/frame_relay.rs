//! `%FR-5-DLCICHANGE`, `debug frame-relay lmi` and `debug frame-relay events`.

use super::Console;
use crate::node::watch::Sight;
use crate::proto::frame_relay::{Dte, Output, PvcStatus};
use crate::types::InterfaceName;
use crate::wire::lmi::{self, LmiType};

pub(super) fn output(console: &mut Console<'_>, interface: InterfaceName, output: &Output) {
    let flags = console.debug;
    let short = interface.short();
    match output {
        Output::PvcChanged { dlci, to, .. } => {
            let word = match to {
                PvcStatus::Active => "ACTIVE",
                PvcStatus::Inactive => "INACTIVE",
                PvcStatus::Deleted => "DELETED",
                // Without LMI nobody says that a PVC changed.
                PvcStatus::Static => return,
            };
            console.log(&format!(
                "%FR-5-DLCICHANGE: Interface {interface} - DLCI {dlci} state changed to {word}"
            ));
        }
        Output::LmiSensed(kind) if flags.frame_relay_lmi => {
            let word = match kind {
                LmiType::Cisco => "CISCO",
                LmiType::AnsiAnnexD => "ANSI",
                LmiType::Q933a => "CCITT",
            };
            console.debug(&format!("{short}: LMI type autosensed, is {word}"));
        }
        Output::MapLearned { address, dlci, .. } if flags.frame_relay_events => {
            console.debug(&format!("{short}: FR ARP input, {address} on DLCI {dlci}"));
        }
        Output::MapRemoved { address, dlci, .. } if flags.frame_relay_events => {
            console.debug(&format!(
                "{short}: FR ARP map of {address} to DLCI {dlci} removed"
            ));
        }
        Output::Send(_)
        | Output::LineProtocol { .. }
        | Output::SubinterfaceLineProtocol { .. }
        | Output::LmiSensed(_)
        | Output::MapLearned { .. }
        | Output::MapRemoved { .. }
        | Output::Dropped(_) => {}
    }
}

/// Where the router keeps what it is about to send.
const DATAGRAM_START: u32 = 0x07b0_0e94;

/// An LMI message, as `debug frame-relay lmi` takes it apart. A message of the other kinds LMI has is told as a status.
pub(super) fn lmi(console: &mut Console<'_>, interface: InterfaceName, sent: bool, frame: &[u8]) {
    let Ok(repr) = lmi::Repr::parse(frame) else {
        return;
    };
    let keepalive = repr.keepalive.unwrap_or(lmi::KeepAlive {
        send_sequence: 0,
        receive_sequence: 0,
    });
    if sent {
        let dte = console
            .device
            .index_of(interface)
            .and_then(|port| console.device.dtes().get(&port));
        let state = if dte.is_some_and(Dte::is_line_protocol_up) {
            "up"
        } else {
            "down"
        };
        let (mine, yours) = (keepalive.send_sequence, keepalive.receive_sequence);
        console.debug(&format!(
            "{interface}(out): StEnq, myseq {mine}, yourseen {yours}, DTE {state}"
        ));
        let len = frame.len();
        console.debug(&format!(
            "datagramstart = 0x{DATAGRAM_START:X}, datagramsize = {len}"
        ));
        let (head, rest) = frame.split_at(4.min(len));
        console.debug(&format!("FR encap = 0x{}", hex(head, "")));
        console.debug(&hex(rest, " "));
        console.debug("");
        return;
    }
    let (mine, yours) = (keepalive.receive_sequence, keepalive.send_sequence);
    let len = frame.len();
    console.debug(&format!(
        "{interface}(in): Status, myseq {mine}, pak size {len}"
    ));
    // Annex A has the elements of the others, 50 hexadecimal higher.
    let base = if repr.lmi_type == LmiType::Q933a {
        0x50
    } else {
        0
    };
    if let Some(report) = repr.report {
        let kind = match report {
            lmi::ReportType::FullStatus => 0,
            lmi::ReportType::LinkIntegrityVerification => 1,
            lmi::ReportType::SinglePvc => 2,
        };
        console.debug(&format!("RT IE {:X}, length 1, type {kind}", base + 1));
    }
    if repr.keepalive.is_some() {
        console.debug(&format!(
            "KA IE {:X}, length 2, yourseq {yours}, myseq {mine}",
            base + 3
        ));
    }
    for pvc in &repr.pvcs {
        let bits = [(pvc.new, 0x8), (pvc.deleted, 0x4), (pvc.active, 0x2)];
        let status: u8 = bits
            .iter()
            .filter(|(is_set, _)| *is_set)
            .map(|(_, bit)| bit)
            .sum();
        let (len, bandwidth) = match repr.lmi_type {
            LmiType::Cisco => (6, format!(" , bw {}", pvc.bandwidth)),
            LmiType::AnsiAnnexD | LmiType::Q933a => (3, String::new()),
        };
        console.debug(&format!(
            "PVC IE 0x{:X} , length 0x{len:X} , dlci {}, status 0x{status:X}{bandwidth}",
            base + 7,
            pvc.dlci
        ));
    }
}

fn hex(octets: &[u8], between: &str) -> String {
    let octets: Vec<String> = octets.iter().map(|octet| format!("{octet:02X}")).collect();
    octets.join(between)
}

/// `debug frame-relay packet`.
pub(super) fn circuit(console: &mut Console<'_>, sight: &Sight) {
    let text = match sight {
        Sight::Circuit {
            interface,
            sent,
            header,
            len,
        } => {
            let &[high, low, ..] = header.as_slice() else {
                return;
            };
            let field = u16::from_be_bytes([high, low]);
            let dlci = (field >> 10) << 4 | (field >> 4) & 15;
            let way = if *sent { "o" } else { "i" };
            let protocol = protocol(header, *sent);
            format!("{interface}({way}): dlci {dlci}(0x{field:X}), {protocol}, datagramsize {len}")
        }
        Sight::CircuitBroadcast { interface } => format!("{interface}: broadcast search"),
        Sight::NoCircuit {
            interface,
            dlci: None,
        } => format!("{interface}:Encaps failed--no map entry link 7(IP)"),
        // The words of this one are unsure.
        Sight::NoCircuit {
            interface,
            dlci: Some(dlci),
        } => format!("{interface}:Encaps failed--dlci {dlci} not active"),
        _ => return,
    };
    console.debug(&text);
}

/// The protocol behind the address: an Ethertype (Cisco), an NLPID, or SNAP (RFC 2427).
fn protocol(header: &[u8], sent: bool) -> String {
    let word = |at: usize| match header.get(at..at + 2) {
        Some(octets) => u16::from_be_bytes([octets[0], octets[1]]),
        None => 0,
    };
    let name = |ethertype: u16| match ethertype {
        0x800 => "(IP)",
        0x806 => "(ARP)",
        _ => "",
    };
    match header.len() {
        4 if header[2] == 0x03 => {
            let name = if header[3] == 0xcc { "(IP)" } else { "" };
            format!("NLPID 0x{:X}{name}", word(2))
        }
        0..=4 => {
            let ethertype = word(2);
            // Only of packets sent the name is given.
            let name = if sent { name(ethertype) } else { "" };
            format!("pkt type 0x{ethertype:X}{name}")
        }
        _ => {
            let ethertype = word(header.len() - 2);
            format!(
                "pkt encaps 0x0300 0x8000 0x0000 0x{ethertype:X} {}",
                name(ethertype)
            )
        }
    }
}
