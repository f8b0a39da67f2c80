//! `%FR-5-DLCICHANGE`, `debug frame-relay lmi` and `debug frame-relay events`.

use super::Console;
use crate::proto::frame_relay::{Output, PvcStatus};
use crate::types::InterfaceName;
use crate::wire::lmi::LmiType;

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
        Output::LineProtocol { is_up } if flags.frame_relay_lmi => {
            let word = if *is_up { "up" } else { "down" };
            console.debug(&format!("{short} (in): LMI {word}"));
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
