//! Where a console stands: its mode, the prompt of that mode, and the device it belongs to.

use serde::Serialize;

use crate::node::config::DeviceConfig;
use crate::types::{InterfaceName, VlanId};

use super::grammar::Table;

pub use crate::node::device::DeviceKind;

/// The device a line is typed on.
#[derive(Clone, Copy, Debug)]
pub struct DeviceContext<'a> {
    /// Its running configuration.
    pub config: &'a DeviceConfig,
    /// The interfaces the box has sockets for.
    pub ports: &'a [InterfaceName],
    /// Router or switch.
    pub kind: DeviceKind,
}

/// A mode of the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Mode {
    /// `>`.
    UserExec,
    /// `#`.
    PrivilegedExec,
    /// `(config)#`.
    Global,
    /// `interface …`.
    Interface(InterfaceName),
    /// `interface range …`: a line is for each of them.
    InterfaceRange(Vec<InterfaceName>),
    /// `frame-relay interface-dlci …` on an interface.
    FrameRelayDlci(InterfaceName),
    /// `router rip`.
    Rip,
    /// `ip access-list …`.
    AccessList {
        /// Name or number.
        name: String,
        /// Extended or standard.
        extended: bool,
    },
    /// `crypto isakmp policy …`.
    IsakmpPolicy(u16),
    /// `crypto ipsec transform-set …`.
    TransformSet(String),
    /// `crypto map NAME SEQ …`.
    CryptoMap {
        /// The map.
        name: String,
        /// The entry.
        seq: u16,
    },
    /// `track …`.
    Track(u16),
    /// `line …`, with the line's words, such as `con 0`.
    Line(String),
    /// `vlan …`.
    Vlan(Vec<VlanId>),
    /// `control-plane`.
    ControlPlane,
    /// A mode of which nothing is simulated.
    Kept {
        /// What is configured there.
        what: KeptMode,
        /// The words after its command.
        name: String,
    },
}

/// Modes of which nothing is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum KeptMode {
    /// `crypto keyring …`.
    Keyring,
    /// `crypto isakmp profile …`.
    IsakmpProfile,
    /// `crypto dynamic-map …`.
    DynamicMap,
    /// `ip sla monitor …`.
    SlaMonitor,
    /// `ip sla monitor …` with its `type echo`.
    SlaMonitorEcho,
    /// `route-map …`.
    RouteMap,
}

impl KeptMode {
    /// The command that leads there, without its name.
    #[must_use]
    pub const fn command(self) -> &'static str {
        match self {
            Self::Keyring => "crypto keyring",
            Self::IsakmpProfile => "crypto isakmp profile",
            Self::DynamicMap => "crypto dynamic-map",
            Self::SlaMonitor | Self::SlaMonitorEcho => "ip sla monitor",
            Self::RouteMap => "route-map",
        }
    }

    const fn prompt_tail(self) -> &'static str {
        match self {
            Self::Keyring => "(conf-keyring)#",
            Self::IsakmpProfile => "(conf-isa-prof)#",
            Self::DynamicMap => "(config-crypto-map)#",
            Self::SlaMonitor => "(config-sla-monitor)#",
            Self::SlaMonitorEcho => "(config-sla-monitor-echo)#",
            Self::RouteMap => "(config-route-map)#",
        }
    }

    const fn table(self) -> Table {
        match self {
            Self::Keyring => Table::Keyring,
            Self::IsakmpProfile => Table::IsakmpProfile,
            Self::DynamicMap => Table::DynamicMap,
            Self::SlaMonitor => Table::SlaMonitor,
            Self::SlaMonitorEcho => Table::SlaMonitorEcho,
            Self::RouteMap => Table::RouteMap,
        }
    }
}

