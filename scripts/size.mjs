// Measures what a browser downloads before the first picture, compressed by brotli, against the budget.
//   node scripts/size.mjs [folder]
import { readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

// The aim is 300 kB. The core is still larger than that alone (docs/building.md); this keeps it from growing meanwhile.
const BUDGET = 800_000;
const COUNTED = new Set([".css", ".html", ".js", ".wasm"]);

const folder = process.argv[2] ?? "dist";

function* files(at) {
  for (const name of readdirSync(at).sort()) {
    const path = join(at, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (COUNTED.has(extname(name))) yield path;
  }
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
let sum = 0;
let modules = 0;
for (const path of files(folder)) {
  const bytes = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const compressed = brotliCompressSync(bytes, { params }).length;
  sum += compressed;
  if (path.endsWith(".wasm")) modules += 1;
  console.log(`${kB(bytes.length)} ${kB(compressed)} br  ${relative(folder, path)}`);
}
console.log(`${" ".repeat(11)} ${kB(sum)} br  of ${BUDGET / 1000} kB`);
if (modules !== 2) {
  console.error(`${folder} has ${modules} wasm modules, not two: it was not built as it should be.`);
  process.exit(1);
}
if (sum > BUDGET) {
  console.error(`Over the budget by ${sum - BUDGET} bytes.`);
  process.exit(1);
}
