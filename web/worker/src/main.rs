//! The core in a Web Worker: hears commands, tells what happened.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let port = scope.clone();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(answer) = answer(&event.data()) {
            port.post_message(&answer)
                .expect("a plain object can be cloned");
        }
    });
    // The listener lives as long as the worker.
    scope.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
}

/// What the worker has to say to a message.
fn answer(message: &JsValue) -> Option<JsValue> {
    let kind = Reflect::get(message, &"type".into()).ok()?.as_string()?;
    match kind.as_str() {
        "hello" => {
            let ready = Object::new();
            Reflect::set(&ready, &"type".into(), &"ready".into()).ok()?;
            Reflect::set(&ready, &"version".into(), &env!("CARGO_PKG_VERSION").into()).ok()?;
            Some(ready.into())
        }
        _ => None,
    }
}
