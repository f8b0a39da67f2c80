//! A router or LAN switch: its state, and when it wants to be woken.

use crate::types::{SortedMap, SortedSet};
use std::net::Ipv4Addr;
use std::rc::Rc;

use super::calendar::Calendar;
use super::config::DeviceConfig;
use super::effect::Effects;
use super::frame::{Packet, Tag};
use super::interface::{Interface, InterfaceCounters};
use super::lifecycle::Delayed;
use super::power::PowerLoss;
use super::profile::Profile;
use super::redundancy::{StandbyGroup, TrackState};
use super::tracing::TraceSession;
use super::tunnel::{BoundPolicy, ReverseRoute};
use super::watch::Watch;
use crate::proto::arp;
use crate::proto::bridge::Bridge;
use crate::proto::frame_relay::Dte;
use crate::proto::icmp::ping::Ping;
use crate::proto::icmp::rate_limit::RateLimiter;
use crate::proto::ike::{Ike, IkeConfig};
use crate::proto::ip::fragment::Reassembler;
use crate::proto::ip::{Path, Rib};
use crate::proto::ipsec::sad::Sad;
use crate::proto::rip;
use crate::rng::Rng;
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, InterfaceName, MacAddr, NodeId, Prefix};

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum DeviceKind {
    /// A router of the 2600 class, IOS 12.4.
    Router,
    /// A Catalyst switch of the 3560 class, with IP.
    Switch,
}

/// Behavior in which releases differ (reference 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Periodic DPD keeps its period whatever traffic arrives.
    pub strict_periodic_dpd: bool,
    /// `shutdown` of an active HSRP router's interface sends a Resign.
    pub hsrp_resign_on_shutdown: bool,
    /// Reverse routes of a map bound to an HSRP group exist only while the group is active.
    pub rri_follows_hsrp: bool,
    /// ESP is encrypted at once, not when somebody looks.
    pub eager_encryption: bool,
}

/// A ping and whose it is.
#[derive(Clone, Debug)]
pub(super) struct PingSession {
    pub(super) id: u32,
    pub(super) machine: Ping,
    pub(super) target: Ipv4Addr,
    pub(super) source: Option<Ipv4Addr>,
    pub(super) dont_fragment: bool,
    pub(super) tos: u8,
    pub(super) tag: Option<Tag>,
    /// How late its next timeout is noticed.
    pub(super) lateness: Duration,
}

impl PingSession {
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.machine.poll_timeout().map(|at| at + self.lateness)
    }
}

/// A router or LAN switch.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its index in the world.
    pub id: NodeId,
    /// Its name in the scenario; the host name may differ.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// How fast it is.
    pub profile: Profile,
    /// Which release it runs.
    pub settings: Settings,
    pub(super) config: Rc<DeviceConfig>,
    /// In NVRAM.
    pub(super) startup: Option<Rc<DeviceConfig>>,
    pub(super) calendar: Calendar,
    /// Why it was last off.
    pub(super) power_loss: Option<PowerLoss>,
    pub(super) ports: Vec<InterfaceName>,
    pub(super) interfaces: Vec<Interface>,
    pub(super) by_name: SortedMap<InterfaceName, IfIndex>,
    pub(super) arp: arp::Cache<Packet>,
    pub(super) rib: Rib,
    pub(super) bridge: Option<Bridge>,
    pub(super) dtes: SortedMap<IfIndex, Dte>,
    pub(super) standby: Vec<StandbyGroup>,
    pub(super) rip: Option<rip::Process>,
    pub(super) ike: Ike,
    pub(super) sad: Sad,
    pub(super) policies: SortedMap<IfIndex, BoundPolicy>,
    pub(super) pings: Vec<PingSession>,
    pub(super) traces: Vec<TraceSession>,
    pub(super) reassembler: Reassembler,
    pub(super) unreachables: RateLimiter,
    pub(super) delayed: SortedMap<(Instant, u32), Delayed>,
    pub(super) rng: Rng,
    pub(super) booted_at: Instant,
    pub(super) is_running: bool,
    pub(super) tick_phase: Duration,
    pub(super) next_identification: u16,
    pub(super) next_serial: u32,
    /// Static routes offered to the table.
    pub(super) statics_installed: Vec<(Prefix, Path)>,
    /// Reverse routes that stand in the table.
    pub(super) reverse_routes_installed: SortedSet<ReverseRoute>,
    /// What RIP was told to redistribute.
    pub(super) redistributed: SortedMap<Prefix, rip::Redistributed>,
    /// Traffic that met a crypto map without an SA, for `#send errors`.
    pub(super) send_errors: SortedMap<IfIndex, u64>,
    /// Packets that matched each entry of each access list.
    pub(super) list_matches: SortedMap<String, SortedMap<u32, u64>>,
    /// What tracked objects have been through.
    pub(super) track_states: SortedMap<u16, TrackState>,
    /// What somebody wants to see.
    pub(super) watch: Watch,
    /// The tracked routes, by their objects: whether each was there when it was looked at last.
    pub(super) tracked_routes: SortedMap<u16, bool>,
    /// Whether they will be looked at again.
    pub(super) polls_routes: bool,
    /// How late IKE's next timer fires.
    pub(super) ike_lateness: Duration,
    wake_at: Option<Instant>,
}

