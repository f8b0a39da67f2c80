//! The scenario document: one versioned JSON text that holds a whole lab.

mod document;
mod library;

pub use document::{
    Command, Device, DeviceKind, Fault, FaultKind, Flow, Link, LinkEnd, MAX_CONFIG, MAX_DEVICES,
    MAX_LINKS, MAX_TIME, Pvc, PvcEnd, Releases, Scenario, ScenarioError, Text, VERSION,
};
pub use library::{BuiltIn, built_in, built_ins};
