//! What the diagram shows: devices, cables, tunnels, frames.

use crate::types::SortedMap;
use std::collections::VecDeque;

use super::narrate::state_word;
use super::view::{
    DeviceKind, DeviceView, FrameView, HsrpView, InterfaceView, LinkState, LinkView, Protocol,
    TunnelState, TunnelView,
};
use crate::node::config::Encapsulation;
use crate::node::device::Device;
use crate::node::frame::Frame;
use crate::node::interface::Interface;
use crate::node::{Cloud, Node};
use crate::proto::ike::{IsakmpSa, IsakmpState};
use crate::scenario::{self, Scenario};
use crate::sim::World;
use crate::sim::capture::Captured;
use crate::sim::link::Direction;
use crate::types::{FrameId, IfIndex, LinkId, NodeId};
use crate::wire::ethernet::EtherType;
use crate::wire::isakmp::ExchangeType;
use crate::wire::{self, icmp, ipv4};

/// All devices.
pub(super) fn devices(
    scenario: &Scenario,
    world: &World,
    consoles: &[super::console::Console],
) -> Vec<DeviceView> {
    let views = scenario
        .devices
        .iter()
        .enumerate()
        .filter_map(|(index, place)| {
            let id = NodeId(index as u16);
            let console = consoles.iter().find(|console| console.node == id);
            Some(match world.node(id)? {
                Node::Device(device) => device_view(world, device, place, console),
                Node::Cloud(cloud) => cloud_view(world, cloud, place),
            })
        });
    views.collect()
}

fn device_view(
    world: &World,
    device: &Device,
    place: &scenario::Device,
    console: Option<&super::console::Console>,
) -> DeviceView {
    let mut interfaces: Vec<_> = device
        .interfaces()
        .iter()
        .enumerate()
        .map(|(index, interface)| interface_view(world, device, IfIndex(index as u16), interface))
        .collect();
    interfaces.sort_by_cached_key(|view| view.name.parse::<crate::types::InterfaceName>().ok());
    let hsrp = device.standby_groups().iter().map(|group| HsrpView {
        interface: device.interfaces()[usize::from(group.interface.0)]
            .name
            .short(),
        group: group.machine.number().0,
        state: state_word(group.machine.state()).to_owned(),
        priority: group.machine.priority(),
        virtual_ip: group.machine.virtual_ip().map(|addr| addr.to_string()),
    });
    DeviceView {
        id: device.id,
        name: device.name.clone(),
        hostname: device.config().hostname.clone(),
        kind: if device.is_switch() {
            DeviceKind::Switch
        } else {
            DeviceKind::Router
        },
        x: place.at.0,
        y: place.at.1,
        has_console: true,
        interfaces,
        hsrp: hsrp.collect(),
        prompt: console.map_or_else(String::new, |console| console.prompt(device)),
        busy: console.is_some_and(super::console::Console::is_busy),
    }
}

fn interface_view(
    world: &World,
    device: &Device,
    ifx: IfIndex,
    interface: &Interface,
) -> InterfaceView {
    let settings = device.config().interface(interface.name);
    let port = settings
        .and_then(|settings| settings.switchport.as_ref())
        .filter(|_| interface.is_switchport);
    let note = match (port, interface.encapsulation) {
        (Some(port), _) => Some(match port.mode {
            crate::node::config::SwitchportMode::Access => format!("VLAN {}", port.access_vlan),
            crate::node::config::SwitchportMode::Trunk => "trunk".to_owned(),
        }),
        (None, Encapsulation::Dot1q { vlan, .. }) => Some(format!("VLAN {vlan}")),
        (None, Encapsulation::FrameRelay { .. }) => {
            let dlcis = device.dtes().get(&ifx).map(|dte| {
                dte.pvcs()
                    .map(|(dlci, _)| dlci.to_string())
                    .collect::<Vec<_>>()
            });
            dlcis
                .filter(|dlcis| !dlcis.is_empty())
                .map(|dlcis| format!("DLCI {}", dlcis.join(", ")))
        }
        (None, Encapsulation::Default) => None,
    };
    InterfaceView {
        name: interface.name.to_string(),
        short: interface.name.short(),
        address: interface
            .address
            .map(|address| format!("{}/{}", address.addr, address.len)),
        admin_up: interface.admin_up,
        carrier: interface
            .port
            .is_none_or(|port| device.interfaces()[usize::from(port.0)].carrier),
        line_protocol: interface.line_protocol,
        link: interface
            .port
            .and_then(|port| world.link_at(device.id, port)),
        note,
    }
}