impl Mode {
    /// What stands between the host name and the end of the prompt, and that end.
    fn prompt_tail(&self) -> &'static str {
        match self {
            Self::UserExec => ">",
            Self::PrivilegedExec => "#",
            Self::Global => "(config)#",
            Self::Interface(name) if name.subinterface.is_some() => "(config-subif)#",
            Self::Interface(_) => "(config-if)#",
            Self::InterfaceRange(_) => "(config-if-range)#",
            Self::FrameRelayDlci(_) => "(config-fr-dlci)#",
            Self::Rip => "(config-router)#",
            Self::AccessList { extended: true, .. } => "(config-ext-nacl)#",
            Self::AccessList { .. } => "(config-std-nacl)#",
            Self::IsakmpPolicy(_) => "(config-isakmp)#",
            Self::TransformSet(_) => "(cfg-crypto-trans)#",
            Self::CryptoMap { .. } => "(config-crypto-map)#",
            Self::Track(_) => "(config-track)#",
            Self::Line(_) => "(config-line)#",
            Self::Vlan(_) => "(config-vlan)#",
            Self::ControlPlane => "(config-cp)#",
            Self::Kept { what, .. } => what.prompt_tail(),
        }
    }

    /// The prompt, as IOS writes it.
    #[must_use]
    pub fn prompt(&self, hostname: &str) -> String {
        format!("{hostname}{}", self.prompt_tail())
    }

    /// What stands above the list that `?` alone prints.
    #[must_use]
    pub const fn heading(&self) -> &'static str {
        match self {
            Self::UserExec | Self::PrivilegedExec => "Exec commands",
            Self::Global => "Configure commands",
            Self::Interface(_) => "Interface configuration commands",
            Self::FrameRelayDlci(_) => "Static DLCI configuration commands",
            Self::Rip => "Router configuration commands",
            Self::AccessList { extended: true, .. } => "Ext Access List configuration commands",
            Self::AccessList { .. } => "Standard Access List configuration commands",
            Self::IsakmpPolicy(_) => "ISAKMP commands",
            Self::TransformSet(_) => "Crypto transform configuration commands",
            Self::CryptoMap { .. } => "Crypto Map configuration commands",
            Self::Track(_) => "Tracking instance configuration commands",
            Self::Line(_) => "Line configuration commands",
            Self::Vlan(_) => "VLAN configuration commands",
            Self::ControlPlane => "Control Plane configuration commands",
            Self::InterfaceRange(_) => "Interface range configuration commands",
            Self::Kept { .. } => "Configuration commands",
        }
    }

    /// What `?` says beside `exit` in a configuration mode.
    pub(super) const fn exit_help(&self) -> &'static str {
        match self {
            Self::UserExec | Self::PrivilegedExec => "Exit from the EXEC",
            Self::Global => "Exit from configure mode",
            Self::Interface(_) => "Exit from interface configuration mode",
            Self::FrameRelayDlci(_) => "Exit from static DLCI configuration mode",
            Self::Rip => "Exit from routing protocol configuration mode",
            Self::AccessList { .. } => "Exit from access-list configuration mode",
            Self::IsakmpPolicy(_) => "Exit from ISAKMP protection suite configuration mode",
            Self::TransformSet(_) => "Exit from crypto transform configuration mode",
            Self::CryptoMap { .. } => "Exit from crypto map configuration mode",
            Self::Track(_) => "Exit from tracking configuration mode",
            Self::Line(_) => "Exit from line configuration mode",
            Self::Vlan(_) => "Apply changes, bump revision number, and exit mode",
            Self::ControlPlane => "Exit from control plane configuration mode",
            Self::InterfaceRange(_) => "Exit from interface range configuration mode",
            Self::Kept { .. } => "Exit from this configuration mode",
        }
    }

    /// The table of commands that belong to the mode.
    #[must_use]
    pub const fn table(&self) -> Table {
        match self {
            Self::UserExec | Self::PrivilegedExec => Table::Exec,
            Self::Global => Table::Global,
            Self::Interface(_) | Self::InterfaceRange(_) => Table::Interface,
            Self::FrameRelayDlci(_) => Table::FrameRelayDlci,
            Self::Rip => Table::Rip,
            Self::AccessList { extended: true, .. } => Table::ExtendedAccessList,
            Self::AccessList { .. } => Table::StandardAccessList,
            Self::IsakmpPolicy(_) => Table::IsakmpPolicy,
            Self::TransformSet(_) => Table::TransformSet,
            Self::CryptoMap { .. } => Table::CryptoMap,
            Self::Track(_) => Table::Track,
            Self::Line(_) => Table::Line,
            Self::Vlan(_) => Table::Vlan,
            Self::ControlPlane => Table::ControlPlane,
            Self::Kept { what, .. } => what.table(),
        }
    }

    /// Whether lines change the configuration here.
    #[must_use]
    pub const fn is_configuration(&self) -> bool {
        !matches!(self, Self::UserExec | Self::PrivilegedExec)
    }

    /// The mode `exit` leads to, whose commands are also tried here.
    #[must_use]
    pub const fn parent(&self) -> Option<Self> {
        match self {
            Self::UserExec | Self::PrivilegedExec => None,
            Self::Global => Some(Self::PrivilegedExec),
            Self::FrameRelayDlci(name) => Some(Self::Interface(*name)),
            _ => Some(Self::Global),
        }
    }

    /// The interface being configured; of several the first.
    #[must_use]
    pub fn interface(&self) -> Option<InterfaceName> {
        self.interfaces().first().copied()
    }

    /// The interfaces being configured.
    #[must_use]
    pub fn interfaces(&self) -> &[InterfaceName] {
        match self {
            Self::Interface(name) | Self::FrameRelayDlci(name) => std::slice::from_ref(name),
            Self::InterfaceRange(names) => names,
            _ => &[],
        }
    }

    /// The first line of the block that lines typed here belong to; empty in global configuration mode.
    #[must_use]
    pub fn block(&self) -> String {
        match self {
            Self::UserExec | Self::PrivilegedExec | Self::Global => String::new(),
            Self::Interface(name) | Self::FrameRelayDlci(name) => interface_block(*name),
            Self::InterfaceRange(names) => names
                .first()
                .copied()
                .map(interface_block)
                .unwrap_or_default(),
            Self::Rip => "router rip".into(),
            Self::AccessList { name, extended } => access_list_block(name, *extended),
            Self::IsakmpPolicy(number) => format!("crypto isakmp policy {number}"),
            Self::TransformSet(name) => format!("crypto ipsec transform-set {name}"),
            Self::CryptoMap { name, seq } => crypto_map_block(name, *seq),
            Self::Track(number) => track_block(*number),
            Self::Line(words) => format!("line {words}"),
            Self::Vlan(vlans) => vlans
                .first()
                .map(|vlan| format!("vlan {vlan}"))
                .unwrap_or_default(),
            Self::ControlPlane => "control-plane".into(),
            Self::Kept { what, name } => format!("{} {name}", what.command()),
        }
    }
}

/// The key of an interface's lines that are not simulated.
pub(super) fn interface_block(name: InterfaceName) -> String {
    format!("interface {name}")
}

/// The key of an access list's lines that are not simulated.
pub(super) fn access_list_block(name: &str, extended: bool) -> String {
    let kind = if extended { "extended" } else { "standard" };
    format!("ip access-list {kind} {name}")
}

/// The key of a crypto map entry's lines that are not simulated.
pub(super) fn crypto_map_block(name: &str, seq: u16) -> String {
    format!("crypto map {name} {seq} ipsec-isakmp")
}

/// The key of a tracked object's lines that are not simulated.
pub(super) fn track_block(number: u16) -> String {
    format!("track {number}")
}
