//! The page as a whole.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::chart::Failover;
use crate::console::DevicePanel;
use crate::dom::{is_pressable, takes_keys};
use crate::driver::{Driver, Scenario};
use crate::events::EventLog;
use crate::format::SECOND;
use crate::notices::notices;
use crate::state::{Action, Pane, State, WorkerStatus};
use crate::topology::Topology;
use crate::transport::Header;
use crate::transport::keys::KeySheet;
use crate::ui::Ui;

/// What a visitor sees first: the article's lab, with the tunnel up.
fn first_scenario() -> Scenario {
    Scenario {
        id: "ipsec-ha-hsrp".to_owned(),
        seed: None,
        start_at_ns: 45 * SECOND,
    }
}

/// The page.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(State::default);
    let dispatcher = state.dispatcher();
    let ui = use_memo((), move |()| {
        let act = Callback::from(move |action| dispatcher.dispatch(action));
        Ui {
            driver: Driver::new(act.clone(), first_scenario()),
            act,
        }
    });
    use_effect_with((), {
        let driver = ui.driver.clone();
        move |()| driver.start()
    });
    use_effect_with(
        state.opened.is_some() && state.worker == WorkerStatus::Ready,
        {
            let driver = ui.driver.clone();
            move |is_shown: &bool| {
                if *is_shown {
                    driver.drawn();
                }
            }
        },
    );
    use_keys(&ui);

    let device = state.shown_device().cloned();
    let starting = ui.driver.is_starting().then_some("starting");
    html! {
        <ContextProvider<Ui> context={(*ui).clone()}>
            <div class={classes!("app", pane_class(state.pane), starting)}>
                <Header
                    opened={state.opened.clone()}
                    playing={state.playing}
                    speed={state.speed}
                    ready={state.worker == WorkerStatus::Ready}
                />
                { notices(&ui, &state.worker, state.error.as_deref()) }
                <main>
                    <Topology
                        devices={state.devices.clone()}
                        links={state.links.clone()}
                        tunnels={state.tunnels.clone()}
                        opened={state.opened.clone()}
                        selected={device.as_ref().map(|d| d.id)}
                    />
                    <DevicePanel
                        devices={state.devices.clone()}
                        {device}
                        tab={state.tab}
                        consoles={state.consoles.clone()}
                        config={state.config.clone()}
                        paste={state.paste.clone()}
                    />
                    <Failover
                        flows={state.flows.clone()}
                        lanes={state.lanes.clone()}
                        marks={state.marks.clone()}
                        window={state.window}
                    />
                    <EventLog devices={state.devices.clone()} log={state.log.clone()} fact={state.fact} />
                </main>
                { bottom_nav(&ui, state.pane) }
                <KeySheet shown={state.keys_shown} />
            </div>
        </ContextProvider<Ui>>
    }
}

fn pane_class(pane: Pane) -> &'static str {
    match pane {
        Pane::Diagram => "on-diagram",
        Pane::Console => "on-console",
        Pane::Chart => "on-chart",
        Pane::Log => "on-log",
    }
}

/// The page's keys, wherever the focus is unless it is where one types.
#[hook]
fn use_keys(ui: &Ui) {
    use_effect_with(ui.clone(), move |ui| {
        let ui = ui.clone();
        let listener = web_sys::window().map(|window| {
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                    on_key(&ui, event);
                }
            })
        });
        move || drop(listener)
    });
}

fn on_key(ui: &Ui, event: &KeyboardEvent) {
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let elsewhere =
        event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented();
    if elsewhere || target.as_ref().is_some_and(takes_keys) {
        return;
    }
    match event.key().as_str() {
        " " if !target.as_ref().is_some_and(is_pressable) => {
            ui.driver.set_playing(!ui.driver.is_playing());
        }
        "." => ui.driver.step(),
        "?" => ui.act.emit(Action::Keys(true)),
        _ => return,
    }
    event.prevent_default();
}

/// On a phone: which part of the page to show.
fn bottom_nav(ui: &Ui, shown: Pane) -> Html {
    let panes = [
        (Pane::Diagram, "Diagram"),
        (Pane::Console, "Console"),
        (Pane::Chart, "Chart"),
        (Pane::Log, "Log"),
    ];
    html! {
        <nav class="bottom" aria-label="Parts of the page">
            { for panes.into_iter().map(|(pane, name)| html! {
                <button
                    key={name}
                    aria-current={(pane == shown).then_some("page")}
                    onclick={ui.on(move |_| Action::Pane(pane))}
                >{ name }</button>
            }) }
        </nav>
    }
}
