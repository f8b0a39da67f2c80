// Starts the worker's WebAssembly module. What the page says before the module listens is kept for it.
"use strict";

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
addEventListener("message", ({ data }) => {
  // What the page says next waits here until all is there.
  if (data?.type === "pictured") rest.now();
});

wasm_bindgen({ module_or_path: "./vipsec-worker_bg.wasm" }).then(
  (exports) => {
    rest.hasFirst(exports);
    removeEventListener("message", keep);
    for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
  },
  (error) => postMessage({ type: "failed", reason: String(error) }),
);
