//! A learning VLAN switch (IEEE 802.1D §7, 802.1Q): access and trunk ports, a MAC table for each VLAN, flooding.
//!
//! The switch's own CPU, where its VLAN interfaces live, is one more port of every VLAN that has such an interface.
//! Left out: spanning tree (the cabling must be free of loops), port channels, private VLANs.

#[cfg(test)]
mod tests;

use crate::types::{SortedMap, SortedSet};

use serde::{Deserialize, Serialize};

use crate::time::{Duration, Instant};
use crate::types::{IfIndex, MacAddr, VlanId};

/// How long an address is remembered without traffic (`mac address-table aging-time 300`).
pub const AGING_TIME: Duration = Duration::from_secs(300);

/// Which VLANs a trunk carries.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum AllowedVlans {
    /// 1–4094.
    #[default]
    All,
    /// These.
    Only(SortedSet<VlanId>),
}

impl AllowedVlans {
    /// Whether the trunk carries `vlan`.
    #[must_use]
    pub fn contains(&self, vlan: VlanId) -> bool {
        match self {
            Self::All => (1..=4094).contains(&vlan.0),
            Self::Only(vlans) => vlans.contains(&vlan),
        }
    }
}

/// How a port treats tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PortMode {
    /// One VLAN, untagged.
    Access(VlanId),
    /// Many VLANs, tagged but for the native one.
    Trunk {
        /// The VLAN of untagged frames.
        native: VlanId,
        /// The VLANs it carries.
        allowed: AllowedVlans,
    },
}

impl PortMode {
    /// Whether the port belongs to `vlan`.
    #[must_use]
    pub fn carries(&self, vlan: VlanId) -> bool {
        match self {
            Self::Access(own) => *own == vlan,
            Self::Trunk { allowed, .. } => allowed.contains(vlan),
        }
    }

    /// The tag of a frame of `vlan` that leaves by the port; `None` for untagged.
    #[must_use]
    pub fn tag(&self, vlan: VlanId) -> Option<VlanId> {
        match self {
            Self::Trunk { native, .. } if *native != vlan => Some(vlan),
            _ => None,
        }
    }
}

/// A way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Egress {
    /// The port.
    pub port: IfIndex,
    /// The tag to send the frame with; `None` for untagged.
    pub tag: Option<VlanId>,
}

/// What becomes of a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Decision {
    /// It leaves by one port.
    Unicast {
        /// Its VLAN.
        vlan: VlanId,
        /// The way out.
        egress: Egress,
    },
    /// It leaves by all other ports of its VLAN.
    Flood {
        /// Its VLAN.
        vlan: VlanId,
        /// The ways out, by port.
        egress: Vec<Egress>,
        /// Whether the switch itself takes a copy.
        cpu: bool,
    },
    /// It is for the switch itself.
    Cpu {
        /// Its VLAN.
        vlan: VlanId,
    },
    /// It ends here.
    Drop(DropReason),
}

/// Why a frame ends in the switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DropReason {
    /// No such switch port.
    UnknownPort,
    /// The port it came by, or would leave by, is down.
    PortDown,
    /// The trunk does not carry the frame's VLAN.
    VlanNotAllowed(VlanId),
    /// A tagged frame on an access port of another VLAN.
    TaggedOnAccessPort(VlanId),
    /// Its destination is on the port it came by.
    SamePort,
    /// Its source is a group address.
    GroupSource,
    /// Its destination group is for the switch only and never forwarded (802.1D §7.12.6; CDP, VTP).
    LinkLocalGroup,
    /// No other port is in the VLAN.
    NoEgress(VlanId),
}

/// What the table learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Output {
    /// An address is new.
    MacLearned {
        /// Where.
        vlan: VlanId,
        /// Whose.
        mac: MacAddr,
        /// Behind which port.
        port: IfIndex,
    },
    /// An address came by another port.
    MacMoved {
        /// Where.
        vlan: VlanId,
        /// Whose.
        mac: MacAddr,
        /// The port before.
        from: IfIndex,
        /// The port now.
        to: IfIndex,
    },
    /// An address was silent too long, or its port went down.
    MacRemoved {
        /// Where.
        vlan: VlanId,
        /// Whose.
        mac: MacAddr,
        /// The port before.
        port: IfIndex,
    },
}

/// A line of the MAC table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MacEntry {
    /// The VLAN.
    pub vlan: VlanId,
    /// The address.
    pub mac: MacAddr,
    /// Behind which port.
    pub port: IfIndex,
    /// Its last frame.
    pub seen_at: Instant,
}

/// A port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Port {
    /// How it treats tags.
    pub mode: PortMode,
    /// Whether it has a link.
    pub is_up: bool,
}

