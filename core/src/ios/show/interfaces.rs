//! `show interfaces`. Counters of what cannot happen here, such as runts or collisions, are honest zeros.

use core::fmt;

use super::frame_relay::lmi_name;
use super::{Elapsed, in_order, is_link_up, is_shut};
use crate::node::config::Encapsulation;
use crate::node::interface::{Interface, InterfaceCounters};
use crate::node::{Device, DeviceKind};
use crate::time::Instant;
use crate::types::{IfIndex, InterfaceKind, InterfaceName};

/// `show interfaces [INTERFACE]`.
#[must_use]
pub fn interfaces(device: &Device, now: Instant, interface: Option<InterfaceName>) -> String {
    let mut out = String::new();
    for ifx in in_order(device) {
        let shown = &device.interfaces()[usize::from(ifx.0)];
        if interface.is_none_or(|wanted| wanted == shown.name) {
            block(device, now, ifx, shown, &mut out);
        }
    }
    out
}

/// `up`, `down` or `administratively down`, as a person sees the interface.
pub(super) fn status_word(device: &Device, ifx: IfIndex) -> &'static str {
    let interface = &device.interfaces()[usize::from(ifx.0)];
    let is_virtual = matches!(
        interface.name.kind,
        InterfaceKind::Vlan | InterfaceKind::Loopback
    );
    if is_shut(device, ifx) {
        "administratively down"
    } else if is_virtual || is_link_up(device, ifx) {
        "up"
    } else {
        "down"
    }
}

/// `up` or `down`: the line protocol.
pub(super) const fn protocol_word(interface: &Interface) -> &'static str {
    if interface.line_protocol {
        "up"
    } else {
        "down"
    }
}

fn block(device: &Device, now: Instant, ifx: IfIndex, interface: &Interface, out: &mut String) {
    let status = status_word(device, ifx);
    let note = match (device.kind, interface.is_physical(), status) {
        (DeviceKind::Switch, true, _) if interface.line_protocol => "(connected) ",
        (DeviceKind::Switch, true, "administratively down") => "(disabled) ",
        (DeviceKind::Switch, true, _) => "(notconnect) ",
        _ => "",
    };
    line!(
        out,
        "{} is {status}, line protocol is {} {note}",
        interface.name,
        protocol_word(interface)
    );
    hardware(device, interface, out);
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
    let mtu = match interface.name.kind {
        InterfaceKind::Loopback => 1514,
        _ => crate::node::interface::DEFAULT_MTU,
    };
    line!(
        out,
        "  MTU {mtu} bytes, BW {bandwidth} Kbit, DLY {delay} usec, "
    );
    let load =
        |rates: (u64, u64)| (rates.0 * 255 / (u64::from(bandwidth) * 1000).max(1)).clamp(1, 255);
    let counters = &interface.counters;
    line!(
        out,
        "     reliability 255/255, txload {}/255, rxload {}/255",
        load(counters.output.rates(now)),
        load(counters.input.rates(now))
    );
    encapsulation(device, ifx, interface, out);
    if interface.name.subinterface.is_some() {
        cleared(now, interface, out);
    } else {
        traffic(device, now, interface, out);
    }
}

