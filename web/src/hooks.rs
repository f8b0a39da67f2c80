//! What several components need of time and place.

use gloo_events::EventListener;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use crate::dom::{media, wall_ms};
use crate::driver::{Driver, Moment};

/// The moment, at most every so many milliseconds of wall time.
#[hook]
pub(crate) fn use_moment(driver: &Driver, every_ms: f64) -> Moment {
    let moment = use_state_eq(|| driver.moment());
    let set = moment.setter();
    use_effect_with((driver.clone(), every_ms.to_bits()), move |(driver, _)| {
        let last = std::cell::Cell::new(f64::MIN);
        let subscription = driver.subscribe(Callback::from(move |moment: Moment| {
            let wall = wall_ms();
            if wall - last.get() >= every_ms {
                last.set(wall);
                set.set(moment);
            }
        }));
        move || drop(subscription)
    });
    *moment
}

/// The width and height of an element's content in CSS pixels, as it changes.
#[hook]
pub(crate) fn use_size(node: &NodeRef) -> (f64, f64) {
    let size = use_state_eq(|| (0.0, 0.0));
    let set = size.setter();
    use_effect_with(node.clone(), move |node| {
        let element = node.cast::<Element>();
        let measured = element.clone();
        let observed = Closure::<dyn FnMut()>::new(move || {
            if let Some(element) = &measured {
                set.set((
                    f64::from(element.client_width()),
                    f64::from(element.client_height()),
                ));
            }
        });
        let observer = ResizeObserver::new(observed.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &element) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(observed);
        }
    });
    *size
}

/// Whether a media query holds, as it changes.
#[hook]
pub(crate) fn use_media(query: &'static str) -> bool {
    let holds = use_state_eq(|| media(query));
    let set = holds.setter();
    use_effect_with(query, move |query| {
        let list = web_sys::window()
            .and_then(|w| w.match_media(query).ok())
            .flatten();
        let query = *query;
        let listener =
            list.map(|list| EventListener::new(&list, "change", move |_| set.set(media(query))));
        move || drop(listener)
    });
    *holds
}
