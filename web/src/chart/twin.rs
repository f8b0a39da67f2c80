//! The chart as tables.

use vipsec_core::lab::view::{FlowView, Lane, Outage, Span};
use yew::prelude::*;

use super::marks::Marks;
use crate::format::{clock, seconds};

/// At most so many of a lane's last spans are listed.
const LISTED: usize = 12;

/// All tables.
pub(crate) fn tables(flows: &[FlowView], all_lanes: &[Lane], marks: &Marks) -> Html {
    html! {
        <>
            { for flows.iter().map(outages) }
            { lanes(all_lanes, marks) }
        </>
    }
}

fn outages(flow: &FlowView) -> Html {
    let row = |(i, o): (usize, &Outage)| {
        html! {
            <tr key={i}>
                <th scope="row">{ at(o.start_s) }</th>
                <td>{ o.end_s.map_or_else(|| "lasts".to_owned(), at) }</td>
                <td>{ seconds(o.reported_s) }</td>
                <td>{ o.actual_s.map(seconds).unwrap_or_default() }</td>
                <td>{ o.lost }</td>
            </tr>
        }
    };
    html! {
        <table key={flow.name.clone()}>
            <caption>
                { format!("Outages of {}: {} of {} pings answered", flow.name, flow.received, flow.sent) }
            </caption>
            <thead><tr>
                <th scope="col">{ "From" }</th><th scope="col">{ "To" }</th><th scope="col">{ "Reported" }</th>
                <th scope="col">{ "Real" }</th><th scope="col">{ "Lost" }</th>
            </tr></thead>
            <tbody>{ for flow.outages.iter().enumerate().map(row) }</tbody>
        </table>
    }
}

fn lanes(lanes: &[Lane], marks: &Marks) -> Html {
    let row = |lane: &Lane, i: usize, span: &Span| {
        html! {
            <tr key={format!("{} {i}", lane.id)}>
                <th scope="row">{ lane.label.clone() }</th>
                <td>{ clock(span.from_ns) }</td>
                <td>{ span.to_ns.map_or_else(|| "lasts".to_owned(), clock) }</td>
                <td>{ span.text.clone() }</td>
            </tr>
        }
    };
    let ticks = |lane: &Lane| {
        let ticks = marks
            .lane(&lane.id)
            .map(|m| m.ticks.as_slice())
            .unwrap_or_default();
        let last = &ticks[ticks.len().saturating_sub(LISTED)..];
        let row = |(i, tick): (usize, &super::marks::Tick)| {
            html! {
                <tr key={format!("{} tick {i}", lane.id)}>
                    <th scope="row">{ lane.label.clone() }</th>
                    <td>{ clock(tick.at_ns) }</td>
                    <td></td>
                    <td>{ tick.text.clone() }</td>
                </tr>
            }
        };
        last.iter().enumerate().map(row).collect::<Vec<_>>()
    };
    let rows = lanes.iter().flat_map(|lane| {
        let skip = lane.spans.len().saturating_sub(LISTED);
        let spans = lane
            .spans
            .iter()
            .enumerate()
            .skip(skip)
            .map(move |(i, span)| row(lane, i, span));
        spans.chain(ticks(lane)).collect::<Vec<_>>()
    });
    html! {
        <table key="lanes">
            <caption>{ format!("States, and the last {LISTED} marks of each") }</caption>
            <thead><tr>
                <th scope="col">{ "What" }</th><th scope="col">{ "From" }</th><th scope="col">{ "To" }</th>
                <th scope="col">{ "State" }</th>
            </tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

/// Seconds as a clock.
fn at(s: f64) -> String {
    clock((s * 1e9) as u64)
}
