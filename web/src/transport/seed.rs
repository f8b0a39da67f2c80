//! The seed, and the way back to the start.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::icons;
use crate::ui::use_ui;

#[derive(Properties, PartialEq)]
pub(crate) struct SeedProps {
    pub(crate) seed: Option<u64>,
    pub(crate) disabled: bool,
}

/// The seed that all chance comes from; the same seed is the same run.
#[component]
pub(crate) fn Seed(props: &SeedProps) -> Html {
    let ui = use_ui();
    let input = use_node_ref();
    let onsubmit = {
        let input = input.clone();
        ui.drive(move |driver, event: SubmitEvent| {
            event.prevent_default();
            let typed = input
                .cast::<HtmlInputElement>()
                .and_then(|i| i.value().trim().parse().ok());
            driver.reopen(typed);
        })
    };
    html! {
        <form class="seed" {onsubmit}>
            <label>
                <span>{ "seed" }</span>
                <input
                    ref={input}
                    type="text"
                    inputmode="numeric"
                    pattern="[0-9]{1,19}"
                    title="All chance comes from this number: the same seed is the same run"
                    value={props.seed.map(|s| s.to_string()).unwrap_or_default()}
                />
            </label>
            <button disabled={props.disabled} title="Start again, with this seed">
                { icons::restart() }<span>{ "Restart" }</span>
            </button>
        </form>
    }
}
