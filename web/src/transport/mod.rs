//! The header: what is open, and how time runs.

pub(crate) mod keys;
mod seed;
mod theme;

use vipsec_core::lab::view::{Command, Opened};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::format::clock;
use crate::hooks::use_moment;
use crate::icons;
use crate::live::Shared;
use crate::playback::Speed;
use crate::state::Action;
use crate::ui::{Ui, use_ui};
use seed::Seed;
use theme::ThemeSwitch;

#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    pub(crate) opened: Option<Shared<Opened>>,
    pub(crate) playing: bool,
    pub(crate) speed: Speed,
    pub(crate) ready: bool,
}

/// The header.
#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let ui = use_ui();
    let opened = props.opened.as_deref();
    let idle = !props.ready || opened.is_none();
    let playing = props.playing;
    let fault = opened.and_then(|o| o.fault.clone());
    html! {
        <header>
            <h1 class="brand">{ "vip" }<b>{ "sec" }</b></h1>
            <span class="title" title={opened.map(|o| o.summary.clone())}>
                { opened.map(|o| o.title.clone()).unwrap_or_else(|| "Opening the lab…".to_owned()) }
            </span>
            <div class="transport" role="group" aria-label="Time">
                <button
                    class="primary play"
                    disabled={idle}
                    title="Play or pause (space)"
                    onclick={ui.drive(move |driver, _| driver.set_playing(!playing))}
                >
                    if playing { { icons::pause() } } else { { icons::play() } }
                    <span>{ if playing { "Pause" } else { "Play" } }</span>
                </button>
                <button
                    class="icon"
                    disabled={idle}
                    title="Pause and run one event (.)"
                    aria-label="Step"
                    onclick={ui.drive(|driver, _| driver.step())}
                >{ icons::step() }</button>
                { speed_choice(&ui, props.speed) }
                <Clock />
            </div>
            if let Some(fault) = fault {
                <button
                    key="break"
                    class="break"
                    disabled={idle}
                    title={format!("Break it: {fault}")}
                    onclick={ui.drive(|driver, _| driver.send(Command::Break))}
                >
                    { icons::bolt() }<b>{ "Break it" }</b><span class="what">{ format!(": {fault}") }</span>
                </button>
            }
            <span class="grow" />
            <Seed seed={opened.map(|o| o.seed)} disabled={!props.ready} />
            <ThemeSwitch />
            <button
                class="icon"
                title="Keys (?)"
                aria-label="Keys"
                onclick={ui.on(|_| Action::Keys(true))}
            >{ "?" }</button>
        </header>
    }
}

/// How fast time runs.
fn speed_choice(ui: &Ui, now: Speed) -> Html {
    let onchange = ui.drive(|driver, event: Event| {
        let chosen = event
            .target_dyn_into::<HtmlSelectElement>()
            .map(|s| s.selected_index());
        let speed = chosen.and_then(|i| Speed::ALL.get(usize::try_from(i).ok()?).copied());
        if let Some(speed) = speed {
            driver.set_speed(speed);
        }
    });
    html! {
        <select class="speed" aria-label="Speed" title="Speed" {onchange}>
            { for Speed::ALL.into_iter().map(|s| html! {
                <option key={s.label()} selected={s == now}>{ s.label() }</option>
            }) }
        </select>
    }
}

/// Virtual time, and how fast it really runs where that is not as asked.
#[component]
fn Clock() -> Html {
    let ui = use_ui();
    let moment = use_moment(&ui.driver, 0.0);
    let rate = moment
        .rate
        .filter(|r| *r >= 30.0)
        .map(|r| format!("×{}", r.round() as u64));
    html! {
        <span class="clock">
            <time title="Virtual time">{ clock(moment.now_ns) }</time>
            if let Some(rate) = rate {
                <small key="rate" title="Virtual seconds in a second, as measured">{ rate }</small>
            }
        </span>
    }
}
