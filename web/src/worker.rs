//! The page's end of the worker in which the lab runs.

use gloo_events::EventListener;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

#[wasm_bindgen]
extern "C" {
    /// Hands out the worker that `static/boot.js` has started beside the page, later a fresh one.
    #[wasm_bindgen(js_namespace = vipsec, js_name = startWorker, catch)]
    fn start_worker() -> Result<Worker, JsValue>;

    /// Tells `static/boot.js` that the lab has been drawn; it calls back when all of the page is there.
    #[wasm_bindgen(js_namespace = vipsec, js_name = pictured)]
    pub(crate) fn pictured(whole: &JsValue);

    #[wasm_bindgen(js_name = vipsecLoadRest)]
    fn load_rest();
}

/// Links in the half of the page's module that is not needed for the first picture. The build puts this call where
/// that half begins (`scripts/build/halve.mjs`).
#[allow(unreachable_pub, reason = "wasm-bindgen wants it public")]
#[wasm_bindgen(js_name = loadRest)]
pub fn rest() {
    load_rest();
}

/// What a worker tells.
pub(crate) enum Heard {
    /// It runs, and speaks this version of the protocol.
    Ready(u32),
    /// The answer to a command, as [`postcard`] octets.
    Answer(Vec<u8>),
    /// It will not answer any more.
    Failed(String),
}

/// A worker that is told commands and answers to one listener. Dropping it ends the worker at once.
pub(crate) struct LabWorker {
    worker: Worker,
    _listeners: [EventListener; 2],
}

impl LabWorker {
    /// Starts a worker; `hear` is told all that comes from it.
    pub(crate) fn start(hear: impl Fn(Heard) + Clone + 'static) -> Result<Self, String> {
        let worker =
            start_worker().map_err(|e| format!("The worker could not be started: {e:?}"))?;
        let tell = hear.clone();
        let messages = EventListener::new(&worker, "message", move |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                tell(parse(&event.data()));
            }
        });
        let errors = EventListener::new(&worker, "error", move |event| {
            let said = event
                .dyn_ref::<ErrorEvent>()
                .map(ErrorEvent::message)
                .unwrap_or_default();
            hear(Heard::Failed(if said.is_empty() {
                "The worker has ended.".to_owned()
            } else {
                said
            }));
        });
        // It may have said that it is ready before anybody listened.
        let hello = js_sys::Object::new();
        js_sys::Reflect::set(&hello, &"type".into(), &"hello".into())
            .and_then(|_| worker.post_message(&hello))
            .map_err(|e| format!("The worker could not be told anything: {e:?}"))?;
        Ok(Self {
            worker,
            _listeners: [messages, errors],
        })
    }

    /// Sends a command as [`postcard`] octets. One sent before the worker's module has loaded is kept for it.
    pub(crate) fn post(&self, command: &[u8]) -> Result<(), String> {
        self.worker
            .post_message(&Uint8Array::from(command))
            .map_err(|e| format!("{e:?}"))
    }
}

impl Drop for LabWorker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Answers are octets; what is said about the worker itself is an object.
fn parse(data: &JsValue) -> Heard {
    if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
        return Heard::Answer(bytes.to_vec());
    }
    let field = |name: &str| js_sys::Reflect::get(data, &name.into()).ok();
    if let Some(version) = field("ready").and_then(|v| v.as_f64()) {
        return Heard::Ready(version as u32);
    }
    let reason = field("failed")
        .or_else(|| field("reason"))
        .and_then(|v| v.as_string());
    Heard::Failed(reason.unwrap_or_else(|| "The worker sent something unknown.".to_owned()))
}
