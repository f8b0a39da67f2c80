//! Protocol core of vipsec.
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic)]

pub mod crypto;
pub mod ios;
pub mod lab;
pub mod node;
pub mod proto;
pub mod rng;
pub mod scenario;
pub mod sim;
pub mod time;
pub mod types;
pub mod wire;
