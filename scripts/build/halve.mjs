// Cuts a WebAssembly module in two: what runs up to the first picture, and the rest, which a browser fetches later.
//
// In the first half each function of the rest is a springboard: it has the rest linked in if it is not there, and
// calls the function through the table. The rest takes memory, tables, globals and functions from the first half.
import binaryen from "binaryen";

const { Features } = binaryen;
const FEATURES =
  Features.MutableGlobals |
  Features.BulkMemory |
  Features.BulkMemoryOpt |
  Features.CallIndirectOverlong |
  Features.NontrappingFPToInt |
  Features.SignExt |
  Features.ReferenceTypes |
  Features.Multivalue;

/// What the module imports to have the rest linked in.
const LOAD_REST = "vipsecLoadRest";
/// The names both halves use for what they share: the flag, then whatever the rest needs.
const LINKED = "linked";
const TIDY = ["remove-unused-module-elements"];
const used = (index) => `used ${index}`;

function open(bytes) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(FEATURES);
  return module;
}

function emit(module) {
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

const each = (count, get, info) => Array.from({ length: count }, (_, index) => info(get(index)));
const functions = (module) =>
  each(module.getNumFunctions(), (index) => module.getFunctionByIndex(index), binaryen.getFunctionInfo);
const globals = (module) => each(module.getNumGlobals(), (index) => module.getGlobalByIndex(index), binaryen.getGlobalInfo);
const tables = (module) => each(module.getNumTables(), (index) => module.getTableByIndex(index), binaryen.getTableInfo);
const exportsOf = (module) => each(module.getNumExports(), (index) => module.getExportByIndex(index), binaryen.getExportInfo);
const own = (module) => functions(module).filter((each) => !each.module);

/// The module with a global beside each function, 0 until the function is called.
export function instrument(bytes) {
  const module = open(bytes);
  own(module).forEach(({ name, results }, index) => {
    const flag = used(index);
    module.addGlobal(flag, binaryen.i32, true, module.i32.const(0));
    module.addGlobalExport(flag, flag);
    const into = module.getFunction(name);
    const noted = module.global.set(flag, module.i32.const(1));
    binaryen.Function.setBody(into, module.block(null, [noted, binaryen.Function.getBody(into)], results));
  });
  return emit(module);
}

/// The functions that an instance of an instrumented module has been called for so far, as their numbers in the module.
export function usedSoFar(exports) {
  const found = new Set();
  for (let index = 0; used(index) in exports; index++) if (exports[used(index)].value) found.add(index);
  return found;
}

/// The two halves of a module; `needed` are the numbers of the functions for the first, and `isTouched` tells of each address of
/// the memory whether it is needed there; without it all is.
export function halve(bytes, needed, isTouched = () => true) {
  const whole = open(bytes);
  const rest = own(whole).filter((_, index) => !needed.has(index));
  const table = tables(whole)[0];
  whole.dispose();

  // The springboards nobody calls fall away, and with them their places in the table.
  const trial = springboards(bytes, rest, table);
  trial.runPasses(TIDY);
  const remaining = new Set(own(trial).map((each) => each.name));
  trial.dispose();
  const called = rest.filter((each) => remaining.has(each.name));

  const first = springboards(bytes, called, table, rest);
  const second = remainder(bytes, called, rest, table);
  share(first, second);
  divideMemory(first, second, isTouched);
  first.runPasses(TIDY);
  return { first: emit(first), rest: emit(second) };
}

/// The module with springboards in place of functions; `gone` are those that nothing else calls, too.
function springboards(bytes, called, table, gone = called) {
  const module = open(bytes);
  const load = functions(module).find((each) => each.module && each.base.includes(LOAD_REST));
  if (!load) throw new Error(`the module does not import ${LOAD_REST}`);
  module.addGlobal(LINKED, binaryen.i32, true, module.i32.const(0));
  module.addGlobalExport(LINKED, LINKED);
  lengthen(module, table, called.length);
  const kept = new Set(called.map((each) => each.name));
  for (const { name } of gone) if (!kept.has(name)) stub(module, name);
  called.forEach(({ name, params, results }, index) => {
    const args = binaryen.expandType(params).map((type, local) => module.local.get(local, type));
    const at = module.i32.const(table.initial + index);
    const body = [
      module.if(
        module.i32.eqz(module.global.get(LINKED, binaryen.i32)),
        module.call(load.name, [], binaryen.none),
      ),
      module.call_indirect(table.name, at, args, params, results),
    ];
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.block(null, body, results));
  });
  return module;
}

