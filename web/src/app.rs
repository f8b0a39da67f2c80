//! The page as a whole.

use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::worker::LabWorker;

/// The page.
#[component]
pub(crate) fn App() -> Html {
    let status = use_state_eq(|| AttrValue::from("starting worker"));
    let heard = status.setter();
    use_effect_with((), move |()| {
        let worker = LabWorker::start(move |answer| {
            let kind = field(&answer, "type");
            heard.set(format!("worker {kind}").into());
        });
        let hello = js_sys::Object::new();
        js_sys::Reflect::set(&hello, &"type".into(), &"hello".into())
            .and_then(|_| worker.post(&hello))
            .expect("a plain object can be written to and cloned");
        move || drop(worker)
    });

    html! {
        <>
            <header><h1>{ "vipsec" }</h1></header>
            <main><p role="status">{ (*status).clone() }</p></main>
        </>
    }
}

/// The text in a field of an object, or nothing.
fn field(object: &JsValue, name: &str) -> String {
    let value = js_sys::Reflect::get(object, &name.into());
    value
        .ok()
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}
