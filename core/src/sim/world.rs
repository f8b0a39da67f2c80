//! A world: devices, cables, and the events still to come.

use std::collections::VecDeque;
use std::rc::Rc;

use super::capture::{Capture, Captured, Dropped};
use super::link::{Crossing, Direction, Link};
use super::queue::EventQueue;
use super::trace::Trace;
use crate::node::Node;
use crate::node::drop_reason::DropReason;
use crate::node::effect::{Effect, Effects};
use crate::node::fact::FactKind;
use crate::node::frame::{Frame, Tag};
use crate::node::watch::Sight;
use crate::time::Instant;
use crate::types::{FrameId, IfIndex, LinkId, NodeId};

#[derive(Clone, Debug)]
enum Event {
    Arrive {
        link: LinkId,
        direction: Direction,
        id: FrameId,
        frame: Rc<Frame>,
        epoch: u32,
    },
    Wake(NodeId),
}

/// In whose handling something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Cause {
    /// The lab was switched on.
    Boot,
    /// A timer of the device.
    Timer,
    /// A frame arrived.
    Frame(FrameId),
    /// A person or the scenario did something: the fact that says what.
    Fact(u32),
}

/// Something that happened, told by a device (or by nobody: a cable).
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its number, counting from zero.
    pub id: u32,
    /// When.
    pub at: Instant,
    /// Where.
    pub node: Option<NodeId>,
    /// In whose handling.
    pub cause: Cause,
    /// What.
    pub kind: FactKind,
}

/// Something that a device showed to somebody who watches it. It is no fact: nothing that happens refers to it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The number of the fact that was told next.
    pub before_fact: u32,
    /// When.
    pub at: Instant,
    /// Where.
    pub node: NodeId,
    /// What.
    pub sight: Box<Sight>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// The deadline was reached.
    Deadline,
    /// Nothing is left to happen.
    Idle,
    /// The event budget was spent before the deadline.
    Budget,
    /// As many frames are kept as may be.
    FrameBudget,
}

/// Devices, cables, and what is going on. A clone goes its own way.
#[derive(Clone, Debug)]
pub struct World {
    now: Instant,
    queue: EventQueue<Event>,
    nodes: Vec<Node>,
    links: Vec<Link>,
    link_epochs: Vec<u32>,
    sockets: Rc<Sockets>,
    wakes: Vec<Option<Instant>>,
    capture: Capture,
    facts: Vec<Fact>,
    first_fact: u32,
    /// Not yet taken.
    sights: Vec<Seen>,
    tagged_drops: Vec<(Tag, Instant, Option<NodeId>, DropReason)>,
    trace: Trace,
    events: u64,
    /// Empty between events; kept for its room.
    effects: Effects,
}

/// Which cable is plugged into each interface of each device, and which of its ends.
#[derive(Debug, Default)]
struct Sockets(Vec<Vec<Option<(LinkId, usize)>>>);

impl Sockets {
    fn plug(&mut self, node: NodeId, port: IfIndex, link: LinkId, side: usize) {
        let (node, port) = (usize::from(node.0), usize::from(port.0));
        if self.0.len() <= node {
            self.0.resize_with(node + 1, Vec::new);
        }
        let ports = &mut self.0[node];
        if ports.len() <= port {
            ports.resize(port + 1, None);
        }
        ports[port] = Some((link, side));
    }

    fn get(&self, node: NodeId, port: IfIndex) -> Option<(LinkId, usize)> {
        *self.0.get(usize::from(node.0))?.get(usize::from(port.0))?
    }
}

impl World {
    /// A world of these devices and cables, not yet switched on.
    #[must_use]
    pub fn new(nodes: Vec<Node>, links: Vec<Link>) -> Self {
        let mut sockets = Sockets::default();
        for (index, link) in links.iter().enumerate() {
            for (side, end) in link.ends.iter().enumerate() {
                sockets.plug(end.node, end.port, LinkId(index as u16), side);
            }
        }
        Self {
            now: Instant::ZERO,
            queue: EventQueue::default(),
            wakes: vec![None; nodes.len()],
            link_epochs: vec![0; links.len()],
            nodes,
            links,
            sockets: Rc::new(sockets),
            capture: Capture::recording(),
            facts: Vec::new(),
            first_fact: 0,
            sights: Vec::new(),
            tagged_drops: Vec::new(),
            trace: Trace::default(),
            events: 0,
            effects: Effects::default(),
        }
    }

