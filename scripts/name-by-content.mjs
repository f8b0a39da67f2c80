// Runs at the end of a Trunk build. Trunk names the page's module by its content but not the worker and not
// copied files, so a browser that has cached them could mix two releases. Here they get such names as well:
//   loader.js, vipsec-worker.js, vipsec-worker_bg.wasm  ->  worker-HASH/ with the same names
//   boot.js                                             ->  boot-HASH.js
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.TRUNK_STAGING_DIR;
if (!folder) throw new Error("TRUNK_STAGING_DIR is not set: this script is run by Trunk");

const hash = (...names) => {
  const digest = createHash("sha256");
  for (const name of names) digest.update(readFileSync(join(folder, name)));
  return digest.digest("hex").slice(0, 16);
};

const replaceOnce = (text, old, fresh) => {
  const parts = text.split(old);
  if (parts.length !== 2) throw new Error(`index.html has ${parts.length - 1} times ${old}`);
  return parts.join(fresh);
};

const workerFiles = ["loader.js", "vipsec-worker.js", "vipsec-worker_bg.wasm"];
const worker = `worker-${hash(...workerFiles)}`;
mkdirSync(join(folder, worker));
for (const name of workerFiles) renameSync(join(folder, name), join(folder, worker, name));

const boot = `boot-${hash("boot.js")}.js`;
renameSync(join(folder, "boot.js"), join(folder, boot));

const page = join(folder, "index.html");
let html = readFileSync(page, "utf8");
html = replaceOnce(html, 'data-worker="./loader.js"', `data-worker="./${worker}/loader.js"`);
html = replaceOnce(html, 'src="./boot.js"', `src="./${boot}"`);
writeFileSync(page, html);
