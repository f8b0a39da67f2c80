//! What comes out of a device when something happened to it.

use std::rc::Rc;

use super::drop_reason::DropReason;
use super::fact::FactKind;
use super::frame::{Frame, Tag};
use super::watch::Sight;
use crate::time::Instant;
use crate::types::IfIndex;

/// Something for the world to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Send a frame out of a physical interface.
    Transmit {
        /// The interface.
        port: IfIndex,
        /// The frame.
        frame: Rc<Frame>,
        /// When it is ready: later than now by the time the device needs.
        at: Instant,
    },
    /// A physical interface was switched on or off.
    Enable {
        /// The interface.
        port: IfIndex,
        /// On or off.
        on: bool,
    },
    /// Something worth telling.
    Fact(FactKind),
    /// Something that somebody watches for.
    Sight(Box<Sight>),
    /// A packet died here.
    Drop {
        /// Why.
        reason: DropReason,
        /// Who followed it.
        tag: Option<Tag>,
    },
}

/// Effects in the order they happened.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    list: Vec<Effect>,
}

impl Effects {
    /// Adds an effect.
    pub fn push(&mut self, effect: Effect) {
        self.list.push(effect);
    }

    /// Tells a fact.
    pub fn fact(&mut self, kind: FactKind) {
        self.list.push(Effect::Fact(kind));
    }

    /// Notes that a packet died.
    pub fn drop(&mut self, reason: DropReason, tag: Option<Tag>) {
        self.list.push(Effect::Drop { reason, tag });
    }

    /// Takes what is there, leaving the buffer for use again.
    pub fn drain(&mut self) -> impl Iterator<Item = Effect> {
        self.list.drain(..)
    }
}