    /// Switches every device on.
    pub fn boot(&mut self) {
        for index in 0..self.nodes.len() {
            self.with_node(NodeId(index as u16), Cause::Boot, |node, now, effects| {
                node.boot(now, effects);
            });
        }
    }

    /// A copy that goes on from here but remembers nothing of the past: for "what if".
    #[must_use]
    pub fn fork(&self) -> Self {
        Self {
            now: self.now,
            queue: self.queue.clone(),
            nodes: self.nodes.clone(),
            links: self.links.clone(),
            link_epochs: self.link_epochs.clone(),
            sockets: Rc::clone(&self.sockets),
            wakes: self.wakes.clone(),
            capture: self.capture.counting_on(),
            facts: Vec::new(),
            first_fact: self.first_fact + self.facts.len() as u32,
            sights: Vec::new(),
            tagged_drops: Vec::new(),
            trace: self.trace,
            events: self.events,
            effects: Effects::default(),
        }
    }

    /// Virtual time.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Events handled so far.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// The trace hash so far.
    #[must_use]
    pub const fn trace_hash(&self) -> u64 {
        self.trace.value()
    }

    /// The devices, by [`NodeId`].
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A device.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(usize::from(id.0))
    }

    /// The cables, by [`LinkId`].
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The cable plugged into an interface.
    #[must_use]
    pub fn link_at(&self, node: NodeId, port: IfIndex) -> Option<LinkId> {
        self.sockets.get(node, port).map(|(link, _)| link)
    }

    /// The capture.
    #[must_use]
    pub const fn capture(&self) -> &Capture {
        &self.capture
    }

    /// Keeps at most so many frames, and stops when they are kept.
    pub const fn set_frame_budget(&mut self, frames: usize) {
        self.capture.set_budget(frames);
    }

    /// The facts since this world began (or was forked).
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Takes what was seen since the last time, in order.
    pub fn take_sights(&mut self) -> Vec<Seen> {
        core::mem::take(&mut self.sights)
    }

    /// Where and why tagged packets died.
    #[must_use]
    pub fn tagged_drops(&self) -> &[(Tag, Instant, Option<NodeId>, DropReason)] {
        &self.tagged_drops
    }

    /// Tells a fact that no device tells, such as what a person did.
    pub fn tell(&mut self, node: Option<NodeId>, cause: Cause, kind: FactKind) -> u32 {
        let id = self.first_fact + self.facts.len() as u32;
        self.facts.push(Fact {
            id,
            at: self.now,
            node,
            cause,
            kind,
        });
        id
    }

    /// Does something to a device and lets the world react.
    pub fn with_node<R>(
        &mut self,
        id: NodeId,
        cause: Cause,
        act: impl FnOnce(&mut Node, Instant, &mut Effects) -> R,
    ) -> Option<R> {
        let node = self.nodes.get_mut(usize::from(id.0))?;
        let mut effects = core::mem::take(&mut self.effects);
        let result = act(node, self.now, &mut effects);
        self.settle(id, cause, None, effects);
        Some(result)
    }

    /// Cuts or mends a cable.
    pub fn set_cut(&mut self, link: LinkId, cut: bool, cause: Cause) {
        let index = usize::from(link.0);
        if self.links.get(index).is_some_and(|link| link.is_cut != cut) {
            let had = self.links[index].has_carrier();
            self.links[index].is_cut = cut;
            let mut pending = VecDeque::new();
            self.carrier_changed(index, had, &mut pending);
            self.settle_carriers(pending, cause);
        }
    }

    /// Puts a frame that no device sent on a cable, as somebody who taps into it would; it arrives at once.
    /// `None` if there is no such cable, or it has no carrier.
    pub fn inject(&mut self, link: LinkId, direction: Direction, frame: Frame) -> Option<FrameId> {
        let index = usize::from(link.0);
        let carries = self.links.get(index).is_some_and(Link::has_carrier);
        carries.then(|| {
            let crossing = Crossing {
                sent_at: self.now,
                arrives_at: self.now,
            };
            self.put_on_wire(link, direction, crossing, Rc::new(frame))
        })
    }

    /// Handles the next event; `false` if there is none at or before `deadline`.
    pub fn step_until(&mut self, deadline: Instant) -> bool {
        let Some((at, event)) = self.queue.pop_until(deadline) else {
            return false;
        };
        self.now = at;
        self.handle(event);
        true
    }

    /// Handles one event that matters; `false` if there is none.
    pub fn step(&mut self) -> bool {
        let before = self.events;
        while self.events == before {
            if !self.step_until(Instant::FAR_FUTURE) {
                return false;
            }
        }
        true
    }

    /// Runs to `deadline`, handling at most `budget` events.
    pub fn run_until(&mut self, deadline: Instant, budget: u64) -> RunEnd {
        let limit = self.events.saturating_add(budget);
        while self.events < limit {
            if self.capture.is_full() {
                return RunEnd::FrameBudget;
            }
            if !self.step_until(deadline) {
                self.now = self.now.max(deadline);
                return if self.queue.is_empty() {
                    RunEnd::Idle
                } else {
                    RunEnd::Deadline
                };
            }
        }
        RunEnd::Budget
    }

    /// Runs until nothing is left to happen, handling at most `budget` events.
    pub fn run_until_idle(&mut self, budget: u64) -> RunEnd {
        let limit = self.events.saturating_add(budget);
        while self.events < limit {
            if self.capture.is_full() {
                return RunEnd::FrameBudget;
            }
            if !self.step_until(Instant::FAR_FUTURE) {
                return RunEnd::Idle;
            }
        }
        RunEnd::Budget
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Wake(id) => {
                let index = usize::from(id.0);
                // A wake-up that was moved meanwhile has lost its meaning.
                if self.wakes[index] != Some(self.now) {
                    return;
                }
                self.wakes[index] = None;
                self.events += 1;
                let mut effects = core::mem::take(&mut self.effects);
                self.nodes[index].handle_timeout(self.now, &mut effects);
                self.settle(id, Cause::Timer, None, effects);
            }
            Event::Arrive {
                link,
                direction,
                id,
                frame,
                epoch,
            } => {
                self.events += 1;
                let index = usize::from(link.0);
                if self.link_epochs[index] != epoch {
                    self.lose(id, &frame, None, DropReason::NoCarrier);
                    return;
                }
                if self.links[index].loses() {
                    self.lose(id, &frame, None, DropReason::LineLoss);
                    return;
                }
                let end = self.links[index].ends[1 - direction.index()];
                let node = &mut self.nodes[usize::from(end.node.0)];
                let mut effects = core::mem::take(&mut self.effects);
                node.handle_frame(self.now, end.port, &frame, &mut effects);
                self.settle(end.node, Cause::Frame(id), Some(id), effects);
            }
        }
    }

    /// Carries out a device's effects and everything that follows at this instant.
    fn settle(&mut self, id: NodeId, cause: Cause, frame: Option<FrameId>, mut effects: Effects) {
        let mut carriers = VecDeque::new();
        self.carry_out(id, cause, frame, &mut effects, &mut carriers);
        self.effects = effects;
        if !carriers.is_empty() {
            self.settle_carriers(carriers, cause);
        }
    }

    fn settle_carriers(&mut self, mut carriers: VecDeque<(NodeId, IfIndex, bool)>, cause: Cause) {
        let mut effects = Effects::default();
        while let Some((id, port, up)) = carriers.pop_front() {
            self.nodes[usize::from(id.0)].set_carrier(self.now, port, up, &mut effects);
            self.carry_out(id, cause, None, &mut effects, &mut carriers);
        }
    }

    fn carry_out(
        &mut self,
        id: NodeId,
        cause: Cause,
        frame: Option<FrameId>,
        effects: &mut Effects,
        carriers: &mut VecDeque<(NodeId, IfIndex, bool)>,
    ) {
        for effect in effects.drain() {
            match effect {
                Effect::Transmit { port, frame, at } => self.transmit(id, port, frame, at),
                Effect::Enable { port, on } => {
                    if let Some((link, side)) = self.sockets.get(id, port) {
                        let index = usize::from(link.0);
                        let had = self.links[index].has_carrier();
                        self.links[index].enabled[side] = on;
                        self.carrier_changed(index, had, carriers);
                    }
                }
                Effect::Fact(kind) => {
                    self.tell(Some(id), cause, kind);
                }
                Effect::Sight(sight) => self.sights.push(Seen {
                    before_fact: self.first_fact + self.facts.len() as u32,
                    at: self.now,
                    node: id,
                    sight,
                }),
                Effect::Drop { reason, tag } => self.note_drop(frame, tag, Some(id), reason),
            }
        }
        self.arm(id);
    }

    fn carrier_changed(
        &mut self,
        index: usize,
        had: bool,
        carriers: &mut VecDeque<(NodeId, IfIndex, bool)>,
    ) {
        let link = &mut self.links[index];
        let has = link.has_carrier();
        if had == has {
            return;
        }
        if !has {
            link.flush();
            self.link_epochs[index] += 1;
        }
        carriers.extend(link.ends.iter().map(|end| (end.node, end.port, has)));
    }

    fn arm(&mut self, id: NodeId) {
        let index = usize::from(id.0);
        let Some(at) = self.nodes[index].poll_timeout() else {
            return;
        };
        let at = at.max(self.now);
        if self.wakes[index].is_none_or(|armed| at < armed) {
            self.wakes[index] = Some(at);
            self.queue.push(at, Event::Wake(id));
        }
    }

    fn transmit(&mut self, node: NodeId, port: IfIndex, frame: Rc<Frame>, at: Instant) {
        let Some((link_id, side)) = self.sockets.get(node, port) else {
            self.note_drop(None, frame.tag(), Some(node), DropReason::NoCarrier);
            return;
        };
        let index = usize::from(link_id.0);
        let direction = if side == 0 {
            Direction::AToB
        } else {
            Direction::BToA
        };
        let link = &mut self.links[index];
        if !link.has_carrier() {
            self.note_drop(None, frame.tag(), Some(node), DropReason::NoCarrier);
            return;
        }
        let Some(crossing) = link.admit(at, direction, frame.len()) else {
            if let Some(device) = self.nodes[usize::from(node.0)].device_mut() {
                device.count_output_drop(port);
            }
            self.note_drop(None, frame.tag(), Some(node), DropReason::QueueFull);
            return;
        };
        self.put_on_wire(link_id, direction, crossing, frame);
    }

    fn put_on_wire(
        &mut self,
        link: LinkId,
        direction: Direction,
        crossing: Crossing,
        frame: Rc<Frame>,
    ) -> FrameId {
        let place = u32::from(link.0) << 1 | direction.index() as u32;
        self.trace.mix(
            1,
            crossing.sent_at,
            place,
            frame.len() as u64,
            frame.clear_part(),
        );
        let id = self.capture.push(Captured {
            link,
            direction,
            crossing,
            frame: Rc::clone(&frame),
        });
        let epoch = self.link_epochs[usize::from(link.0)];
        self.queue.push(
            crossing.arrives_at,
            Event::Arrive {
                link,
                direction,
                id,
                frame,
                epoch,
            },
        );
        id
    }

    fn lose(&mut self, id: FrameId, frame: &Frame, node: Option<NodeId>, reason: DropReason) {
        self.note_drop(Some(id), frame.tag(), node, reason);
    }

    fn note_drop(
        &mut self,
        frame: Option<FrameId>,
        tag: Option<Tag>,
        node: Option<NodeId>,
        reason: DropReason,
    ) {
        let place = node.map_or(u32::MAX, |node| u32::from(node.0));
        self.trace.mix(
            2,
            self.now,
            place,
            u64::from(frame.map_or(u32::MAX, |id| id.0)),
            &[],
        );
        if let Some(tag) = tag {
            self.tagged_drops.push((tag, self.now, node, reason));
        }
        match frame {
            Some(frame) => self.capture.push_drop(Dropped {
                frame,
                at: self.now,
                node,
                reason,
            }),
            None => {
                if let Some(node) = node {
                    self.tell(Some(node), Cause::Timer, FactKind::PacketDropped { reason });
                }
            }
        }
    }
}
