// The native program and the core in WebAssembly report the same of every run: trace hash, flows, outages and their causes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { core } from "./core.mjs";

const VIPSEC = process.env.VIPSEC ?? "target/debug/vipsec";
const SEEDS = [1, 2, 3, 1000, 2n ** 64n - 1n];

const native = (...args) => execFileSync(VIPSEC, args, { encoding: "utf8" });
const scenarios = native("list", "--json");

for (const { id } of JSON.parse(scenarios)) {
  for (const seed of SEEDS) {
    test(`${id} with seed ${seed} runs alike natively and in WebAssembly`, () => {
      const expected = native("run", id, "--seed", String(seed), "--json");
      const report = core.report_of(id, BigInt(seed));
      assert.match(JSON.parse(report).trace_hash, /^[0-9a-f]{16}$/);
      assert.equal(report, expected.trimEnd());
    });
  }
}

test("another seed is another run", () => {
  const hashes = SEEDS.map((seed) => JSON.parse(core.report_of("ipsec-ha-hsrp", BigInt(seed))).trace_hash);
  assert.equal(new Set(hashes).size, SEEDS.length);
});
