//! Frames on their way. Drawn at every frame of the screen, so kept apart from all that stands still.

use vipsec_core::lab::view::Protocol;
use yew::prelude::*;

use super::flights::Dot;
use super::geometry::Plan;
use crate::format::px;
use crate::hooks::{use_media, use_moment};
use crate::live::Shared;
use crate::playback::Speed;
use crate::ui::use_ui;
use crate::words;

#[derive(Properties, PartialEq)]
pub(crate) struct PacketsProps {
    pub(crate) plan: Shared<Plan>,
}

/// All frames in flight, and the crosses of those that were dropped.
#[component]
pub(crate) fn Packets(props: &PacketsProps) -> Html {
    let ui = use_ui();
    let still = use_media("(prefers-reduced-motion: reduce)");
    let moment = use_moment(&ui.driver, if still { 250.0 } else { 0.0 });
    let dots = ui
        .driver
        .with_flights(|f| f.dots(moment.now_ns, moment.shown_ms));
    let slow = matches!(ui.driver.speed(), Speed::Times(x) if x < 0.5);
    html! {
        <g class="packets" aria-hidden="true">
            { for dots.iter().map(|dot| draw(dot, &props.plan, still, slow)) }
        </g>
    }
}

fn draw(dot: &Dot, plan: &Plan, still: bool, slow: bool) -> Html {
    let Some(wire) = plan.wire_of(dot.link) else {
        return Html::default();
    };
    let (name, class) = words::protocol(dot.protocol);
    let at = wire.at(if still && dot.died.is_none() {
        0.5
    } else {
        dot.at
    });
    let transform = format!("translate({} {})", px(at.x), px(at.y));
    if let Some(reason) = &dot.died {
        return html! {
            <g key={dot.id} class={classes!("packet", "died", class)} {transform}>
                <title>{ format!("{}: dropped, {reason}", dot.label) }</title>
                <circle class="touch" r="12" />
                <path class="halo" d="M-6-6L6 6M6-6L-6 6" />
                <path class="cross" d="M-6-6L6 6M6-6L-6 6" />
            </g>
        };
    }
    let tail = wire.at(dot.tail);
    let trail = (!still).then(|| {
        html! {
            <line
                key="trail"
                class="trail"
                x1={px(tail.x - at.x)}
                y1={px(tail.y - at.y)}
                x2="0"
                y2="0"
            />
        }
    });
    // Rare frames say what they are; all do when time is slow.
    let telling = slow || dot.protocol == Protocol::Ike;
    html! {
        <g key={dot.id} class={classes!("packet", class)} {transform}>
            { trail }
            <path class="body" d={shape(dot.protocol)}><title>{ format!("{name}: {}", dot.label) }</title></path>
            if telling {
                <text key="label" x="9" y="-8">{ dot.label.to_string() }</text>
            }
        </g>
    }
}

/// Each protocol has a shape of its own.
pub(super) fn shape(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Icmp => "M4.500 0A4.500 4.500 0 1 1-4.500 0 4.500 4.500 0 1 1 4.500 0z",
        Protocol::Esp => "M-4.500-4.500H4.500V4.500H-4.500z",
        Protocol::Ike => "M0-6.500L6.500 0 0 6.500-6.500 0z",
        Protocol::Hsrp => "M0-5.500L5.500 4H-5.500z",
        Protocol::Rip => "M-3-5H3L6 0 3 5H-3L-6 0z",
        Protocol::Arp => "M-5-4H5L0 5z",
        Protocol::Lmi => "M2.500 0A2.500 2.500 0 1 1-2.500 0 2.500 2.500 0 1 1 2.500 0z",
        Protocol::Other => "M-5-1.500H-1.500V-5H1.500V-1.500H5V1.500H1.500V5H-1.500V1.500H-5z",
    }
}
