//! Where an outage's time went, measured: on a grid of instants the world is cloned and a probe sent through the clone.
//!
//! Where and why the probe dies, and what the tunnel's owner was doing just then, names the cause. Equal neighbors merge
//! to segments, whose borders are bisected to a millisecond and tied to the fact that moved them.

use std::net::Ipv4Addr;

use super::flow::{Flow, PingOutage};
use super::view::{Segment, Tone};
use crate::node::device::Device;
use crate::node::drop_reason::DropReason;
use crate::node::fact::{FactKind, IkePhase};
use crate::node::frame::Tag;
use crate::node::{Node, PingRequest};
use crate::proto::hsrp;
use crate::proto::icmp::ping::{Mark, Output};
use crate::proto::ike::{DpdState, IkeEventKind};
use crate::proto::ip::RibEvent;
use crate::proto::ipsec::esp::EspError;
use crate::sim::{Cause as SimCause, Fact, World};
use crate::time::{Duration, Instant};
use crate::types::NodeId;
use crate::wire::isakmp::NotifyType;

/// Distance of the instants probed first.
const GRID: Duration = Duration::from_millis(250);
/// How exactly borders are found.
const PRECISION: Duration = Duration::from_millis(1);
/// At most so many instants are probed for one outage; a longer one gets a wider grid.
const MAX_POINTS: u32 = 400;
/// What lies between two points of the grid is looked for so often.
const MAX_CHANGES: usize = 8;
/// And left out if it is shorter than this.
const SHORTEST: Duration = Duration::from_millis(10);
/// A probe's fate is known after so many events at most.
const PROBE_EVENTS: u64 = 5_000;
/// The tag of probes.
const PROBE: Tag = Tag(u32::MAX);

/// Where an outage's time went.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Explanation {
    /// How long the network really did not carry the flow.
    pub(super) actual: Duration,
    /// The parts, without gaps, from the first lost echo to the first answered one.
    pub(super) parts: Vec<Part>,
}

/// A part of an outage with one cause.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) from: Instant,
    pub(super) to: Instant,
    why: Why,
    device: String,
    /// The fact that ended it, in words, and its number.
    ended_by: Option<(String, u32)>,
}

impl Part {
    /// The cause in two or three words.
    pub(super) const fn short(&self) -> &'static str {
        self.why.short()
    }

    /// Its look.
    pub(super) const fn tone(&self) -> Tone {
        self.why.tone()
    }

    pub(super) fn view(&self) -> Segment {
        Segment {
            from_s: self.from.as_secs_f64(),
            to_s: self.to.as_secs_f64(),
            cause: self.why.words(),
            kind: self.why.kind().to_owned(),
            device: self.device.clone(),
            ended_by: self.ended_by.as_ref().map(|(words, _)| words.clone()),
            ended_by_fact: self.ended_by.as_ref().map(|(_, fact)| *fact),
            tone: self.why.tone(),
        }
    }
}

/// Why a packet sent at some instant would not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It would: only ping has not asked again yet.
    Works,
    /// Nobody answers to the virtual address.
    NoVirtualOwner,
    /// The sender's SA is unknown to the receiver, and the sender has not begun to doubt.
    StaleSa,
    /// The same, while DPD asks.
    DpdProbing,
    /// No SA, and nobody has asked for one.
    NoSa,
    /// No SA yet: main mode.
    MainMode,
    /// No SA yet: quick mode.
    QuickMode,
    /// No route.
    NoRoute,
    /// The hardware address of the next hop is not known yet.
    Arp,
    /// A cable or interface is down.
    Down,
    /// A Frame Relay circuit is down.
    Circuit,
    /// A crypto map refuses what reaches it in the clear.
    InTheClear,
    /// Something else.
    Other(DropReason),
    /// No trace of it.
    Vanished,
}

/// What happened to a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict {
    why: Why,
    node: Option<NodeId>,
}

