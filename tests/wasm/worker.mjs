// The worker as it is in dist/, under Node.
import { readFileSync, readdirSync } from "node:fs";
import { startWorker as start } from "../../scripts/build/worker-in-node.mjs";

const DIST = new URL("../../dist/", import.meta.url);

/// The folder of dist/ with the worker's files.
function workerFolder() {
  const found = readdirSync(DIST).filter((name) => /^worker-[0-9a-f]{16}$/.test(name));
  if (found.length !== 1) throw new Error(`dist/ has ${found.length} workers, not one: make page`);
  return new URL(`${found[0]}/`, DIST);
}

/// A worker with the calls of a browser's.
export function startWorker() {
  const folder = workerFolder();
  return start((path) => readFileSync(new URL(path, folder)));
}

/// The worker's next message.
export const nextMessage = (worker) =>
  new Promise((done) => {
    worker.onmessage = ({ data }) => done(data);
  });
