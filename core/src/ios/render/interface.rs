//! `interface …`.

use std::fmt::Write;

use crate::node::config::{
    DeviceConfig, Encapsulation, InterfaceConfig, LmiKind, PreemptDelay, RipVersions,
    StandbyConfig, StandbyTimers, Switchport, SwitchportMode, TrackTarget,
};
use crate::types::{InterfaceName, VlanId};

use super::super::change::kept::{Family, Place};
use super::super::grammar::Table;
use super::super::mode::{self, DeviceKind};
use super::{Page, kept};

/// The block of an interface.
pub(super) fn render(
    page: &mut Page,
    config: &DeviceConfig,
    kind: DeviceKind,
    name: InterfaceName,
) {
    let Some(settings) = config.interfaces.get(&name) else {
        return;
    };
    let link = match settings.point_to_point {
        Some(true) => " point-to-point",
        Some(false) => " multipoint",
        None => "",
    };
    page.line(format!("interface {name}{link}"));
    let block = mode::interface_block(name);
    let is_lan_port =
        name.kind.is_physical() && name.kind.is_ethernet() && name.subinterface.is_none();
    let shows_duplex = is_lan_port && kind == DeviceKind::Router;
    let shown = |family: &Family| {
        let is_shown = shows_duplex && matches!(family.head, "duplex" | "speed");
        is_shown.then(|| family.default.to_owned())
    };
    let at = |page: &mut Page, place| {
        for line in kept(config, Table::Interface, &block, place, &shown) {
            page.inner(line);
        }
    };
    if let Some(text) = &settings.description {
        page.inner(format!("description {text}"));
    }
    if let Some(port) = &settings.switchport {
        switchport(page, port);
    }
    at(page, Place::Switchport);
    addresses(page, settings);
    at(page, Place::Ip);
    ip(page, settings);
    page.inner_if(settings.shutdown, "shutdown");
    at(page, Place::Link);
    page.inner_if(settings.no_keepalive, "no keepalive");
    frame_relay(page, settings);
    standby(page, settings);
    at(page, Place::Last);
    at(page, Place::Tail);
    if let Some(binding) = &settings.crypto_map {
        let group = binding
            .redundancy
            .as_ref()
            .map(|group| format!(" redundancy {group}"));
        page.inner(format!(
            "crypto map {}{}",
            binding.map,
            group.unwrap_or_default()
        ));
    }
}

fn switchport(page: &mut Page, port: &Switchport) {
    if port.access_vlan != VlanId(1) {
        page.inner(format!("switchport access vlan {}", port.access_vlan));
    }
    page.inner_if(port.dot1q, "switchport trunk encapsulation dot1q");
    if port.native_vlan != VlanId(1) {
        page.inner(format!("switchport trunk native vlan {}", port.native_vlan));
    }
    if let Some(vlans) = &port.allowed_vlans {
        page.inner(format!(
            "switchport trunk allowed vlan {}",
            vlan_list(vlans)
        ));
    }
    match port.mode {
        SwitchportMode::Trunk => page.inner("switchport mode trunk"),
        SwitchportMode::Access => {
            page.inner_if(port.access_vlan != VlanId(1), "switchport mode access");
        }
    }
}

/// `1,5-7`, or `none`.
fn vlan_list(vlans: &[VlanId]) -> String {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for vlan in vlans {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == vlan.0 => *last = vlan.0,
            _ => ranges.push((vlan.0, vlan.0)),
        }
    }
    let ranges = ranges.into_iter().map(|(low, high)| match high - low {
        0 => low.to_string(),
        1 => format!("{low},{high}"),
        _ => format!("{low}-{high}"),
    });
    let list = ranges.collect::<Vec<_>>().join(",");
    if list.is_empty() { "none".into() } else { list }
}

fn addresses(page: &mut Page, settings: &InterfaceConfig) {
    if let Some(kilobits) = settings.bandwidth_kbps {
        page.inner(format!("bandwidth {kilobits}"));
    }
    if let Encapsulation::Dot1q { vlan, native } = settings.encapsulation {
        let native = if native { " native" } else { "" };
        page.inner(format!("encapsulation dot1Q {vlan}{native}"));
    }
    // The secondaries come first, as IOS lists them.
    for address in &settings.secondary {
        let mask = address.prefix().mask();
        page.inner(format!("ip address {} {mask} secondary", address.addr));
    }
    match settings.address {
        Some(address) => {
            page.inner(format!(
                "ip address {} {}",
                address.addr,
                address.prefix().mask()
            ));
        }
        None => {
            let is_routed = settings.switchport.is_none();
            page.inner_if(is_routed && settings.secondary.is_empty(), "no ip address");
        }
    }
}

