// Makes any valid module of WebAssembly 2.0 without vectors fit to be run and compared: it ends, by a fuel that loops and
// calls use up; its memory and tables stay small; bits of NaNs that WebAssembly leaves open are not seen; its imports and
// exports have the names that the host knows. All that is added stands behind what is there, so that no index changes.

import { Cursor } from './cursor.ts';
import { concat, name, signed, unsigned } from './encode.ts';
import { type Instruction, simple, withIndex } from './instructions.ts';
import type { Export, ExternalKind, Surface } from './model.ts';
import { type NanPlace, shownTypes, withCanonicalNans } from './nans.ts';
import { type Body, bodiesOf, itemsOf, type Parts, putTogether, type Section, sectionIds } from './parts.ts';
import { type Limits, readImport, readLimits, surfaceOf } from './surface.ts';

export interface TameOptions {
  /** Whether all functions are exported, or those that are already. */
  readonly exportAll: boolean;
  /** Whether a start function runs at the start, or is exported. */
  readonly keepStart: boolean;
  readonly nans: NanPlace;
  /** The module keeps to WebAssembly 1.0: no mutable global is exported. */
  readonly mvp: boolean;
}

export interface Tame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly module: Surface;
}

/** Loop rounds and function entries per call from outside; then it traps. */
const fuelPerCall = 300;
/** What has more is not run. */
const most = { pages: 16, elements: 10_000, locals: 1000 };
/** By how much a memory or table may grow. */
const growth = { pages: 4, elements: 10 };

