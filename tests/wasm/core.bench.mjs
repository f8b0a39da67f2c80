// The native benchmarks' numbers from WebAssembly.
import { core } from "./core.mjs";

const SECONDS = 180;
const GROUPS = [1, 2, 5, 14];
const ROUNDS = 30;
/// Node translates the module twice, the second time well, while it runs.
const WARM_UP = 20;

const best = (times) => times[0];
const median = (times) => times[times.length >> 1];

/// A run's time ends when its result is there; forgetting the result is not part of it.
function time(act, forget) {
  const start = performance.now();
  act();
  const elapsed = performance.now() - start;
  forget?.();
  return elapsed;
}

/// Milliseconds of each of several things that take turns, sorted, so that a noisy machine is noisy for all alike. Each is
/// a function, or one and another that forgets its result.
function compare(...acts) {
  for (const act of acts) for (let round = 0; round < WARM_UP; round++) time(...[act].flat());
  const times = acts.map(() => []);
  for (let round = 0; round < ROUNDS; round++) acts.forEach((act, index) => times[index].push(time(...[act].flat())));
  return times.map((each) => each.sort((a, b) => a - b));
}

/// Microseconds for one of `times`.
const each = (times, act) => (median(compare(() => act(times))[0]) * 1000) / times;

const row = (name, ...columns) => console.log(name.padEnd(34), ...columns.map((column) => column.padStart(20)));
const ms = (time) => `${time.toFixed(2)} ms`;
const us = (time) => `${time.toFixed(2)} us`;

const [eager, deferred, bare] = [new core.Article(true), new core.Article(false), new core.Bare()];
const all = compare(
  [() => eager.run(), () => eager.forget()],
  [() => deferred.run(), () => deferred.forget()],
  () => bare.run(),
);
deferred.run();
console.log(`Node ${process.versions.node}: ${deferred.forget()}, ${bare.counts()}`);
for (const which of [best, median]) {
  const [eagerTime, deferredTime, bareTime] = all.map(which);
  console.log(`${which.name} of ${ROUNDS} rounds`);
  row("  eager", ms(eagerTime), `${Math.round((SECONDS * 1000) / eagerTime)} x real time`);
  row("  deferred", ms(deferredTime), `${Math.round((SECONDS * 1000) / deferredTime)} x real time`);
  row("  bare cryptography", ms(bareTime));
  row("  eager / bare", (eagerTime / bareTime).toFixed(2));
}

core
  .transforms()
  .split("\n")
  .forEach((name, transform) => {
    core.lengths().forEach((length, index) => {
      const packet = new core.Esp(transform, index);
      const seal = each(200, (times) => packet.seal(times));
      const open = each(200, (times) => packet.open(times));
      row(`${name}, ${length}`, `seal ${us(seal)}`, `open ${us(open)}`);
    });
  });
for (const group of GROUPS) row(`negotiation, group ${group}`, ms(median(compare(() => core.negotiate(group))[0])));
row("events with empty handlers", `${(1 / each(100_000, (times) => core.events(times))).toFixed(1)} M/s`);
