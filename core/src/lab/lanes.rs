//! The failover chart: lanes of spans, and marks on them, grown fact by fact.

use std::net::Ipv4Addr;

use super::flow::Flow;
use super::narrate::{state_word, via};
use super::view::{Lane, LaneKind, Mark, MarkKind, Span, Tone};
use crate::node::Node;
use crate::node::device::Device;
use crate::node::fact::{FactKind, IkePhase};
use crate::proto::hsrp::{self, State};
use crate::proto::icmp::ping;
use crate::proto::ike::{IkeEvent, IkeEventKind};
use crate::sim::{Fact, World};
use crate::time::Instant;
use crate::types::{NodeId, Spi};
use crate::wire::isakmp::NotifyType;

/// The lane of marks that belong to no other: what people did.
pub(super) const EVENTS: &str = "events";

/// A chart.
#[derive(Clone, Debug, Default)]
pub(super) struct Chart {
    lanes: Vec<Lane>,
    /// Marks not yet told.
    pub(super) marks: Vec<Mark>,
    /// Routes that are watched: device, address, lane.
    routes: Vec<(NodeId, Ipv4Addr, String)>,
    /// IPsec spans that are open: device, SPI of packets sent, lane.
    open_sas: Vec<(NodeId, Spi, String)>,
}

impl Chart {
    /// All lanes, in the order of the chart.
    pub(super) fn lanes(&self, flows: &[Flow]) -> Vec<Lane> {
        let mut lanes = self.lanes.clone();
        lanes.sort_by_key(|lane| lane.kind as u8);
        let spans: Vec<Span> = flows
            .iter()
            .filter(|flow| flow.is_declared)
            .flat_map(explained)
            .collect();
        lanes.push(lane(
            "explanation",
            "Where the time went",
            LaneKind::Explanation,
            spans,
        ));
        lanes
    }

    /// A flow began: it has a lane, and so has the way back to its source.
    pub(super) fn add_flow(&mut self, world: &World, flow: &Flow) {
        let label = format!("Ping {}", flow.name);
        self.lanes
            .push(lane(&ping_lane(flow), &label, LaneKind::Ping, Vec::new()));
        let Some(source) = world
            .node(flow.node)
            .and_then(Node::device)
            .and_then(|device| source_of(device, flow))
        else {
            return;
        };
        let owner = world
            .nodes()
            .iter()
            .filter_map(Node::device)
            .find(|device| device.owns(flow.request.target));
        let Some((owner, prefix)) =
            owner.and_then(|owner| Some((owner, owner.rib().route_for(source)?.0)))
        else {
            return;
        };
        let id = format!("route:{}:{prefix}", owner.name);
        if self.lanes.iter().any(|lane| lane.id == id) {
            return;
        }
        self.lanes.push(lane(
            &id,
            &format!("{} to {prefix}", owner.name),
            LaneKind::Route,
            Vec::new(),
        ));
        self.routes.push((owner.id, source, id));
        self.note_routes(world, world.now(), owner.id);
    }

    /// Takes note of a fact.
    pub(super) fn note(&mut self, world: &World, fact: &Fact, flows: &[Flow]) {
        let Some(node) = fact.node else {
            self.note_event(fact);
            return;
        };
        let Some(device) = world.node(node).and_then(Node::device) else {
            return;
        };
        match &fact.kind {
            FactKind::Command { .. } => self.note_event(fact),
            FactKind::Standby {
                interface,
                group,
                output: hsrp::Output::StateChanged { to, .. },
            } => {
                let id = format!("hsrp:{}:{}:{group}", device.name, interface.short());
                let label = format!("HSRP {}", device.name);
                self.change(
                    fact.at,
                    &id,
                    &label,
                    LaneKind::Hsrp,
                    Some((state_word(*to).to_owned(), state_tone(*to))),
                );
            }
            FactKind::Ike { event } => self.note_ike(device, fact.at, event),
            FactKind::IkePhase { phase } if is_plain_end(device) => {
                self.note_phase(device, fact.at, phase)
            }
            FactKind::SaInstalled {
                peer, outbound_spi, ..
            } if is_plain_end(device) => {
                let id = format!("ipsec:{}:{peer}", device.name);
                let label = format!("IPsec SA {}", device.name);
                let text = format!("ESP 0x{:X}", outbound_spi.0);
                self.change(
                    fact.at,
                    &id,
                    &label,
                    LaneKind::Ipsec,
                    Some((text, Tone::Esp)),
                );
                self.open_sas.push((node, *outbound_spi, id));
            }
            FactKind::SaRemoved {
                inbound_spi,
                outbound_spi,
                ..
            } => {
                self.note_removed(fact.at, node, *inbound_spi, *outbound_spi);
            }
            FactKind::Route(_) => self.note_routes(world, fact.at, node),
            FactKind::Ping { session, output } => {
                if let Some(flow) = flows
                    .iter()
                    .find(|flow| flow.node == node && flow.session == *session)
                {
                    self.note_ping(flow, output);
                }
            }
            _ => {}
        }
    }