/// Explains an outage that is over.
pub(super) fn explain(
    keyframes: &[World],
    facts: &[Fact],
    flow: &Flow,
    outage: &PingOutage,
) -> Option<Explanation> {
    let end = outage.end?;
    let mut replay = Replay::new(keyframes, outage.start)?;
    let points = measure(&mut replay, flow, outage.start, end);
    let segments = borders(keyframes, flow, &points, outage.start, end);
    let names = &replay.world;
    let actual = segments
        .iter()
        .filter(|(_, _, verdict)| verdict.why != Why::Works);
    let actual = actual.map(|(from, to, _)| to.since(*from)).sum();
    let parts = segments
        .iter()
        .map(|(from, to, verdict)| part(names, facts, *from, *to, *verdict))
        .collect();
    Some(Explanation { actual, parts })
}

/// A world that can be moved forward through the run as it was: from keyframe to keyframe.
struct Replay<'a> {
    keyframes: &'a [World],
    next: usize,
    world: World,
}

impl<'a> Replay<'a> {
    fn new(keyframes: &'a [World], at: Instant) -> Option<Self> {
        let next = keyframes.partition_point(|world| world.now() <= at);
        let world = keyframes.get(next.checked_sub(1)?)?.fork();
        Some(Self {
            keyframes,
            next,
            world,
        })
    }

    /// The world as it was at `at`, which must not go back.
    fn at(&mut self, at: Instant) -> &World {
        while let Some(keyframe) = self
            .keyframes
            .get(self.next)
            .filter(|world| world.now() <= at)
        {
            self.world = keyframe.fork();
            self.next += 1;
        }
        self.world.run_until(at, u64::MAX);
        &self.world
    }
}

fn measure(
    replay: &mut Replay<'_>,
    flow: &Flow,
    start: Instant,
    end: Instant,
) -> Vec<(Instant, Verdict)> {
    let step = GRID.max(end.since(start) / MAX_POINTS);
    let mut points = Vec::new();
    let mut at = start;
    while at < end {
        points.push((at, probe(replay.at(at), flow)));
        at += step;
    }
    points
}

/// Sends a probe through a clone of `world` and sees what becomes of it.
fn probe(world: &World, flow: &Flow) -> Verdict {
    let mut clone = world.fork();
    let request = PingRequest {
        repeat: 1,
        tag: Some(PROBE),
        ..flow.request
    };
    let session = clone.with_node(flow.node, SimCause::Boot, |node, now, effects| {
        node.device_mut()
            .map(|device| device.start_ping(now, request, effects))
    });
    let Some(Some(session)) = session else {
        return Verdict {
            why: Why::Vanished,
            node: None,
        };
    };
    let mut seen = 0;
    for _ in 0..PROBE_EVENTS {
        if let Some((_, _, node, reason)) = clone.tagged_drops().first() {
            return Verdict {
                why: why(world, *node, *reason),
                node: *node,
            };
        }
        for fact in &clone.facts()[seen..] {
            let FactKind::Ping {
                session: id,
                output: Output::Mark { mark, .. },
            } = fact.kind
            else {
                continue;
            };
            if id == session && fact.node == Some(flow.node) {
                let why = if mark == Mark::Reply {
                    Why::Works
                } else {
                    Why::Vanished
                };
                return Verdict { why, node: None };
            }
        }
        seen = clone.facts().len();
        if !clone.step() {
            break;
        }
    }
    Verdict {
        why: Why::Vanished,
        node: None,
    }
}

/// The cause behind a drop, with what devices were doing in `world`, which the probe has not touched.
fn why(world: &World, node: Option<NodeId>, reason: DropReason) -> Why {
    match reason {
        DropReason::Esp(EspError::UnknownSpi(spi)) => stale(world, spi),
        DropReason::NoSa(peer) => negotiating(world, node, peer),
        DropReason::OtherMac(_) | DropReason::NotTunnelEnd => Why::NoVirtualOwner,
        DropReason::NoRoute(_) | DropReason::NotRouting => Why::NoRoute,
        DropReason::ArpPending(_) => Why::Arp,
        DropReason::NoCarrier | DropReason::InterfaceDown | DropReason::NoEgressPort => Why::Down,
        DropReason::CircuitDown(_) | DropReason::NoCircuit(_) | DropReason::UnknownCircuit(_) => {
            Why::Circuit
        }
        DropReason::NotProtected => Why::InTheClear,
        other => Why::Other(other),
    }
}

