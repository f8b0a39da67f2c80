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

use crate::folded::Folded;
use crate::live::{Live, Shared};
use crate::state::{Action, Window};
use crate::ui::use_ui;
use canvas::Canvas;
use marks::Marks;

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
    let tables = {
        let (flows, lanes, marks) = (
            props.flows.clone(),
            props.lanes.clone(),
            props.marks.clone(),
        );
        Callback::from(move |()| twin::tables(&flows, &lanes, &marks.read()))
    };
    html! {
        <section class="panel failover pane-chart" aria-label="Failover chart">
            <div class="bar">
                <h2>{ "Failover" }</h2>
                { summary::chips(&props.flows) }
                <span class="grow" />
                <div class="group" role="group" aria-label="Time shown">
                    { choice(Window::LastMinute, "Last 60 s", "The last minute, as it passes") }
                    { choice(Window::Outage, "Outage", "The last outage, with a little before and after") }
                    { choice(Window::All, "All", "From the start until now") }
                </div>
            </div>
            <div class="scroll">
                { summary::sentence(&props.flows) }
                <Canvas
                    flows={props.flows.clone()}
                    lanes={props.lanes.clone()}
                    marks={props.marks.clone()}
                    window={props.window}
                />
                { summary::segments(&props.flows, &ui) }
                <Folded summary="The chart as tables" {tables} />
            </div>
        </section>
    }
}