fn hardware(device: &Device, interface: &Interface, out: &mut String) {
    let mac = interface.mac;
    let name = match (interface.name.kind, device.kind) {
        (InterfaceKind::Loopback, _) => return line!(out, "  Hardware is Loopback"),
        (InterfaceKind::Serial, _) => return line!(out, "  Hardware is M4T"),
        (InterfaceKind::Vlan, _) => "EtherSVI",
        (InterfaceKind::Ethernet, _) => "AmdP2",
        (InterfaceKind::FastEthernet, DeviceKind::Switch) => "Fast Ethernet",
        (InterfaceKind::FastEthernet, DeviceKind::Router) => "AmdFE",
        (InterfaceKind::GigabitEthernet, DeviceKind::Switch) => "Gigabit Ethernet",
        (InterfaceKind::GigabitEthernet, DeviceKind::Router) => "BCM1125 Internal MAC",
    };
    line!(out, "  Hardware is {name}, address is {mac} (bia {mac})");
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
    let is_sub = interface.name.subinterface.is_some();
    match (interface.encapsulation, interface.name.kind) {
        (Encapsulation::Dot1q { vlan, .. }, _) => {
            line!(out, "  Encapsulation 802.1Q Virtual LAN, Vlan ID  {vlan}.");
        }
        (Encapsulation::FrameRelay { .. }, _) if is_sub => {
            line!(out, "  Encapsulation FRAME-RELAY");
        }
        (Encapsulation::FrameRelay { ietf }, _) => {
            line!(
                out,
                "  Encapsulation FRAME-RELAY{}, loopback not set",
                if ietf { " IETF" } else { "" }
            );
        }
        (Encapsulation::Default, InterfaceKind::Serial) if is_sub => {
            line!(out, "  Encapsulation FRAME-RELAY");
        }
        (Encapsulation::Default, InterfaceKind::Serial) => {
            line!(out, "  Encapsulation HDLC, loopback not set");
        }
        (Encapsulation::Default, InterfaceKind::Loopback) => {
            line!(out, "  Encapsulation LOOPBACK, loopback not set");
        }
        (Encapsulation::Default, _) => line!(out, "  Encapsulation ARPA, loopback not set"),
    }
    if let Some(dte) = device.dtes().get(&ifx) {
        lmi(dte, out);
    } else if interface.name.kind.is_ethernet() {
        if interface.is_physical() {
            line!(out, "  Keepalive set (10 sec)");
            duplex(device, interface, out);
        }
        line!(out, "  ARP type: ARPA, ARP Timeout 04:00:00");
    } else if interface.is_physical() {
        line!(out, "  Keepalive set (10 sec)");
    }
}

