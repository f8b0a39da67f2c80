//! Protocol machines: sans-IO values that are told the time.
//!
//! Law: after any `handle_*` the owner drains `out` in order, then re-reads `poll_timeout`, before the next verb.
//! Machines do not import one another; only `ike` uses the SA types of `ipsec`.

pub mod arp;
pub mod bridge;
pub mod frame_relay;
pub mod hsrp;
pub mod icmp;
pub mod ike;
pub mod ip;
pub mod ipsec;
pub mod rip;
