//! The line that reads times off the chart: with a pointer, or with the arrow keys.

use std::rc::Rc;

use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::layout::{Picture, Row};
use crate::format::{clock, px};

#[derive(Properties, PartialEq)]
pub(crate) struct CursorProps {
    pub(crate) picture: Rc<Picture>,
}

/// A layer over the chart.
#[component]
pub(crate) fn Cursor(props: &CursorProps) -> Html {
    let place = use_state_eq(|| None::<f64>);
    let scale = props.picture.scale;
    let point = {
        let place = place.clone();
        Callback::from(move |event: PointerEvent| {
            let Some(layer) = event.target_dyn_into::<Element>() else {
                return;
            };
            let x = f64::from(event.client_x()) - layer.get_bounding_client_rect().left();
            place.set((x >= scale.left).then(|| x.min(scale.right)));
        })
    };
    let leave = {
        let place = place.clone();
        Callback::from(move |_: PointerEvent| place.set(None))
    };
    let onkeydown = {
        let place = place.clone();
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowLeft" => -4.0,
                "ArrowRight" => 4.0,
                "Escape" => {
                    place.set(None);
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            let from = place.unwrap_or(scale.right);
            place.set(Some((from + by).clamp(scale.left, scale.right)));
        })
    };
    let reading = place.map(|x| {
        let at = clock(scale.at(x));
        let told: Vec<String> = props
            .picture
            .rows
            .iter()
            .filter_map(|row| tell(row, x))
            .collect();
        (x, at, told)
    });
    html! {
        <div
            class="cursor"
            tabindex="0"
            role="application"
            aria-label="Reads times off the chart: left and right arrows"
            onpointermove={point.clone()}
            onpointerdown={point}
            onpointerleave={leave}
            {onkeydown}
        >
            if let Some((x, at, told)) = reading {
                <div key="line" class="line" style={format!("left:{}px", px(x))} />
                <div
                    key="reading"
                    class={classes!("reading", (x > (scale.left + scale.right) / 2.0).then_some("left"))}
                    style={format!("left:{}px", px(x))}
                    role="status"
                >
                    <b>{ at }</b>
                    { for told.into_iter().map(|t| html! { <span key={t.clone()}>{ t }</span> }) }
                </div>
            }
        </div>
    }
}

/// What a lane says at a place.
fn tell(row: &Row, x: f64) -> Option<String> {
    let bar = row.bars.iter().find(|b| b.x <= x && x <= b.x + b.w)?;
    Some(format!("{}: {}", row.label, bar.title))
}
