//! The IPsec tunnel: a band along its path, and what is going on in it, in words.

use vipsec_core::lab::view::{DeviceView, TunnelView};
use yew::prelude::*;

use super::geometry::{Plan, Point};
use crate::format::px;
use crate::words;

/// The bands, under everything else.
pub(crate) fn bands(plan: &Plan, tunnels: &[TunnelView]) -> Html {
    let band = |(i, tunnel): (usize, &TunnelView)| {
        let points: Vec<Point> = tunnel
            .path
            .iter()
            .filter_map(|id| plan.device(*id))
            .map(|(_, p)| p)
            .collect();
        if points.len() < 2 {
            return Html::default();
        }
        let d = points
            .iter()
            .enumerate()
            .map(|(i, p)| format!("{}{} {}", if i == 0 { 'M' } else { 'L' }, px(p.x), px(p.y)))
            .collect::<String>();
        let (_, class) = words::tunnel(tunnel.state);
        html! {
            <g key={i} class={classes!("tunnel", class)}>
                <path class="band" d={d.clone()} />
                <path class="core" {d} />
            </g>
        }
    };
    html! { <g class="tunnels" aria-hidden="true">{ for tunnels.iter().enumerate().map(band) }</g> }
}

/// Each tunnel in words.
pub(crate) fn notes(devices: &[DeviceView], tunnels: &[TunnelView]) -> Html {
    let note = |(i, tunnel): (usize, &TunnelView)| {
        let (state, class) = words::tunnel(tunnel.state);
        let from = devices.iter().find(|d| d.id == tunnel.from);
        html! {
            <li key={i} class={class}>
                <svg class="swatch" viewBox="0 0 26 12" aria-hidden="true">
                    <path class="band" d="M5 6H21" /><path class="core" d="M1 6H25" />
                </svg>
                <b>{ format!("{} ⇢ {}", from.map_or("?", |d| &d.name), tunnel.peer) }</b>
                <span class="word">{ state }</span>
                <span>{ tunnel.note.clone() }</span>
            </li>
        }
    };
    html! {
        <ul class="notes" aria-label="Tunnels">{ for tunnels.iter().enumerate().map(note) }</ul>
    }
}
