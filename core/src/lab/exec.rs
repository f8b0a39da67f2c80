//! Exec commands that only look, and what a console prints by itself.

use std::collections::VecDeque;

use crate::ios::log::{self, DebugFlags, LogState, Message};
use crate::ios::show::LogCounts;
use crate::ios::{self, DebugTopic, ShowCommand, show};
use crate::node::device::Device;
use crate::node::watch::Watch;
use crate::sim::{Fact, Seen};
use crate::time::Instant;

/// What is printed without being asked: log messages, and debug messages of the topics switched on. Messages go to the
/// console and to the buffer of `show logging`, as the device's `logging …` has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    debug: DebugFlags,
    state: LogState,
    buffer: VecDeque<Message>,
    /// Octets in the buffer.
    buffered: usize,
    counts: LogCounts,
}

impl Log {
    /// `debug …` and `no debug …`: what the console answers.
    pub(super) fn set_debug(&mut self, topic: DebugTopic, on: bool) -> String {
        self.debug.set(topic, on)
    }

    pub(super) fn undebug_all(&mut self) {
        self.debug = DebugFlags::NONE;
    }

    /// Whether any topic is switched on.
    pub(super) fn is_debugging(&self) -> bool {
        self.debug != DebugFlags::NONE
    }

    /// What the device must show for the topics switched on.
    pub(super) const fn watch(&self) -> Watch {
        self.debug.watch()
    }

    /// What the console prints for a fact.
    pub(super) fn lines(&mut self, device: &Device, fact: &Fact) -> Vec<String> {
        let messages = log::messages(device, fact.at, &fact.kind, &self.debug, &mut self.state);
        self.deliver(device, messages)
    }

    /// What the console prints for something seen.
    pub(super) fn sight(&mut self, device: &Device, seen: &Seen) -> Vec<String> {
        let messages = log::sight(device, seen.at, &seen.sight, &self.debug, &mut self.state);
        self.deliver(device, messages)
    }

    /// What the console prints for a message of the console itself.
    pub(super) fn announce(&mut self, device: &Device, now: Instant, text: &str) -> Vec<String> {
        let message = log::message(device, now, &mut self.state, text);
        self.deliver(device, vec![message])
    }

    /// The device has been configured from the console.
    pub(super) fn configured(&mut self, device: &Device, now: Instant) -> Vec<String> {
        let text = "%SYS-5-CONFIG_I: Configured from console by console";
        self.announce(device, now, text)
    }

    /// `clear logging`.
    pub(super) fn clear(&mut self) {
        self.buffer.clear();
        self.buffered = 0;
    }

    /// Keeps messages where they go; what is left is for the console.
    fn deliver(&mut self, device: &Device, messages: Vec<Message>) -> Vec<String> {
        let logging = device.config().logging;
        let takes = |level: Option<u8>, message: &Message| {
            level.is_some_and(|level| message.severity <= level)
        };
        let mut lines = Vec::new();
        for message in messages {
            if !logging.is_off {
                // The trap destination takes informational messages and graver ones, server or not.
                self.counts.trap += u32::from(message.severity <= 6);
                if takes(logging.buffered, &message) {
                    self.counts.buffer += 1;
                    self.buffered += octets(&message);
                    self.buffer.push_back(message.clone());
                    self.trim(logging.buffer_size as usize);
                }
            }
            if takes(logging.console, &message) {
                self.counts.console += 1;
                lines.extend(message.lines);
            }
        }
        lines
    }

    /// The oldest messages go when the buffer is full.
    fn trim(&mut self, size: usize) {
        while self.buffered > size
            && let Some(oldest) = self.buffer.pop_front()
        {
            self.buffered -= octets(&oldest);
        }
    }

    /// `show logging`.
    fn show(&self, device: &Device) -> String {
        let lines = self.buffer.iter().flat_map(|message| &message.lines);
        show::logging(device.config(), self.counts, lines.map(String::as_str))
    }
}

/// Octets of a message in the buffer.
fn octets(message: &Message) -> usize {
    message.lines.iter().map(|line| line.len() + 1).sum()
}

