//! `show frame-relay map`, `pvc` and `lmi`.

use std::net::Ipv4Addr;

use super::{Hours, name_of};
use crate::node::Device;
use crate::proto::frame_relay::{Dte, MapKind, MapView, Pvc, PvcStatus};
use crate::time::Instant;
use crate::types::{Dlci, IfIndex};
use crate::wire::frame_relay::Encapsulation;
use crate::wire::lmi::LmiType;

const fn status_word(status: PvcStatus) -> &'static str {
    match status {
        PvcStatus::Active => "ACTIVE",
        PvcStatus::Inactive => "INACTIVE",
        PvcStatus::Deleted => "DELETED",
        PvcStatus::Static => "STATIC",
    }
}

/// `105(0x69,0x1890)`: the number, and as the address field has it.
fn dlci_text(Dlci(dlci): Dlci) -> String {
    let field = (dlci >> 4) << 10 | (dlci & 15) << 4;
    format!("{dlci}(0x{dlci:X},0x{field:X})")
}

/// `show frame-relay map`.
#[must_use]
pub fn frame_relay_map(device: &Device) -> String {
    let mut out = String::new();
    for map in device.dtes().values().flat_map(Dte::maps) {
        let up = if device.interfaces()[usize::from(map.interface.0)].line_protocol {
            "up"
        } else {
            "down"
        };
        let start = format!("{} ({up}):", name_of(device, map.interface));
        let dlci = dlci_text(map.dlci);
        let status = map_status(map.status);
        match (map.kind, map.address) {
            (MapKind::PointToPoint, _) | (_, None) => {
                line!(out, "{start} point-to-point dlci, dlci {dlci}, broadcast");
                line!(out, "          {status}");
            }
            (MapKind::Dynamic, Some(addr)) => {
                line!(out, "{start} ip {addr} dlci {dlci}, dynamic,");
                line!(out, "              broadcast,, {status}");
            }
            (MapKind::Static, Some(addr)) => {
                static_map(&start, addr, &dlci, &map, status, &mut out)
            }
        }
    }
    out
}

const fn map_status(status: PvcStatus) -> &'static str {
    match status {
        PvcStatus::Active => "status defined, active",
        PvcStatus::Inactive => "status defined, inactive",
        PvcStatus::Deleted => "status deleted",
        PvcStatus::Static => "status static",
    }
}

fn static_map(
    start: &str,
    addr: Ipv4Addr,
    dlci: &str,
    map: &MapView,
    status: &str,
    out: &mut String,
) {
    line!(out, "{start} ip {addr} dlci {dlci}, static,");
    if map.broadcast {
        line!(out, "              broadcast,");
    }
    let encapsulation = match map.encapsulation {
        Encapsulation::Cisco => "CISCO",
        Encapsulation::Ietf => "IETF",
    };
    line!(out, "              {encapsulation}, {status}");
}

/// `show frame-relay pvc [DLCI]`.
#[must_use]
pub fn frame_relay_pvc(device: &Device, now: Instant, dlci: Option<Dlci>) -> String {
    let mut out = String::new();
    for (port, dte) in device.dtes() {
        if let Some(dlci) = dlci {
            line!(out);
            line!(
                out,
                "PVC Statistics for interface {} (Frame Relay DTE)",
                name_of(device, *port)
            );
            for (_, pvc) in dte.pvcs().filter(|(number, _)| *number == dlci) {
                pvc_block(device, now, dlci, pvc, &mut out);
            }
            continue;
        }
        line!(out);
        line!(
            out,
            "PVC Statistics for interface {} (Frame Relay DTE)",
            name_of(device, *port)
        );
        line!(out);
        line!(
            out,
            "              Active     Inactive      Deleted       Static"
        );
        let row = |word: &str, is_configured: Option<bool>| {
            let count = |status: PvcStatus| {
                let fits =
                    |pvc: &Pvc| pvc.status == status && is_configured == Some(pvc.is_configured);
                dte.pvcs().filter(|(_, pvc)| fits(pvc)).count()
            };
            format!(
                "  {word:<11}{:>5}{:>13}{:>13}{:>13}",
                count(PvcStatus::Active),
                count(PvcStatus::Inactive),
                count(PvcStatus::Deleted),
                count(PvcStatus::Static)
            )
        };
        line!(out, "{}", row("Local", Some(true)));
        // A router switches no circuits.
        line!(out, "{}", row("Switched", None));
        line!(out, "{}", row("Unused", Some(false)));
        for (dlci, pvc) in dte.pvcs() {
            pvc_block(device, now, dlci, pvc, &mut out);
        }
    }
    out
}

