// Starts the worker's WebAssembly module. What the page says before the module listens is kept for it.
"use strict";

const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);

// Where trusted types are enforced, a script's address needs a policy, in a worker too.
const policy = self.trustedTypes?.createPolicy("vipsec", { createScriptURL: (url) => url });
const glue = "./vipsec-worker.js";
importScripts(policy ? policy.createScriptURL(glue) : glue);

wasm_bindgen({ module_or_path: "./vipsec-worker_bg.wasm" }).then(
  () => {
    removeEventListener("message", keep);
    for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
  },
  (error) => postMessage({ type: "failed", reason: String(error) }),
);