    fn note_event(&mut self, fact: &Fact) {
        let text = match &fact.kind {
            FactKind::Command { text } => text.clone(),
            FactKind::Cable { ends, cut } => {
                format!("{ends} {}", if *cut { "cut" } else { "mended" })
            }
            _ => return,
        };
        self.marks
            .push(mark(EVENTS, fact.at, MarkKind::Event, None, text));
    }

    fn note_ike(&mut self, device: &Device, at: Instant, event: &IkeEvent) {
        if !is_plain_end(device) {
            return;
        }
        let Some(sa) = event
            .sa
            .and_then(|label| device.ike().association(label.id))
        else {
            return;
        };
        let id = ike_lane(device, sa.peer());
        let label = format!("IKE SA {}", device.name);
        match &event.kind {
            IkeEventKind::BeginMainMode => {
                self.change(
                    at,
                    &id,
                    &label,
                    LaneKind::Ike,
                    Some(("main mode".to_owned(), Tone::Working)),
                );
            }
            IkeEventKind::NotifySent {
                kind: NotifyType::RUThere,
                ..
            } => {
                self.marks
                    .push(mark(&id, at, MarkKind::Probe, None, "R-U-THERE".to_owned()));
            }
            IkeEventKind::DpdReceived {
                kind: NotifyType::RUThereAck,
                ..
            } => {
                self.marks.push(mark(
                    &id,
                    at,
                    MarkKind::ProbeAnswered,
                    None,
                    "R-U-THERE-ACK".to_owned(),
                ));
            }
            _ => {}
        }
    }

    fn note_phase(&mut self, device: &Device, at: Instant, phase: &IkePhase) {
        let label = format!("IKE SA {}", device.name);
        match phase {
            IkePhase::Up { peer, conn_id, .. } => {
                let span = (format!("QM_IDLE, conn-id {conn_id}"), Tone::Ike);
                self.change(
                    at,
                    &ike_lane(device, *peer),
                    &label,
                    LaneKind::Ike,
                    Some(span),
                );
            }
            IkePhase::Down { peer, .. } => {
                self.change(at, &ike_lane(device, *peer), &label, LaneKind::Ike, None)
            }
            IkePhase::RequestFailed { .. } => {}
        }
    }

    fn note_removed(&mut self, at: Instant, node: NodeId, inbound: Spi, outbound: Spi) {
        let own = self
            .open_sas
            .iter()
            .position(|(at, spi, _)| *at == node && *spi == outbound);
        if let Some(index) = own {
            let (_, _, id) = self.open_sas.remove(index);
            // A successor on the same lane goes on.
            if !self.open_sas.iter().any(|(_, _, other)| *other == id) {
                self.change(at, &id, "", LaneKind::Ipsec, None);
            }
            return;
        }
        let peers = self
            .open_sas
            .iter()
            .find(|(at, spi, _)| *at != node && *spi == inbound);
        if let Some((_, spi, id)) = peers.cloned() {
            let text = format!("ESP 0x{:X}, unknown to its peer", spi.0);
            self.change(at, &id, "", LaneKind::Ipsec, Some((text, Tone::Stale)));
        }
    }

