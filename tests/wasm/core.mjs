// The core as a module for Node, from the package in bench/: what `make wasm-bench` has built.
import { createRequire } from "node:module";

const PATH = process.env.VIPSEC_WASM_BENCH ?? "../../target/wasm-bench/vipsec_wasm_bench.js";

export const core = createRequire(import.meta.url)(PATH);
