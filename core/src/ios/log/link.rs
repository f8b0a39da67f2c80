//! `%LINK`, `%LINEPROTO` and `%TRACKING`.

use super::Console;
use crate::node::fact::LinkMessage;
use crate::types::InterfaceName;

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
    let watching: Vec<u16> = config
        .tracks
        .iter()
        .filter(|(_, track)| track.interface == interface)
        .map(|(id, _)| *id)
        .collect();
    let change = if up { "Down->Up" } else { "Up->Down" };
    for id in watching {
        if console.debug.track {
            let changes = console
                .device
                .track_state(id)
                .map_or(1, |state| state.changes);
            console.debug(&format!(
                "Track: {id} Change #{changes} interface {}, line-protocol {change}",
                interface.short()
            ));
        }
        console.log(&format!(
            "%TRACKING-5-STATE: {id} interface {} line-protocol {change}",
            interface.short()
        ));
    }
}