/// What a `show` command prints.
pub(super) fn show(device: &Device, now: Instant, command: &ShowCommand, log: &Log) -> String {
    match command {
        ShowCommand::Standby {
            brief: true,
            interface,
            group,
            ..
        } => show::standby_brief(device, *interface, *group),
        ShowCommand::Standby {
            brief: false,
            all,
            interface,
            group,
        } => show::standby(device, now, *interface, *group, *all),
        ShowCommand::StandbyDelay(interface) => show::standby_delay(device, *interface),
        ShowCommand::Track { brief: true, .. } => show::track_brief(device),
        ShowCommand::Track { object, .. } => show::track(device, now, *object),
        ShowCommand::IpRoute(filter) => show::ip_route(device, now, *filter),
        ShowCommand::IpInterfaceBrief => show::ip_interface_brief(device),
        ShowCommand::IpInterface(interface) => show::ip_interface(device, *interface),
        ShowCommand::RipDatabase(prefix) => show::ip_rip_database(device, now, *prefix),
        ShowCommand::IpProtocols => show::ip_protocols(device, now),
        ShowCommand::IpCef => show::ip_cef(device),
        ShowCommand::Arp { address, interface } => show::arp(device, now, *address, *interface),
        ShowCommand::AccessLists(list) => show::access_lists(device, list.as_deref()),
        ShowCommand::Interfaces(interface) => show::interfaces(device, now, *interface),
        ShowCommand::InterfacesDescription => show::interfaces_description(device),
        ShowCommand::InterfacesStatus => show::interfaces_status(device),
        ShowCommand::InterfacesTrunk => show::interfaces_trunk(device),
        ShowCommand::InterfacesSwitchport(interface) => {
            show::interfaces_switchport(device, *interface)
        }
        ShowCommand::Protocols => show::protocols(device),
        ShowCommand::Hosts => show::hosts(device),
        ShowCommand::Users => show::users(),
        ShowCommand::RunningConfig { interface: None } => {
            ios::show_running_config(device.config(), device.kind)
        }
        ShowCommand::RunningConfig {
            interface: Some(name),
        } => ios::interface_block(device.config(), device.kind, *name).unwrap_or_default(),
        ShowCommand::Version => show::version(device, now),
        ShowCommand::Clock { detail } => show::clock(device, now, *detail),
        ShowCommand::Logging => log.show(device),
        ShowCommand::Debugging => log.debug.show(),
        ShowCommand::FrameRelayMap => show::frame_relay_map(device),
        ShowCommand::FrameRelayPvc(dlci) => show::frame_relay_pvc(device, now, *dlci),
        ShowCommand::FrameRelayLmi => show::frame_relay_lmi(device),
        ShowCommand::Vlan { brief } => show::vlan(device, *brief),
        ShowCommand::VlanId(vlan) => show::vlan_id(device, *vlan),
        ShowCommand::MacAddressTable { interface, vlan } => {
            show::mac_address_table(device, *interface, *vlan)
        }
        // The console itself knows.
        ShowCommand::StartupConfig | ShowCommand::History | ShowCommand::Privilege => String::new(),
        crypto => show_crypto(device, now, crypto),
    }
}

fn show_crypto(device: &Device, now: Instant, command: &ShowCommand) -> String {
    match command {
        ShowCommand::IsakmpSa { detail: false } => show::isakmp_sa(device),
        ShowCommand::IsakmpSa { detail: true } => show::isakmp_sa_detail(device, now),
        ShowCommand::IsakmpPolicy => show::isakmp_policy(device),
        ShowCommand::IsakmpKey => show::isakmp_key(device),
        ShowCommand::IsakmpPeers => show::isakmp_peers(device),
        ShowCommand::IpsecSa {
            peer,
            map,
            interface,
        } => show::ipsec_sa(device, now, *peer, map.as_deref(), *interface),
        ShowCommand::IpsecLifetime => show::ipsec_lifetime(device),
        ShowCommand::TransformSets => show::transform_set(device),
        ShowCommand::CryptoMap { interface, tag } => {
            show::crypto_map(device, *interface, tag.as_deref())
        }
        ShowCommand::CryptoRoute => show::crypto_route(device),
        ShowCommand::EngineConnections => show::crypto_engine_connections_active(device),
        ShowCommand::CryptoSession {
            detail: false,
            remote,
        } => show::crypto_session(device, *remote),
        ShowCommand::CryptoSession {
            detail: true,
            remote,
        } => show::crypto_session_detail(device, now, *remote),
        _ => not_simulated(),
    }
}

fn not_simulated() -> String {
    format!("{} this command\n", ios::NOT_SIMULATED)
}
