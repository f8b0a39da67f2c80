//! Facts as sentences, for the log beside the diagram and for the ends of an outage's parts.

use crate::node::Node;
use crate::node::fact::{FactKind, IkePhase, LinkMessage, SaEnd};
use crate::node::power::PowerLoss;
use crate::proto::frame_relay;
use crate::proto::hsrp::{self, State};
use crate::proto::ike::{self, IkeEventKind, RemoveReason};
use crate::proto::ip::{RibEvent, Route, Source};
use crate::sim::{Fact, World};
use crate::wire::isakmp::NotifyType;

/// What a fact says, with its device's name; `None` for those too small to mention.
pub(super) fn sentence(world: &World, fact: &Fact) -> Option<String> {
    let name = fact
        .node
        .and_then(|node| world.node(node))
        .map_or("", Node::name);
    let text = words(&fact.kind)?;
    Some(if name.is_empty() {
        text
    } else {
        format!("{name}: {text}")
    })
}

/// What a fact says, without its device's name.
pub(super) fn words(kind: &FactKind) -> Option<String> {
    Some(match kind {
        FactKind::Command { text } => text.clone(),
        FactKind::Cable { ends, cut: true } => format!("cable {ends} cut"),
        FactKind::Cable { ends, cut: false } => format!("cable {ends} mended"),
        FactKind::Admin {
            interface,
            up: true,
        } => format!("{interface} opened"),
        FactKind::Admin {
            interface,
            up: false,
        } => format!("{interface} shut"),
        FactKind::LineProtocol { interface, up } => {
            format!(
                "{interface} line protocol {}",
                if *up { "up" } else { "down" }
            )
        }
        FactKind::TrackedRoute { id, prefix, up } => format!(
            "track {id}: route {prefix} {}",
            if *up { "up" } else { "down" }
        ),
        FactKind::Standby {
            interface,
            group,
            output,
        } => return standby(&interface.short(), group.0, output),
        FactKind::Ike { event } => return isakmp(&event.kind),
        FactKind::IkePhase { phase } => phase_words(phase),
        FactKind::SaInstalled {
            peer, inbound_spi, ..
        } => {
            format!(
                "IPsec SAs with {peer} up (inbound SPI 0x{:X})",
                inbound_spi.0
            )
        }
        FactKind::SaRemoved {
            peer,
            inbound_spi,
            reason,
            ..
        } => {
            format!(
                "IPsec SAs with {peer} removed (inbound SPI 0x{:X}): {}",
                inbound_spi.0,
                sa_end(*reason)
            )
        }
        FactKind::Power { on: true, .. } => "booted".to_owned(),
        FactKind::Power {
            on: false,
            how: PowerLoss::Reload,
        } => "reloading".to_owned(),
        FactKind::Power { on: false, .. } => "power lost".to_owned(),
        FactKind::Route(event) => return Some(route(event)),
        FactKind::FrameRelay { output, .. } => match &**output {
            frame_relay::Output::PvcChanged { dlci, to, .. } => format!("DLCI {dlci} {to:?}"),
            _ => return None,
        },
        FactKind::LinkMessage(
            LinkMessage::AdminDown { .. }
            | LinkMessage::Link { .. }
            | LinkMessage::LineProtocol { .. },
        )
        | FactKind::Carrier { .. }
        | FactKind::StandbyReceived { .. }
        | FactKind::EspRefused { .. }
        | FactKind::NotProtected { .. }
        | FactKind::Rip { .. }
        | FactKind::Ping { .. }
        | FactKind::Traceroute { .. }
        | FactKind::PacketDropped { .. } => return None,
    })
}

/// IOS's words for a state.
pub(super) const fn state_word(state: State) -> &'static str {
    match state {
        State::Initial => "Init",
        State::Learn => "Learn",
        State::Listen => "Listen",
        State::Speak => "Speak",
        State::Standby => "Standby",
        State::Active => "Active",
    }
}

