// Gives files names by their content, so that a browser that has cached them cannot mix two releases:
//   loader.js and the worker's other files  ->  worker-HASH/ with the same names
//   boot.js, rest.js, the page's modules    ->  boot-HASH.js and so on
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";

const WORKER = ["loader.js", "vipsec-worker.js", "vipsec-worker_bg.wasm", "vipsec-worker_rest.wasm"];

/// `module` is the page's module.
export function nameByContent(folder, module) {
  const hash = (...names) => {
    const digest = createHash("sha256");
    for (const name of names) digest.update(readFileSync(join(folder, name)));
    return digest.digest("hex").slice(0, 16);
  };
  const page = join(folder, "index.html");
  let html = readFileSync(page, "utf8");
  const replace = (old, fresh) => {
    if (!html.includes(old)) throw new Error(`index.html does not name ${old}`);
    html = html.replaceAll(old, fresh);
  };

  const worker = `worker-${hash(...WORKER, "rest.js")}`;
  mkdirSync(join(folder, worker));
  copyFileSync(join(folder, "rest.js"), join(folder, worker, "rest.js"));
  for (const name of WORKER) renameSync(join(folder, name), join(folder, worker, name));
  replace("./loader.js", `./${worker}/loader.js`);

  for (const name of ["boot.js", "rest.js", "rest.wasm", module]) {
    const end = extname(name);
    const fresh = `${name.slice(0, -end.length)}-${hash(name)}${end}`;
    renameSync(join(folder, name), join(folder, fresh));
    replace(`./${name}`, `./${fresh}`);
  }
  writeFileSync(page, html);
}
