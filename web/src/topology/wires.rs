//! The cables; pressing one offers to cut it.

use vipsec_core::lab::view::{DeviceView, LinkState, LinkView};
use yew::prelude::*;

use super::geometry::{Plan, Wire};
use super::interfaces::Open;
use super::menu::{Target, link_words};
use super::press::press;
use crate::format::px;

/// All cables.
pub(crate) fn wires(plan: &Plan, links: &[LinkView], devices: &[DeviceView], open: &Open) -> Html {
    let wire = |link: &LinkView| {
        let Some(wire) = plan.wire_of(link.id) else {
            return Html::default();
        };
        let target = Target::Link(link.id);
        let open = open.clone();
        let (onclick, onkeydown) = press(move |part| open.emit((target.clone(), part)));
        let state = match link.state {
            LinkState::Up => "up",
            LinkState::Down => "down",
            LinkState::Cut => "cut",
        };
        let words = format!("{}: {state}", link_words(link, devices));
        html! {
            <g
                key={link.id.0}
                class={classes!("wire", state, link.serial.then_some("serial"))}
                role="button"
                tabindex="0"
                aria-haspopup="menu"
                aria-label={words.clone()}
                {onclick}
                {onkeydown}
            >
                <title>{ words }</title>
                <path class="touch" d={path(wire)} />
                <path class="line" d={path(wire)} />
                if link.serial {
                    <path key="zig" class="line zig" d={zigzag(wire)} />
                }
                if link.state == LinkState::Cut {
                    <path key="cut" class="scissors" d={cross(wire)} />
                }
            </g>
        }
    };
    html! { <g class="wires">{ for links.iter().map(wire) }</g> }
}

fn path(wire: &Wire) -> String {
    format!(
        "M{} {}L{} {}",
        px(wire.a.x),
        px(wire.a.y),
        px(wire.b.x),
        px(wire.b.y)
    )
}

/// The sign of a serial line: a flash in its middle.
fn zigzag(wire: &Wire) -> String {
    let (a, b) = (wire.at(0.5), wire.b);
    let length = a.distance(b).max(1e-6);
    let (ux, uy) = ((b.x - a.x) / length, (b.y - a.y) / length);
    let point = |along: f64, aside: f64| {
        format!(
            "{} {}",
            px(a.x + ux * along - uy * aside),
            px(a.y + uy * along + ux * aside)
        )
    };
    format!(
        "M{}L{}L{}L{}",
        point(-7.0, 0.0),
        point(2.0, 5.0),
        point(-2.0, -5.0),
        point(7.0, 0.0)
    )
}

fn cross(wire: &Wire) -> String {
    let m = wire.at(0.5);
    format!("M{} {}l14 14m0-14l-14 14", px(m.x - 7.0), px(m.y - 7.0))
}
