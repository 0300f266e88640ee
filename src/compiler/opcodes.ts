// The one table of instructions. (To be completed: see `Instruction`.)

import type { ValueType } from './ast.ts';
import type { Feature } from './features.ts';

/** What follows the opcode in the binary format. */
export type ImmediateKind =
  | 'blocktype' | 'label' | 'labels' | 'function' | 'type' | 'table' | 'local' | 'global' | 'memory' | 'data' | 'element'
  | 'memarg' | 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'valtypes' | 'reftype' | 'lane' | 'lanes16';

/** What an instruction does besides computing its results; an instruction with no bit set may be moved, copied or dropped. */
export const Effect = {
  none: 0,
  /** May trap. */
  traps: 1,
  readsMemory: 2,
  writesMemory: 4,
  readsGlobal: 8,
  writesGlobal: 16,
  readsTable: 32,
  writesTable: 64,
  readsLocal: 128,
  writesLocal: 256,
  /** Transfers control: branches, blocks, return, unreachable. */
  control: 512,
  /** Runs other code: everything may happen. */
  calls: 1024,
} as const;

export interface Instruction {
  /** The opcode byte; behind a prefix, prefix × 256 × 16 + the number: 0xfc000 + n, 0xfd000 + n. */
  readonly opcode: number;
  /** Dense index into `instructions`, for tables keyed by instruction. */
  readonly index: number;
  /** As in the text format: 'i32.add'. */
  readonly name: string;
  readonly immediates: readonly ImmediateKind[];
  /** Operand and result types; undefined where a rule of its own types the instruction (block, br, call, drop, select, local.get, …). */
  readonly signature: { readonly params: readonly ValueType[]; readonly results: readonly ValueType[] } | undefined;
  readonly feature: Feature;
  /** Bits of `Effect`. */
  readonly effects: number;
  /** memarg: the access's natural alignment as an exponent of 2. */
  readonly alignment: number | undefined;
}
