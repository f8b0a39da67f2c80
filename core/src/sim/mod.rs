//! The discrete-event kernel: queue, links, capture, trace; it knows devices but not what is inside their frames.

pub mod capture;
pub mod link;
pub mod queue;
pub mod trace;
mod world;

pub use world::{Cause, Fact, RunEnd, Seen, World};
