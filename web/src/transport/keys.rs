//! The sheet of keys.

use web_sys::{Element, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use crate::dom::focus;
use crate::state::Action;
use crate::ui::use_ui;

const KEYS: [(&str, &str); 12] = [
    ("space", "play or pause"),
    (".", "pause and run one event"),
    (
        "?",
        "this sheet; at a console, IOS's help for what is typed so far",
    ),
    ("Tab", "from one device, interface or cable to the next"),
    (
        "Enter",
        "what a click does: open a console, shut an interface, cut a cable",
    ),
    ("↑ ↓, Ctrl-P Ctrl-N", "at a console: lines typed before"),
    (
        "Tab",
        "at a console: write the word out; Esc before Tab, or Shift-Tab, leaves the line",
    ),
    (
        "Ctrl-A E B F D H U K W T, Esc B F D",
        "at a console: what they do at a router",
    ),
    (
        "Ctrl-Z, Ctrl-C",
        "at a console: leave configuration mode, with the line or without it",
    ),
    (
        "space, Enter, q",
        "at --More--: the next page, the next line, enough; / + - and an expression search",
    ),
    (
        "Ctrl-Shift-6, Ctrl-C",
        "at a console: stop a running command such as ping",
    ),
    ("← →", "on the chart: move the line that reads times"),
];

#[derive(Properties, PartialEq)]
pub(crate) struct KeySheetProps {
    pub(crate) shown: bool,
}

/// All keys, over the page.
#[component]
pub(crate) fn KeySheet(props: &KeySheetProps) -> Html {
    let ui = use_ui();
    use_effect_with(props.shown, |shown| {
        if *shown {
            focus("keys-close");
        }
    });
    if !props.shown {
        return Html::default();
    }
    let close = ui.on(|_: MouseEvent| Action::Keys(false));
    let onkeydown = {
        let act = ui.act.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" | "?" => {
                event.prevent_default();
                act.emit(Action::Keys(false));
            }
            // The only thing to press is the button that has the focus.
            "Tab" => event.prevent_default(),
            _ => {}
        })
    };
    let outside = {
        let act = ui.act;
        Callback::from(move |event: MouseEvent| {
            let veil = event.target_dyn_into::<Element>();
            if veil.is_some_and(|v| v.class_name() == "veil") {
                act.emit(Action::Keys(false));
            }
        })
    };
    html! {
        <div class="veil" onclick={outside} {onkeydown}>
            <div class="sheet" role="dialog" aria-modal="true" aria-labelledby="keys-title">
                <div class="bar"><h2 id="keys-title">{ "Keys" }</h2><span class="grow" />
                    <button id="keys-close" onclick={close}>{ "Close" }</button>
                </div>
                <dl>
                    { for KEYS.into_iter().map(|(key, does)| html! {
                        <div key={key}><dt><kbd>{ key }</kbd></dt><dd>{ does }</dd></div>
                    }) }
                </dl>
            </div>
        </div>
    }
}
