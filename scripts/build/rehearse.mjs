// Runs page and worker under Node to learn which functions the first picture of the lab takes.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Window } from "happy-dom";
import { FEATURES } from "./features.mjs";
import { instrument, usedSoFar } from "./halve.mjs";
import { startWorker } from "./worker-in-node.mjs";

/// Pictures after the first, in which packets and charts have begun to move. The page would not need them yet, but memory and
/// drawing go other ways in each browser: this has them all.
const FRAMES = 60;
const FRAME_MS = 16;
const PATIENCE_MS = 60_000;

/// Stands for web/rest.js: nothing is left out here.
const WHOLE = `globalThis.vipsecRest = () => ({
  hasFirst(exports) { globalThis.first = exports; },
  ahead() {},
  now() {},
});`;

/// What is needed at first: for page and worker, the numbers of the functions (`page`, `worker`); for the worker also whether an address of
/// its memory is (`isTouched`), and the messages for which that is true (`messages`). `folder` has the files; `page` and `worker` are
/// the paths of the modules in it.
export async function rehearse(folder, page, worker) {
  const read = (path) => readFileSync(join(folder, path));
  const watched = watchMemory(instrument(read(worker)));
  const needed = { messages: [], isTouched: watched.isTouched };
  let running;
  const newWorker = () => {
    running = startWorker((path) => {
      if (path === "./rest.js") return WHOLE;
      return path.endsWith(".wasm") ? watched.bytes : read(path);
    }, watched.scope);
    const { postMessage } = running;
    running.postMessage = (data) => {
      if (!needed.worker) needed.messages.push(written(data));
      postMessage(data);
    };
    return running;
  };
  const glue = join(folder, page.replace(/_bg\.wasm$/, ".js"));
  const exports = await showPage(glue, instrument(read(page)), newWorker, () => {
    needed.worker ??= usedSoFar(running.scope.first);
    watched.end();
  });
  needed.page = usedSoFar(exports);
  return needed;
}

/// A message as the worker's loader compares it.
const written = (data) => (data instanceof Uint8Array ? String(data) : JSON.stringify(data));

/// A module that tells which octets of its memory it reads and writes, and the global names it needs for that.
function watchMemory(bytes) {
  const folder = mkdtempSync(join(tmpdir(), "vipsec-"));
  const wasm = join(folder, "watched.wasm");
  writeFileSync(wasm, bytes);
  const passes = ["--llvm-memory-copy-fill-lowering", "--instrument-memory"];
  execFileSync("wasm-opt", [...FEATURES, ...passes, wasm, "-o", wasm]);
  const watched = readFileSync(wasm);
  rmSync(folder, { recursive: true });

  const touched = new Uint8Array(1 << 26);
  let isWatching = true;
  const touch = (from, length) => {
    if (isWatching) touched.fill(1, from, from + length);
  };
  const access = (_id, length, offset, address) => {
    touch(address + offset, length);
    return address;
  };
  const value = (_id, value) => value;
  const env = { load_ptr: access, store_ptr: access, memory_grow_pre: value, memory_grow_post: value };
  for (const type of ["i32", "i64", "f32", "f64"]) Object.assign(env, { [`load_val_${type}`]: value, [`store_val_${type}`]: value });

  class WatchedTextDecoder extends TextDecoder {
    decode(view) {
      if (view) touch(view.byteOffset, view.byteLength);
      return super.decode(view);
    }
  }
  const instantiate = (module, imports) => WebAssembly.instantiate(module, { ...imports, env });
  return {
    bytes: watched,
    scope: { TextDecoder: WatchedTextDecoder, WebAssembly: { Module: WebAssembly.Module, Instance: WebAssembly.Instance, instantiate } },
    isTouched: (address) => touched[address] === 1,
    end: () => {
      isWatching = false;
    },
  };
}

/// Shows the page in a document that is nowhere to be seen. `pictured` is called when the lab has been drawn.
async function showPage(glue, wasm, newWorker, pictured) {
  const window = new Window({ width: 1440, height: 900, url: "http://127.0.0.1/" });
  window.document.body.innerHTML = '<div id="app"></div>';
  const frames = [];
  const put = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

  for (const name of Object.getOwnPropertyNames(window)) if (!(name in globalThis)) put(name, window[name]);
  for (const name of ["Event", "EventTarget", "document", "navigator", "MessageEvent"]) put(name, window[name]);
  // Worker and document are of different makes here, and the window is Node's.
  for (const name of ["window", "self"]) put(name, globalThis);
  put("Window", is((value) => value === globalThis));
  put("Worker", is((value) => typeof value.terminate === "function"));
  put("MessageEvent", is((value) => "data" in value));
  put("requestAnimationFrame", (draw) => frames.push(draw));
  put("cancelAnimationFrame", (frame) => delete frames[frame - 1]);
  put("ResizeObserver", sizeObserver());
  const size = { clientWidth: { get: () => 1000 }, clientHeight: { get: () => 600 } };
  for (const of of [window.Element, window.HTMLElement, window.SVGElement]) Object.defineProperties(of.prototype, size);
  put("vipsecLoadRest", () => {});
  const drawn = new Promise((done, fail) => {
    put("vipsec", {
      startWorker: newWorker,
      pictured: (whole) => {
        pictured();
        done();
        setTimeout(whole);
      },
    });
    setTimeout(() => fail(new Error("the page shows no lab")), PATIENCE_MS).unref();
  });

  const { default: start } = await import(pathToFileURL(glue));
  const exports = await start({ module_or_path: wasm });
  const drawing = setInterval(() => {
    for (const draw of frames.splice(0)) draw?.(performance.now());
  }, FRAME_MS);
  await drawn;
  await new Promise((done) => setTimeout(done, FRAMES * FRAME_MS));
  clearInterval(drawing);
  return exports;
}

/// A class that `instanceof` takes for an object's when `test` says so.
const is = (test) => class {
  static [Symbol.hasInstance](value) {
    return value != null && test(value);
  }
};

/// Tells everybody the size of a screen, once.
const sizeObserver = () =>
  class {
    constructor(hear) {
      this.hear = hear;
    }
    observe(target) {
      const contentRect = { x: 0, y: 0, width: 1000, height: 600 };
      setTimeout(() => this.hear([{ target, contentRect }], this));
    }
    unobserve() {}
    disconnect() {}
  };
