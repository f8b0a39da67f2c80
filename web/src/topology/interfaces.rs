//! The interfaces' names and addresses beside the cables; pressing one offers to shut it.

use vipsec_core::lab::view::{DeviceView, InterfaceView};
use web_sys::Element;
use yew::prelude::*;

use super::labels::{Label, Labels, ROW};
use super::menu::Target;
use super::press::press;
use crate::format::px;

/// What opens the menu of a part of the diagram.
pub(crate) type Open = Callback<(Target, Element)>;

/// All interfaces.
pub(crate) fn interfaces(labels: &Labels, devices: &[DeviceView], open: &Open) -> Html {
    html! {
        <g class="interfaces">
            { for labels.interfaces.iter().map(|label| rows(label, devices, open)) }
        </g>
    }
}

fn rows(label: &Label, devices: &[DeviceView], open: &Open) -> Html {
    let Some(device) = devices.iter().find(|d| d.id == label.device) else {
        return Html::default();
    };
    let rows = label.rows.iter().enumerate().filter_map(|(i, row)| {
        let interface = device.interfaces.iter().find(|i| i.name == row.interface)?;
        let y = label.area.top() + 1.0 + i as f64 * ROW;
        let target = Target::Interface(device.id, row.interface.clone());
        let open = open.clone();
        let (onclick, onkeydown) = press(move |part| open.emit((target.clone(), part)));
        let (class, state) = state(interface);
        Some(html! {
            <g
                key={row.interface.clone()}
                class={classes!("interface", class)}
                transform={format!("translate({} {})", px(label.area.left()), px(y))}
                role="button"
                tabindex="0"
                aria-haspopup="menu"
                aria-label={spoken(device, interface, state)}
                {onclick}
                {onkeydown}
            >
                <title>{ spoken(device, interface, state) }</title>
                <rect class="under" width={px(label.area.w)} height={px(ROW)} rx="3" />
                { sign(class) }
                <text x="15" y="12">
                    { row.short.clone() }
                    <tspan class="rest" dx="5">{ row.rest.clone() }</tspan>
                </text>
            </g>
        })
    });
    html! { <g key={format!("{}-{}", label.device, label.rows[0].interface)}>{ for rows }</g> }
}

/// The class, and the words, of an interface's state.
fn state(interface: &InterfaceView) -> (&'static str, &'static str) {
    match (
        interface.admin_up,
        interface.carrier,
        interface.line_protocol,
    ) {
        (false, ..) => ("shut", "administratively down"),
        (true, false, _) => ("down", "down"),
        (true, true, false) => ("down", "up, line protocol down"),
        (true, true, true) => ("up", "up"),
    }
}

/// A dot, a ring or a cross: up, down, shut.
fn sign(class: &str) -> Html {
    match class {
        "up" => html! { <circle class="sign" cx="7.500" cy="8" r="2.800" /> },
        "down" => html! { <circle class="sign ring" cx="7.500" cy="8" r="2.800" /> },
        _ => html! { <path class="sign cross" d="M4.500 5l6 6m0-6l-6 6" /> },
    }
}

fn spoken(device: &DeviceView, interface: &InterfaceView, state: &str) -> String {
    let mut words = format!("{} {}", device.name, interface.name);
    for more in [&interface.address, &interface.note].into_iter().flatten() {
        words.push_str(", ");
        words.push_str(more);
    }
    format!("{words}: {state}")
}
