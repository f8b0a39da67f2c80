// Measures what a browser downloads, compressed by brotli: up to the first picture, against the budget, and after it.
//   node scripts/size.mjs [folder]
import { readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const BUDGET = 300_000;
const COUNTED = new Set([".css", ".html", ".js", ".svg", ".wasm"]);
/// The second halves of the modules come when the lab is on the screen.
const isLater = (path) => /(^|[/\\])(rest-[0-9a-f]+|vipsec-worker_rest)\.wasm$/.test(path);

const folder = process.argv[2] ?? "dist";

function* files(at) {
  for (const name of readdirSync(at).sort()) {
    const path = join(at, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (COUNTED.has(extname(name))) yield path;
  }
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;

/// Lists files and tells their compressed sum.
function measure(title, paths) {
  let sum = 0;
  console.log(title);
  for (const path of paths) {
    const bytes = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    const compressed = brotliCompressSync(bytes, { params }).length;
    sum += compressed;
    console.log(`${kB(bytes.length)} ${kB(compressed)} br  ${relative(folder, path)}`);
  }
  console.log(`${" ".repeat(11)} ${kB(sum)} br`);
  return sum;
}

const all = [...files(folder)];
const later = all.filter(isLater);
const sum = measure(
  "Before the first picture",
  all.filter((path) => !isLater(path)),
);
measure("After it", later);
if (later.length !== 2) {
  console.error(`${folder} has ${later.length} second halves of modules, not two: it was not built as it should be.`);
  process.exit(1);
}
if (sum > BUDGET) {
  console.error(`Over the budget of ${BUDGET / 1000} kB by ${sum - BUDGET} bytes.`);
  process.exit(1);
}
