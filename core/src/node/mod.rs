//! A device: typed configuration, interfaces, the forwarding pipeline, and its protocol machines wired together.

pub mod config;