fn cloud_view(world: &World, cloud: &Cloud, place: &scenario::Device) -> DeviceView {
    let interfaces = cloud
        .ports()
        .iter()
        .enumerate()
        .map(|(index, name)| InterfaceView {
            name: name.to_string(),
            short: name.short(),
            address: None,
            admin_up: true,
            carrier: cloud.carriers().get(index).copied().unwrap_or(false),
            line_protocol: cloud.carriers().get(index).copied().unwrap_or(false),
            link: world.link_at(cloud.id, IfIndex(index as u16)),
            note: None,
        });
    DeviceView {
        id: cloud.id,
        name: cloud.name.clone(),
        hostname: cloud.name.clone(),
        kind: DeviceKind::FrameRelay,
        x: place.at.0,
        y: place.at.1,
        has_console: false,
        interfaces: interfaces.collect(),
        hsrp: Vec::new(),
        prompt: String::new(),
        busy: false,
    }
}

/// All cables.
pub(super) fn links(scenario: &Scenario, world: &World) -> Vec<LinkView> {
    let views =
        scenario
            .links
            .iter()
            .zip(world.links())
            .enumerate()
            .map(|(index, (place, link))| LinkView {
                id: LinkId(index as u16),
                a: (link.ends[0].node, place.a.port.to_string()),
                b: (link.ends[1].node, place.b.port.to_string()),
                serial: !place.a.port.kind.is_ethernet(),
                state: if link.is_cut {
                    LinkState::Cut
                } else if link.has_carrier() {
                    LinkState::Up
                } else {
                    LinkState::Down
                },
            });
    views.collect()
}

/// All tunnels, each once: seen from the end that is not a shared address.
pub(super) fn tunnels(world: &World) -> Vec<TunnelView> {
    let mut tunnels = Vec::new();
    let mut drawn = Vec::new();
    for device in devices_of(world) {
        for policy in device
            .policies()
            .values()
            .filter(|policy| policy.redundancy.is_none())
        {
            for entry in &policy.spd.entries {
                let ends = (policy.local.min(entry.peer), policy.local.max(entry.peer));
                if drawn.contains(&ends) {
                    continue;
                }
                drawn.push(ends);
                tunnels.push(tunnel(world, device, policy.local, entry.peer));
            }
        }
    }
    tunnels
}

fn devices_of(world: &World) -> impl Iterator<Item = &Device> {
    world.nodes().iter().filter_map(Node::device)
}

fn tunnel(
    world: &World,
    device: &Device,
    local: std::net::Ipv4Addr,
    peer: std::net::Ipv4Addr,
) -> TunnelView {
    let owner = devices_of(world).find(|other| other.owns(peer));
    let held = device
        .sad()
        .iter()
        .rev()
        .find(|sa| sa.pair.local == local && sa.pair.peer == peer);
    let is_known = held.is_some_and(|sa| {
        owner.is_some_and(|owner| {
            owner
                .sad()
                .iter()
                .any(|other| other.pair.inbound_spi == sa.pair.outbound_spi)
        })
    });
    let busy = device
        .ike()
        .associations()
        .filter(|sa| sa.peer() == peer && !sa.is_deleted())
        .map(IsakmpSa::state)
        .max();
    let (state, note) = match (held, busy) {
        (Some(_), _) if is_known => (TunnelState::Up, "IPsec SAs up".to_owned()),
        (Some(sa), _) => {
            let word = match device.ike().dpd_state(peer) {
                Some(crate::proto::ike::DpdState::Probing { errors, .. }) => {
                    format!(
                        "DPD asks, {errors} of {} unanswered",
                        crate::proto::ike::MAX_ERRORS
                    )
                }
                _ => format!(
                    "sending into SA 0x{:X}, unknown to its peer",
                    sa.pair.outbound_spi.0
                ),
            };
            (TunnelState::Stale, word)
        }
        (None, Some(state)) => (TunnelState::Negotiating, negotiation(state).to_owned()),
        (None, None) => (TunnelState::None, "no SA".to_owned()),
    };
    let path = owner.map_or_else(|| vec![device.id], |owner| path(world, device.id, owner.id));
    TunnelView {
        from: device.id,
        peer: peer.to_string(),
        path,
        state,
        note,
    }
}

const fn negotiation(state: IsakmpState) -> &'static str {
    match state {
        IsakmpState::MmNoState => "IKE main mode: policy",
        IsakmpState::MmSaSetup => "IKE main mode: keys",
        IsakmpState::MmKeyExch | IsakmpState::MmKeyAuth => "IKE main mode: identities",
        IsakmpState::QmIdle => "IKE quick mode",
    }
}

/// The shortest way along cables that carry something, through switches only.
fn path(world: &World, from: NodeId, to: NodeId) -> Vec<NodeId> {
    let mut came_from = SortedMap::from([(from, from)]);
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        if node == to {
            break;
        }
        let is_through = node == from
            || world
                .node(node)
                .and_then(Node::device)
                .is_none_or(Device::is_switch);
        if !is_through {
            continue;
        }
        for link in world.links().iter().filter(|link| link.has_carrier()) {
            let [a, b] = link.ends;
            for (here, there) in [(a.node, b.node), (b.node, a.node)] {
                if here == node && !came_from.contains_key(&there) {
                    came_from.insert(there, here);
                    queue.push_back(there);
                }
            }
        }
    }
    let mut path = vec![to];
    while let Some(before) = path
        .last()
        .and_then(|last| came_from.get(last))
        .filter(|_| path.last() != Some(&from))
    {
        path.push(*before);
    }
    path.reverse();
    if path.first() == Some(&from) {
        path
    } else {
        vec![from]
    }
}

