// The table of instructions against native WebAssembly (types, alignment), wabt (names, features) and its own rules.

import { beforeAll, describe, expect, test } from 'vitest';
import wabt from 'wabt';
import type { ValueType } from '../src/compiler/ast.ts';
import {
  byName,
  byOpcode,
  Effect,
  type ImmediateKind,
  type Instruction,
  instructions,
} from '../src/compiler/opcodes.ts';
import {
  dataCountSection,
  dataSection,
  elementSection,
  globalSection,
  memorySection,
  oneFunction,
  tableSection,
  type,
} from './support/binary.ts';
import { unsigned } from './support/fuzz/encode.ts';

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

/** Immediates that are right in `examples`: the first of each index space, no alignment, zeros. */
const immediates: Readonly<Record<ImmediateKind, readonly number[]>> = {
  blocktype: [0x40],
  label: [0],
  labels: [0, 0],
  function: [0],
  type: [1],
  table: [0],
  local: [0],
  global: [0],
  memory: [0],
  data: [0],
  element: [0],
  memarg: [0, 0],
  i32: [0],
  i64: [0],
  f32: zeros(4),
  f64: zeros(8),
  v128: zeros(16),
  valtypes: [1, type.i32],
  reftype: [type.funcref],
  lane: [0],
  lanes16: zeros(16),
};

const opcodeBytes = ({ opcode }: Instruction): number[] =>
  opcode < 0x100 ? [opcode] : [opcode >>> 12, ...unsigned(opcode & 0xfff)];

/** A module that passes the parameters of a function to the instruction and returns what it gives. */
function example(
  op: Instruction,
  params: readonly ValueType[],
  results: readonly ValueType[],
  align = 0,
): Uint8Array<ArrayBuffer> {
  const memarg = [align, 0];
  const isBlock = op.immediates[0] === 'blocktype';
  return oneFunction({
    params: params.map((param) => type[param]),
    results: results.map((result) => type[result]),
    types: [[0x60, 0, 0]],
    sections: [tableSection, memorySection, globalSection, elementSection, dataCountSection],
    after: [dataSection],
    body: [
      ...params.flatMap((_, index) => [0x20, index]),
      ...opcodeBytes(op),
      ...op.immediates.flatMap((kind) => (kind === 'memarg' ? memarg : immediates[kind])),
      ...(isBlock ? [0x0b] : []),
    ],
  }).bytes;
}

const valueTypes: readonly ValueType[] = ['i32', 'i64', 'f32', 'f64', 'v128', 'funcref', 'externref'];

/** Operands and results of the instructions without a signature, in `example`. */
const specialTypes: Readonly<Record<string, readonly [ValueType[], ValueType[]]>> = {
  unreachable: [[], ['i64']],
  block: [[], []],
  loop: [[], []],
  if: [['i32'], []],
  br: [[], []],
  br_if: [['i32'], []],
  br_table: [['i32'], []],
  return: [[], []],
  call: [[], []],
  call_indirect: [['i32'], []],
  drop: [['i64'], []],
  select: [['i32', 'i32', 'i32'], ['i32']],
  'local.get': [['i32'], ['i32', 'i32']],
  'local.set': [['i32'], []],
  'local.tee': [['i32'], ['i32']],
  'global.get': [[], ['i32']],
  'global.set': [['i32'], []],
  'table.get': [['i32'], ['funcref']],
  'table.set': [['i32', 'funcref'], []],
  'ref.null': [[], ['funcref']],
  'ref.is_null': [['funcref'], ['i32']],
  'table.grow': [['funcref', 'i32'], ['i32']],
  'table.fill': [['i32', 'funcref', 'i32'], []],
};

function typesOf(op: Instruction): readonly [readonly ValueType[], readonly ValueType[]] {
  const { signature } = op;
  if (signature !== undefined) return [signature.params, signature.results];
  const special = specialTypes[op.name];
  if (special === undefined) throw new Error(`${op.name} has neither a signature nor an example`);
  // The function calls itself.
  return op.name === 'call' ? [[], []] : special;
}

