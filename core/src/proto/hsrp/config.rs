//! What an operator sets for a group (RFC 2281 §5.1), and the defaults.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::time::Duration;
use crate::types::{GroupNumber, IfIndex};
use crate::wire::hsrp::DEFAULT_AUTHENTICATION_DATA;

/// Hello time of a group that has none configured and has learned none (RFC 2281 §5.1).
pub const DEFAULT_HELLO_TIME: Duration = Duration::from_secs(3);
/// Hold time of a group that has none configured and has learned none (RFC 2281 §5.1).
pub const DEFAULT_HOLD_TIME: Duration = Duration::from_secs(10);
/// Priority of a group that has none configured (RFC 2281 §5.1).
pub const DEFAULT_PRIORITY: u8 = 100;
/// What a tracked object that is down takes from the priority, unless said otherwise.
pub const DEFAULT_DECREMENT: u8 = 10;

/// One group on one interface. A group without any virtual address line does not exist: the owner makes no machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Group number.
    pub group: GroupNumber,
    /// The virtual address; `None` learns it from the active router.
    pub virtual_ip: Option<Ipv4Addr>,
    /// Priority before tracking.
    pub priority: u8,
    /// Whether to take over from an active router of lower priority.
    pub preempt: bool,
    /// How long a preemption is put off.
    pub preempt_delay: PreemptDelay,
    /// Timers; `None` learns them from the active router. Not whole seconds: neither advertised nor learned.
    pub timers: Option<Timers>,
    /// Clear-text authentication data.
    pub authentication_data: [u8; 8],
    /// The redundancy group's name, if one was given.
    pub name: Option<String>,
    /// What lowers the priority while it is down; the decrements add up.
    pub tracks: Vec<Track>,
    /// How long the group waits after its interface came up.
    pub startup_delay: StartupDelay,
    /// Whether taking the interface down by command sends a Resign (releases differ).
    pub resign_on_shutdown: bool,
    /// Whether an active router that is deposed by a Coup sends a Resign, as RFC 2281 §5.6 has it. Captures of IOS
    /// show none.
    pub resign_on_coup: bool,
}

impl Config {
    /// A group with all defaults.
    #[must_use]
    pub const fn new(group: GroupNumber, virtual_ip: Option<Ipv4Addr>) -> Self {
        Self {
            group,
            virtual_ip,
            priority: DEFAULT_PRIORITY,
            preempt: false,
            preempt_delay: PreemptDelay {
                minimum: Duration::ZERO,
                reload: Duration::ZERO,
                sync: Duration::ZERO,
            },
            timers: None,
            authentication_data: DEFAULT_AUTHENTICATION_DATA,
            name: None,
            tracks: Vec::new(),
            startup_delay: StartupDelay {
                minimum: Duration::from_secs(1),
                reload: Duration::ZERO,
            },
            resign_on_shutdown: true,
            resign_on_coup: false,
        }
    }
}

/// Configured hello and hold times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timers {
    /// Time between Hellos.
    pub hello: Duration,
    /// Time a Hello is good for.
    pub hold: Duration,
}

/// `preempt delay`: zero means none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreemptDelay {
    /// Counts from the first chance to preempt.
    pub minimum: Duration,
    /// Counts from boot.
    pub reload: Duration,
    /// The longest wait for redundancy clients; without such clients there is nothing to wait for.
    pub sync: Duration,
}

/// The interface's `standby delay`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartupDelay {
    /// Counts from the interface's coming up.
    pub minimum: Duration,
    /// Counts from boot.
    pub reload: Duration,
}

/// Something whose failure lowers the priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// What is watched.
    pub target: TrackTarget,
    /// Taken from the priority while it is down.
    pub decrement: u8,
}

/// What the owner watches for the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TrackTarget {
    /// An interface's line protocol.
    Interface(IfIndex),
    /// A tracking object, by number.
    Object(u16),
}
