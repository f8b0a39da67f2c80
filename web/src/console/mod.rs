//! The panel of a device: its console and its configuration.

mod command_line;
mod config;
mod history;
mod line_edit;
pub(crate) mod screen;
mod terminal;

use std::collections::BTreeMap;

use vipsec_core::lab::view::{DeviceView, NodeId, Paste, RunningConfig};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::live::{Live, Shared};
use crate::state::{Action, Tab};
use crate::ui::{Ui, use_ui};
use config::Configuration;
use screen::Screen;
use terminal::Terminal;

#[derive(Properties, PartialEq)]
pub(crate) struct DevicePanelProps {
    pub(crate) devices: Shared<Vec<DeviceView>>,
    pub(crate) device: Option<DeviceView>,
    pub(crate) tab: Tab,
    pub(crate) consoles: Live<BTreeMap<NodeId, Screen>>,
    pub(crate) config: Option<Shared<RunningConfig>>,
    pub(crate) paste: Option<Shared<Paste>>,
}

/// The panel.
#[component]
pub(crate) fn DevicePanel(props: &DevicePanelProps) -> Html {
    let ui = use_ui();
    let Some(device) = &props.device else {
        return html! { <section class="panel device-panel pane-console" aria-label="Device" /> };
    };
    html! {
        <section class="panel device-panel pane-console" aria-label={format!("Device {}", device.name)}>
            { tabs(&ui, &props.devices, device.id, props.tab) }
            <div
                class="tab-panel"
                role="tabpanel"
                id="device-tab-panel"
                aria-labelledby={format!("tab-{}", device.id)}
            >
                if props.tab == Tab::Console {
                    <Terminal key={format!("console {}", device.id)} device={device.clone()} consoles={props.consoles.clone()} />
                } else {
                    <Configuration
                        key={format!("config {}", device.id)}
                        id={device.id}
                        name={device.name.clone()}
                        config={props.config.clone().filter(|c| c.device == device.id)}
                        paste={props.paste.clone().filter(|p| p.device == device.id)}
                    />
                }
            </div>
        </section>
    }
}

/// A tab for each device, and the two parts of its panel.
fn tabs(ui: &Ui, devices: &[DeviceView], shown: NodeId, now: Tab) -> Html {
    let ids: Vec<NodeId> = devices
        .iter()
        .filter(|d| d.has_console)
        .map(|d| d.id)
        .collect();
    let onkeydown = {
        let (act, ids) = (ui.act.clone(), ids);
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowRight" => 1,
                "ArrowLeft" => ids.len().saturating_sub(1),
                _ => return,
            };
            event.prevent_default();
            let at = ids.iter().position(|id| *id == shown).unwrap_or(0);
            if let Some(next) = ids.get((at + by) % ids.len().max(1)) {
                act.emit(Action::Device(*next));
                crate::dom::focus(&format!("tab-{next}"));
            }
        })
    };
    let device = |d: &DeviceView| {
        let (id, on) = (d.id, d.id == shown);
        html! {
            <button
                key={id.0}
                id={format!("tab-{id}")}
                role="tab"
                aria-selected={if on { "true" } else { "false" }}
                aria-controls="device-tab-panel"
                tabindex={if on { "0" } else { "-1" }}
                onclick={ui.on(move |_| Action::Device(id))}
            >{ d.name.clone() }</button>
        }
    };
    let part = |tab: Tab, name: &'static str| {
        html! {
            <button
                key={name}
                aria-pressed={if now == tab { "true" } else { "false" }}
                onclick={ui.on(move |_| Action::Tab(tab))}
            >{ name }</button>
        }
    };
    html! {
        <div class="tabs">
            <div class="devices" role="tablist" aria-label="Devices" {onkeydown}>
                { for devices.iter().filter(|d| d.has_console).map(device) }
            </div>
            <span class="grow" />
            <div class="group" role="group" aria-label="Part of the panel">
                { part(Tab::Console, "Console") }
                { part(Tab::Configuration, "Configuration") }
            </div>
        </div>
    }
}
