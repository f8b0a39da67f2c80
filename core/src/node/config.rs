//! The running configuration of a device, as a value.
//!
//! `ios` turns lines into changes of this value and prints it back; `Node::reconfigure` compares an old and a new value
//! and tells the machines concerned. Defaults are IOS 12.4's, so that a default means "not shown".

use crate::types::SortedMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::proto::ipsec::sa::{EspTransform, SaLifetime};
use crate::time::Duration;
use crate::types::{Dlci, InterfaceName, Prefix, VlanId, Wildcard};

/// Everything a person can configure on one device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceConfig {
    /// `hostname`.
    pub hostname: String,
    /// `interface …`, physical and logical.
    pub interfaces: SortedMap<InterfaceName, InterfaceConfig>,
    /// `ip access-list …` and `access-list …`, by name or number.
    pub access_lists: SortedMap<String, AccessList>,
    /// `crypto isakmp …`.
    pub isakmp: IsakmpConfig,
    /// `crypto ipsec transform-set …`.
    pub transform_sets: SortedMap<String, TransformSet>,
    /// `crypto ipsec security-association lifetime …`.
    pub sa_lifetime: SaLifetime,
    /// `crypto map NAME SEQ …`.
    pub crypto_maps: SortedMap<String, SortedMap<u16, CryptoMapEntry>>,
    /// `router rip`.
    pub rip: Option<RipConfig>,
    /// `ip route …`, by prefix as IOS lists them, then in the order typed.
    pub static_routes: Vec<StaticRoute>,
    /// `ip host NAME A…`.
    pub hosts: SortedMap<String, Vec<Ipv4Addr>>,
    /// `track N …`.
    pub tracks: SortedMap<u16, TrackConfig>,
    /// `vlan N` on a switch.
    pub vlans: SortedMap<VlanId, String>,
    /// `[no] ip routing`; `None` is the device's default: on on a router, off on a switch.
    pub ip_routing: Option<bool>,
    /// `ip default-gateway A`: who sends on what a device without `ip routing` has for others.
    pub default_gateway: Option<Ipv4Addr>,
    /// `service timestamps …`.
    pub timestamps: Timestamps,
    /// `logging …`.
    pub logging: Logging,
    /// Lines IOS would accept and we do not act on, as they are printed back, keyed by the block they stand in
    /// (empty for global lines, else the block's first line such as `line con 0`).
    pub unsimulated: SortedMap<String, Vec<String>>,
}

impl DeviceConfig {
    /// The first address of a name that `ip host` gives; names are case blind.
    #[must_use]
    pub fn host(&self, name: &str) -> Option<Ipv4Addr> {
        let mut all = self.hosts.iter();
        let found = all.find(|(host, _)| host.eq_ignore_ascii_case(name));
        found.and_then(|(_, addresses)| addresses.first().copied())
    }

    /// The routes of a device that does not route: all by its default gateway.
    #[must_use]
    pub fn host_routes(&self) -> Vec<StaticRoute> {
        let gateway = self.default_gateway.map(|gateway| StaticRoute {
            prefix: Prefix::DEFAULT,
            interface: None,
            next_hop: Some(gateway),
            distance: None,
            name: None,
            permanent: false,
        });
        gateway.into_iter().collect()
    }

    /// The configuration of an interface, if it exists.
    #[must_use]
    pub fn interface(&self, name: InterfaceName) -> Option<&InterfaceConfig> {
        self.interfaces.get(&name)
    }
}

/// `service timestamps debug|log`: how console lines are stamped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timestamps {
    /// The stamp of debug lines.
    pub debug: Stamp,
    /// The stamp of log lines.
    pub log: Stamp,
}

impl Default for Timestamps {
    fn default() -> Self {
        Self {
            debug: Stamp::DATETIME_MSEC,
            log: Stamp::DATETIME_MSEC,
        }
    }
}

