//! `debug ip icmp`, `debug arp` and `debug ip packet`.

use std::net::Ipv4Addr;

use super::Console;
use crate::node::config::AccessEntry;
use crate::node::watch::{IpFate, IpSight, Sight};
use crate::proto::ipsec::spd::FlowKey;
use crate::types::InterfaceName;
use crate::wire::arp::Operation;

/// `debug ip icmp`. Echo requests are not mentioned.
pub(super) fn icmp(console: &mut Console<'_>, sight: &Sight) {
    let Sight::Icmp {
        sent,
        src,
        dst,
        kind,
        code,
        about,
    } = sight
    else {
        return;
    };
    let way = if *sent { "sent" } else { "rcvd" };
    // What a message complains about; of one received IOS names its own address.
    let to = about.filter(|_| *sent).unwrap_or(*dst);
    let text = match (kind, sent) {
        (0, _) => format!("ICMP: echo reply {way}, src {src}, dst {dst}"),
        (3, true) => format!("ICMP: dst ({to}) {} sent to {dst}", unreachable(*code)),
        (3, false) => format!("ICMP: dst ({to}) {} rcv from {src}", unreachable(*code)),
        (11, true) => format!(
            "ICMP: time exceeded ({}) sent to {dst} (dest was {to})",
            if *code == 0 {
                "time to live"
            } else {
                "reassembly"
            }
        ),
        (11, false) => format!("ICMP: time exceeded rcvd from {src}"),
        (8, _) => return,
        (_, true) => format!("ICMP: type {kind}, code {code}, sent to {dst}"),
        (_, false) => format!("ICMP: rcvd type {kind}, code {code}, from {src}"),
    };
    console.debug(&text);
}

fn unreachable(code: u8) -> String {
    match code {
        0 => "net unreachable".to_owned(),
        1 => "host unreachable".to_owned(),
        2 => "protocol unreachable".to_owned(),
        3 => "port unreachable".to_owned(),
        4 => "frag. needed and DF set unreachable".to_owned(),
        5 => "source route failed unreachable".to_owned(),
        13 => "administratively prohibited unreachable".to_owned(),
        other => format!("unreachable (code {other})"),
    }
}

/// `debug arp`. A message sent is told in two lines, one received in one.
pub(super) fn arp(console: &mut Console<'_>, sight: &Sight) {
    let text = match sight {
        Sight::ArpIncomplete { interface, address } => format!(
            "IP ARP: creating incomplete entry for IP address: {address} interface {interface}"
        ),
        Sight::Arp {
            interface,
            sent,
            repr,
        } => {
            let word = match repr.operation {
                Operation::Request => "req",
                Operation::Reply => "rep",
            };
            let (src, dst) = (repr.sender_protocol_addr, repr.target_protocol_addr);
            let mac = repr.sender_hardware_addr;
            if *sent {
                format!(
                    "IP ARP: sent {word} src {src} {mac},\n                 dst {dst} {} {interface}",
                    repr.target_hardware_addr
                )
            } else {
                format!("IP ARP: rcvd {word} src {src} {mac}, dst {dst} {interface}")
            }
        }
        _ => return,
    };
    console.debug(&text);
}

/// `debug ip packet`: what the route processor handles. Packets that CEF sends on are not seen by it.
pub(super) fn ip(console: &mut Console<'_>, packet: &IpSight) {
    if !is_wanted(console, &packet.key) {
        return;
    }
    if packet.fate == IpFate::Forward && !is_process_switched(console, packet) {
        return;
    }
    let from = packet
        .ingress
        .map_or_else(|| "local".to_owned(), |name| name.to_string());
    let (src, dst, len) = (packet.key.src, packet.key.dst, packet.len);
    let to = packet
        .egress
        .map_or_else(String::new, |name| format!(" ({name})"));
    let is_group = dst.is_multicast() || dst.is_broadcast();
    let routed = match packet.fate {
        IpFate::Sending => Some("FIB"),
        IpFate::Received if !is_group => Some("RIB"),
        IpFate::Forward => Some("RIB"),
        _ => None,
    };
    if let Some(table) = routed {
        console.debug(&format!(
            "IP: tableid=0, s={src} ({from}), d={dst}{to}, routed via {table}"
        ));
    }
    let gateway = packet
        .next_hop
        .filter(|_| packet.fate == IpFate::Forward)
        .map_or_else(String::new, |addr| format!(", g={addr}"));
    let to = if is_group && packet.fate == IpFate::Received {
        ""
    } else {
        &to
    };
    let fate = match packet.fate {
        IpFate::Sending => "sending".to_owned(),
        IpFate::SendingToGroup => "sending broad/multicast".to_owned(),
        IpFate::Received => format!("rcvd {}", receiver(dst)),
        IpFate::Forward => "forward".to_owned(),
        IpFate::Unroutable => "unroutable".to_owned(),
        IpFate::EncapsulationFailed => "encapsulation failed".to_owned(),
    };
    console.debug(&format!(
        "IP: s={src} ({from}), d={dst}{to}{gateway}, len {len}, {fate}"
    ));
    if console.debug.ip_packet_detail {
        let text = detail(packet);
        console.debug(&format!("    {text}"));
    }
}

/// The number behind `rcvd`: how IOS knew the packet to be its own. From captures of 12.x; their meaning is unsure.
fn receiver(dst: Ipv4Addr) -> u8 {
    const RIP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 9);
    match dst {
        RIP | Ipv4Addr::BROADCAST => 2,
        _ if dst.is_multicast() => 0,
        _ => 3,
    }
}

/// What the packet carries.
fn detail(packet: &IpSight) -> String {
    let [kind, code] = packet.start;
    match (
        packet.key.protocol,
        packet.key.src_port,
        packet.key.dst_port,
    ) {
        (1, ..) => format!("ICMP type={kind}, code={code}"),
        (17, Some(src), Some(dst)) => format!("UDP src={src}, dst={dst}"),
        (6, Some(src), Some(dst)) => format!("TCP src={src}, dst={dst}"),
        (protocol, ..) => format!("proto={protocol}"),
    }
}

fn is_wanted(console: &Console<'_>, key: &FlowKey) -> bool {
    let Some(number) = console.debug.ip_packet_list else {
        return true;
    };
    let list = console
        .device
        .config()
        .access_lists
        .get(&number.to_string());
    // A list that does not exist permits everything.
    list.is_none_or(|list| {
        let first = list.entries.values().find(|entry| matches(entry, key));
        first.is_some_and(|entry| entry.permit)
    })
}

fn matches(entry: &AccessEntry, key: &FlowKey) -> bool {
    entry.src.matches(key.src)
        && entry.dst.matches(key.dst)
        && (entry.protocol == 0 || entry.protocol == key.protocol)
        && entry.src_port.is_none_or(|port| key.src_port == Some(port))
        && entry.dst_port.is_none_or(|port| key.dst_port == Some(port))
}

/// Whether the processor sends the packet on: `no ip route-cache` on one of its interfaces.
fn is_process_switched(console: &Console<'_>, packet: &IpSight) -> bool {
    let kept = &console.device.config().unsimulated;
    let is_slow = |name: InterfaceName| {
        let lines = kept.get(&crate::ios::mode::interface_block(name));
        lines.is_some_and(|lines| lines.iter().any(|line| line == "no ip route-cache"))
    };
    packet.ingress.is_some_and(is_slow) || packet.egress.is_some_and(is_slow)
}
