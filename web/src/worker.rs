//! The page's end of the worker in which the core runs.

use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

#[wasm_bindgen]
extern "C" {
    /// Hands out the worker that `static/boot.js` has started beside the page, later a fresh one.
    #[wasm_bindgen(js_namespace = vipsec, js_name = startWorker)]
    fn start_worker() -> Worker;
}

/// A worker that is told messages and answers to one listener. Dropping it ends the worker at once.
pub(crate) struct LabWorker {
    worker: Worker,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl LabWorker {
    /// Starts a worker; `listener` hears the data of each of its messages.
    pub(crate) fn start(mut listener: impl FnMut(JsValue) + 'static) -> Self {
        let worker = start_worker();
        let listener = Closure::new(move |event: MessageEvent| listener(event.data()));
        worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self {
            worker,
            _listener: listener,
        }
    }

    /// Sends a message. One sent before the worker's module has loaded is kept for it.
    pub(crate) fn post(&self, message: &JsValue) -> Result<(), JsValue> {
        self.worker.post_message(message)
    }
}

impl Drop for LabWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.terminate();
    }
}