/// A way to stamp a console line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stamp {
    /// No stamp.
    None,
    /// `00:13:31: `.
    Uptime,
    /// `*Mar  1 00:05:27: `, and what is added to it.
    Datetime(Datetime),
}

impl Stamp {
    /// `*Mar  1 00:05:27: `.
    pub const DATETIME: Self = Self::Datetime(Datetime {
        msec: false,
        localtime: false,
        show_timezone: false,
        year: false,
    });
    /// `*Mar  1 00:05:27.819: `.
    pub const DATETIME_MSEC: Self = Self::Datetime(Datetime {
        msec: true,
        localtime: false,
        show_timezone: false,
        year: false,
    });
}

/// `datetime [msec] [localtime] [show-timezone] [year]`. Clocks run in UTC, so local time is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a keyword of its own"
)]
pub struct Datetime {
    /// With milliseconds.
    pub msec: bool,
    /// In local time.
    pub localtime: bool,
    /// With the name of the time zone.
    pub show_timezone: bool,
    /// With the year.
    pub year: bool,
}

/// `logging …` and `service sequence-numbers`: where messages go. Severities run from 0 to 7, debug lines are 7;
/// a destination takes its own severity and what is graver, `None` takes nothing.
/// The buffer is on by default, as in the reference's captures; on some 12.4 platforms it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logging {
    /// `no logging on`.
    pub is_off: bool,
    /// `logging console`.
    pub console: Option<u8>,
    /// `logging monitor`.
    pub monitor: Option<u8>,
    /// `logging buffered`.
    pub buffered: Option<u8>,
    /// Octets of the buffer.
    pub buffer_size: u32,
    /// `service sequence-numbers`.
    pub has_sequence_numbers: bool,
}

impl Logging {
    /// Octets of the buffer unless configured.
    pub const BUFFER_SIZE: u32 = 4096;
}

impl Default for Logging {
    fn default() -> Self {
        Self {
            is_off: false,
            console: Some(7),
            monitor: Some(7),
            buffered: Some(7),
            buffer_size: Self::BUFFER_SIZE,
            has_sequence_numbers: false,
        }
    }
}

/// One interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceConfig {
    /// `description`.
    pub description: Option<String>,
    /// `shutdown`.
    pub shutdown: bool,
    /// `ip address A M`.
    pub address: Option<InterfaceAddress>,
    /// `ip address A M secondary`.
    pub secondary: Vec<InterfaceAddress>,
    /// `encapsulation …`.
    pub encapsulation: Encapsulation,
    /// `standby GROUP …`.
    pub standby: SortedMap<u8, StandbyConfig>,
    /// `standby delay minimum S reload S`, in seconds.
    pub standby_delay: Option<StandbyDelay>,
    /// `crypto map NAME [redundancy GROUP-NAME]`.
    pub crypto_map: Option<CryptoMapBinding>,
    /// `[no] ip split-horizon`; `None` is the default of the interface's kind.
    pub split_horizon: Option<bool>,
    /// `ip rip send version`.
    pub rip_send: Option<RipVersions>,
    /// `ip rip receive version`.
    pub rip_receive: Option<RipVersions>,
    /// Frame Relay.
    pub frame_relay: FrameRelayConfig,
    /// Whether a Frame Relay subinterface is point-to-point; `None` on other interfaces.
    pub point_to_point: Option<bool>,
    /// Switch port settings; `None` on routers and SVIs.
    pub switchport: Option<Switchport>,
    /// `bandwidth`, in kilobits per second; what the interface reports, not its speed.
    pub bandwidth_kbps: Option<u32>,
    /// `ip mtu`, in octets.
    pub ip_mtu: Option<u16>,
    /// `no ip proxy-arp`.
    pub no_proxy_arp: bool,
    /// `no keepalive`.
    pub no_keepalive: bool,
}

/// An address with its prefix length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InterfaceAddress {
    /// The address.
    pub addr: Ipv4Addr,
    /// The prefix length.
    pub len: u8,
}

