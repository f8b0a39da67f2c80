//! IPv4 routing and fragments: the routing table ([`rib`]), the forwarding table made from it ([`fib`]) and fragmentation
//! ([`fragment`]).

pub mod fib;
pub mod fragment;
pub mod rib;

pub use self::fib::{Fib, Resolved};
pub use self::rib::{Change, NextHop, Path, Rib, RibEvent, Route, Source, StaticOrigin};