describe('the table of instructions', () => {
  let tools: Awaited<ReturnType<typeof wabt>>;
  beforeAll(async () => {
    tools = await wabt();
  });

  test('has the instructions of WebAssembly 2.0, dense, each once', () => {
    expect(instructions.length).toBe(199 + 236);
    expect(new Set(instructions.map((op) => op.opcode)).size).toBe(instructions.length);
    // Both forms of `select` have one name.
    expect(byName.size).toBe(instructions.length - 1);
    expect(byName.get('select')?.opcode).toBe(0x1b);
    instructions.forEach((op, index) => {
      expect(op.index).toBe(index);
      expect(byOpcode(op.opcode)).toBe(op);
    });
  });

  test('has nothing for opcodes that are none', () => {
    for (const opcode of [0x05, 0x0b, 0x12, 0xc5, 0xff, 0xfc012, 0xfc0ff, 0xfc100, 0xfd09a, 0xfd100, 0xfe000]) {
      expect(byOpcode(opcode), opcode.toString(16)).toBeUndefined();
    }
  });

  test('agrees with native WebAssembly on operands and results, and on no others', () => {
    for (const op of instructions) {
      const [params, results] = typesOf(op);
      expect(WebAssembly.validate(example(op, params, results)), op.name).toBe(true);
      if (op.signature === undefined) continue;
      for (const [list, isParams] of [
        [params, true],
        [results, false],
      ] as const) {
        list.forEach((right, at) => {
          for (const wrong of valueTypes.filter((other) => other !== right)) {
            const changed = list.map((same, index) => (index === at ? wrong : same));
            const module = isParams ? example(op, changed, results) : example(op, params, changed);
            expect(WebAssembly.validate(module), `${op.name} with ${wrong} for ${right}`).toBe(false);
          }
        });
      }
    }
  });

  test('agrees with native WebAssembly on natural alignment', () => {
    const accesses = instructions.filter((op) => op.alignment !== undefined);
    expect(accesses.length).toBe(23 + 22);
    for (const op of accesses) {
      const [params, results] = typesOf(op);
      const natural = op.alignment as number;
      expect(WebAssembly.validate(example(op, params, results, natural)), op.name).toBe(true);
      expect(WebAssembly.validate(example(op, params, results, natural + 1)), op.name).toBe(false);
    }
  });

  test('agrees with wabt on names', () => {
    for (const op of instructions) {
      const module = tools.readWasm(example(op, ...typesOf(op)), {
        bulk_memory: true,
        reference_types: true,
        simd: true,
      });
      const text = module.toText({ foldExprs: false, inlineExport: false });
      module.destroy();
      const words = text.slice(text.indexOf('(func (;0;)')).split(/[\s()]+/);
      expect(words, op.name).toContain(op.name);
    }
  });

  test('agrees with wabt on features', () => {
    const flags = {
      'sign-extension': 'sign_extension',
      'saturating-conversion': 'sat_float_to_int',
      simd: 'simd',
    } as const;
    for (const op of instructions) {
      const own = flags[op.feature as keyof typeof flags];
      for (const flag of Object.values(flags)) {
        const accepts = (): void =>
          tools
            .readWasm(example(op, ...typesOf(op)), { bulk_memory: true, reference_types: true, [flag]: false })
            .destroy();
        if (flag === own) expect(accepts, `${op.name} without ${flag}`).toThrow();
        else if (own !== undefined) expect(accepts, `${op.name} without ${flag}`).not.toThrow();
      }
    }
  });

  test('says what accesses do, and that arithmetic does nothing but trap', () => {
    for (const op of instructions) {
      const { name, effects } = op;
      if (/^[\w]+\.load/.test(name)) expect(effects, name).toBe(Effect.traps | Effect.readsMemory);
      else if (/^[\w]+\.store/.test(name)) expect(effects, name).toBe(Effect.traps | Effect.writesMemory);
      else if (/^i\d+\.(div|rem|trunc_f)/.test(name)) expect(effects, name).toBe(Effect.traps);
      else if (op.signature !== undefined && /^[ifv]\d+/.test(name)) expect(effects, name).toBe(Effect.none);
      else if (op.immediates.some((kind) => kind === 'memory')) expect(effects, name).not.toBe(Effect.none);
    }
  });
});
