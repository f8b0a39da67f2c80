//! The diagram as tables, for whoever reads better than looks.

use vipsec_core::lab::view::{DeviceView, LinkState, LinkView, Opened, TunnelView};
use yew::prelude::*;

use crate::words;

/// All tables.
pub(crate) fn tables(
    devices: &[DeviceView],
    links: &[LinkView],
    all_tunnels: &[TunnelView],
    opened: Option<&Opened>,
) -> Html {
    html! {
        <>
            <p key="summary">{ opened.map(|o| o.summary.clone()) }</p>
            { interfaces(devices) }
            { cables(links, devices) }
            { tunnels(all_tunnels, devices) }
        </>
    }
}

fn interfaces(devices: &[DeviceView]) -> Html {
    let row = |d: &DeviceView, i: &vipsec_core::lab::view::InterfaceView| {
        let state = match (i.admin_up, i.line_protocol) {
            (false, _) => "administratively down",
            (true, false) => "down",
            (true, true) => "up",
        };
        let hsrp = d
            .hsrp
            .iter()
            .filter(|h| h.interface == i.short || h.interface == i.name);
        let hsrp: Vec<String> = hsrp
            .map(|h| format!("{} {} ({})", h.group, h.state, h.priority))
            .collect();
        html! {
            <tr key={format!("{} {}", d.id, i.name)}>
                <th scope="row">{ format!("{} {}", d.name, i.name) }</th>
                <td>{ i.address.clone().unwrap_or_default() }</td>
                <td>{ i.note.clone().unwrap_or_default() }</td>
                <td>{ state }</td>
                <td>{ hsrp.join(", ") }</td>
            </tr>
        }
    };
    html! {
        <table key="interfaces">
            <caption>{ "Interfaces" }</caption>
            <thead><tr>
                <th scope="col">{ "Interface" }</th><th scope="col">{ "Address" }</th>
                <th scope="col">{ "Note" }</th><th scope="col">{ "State" }</th><th scope="col">{ "HSRP" }</th>
            </tr></thead>
            <tbody>{ for devices.iter().flat_map(|d| d.interfaces.iter().map(move |i| row(d, i))) }</tbody>
        </table>
    }
}

fn cables(links: &[LinkView], devices: &[DeviceView]) -> Html {
    let row = |link: &LinkView| {
        let state = match link.state {
            LinkState::Up => "up",
            LinkState::Down => "down",
            LinkState::Cut => "cut",
        };
        html! {
            <tr key={link.id.0}>
                <th scope="row">{ super::menu::link_words(link, devices) }</th>
                <td>{ if link.serial { "serial" } else { "Ethernet" } }</td>
                <td>{ state }</td>
            </tr>
        }
    };
    html! {
        <table key="cables">
            <caption>{ "Cables" }</caption>
            <thead><tr>
                <th scope="col">{ "Cable" }</th><th scope="col">{ "Kind" }</th><th scope="col">{ "State" }</th>
            </tr></thead>
            <tbody>{ for links.iter().map(row) }</tbody>
        </table>
    }
}

fn tunnels(tunnels: &[TunnelView], devices: &[DeviceView]) -> Html {
    let name = |id| {
        devices
            .iter()
            .find(|d| d.id == id)
            .map_or("?", |d| d.name.as_str())
            .to_owned()
    };
    let row = |(i, t): (usize, &TunnelView)| {
        let path: Vec<String> = t.path.iter().map(|id| name(*id)).collect();
        html! {
            <tr key={i}>
                <th scope="row">{ format!("{} to {}", name(t.from), t.peer) }</th>
                <td>{ words::tunnel(t.state).0 }</td>
                <td>{ path.join(" – ") }</td>
                <td>{ t.note.clone() }</td>
            </tr>
        }
    };
    html! {
        <table key="tunnels">
            <caption>{ "Tunnels" }</caption>
            <thead><tr>
                <th scope="col">{ "Tunnel" }</th><th scope="col">{ "State" }</th>
                <th scope="col">{ "Path" }</th><th scope="col">{ "Note" }</th>
            </tr></thead>
            <tbody>{ for tunnels.iter().enumerate().map(row) }</tbody>
        </table>
    }
}
