// The worker's module starts and answers, and is of the same version as the native program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { nextMessage, startWorker } from "./worker.mjs";

const VIPSEC = process.env.VIPSEC ?? "target/debug/vipsec";

test("the worker answers what it was told before and after its module has loaded", async () => {
  const worker = startWorker();
  worker.postMessage({ type: "hello" });
  const early = await nextMessage(worker);
  worker.postMessage({ type: "hello" });
  const late = await nextMessage(worker);
  assert.equal(early.type, "ready");
  assert.deepEqual(late, early);
});

test("the worker and the native program are of one version", async () => {
  const worker = startWorker();
  worker.postMessage({ type: "hello" });
  const { version } = await nextMessage(worker);
  assert.equal(execFileSync(VIPSEC, ["--version"], { encoding: "utf8" }).trim(), `vipsec ${version}`);
});
