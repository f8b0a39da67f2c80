//! `%LINK`, `%LINEPROTO` and `%TRACKING`.

use super::Console;
use crate::node::config::{DeviceConfig, TrackObject};
use crate::node::fact::LinkMessage;
use crate::types::{InterfaceName, Prefix};

const fn word(up: bool) -> &'static str {
    if up { "up" } else { "down" }
}

pub(super) fn message(console: &mut Console<'_>, message: LinkMessage) {
    let text = match message {
        LinkMessage::AdminDown { interface } => {
            format!(
                "%LINK-5-CHANGED: Interface {interface}, changed state to administratively down"
            )
        }
        LinkMessage::Link { interface, up } => {
            format!(
                "%LINK-3-UPDOWN: Interface {interface}, changed state to {}",
                word(up)
            )
        }
        LinkMessage::LineProtocol { interface, up } => format!(
            "%LINEPROTO-5-UPDOWN: Line protocol on Interface {interface}, changed state to {}",
            word(up)
        ),
    };
    console.log(&text);
}

/// Tracking objects speak at once, not as late as the link itself.
pub(super) fn tracked(console: &mut Console<'_>, interface: InterfaceName, up: bool) {
    let config = console.device.config();
    let change = change(up);
    for (id, track) in &config.tracks {
        let what = match track.object {
            TrackObject::LineProtocol(name) if name == interface => "line-protocol",
            TrackObject::IpRouting(name) if name == interface && has_address(config, name) => {
                "ip routing"
            }
            _ => continue,
        };
        if console.debug.track {
            let changes = console
                .device
                .track_state(*id)
                .map_or(1, |state| state.changes);
            console.debug(&format!(
                "Track: {id} Change #{changes} interface {}, {what} {change}",
                interface.short()
            ));
        }
        console.log(&format!(
            "%TRACKING-5-STATE: {id} interface {} {what} {change}",
            interface.short()
        ));
    }
}

fn has_address(config: &DeviceConfig, name: InterfaceName) -> bool {
    config
        .interface(name)
        .is_some_and(|settings| settings.address.is_some())
}

/// The words are those of interfaces' objects; 12.4's own for routes are not at hand.
pub(super) fn tracked_route(console: &mut Console<'_>, id: u16, prefix: Prefix, up: bool) {
    console.log(&format!(
        "%TRACKING-5-STATE: {id} ip route {prefix} reachability {}",
        change(up)
    ));
}

const fn change(up: bool) -> &'static str {
    if up { "Down->Up" } else { "Up->Down" }
}
