//! The outage in figures, in a sentence, and cut up by cause.

use vipsec_core::lab::view::{FlowView, Segment};
use yew::prelude::*;

use crate::format::{grouped, px, seconds};
use crate::state::Action;
use crate::ui::Ui;
use crate::words::tone_class;

/// The flow to talk about: one with an outage, else the first.
fn flow(flows: &[FlowView]) -> Option<&FlowView> {
    flows
        .iter()
        .find(|f| !f.outages.is_empty())
        .or_else(|| flows.first())
}

/// The figures.
pub(crate) fn chips(flows: &[FlowView]) -> Html {
    let Some(flow) = flow(flows) else {
        return Html::default();
    };
    let chip = |key: &'static str, bad: bool, title: &'static str, text: String| {
        html! { <span {key} class={if bad { "chip bad" } else { "chip" }} {title}>{ text }</span> }
    };
    let answered = format!(
        "{} of {} answered",
        grouped(flow.received),
        grouped(flow.sent)
    );
    let mut chips = vec![chip("sent", false, "Pings since the start", answered)];
    if let Some(rtt) = flow.rtt_ms {
        let text = format!("{}/{}/{} ms", rtt.min, rtt.avg, rtt.max);
        chips.push(chip(
            "rtt",
            false,
            "Round trip, shortest / mean / longest",
            text,
        ));
    }
    if let Some(o) = flow.outages.last() {
        let lasting = if o.end_s.is_none() {
            "out for"
        } else {
            "outage"
        };
        let title = "From the first lost ping to the first answered one";
        chips.push(chip(
            "reported",
            true,
            title,
            format!("{lasting} {}", seconds(o.reported_s)),
        ));
        if let Some(actual) = o.actual_s {
            let title = "As long as the network really did not carry the flow, by probes";
            chips.push(chip(
                "actual",
                true,
                title,
                format!("really {}", seconds(actual)),
            ));
        }
        chips.push(chip(
            "lost",
            true,
            "Pings lost in this outage",
            format!("{} lost", o.lost),
        ));
    }
    html! { <div class="chips">{ for chips }</div> }
}

/// The outage in a sentence.
pub(crate) fn sentence(flows: &[FlowView]) -> Html {
    let outage = flow(flows).and_then(|f| f.outages.last());
    let quiet = "No outage so far. Break something and see where every lost second goes.";
    html! {
        <p class={classes!("sentence", outage.is_none().then_some("quiet"))}>
            { outage.map_or_else(|| quiet.to_owned(), |o| o.sentence.clone()) }
        </p>
    }
}

/// Where the time went, part by part.
pub(crate) fn segments(flows: &[FlowView], ui: &Ui) -> Html {
    let outage = flow(flows).and_then(|f| f.outages.last());
    let Some(outage) = outage.filter(|o| !o.segments.is_empty()) else {
        return Html::default();
    };
    let whole: f64 = outage.segments.iter().map(|s| s.to_s - s.from_s).sum();
    let segment = |(i, s): (usize, &Segment)| {
        let length = s.to_s - s.from_s;
        let share = if whole > 0.0 {
            length / whole * 100.0
        } else {
            0.0
        };
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
                <span class="share" style={format!("width:{}%", px(share))} />
                <b>{ seconds(length) }</b>
                <span class="cause">{ s.cause.clone() }{ " · " }<i>{ s.device.clone() }</i></span>
                { end }
            </li>
        }
    };
    html! {
        <ol class="segments" aria-label="Where the time went">
            { for outage.segments.iter().enumerate().map(segment) }
        </ol>
    }
}
