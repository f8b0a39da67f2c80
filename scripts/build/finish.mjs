// Runs at the end of a Trunk build: halves both modules, makes them small, and names files by their content.
import { execFile } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { FEATURES } from "./features.mjs";
import { halve } from "./halve.mjs";
import { nameByContent } from "./name-by-content.mjs";
import { rehearse } from "./rehearse.mjs";

const folder = process.env.TRUNK_STAGING_DIR;
if (!folder) throw new Error("TRUNK_STAGING_DIR is not set: this script is run by Trunk");

const page = readdirSync(folder).find((name) => /^vipsec-web-.*_bg\.wasm$/.test(name));
const worker = "vipsec-worker_bg.wasm";

/// Writes both halves of a module; the first keeps its name.
function cut(module, rest, ...needed) {
  const halves = halve(readFileSync(join(folder, module)), ...needed);
  writeFileSync(join(folder, module), halves.first);
  writeFileSync(join(folder, rest), halves.rest);
}

/// Tells the worker's loader which messages the first half is good for.
function tell(messages) {
  const path = join(folder, "loader.js");
  const loader = readFileSync(path, "utf8");
  const place = "const REHEARSED = [];";
  if (!loader.includes(place)) throw new Error(`loader.js has no ${place}`);
  writeFileSync(path, loader.replace(place, `const REHEARSED = ${JSON.stringify(messages)};`));
}

async function shrink(module) {
  const path = join(folder, module);
  await promisify(execFile)("wasm-opt", ["-Oz", ...FEATURES, path, "-o", path]);
}

const needed = await rehearse(folder, page, worker);
cut(page, "rest.wasm", needed.page);
cut(worker, "vipsec-worker_rest.wasm", needed.worker, needed.isTouched);
tell(needed.messages);
await Promise.all([page, "rest.wasm", worker, "vipsec-worker_rest.wasm"].map(shrink));
nameByContent(folder, page);
// The page's timers would keep Node waiting.
process.exit(0);
