//! The core in a Web Worker: hears commands, tells what happened.
//!
//! Commands and updates are postcard octets in a `Uint8Array`, one update for each command. What is said about the worker itself is an
//! object: `{type: "ready", ready: 1, version}` at the start and in answer to `{type: "hello"}`, and
//! `{type: "failed", failed}` before it ends because of a fault in the lab.

use std::panic;

use js_sys::{Object, Reflect, Uint8Array};
use vipsec_core::lab::Lab;
use vipsec_core::lab::view::{Command, Update};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = vipsecLoadRest)]
    fn load_rest();
}

/// Links in the half of this module that is not needed for the first picture. The build puts this call where that
/// half begins (`scripts/build/halve.mjs`).
#[wasm_bindgen(js_name = loadRest)]
pub fn rest() {
    load_rest();
}

/// The version of what page and worker say to each other.
const PROTOCOL: f64 = 2.0;

fn main() {
    panic::set_hook(Box::new(|info| {
        tell(&about("failed", &[("failed", info.to_string().into())]));
    }));
    tell(&ready());
    let mut lab = Lab::new();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(answer) = answer(&mut lab, &event.data()) {
            tell(&answer);
        }
    });
    // The listener lives as long as the worker.
    scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(message: &JsValue) {
    scope()
        .post_message(message)
        .expect("strings and plain objects can be cloned");
}

/// What the worker has to say to a message.
fn answer(lab: &mut Lab, message: &JsValue) -> Option<JsValue> {
    if let Some(bytes) = message.dyn_ref::<Uint8Array>() {
        let update = match postcard::from_bytes::<Command>(&bytes.to_vec()) {
            Ok(command) => lab.handle(command),
            Err(error) => Update {
                error: Some(format!("unknown command: {error}")),
                ..Update::default()
            },
        };
        let bytes = postcard::to_allocvec(&update).expect("memory is the only limit");
        return Some(Uint8Array::from(&bytes[..]).into());
    }
    let kind = Reflect::get(message, &"type".into()).ok()?.as_string()?;
    (kind == "hello").then(ready)
}

fn ready() -> JsValue {
    about(
        "ready",
        &[
            ("ready", PROTOCOL.into()),
            ("version", env!("CARGO_PKG_VERSION").into()),
        ],
    )
}

/// A message about the worker itself.
fn about(kind: &str, fields: &[(&str, JsValue)]) -> JsValue {
    let message = Object::new();
    let kind = ("type", JsValue::from_str(kind));
    for (name, value) in std::iter::once(&kind).chain(fields) {
        Reflect::set(&message, &(*name).into(), value).expect("a plain object can be written to");
    }
    message.into()
}
