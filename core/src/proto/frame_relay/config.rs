//! What the operator sets, with the defaults of IOS 12.4.

use crate::types::SortedMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::time::Duration;
use crate::types::{Dlci, IfIndex};
use crate::wire::frame_relay::Encapsulation;
use crate::wire::lmi::LmiType;

/// Which LMI a router speaks (`frame-relay lmi-type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LmiSetting {
    /// Asks in all three and takes the last that answers.
    #[default]
    Autosense,
    /// This one.
    Fixed(LmiType),
}

/// A physical interface with `encapsulation frame-relay`, and its subinterfaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DteConfig {
    /// The physical interface.
    pub interface: IfIndex,
    /// Of DLCIs that have no setting of their own (`encapsulation frame-relay [ietf]`).
    pub encapsulation: Encapsulation,
    /// Which LMI.
    pub lmi: LmiSetting,
    /// T391, between two enquiries; `None` for `no keepalive`: no LMI at all.
    pub keepalive: Option<Duration>,
    /// N391: every how many polls the full status is asked for.
    pub full_status_polls: u8,
    /// N392: this many errors among the monitored events take the line protocol down.
    pub error_threshold: u8,
    /// N393: how many events are monitored, at most 32.
    pub monitored_events: u8,
    /// The physical interface, if it has any setting, and the subinterfaces.
    pub interfaces: SortedMap<IfIndex, InterfaceConfig>,
}

impl DteConfig {
    /// IOS defaults for a physical interface without subinterfaces.
    #[must_use]
    pub fn new(interface: IfIndex) -> Self {
        Self {
            interface,
            encapsulation: Encapsulation::Cisco,
            lmi: LmiSetting::Autosense,
            keepalive: Some(Duration::from_secs(10)),
            full_status_polls: 6,
            error_threshold: 3,
            monitored_events: 4,
            interfaces: [(interface, InterfaceConfig::default())].into(),
        }
    }
}

/// Whether next hops must be mapped to DLCIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum InterfaceKind {
    /// A physical interface or multipoint subinterface: by maps.
    #[default]
    Multipoint,
    /// A point-to-point subinterface: all to its one DLCI.
    PointToPoint,
}

/// A physical interface or subinterface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceConfig {
    /// How next hops are found.
    pub kind: InterfaceKind,
    /// Not shut down; of subinterfaces only, the physical interface's carrier says it.
    pub is_enabled: bool,
    /// Its address, which inverse ARP tells.
    pub address: Option<Ipv4Addr>,
    /// Whether inverse ARP asks and learns; it answers in any case (`no frame-relay inverse-arp`).
    pub inverse_arp: bool,
    /// Its DLCIs (`frame-relay interface-dlci N [ietf | cisco]`); those not assigned are the physical interface's.
    pub dlcis: SortedMap<Dlci, Option<Encapsulation>>,
    /// Its static maps (`frame-relay map ip A N …`), by next hop.
    pub maps: SortedMap<Ipv4Addr, StaticMap>,
}

impl Default for InterfaceConfig {
    fn default() -> Self {
        Self {
            kind: InterfaceKind::Multipoint,
            is_enabled: true,
            address: None,
            inverse_arp: true,
            dlcis: SortedMap::new(),
            maps: SortedMap::new(),
        }
    }
}

/// A static map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaticMap {
    /// Where packets for the next hop go.
    pub dlci: Dlci,
    /// Whether broadcasts and multicasts are copied to it.
    pub broadcast: bool,
    /// Its own encapsulation; `None` for the interface's.
    pub encapsulation: Option<Encapsulation>,
}

/// A network of one switch.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SwitchConfig {
    /// Its ports.
    pub ports: SortedMap<IfIndex, SwitchPortConfig>,
    /// Its PVCs.
    pub pvcs: Vec<PvcConfig>,
}

/// A port of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchPortConfig {
    /// The only LMI it answers; `None` for any.
    pub lmi: Option<LmiType>,
    /// T392: a time without enquiry that counts as an error.
    pub polling_verification: Duration,
    /// N392 of the network.
    pub error_threshold: u8,
    /// N393 of the network, at most 32.
    pub monitored_events: u8,
}

impl Default for SwitchPortConfig {
    fn default() -> Self {
        Self {
            lmi: None,
            polling_verification: Duration::from_secs(15),
            error_threshold: 2,
            monitored_events: 2,
        }
    }
}

/// One end of a PVC.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct PvcEnd {
    /// The switch's port.
    pub port: IfIndex,
    /// The DLCI on it.
    pub dlci: Dlci,
}

/// A PVC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PvcConfig {
    /// One end.
    pub a: PvcEnd,
    /// The other.
    pub b: PvcEnd,
}
