//! Exec commands that only look, and what a console prints by itself.

use std::collections::VecDeque;

use crate::ios::log::{self, DebugFlags, LogState};
use crate::ios::{self, DebugTopic, RouteFilter, ShowCommand, show};
use crate::node::device::Device;
use crate::sim::Fact;
use crate::time::Instant;

/// Lines kept for `show logging`.
const LOG_LINES: usize = 200;

/// What is printed without being asked: log lines, and debug lines of the topics switched on.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    debug: DebugFlags,
    state: LogState,
    /// The last lines, for `show logging`.
    buffer: VecDeque<String>,
}

impl Log {
    /// `debug …` and `no debug …`: what the console answers.
    pub(super) fn set_debug(&mut self, topic: DebugTopic, on: bool) -> String {
        let state = if on { "on" } else { "off" };
        match self.flag(topic) {
            Some((flag, name)) => {
                *flag = on;
                format!("{name} debugging is {state}\n")
            }
            None => format!("{} this debug\n", ios::NOT_SIMULATED),
        }
    }

    /// The switch of a topic and its name; `None` for topics nothing is told of.
    const fn flag(&mut self, topic: DebugTopic) -> Option<(&mut bool, &'static str)> {
        let debug = &mut self.debug;
        Some(match topic {
            DebugTopic::CryptoIsakmp => (&mut debug.isakmp, "Crypto ISAKMP"),
            DebugTopic::CryptoIpsec => (&mut debug.ipsec, "Crypto IPSEC"),
            DebugTopic::CryptoEngine => (&mut debug.engine, "Crypto Engine"),
            DebugTopic::Standby => (&mut debug.standby, "HSRP"),
            DebugTopic::StandbyEvents => (&mut debug.standby_events, "HSRP Events"),
            DebugTopic::StandbyPackets => (&mut debug.standby_packets, "HSRP Packets"),
            DebugTopic::StandbyTerse => (&mut debug.standby_terse, "HSRP Terse"),
            DebugTopic::IpRip => (&mut debug.rip, "RIP protocol"),
            DebugTopic::IpRipEvents => (&mut debug.rip_events, "RIP event"),
            DebugTopic::IpRouting => (&mut debug.ip_routing, "IP routing"),
            DebugTopic::FrameRelayLmi => (&mut debug.frame_relay_lmi, "Frame Relay LMI"),
            DebugTopic::StandbyErrors
            | DebugTopic::IpIcmp
            | DebugTopic::IpPacket
            | DebugTopic::Arp
            | DebugTopic::FrameRelayPacket
            | DebugTopic::Track => return None,
        })
    }

    pub(super) fn undebug_all(&mut self) {
        self.debug = DebugFlags::default();
    }

    /// What the console prints for a fact.
    pub(super) fn lines(&mut self, device: &Device, fact: &Fact) -> Vec<String> {
        let lines = log::lines(device, fact.at, &fact.kind, &self.debug, &mut self.state);
        self.keep(&lines);
        lines
    }

    /// The device has been configured from the console.
    pub(super) fn configured(&mut self, device: &Device, now: Instant) -> Vec<String> {
        let lines = log::configured(device, now);
        self.keep(&lines);
        lines
    }

    /// What the console prints for a message of the console itself.
    pub(super) fn announce(&mut self, device: &Device, now: Instant, text: &str) -> Vec<String> {
        let lines = log::announced(device, now, text);
        self.keep(&lines);
        lines
    }

    fn keep(&mut self, lines: &[String]) {
        for line in lines {
            if self.buffer.len() == LOG_LINES {
                self.buffer.pop_front();
            }
            self.buffer.push_back(line.clone());
        }
    }

    fn show(&self) -> String {
        self.buffer.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// What a `show` command prints.
pub(super) fn show(device: &Device, now: Instant, command: &ShowCommand, log: &Log) -> String {
    match command {
        ShowCommand::Standby { brief: true, .. } => show::standby_brief(device),
        ShowCommand::Standby {
            brief: false,
            interface,
            group,
        } => show::standby(device, now, *interface, *group),
        ShowCommand::IpRoute(RouteFilter::Summary) => not_simulated(),
        ShowCommand::IpRoute(filter) => show::ip_route(device, now, *filter),
        ShowCommand::IpInterfaceBrief => show::ip_interface_brief(device),
        ShowCommand::RipDatabase => show::ip_rip_database(device, now),
        ShowCommand::IpProtocols => show::ip_protocols(device, now),
        ShowCommand::Arp => show::arp(device, now),
        ShowCommand::IsakmpSa { detail: false } => show::isakmp_sa(device),
        ShowCommand::IsakmpSa { detail: true } => show::isakmp_sa_detail(device, now),
        ShowCommand::IsakmpPolicy => show::isakmp_policy(device),
        ShowCommand::IpsecSa {
            peer,
            map,
            interface,
        } => show::ipsec_sa(device, now, *peer, map.as_deref(), *interface),
        ShowCommand::TransformSets => show::transform_set(device),
        ShowCommand::CryptoMap => show::crypto_map(device),
        ShowCommand::EngineConnections => show::crypto_engine_connections_active(device),
        ShowCommand::CryptoSession { detail: false } => show::crypto_session(device),
        ShowCommand::CryptoSession { detail: true } => show::crypto_session_detail(device, now),
        ShowCommand::Interfaces(interface) => show::interfaces(device, *interface),
        ShowCommand::RunningConfig { interface: None } => {
            ios::show_running_config(device.config(), device.kind)
        }
        ShowCommand::RunningConfig {
            interface: Some(name),
        } => ios::interface_block(device.config(), device.kind, *name).unwrap_or_default(),
        ShowCommand::Version => show::version(device, now),
        ShowCommand::Clock => show::clock(device, now),
        ShowCommand::Logging => log.show(),
        ShowCommand::FrameRelayMap => show::frame_relay_map(device),
        ShowCommand::FrameRelayPvc(dlci) => show::frame_relay_pvc(device, now, *dlci),
        ShowCommand::FrameRelayLmi => show::frame_relay_lmi(device),
        ShowCommand::Vlan => show::vlan_brief(device),
        ShowCommand::MacAddressTable => show::mac_address_table(device),
        // The console itself knows.
        ShowCommand::History | ShowCommand::Privilege => String::new(),
        ShowCommand::IpInterface(_)
        | ShowCommand::AccessLists(_)
        | ShowCommand::IsakmpKey
        | ShowCommand::IsakmpPeers
        | ShowCommand::IpsecLifetime
        | ShowCommand::CryptoRoute
        | ShowCommand::StartupConfig
        | ShowCommand::Debugging
        | ShowCommand::Track(_)
        | ShowCommand::VlanId(_) => not_simulated(),
    }
}

fn not_simulated() -> String {
    format!("{} this command\n", ios::NOT_SIMULATED)
}