/// Somebody sends into an SA its peer does not know: is DPD asking already?
fn stale(world: &World, spi: u32) -> Why {
    let holds = |device: &&Device| device.sad().iter().any(|sa| sa.pair.outbound_spi.0 == spi);
    let Some(device) = devices(world).find(holds) else {
        return Why::StaleSa;
    };
    let is_probing = device
        .sad()
        .iter()
        .filter(|sa| sa.pair.outbound_spi.0 == spi)
        .any(|sa| {
            matches!(
                device.ike().dpd_state(sa.pair.peer),
                Some(DpdState::Probing { .. })
            )
        });
    if is_probing {
        Why::DpdProbing
    } else {
        Why::StaleSa
    }
}

fn negotiating(world: &World, node: Option<NodeId>, peer: Ipv4Addr) -> Why {
    let device = node
        .and_then(|node| world.node(node))
        .and_then(Node::device);
    let associations: Vec<_> = device
        .into_iter()
        .flat_map(|device| device.ike().associations())
        .filter(|sa| sa.peer() == peer && !sa.is_deleted())
        .collect();
    if associations.iter().any(|sa| sa.is_in_quick_mode()) {
        Why::QuickMode
    } else if associations.iter().any(|sa| !sa.is_established()) {
        Why::MainMode
    } else {
        Why::NoSa
    }
}

fn devices(world: &World) -> impl Iterator<Item = &Device> {
    world.nodes().iter().filter_map(Node::device)
}

/// Merges equal neighbors and finds the borders between them.
fn borders(
    keyframes: &[World],
    flow: &Flow,
    points: &[(Instant, Verdict)],
    start: Instant,
    end: Instant,
) -> Vec<(Instant, Instant, Verdict)> {
    let mut changes: Vec<_> = points
        .first()
        .map(|(_, verdict)| (start, *verdict))
        .into_iter()
        .collect();
    for pair in points.windows(2) {
        changes.extend(changes_between(keyframes, flow, pair[0], pair[1]));
    }
    let mut segments: Vec<(Instant, Instant, Verdict)> = Vec::new();
    for (border, verdict) in changes {
        if segments.last().is_some_and(|(_, _, last)| *last == verdict) {
            continue;
        }
        if let Some(last) = segments.last_mut() {
            last.1 = border;
        }
        segments.push((border, end, verdict));
    }
    // The first echo was on its way when things broke: its time belongs to what broke it.
    if segments.len() > 1 && segments[0].2.why == Why::Works {
        let from = segments.remove(0).0;
        segments[0].0 = from;
    }
    segments.retain(|(from, to, _)| from < to);
    segments
}

/// Where and how the verdict changes between two neighboring points, with what lies between them unseen by the grid.
fn changes_between(
    keyframes: &[World],
    flow: &Flow,
    (mut low, mut old): (Instant, Verdict),
    (high, new): (Instant, Verdict),
) -> Vec<(Instant, Verdict)> {
    let mut changes = Vec::new();
    while old != new && changes.len() < MAX_CHANGES {
        (low, old) = bisect(keyframes, flow, (low, old), (high, new));
        changes.push((low, old));
    }
    if old != new {
        changes.push((high, new));
    }
    let ends: Vec<_> = changes.iter().skip(1).map(|(at, _)| *at).collect();
    let mut ends = ends.into_iter();
    changes.retain(|(from, _)| ends.next().is_none_or(|to| to.since(*from) >= SHORTEST));
    changes
}

