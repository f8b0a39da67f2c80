//! `show version`: what the device is and how long it has been up.

use crate::node::power::PowerLoss;
use crate::node::{Device, DeviceKind};
use crate::time::{Duration, Instant};
use crate::types::InterfaceKind;

/// `show version`. The software names itself for what it is; the rest has IOS's shape.
#[must_use]
pub fn version(device: &Device, now: Instant) -> String {
    let mut out = String::new();
    line!(out, "{}", software(device.kind));
    line!(out);
    let name = &device.config().hostname;
    line!(
        out,
        "{name} uptime is {}",
        uptime(now.since(device.booted_at()))
    );
    let reason = match device.power_loss() {
        Some(PowerLoss::Reload) => "reload",
        Some(PowerLoss::Failure) | None => "power-on",
    };
    line!(out, "System returned to ROM by {reason}");
    line!(out);
    let count = |kind: InterfaceKind| {
        device
            .ports()
            .iter()
            .filter(|port| port.kind == kind)
            .count()
    };
    for (kind, word) in [
        (InterfaceKind::Ethernet, "Ethernet"),
        (InterfaceKind::FastEthernet, "FastEthernet"),
        (InterfaceKind::GigabitEthernet, "Gigabit Ethernet"),
        (InterfaceKind::Serial, "Serial(sync/async)"),
    ] {
        match count(kind) {
            0 => {}
            1 => line!(out, "1 {word} interface"),
            count => line!(out, "{count} {word} interfaces"),
        }
    }
    line!(out);
    line!(out, "Configuration register is 0x2102");
    line!(out);
    out
}

/// What the software calls itself.
pub(in crate::ios) fn software(kind: DeviceKind) -> String {
    let image = match kind {
        DeviceKind::Router => "Router",
        DeviceKind::Switch => "LAN Switch",
    };
    let release = env!("CARGO_PKG_VERSION");
    format!("vipsec {image} Software, Version {release}, behaves as IOS 12.4 mainline")
}

/// `1 week, 2 days, 3 hours, 4 minutes`.
fn uptime(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    let parts = [
        (minutes / 10_080, "week"),
        (minutes / 1440 % 7, "day"),
        (minutes / 60 % 24, "hour"),
        (minutes % 60, "minute"),
    ];
    let words: Vec<String> = parts
        .iter()
        .enumerate()
        .skip_while(|(index, (count, _))| *count == 0 && *index < parts.len() - 1)
        .map(|(_, (count, word))| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    words.join(", ")
}
