// A module model → the binary format (specification chapter 5). Written for the tests alone.

import type {
  DataModel,
  ElementModel,
  ExternalKind,
  FunctionModel,
  FunctionType,
  GlobalModel,
  Instruction,
  Limits,
  ModuleModel,
  TableModel,
  Type,
} from './model.ts';

const typeByte: Record<Type, number> = {
  i: 0x7f,
  j: 0x7e,
  f: 0x7d,
  F: 0x7d,
  d: 0x7c,
  D: 0x7c,
  a: 0x70,
  e: 0x6f,
};
const kindByte: Record<ExternalKind, number> = { function: 0, table: 1, memory: 2, global: 3 };
const branchByte = { br: 0x0c, br_if: 0x0d, br_table: 0x0e };
const blockByte = { block: 0x02, loop: 0x03, if: 0x04 };

/** LEB128 of an unsigned 32-bit integer. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of an integer of at most 64 bits. */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}

/** A name: its length and its UTF-8. */
export const name = (text: string): number[] => {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
};

export const vector = (items: readonly (readonly number[])[]): number[] => concat([unsigned(items.length), ...items]);

/** A section, or nothing if `items` is empty. */
export function section(id: number, items: readonly (readonly number[])[]): number[] {
  return items.length === 0 ? [] : sized(id, vector(items));
}

/** A section with the given contents. */
export const sized = (id: number, contents: readonly number[]): number[] =>
  concat([[id], unsigned(contents.length), contents]);

/** Like `[].concat`, without spreading long arrays over the stack. */
export function concat(parts: readonly (readonly number[])[]): number[] {
  const all: number[] = [];
  for (const part of parts) for (const byte of part) all.push(byte);
  return all;
}

export const header: readonly number[] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** The type section, filled as types are asked for. */
export class Types {
  readonly entries: number[][] = [];
  private readonly indices = new Map<string, number>();

  index(type: FunctionType): number {
    const entry = [
      0x60,
      ...vector(type.params.map((t) => [typeByte[t]])),
      ...vector(type.results.map((t) => [typeByte[t]])),
    ];
    const key = entry.join();
    const known = this.indices.get(key);
    if (known !== undefined) return known;
    this.indices.set(key, this.entries.length);
    return this.entries.push(entry) - 1;
  }
}

function blockType(type: FunctionType, types: Types): number[] {
  const [result] = type.results;
  if (type.params.length > 0 || type.results.length > 1) return signed(BigInt(types.index(type)));
  return [result === undefined ? 0x40 : typeByte[result]];
}

function instruction(node: Instruction, types: Types, out: number[]): void {
  if (node.kind === 'plain') {
    for (const byte of node.code) out.push(byte);
  } else if (node.kind === 'indirect') {
    out.push(0x11, ...unsigned(types.index(node.type)), ...unsigned(node.table));
  } else if (node.kind === 'branch') {
    out.push(branchByte[node.name]);
    if (node.name === 'br_table') out.push(...unsigned(node.labels.length - 1));
    for (const label of node.labels) out.push(...unsigned(label));
  } else {
    out.push(blockByte[node.name], ...blockType(node.type, types));
    for (const inner of node.body) instruction(inner, types, out);
    if (node.otherwise !== undefined) {
      out.push(0x05);
      for (const inner of node.otherwise) instruction(inner, types, out);
    }
    out.push(0x0b);
  }
}

const limits = (l: Limits): number[] => [1, ...unsigned(l.minimum), ...unsigned(l.maximum)];
const tableType = (table: TableModel): number[] => [typeByte[table.element], ...limits(table.limits)];
const globalType = (global: GlobalModel): number[] => [typeByte[global.type], global.mutable ? 1 : 0];

/** Sized function body: locals, one run for each, and instructions. */
function body(fn: FunctionModel, types: Types): number[] {
  const out = vector(fn.locals.map((type) => [1, typeByte[type]]));
  for (const node of fn.body) instruction(node, types, out);
  out.push(0x0b);
  return concat([unsigned(out.length), out]);
}

function element(segment: ElementModel): number[] {
  const plain = segment.element === 'a' && !segment.items.includes(-1);
  const place = [0x41, ...signed(BigInt(segment.offset)), 0x0b];
  const items = vector(
    segment.items.map((item) => {
      if (plain) return unsigned(item);
      return item === -1 ? [0xd0, typeByte[segment.element], 0x0b] : [0xd2, ...unsigned(item), 0x0b];
    }),
  );
  // The short forms 0 and 4 mean table 0 of functions; the others name the kind (0 = function) or the reference type.
  const short = segment.mode === 'active' && segment.table === 0 && segment.element === 'a';
  const base = segment.mode === 'active' ? (short ? 0 : 2) : segment.mode === 'passive' ? 1 : 3;
  const table = base === 2 ? unsigned(segment.table) : [];
  const kind = short ? [] : [plain ? 0 : typeByte[segment.element]];
  return [base + (plain ? 0 : 4), ...table, ...(segment.mode === 'active' ? place : []), ...kind, ...items];
}

function data(segment: DataModel): number[] {
  const bytes = [...unsigned(segment.bytes.length), ...segment.bytes];
  return segment.mode === 'active' ? [0, 0x41, ...signed(BigInt(segment.offset)), 0x0b, ...bytes] : [1, ...bytes];
}

/** The module in the binary format. */
export function encode(module: ModuleModel): Uint8Array<ArrayBuffer> {
  const types = new Types();
  const imported = (kind: ExternalKind, field: string, description: readonly number[]): number[] => [
    ...name('env'),
    ...name(field),
    kindByte[kind],
    ...description,
  ];
  const tables = module.tables.filter((table) => table.imported);
  const globals = module.globals.filter((global) => global.init === undefined);
  const { memory } = module;
  const imports = [
    ...module.imports.map((type, i) => imported('function', `f${i}`, unsigned(types.index(type)))),
    ...tables.map((table, i) => imported('table', `t${i}`, tableType(table))),
    ...(memory?.imported ? [imported('memory', 'memory', limits(memory))] : []),
    ...globals.map((global, i) => imported('global', `g${i}`, globalType(global))),
  ];
  const functions = module.functions.map((fn) => unsigned(types.index(fn.type)));
  const bodies = module.functions.map((fn) => body(fn, types));
  const ownGlobals = module.globals.flatMap((global) =>
    global.init === undefined ? [] : [[...globalType(global), ...global.init.code, 0x0b]],
  );
  const dataCount = module.data.some((segment) => segment.mode === 'passive');
  return Uint8Array.from(
    concat([
      header,
      section(1, types.entries),
      section(2, imports),
      section(3, functions),
      section(4, module.tables.filter((table) => !table.imported).map(tableType)),
      section(5, memory === undefined || memory.imported ? [] : [limits(memory)]),
      section(6, ownGlobals),
      section(
        7,
        module.exports.map((e) => [...name(e.name), kindByte[e.kind], ...unsigned(e.index)]),
      ),
      module.start === undefined ? [] : sized(8, unsigned(module.start)),
      section(9, module.elements.map(element)),
      dataCount ? sized(12, unsigned(module.data.length)) : [],
      section(10, bodies),
      section(11, module.data.map(data)),
    ]),
  );
}
