// The one table of instructions: WebAssembly 2.0 with vectors. Everything that depends on the instruction set
// (decoding, validation, effects, code generation's completeness tests) derives from it. The rows are text, in
// `opcodes.core.ts` and `opcodes.simd.ts`; this file says what the columns mean and makes objects of them.
//
//   opcode      the byte, or prefix and number: 0xfc00a is 0xfc 10
//   name        as in the text format
//   immediates  kinds in binary order, joined by +; memarg^n has natural alignment 2^n bytes; - is none
//   types       operands:results (i = i32, j = i64, f = f32, d = f64, v = v128, a = funcref); * has a rule of its own
//   feature     the proposal that brought it
//   effects     keys of `Effect` joined by +; - is none

import type { ValueType } from './ast.ts';
import type { Feature } from './features.ts';
import { coreRows } from './opcodes.core.ts';
import { simdRows } from './opcodes.simd.ts';

/** What follows the opcode in the binary format. */
// biome-ignore format: words, not alternatives to tell apart
export type ImmediateKind =
  | 'blocktype' | 'label' | 'labels' | 'function' | 'type' | 'table' | 'local' | 'global' | 'memory' | 'data' | 'element'
  | 'memarg' | 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'valtypes' | 'reftype' | 'lane' | 'lanes16';

/**
 * What an instruction does besides computing its results; an instruction with no bit set may be moved, copied or
 * dropped.
 */
export const Effect = {
  none: 0,
  /** May trap. */
  traps: 1,
  /** Memory here includes its size. */
  readsMemory: 2,
  /** Includes the dropping of data segments. */
  writesMemory: 4,
  readsGlobal: 8,
  writesGlobal: 16,
  /** Tables, likewise, include their size. */
  readsTable: 32,
  /** Includes the dropping of element segments. */
  writesTable: 64,
  readsLocal: 128,
  writesLocal: 256,
  /** Transfers control: branches, blocks, return, unreachable. */
  control: 512,
  /** Runs other code: everything may happen. */
  calls: 1024,
} as const;
/** What a load does, and what a store does. */
export const reading = Effect.traps | Effect.readsMemory;
export const writing = Effect.traps | Effect.writesMemory;

export interface Instruction {
  /** The opcode byte; behind a prefix, prefix × 256 × 16 + the number: 0xfc000 + n, 0xfd000 + n. */
  readonly opcode: number;
  /** Dense index into `instructions`, for tables keyed by instruction. */
  readonly index: number;
  /** As in the text format: 'i32.add'. */
  readonly name: string;
  readonly immediates: readonly ImmediateKind[];
  /**
   * Operand and result types; undefined where a rule of its own types the instruction (block, br, call, drop,
   * select, local.get, …).
   */
  readonly signature: { readonly params: readonly ValueType[]; readonly results: readonly ValueType[] } | undefined;
  readonly feature: Feature;
  /** Bits of `Effect`. */
  readonly effects: number;
  /** memarg: the access's natural alignment as an exponent of 2. */
  readonly alignment: number | undefined;
}

const valueTypes: Readonly<Record<string, ValueType>> = {
  i: 'i32',
  j: 'i64',
  f: 'f32',
  d: 'f64',
  v: 'v128',
  a: 'funcref',
};

function types(letters: string): readonly ValueType[] {
  return [...letters].map((letter) => valueTypes[letter] as ValueType);
}

function words<Word extends string>(column: string): readonly Word[] {
  return column === '-' ? [] : (column.split('+') as Word[]);
}

type Row = [opcode: string, name: string, immediates: string, signature: string, feature: Feature, effects: string];

/**
 * One row as an object. The columns are trusted here; test/opcodes.test.ts holds them against other implementations.
 */
function parse(row: string, index: number): Instruction {
  const [opcode, name, immediates, signature, feature, effects] = row.split(/ +/) as Row;
  const [params, results] = signature.split(':');
  const alignment = /memarg\^(\d)/.exec(immediates)?.[1];
  return {
    opcode: Number(opcode),
    index,
    name,
    immediates: words<ImmediateKind>(immediates.replace(/\^\d/, '')),
    signature: results === undefined ? undefined : { params: types(params as string), results: types(results) },
    feature,
    effects: words<keyof typeof Effect>(effects).reduce((bits, key) => bits | Effect[key], 0),
    alignment: alignment === undefined ? undefined : Number(alignment),
  };
}

/** All instructions, by `Instruction.index`: 199 and 236 of vectors. */
export const instructions: readonly Instruction[] = (coreRows + simdRows).trim().split(/\n+/).map(parse);

const sparse: Instruction[] = [];
for (const instruction of instructions) sparse[slot(instruction.opcode)] = instruction;
/** By `slot`; without holes, which the engine would look up in the prototype. */
const dense: readonly (Instruction | undefined)[] = Array.from(sparse);

/** Folds the two prefixed ranges behind the plain one: 0…255, 256…511 for 0xfc, 512…767 for 0xfd. */
function slot(opcode: number): number {
  if (opcode < 0x100) return opcode;
  const number = opcode & 0xfff;
  return number > 0xff ? -1 : ((opcode >>> 12) - 0xfb) * 0x100 + number;
}

/** The instruction of `Instruction.opcode` `opcode`; undefined if there is none (`else` and `end` are none). */
export function byOpcode(opcode: number): Instruction | undefined {
  return dense[slot(opcode)];
}

/** By text name. `select` is the one without types (0x1b), since both forms have that name. */
export const byName: ReadonlyMap<string, Instruction> = new Map(
  // Backwards, so that of two rows with one name the first stays.
  [...instructions].reverse().map((instruction) => [instruction.name, instruction]),
);