/// The first instant with another verdict than `old`, and that verdict.
fn bisect(
    keyframes: &[World],
    flow: &Flow,
    (mut low, old): (Instant, Verdict),
    (mut high, mut new): (Instant, Verdict),
) -> (Instant, Verdict) {
    while high.since(low) > PRECISION {
        let middle = low + high.since(low) / 2;
        let replay = Replay::new(keyframes, middle);
        match replay.map(|mut replay| probe(replay.at(middle), flow)) {
            Some(verdict) if verdict == old => low = middle,
            Some(verdict) => (high, new) = (middle, verdict),
            None => high = middle,
        }
    }
    (high, new)
}

fn part(world: &World, facts: &[Fact], from: Instant, to: Instant, verdict: Verdict) -> Part {
    let ender = ending_fact(facts, to, verdict.why);
    Part {
        from,
        to,
        why: verdict.why,
        device: verdict
            .node
            .and_then(|node| world.node(node))
            .map_or("", Node::name)
            .to_owned(),
        ended_by: ender.and_then(|fact| Some((super::narrate::sentence(world, fact)?, fact.id))),
    }
}

/// The fact that ended a segment: the nearest one of the kind that can.
fn ending_fact(facts: &[Fact], at: Instant, why: Why) -> Option<&Fact> {
    const BEFORE: Duration = Duration::from_millis(400);
    const AFTER: Duration = Duration::from_millis(120);
    let first = facts.partition_point(|fact| fact.at < at - BEFORE);
    let near = facts[first..]
        .iter()
        .take_while(|fact| fact.at <= at + AFTER);
    let nearest = |is_it: &dyn Fn(&FactKind) -> bool| {
        near.clone()
            .filter(|fact| is_it(&fact.kind))
            .min_by_key(|fact| fact.at.since(at).max(at.since(fact.at)))
    };
    nearest(&|kind| why.is_ended_by(kind)).or_else(|| nearest(&is_turning_point))
}

/// What else may have made the difference, such as HSRP that leads packets past a missing route.
const fn is_turning_point(kind: &FactKind) -> bool {
    matches!(
        kind,
        FactKind::Standby {
            output: hsrp::Output::StateChanged { .. },
            ..
        } | FactKind::Route(_)
            | FactKind::SaInstalled { .. }
            | FactKind::SaRemoved { .. }
            | FactKind::LineProtocol { .. }
            | FactKind::IkePhase { .. }
    )
}