fn standby(interface: &str, group: u8, output: &hsrp::Output) -> Option<String> {
    Some(match output {
        hsrp::Output::StateChanged { from, to, .. } => {
            format!(
                "HSRP {interface} group {group} {} -> {}",
                state_word(*from),
                state_word(*to)
            )
        }
        hsrp::Output::PriorityChanged { from, to } => {
            format!("HSRP {interface} group {group} priority {from} -> {to}")
        }
        _ => return None,
    })
}

fn isakmp(kind: &IkeEventKind) -> Option<String> {
    Some(match kind {
        IkeEventKind::BeginMainMode => "IKE main mode begins".to_owned(),
        IkeEventKind::BeginQuickMode { .. } => "IKE quick mode begins".to_owned(),
        IkeEventKind::NotifySent {
            kind: NotifyType::RUThere,
            ..
        } => "DPD: R-U-THERE".to_owned(),
        IkeEventKind::ErrorCounter {
            attempt,
            limit,
            cause: ike::ErrorCause::PeersAlive,
            ..
        } => {
            format!("DPD: no answer, {attempt} of {limit}")
        }
        IkeEventKind::NotResponding { peer } => format!("DPD: peer {peer} is dead"),
        IkeEventKind::NoSa { peer, .. } => format!("IKE message from {peer} has no SA here"),
        _ => return None,
    })
}

fn phase_words(phase: &IkePhase) -> String {
    match phase {
        IkePhase::Up { peer, .. } => format!("ISAKMP SA with {peer} up"),
        IkePhase::Down { peer, reason, .. } => {
            let why = match reason {
                ike::DeleteReason::PeersAlive => "DPD gave up",
                ike::DeleteReason::RetransmissionPhase1 => "no answer to main mode",
                ike::DeleteReason::ProposalNotAccepted => "no common policy",
                ike::DeleteReason::LifetimeExceeded => "lifetime over",
                ike::DeleteReason::DeleteNotify => "the peer deleted it",
                ike::DeleteReason::InitialContact => "the peer began anew",
                ike::DeleteReason::Cleared => "cleared",
                ike::DeleteReason::LocalAddressLost => {
                    "this router no longer owns the tunnel's address"
                }
            };
            format!("ISAKMP SA with {peer} down: {why}")
        }
        IkePhase::RequestFailed { peer, reason, .. } => {
            format!("no IPsec SAs with {peer}: {reason:?}")
        }
    }
}

const fn sa_end(reason: SaEnd) -> &'static str {
    match reason {
        SaEnd::Ike(RemoveReason::DeadPeer) => "DPD gave up",
        SaEnd::Ike(RemoveReason::PeerDeleted) => "the peer deleted them",
        SaEnd::Ike(RemoveReason::InitialContact) => "the peer began anew",
        SaEnd::Ike(RemoveReason::InvalidSpi) => "the peer does not know the SPI",
        SaEnd::Ike(RemoveReason::Cleared) => "cleared",
        SaEnd::Ike(RemoveReason::LocalAddressLost) | SaEnd::NotTunnelEnd => {
            "this router no longer owns the tunnel's address"
        }
        SaEnd::Ike(RemoveReason::NotConfirmed) => "quick mode was not confirmed",
        SaEnd::Lifetime => "lifetime over",
    }
}

fn route(event: &RibEvent) -> String {
    match event {
        RibEvent::Added { prefix, route } => format!("route {prefix} {}", via(route)),
        RibEvent::Changed { prefix, to, .. } => format!("route {prefix} now {}", via(to)),
        RibEvent::Removed { prefix, .. } => format!("route {prefix} gone"),
    }
}

/// Where a route leads, in words.
pub(super) fn via(route: &Route) -> String {
    let hops: Vec<String> = route
        .paths
        .iter()
        .map(|path| match (path.source, path.next_hop.addr) {
            (Source::Connected, _) => "connected".to_owned(),
            (_, Some(addr)) => format!("via {addr}"),
            (_, None) => "via interface".to_owned(),
        })
        .collect();
    hops.join(" and ")
}
