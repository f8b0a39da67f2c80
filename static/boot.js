// Starts the page's WebAssembly module and, beside it, the worker that runs the lab.
// The addresses are in the attributes of the script element, put there by the build.

const { module, wasm, rest: restOfModule, worker } = document.getElementById("boot").dataset;
const address = (path) => new URL(path, document.baseURI).href;

// Where trusted types are enforced, this policy lets one address through: the worker's.
const workerAddress = address(worker);
const policy = globalThis.trustedTypes?.createPolicy("vipsec", {
  createScriptURL: () => workerAddress,
});
const newWorker = () => new Worker(policy ? policy.createScriptURL("") : workerAddress);

const rest = vipsecRest(address(restOfModule));
globalThis.vipsecLoadRest = rest.now;

// The first worker loads while the page does. Whoever ends it can start another.
let first = newWorker();
let running = first;
globalThis.vipsec = {
  startWorker() {
    running = first ?? newWorker();
    first = null;
    return running;
  },
  /// The lab is about to be on the screen: then there is time for what was not needed so far. `whole` is called when the
  /// page has it.
  pictured(whole) {
    performance.mark("pictured");
    requestAnimationFrame(() =>
      setTimeout(() => {
        running.postMessage({ type: "pictured" });
        rest.ahead().finally(whole);
      }),
    );
  },
};

try {
  const { default: start } = await import(address(module));
  rest.hasFirst(await start({ module_or_path: address(wasm) }));
} catch (error) {
  const app = document.getElementById("app");
  app.textContent = `vipsec could not start in this browser. ${error}`;
  app.setAttribute("role", "alert");
  throw error;
}
