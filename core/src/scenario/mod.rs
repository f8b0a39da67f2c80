//! The scenario document: one versioned JSON text that holds a whole lab.

mod document;
mod library;

pub use document::{
    Command, Device, DeviceKind, Fault, FaultKind, Flow, Link, LinkEnd, Pvc, PvcEnd, Releases, Scenario, ScenarioError,
};
pub use library::{BuiltIn, built_in, built_ins};