/** Undefined if the module has a part that is too large. Uses `parts` up. Throws RangeError at what is beyond 2.0, and at vectors. */
export function tame(parts: Parts, options: TameOptions): Tame | undefined {
  limitGrowth(parts);
  renameImports(parts);
  const surface = surfaceOf(parts);
  const opcodes = new Set(bodiesOf(parts).flatMap(({ code }) => code.map(({ opcode }) => opcode)));
  if ([...opcodes].some((opcode) => opcode >= 0xfd00)) throw new RangeError('there are vectors');
  if (!isSmall(surface, bodiesOf(parts))) return undefined;

  const { imports, functions, globals } = surface;
  const shown = shownTypes(opcodes);
  for (const [i, body] of bodiesOf(parts).entries()) {
    const locals = (functions[i]?.type.params.length ?? 0) + sum(body.locals.map(countOf));
    const canonical = withCanonicalNans(body.code, shown, options.nans, locals);
    body.locals.push(...canonical.locals);
    body.code = withFuel(canonical.code, globals.length);
  }
  const start = startOf(parts);
  const exports = exportsOf(parts, surface, options, start);
  exports.push({ kind: 'function', name: 'refuel', index: imports.length + functions.length });
  addRefuel(parts, globals.length);
  replaceExports(parts, exports);
  if (!options.keepStart) parts.sections = parts.sections.filter(({ id }) => id !== sectionIds.start);
  const module: Surface = {
    ...surface,
    functions: [...functions, { type: { params: [], results: [] } }],
    exports,
    start: options.keepStart ? start : undefined,
    mvp: options.mvp,
  };
  return { bytes: putTogether(parts), module };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const countOf = (run: readonly number[]): number => new Cursor(run).unsigned();

function isSmall({ memory, tables }: ReturnType<typeof surfaceOf>, bodies: readonly Body[]): boolean {
  return (
    (memory?.minimum ?? 0) <= most.pages &&
    tables.every(({ limits }) => limits.minimum <= most.elements) &&
    bodies.every(({ locals }) => sum(locals.map(countOf)) <= most.locals)
  );
}

/** Gives every memory and table a maximum that is near. */
function limitGrowth(parts: Parts): void {
  const limited = ({ minimum, maximum = 0xffffffff }: Limits, by: number): number[] => [
    1,
    ...unsigned(minimum),
    ...unsigned(Math.max(minimum, Math.min(maximum, minimum + by))),
  ];
  edit(parts, sectionIds.memory, (item) => limited(readLimits(new Cursor(item)), growth.pages));
  edit(parts, sectionIds.table, ([element = 0, ...rest]) => [
    element,
    ...limited(readLimits(new Cursor(rest)), growth.elements),
  ]);
  edit(parts, sectionIds.import, (item) => {
    const entry = readImport(item);
    if (entry.kind === 1) {
      return [...name(''), ...name(''), 1, entry.element, ...limited(entry.limits, growth.elements)];
    }
    return entry.kind === 2 ? [...name(''), ...name(''), 2, ...limited(entry.limits, growth.pages)] : item;
  });
}

/** Imports are env.f0, …, env.t0, …, env.memory, env.g0, … by the index that they have. */
function renameImports(parts: Parts): void {
  const counts = [0, 0, 0, 0];
  edit(parts, sectionIds.import, (item) => {
    const { kind } = readImport(item);
    const cursor = new Cursor(item);
    cursor.name();
    cursor.name();
    const field = kind === 2 ? 'memory' : `${'ft g'[kind]}${counts[kind]}`;
    counts[kind] = (counts[kind] as number) + 1;
    return [...name('env'), ...name(field), ...cursor.take(cursor.left)];
  });
}

function edit(parts: Parts, id: number, change: (item: number[]) => number[]): void {
  for (const section of parts.sections) if (section.id === id) section.items = section.items?.map(change);
}

/** Loops, and functions that call, count a global down and trap at its end. */
function withFuel(code: readonly Instruction[], fuel: number): Instruction[] {
  const get = withIndex(0x23, fuel);
  const test = [get, simple(0x45), block(0x04, 0x40), simple(0x00), simple(0x0b)];
  const burn = [...test, get, constant(1), simple(0x6b), withIndex(0x24, fuel)];
  const calls = code.some(({ opcode }) => opcode === 0x10 || opcode === 0x11);
  const all = code.flatMap((instruction) => (instruction.opcode === 0x03 ? [instruction, ...burn] : [instruction]));
  return calls ? [...burn, ...all] : all;
}

const block = (opcode: number, type: number): Instruction => ({
  opcode,
  code: [opcode],
  immediates: [{ kind: 'blocktype', bytes: [type] }],
});
const constant = (value: number): Instruction => ({
  opcode: 0x41,
  code: [0x41],
  immediates: [{ kind: 'i32', bytes: signed(BigInt(value)) }],
});

function startOf({ sections }: Parts): number | undefined {
  const section = sections.find(({ id }) => id === sectionIds.start);
  return section && new Cursor(section.contents).unsigned();
}

/** A global, and a function that fills it. */
function addRefuel(parts: Parts, fuel: number): void {
  const type = itemsOf(parts, sectionIds.type).length;
  const value = constant(fuelPerCall);
  const encoded = concat([value.code, ...value.immediates.map(({ bytes }) => bytes)]);
  vectorOf(parts, sectionIds.type).items?.push([0x60, 0, 0]);
  vectorOf(parts, sectionIds.function).items?.push(unsigned(type));
  vectorOf(parts, sectionIds.global).items?.push([0x7f, 1, ...encoded, 0x0b]);
  vectorOf(parts, sectionIds.code).bodies?.push({
    locals: [],
    code: [value, withIndex(0x24, fuel), simple(0x0b)],
  });
}

/** Functions that are exported, or all, the start function with them if it is not to run; and everything else. */
function exportsOf(
  parts: Parts,
  {
    imports,
    functions,
    tables,
    memory,
    globals,
  }: Pick<Surface, 'imports' | 'functions' | 'tables' | 'memory' | 'globals'>,
  { exportAll, keepStart, mvp }: TameOptions,
  start: number | undefined,
): Export[] {
  const exported = new Set<number>();
  for (const item of itemsOf(parts, sectionIds.export)) {
    const cursor = new Cursor(item);
    cursor.name();
    if (cursor.byte() === 0) exported.add(cursor.unsigned());
  }
  if (exportAll) for (let i = 0; i < imports.length + functions.length; i++) exported.add(i);
  if (start !== undefined && !keepStart) exported.add(start);
  const list = [...exported].sort((a, b) => a - b).map((index) => exportOf('function', `f${index}`, index));
  if (memory && !memory.imported) list.push(exportOf('memory', 'memory', 0));
  for (const index of tables.keys()) list.push(exportOf('table', `t${index}`, index));
  for (const [index, { mutable }] of globals.entries()) {
    if (!mvp || !mutable) list.push(exportOf('global', `g${index}`, index));
  }
  return list;
}

const exportOf = (kind: ExternalKind, title: string, index: number): Export => ({ kind, name: title, index });
const kindByte: Record<ExternalKind, number> = { function: 0, table: 1, memory: 2, global: 3 };

function replaceExports(parts: Parts, exports: readonly Export[]): void {
  vectorOf(parts, sectionIds.export).items = exports.map(({ kind, name: title, index }) => [
    ...name(title),
    kindByte[kind],
    ...unsigned(index),
  ]);
}

const order = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];

/** The section of that id, which is made, empty, if there is none. Throws RangeError if its items are not known. */
function vectorOf(parts: Parts, id: number): Section {
  const present = parts.sections.find((section) => section.id === id);
  if (present !== undefined) {
    if (present.items === undefined && present.bodies === undefined) throw new RangeError(`section ${id} is not known`);
    return present;
  }
  const isCode = id === sectionIds.code;
  const made: Section = { id, items: isCode ? undefined : [], bodies: isCode ? [] : undefined, contents: [] };
  const later = parts.sections.findIndex((other) => order.indexOf(other.id) > order.indexOf(id));
  parts.sections.splice(later < 0 ? parts.sections.length : later, 0, made);
  return made;
}
