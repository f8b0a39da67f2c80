//! The console of IOS 12.4: what its commands print and what it says by itself.

pub mod log;
pub mod show;