impl Why {
    const fn kind(self) -> &'static str {
        match self {
            Self::Works => "waiting_for_next_ping",
            Self::NoVirtualOwner => "no_vip_owner",
            Self::StaleSa => "stale_sa_dpd_idle",
            Self::DpdProbing => "stale_sa_dpd_probing",
            Self::NoSa => "no_sa_waiting_for_traffic",
            Self::MainMode => "ike_main_mode",
            Self::QuickMode => "ike_quick_mode",
            Self::NoRoute => "no_route",
            Self::Arp => "arp",
            Self::Down => "link_down",
            Self::Circuit => "circuit_down",
            Self::InTheClear => "not_protected",
            Self::Other(_) => "other",
            Self::Vanished => "vanished",
        }
    }

    fn words(self) -> String {
        match self {
            Self::Works => "the network works again; ping has not sent its next packet yet",
            Self::NoVirtualOwner => "nobody owns the virtual IP",
            Self::StaleSa => {
                "packets go into an SA the new router does not know; DPD has not begun to ask"
            }
            Self::DpdProbing => {
                "packets go into an SA the new router does not know; DPD asks five times"
            }
            Self::NoSa => "no SA, and no packet has asked for one yet",
            Self::MainMode => "IKE main mode",
            Self::QuickMode => "IKE quick mode",
            Self::NoRoute => "no route",
            Self::Arp => "waiting for ARP",
            Self::Down => "a cable or interface is down",
            Self::Circuit => "a Frame Relay circuit is down",
            Self::InTheClear => "a crypto map refuses packets that arrive in the clear",
            Self::Other(reason) => return reason.to_string(),
            Self::Vanished => "packets vanish without a trace",
        }
        .to_owned()
    }

    /// Two or three words, for a sentence and a narrow band.
    const fn short(self) -> &'static str {
        match self {
            Self::Works => "next ping",
            Self::NoVirtualOwner => "HSRP",
            Self::StaleSa => "DPD wait",
            Self::DpdProbing => "DPD retries",
            Self::NoSa => "no SA asked for",
            Self::MainMode => "IKE main mode",
            Self::QuickMode => "IKE quick mode",
            Self::NoRoute => "routing",
            Self::Arp => "ARP",
            Self::Down => "link down",
            Self::Circuit => "circuit down",
            Self::InTheClear => "in the clear",
            Self::Other(_) => "other",
            Self::Vanished => "unknown",
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Works => Tone::Idle,
            Self::NoVirtualOwner => Tone::Hsrp,
            Self::StaleSa => Tone::Stale,
            Self::DpdProbing => Tone::Ike,
            Self::NoSa | Self::MainMode | Self::QuickMode => Tone::Working,
            Self::NoRoute => Tone::Rip,
            Self::Arp
            | Self::Down
            | Self::Circuit
            | Self::InTheClear
            | Self::Other(_)
            | Self::Vanished => Tone::Lost,
        }
    }

    fn is_ended_by(self, kind: &FactKind) -> bool {
        match self {
            Self::Works => matches!(
                kind,
                FactKind::Ping {
                    output: Output::Send(_),
                    ..
                }
            ),
            Self::NoVirtualOwner => matches!(
                kind,
                FactKind::Standby {
                    output: hsrp::Output::StateChanged {
                        to: hsrp::State::Active,
                        ..
                    },
                    ..
                }
            ),
            // Beside DPD an INVALID-SPI, a new main mode or an operator's clear may end it.
            Self::StaleSa => match kind {
                FactKind::Ike { event } => matches!(
                    event.kind,
                    IkeEventKind::NotifySent {
                        kind: NotifyType::RUThere,
                        ..
                    }
                ),
                kind => matches!(kind, FactKind::SaRemoved { .. }),
            },
            Self::DpdProbing => matches!(kind, FactKind::SaRemoved { .. }),
            Self::NoSa => matches!(
                kind,
                FactKind::Ike { event } if matches!(event.kind, IkeEventKind::BeginMainMode | IkeEventKind::BeginQuickMode { .. })
            ),
            Self::MainMode => matches!(
                kind,
                FactKind::IkePhase {
                    phase: IkePhase::Up { .. }
                }
            ),
            Self::QuickMode => matches!(kind, FactKind::SaInstalled { .. }),
            Self::NoRoute => matches!(
                kind,
                FactKind::Route(RibEvent::Added { .. } | RibEvent::Changed { .. })
            ),
            Self::Down => matches!(
                kind,
                FactKind::LineProtocol { up: true, .. } | FactKind::Carrier { up: true, .. }
            ),
            // The circuit comes back, or routing no longer wants it.
            Self::Circuit => matches!(kind, FactKind::FrameRelay { .. } | FactKind::Route(_)),
            Self::InTheClear => matches!(kind, FactKind::Route(_)),
            Self::Arp | Self::Other(_) | Self::Vanished => false,
        }
    }
}

/// An outage in a sentence.
pub(super) fn sentence(outage: &PingOutage, reported_s: f64) -> String {
    let lost = outage.lost;
    let pings = if lost == 1 { "ping" } else { "pings" };
    if outage.end.is_none() {
        return format!("Out for {reported_s:.1} s so far: {lost} {pings} lost.");
    }
    let head = format!("{reported_s:.1} s as ping reports it, {lost} {pings} lost");
    let Some(explanation) = &outage.explanation else {
        return format!("{head}.");
    };
    let parts = explanation.parts.iter();
    let parts: Vec<String> = parts
        .map(|part| {
            format!(
                "{} {:.1} s",
                part.why.short(),
                part.to.since(part.from).as_secs_f64()
            )
        })
        .collect();
    let actual = explanation.actual.as_secs_f64();
    format!(
        "{head}; {actual:.1} s as it really was: {}.",
        parts.join(", then ")
    )
}
