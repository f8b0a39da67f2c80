//! `show interfaces`. Lines about what is not simulated, such as rates over five minutes, are left out.

use super::frame_relay::lmi_name;
use super::{in_order, is_link_up, is_shut};
use crate::node::config::Encapsulation;
use crate::node::interface::Interface;
use crate::node::{Device, DeviceKind};
use crate::types::{IfIndex, InterfaceKind, InterfaceName};

/// `show interfaces [INTERFACE]`.
#[must_use]
pub fn interfaces(device: &Device, interface: Option<InterfaceName>) -> String {
    let mut out = String::new();
    for ifx in in_order(device) {
        let shown = &device.interfaces()[usize::from(ifx.0)];
        if interface.is_none_or(|wanted| wanted == shown.name) {
            block(device, ifx, shown, &mut out);
        }
    }
    out
}

fn block(device: &Device, ifx: IfIndex, interface: &Interface, out: &mut String) {
    let is_virtual = matches!(
        interface.name.kind,
        InterfaceKind::Vlan | InterfaceKind::Loopback
    );
    let status = if is_shut(device, ifx) {
        "administratively down"
    } else if is_virtual || is_link_up(device, ifx) {
        "up"
    } else {
        "down"
    };
    let protocol = if interface.line_protocol {
        "up"
    } else {
        "down"
    };
    let note = match (device.kind, interface.is_physical()) {
        (DeviceKind::Switch, true) if interface.line_protocol => "(connected)",
        (DeviceKind::Switch, true) => "(notconnect)",
        _ => "",
    };
    line!(
        out,
        "{} is {status}, line protocol is {protocol} {note}",
        interface.name
    );
    hardware(interface, out);
    if let Some(description) = device
        .config()
        .interface(interface.name)
        .and_then(|config| config.description.as_ref())
    {
        line!(out, "  Description: {description}");
    }
    if let Some(address) = interface.address {
        line!(
            out,
            "  Internet address is {}/{}",
            address.addr,
            address.len
        );
    }
    let (bandwidth, delay) = bandwidth_and_delay(device, interface);
    line!(
        out,
        "  MTU {} bytes, BW {bandwidth} Kbit, DLY {delay} usec, ",
        interface.mtu
    );
    line!(out, "     reliability 255/255, txload 1/255, rxload 1/255");
    encapsulation(device, ifx, interface, out);
    counters(interface, out);
}

fn hardware(interface: &Interface, out: &mut String) {
    let mac = interface.mac;
    match interface.name.kind {
        InterfaceKind::Loopback => line!(out, "  Hardware is Loopback"),
        InterfaceKind::Serial => line!(out, "  Hardware is M4T"),
        InterfaceKind::Vlan => line!(out, "  Hardware is EtherSVI, address is {mac} (bia {mac})"),
        InterfaceKind::Ethernet => line!(out, "  Hardware is AmdP2, address is {mac} (bia {mac})"),
        InterfaceKind::FastEthernet => {
            line!(out, "  Hardware is AmdFE, address is {mac} (bia {mac})")
        }
        InterfaceKind::GigabitEthernet => {
            line!(
                out,
                "  Hardware is BCM1125 Internal MAC, address is {mac} (bia {mac})"
            );
        }
    }
}

/// What the interface reports, in kilobits per second and microseconds.
fn bandwidth_and_delay(device: &Device, interface: &Interface) -> (u32, u32) {
    let (bandwidth, delay) = match interface.name.kind {
        InterfaceKind::Loopback => (8_000_000, 5000),
        InterfaceKind::Ethernet => (10_000, 1000),
        InterfaceKind::FastEthernet => (100_000, 100),
        InterfaceKind::GigabitEthernet | InterfaceKind::Vlan => (1_000_000, 10),
        InterfaceKind::Serial => (1544, 20_000),
    };
    let configured = device
        .config()
        .interface(interface.name)
        .and_then(|config| config.bandwidth_kbps);
    (configured.unwrap_or(bandwidth), delay)
}

fn encapsulation(device: &Device, ifx: IfIndex, interface: &Interface, out: &mut String) {
    match (interface.encapsulation, interface.name.kind) {
        (Encapsulation::Dot1q { vlan, .. }, _) => {
            line!(out, "  Encapsulation 802.1Q Virtual LAN, Vlan ID  {vlan}.");
        }
        (Encapsulation::FrameRelay { ietf }, _) => {
            line!(
                out,
                "  Encapsulation FRAME-RELAY{}, loopback not set",
                if ietf { " IETF" } else { "" }
            );
        }
        (Encapsulation::Default, InterfaceKind::Serial) => {
            line!(out, "  Encapsulation HDLC, loopback not set")
        }
        (Encapsulation::Default, InterfaceKind::Loopback) => {
            line!(out, "  Encapsulation LOOPBACK, loopback not set");
        }
        (Encapsulation::Default, _) => line!(out, "  Encapsulation ARPA, loopback not set"),
    }
    if let Some(dte) = device.dtes().get(&ifx) {
        lmi(dte, out);
    } else if interface.name.kind.is_ethernet() {
        line!(out, "  ARP type: ARPA, ARP Timeout 04:00:00");
    }
}

fn lmi(dte: &crate::proto::frame_relay::Dte, out: &mut String) {
    match dte.config().keepalive {
        Some(keepalive) => line!(out, "  Keepalive set ({} sec)", keepalive.as_secs()),
        None => line!(out, "  Keepalive not set"),
    }
    let counters = dte.counters();
    let state = if dte.is_line_protocol_up() {
        "up"
    } else {
        "down"
    };
    let (sent, received, updates) = (
        counters.enquiries_sent,
        counters.statuses_received,
        counters.updates_received,
    );
    line!(
        out,
        "  LMI enq sent  {sent}, LMI stat recvd {received}, LMI upd recvd {updates}, DTE LMI {state}"
    );
    line!(out, "  LMI enq recvd 0, LMI stat sent  0, LMI upd sent  0");
    let kind = dte.lmi_type();
    line!(
        out,
        "  LMI DLCI {}  LMI type is {}  frame relay DTE",
        kind.dlci(),
        lmi_name(kind)
    );
    let (packets, broadcasts) = dte.pvcs().fold((0, 0), |(packets, broadcasts), (_, pvc)| {
        (
            packets + pvc.counters.out_packets,
            broadcasts + pvc.counters.out_broadcast_packets,
        )
    });
    debug_assert!(broadcasts <= packets, "a broadcast is a packet");
    line!(
        out,
        "  Broadcast queue 0/64, broadcasts sent/dropped {broadcasts}/0, interface broadcasts {broadcasts}"
    );
}

fn counters(interface: &Interface, out: &mut String) {
    let counters = &interface.counters;
    line!(
        out,
        "     {} packets input, {} bytes",
        counters.packets_in,
        counters.octets_in
    );
    if interface.is_physical() {
        line!(out, "     Received {} broadcasts", counters.broadcasts_in);
        line!(out, "     {} input errors", counters.input_errors);
    }
    line!(
        out,
        "     {} packets output, {} bytes",
        counters.packets_out,
        counters.octets_out
    );
    if interface.name.kind == InterfaceKind::Serial && interface.is_physical() {
        line!(out, "     {} carrier transitions", counters.transitions);
    }
}