impl InterfaceAddress {
    /// The connected network.
    #[must_use]
    pub const fn prefix(self) -> Prefix {
        Prefix::new(self.addr, self.len)
    }
}

/// How packets are framed on an interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encapsulation {
    /// ARPA on Ethernet, HDLC on serial lines.
    #[default]
    Default,
    /// `encapsulation dot1Q N [native]`, on an Ethernet subinterface.
    Dot1q {
        /// The VLAN.
        vlan: VlanId,
        /// Whether frames go untagged.
        native: bool,
    },
    /// `encapsulation frame-relay [ietf]`.
    FrameRelay {
        /// RFC 2427 instead of Cisco's format.
        ietf: bool,
    },
}

/// One HSRP group on an interface (`standby GROUP …`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandbyConfig {
    /// `ip [A]`: enables the group; `Some(None)` learns the address.
    pub ip: Option<Option<Ipv4Addr>>,
    /// `timers …`.
    pub timers: Option<StandbyTimers>,
    /// `priority N`; 100 if absent.
    pub priority: Option<u8>,
    /// `preempt [delay …]`.
    pub preempt: Option<PreemptDelay>,
    /// `name NAME`.
    pub name: Option<String>,
    /// `authentication [text] WORD`, at most 8 octets; `cisco` if absent.
    pub authentication: Option<String>,
    /// `track …`, in the order typed.
    pub tracks: Vec<StandbyTrack>,
}

/// `standby GROUP timers [msec] H [msec] T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandbyTimers {
    /// Hello time, in milliseconds.
    pub hello_ms: u32,
    /// Hold time, in milliseconds.
    pub hold_ms: u32,
    /// Whether the hello time was given in milliseconds.
    pub hello_in_ms: bool,
    /// Whether the hold time was given in milliseconds.
    pub hold_in_ms: bool,
}

/// `standby GROUP preempt delay minimum S reload S sync S`, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreemptDelay {
    /// `minimum`.
    pub minimum_secs: Option<u16>,
    /// `reload`.
    pub reload_secs: Option<u16>,
    /// `sync`.
    pub sync_secs: Option<u16>,
}

/// `standby delay`, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandbyDelay {
    /// `minimum`.
    pub minimum_secs: u16,
    /// `reload`.
    pub reload_secs: u16,
}

/// `standby GROUP track TARGET [DECREMENT]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandbyTrack {
    /// What is watched.
    pub target: TrackTarget,
    /// How much priority its loss costs; `None` is the default, 10.
    pub decrement: Option<u8>,
}

/// What HSRP can watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackTarget {
    /// An interface's line protocol.
    Interface(InterfaceName),
    /// A `track` object.
    Object(u16),
}

/// `track N …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackConfig {
    /// What is watched.
    pub object: TrackObject,
}

/// What a `track` object watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackObject {
    /// `interface IF line-protocol`.
    LineProtocol(InterfaceName),
    /// `interface IF ip routing`: up while the line protocol is and the interface has an address.
    IpRouting(InterfaceName),
    /// `ip route A M reachability`: up while the table has the route.
    Reachability(Prefix),
    /// `rtr N [state|reachability]`: parsed, not simulated; counts as up.
    Rtr {
        /// The operation.
        operation: u16,
        /// `reachability` instead of `state`.
        reachability: bool,
    },
}

impl TrackConfig {
    /// The interface that is watched, if it is one.
    #[must_use]
    pub const fn interface(&self) -> Option<InterfaceName> {
        match self.object {
            TrackObject::LineProtocol(name) | TrackObject::IpRouting(name) => Some(name),
            TrackObject::Reachability(_) | TrackObject::Rtr { .. } => None,
        }
    }
}

/// `crypto map NAME [redundancy GROUP-NAME]` on an interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CryptoMapBinding {
    /// The map.
    pub map: String,
    /// The HSRP group whose virtual address is the tunnel end.
    pub redundancy: Option<String>,
}

