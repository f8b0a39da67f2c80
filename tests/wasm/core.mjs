// The core as a module for Node, from the package in bench/, as `make test-wasm` and `make bench` build it.
import { createRequire } from "node:module";

const PATH = process.env.VIPSEC_CORE ?? "../../target/node/vipsec_wasm_bench.js";

export const core = createRequire(import.meta.url)(PATH);
