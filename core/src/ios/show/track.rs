//! `show track`.

use super::interfaces::status_word;
use super::{Elapsed, name_of};
use crate::node::config::{TrackObject, TrackTarget};
use crate::node::{Device, TrackState};
use crate::time::Instant;
use crate::types::GroupNumber;

/// `show track [N]`.
#[must_use]
pub fn track(device: &Device, now: Instant, object: Option<u16>) -> String {
    let mut out = String::new();
    for (number, state) in states(device, object) {
        line!(out, "Track {number}");
        let (object, parameter) = object_of(state);
        line!(out, "  {} {parameter}", capitalized(&object));
        line!(
            out,
            "  {} is {}",
            what_is(state),
            value(device, state, true)
        );
        let (changes, ago) = (state.changes, Elapsed(now.since(state.changed_at)));
        let plural = if changes == 1 { "" } else { "s" };
        line!(out, "    {changes} change{plural}, last change {ago}");
        let clients = clients(device, number);
        if !clients.is_empty() {
            line!(out, "  Tracked by:");
            for (name, group) in clients {
                line!(out, "    HSRP {name} {group}");
            }
        }
    }
    out
}

/// `show track brief`.
#[must_use]
pub fn track_brief(device: &Device) -> String {
    let mut out = String::new();
    line!(
        out,
        "Track   Object                         Parameter        Value"
    );
    for (number, state) in states(device, None) {
        let (object, parameter) = object_of(state);
        line!(
            out,
            "{number:<8}{object:<31}{parameter:<17}{:<5}",
            value(device, state, false)
        );
    }
    out
}

fn states(device: &Device, object: Option<u16>) -> Vec<(u16, TrackState)> {
    let wanted = |number: &&u16| object.is_none_or(|wanted| wanted == **number);
    let numbers = device.config().tracks.keys().filter(wanted);
    numbers
        .filter_map(|number| Some((*number, device.track_state(*number)?)))
        .collect()
}

/// What is watched, and what of it.
fn object_of(state: TrackState) -> (String, &'static str) {
    match state.config.object {
        TrackObject::LineProtocol(name) => (format!("interface {name}"), "line-protocol"),
        TrackObject::IpRouting(name) => (format!("interface {name}"), "ip routing"),
        TrackObject::Reachability(prefix) => (
            format!("ip route {} {}", prefix.network(), prefix.mask()),
            "reachability",
        ),
        TrackObject::Rtr { operation, .. } => (format!("rtr {operation}"), "state"),
    }
}

fn capitalized(text: &str) -> String {
    match text.strip_prefix("interface") {
        Some(rest) => format!("Interface{rest}"),
        None => text
            .replacen("ip", "IP", 1)
            .replacen("rtr", "Response Time Reporter", 1),
    }
}

const fn what_is(state: TrackState) -> &'static str {
    match state.config.object {
        TrackObject::LineProtocol(_) => "Line protocol",
        TrackObject::IpRouting(_) => "IP routing",
        TrackObject::Reachability(_) => "Reachability",
        TrackObject::Rtr { .. } => "State",
    }
}

/// `Up`, `Down`, and why it is down.
fn value(device: &Device, state: TrackState, with_cause: bool) -> String {
    if state.up {
        return "Up".to_owned();
    }
    let ifx = state
        .config
        .interface()
        .and_then(|name| device.index_of(name));
    let cause = match ifx.map(|ifx| status_word(device, ifx)) {
        Some("administratively down") => " (hw admin-down)",
        Some("down") => " (hw down)",
        _ => "",
    };
    format!("Down{}", if with_cause { cause } else { "" })
}

/// The HSRP groups that watch an object.
fn clients(device: &Device, object: u16) -> Vec<(String, GroupNumber)> {
    let mut clients = Vec::new();
    for group in device.standby_groups() {
        let name = name_of(device, group.interface);
        let number = group.machine.number();
        let settings = device.config().interface(name);
        let standby = settings.and_then(|settings| settings.standby.get(&number.0));
        let watches = standby.is_some_and(|standby| {
            let mut tracks = standby.tracks.iter();
            tracks.any(|track| track.target == TrackTarget::Object(object))
        });
        if watches {
            clients.push((name.to_string(), number));
        }
    }
    clients
}
