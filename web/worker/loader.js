// Starts the worker's WebAssembly module. What the page says before the module listens is kept for it.
"use strict";

/// The first half of the module is good for these messages, in this order; the build fills them in.
const REHEARSED = [];

const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);

// Where trusted types are enforced, a script's address needs a policy, in a worker too.
const policy = self.trustedTypes?.createPolicy("vipsec", { createScriptURL: (url) => url });
const script = (url) => importScripts(policy ? policy.createScriptURL(url) : url);
script("./rest.js");
script("./vipsec-worker.js");

const rest = vipsecRest("./vipsec-worker_rest.wasm");
self.vipsecLoadRest = rest.now;
const written = (data) => (data instanceof Uint8Array ? String(data) : JSON.stringify(data));
let isRunning = false;
let heard = 0;
// Before any other message is answered, the rest is linked in. This listener comes before the module's own.
addEventListener("message", (event) => {
  if (!isRunning) return;
  if (written(event.data) === REHEARSED[heard]) {
    heard += 1;
    return;
  }
  try {
    rest.now();
  } catch (error) {
    // Half a program must not answer.
    event.stopImmediatePropagation();
    postMessage({ type: "failed", failed: error.message });
  }
});

wasm_bindgen({ module_or_path: "./vipsec-worker_bg.wasm" }).then(
  (exports) => {
    rest.hasFirst(exports);
    isRunning = true;
    removeEventListener("message", keep);
    for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
  },
  (error) => postMessage({ type: "failed", reason: String(error) }),
);
