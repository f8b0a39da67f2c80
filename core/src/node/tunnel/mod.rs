//! IPsec: crypto maps in force, ESP in and out, and IKE, which makes the SAs.

mod ends;
mod receive;
mod sas;
mod send;

use std::net::Ipv4Addr;
use std::rc::Rc;

use crate::crypto::DhGroup;
use crate::proto::ipsec::spd::Spd;
use crate::types::Prefix;

/// The next header of a tunnelled IPv4 packet (RFC 4303 §2.6).
const IPV4_IN_ESP: u8 = 4;

/// A crypto map applied to an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundPolicy {
    /// The map's name.
    pub map: String,
    /// The HSRP group it is bound to.
    pub redundancy: Option<String>,
    /// This end of its tunnels.
    pub local: Ipv4Addr,
    /// Whether that address is this router's now.
    pub is_usable: bool,
    /// What it protects.
    pub spd: Rc<Spd>,
    /// Entries that ask for reverse routes; `true` where they stand without any SA.
    pub reverse_routes: Vec<(u16, bool)>,
}

/// A reverse route (reference 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::node) struct ReverseRoute {
    /// The network behind the peer.
    pub(in crate::node) prefix: Prefix,
    /// The peer.
    pub(in crate::node) peer: Ipv4Addr,
}

const fn dh_group(number: u8) -> Option<DhGroup> {
    match number {
        1 => Some(DhGroup::Modp768),
        2 => Some(DhGroup::Modp1024),
        5 => Some(DhGroup::Modp1536),
        14 => Some(DhGroup::Modp2048),
        _ => None,
    }
}
