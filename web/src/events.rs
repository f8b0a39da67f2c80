//! The event log.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::Element;
use yew::prelude::*;

use vipsec_core::lab::view::{DeviceView, LogLine, NodeId};

use crate::format::clock;
use crate::live::{Live, Shared};
use crate::log::Log;

/// A screen reader hears at most one event in so many milliseconds.
const SPOKEN_EVERY_MS: u32 = 2500;

#[derive(Properties, PartialEq)]
pub(crate) struct EventLogProps {
    pub(crate) devices: Shared<Vec<DeviceView>>,
    pub(crate) log: Live<Log>,
    /// The fact to show.
    pub(crate) fact: Option<u32>,
}

fn name(devices: &[DeviceView], id: Option<NodeId>) -> &str {
    devices
        .iter()
        .find(|d| Some(d.id) == id)
        .map_or("", |d| &d.name)
}

/// What has happened, in sentences, the newest first.
#[component]
pub(crate) fn EventLog(props: &EventLogProps) -> Html {
    let list = use_node_ref();
    use_effect_with((props.fact, list.clone()), |(fact, list)| {
        let row = fact.and_then(|f| {
            list.cast::<Element>()?
                .query_selector(&format!("[data-fact=\"{f}\"]"))
                .ok()?
        });
        if let Some(row) = row {
            row.scroll_into_view();
        }
    });
    let log = props.log.read();
    let row = |line: &LogLine| {
        html! {
            <li key={line.fact} data-fact={line.fact.to_string()} class={classes!((props.fact == Some(line.fact)).then_some("on"))}>
                <time>{ clock(line.at_ns) }</time>
                <b>{ name(&props.devices, line.device).to_owned() }</b>
                <span>{ line.text.clone() }</span>
            </li>
        }
    };
    html! {
        <section class="panel log pane-log" aria-label="Events">
            <div class="bar"><h2>{ "Events" }</h2><span>{ "newest first" }</span></div>
            if log.is_empty() {
                <p class="empty" key="none">{ "Nothing has happened yet." }</p>
            } else {
                <ol class="events" ref={list} tabindex="0" aria-label="Events, newest first" key="some">
                    { for log.lines().rev().map(row) }
                </ol>
            }
            <Spoken devices={props.devices.clone()} log={props.log.clone()} />
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct SpokenProps {
    devices: Shared<Vec<DeviceView>>,
    log: Live<Log>,
}

/// The last event for a screen reader, not oftener than can be listened to.
#[component]
fn Spoken(props: &SpokenProps) -> Html {
    let text = use_state_eq(|| Rc::<str>::from(""));
    let timer = use_mut_ref(|| None::<Timeout>);
    let set = text.setter();
    let latest = use_mut_ref(|| Rc::<str>::from(""));
    use_effect_with(props.log.revision(), {
        let log = props.log.clone();
        let devices = props.devices.clone();
        move |_| {
            if let Some(line) = log.read().last() {
                *latest.borrow_mut() =
                    Rc::from(format!("{}: {}", name(&devices, line.device), line.text));
            }
            let mut waiting = timer.borrow_mut();
            if waiting.is_none() {
                let timer = Rc::clone(&timer);
                *waiting = Some(Timeout::new(SPOKEN_EVERY_MS, move || {
                    timer.borrow_mut().take();
                    set.set(Rc::clone(&latest.borrow()));
                }));
            }
        }
    });
    html! { <p class="unseen" aria-live="polite">{ text.to_string() }</p> }
}
