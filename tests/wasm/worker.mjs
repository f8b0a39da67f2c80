// Runs the worker's module, as it is in dist/, under Node: the same loader, glue and wasm as in a browser.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

const DIST = new URL("../../dist/", import.meta.url);

/// The folder of dist/ with the worker's files.
function workerFolder() {
  const found = readdirSync(DIST).filter((name) => /^worker-[0-9a-f]{16}$/.test(name));
  if (found.length !== 1) throw new Error(`dist/ has ${found.length} workers, not one: make page`);
  return new URL(`${found[0]}/`, DIST);
}

/// A worker with the calls of a browser's: `postMessage(data)` and `onmessage({ data })`. It shares this thread.
export function startWorker() {
  const folder = workerFolder();
  const read = (path) => readFileSync(new URL(path, folder));
  const inside = new EventTarget();
  const worker = { onmessage: null, onerror: null, postMessage: null };

  const scope = createContext({
    console,
    performance,
    Response,
    MessageEvent,
    TextDecoder,
    TextEncoder,
    URL,
    addEventListener: inside.addEventListener.bind(inside),
    removeEventListener: inside.removeEventListener.bind(inside),
    dispatchEvent: (event) => deliver(event),
    fetch: async (path) => new Response(read(path), { headers: { "Content-Type": "application/wasm" } }),
    importScripts: (path) => runInContext(read(path).toString(), scope, { filename: fileURLToPath(new URL(path, folder)) }),
    // Nothing in the worker may depend on them: what it says is a function of what it hears.
    setTimeout: undefined,
    setInterval: undefined,
    postMessage: (data, transfer) => {
      const copy = structuredClone(data, { transfer: transfer ?? [] });
      setImmediate(() => worker.onmessage?.({ data: copy }));
    },
  });
  scope.self = scope;

  const deliver = (event) => {
    inside.dispatchEvent(event);
    scope.onmessage?.call(scope, event);
    return true;
  };
  worker.postMessage = (data, transfer) => {
    const copy = structuredClone(data, { transfer: transfer ?? [] });
    setImmediate(() => deliver(new MessageEvent("message", { data: copy })));
  };
  runInContext(read("loader.js").toString(), scope, { filename: fileURLToPath(new URL("loader.js", folder)) });
  return worker;
}

/// The worker's next message.
export const nextMessage = (worker) =>
  new Promise((done) => {
    worker.onmessage = ({ data }) => done(data);
  });
