//! The vocabulary every layer shares: addresses, identifiers, and nothing that does anything.

mod address;
mod id;
mod interface_name;
mod meter;
mod sorted;

pub use address::{MacAddr, Prefix, Wildcard};
pub use id::{Dlci, FrameId, GroupNumber, IfIndex, LinkId, NodeId, Spi, VlanId};
pub use interface_name::{BadInterfaceName, InterfaceKind, InterfaceName};
pub use meter::Meter;
pub use sorted::{SortedMap, SortedSet};
pub use std::net::Ipv4Addr;
