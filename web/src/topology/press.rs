//! Parts of a drawing that can be pressed like buttons.

use web_sys::{Element, KeyboardEvent, MouseEvent};
use yew::prelude::*;

/// The handlers of a part that does something when clicked, or when Enter or space is pressed on it. `act` is told the
/// part itself.
pub(crate) fn press(
    act: impl Fn(Element) + Clone + 'static,
) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let on_key = act.clone();
    let click = Callback::from(move |event: MouseEvent| {
        if let Some(part) = event.target_dyn_into::<Element>().and_then(button_of) {
            act(part);
        }
    });
    let key = Callback::from(move |event: KeyboardEvent| {
        if !matches!(event.key().as_str(), "Enter" | " ") {
            return;
        }
        if let Some(part) = event.target_dyn_into::<Element>().and_then(button_of) {
            event.prevent_default();
            on_key(part);
        }
    });
    (click, key)
}

fn button_of(element: Element) -> Option<Element> {
    element.closest("[role=button]").ok()?
}