/// Links here are full duplex; what the far end would say is not known while it is away.
fn duplex(device: &Device, interface: &Interface, out: &mut String) {
    let speed = match interface.name.kind {
        InterfaceKind::GigabitEthernet => "1000Mb/s",
        InterfaceKind::FastEthernet => "100Mb/s",
        _ => return,
    };
    let media = match (device.kind, interface.name.kind) {
        (DeviceKind::Switch, InterfaceKind::GigabitEthernet) => "media type is 10/100/1000BaseTX",
        (DeviceKind::Switch, _) => "media type is 10/100BaseTX",
        (DeviceKind::Router, InterfaceKind::GigabitEthernet) => "media type is RJ45",
        (DeviceKind::Router, _) => "100BaseTX/FX",
    };
    let words = match (interface.line_protocol, device.kind) {
        (true, _) => format!("Full-duplex, {speed}"),
        (false, DeviceKind::Router) => "Auto-duplex, Auto Speed".to_owned(),
        (false, DeviceKind::Switch) => "Auto-duplex, Auto-speed".to_owned(),
    };
    line!(out, "  {words}, {media}");
    if device.kind == DeviceKind::Switch {
        line!(
            out,
            "  input flow-control is off, output flow-control is unsupported "
        );
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
    let broadcasts: u64 = dte
        .pvcs()
        .map(|(_, pvc)| pvc.counters.out_broadcast_packets)
        .sum();
    line!(
        out,
        "  Broadcast queue 0/64, broadcasts sent/dropped {broadcasts}/0, interface broadcasts {broadcasts}"
    );
}

fn cleared(now: Instant, interface: &Interface, out: &mut String) {
    line!(
        out,
        "  Last clearing of \"show interface\" counters {}",
        ago(now, interface.counters.cleared_at)
    );
}

/// How long ago something passed.
fn ago(now: Instant, last: Option<Instant>) -> impl fmt::Display {
    last.map_or_else(
        || "never".to_owned(),
        |at| Elapsed(now.since(at)).to_string(),
    )
}

/// Rates are shown in thousands.
const fn rounded(bits: u64) -> u64 {
    (bits + 500) / 1000 * 1000
}

/// `5 minute input rate …` and its pair.
pub(super) fn rates(
    now: Instant,
    meters: (&crate::types::Meter, &crate::types::Meter),
    out: &mut String,
) {
    for (word, meter) in [("input", meters.0), ("output", meters.1)] {
        let (bits, packets) = meter.rates(now);
        line!(
            out,
            "  5 minute {word} rate {} bits/sec, {packets} packets/sec",
            rounded(bits)
        );
    }
}

fn traffic(device: &Device, now: Instant, interface: &Interface, out: &mut String) {
    let counters = &interface.counters;
    line!(
        out,
        "  Last input {}, output {}, output hang never",
        ago(now, counters.input.last()),
        ago(now, counters.output.last())
    );
    cleared(now, interface, out);
    line!(
        out,
        "  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: {}",
        counters.output_drops
    );
    line!(out, "  Queueing strategy: fifo");
    let depth = match interface.name.kind {
        InterfaceKind::Loopback => 0,
        _ => 40,
    };
    line!(out, "  Output queue: 0/{depth} (size/max)");
    rates(now, (&counters.input, &counters.output), out);
    let (packets, octets) = (counters.packets_in, counters.octets_in);
    let is_lance =
        device.kind == DeviceKind::Router && interface.name.kind == InterfaceKind::FastEthernet;
    let no_buffer = if is_lance { "" } else { ", 0 no buffer" };
    line!(
        out,
        "     {packets} packets input, {octets} bytes{no_buffer}"
    );
    match (device.kind, interface.name.kind) {
        (_, InterfaceKind::Serial | InterfaceKind::Loopback) => serial_counters(interface, out),
        (DeviceKind::Router, _) => router_counters(counters, out),
        (DeviceKind::Switch, kind) => switch_counters(counters, kind == InterfaceKind::Vlan, out),
    }
    line!(
        out,
        "     0 output buffer failures, 0 output buffers swapped out"
    );
    if interface.name.kind == InterfaceKind::Serial {
        let signal = if interface.carrier && interface.admin_up {
            "up"
        } else {
            "down"
        };
        line!(
            out,
            "     {} carrier transitions     DCD={signal}  DSR={signal}  DTR={signal}  RTS={signal}  CTS={signal}",
            counters.transitions
        );
    }
}

fn sent(counters: &InterfaceCounters, out: &mut String) {
    let (packets, octets) = (counters.packets_out, counters.octets_out);
    line!(
        out,
        "     {packets} packets output, {octets} bytes, 0 underruns"
    );
}

fn serial_counters(interface: &Interface, out: &mut String) {
    let counters = &interface.counters;
    let (broadcasts, errors) = (counters.broadcasts_in, counters.input_errors);
    line!(
        out,
        "     Received {broadcasts} broadcasts, 0 runts, 0 giants, 0 throttles"
    );
    line!(
        out,
        "     {errors} input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort"
    );
    sent(counters, out);
    let resets = counters.resets;
    line!(
        out,
        "     0 output errors, 0 collisions, {resets} interface resets"
    );
}

fn router_counters(counters: &InterfaceCounters, out: &mut String) {
    let (broadcasts, errors) = (counters.broadcasts_in, counters.input_errors);
    line!(
        out,
        "     Received {broadcasts} broadcasts, 0 runts, 0 giants, 0 throttles"
    );
    line!(
        out,
        "     {errors} input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored"
    );
    line!(out, "     0 watchdog");
    line!(out, "     0 input packets with dribble condition detected");
    sent(counters, out);
    let resets = counters.resets;
    line!(
        out,
        "     0 output errors, 0 collisions, {resets} interface resets"
    );
    line!(out, "     0 babbles, 0 late collision, 0 deferred");
    line!(out, "     0 lost carrier, 0 no carrier");
}

fn switch_counters(counters: &InterfaceCounters, is_svi: bool, out: &mut String) {
    let (broadcasts, errors, resets) = (
        counters.broadcasts_in,
        counters.input_errors,
        counters.resets,
    );
    let multicasts = if is_svi { "IP multicasts" } else { "multicast" };
    line!(
        out,
        "     Received {broadcasts} broadcasts (0 {multicasts})"
    );
    line!(out, "     0 runts, 0 giants, 0 throttles");
    line!(
        out,
        "     {errors} input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored"
    );
    if is_svi {
        sent(counters, out);
        line!(out, "     0 output errors, {resets} interface resets");
        return;
    }
    line!(out, "     0 watchdog, 0 multicast, 0 pause input");
    line!(out, "     0 input packets with dribble condition detected");
    sent(counters, out);
    line!(
        out,
        "     0 output errors, 0 collisions, {resets} interface resets"
    );
    line!(out, "     0 babbles, 0 late collision, 0 deferred");
    line!(out, "     0 lost carrier, 0 no carrier, 0 PAUSE output");
}