impl Device {
    /// A device that is switched off. `boot` switches it on with this configuration, which is also its startup configuration.
    #[must_use]
    pub fn new(
        id: NodeId,
        name: &str,
        kind: DeviceKind,
        ports: Vec<InterfaceName>,
        config: DeviceConfig,
        settings: Settings,
        rng: &Rng,
    ) -> Self {
        let mut rng = rng.split(name);
        let profile = match kind {
            DeviceKind::Router => Profile::router(),
            DeviceKind::Switch => Profile::switch(),
        };
        let tick_phase = rng.duration_below(profile.clock_tick);
        let config = Rc::new(config);
        let mut device = Self {
            id,
            name: name.to_owned(),
            kind,
            settings,
            startup: Some(Rc::clone(&config)),
            config,
            calendar: Calendar::new(Instant::ZERO),
            power_loss: None,
            interfaces: Vec::new(),
            by_name: SortedMap::new(),
            arp: arp::Cache::new(arp::Config::IOS),
            rib: Rib::default(),
            bridge: (kind == DeviceKind::Switch).then(Bridge::default),
            dtes: SortedMap::new(),
            standby: Vec::new(),
            rip: None,
            ike: Ike::new(IkeConfig::default(), rng.split("ike")),
            sad: Sad::default(),
            policies: SortedMap::new(),
            pings: Vec::new(),
            traces: Vec::new(),
            reassembler: Reassembler::default(),
            unreachables: RateLimiter::default(),
            delayed: SortedMap::new(),
            rng,
            booted_at: Instant::ZERO,
            is_running: false,
            tick_phase,
            next_identification: 0,
            next_serial: 0,
            statics_installed: Vec::new(),
            reverse_routes_installed: SortedSet::new(),
            redistributed: SortedMap::new(),
            send_errors: SortedMap::new(),
            list_matches: SortedMap::new(),
            track_states: SortedMap::new(),
            watch: Watch::default(),
            tracked_routes: SortedMap::new(),
            polls_routes: false,
            ike_lateness: Duration::ZERO,
            wake_at: None,
            profile,
            ports,
        };
        for port in device.ports.clone() {
            device.ensure_interface(port);
        }
        device
    }

    /// The running configuration.
    #[must_use]
    pub fn config(&self) -> &DeviceConfig {
        &self.config
    }

    /// Its physical interfaces.
    #[must_use]
    pub fn ports(&self) -> &[InterfaceName] {
        &self.ports
    }

    /// Its interfaces, by [`IfIndex`].
    #[must_use]
    pub fn interfaces(&self) -> &[Interface] {
        &self.interfaces
    }

    /// An interface by name.
    #[must_use]
    pub fn index_of(&self, name: InterfaceName) -> Option<IfIndex> {
        self.by_name.get(&name).copied()
    }

    /// The ARP cache.
    #[must_use]
    pub const fn arp(&self) -> &arp::Cache<Packet> {
        &self.arp
    }

    /// The routing table.
    #[must_use]
    pub const fn rib(&self) -> &Rib {
        &self.rib
    }

    /// The MAC table of a switch.
    #[must_use]
    pub const fn bridge(&self) -> Option<&Bridge> {
        self.bridge.as_ref()
    }