/// A frame on the diagram.
pub(super) fn frame(id: FrameId, captured: &Captured, dropped: Option<String>) -> FrameView {
    let (protocol, label) = describe(&captured.frame);
    FrameView {
        id: id.0,
        link: captured.link,
        from_a: captured.direction == Direction::AToB,
        sent_ns: captured.crossing.sent_at.as_nanos(),
        arrives_ns: captured.crossing.arrives_at.as_nanos(),
        len: captured.frame.len() as u32,
        protocol,
        label,
        dropped,
    }
}

fn describe(frame: &Frame) -> (Protocol, String) {
    let bytes = frame.raw();
    let Some((ethertype, start)) = payload_of(bytes) else {
        return (Protocol::Lmi, "LMI".to_owned());
    };
    match ethertype {
        EtherType::ARP => (Protocol::Arp, arp(&bytes[start..])),
        EtherType::IPV4 => ip(&bytes[start..]),
        EtherType(other) => (Protocol::Other, format!("EtherType {other:04x}")),
    }
}

/// What a frame carries and where it begins; Ethernet frames are told from serial ones by their first octets.
fn payload_of(bytes: &[u8]) -> Option<(EtherType, usize)> {
    if let Ok((header, payload)) = wire::ethernet::Repr::parse(bytes) {
        match header.ethertype {
            EtherType::DOT1Q => {
                let (tag, inner) = wire::dot1q::Repr::parse(payload).ok()?;
                return Some((tag.ethertype, bytes.len() - inner.len()));
            }
            EtherType::IPV4 | EtherType::ARP => {
                return Some((header.ethertype, bytes.len() - payload.len()));
            }
            _ => {}
        }
    }
    let (header, payload) = wire::frame_relay::Repr::parse(bytes).ok()?;
    Some((header.payload.ethertype()?, bytes.len() - payload.len()))
}

fn arp(bytes: &[u8]) -> String {
    match wire::arp::Repr::parse(bytes) {
        Ok(arp) if arp.is_gratuitous() => format!("gratuitous ARP {}", arp.sender_protocol_addr),
        Ok(arp) if arp.operation == wire::arp::Operation::Request => {
            format!("ARP who has {}", arp.target_protocol_addr)
        }
        Ok(arp) => format!("ARP {} is here", arp.sender_protocol_addr),
        Err(_) => "ARP".to_owned(),
    }
}

fn ip(bytes: &[u8]) -> (Protocol, String) {
    let Ok((header, payload)) = ipv4::Repr::parse(bytes) else {
        return (Protocol::Other, "bad IP".to_owned());
    };
    match header.protocol {
        ipv4::Protocol::ESP => {
            let spi = wire::esp::Repr::parse(payload).map_or(0, |(esp, _)| esp.spi.0);
            (Protocol::Esp, format!("ESP 0x{spi:X}"))
        }
        ipv4::Protocol::ICMP => (Protocol::Icmp, icmp_label(payload)),
        ipv4::Protocol::UDP => udp(&header, payload),
        ipv4::Protocol(other) => (Protocol::Other, format!("IP protocol {other}")),
    }
}

fn icmp_label(payload: &[u8]) -> String {
    match icmp::Repr::parse(payload) {
        Ok(icmp::Repr::EchoRequest { .. }) => "echo request",
        Ok(icmp::Repr::EchoReply { .. }) => "echo reply",
        Ok(icmp::Repr::DestinationUnreachable { .. }) => "unreachable",
        Ok(icmp::Repr::TimeExceeded { .. }) => "time exceeded",
        _ => "ICMP",
    }
    .to_owned()
}

fn udp(header: &ipv4::Repr, payload: &[u8]) -> (Protocol, String) {
    let Ok((udp, data)) = wire::udp::Repr::parse(payload, header.src, header.dst) else {
        return (Protocol::Other, "UDP".to_owned());
    };
    match udp.dst_port {
        wire::hsrp::PORT => {
            let label = wire::hsrp::Repr::parse(data).map_or_else(
                |_| "HSRP".to_owned(),
                |hsrp| format!("HSRP {:?}", hsrp.op_code),
            );
            (Protocol::Hsrp, label)
        }
        wire::rip::PORT => (Protocol::Rip, "RIP".to_owned()),
        wire::isakmp::PORT => {
            let label = match wire::isakmp::Header::parse(data).map(|(header, ..)| header.exchange)
            {
                Ok(ExchangeType::IdentityProtection) => "IKE main mode",
                Ok(ExchangeType::QuickMode) => "IKE quick mode",
                Ok(ExchangeType::Informational) => "IKE informational",
                _ => "ISAKMP",
            };
            (Protocol::Ike, label.to_owned())
        }
        port => (Protocol::Other, format!("UDP {port}")),
    }
}
