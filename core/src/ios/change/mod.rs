//! What configuration commands do to a [`DeviceConfig`]: one small function each, called by the grammar's tables.
//!
//! A handler checks first and changes then, so a refused line leaves the configuration as it was.

pub(super) mod acl;
pub(super) mod crypto;
pub(super) mod frame_relay;
pub(super) mod global;
pub(super) mod interface;
pub(super) mod isakmp;
pub(super) mod kept;
pub(super) mod rip;
pub(super) mod route;
pub(super) mod standby;
pub(super) mod switchport;

use crate::node::config::{DeviceConfig, InterfaceConfig};
use crate::types::InterfaceName;

use super::error::Refusal;
use super::grammar::Args;
use super::mode::{DeviceKind, Mode};

/// A configuration command at work.
pub(crate) type Handler = fn(&mut Change<'_>, &Args) -> Outcome;

/// What came of a command.
pub(crate) type Outcome = Result<Effect, Refusal>;

/// How real a command's effect is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The lab acts on it.
    Simulated,
    /// It is kept and printed back.
    NotSimulated,
}

/// How a command was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is.
    Plain,
    /// After `no`.
    No,
    /// After `default`.
    Default,
}

/// What a handler works on.
pub(crate) struct Change<'a> {
    /// The configuration to change.
    pub(crate) config: &'a mut DeviceConfig,
    /// The interfaces the box has sockets for.
    pub(crate) ports: &'a [InterfaceName],
    /// Router or switch.
    pub(crate) kind: DeviceKind,
    /// The mode the command belongs to.
    pub(crate) mode: &'a Mode,
    /// Plain, `no` or `default`.
    pub(crate) form: Form,
    /// The mode the command leads to, if it changes the mode.
    pub(crate) enter: Option<Mode>,
    /// What the console prints, in whole lines.
    pub(crate) notes: String,
}

impl Change<'_> {
    /// Whether the command was given as it is.
    pub(crate) fn is_plain(&self) -> bool {
        self.form == Form::Plain
    }

    /// `value` for the plain form, nothing for the others.
    pub(crate) fn unless_no<T>(&self, value: Option<T>) -> Option<T> {
        value.filter(|_| self.is_plain())
    }

    /// Prints a line.
    pub(crate) fn note(&mut self, line: &str) {
        self.notes.push_str(line);
        self.notes.push('\n');
    }

    /// The same command as if it stood in another mode.
    pub(crate) fn within<'b>(&'b mut self, mode: &'b Mode) -> Change<'b> {
        Change {
            config: self.config,
            ports: self.ports,
            kind: self.kind,
            mode,
            form: self.form,
            enter: None,
            notes: String::new(),
        }
    }

    /// Goes to a mode.
    pub(crate) fn go(&mut self, mode: Mode) -> Outcome {
        self.enter = Some(mode);
        Ok(Effect::Simulated)
    }

    /// The interface being configured, and its name.
    pub(crate) fn interface(&mut self) -> (InterfaceName, &mut InterfaceConfig) {
        let name = self
            .mode
            .interface()
            .expect("interface commands stand in interface mode");
        (name, self.config.interfaces.entry(name).or_default())
    }

    /// Its settings.
    pub(crate) fn here(&mut self) -> &mut InterfaceConfig {
        self.interface().1
    }

    /// Forgets the lines kept for a block that goes.
    pub(crate) fn forget(&mut self, block: &str) {
        self.config.unsimulated.remove(block);
    }
}

/// The usual end of a handler.
pub(crate) const DONE: Outcome = Ok(Effect::Simulated);
/// The end of a handler whose command the lab does not act on.
pub(crate) const KEPT: Outcome = Ok(Effect::NotSimulated);
