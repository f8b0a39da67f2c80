// Runs the worker's files under Node: the same loader, glue and wasm as in a browser, in this thread.
import { createContext, runInContext } from "node:vm";

// Node's own, whatever a page under test puts in their place.
const { EventTarget, MessageEvent } = globalThis;

/// A worker with the calls of a browser's: `postMessage(data)`, `onmessage({ data })`, listeners, `terminate()`. `read` gives
/// the content of a file beside the loader, `more` global names; `scope` has them all.
export function startWorker(read, more = {}) {
  const inside = new EventTarget();
  const outside = new EventTarget();
  let ended = false;

  class XMLHttpRequest {
    open(method, path) {
      this.path = path;
    }
    send() {
      this.response = read(this.path);
      this.status = 200;
    }
  }

  const scope = createContext({
    console,
    performance,
    Response,
    MessageEvent,
    TextDecoder,
    TextEncoder,
    URL,
    // What messages are made of, too.
    Uint8Array,
    XMLHttpRequest,
    addEventListener: inside.addEventListener.bind(inside),
    removeEventListener: inside.removeEventListener.bind(inside),
    dispatchEvent: (event) => deliver(event),
    fetch: async (path) => new Response(read(path), { headers: { "Content-Type": "application/wasm" } }),
    importScripts: (path) => runInContext(read(path).toString(), scope, { filename: path }),
    // Nothing in the worker may depend on them: what it says is a function of what it hears.
    setTimeout: undefined,
    setInterval: undefined,
    postMessage: (data, transfer) => {
      const copy = structuredClone(data, { transfer: transfer ?? [] });
      setImmediate(() => {
        if (ended) return;
        worker.onmessage?.({ data: copy });
        outside.dispatchEvent(new MessageEvent("message", { data: copy }));
      });
    },
    ...more,
  });
  scope.self = scope;

  const deliver = (event) => {
    inside.dispatchEvent(event);
    scope.onmessage?.call(scope, event);
    return true;
  };
  const worker = Object.assign(outside, {
    onmessage: null,
    postMessage: (data, transfer) => {
      const copy = structuredClone(data, { transfer: Array.isArray(transfer) ? transfer : [] });
      setImmediate(() => ended || deliver(new MessageEvent("message", { data: copy })));
    },
    terminate: () => {
      ended = true;
    },
    scope,
  });
  runInContext(read("./loader.js").toString(), scope, { filename: "loader.js" });
  return worker;
}
