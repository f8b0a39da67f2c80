//! `show track`.

use super::interfaces::status_word;
use super::{Elapsed, name_of};
use crate::node::config::TrackTarget;
use crate::node::{Device, TrackState};
use crate::time::Instant;
use crate::types::GroupNumber;

/// `show track [N]`.
#[must_use]
pub fn track(device: &Device, now: Instant, object: Option<u16>) -> String {
    let mut out = String::new();
    for (number, state) in states(device, object) {
        line!(out, "Track {number}");
        line!(out, "  Interface {} line-protocol", state.config.interface);
        line!(out, "  Line protocol is {}", value(device, state, true));
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
        let interface = format!("interface {}", state.config.interface);
        line!(
            out,
            "{number:<8}{interface:<31}{:<17}{:<5}",
            "line-protocol",
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

/// `Up`, `Down`, and why it is down.
fn value(device: &Device, state: TrackState, with_cause: bool) -> String {
    if state.up {
        return "Up".to_owned();
    }
    let ifx = device.index_of(state.config.interface);
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