/// A switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    ports: SortedMap<IfIndex, Port>,
    macs: SortedMap<(VlanId, MacAddr), (IfIndex, Instant)>,
    cpu_vlans: SortedSet<VlanId>,
    cpu_macs: SortedSet<(VlanId, MacAddr)>,
    aging_time: Duration,
    /// Not later than the oldest address's end.
    timeout_at: Option<Instant>,
}

impl Default for Bridge {
    fn default() -> Self {
        Self::new()
    }
}

impl Bridge {
    /// A switch without ports.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            ports: SortedMap::new(),
            macs: SortedMap::new(),
            cpu_vlans: SortedSet::new(),
            cpu_macs: SortedSet::new(),
            aging_time: AGING_TIME,
            timeout_at: None,
        }
    }

    /// Adds a port, down, or gives it another mode; a new mode forgets its addresses.
    pub fn configure_port(&mut self, port: IfIndex, mode: PortMode, out: &mut Vec<Output>) {
        match self.ports.get_mut(&port) {
            Some(known) if known.mode == mode => return,
            Some(known) => known.mode = mode,
            None => {
                let is_up = false;
                self.ports.insert(port, Port { mode, is_up });
            }
        }
        self.flush(port, out);
    }

    /// Removes a port and its addresses.
    pub fn remove_port(&mut self, port: IfIndex, out: &mut Vec<Output>) {
        self.ports.remove(&port);
        self.flush(port, out);
    }

    /// Tells that a port's link went up or down; down forgets its addresses.
    pub fn handle_link(&mut self, port: IfIndex, is_up: bool, out: &mut Vec<Output>) {
        if let Some(known) = self.ports.get_mut(&port) {
            known.is_up = is_up;
        }
        if !is_up {
            self.flush(port, out);
        }
    }

    /// Whether the switch itself listens in `vlan`: it has an interface there.
    pub fn set_cpu_vlan(&mut self, vlan: VlanId, is_present: bool) {
        if is_present {
            self.cpu_vlans.insert(vlan);
        } else {
            self.cpu_vlans.remove(&vlan);
            self.cpu_macs.retain(|(of, _)| *of != vlan);
        }
    }

    /// Whether frames for `mac` in `vlan` are for the switch itself: its interface's own and virtual addresses.
    pub fn set_cpu_mac(&mut self, vlan: VlanId, mac: MacAddr, is_own: bool) {
        if is_own {
            self.cpu_macs.insert((vlan, mac));
            self.macs.remove(&(vlan, mac));
        } else {
            self.cpu_macs.remove(&(vlan, mac));
        }
    }

    /// Sets the ageing time (`mac address-table aging-time`).
    pub fn set_aging_time(&mut self, aging_time: Duration) {
        self.aging_time = aging_time;
        self.timeout_at = self
            .macs
            .values()
            .map(|(_, seen_at)| *seen_at + aging_time)
            .min();
    }

    /// Takes a frame from a port: learns its source and finds its destination. `tag`: the VLAN of its tag, if it has
    /// one.
    pub fn handle_frame(
        &mut self,
        now: Instant,
        port: IfIndex,
        dst: MacAddr,
        src: MacAddr,
        tag: Option<VlanId>,
        out: &mut Vec<Output>,
    ) -> Decision {
        let vlan = match self.classify(port, tag) {
            Ok(vlan) => vlan,
            Err(reason) => return Decision::Drop(reason),
        };
        if src.is_group() {
            return Decision::Drop(DropReason::GroupSource);
        }
        self.learn(now, vlan, src, port, out);
        if is_link_local(dst) {
            return Decision::Drop(DropReason::LinkLocalGroup);
        }
        self.forward(now, vlan, dst, Some(port))
    }

    /// Finds the way for a frame of the switch's own interface in `vlan`.
    #[must_use]
    pub fn forward_from_cpu(&self, now: Instant, vlan: VlanId, dst: MacAddr) -> Decision {
        self.forward(now, vlan, dst, None)
    }

    /// Whether any port that is up belongs to `vlan`: what keeps a VLAN interface up (autostate).
    #[must_use]
    pub fn is_vlan_up(&self, vlan: VlanId) -> bool {
        self.ports
            .values()
            .any(|port| port.is_up && port.mode.carries(vlan))
    }

    /// The ports.
    pub fn ports(&self) -> impl Iterator<Item = (IfIndex, &Port)> + '_ {
        self.ports.iter().map(|(index, port)| (*index, port))
    }

    /// The MAC table, by VLAN and address.
    pub fn macs(&self) -> impl Iterator<Item = MacEntry> + '_ {
        self.macs.iter().map(|(key, entry)| MacEntry {
            vlan: key.0,
            mac: key.1,
            port: entry.0,
            seen_at: entry.1,
        })
    }

    /// Forgets all addresses (`clear mac address-table dynamic`).
    pub fn clear_macs(&mut self, out: &mut Vec<Output>) {
        self.remove_where(|_, _| true, out);
    }

    /// When [`Self::handle_timeout`] is due.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Instant> {
        self.timeout_at
    }

    /// Forgets addresses that were silent too long.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.timeout_at.is_none_or(|at| now < at) {
            return;
        }
        let aging_time = self.aging_time;
        self.remove_where(|_, seen_at| seen_at + aging_time <= now, out);
        self.timeout_at = self
            .macs
            .values()
            .map(|(_, seen_at)| *seen_at + aging_time)
            .min();
    }

    fn classify(&self, port: IfIndex, tag: Option<VlanId>) -> Result<VlanId, DropReason> {
        let port = self.ports.get(&port).ok_or(DropReason::UnknownPort)?;
        if !port.is_up {
            return Err(DropReason::PortDown);
        }
        // VLAN 0 is a priority tag: the frame counts as untagged (802.1Q §6.9).
        match (&port.mode, tag.filter(|vid| vid.0 != 0)) {
            (PortMode::Access(vlan), None) => Ok(*vlan),
            (PortMode::Access(vlan), Some(vid)) if *vlan == vid => Ok(vid),
            (PortMode::Access(_), Some(vid)) => Err(DropReason::TaggedOnAccessPort(vid)),
            (PortMode::Trunk { native, allowed }, tag) => {
                let vlan = tag.unwrap_or(*native);
                if allowed.contains(vlan) {
                    Ok(vlan)
                } else {
                    Err(DropReason::VlanNotAllowed(vlan))
                }
            }
        }
    }

    fn learn(
        &mut self,
        now: Instant,
        vlan: VlanId,
        mac: MacAddr,
        port: IfIndex,
        out: &mut Vec<Output>,
    ) {
        if self.cpu_macs.contains(&(vlan, mac)) {
            return;
        }
        if let Some((known, seen_at)) = self.macs.get_mut(&(vlan, mac)) {
            *seen_at = now;
            if *known != port {
                let from = core::mem::replace(known, port);
                let to = port;
                out.push(Output::MacMoved {
                    vlan,
                    mac,
                    from,
                    to,
                });
            }
            return;
        }
        self.macs.insert((vlan, mac), (port, now));
        let ends_at = now + self.aging_time;
        self.timeout_at = Some(self.timeout_at.map_or(ends_at, |at| at.min(ends_at)));
        out.push(Output::MacLearned { vlan, mac, port });
    }

    fn forward(
        &self,
        now: Instant,
        vlan: VlanId,
        dst: MacAddr,
        ingress: Option<IfIndex>,
    ) -> Decision {
        if dst.is_group() {
            return self.flood(vlan, ingress, true);
        }
        if ingress.is_some() && self.cpu_macs.contains(&(vlan, dst)) {
            return Decision::Cpu { vlan };
        }
        match self.macs.get(&(vlan, dst)) {
            Some((port, seen_at)) if now < *seen_at + self.aging_time => {
                if ingress == Some(*port) {
                    return Decision::Drop(DropReason::SamePort);
                }
                let Some(known) = self.ports.get(port).filter(|known| known.is_up) else {
                    return Decision::Drop(DropReason::PortDown);
                };
                let tag = known.mode.tag(vlan);
                let egress = Egress { port: *port, tag };
                Decision::Unicast { vlan, egress }
            }
            // The switch does not listen to unknown unicast.
            _ => self.flood(vlan, ingress, false),
        }
    }

    fn flood(&self, vlan: VlanId, ingress: Option<IfIndex>, is_group: bool) -> Decision {
        let egress: Vec<_> = self
            .ports
            .iter()
            .filter(|(index, port)| {
                port.is_up && ingress != Some(**index) && port.mode.carries(vlan)
            })
            .map(|(index, port)| Egress {
                port: *index,
                tag: port.mode.tag(vlan),
            })
            .collect();
        let cpu = is_group && ingress.is_some() && self.cpu_vlans.contains(&vlan);
        match (egress.is_empty(), cpu) {
            (true, true) => Decision::Cpu { vlan },
            (true, false) => Decision::Drop(DropReason::NoEgress(vlan)),
            (false, cpu) => Decision::Flood { vlan, egress, cpu },
        }
    }

    fn flush(&mut self, port: IfIndex, out: &mut Vec<Output>) {
        self.remove_where(|behind, _| behind == port, out);
    }

    fn remove_where(&mut self, gone: impl Fn(IfIndex, Instant) -> bool, out: &mut Vec<Output>) {
        let removed = self
            .macs
            .extract_if(.., |_, (port, seen_at)| gone(*port, *seen_at));
        for ((vlan, mac), (port, _)) in removed {
            out.push(Output::MacRemoved { vlan, mac, port });
        }
    }
}

/// The groups of 802.1D §7.12.6, and Cisco's for CDP, VTP and the like.
fn is_link_local(dst: MacAddr) -> bool {
    let [head @ .., last] = dst.0;
    (head == [0x01, 0x80, 0xc2, 0, 0] && last & 0xf0 == 0)
        || dst.0 == [0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc]
}
