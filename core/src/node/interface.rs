//! The interfaces of a device and their three states: administrative, carrier, line protocol.

use std::net::Ipv4Addr;

use super::config::{Encapsulation, InterfaceAddress};
use crate::time::Instant;
use crate::types::{IfIndex, InterfaceName, MacAddr, Meter, Prefix, VlanId};

/// Octets an IP packet may have on an interface, unless configured.
pub const DEFAULT_MTU: u16 = 1500;

/// One interface, physical or logical.
#[derive(Clone, Debug)]
pub struct Interface {
    /// Its name.
    pub name: InterfaceName,
    /// The physical interface it stands on; itself if it is one; `None` for loopbacks and SVIs.
    pub port: Option<IfIndex>,
    /// Its hardware address; all subinterfaces share their parent's.
    pub mac: MacAddr,
    /// Not `shutdown`.
    pub admin_up: bool,
    /// Whether the other end is there; always true where there is no cable to plug in.
    pub carrier: bool,
    /// Whether packets may flow.
    pub line_protocol: bool,
    /// Its address.
    pub address: Option<InterfaceAddress>,
    /// Its framing.
    pub encapsulation: Encapsulation,
    /// The VLAN of an SVI.
    pub svi: Option<VlanId>,
    /// Whether it is a switch port without IP.
    pub is_switchport: bool,
    /// Octets an IP packet may have.
    pub mtu: u16,
    /// Counters.
    pub counters: InterfaceCounters,
}

/// Counters of an interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InterfaceCounters {
    /// Frames received.
    pub packets_in: u64,
    /// Octets received.
    pub octets_in: u64,
    /// Frames sent.
    pub packets_out: u64,
    /// Octets sent.
    pub octets_out: u64,
    /// Frames received for multicast or broadcast addresses.
    pub broadcasts_in: u64,
    /// Frames that could not be used.
    pub input_errors: u64,
    /// Times the carrier or the line protocol was lost.
    pub transitions: u64,
    /// Frames that found the cable's queue full.
    pub output_drops: u64,
    /// Times the interface was switched on.
    pub resets: u64,
    /// When somebody cleared them.
    pub cleared_at: Option<Instant>,
    /// Rates of what is received.
    pub input: Meter,
    /// Rates of what is sent.
    pub output: Meter,
}

impl InterfaceCounters {
    /// Counts a frame received.
    pub fn count_in(&mut self, now: Instant, octets: usize) {
        self.packets_in += 1;
        self.octets_in += octets as u64;
        self.input.note(now, octets);
    }

    /// Counts a frame sent.
    pub fn count_out(&mut self, now: Instant, octets: usize) {
        self.packets_out += 1;
        self.octets_out += octets as u64;
        self.output.note(now, octets);
    }
}

impl Interface {
    /// A new interface, down.
    #[must_use]
    pub fn new(name: InterfaceName, port: Option<IfIndex>, mac: MacAddr) -> Self {
        Self {
            name,
            port,
            mac,
            admin_up: false,
            carrier: false,
            line_protocol: false,
            address: None,
            encapsulation: Encapsulation::Default,
            svi: None,
            is_switchport: false,
            mtu: DEFAULT_MTU,
            counters: InterfaceCounters::default(),
        }
    }

    /// The connected network, if there is an address.
    #[must_use]
    pub fn prefix(&self) -> Option<Prefix> {
        self.address.map(InterfaceAddress::prefix)
    }

    /// The address.
    #[must_use]
    pub fn addr(&self) -> Option<Ipv4Addr> {
        self.address.map(|address| address.addr)
    }

    /// The 802.1Q tag of its frames.
    #[must_use]
    pub const fn tag(&self) -> Option<VlanId> {
        match self.encapsulation {
            Encapsulation::Dot1q {
                vlan,
                native: false,
            } => Some(vlan),
            _ => None,
        }
    }

    /// Whether it is a physical interface.
    #[must_use]
    pub const fn is_physical(&self) -> bool {
        self.name.subinterface.is_none() && self.name.kind.is_physical()
    }

    /// Whether frames are Frame Relay frames.
    #[must_use]
    pub const fn is_frame_relay(&self) -> bool {
        matches!(self.encapsulation, Encapsulation::FrameRelay { .. })
    }
}
