//! The failover dock: what happened when, and where the time went.

mod canvas;
mod cursor;
mod layout;
pub(crate) mod marks;
mod scale;
mod summary;
mod twin;

use vipsec_core::lab::view::{FlowView, Lane};
use yew::prelude::*;

use crate::live::{Live, Shared};
use crate::state::{Action, Window};
use crate::ui::use_ui;
use canvas::Canvas;
use marks::Marks;
use summary::{Chips, Summary};
use twin::Twin;

#[derive(Properties, PartialEq)]
pub(crate) struct FailoverProps {
    pub(crate) flows: Shared<Vec<FlowView>>,
    pub(crate) lanes: Shared<Vec<Lane>>,
    pub(crate) marks: Live<Marks>,
    pub(crate) window: Window,
}

/// The dock.
#[component]
pub(crate) fn Failover(props: &FailoverProps) -> Html {
    let ui = use_ui();
    let has_outage = props.flows.iter().any(|f| !f.outages.is_empty());
    let choice = |window: Window, name: &'static str, title: &'static str| {
        html! {
            <button
                key={name}
                {title}
                aria-pressed={if props.window == window { "true" } else { "false" }}
                disabled={window == Window::Outage && !has_outage}
                onclick={ui.on(move |_| Action::Window(window))}
            >{ name }</button>
        }
    };
    html! {
        <section class="panel failover pane-chart" aria-label="Failover chart">
            <div class="bar">
                <h2>{ "Failover" }</h2>
                <Chips flows={props.flows.clone()} />
                <span class="grow" />
                <div class="group" role="group" aria-label="Time shown">
                    { choice(Window::LastMinute, "Last 60 s", "The last minute, as it passes") }
                    { choice(Window::Outage, "Outage", "The last outage, with a little before and after") }
                    { choice(Window::All, "All", "From the start until now") }
                </div>
            </div>
            <div class="scroll">
                <Summary flows={props.flows.clone()} />
                <Canvas
                    flows={props.flows.clone()}
                    lanes={props.lanes.clone()}
                    marks={props.marks.clone()}
                    window={props.window}
                />
                <Twin flows={props.flows.clone()} lanes={props.lanes.clone()} marks={props.marks.clone()} />
            </div>
        </section>
    }
}
