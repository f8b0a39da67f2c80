//! The outage in figures, in a sentence, and cut up by cause.

use vipsec_core::lab::view::{FlowView, Outage, Segment};
use yew::prelude::*;

use crate::format::{grouped, seconds};
use crate::live::Shared;
use crate::state::Action;
use crate::ui::use_ui;
use crate::words::tone_class;

#[derive(Properties, PartialEq)]
pub(crate) struct FlowsProps {
    pub(crate) flows: Shared<Vec<FlowView>>,
}

/// The flow to talk about: one with an outage, else the first.
fn flow(flows: &[FlowView]) -> Option<&FlowView> {
    flows.iter().find(|f| !f.outages.is_empty()).or_else(|| flows.first())
}

/// The figures.
#[component]
pub(crate) fn Chips(props: &FlowsProps) -> Html {
    let Some(flow) = flow(&props.flows) else { return Html::default() };
    let sent = format!("{} of {} answered", grouped(flow.received), grouped(flow.sent));
    html! {
        <div class="chips">
            <span key="sent" class="chip" title="Pings since the start">{ sent }</span>
            if let Some(rtt) = flow.rtt_ms {
                <span key="rtt" class="chip" title="Round trip, shortest / mean / longest">
                    { format!("{}/{}/{} ms", rtt.min, rtt.avg, rtt.max) }
                </span>
            }
            if let Some(outage) = flow.outages.last() {
                <Figures key="outage" outage={outage.clone()} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FiguresProps {
    outage: Outage,
}

#[component]
fn Figures(props: &FiguresProps) -> Html {
    let o = &props.outage;
    let lasting = if o.end_s.is_none() { "out for" } else { "outage" };
    html! {
        <>
            <span class="chip bad" key="reported" title="From the first lost ping to the first answered one">
                { format!("{lasting} {}", seconds(o.reported_s)) }
            </span>
            if let Some(actual) = o.actual_s {
                <span class="chip bad" key="actual" title="As long as the network really did not carry the flow, by probes">
                    { format!("really {}", seconds(actual)) }
                </span>
            }
            <span class="chip bad" key="lost">{ format!("{} lost", o.lost) }</span>
        </>
    }
}

/// The sentence and the segments.
#[component]
pub(crate) fn Summary(props: &FlowsProps) -> Html {
    let ui = use_ui();
    let Some(outage) = flow(&props.flows).and_then(|f| f.outages.last()) else {
        return html! {
            <p class="sentence quiet">{ "No outage so far. Break something and see where every lost second goes." }</p>
        };
    };
    let whole: f64 = outage.segments.iter().map(|s| s.to_s - s.from_s).sum();
    let segment = |(i, s): (usize, &Segment)| {
        let length = s.to_s - s.from_s;
        let share = if whole > 0.0 { length / whole * 100.0 } else { 0.0 };
        let end = s.ended_by.as_ref().map(|by| match s.ended_by_fact {
            Some(fact) => html! {
                <button class="fact" title="Show it in the log" onclick={ui.on(move |_| Action::Fact(fact))}>
                    { format!("until {by}") }
                </button>
            },
            None => html! { <span class="fact">{ format!("until {by}") }</span> },
        });
        html! {
            <li key={i} class={tone_class(s.tone)}>
                <span class="share" style={format!("width:{share:.1}%")} />
                <b>{ seconds(length) }</b>
                <span class="cause">{ s.cause.clone() }{ " · " }<i>{ s.device.clone() }</i></span>
                { end }
            </li>
        }
    };
    html! {
        <div class="summary">
            <p class="sentence">{ outage.sentence.clone() }</p>
            if !outage.segments.is_empty() {
                <ol key="segments" class="segments" aria-label="Where the time went">
                    { for outage.segments.iter().enumerate().map(segment) }
                </ol>
            }
        </div>
    }
}
