//! Devices: typed configuration, interfaces, the forwarding pipeline, and protocol machines wired together.
//!
//! A frame enters at `ingress`, climbs to IP, is delivered here or forwarded, and leaves at `egress`; between the two
//! stands `tunnel` where a crypto map applies. Each machine has one file that feeds it and carries out what it asks for:
//! `redundancy` (HSRP), `routing` (RIB and RIP), `tunnel` (IKE and IPsec), `serial` (Frame Relay), `switching`
//! (the bridge), `probing` (ping), `tracing` (traceroute). `power` makes a device forget everything and boot. `reconfigure` compares configurations.

mod calendar;
pub mod cloud;
pub mod config;
pub mod device;
pub mod drop_reason;
pub mod effect;
mod egress;
pub mod fact;
pub mod frame;
mod ingress;
pub mod interface;
mod lifecycle;
mod own;
pub mod power;
mod probing;
pub mod profile;
mod reconfigure;
mod redundancy;
mod routing;
mod serial;
mod switching;
mod tracing;
mod tracking;
mod tunnel;
pub mod watch;

use std::rc::Rc;

pub use calendar::BEGINNING_MS;
pub use cloud::Cloud;
pub use device::{Device, DeviceKind, Settings};
pub use probing::PingRequest;
pub use redundancy::{StandbyGroup, TrackState};
pub use tracing::TraceRequest;
pub use tunnel::BoundPolicy;

use self::effect::Effects;
use self::frame::Frame;
use crate::time::Instant;
use crate::types::IfIndex;

/// Anything a cable can be plugged into.
#[derive(Clone, Debug)]
pub enum Node {
    /// A router or a LAN switch.
    Device(Box<Device>),
    /// A Frame Relay switch.
    Cloud(Box<Cloud>),
}

impl Node {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Device(device) => &device.name,
            Self::Cloud(cloud) => &cloud.name,
        }
    }

    /// The router or LAN switch this is.
    #[must_use]
    pub fn device(&self) -> Option<&Device> {
        match self {
            Self::Device(device) => Some(device),
            Self::Cloud(_) => None,
        }
    }

    /// The router or LAN switch this is.
    pub fn device_mut(&mut self) -> Option<&mut Device> {
        match self {
            Self::Device(device) => Some(device),
            Self::Cloud(_) => None,
        }
    }

    /// The Frame Relay switch this is.
    pub fn cloud_mut(&mut self) -> Option<&mut Cloud> {
        match self {
            Self::Device(_) => None,
            Self::Cloud(cloud) => Some(cloud),
        }
    }

    /// Switches it on.
    pub fn boot(&mut self, now: Instant, fx: &mut Effects) {
        match self {
            Self::Device(device) => device.boot(now, fx),
            Self::Cloud(cloud) => cloud.boot(now, fx),
        }
    }

    /// A frame arrived on a physical interface.
    pub fn handle_frame(
        &mut self,
        now: Instant,
        port: IfIndex,
        frame: &Rc<Frame>,
        fx: &mut Effects,
    ) {
        match self {
            Self::Device(device) => device.handle_frame(now, port, frame, fx),
            Self::Cloud(cloud) => cloud.handle_frame(now, port, frame, fx),
        }
    }

    /// The instant asked for by [`Self::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: Instant, fx: &mut Effects) {
        match self {
            Self::Device(device) => device.handle_timeout(now, fx),
            Self::Cloud(cloud) => cloud.handle_timeout(now, fx),
        }
    }

    /// The carrier of a physical interface came or went.
    pub fn set_carrier(&mut self, now: Instant, port: IfIndex, up: bool, fx: &mut Effects) {
        match self {
            Self::Device(device) => device.set_carrier(now, port, up, fx),
            Self::Cloud(cloud) => cloud.set_carrier(now, port, up, fx),
        }
    }

    /// When it wants to be woken.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        match self {
            Self::Device(device) => device.poll_timeout(),
            Self::Cloud(cloud) => cloud.poll_timeout(),
        }
    }
}