fn pvc_block(device: &Device, now: Instant, dlci: Dlci, pvc: &Pvc, out: &mut String) {
    let usage = if pvc.is_configured { "LOCAL" } else { "UNUSED" };
    let (status, interface) = (status_word(pvc.status), name_of(device, pvc.interface));
    let counters = &pvc.counters;
    line!(out);
    line!(
        out,
        "DLCI = {dlci}, DLCI USAGE = {usage}, PVC STATUS = {status}, INTERFACE = {interface}"
    );
    line!(out);
    let (inputs, outputs, in_octets) = (
        counters.in_packets,
        counters.out_packets,
        counters.in_octets,
    );
    line!(
        out,
        "  input pkts {inputs:<14}output pkts {outputs:<13}in bytes {in_octets:<10}"
    );
    let dropped = counters.out_dropped_packets;
    line!(
        out,
        "  out bytes {:<15}dropped pkts {dropped:<12}in pkts dropped {:<10}",
        counters.out_octets,
        0
    );
    line!(
        out,
        "  out pkts dropped {dropped:<17}out bytes dropped {:<10}",
        0
    );
    let (fecn, becn) = (counters.in_fecn_packets, counters.in_becn_packets);
    line!(
        out,
        "  in FECN pkts {fecn:<12}in BECN pkts {becn:<12}out FECN pkts {:<10}",
        0
    );
    line!(
        out,
        "  out BECN pkts {:<11}in DE pkts {:<14}out DE pkts {:<10}",
        0,
        counters.in_de_packets,
        0
    );
    let (packets, octets) = (
        counters.out_broadcast_packets,
        counters.out_broadcast_octets,
    );
    line!(
        out,
        "  out bcast pkts {packets:<10}out bcast bytes {octets:<10}"
    );
    super::interfaces::rates(now, (&pvc.meters.0, &pvc.meters.1), out);
    let (created, changed) = (
        Hours(now.since(pvc.created_at)),
        Hours(now.since(pvc.changed_at)),
    );
    line!(
        out,
        "  pvc create time {created}, last time pvc status changed {changed}"
    );
}

/// `CISCO`, `ANSI`, `CCITT`.
pub(super) const fn lmi_name(kind: LmiType) -> &'static str {
    match kind {
        LmiType::Cisco => "CISCO",
        LmiType::AnsiAnnexD => "ANSI",
        LmiType::Q933a => "CCITT",
    }
}

/// `show frame-relay lmi`.
#[must_use]
pub fn frame_relay_lmi(device: &Device) -> String {
    let mut out = String::new();
    for (port, dte) in device.dtes() {
        lmi_block(device, *port, dte, &mut out);
    }
    out
}

fn lmi_block(device: &Device, port: IfIndex, dte: &Dte, out: &mut String) {
    let (name, kind) = (name_of(device, port), lmi_name(dte.lmi_type()));
    let counters = dte.counters();
    line!(out);
    line!(
        out,
        "LMI Statistics for interface {name} (Frame Relay DTE) LMI TYPE = {kind}"
    );
    let mut pair = |left: &str, left_count: u64, right: &str, right_count: u64| {
        let left = format!("{left} {left_count}");
        line!(out, "  {left:<38}{right} {right_count}");
    };
    pair(
        "Invalid Unnumbered info",
        counters.invalid_unnumbered_info,
        "Invalid Prot Disc",
        counters.invalid_protocol_discriminator,
    );
    pair(
        "Invalid dummy Call Ref",
        counters.invalid_call_reference,
        "Invalid Msg Type",
        counters.invalid_message_type,
    );
    pair(
        "Invalid Status Message",
        counters.invalid_status_message,
        "Invalid Lock Shift",
        counters.invalid_lock_shift,
    );
    pair(
        "Invalid Information ID",
        counters.invalid_information_id,
        "Invalid Report IE Len",
        counters.invalid_report_length,
    );
    pair(
        "Invalid Report Request",
        counters.invalid_report_request,
        "Invalid Keep IE Len",
        counters.invalid_keepalive_length,
    );
    pair(
        "Num Status Enq. Sent",
        counters.enquiries_sent,
        "Num Status msgs Rcvd",
        counters.statuses_received,
    );
    pair(
        "Num Update Status Rcvd",
        counters.updates_received,
        "Num Status Timeouts",
        counters.status_timeouts,
    );
}