/// Frame Relay settings of an interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameRelayConfig {
    /// `frame-relay map ip A DLCI …`.
    pub maps: SortedMap<Ipv4Addr, FrameRelayMap>,
    /// `frame-relay interface-dlci N`.
    pub interface_dlci: Option<Dlci>,
    /// `no frame-relay inverse-arp`.
    pub no_inverse_arp: bool,
    /// `frame-relay lmi-type …`; `None` senses it.
    pub lmi_type: Option<LmiKind>,
}

/// `frame-relay map ip A DLCI [broadcast] [ietf|cisco]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameRelayMap {
    /// The circuit.
    pub dlci: Dlci,
    /// Whether broadcasts and multicasts are copied to it.
    pub broadcast: bool,
    /// `Some(true)` for `ietf`, `Some(false)` for `cisco`, `None` for the interface's.
    pub ietf: Option<bool>,
}

/// The dialects of LMI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LmiKind {
    /// Cisco's, DLCI 1023.
    Cisco,
    /// ANSI T1.617 Annex D, DLCI 0.
    Ansi,
    /// ITU-T Q.933 Annex A, DLCI 0.
    Q933a,
}

/// `switchport …`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switchport {
    /// Access or trunk.
    pub mode: SwitchportMode,
    /// `access vlan N`.
    pub access_vlan: VlanId,
    /// `trunk native vlan N`.
    pub native_vlan: VlanId,
    /// `trunk allowed vlan LIST`; `None` allows all.
    pub allowed_vlans: Option<Vec<VlanId>>,
    /// `trunk encapsulation dot1q` was typed.
    pub dot1q: bool,
}

impl Default for Switchport {
    fn default() -> Self {
        Self {
            mode: SwitchportMode::Access,
            access_vlan: VlanId(1),
            native_vlan: VlanId(1),
            allowed_vlans: None,
            dot1q: false,
        }
    }
}

/// `switchport mode …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SwitchportMode {
    /// Untagged, one VLAN.
    Access,
    /// 802.1Q tags.
    Trunk,
}

/// A standard or extended access list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessList {
    /// Whether entries look at more than the source.
    pub extended: bool,
    /// Entries by sequence number.
    pub entries: SortedMap<u32, AccessEntry>,
    /// Entries whose conditions are not simulated and which never match here, as printed back.
    pub unsimulated: SortedMap<u32, String>,
    /// `log` or `log-input` behind an entry.
    pub logged: SortedMap<u32, String>,
    /// Remarks, by the number of the entry below them; [`AccessList::END`] for those below the last entry.
    pub remarks: SortedMap<u32, Vec<String>>,
}

impl AccessList {
    /// The place of remarks behind the last entry; no entry has the number.
    pub const END: u32 = u32::MAX;
    /// The highest number of an entry.
    pub const MAX: u32 = 2_147_483_647;

    /// The number of the last entry; 0 if there is none.
    #[must_use]
    pub fn last(&self) -> u32 {
        let last = |seq: Option<&u32>| seq.copied().unwrap_or(0);
        last(self.entries.keys().next_back()).max(last(self.unsimulated.keys().next_back()))
    }

    /// The numbers of all entries, ascending.
    #[must_use]
    pub fn sequence(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.entries.keys().copied().collect();
        if !self.unsimulated.is_empty() {
            all.extend(self.unsimulated.keys().copied());
            all.sort_unstable();
        }
        all
    }

