//! The capture: every frame that crossed a link, and what became of it.

use std::rc::Rc;

use super::link::{Crossing, Direction};
use crate::node::drop_reason::DropReason;
use crate::node::frame::Frame;
use crate::time::Instant;
use crate::types::{FrameId, LinkId, NodeId};

/// A run that would keep more frames than this stops, visibly.
pub const FRAME_BUDGET: usize = 1_000_000;

/// One frame's crossing of one link.
#[derive(Clone, Debug)]
pub struct Captured {
    /// The link.
    pub link: LinkId,
    /// Which way.
    pub direction: Direction,
    /// When its first bit left and its last bit arrives.
    pub crossing: Crossing,
    /// The frame.
    pub frame: Rc<Frame>,
}

/// A frame's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The frame.
    pub frame: FrameId,
    /// When.
    pub at: Instant,
    /// Where; `None` on the cable.
    pub node: Option<NodeId>,
    /// Why.
    pub reason: DropReason,
}

/// All frames in the order they were sent, and the ends of those that were not acted on.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    frames: Vec<Captured>,
    drops: Vec<Dropped>,
    /// Whether frames are kept at all; a clone that only wants to know an outcome need not.
    pub is_on: bool,
    count: u32,
    budget: usize,
}

impl Capture {
    /// A capture that keeps what it sees.
    #[must_use]
    pub fn recording() -> Self {
        Self {
            is_on: true,
            budget: FRAME_BUDGET,
            ..Self::default()
        }
    }

    /// One that numbers frames from here on, but keeps none.
    #[must_use]
    pub fn counting_on(&self) -> Self {
        Self {
            count: self.count,
            ..Self::default()
        }
    }

    /// Adds a frame and returns its number.
    pub fn push(&mut self, captured: Captured) -> FrameId {
        let id = FrameId(self.count);
        self.count += 1;
        if self.is_on {
            self.frames.push(captured);
        }
        id
    }

    /// Notes a frame's end.
    pub fn push_drop(&mut self, dropped: Dropped) {
        if self.is_on {
            self.drops.push(dropped);
        }
    }

    /// Another budget than [`FRAME_BUDGET`].
    pub const fn set_budget(&mut self, frames: usize) {
        self.budget = frames;
    }

    /// Whether as many frames are kept as may be; the world stops before its next event then.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.is_on && self.frames.len() >= self.budget
    }

    /// Frames kept, in the order they were sent.
    #[must_use]
    pub fn frames(&self) -> &[Captured] {
        &self.frames
    }

    /// Ends kept, in the order they happened.
    #[must_use]
    pub fn drops(&self) -> &[Dropped] {
        &self.drops
    }

    /// Frames sent so far, kept or not.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }
}