    fn note_routes(&mut self, world: &World, at: Instant, node: NodeId) {
        for (watched, addr, id) in self.routes.clone() {
            if watched != node {
                continue;
            }
            let device = world.node(node).and_then(Node::device);
            let route = device.and_then(|device| device.rib().route_for(addr));
            let span = route.map(|(_, route)| (via(route), Tone::Rip));
            let unchanged = self
                .lanes
                .iter()
                .find(|lane| lane.id == id)
                .and_then(|lane| lane.spans.last())
                .is_some_and(|last| {
                    last.to_ns.is_none()
                        && span.as_ref().is_some_and(|(text, _)| *text == last.text)
                });
            if !unchanged {
                self.change(at, &id, "", LaneKind::Route, span);
            }
        }
    }

    fn note_ping(&mut self, flow: &Flow, output: &ping::Output) {
        if let ping::Output::Mark {
            mark: end,
            sent_at,
            round_trip,
            ..
        } = output
        {
            let kind = if *end == ping::Mark::Reply {
                MarkKind::Answered
            } else {
                MarkKind::Lost
            };
            let value = round_trip.map(|rtt| rtt.as_nanos() as u64);
            self.marks.push(mark(
                &ping_lane(flow),
                *sent_at,
                kind,
                value,
                end.character().to_string(),
            ));
        }
    }

    /// Ends the lane's open span and begins another, if there is one to begin.
    fn change(
        &mut self,
        at: Instant,
        id: &str,
        label: &str,
        kind: LaneKind,
        span: Option<(String, Tone)>,
    ) {
        let index = self
            .lanes
            .iter()
            .position(|lane| lane.id == id)
            .unwrap_or_else(|| {
                self.lanes.push(lane(id, label, kind, Vec::new()));
                self.lanes.len() - 1
            });
        let spans = &mut self.lanes[index].spans;
        if let Some(last) = spans.last_mut().filter(|last| last.to_ns.is_none()) {
            last.to_ns = Some(at.as_nanos());
            if last.from_ns == at.as_nanos() {
                spans.pop();
            }
        }
        spans.extend(span.map(|(text, tone)| Span {
            from_ns: at.as_nanos(),
            to_ns: None,
            text,
            tone,
        }));
    }
}

fn explained(flow: &Flow) -> impl Iterator<Item = Span> {
    let explanations = flow
        .outages
        .iter()
        .filter_map(|outage| outage.explanation.as_ref());
    explanations
        .flat_map(|explanation| &explanation.parts)
        .map(|part| Span {
            from_ns: part.from.as_nanos(),
            to_ns: Some(part.to.as_nanos()),
            text: part.short().to_owned(),
            tone: part.tone(),
        })
}

/// Whether the device's tunnels end on an address of its own, not on a shared one.
fn is_plain_end(device: &Device) -> bool {
    device
        .policies()
        .values()
        .any(|policy| policy.redundancy.is_none())
}

fn source_of(device: &Device, flow: &Flow) -> Option<Ipv4Addr> {
    let ifx = device.rib().lookup(flow.request.target)?.ifx;
    flow.request
        .source
        .or_else(|| device.interfaces()[usize::from(ifx.0)].addr())
}

fn ping_lane(flow: &Flow) -> String {
    format!("ping:{}:{}", flow.node, flow.session)
}

fn ike_lane(device: &Device, peer: Ipv4Addr) -> String {
    format!("ike:{}:{peer}", device.name)
}

fn lane(id: &str, label: &str, kind: LaneKind, spans: Vec<Span>) -> Lane {
    Lane {
        id: id.to_owned(),
        label: label.to_owned(),
        kind,
        spans,
    }
}

fn mark(lane: &str, at: Instant, kind: MarkKind, value_ns: Option<u64>, text: String) -> Mark {
    Mark {
        lane: lane.to_owned(),
        at_ns: at.as_nanos(),
        kind,
        value_ns,
        text,
    }
}

const fn state_tone(state: State) -> Tone {
    match state {
        State::Active => Tone::Active,
        State::Standby => Tone::Standby,
        State::Initial => Tone::Down,
        State::Learn | State::Listen | State::Speak => Tone::Working,
    }
}