    /// Numbers the entries anew; `false`, and nothing is changed, if the numbers would not suffice.
    pub fn resequence(&mut self, start: u32, step: u32) -> bool {
        let old = self.sequence();
        let last = u64::from(step) * (old.len() as u64).saturating_sub(1) + u64::from(start);
        if last > u64::from(Self::MAX) {
            return false;
        }
        let mut before = core::mem::take(self);
        self.extended = before.extended;
        let mut new = start;
        for old in old {
            if let Some(entry) = before.entries.remove(&old) {
                self.entries.insert(new, entry);
            }
            if let Some(text) = before.unsimulated.remove(&old) {
                self.unsimulated.insert(new, text);
            }
            if let Some(word) = before.logged.remove(&old) {
                self.logged.insert(new, word);
            }
            if let Some(remarks) = before.remarks.remove(&old) {
                self.remarks.insert(new, remarks);
            }
            new = new.saturating_add(step);
        }
        if let Some(remarks) = before.remarks.remove(&Self::END) {
            self.remarks.insert(Self::END, remarks);
        }
        true
    }

    /// Removes an entry; the remarks above it then stand above the next one.
    pub fn remove(&mut self, seq: u32) {
        self.entries.remove(&seq);
        self.unsimulated.remove(&seq);
        self.logged.remove(&seq);
        if let Some(mut orphans) = self.remarks.remove(&seq) {
            let next = self.sequence().into_iter().find(|other| *other > seq);
            let place = self.remarks.entry(next.unwrap_or(Self::END)).or_default();
            orphans.append(place);
            *place = orphans;
        }
    }
}

/// One line of an access list. A standard list's entries have any destination and protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessEntry {
    /// Permit or deny.
    pub permit: bool,
    /// IP protocol number, 0 for `ip`.
    pub protocol: u8,
    /// Source.
    pub src: Wildcard,
    /// Source port (`eq`), for UDP and TCP.
    pub src_port: Option<u16>,
    /// Destination.
    pub dst: Wildcard,
    /// Destination port (`eq`), for UDP and TCP.
    pub dst_port: Option<u16>,
}

/// `crypto isakmp …`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsakmpConfig {
    /// `policy N`.
    pub policies: SortedMap<u16, IsakmpPolicy>,
    /// `key K address A [M]`, in the order typed.
    pub keys: Vec<PreSharedKey>,
    /// `keepalive S [R] [periodic]`.
    pub keepalive: Option<Keepalive>,
    /// `invalid-spi-recovery`.
    pub invalid_spi_recovery: bool,
}

/// `crypto isakmp policy N`; the default is IOS's default suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsakmpPolicy {
    /// `encryption`.
    pub encryption: IkeCipher,
    /// `hash`.
    pub hash: IkeHash,
    /// `authentication`.
    pub authentication: IkeAuth,
    /// `group`: 1, 2, 5 or 14.
    pub group: u8,
    /// `lifetime`, in seconds.
    pub lifetime_secs: u32,
}

impl Default for IsakmpPolicy {
    fn default() -> Self {
        Self {
            encryption: IkeCipher::Des,
            hash: IkeHash::Sha1,
            authentication: IkeAuth::RsaSig,
            group: 1,
            lifetime_secs: 86_400,
        }
    }
}

/// `encryption …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IkeCipher {
    /// `des`.
    Des,
    /// `3des`.
    TripleDes,
    /// `aes [128]`.
    Aes128,
    /// `aes 192`.
    Aes192,
    /// `aes 256`.
    Aes256,
}

/// `hash …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IkeHash {
    /// `md5`.
    Md5,
    /// `sha`.
    Sha1,
    /// `sha256`.
    Sha256,
}

/// `authentication …`; only pre-shared keys are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IkeAuth {
    /// `pre-share`.
    PreShare,
    /// `rsa-sig`.
    RsaSig,
    /// `rsa-encr`.
    RsaEncr,
}

/// `crypto isakmp key K address A [M]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreSharedKey {
    /// The key.
    pub key: String,
    /// The peers it is for.
    pub peers: Prefix,
    /// `no-xauth`.
    pub no_xauth: bool,
}

/// `crypto isakmp keepalive S [R] [periodic|on-demand]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keepalive {
    /// The interval, in seconds.
    pub secs: u16,
    /// The time between retries, in seconds; 2 unless given.
    pub retry_secs: u16,
    /// `periodic`.
    pub periodic: bool,
}

