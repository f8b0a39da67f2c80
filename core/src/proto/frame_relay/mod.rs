//! Frame Relay: the router's end ([`Dte`]) and the network ([`Switch`]).
//!
//! Read first: Q.933 Annex A (polling, error thresholds), RFC 2390 (inverse ARP), RFC 2427 §3 (encapsulation).
//!
//! ```text
//!  Dte                                   Switch
//!   │ STATUS ENQUIRY every 10 s  ────────► │   the line protocol is down while 3 of the last 4 polls failed
//!   │ ◄──────── STATUS, every 6th is full  │   a port is down after two silent T392 of 15 s
//!   │ ◄──────── UPDATE STATUS at once      │   when a PVC's far end goes down or comes back
//! ```
//!
//! The line protocol of a physical interface follows LMI alone. A PVC that fails behind the first switch shows in its
//! status and in the line protocol of its point-to-point subinterface, never in that of the physical interface.
//!
//! Left out: SVCs, congestion and shaping, payload compression, NNI, LMI in addresses of more than two octets.

mod config;
mod counters;
mod dte;
mod maps;
mod switch;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use config::{
    DteConfig, InterfaceConfig, InterfaceKind, LmiSetting, PvcConfig, PvcEnd, StaticMap,
    SwitchConfig, SwitchPortConfig,
};
pub use counters::{LmiCounters, PvcCounters};
pub use dte::{DropReason, Dte, Output, Pvc};
pub use maps::{MapKind, MapView, Unresolved};
pub use switch::{ForwardError, PortView, Switch, SwitchDropReason, SwitchOutput, SwitchRoute};

use crate::types::Dlci;
use crate::wire::lmi::{DLCI_CISCO, DLCI_Q933};

/// What a router knows of a PVC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PvcStatus {
    /// Usable to its far end.
    Active,
    /// The network has it, but its far end is not there; or LMI is down.
    Inactive,
    /// The network does not have it.
    Deleted,
    /// Nobody asks: keepalives are off.
    Static,
}

impl PvcStatus {
    /// Whether packets may be sent.
    #[must_use]
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::Active | Self::Static)
    }
}

/// Whether a DLCI is one of local management, not of data.
#[must_use]
pub fn is_management(dlci: Dlci) -> bool {
    dlci == DLCI_CISCO || dlci == DLCI_Q933
}

/// The sequence number after `sequence`: 1–255 and again, never zero (Q.933 §A.3.3).
const fn next_sequence(sequence: u8) -> u8 {
    match sequence.wrapping_add(1) {
        0 => 1,
        next => next,
    }
}

/// The last polls, of which too many must not fail (N392 of N393).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct EventWindow {
    /// One bit for each, ones are errors, the latest lowest.
    errors: u32,
}

impl EventWindow {
    /// As if nothing had worked yet.
    const ALL_ERRORS: Self = Self { errors: u32::MAX };

    const fn push(&mut self, is_error: bool) {
        self.errors = self.errors << 1 | is_error as u32;
    }

    const fn is_good(self, threshold: u8, monitored: u8) -> bool {
        let mask = match 1_u32.checked_shl(monitored as u32) {
            Some(bit) => bit - 1,
            None => u32::MAX,
        };
        (self.errors & mask).count_ones() < threshold as u32
    }
}