    /// Frame Relay on its serial interfaces.
    #[must_use]
    pub const fn dtes(&self) -> &SortedMap<IfIndex, Dte> {
        &self.dtes
    }

    /// Its HSRP groups, each with its interface.
    #[must_use]
    pub fn standby_groups(&self) -> &[StandbyGroup] {
        &self.standby
    }

    /// Its RIP process.
    #[must_use]
    pub const fn rip(&self) -> Option<&rip::Process> {
        self.rip.as_ref()
    }

    /// Its ISAKMP process.
    #[must_use]
    pub const fn ike(&self) -> &Ike {
        &self.ike
    }

    /// Its IPsec SAs.
    #[must_use]
    pub const fn sad(&self) -> &Sad {
        &self.sad
    }

    /// Its crypto maps in force, by interface.
    #[must_use]
    pub const fn policies(&self) -> &SortedMap<IfIndex, BoundPolicy> {
        &self.policies
    }

    /// Packets dropped on an interface because no SA existed.
    #[must_use]
    pub fn send_errors(&self, ifx: IfIndex) -> u64 {
        self.send_errors.get(&ifx).copied().unwrap_or(0)
    }

    /// Packets that matched an entry of an access list the device looks at.
    #[must_use]
    pub fn list_matches(&self, list: &str, entry: u32) -> u64 {
        let list = self.list_matches.get(list);
        list.and_then(|list| list.get(&entry)).copied().unwrap_or(0)
    }

    /// `clear access-list counters [LIST]`.
    pub fn clear_list_matches(&mut self, list: Option<&str>) {
        self.list_matches
            .retain(|name, _| list.is_some_and(|list| list != name));
    }

    /// `clear counters [INTERFACE]`: what `show interfaces` counts, but for the rates.
    pub fn clear_counters(&mut self, now: Instant, interface: Option<InterfaceName>) {
        let all = self.interfaces.iter_mut();
        for one in all.filter(|one| interface.is_none_or(|name| name == one.name)) {
            one.counters = InterfaceCounters {
                input: one.counters.input,
                output: one.counters.output,
                cleared_at: Some(now),
                ..InterfaceCounters::default()
            };
        }
    }

    /// `clear crypto sa counters`.
    pub fn clear_crypto_counters(&mut self) {
        self.sad.clear_counters();
        self.send_errors.clear();
    }

    /// `clear mac address-table dynamic`.
    pub fn clear_macs(&mut self) {
        if let Some(bridge) = &mut self.bridge {
            bridge.clear_macs(&mut Vec::new());
        }
    }

    /// What a tracked object has been through.
    #[must_use]
    pub fn track_state(&self, object: u16) -> Option<TrackState> {
        self.track_states.get(&object).copied()
    }

    /// The reverse routes that stand in the table: the network, and the peer it is behind.
    pub fn reverse_routes_installed(&self) -> impl Iterator<Item = (Prefix, Ipv4Addr)> {
        let routes = self.reverse_routes_installed.iter();
        routes.map(|route| (route.prefix, route.peer))
    }

    /// When it was switched on.
    #[must_use]
    pub const fn booted_at(&self) -> Instant {
        self.booted_at
    }

    /// An instant as its clock shows it: the last tick.
    #[must_use]
    pub fn clock(&self, at: Instant) -> Instant {
        let tick = self.profile.clock_tick;
        let up = at.round_up_to_tick(tick, self.tick_phase);
        if up > at { up - tick } else { up }
    }

    pub(super) fn interface(&self, ifx: IfIndex) -> &Interface {
        &self.interfaces[usize::from(ifx.0)]
    }

    pub(super) fn interface_mut(&mut self, ifx: IfIndex) -> &mut Interface {
        &mut self.interfaces[usize::from(ifx.0)]
    }

    pub(super) fn indices(&self) -> impl Iterator<Item = IfIndex> + use<> {
        (0..self.interfaces.len() as u16).map(IfIndex)
    }