impl Keepalive {
    /// The interval.
    #[must_use]
    pub const fn interval(self) -> Duration {
        Duration::from_secs(self.secs as u64)
    }

    /// The time between retries.
    #[must_use]
    pub const fn retry(self) -> Duration {
        Duration::from_secs(self.retry_secs as u64)
    }
}

/// `crypto ipsec transform-set NAME …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransformSet {
    /// The algorithms and the mode.
    pub transform: EspTransform,
}

/// `crypto map NAME SEQ ipsec-isakmp`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CryptoMapEntry {
    /// `description`.
    pub description: Option<String>,
    /// `set peer`, in order.
    pub peers: Vec<Ipv4Addr>,
    /// `set transform-set`, in order.
    pub transform_sets: Vec<String>,
    /// `match address`.
    pub access_list: Option<String>,
    /// `set pfs [groupN]`.
    pub pfs_group: Option<u8>,
    /// `set security-association lifetime seconds`.
    pub lifetime_secs: Option<u32>,
    /// `set security-association lifetime kilobytes`.
    pub lifetime_kilobytes: Option<u32>,
    /// `reverse-route [static]`.
    pub reverse_route: Option<ReverseRoute>,
}

/// `reverse-route [static]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReverseRoute {
    /// Routes exist without any SA.
    pub is_static: bool,
}

/// `router rip`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RipConfig {
    /// `version`.
    pub version: Option<u8>,
    /// `network`, classful.
    pub networks: Vec<Ipv4Addr>,
    /// `passive-interface`.
    pub passive: Vec<InterfaceName>,
    /// `passive-interface default`.
    pub passive_default: bool,
    /// `no passive-interface IF` beside `passive-interface default`: these speak all the same.
    pub active: Vec<InterfaceName>,
    /// `redistribute static [metric N]`.
    pub redistribute_static: Option<Redistribution>,
    /// `redistribute connected [metric N]`.
    pub redistribute_connected: Option<Redistribution>,
    /// `default-metric N`.
    pub default_metric: Option<u8>,
    /// `default-information originate`.
    pub default_originate: bool,
    /// `offset-list …`.
    pub offset_lists: Vec<OffsetList>,
    /// `no auto-summary`.
    pub no_auto_summary: bool,
    /// `distance N`.
    pub distance: Option<u8>,
    /// `maximum-paths N`.
    pub maximum_paths: Option<u8>,
    /// `timers basic U I H F`, in seconds.
    pub timers: Option<RipTimers>,
}

/// `redistribute PROTOCOL [metric N]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redistribution {
    /// The metric given.
    pub metric: Option<u8>,
}

/// `offset-list ACL in|out N [IF]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetList {
    /// The access list; `None` for `0`, which matches all.
    pub access_list: Option<String>,
    /// `in` or `out`.
    pub inbound: bool,
    /// What is added to the metric.
    pub offset: u8,
    /// Only on this interface.
    pub interface: Option<InterfaceName>,
}

/// `timers basic`, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RipTimers {
    /// Time between updates.
    pub update_secs: u32,
    /// Age at which a route is possibly down.
    pub invalid_secs: u32,
    /// How long worse news is refused.
    pub holddown_secs: u32,
    /// Age at which a route is removed.
    pub flush_secs: u32,
}

/// `ip rip send|receive version …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RipVersions {
    /// Version 1.
    pub v1: bool,
    /// Version 2.
    pub v2: bool,
}

/// `ip route N M {A | IF [A]} [distance] [name N] [permanent]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaticRoute {
    /// The destination.
    pub prefix: Prefix,
    /// The interface.
    pub interface: Option<InterfaceName>,
    /// The next hop.
    pub next_hop: Option<Ipv4Addr>,
    /// The distance; `None` is 1.
    pub distance: Option<u8>,
    /// `name`.
    pub name: Option<String>,
    /// `permanent`.
    pub permanent: bool,
}
