//! Something folded away: built only when it is unfolded.

use web_sys::Element;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct FoldedProps {
    #[prop_or_default]
    pub(crate) class: &'static str,
    pub(crate) summary: &'static str,
    /// Builds what is inside.
    pub(crate) tables: Callback<(), Html>,
}

/// The tables beside a drawing.
#[component]
pub(crate) fn Folded(props: &FoldedProps) -> Html {
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            open.set(details.is_some_and(|d| d.has_attribute("open")));
        })
    };
    html! {
        <details class={classes!("twin", props.class)} {ontoggle}>
            <summary>{ props.summary }</summary>
            if *open {
                <div key="tables" class="tables" tabindex="0" role="group" aria-label={props.summary}>
                    { props.tables.emit(()) }
                </div>
            }
        </details>
    }
}