fn ip(page: &mut Page, settings: &InterfaceConfig) {
    page.inner_if(settings.no_proxy_arp, "no ip proxy-arp");
    if let Some(octets) = settings.ip_mtu {
        page.inner(format!("ip mtu {octets}"));
    }
    for (what, versions) in [
        ("send", settings.rip_send),
        ("receive", settings.rip_receive),
    ] {
        if let Some(versions) = versions {
            page.inner(format!("ip rip {what} version{}", rip_versions(versions)));
        }
    }
    if let Encapsulation::FrameRelay { ietf } = settings.encapsulation {
        let ietf = if ietf { " ietf" } else { "" };
        page.inner(format!("encapsulation frame-relay{ietf}"));
    }
    match settings.split_horizon {
        Some(true) => page.inner("ip split-horizon"),
        Some(false) => page.inner("no ip split-horizon"),
        None => {}
    }
}

const fn rip_versions(versions: RipVersions) -> &'static str {
    match (versions.v1, versions.v2) {
        (true, true) => " 1 2",
        (true, false) => " 1",
        _ => " 2",
    }
}

fn frame_relay(page: &mut Page, settings: &InterfaceConfig) {
    let frame_relay = &settings.frame_relay;
    for (addr, map) in &frame_relay.maps {
        let broadcast = if map.broadcast { " broadcast" } else { "" };
        let format = match map.ietf {
            Some(true) => " ietf",
            Some(false) => " cisco",
            None => "",
        };
        page.inner(format!(
            "frame-relay map ip {addr} {}{broadcast}{format}",
            map.dlci
        ));
    }
    page.inner_if(frame_relay.no_inverse_arp, "no frame-relay inverse-arp");
    if let Some(kind) = frame_relay.lmi_type {
        let word = match kind {
            LmiKind::Cisco => "cisco",
            LmiKind::Ansi => "ansi",
            LmiKind::Q933a => "q933a",
        };
        page.inner(format!("frame-relay lmi-type {word}"));
    }
    if let Some(dlci) = frame_relay.interface_dlci {
        page.inner(format!("frame-relay interface-dlci {dlci}"));
    }
}

fn standby(page: &mut Page, settings: &InterfaceConfig) {
    if let Some(delay) = settings.standby_delay {
        page.inner(format!(
            "standby delay minimum {} reload {}",
            delay.minimum_secs, delay.reload_secs
        ));
    }
    for (number, group) in &settings.standby {
        let prefix = match number {
            0 => "standby".to_owned(),
            number => format!("standby {number}"),
        };
        for line in standby_group(group) {
            page.inner(format!("{prefix} {line}"));
        }
    }
}

fn standby_group(group: &StandbyConfig) -> Vec<String> {
    let ip = group.ip.map(|addr| match addr {
        Some(addr) => format!("ip {addr}"),
        None => "ip".into(),
    });
    let timers = group.timers.map(timers);
    let priority = group
        .priority
        .map(|priority| format!("priority {priority}"));
    let preempt = group.preempt.map(preempt);
    let authentication = group
        .authentication
        .as_ref()
        .map(|text| format!("authentication {text}"));
    let name = group.name.as_ref().map(|name| format!("name {name}"));
    let tracks = group.tracks.iter().map(|track| {
        let cost = track.decrement;
        match track.target {
            TrackTarget::Interface(name) => {
                format!(
                    "track {name}{}",
                    cost.map(|cost| format!(" {cost}")).unwrap_or_default()
                )
            }
            TrackTarget::Object(number) => {
                let cost = cost.map(|cost| format!(" decrement {cost}"));
                format!("track {number}{}", cost.unwrap_or_default())
            }
        }
    });
    let settings = [ip, timers, priority, preempt, authentication, name];
    settings.into_iter().flatten().chain(tracks).collect()
}

fn timers(timers: StandbyTimers) -> String {
    let one = |ms: u32, in_ms: bool| match in_ms {
        true => format!("msec {ms}"),
        false => (ms / 1000).to_string(),
    };
    let hello = one(timers.hello_ms, timers.hello_in_ms);
    format!("timers {hello} {}", one(timers.hold_ms, timers.hold_in_ms))
}

fn preempt(delay: PreemptDelay) -> String {
    let mut line = "preempt".to_owned();
    if delay != PreemptDelay::default() {
        line.push_str(" delay");
    }
    let parts = [
        ("minimum", delay.minimum_secs),
        ("reload", delay.reload_secs),
        ("sync", delay.sync_secs),
    ];
    for (word, secs) in parts {
        if let Some(secs) = secs {
            let _ = write!(line, " {word} {secs}");
        }
    }
    line
}