/// Makes room in the table of functions for those of the rest that the first half calls.
function lengthen(module, { name, initial }, by) {
  const table = module.getTable(name);
  binaryen.Table.setInitial(table, initial + by);
  binaryen.Table.setMax(table, initial + by);
}

/// Empties a function that only emptied functions call.
function stub(module, name) {
  binaryen.Function.setBody(module.getFunction(name), module.unreachable());
}

/// The module without the first half's functions, memory contents and exports; all that is shared is imported.
function remainder(bytes, called, rest, table) {
  const module = open(bytes);
  const stays = new Set(rest.map((each) => each.name));
  for (const { name } of exportsOf(module)) module.removeExport(name);
  for (let index = module.getNumElementSegments() - 1; index >= 0; index--) {
    module.removeElementSegment(binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(index)).name);
  }
  for (const { name, params, results } of functions(module)) {
    if (stays.has(name)) continue;
    module.removeFunction(name);
    module.addFunctionImport(name, "first", name, params, results);
  }
  for (const { name, type, mutable } of globals(module)) {
    module.removeGlobal(name);
    module.addGlobalImport(name, "first", name, type, mutable);
  }
  lengthen(module, table, called.length);
  for (const { name } of tables(module)) module.addTableImport(name, "first", name);
  const memory = module.getMemoryInfo();
  module.setMemory(memory.initial, memory.max ?? -1, null, []);
  module.addMemoryImport("0", "first", "memory");
  const names = called.map((each) => each.name);
  module.addActiveElementSegment(table.name, "called", names, module.i32.const(table.initial));
  module.runPasses(TIDY);
  return module;
}

/// Runs of untouched octets that are shorter are not worth a segment of their own.
const SHORTEST_RUN = 48;

/// Moves what the memory begins with and the first half does not touch to the second.
function divideMemory(first, second, isTouched) {
  const segments = each(first.getNumDataSegments(), (index) => first.getDataSegmentByIndex(index), (segment) => first.getDataSegmentInfo(segment));
  const stays = [];
  const goes = [];
  for (const { offset, data } of segments) {
    for (const { from, to, touched } of runs(new Uint8Array(data), (index) => isTouched(offset + index))) {
      (touched ? stays : goes).push({ offset: offset + from, data: new Uint8Array(data).subarray(from, to) });
    }
  }
  const { initial, max } = first.getMemoryInfo();
  const placed = (module, pieces) => pieces.map(({ offset, data }) => ({ offset: module.i32.const(offset), data }));
  first.setMemory(initial, max ?? -1, null, placed(first, stays));
  if (goes.length === 0) return;
  second.setMemory(initial, max ?? -1, null, placed(second, goes));
  second.addMemoryImport("0", "first", "memory");
}

/// Divides data into touched pieces and long enough untouched ones.
function runs(data, isTouched) {
  const found = [];
  const add = (from, to, touched) => {
    const last = found.at(-1);
    if (last && (last.touched === touched || (!touched && to - from < SHORTEST_RUN))) last.to = to;
    else found.push({ from, to, touched: touched || to - from < SHORTEST_RUN });
  };
  for (let from = 0; from < data.length; ) {
    const touched = isTouched(from);
    let to = from + 1;
    while (to < data.length && isTouched(to) === touched) to++;
    add(from, to, touched);
    from = to;
  }
  return found;
}

/// Exports from the first half what the second has kept of its imports, under short names.
function share(first, second) {
  let count = 0;
  const short = () => `~${(count++).toString(36)}`;
  for (const { name, module, params, results } of functions(second)) {
    if (!module) continue;
    const shared = short();
    first.addFunctionExport(name, shared);
    second.removeFunction(name);
    second.addFunctionImport(name, "first", shared, params, results);
  }
  for (const { name, module, type, mutable } of globals(second)) {
    if (!module) continue;
    const shared = short();
    first.addGlobalExport(name, shared);
    second.removeGlobal(name);
    second.addGlobalImport(name, "first", shared, type, mutable);
  }
  for (const { name, module } of tables(second)) {
    if (!module) continue;
    const shared = short();
    first.addTableExport(name, shared);
    second.addTableImport(name, "first", shared);
  }
}
