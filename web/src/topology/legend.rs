//! What shapes and colours mean, and counters.

use vipsec_core::lab::view::{Command, Protocol};
use yew::prelude::*;

use super::packets::shape;
use crate::format::{clock, grouped};
use crate::hooks::use_moment;
use crate::ui::use_ui;
use crate::words;

const SHOWN: [Protocol; 7] = [
    Protocol::Icmp,
    Protocol::Esp,
    Protocol::Ike,
    Protocol::Hsrp,
    Protocol::Rip,
    Protocol::Arp,
    Protocol::Lmi,
];

/// What shapes and colours mean.
pub(crate) fn legend() -> Html {
    html! {
            <ul class="legend" aria-label="Protocols">
                { for SHOWN.into_iter().map(|protocol| {
                    let (name, class) = words::protocol(protocol);
                    html! {
                        <li key={name} class={class}>
                            <svg viewBox="-7 -7 14 14" aria-hidden="true"><path d={shape(protocol)} /></svg>
                            { name }
                        </li>
                    }
                }) }
            </ul>
    }
}

/// The last frame that was dropped, and how many events there were.
#[component]
pub(crate) fn Counters() -> Html {
    let ui = use_ui();
    let moment = use_moment(&ui.driver, 200.0);
    let capture = ui.drive(|driver, _: MouseEvent| {
        driver.send(Command::Capture {
            ends: Vec::new(),
            keys: false,
        });
    });
    let drop = ui.driver.with_flights(|f| f.last_drop().cloned());
    html! {
        <>
            if let Some(drop) = drop {
                <p key="drop" class="drop">
                    { format!("✕ {} · {}: {}", clock(drop.at_ns), drop.label, drop.reason) }
                </p>
            }
            <button
                key="capture"
                class="capture"
                title="Everything that crossed the cables so far, as pcapng for Wireshark"
                onclick={capture}
            >
                { "Capture" }
            </button>
            <span key="events" class="count">{ format!("{} events", grouped(moment.events)) }</span>
        </>
    }
}