    /// The interface called `name`, made if it is not there yet.
    pub(super) fn ensure_interface(&mut self, name: InterfaceName) -> IfIndex {
        if let Some(ifx) = self.by_name.get(&name) {
            return *ifx;
        }
        let ifx = IfIndex(self.interfaces.len() as u16);
        let port = if name.subinterface.is_some() {
            Some(self.ensure_interface(name.parent()))
        } else {
            name.kind.is_physical().then_some(ifx)
        };
        // The parent may have been made just now.
        let ifx = IfIndex(self.interfaces.len() as u16);
        let port = if name.subinterface.is_some() {
            port
        } else {
            port.map(|_| ifx)
        };
        let mac = match port.filter(|port| *port != ifx) {
            Some(parent) => self.interface(parent).mac,
            None => MacAddr([
                0x00,
                0x11,
                0x20,
                self.id.0 as u8,
                (self.id.0 >> 8) as u8,
                ifx.0 as u8,
            ]),
        };
        self.interfaces.push(Interface::new(name, port, mac));
        self.by_name.insert(name, ifx);
        ifx
    }

    pub(super) fn name_of(&self, ifx: IfIndex) -> InterfaceName {
        self.interface(ifx).name
    }

    /// Addresses of this device that answer now, virtual ones included.
    #[must_use]
    pub fn owns(&self, addr: Ipv4Addr) -> bool {
        self.interfaces
            .iter()
            .any(|interface| interface.addr() == Some(addr) && interface.line_protocol)
            || self.owned_virtual(addr).is_some()
    }

    pub(super) fn serial(&mut self) -> u32 {
        self.next_serial += 1;
        self.next_serial
    }

    pub(super) fn identification(&mut self) -> u16 {
        self.next_identification = self.next_identification.wrapping_add(1);
        self.next_identification
    }

    /// Time this packet spends in the device.
    pub(super) fn forwarding_time(&mut self) -> Duration {
        self.profile.forwarding_delay + self.rng.duration_below(self.profile.forwarding_jitter)
    }

    pub(super) fn delay(&mut self, at: Instant, what: Delayed) {
        let serial = self.serial();
        self.delayed.insert((at, serial), what);
        self.note_deadline(Some(at));
    }

    /// A machine's deadline may have moved to `at`.
    pub(super) fn note_deadline(&mut self, at: Option<Instant>) {
        // What is not before the next wake-up is not before it when rounded up either.
        if let Some(at) = at.filter(|at| self.wake_at.is_none_or(|wake| *at < wake)) {
            let at = at.round_up_to_tick(self.profile.clock_tick, self.tick_phase);
            self.wake_at = Some(self.wake_at.map_or(at, |wake| wake.min(at)));
        }
    }

    /// When the device wants to be woken: on its own clock tick.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Instant> {
        self.wake_at
    }

    /// Wakes every machine whose time has come.
    pub fn handle_timeout(&mut self, now: Instant, fx: &mut Effects) {
        self.wake_at = None;
        if !self.is_running && !self.delayed.is_empty() {
            self.run_delayed(now, fx);
            self.recompute_deadline();
            return;
        }
        self.run_delayed(now, fx);
        self.wake_standby(now, fx);
        self.wake_serial(now, fx);
        self.wake_rip(now, fx);
        self.wake_tunnels(now, fx);
        self.wake_pings(now, fx);
        self.wake_traces(now, fx);
        self.wake_neighbors(now, fx);
        self.recompute_deadline();
    }

    fn recompute_deadline(&mut self) {
        let deadlines = [
            self.delayed.keys().next().map(|(at, _)| *at),
            self.standby
                .iter()
                .filter_map(|group| group.machine.poll_timeout())
                .min(),
            self.dtes.values().filter_map(Dte::poll_timeout).min(),
            self.rip.as_ref().and_then(rip::Process::poll_timeout),
            self.ike.poll_timeout().map(|at| at + self.ike_lateness),
            self.sad.poll_timeout(),
            self.pings
                .iter()
                .filter_map(PingSession::poll_timeout)
                .min(),
            self.traces
                .iter()
                .filter_map(TraceSession::poll_timeout)
                .min(),
            self.arp.poll_timeout(),
            self.bridge.as_ref().and_then(Bridge::poll_timeout),
            self.reassembler.poll_timeout(),
        ];
        self.wake_at = None;
        self.note_deadline(deadlines.into_iter().flatten().min());
    }
}
