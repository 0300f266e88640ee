// Limits: each can be set, names itself with both numbers and the place, and lets through what just keeps to it. And
// what a pass does grows with the module, not with its square: counted in steps and in bytes, not in time.

import { describe, expect, test } from 'vitest';
import { CompileError, compile, defaultLimits, type Limits } from '../src/compiler/index.ts';
import { Instance, NewError, VirtualMachinePrototype } from '../src/runtime/index.ts';
import { assemble, I32, I64, repeat, single } from './support/fuzz/assemble.ts';
import { unsigned } from './support/fuzz/encode.ts';
import { load } from './support/load.ts';
import { compiled, wasm } from './support/wat.ts';

/** A module whose value of the limit is the number. */
const modules: Readonly<Record<keyof Limits, readonly [value: number, bytes: Uint8Array]>> = {
  moduleSize: [8, wasm('(module)')],
  types: [3, assemble({ types: [0, 1, 2].map((n) => [repeat(n, [I32]), []] as const) })],
  params: [5, single(repeat(5, [I32]), [], [])],
  results: [4, single([], repeat(4, [I32]), repeat(4, [0x41, 0]))],
  imports: [2, wasm('(module (import "a" "b" (func)) (import "a" "c" (func)))')],
  functions: [3, wasm('(module (func) (func) (func))')],
  tables: [2, wasm('(module (table 1 funcref) (table 1 funcref))')],
  memories: [1, wasm('(module (memory 1))')],
  globals: [2, wasm('(module (global i32 (i32.const 1)) (global i32 (i32.const 1)))')],
  exports: [2, wasm('(module (func (export "a")) (func (export "b")))')],
  elementSegments: [2, wasm('(module (table 4 funcref) (elem (i32.const 0)) (elem (i32.const 0)))')],
  tableElements: [7, wasm('(module (table 7 funcref))')],
  memoryPages: [7, wasm('(module (memory 7 100))')],
  dataSegments: [2, wasm('(module (memory 1) (data (i32.const 0) "") (data (i32.const 0) ""))')],
  bodySize: [12, single([], [], repeat(10, [0x01]))],
  locals: [
    9,
    single(
      [I32],
      [],
      [],
      [
        [5, I32],
        [3, I64],
      ],
    ),
  ],
  branchTableTargets: [6, single([], [], [0x41, 0, 0x0e, 6, ...repeat(7, [0])])],
  nesting: [5, single([], [], [...repeat(5, [0x02, 0x40]), ...repeat(5, [0x0b])])],
  nameSize: [6, wasm('(module (func (export "sixsix")))')],
  statements: [3, single([I32], [I32], [...repeat(3, [0x20, 0, 0x41, 1, 0x6a, 0x21, 0]), 0x20, 0])],
};

describe('of the compiler', () => {
  test.each(Object.entries(modules))('%s', (name, [value, bytes]) => {
    expect(() => compile(bytes, { limits: { [name]: value } })).not.toThrow();
    let error: unknown;
    try {
      compile(bytes, { limits: { [name]: value - 1 } });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(CompileError);
    const { message, offset } = error as CompileError;
    expect(message).toMatch(/limit|too many/);
    expect(message).toMatch(new RegExp(`\\b${value}\\b`));
    expect(message).toContain(`more than ${value - 1} (limits.${name})`);
    expect(message).toContain(`at byte ${offset}`);
    expect(offset).toBeLessThanOrEqual(bytes.length);
  });

  test('every limit has a default, that of browsers where they have one', () => {
    expect(Object.keys(modules).sort()).toEqual(Object.keys(defaultLimits).sort());
    expect(defaultLimits).toMatchObject({ types: 1_000_000, functions: 1_000_000, imports: 100_000, exports: 100_000 });
    expect(defaultLimits).toMatchObject({ locals: 50_000, params: 1000, results: 1000, bodySize: 7_654_321 });
    for (const [value, bytes] of Object.values(modules)) expect(compile(bytes).code.length).toBeGreaterThan(value);
  });

  test('what is no limit, or no number, is refused', () => {
    const bytes = wasm('(module)');
    for (const limits of [{ function: 1 }, { locals: -1 }, { locals: 1.5 }, { locals: '3' }, { locals: Number.NaN }]) {
      expect(() => compile(bytes, { limits: limits as never })).toThrow(RangeError);
    }
    expect(() => compile(bytes, { limits: { locals: undefined as never, types: 0 } })).not.toThrow();
  });
});

describe('of an instance', () => {
  const text = `(module (memory (export "memory") 2 50) (table (export "table") 3 funcref)
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "extend") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))`;
  const module = compiled(text, 'frames');

  test('its memory and tables do not grow beyond them, by whomever', () => {
    const { exports } = new Instance(module, {}, { memoryPages: 4, tableElements: 5 });
    expect([exports.grow(3), exports.grow(2), exports.grow(1), exports.grow(0)]).toEqual([-1, 2, -1, 4]);
    expect(() => exports.memory.grow(1)).toThrow(RangeError);
    expect([exports.extend(3), exports.extend(2), exports.extend(1)]).toEqual([-1, 3, -1]);
    expect(() => exports.table.grow(1)).toThrow(RangeError);
  });

  test('what starts larger cannot be had', () => {
    expect(() => new Instance(module, {}, { memoryPages: 1 })).toThrow(/2 pages: 1 is the most/);
    expect(() => new Instance(module, {}, { tableElements: 2 })).toThrow(/3 elements: 2 is the most/);
    const create = (): unknown => VirtualMachinePrototype.create(module, () => 0, { memoryPages: 1 });
    expect(create).toThrow(NewError);
    expect(create).toThrow(expect.objectContaining({ code: 'CouldntAllocateMemory' }));
  });

  test('a machine and its host', () => {
    for (const source of [text, '(module (import "env" "memory" (memory 2)))']) {
      const prototype = VirtualMachinePrototype.create(compiled(source, 'frames'), () => 0, { memoryPages: 4 });
      const prepare = prototype.prepare();
      expect(() => prepare.growMemory(3)).toThrow(/cannot grow/);
      prepare.growMemory(2);
      expect(prepare.memorySize()).toBe(4);
    }
  });

  test('numbers out of range are refused', () => {
    for (const limits of [
      { memoryPages: -1 },
      { memoryPages: 32_769 },
      { tableElements: 1.5 },
      { tableElements: 1e8 },
    ]) {
      expect(() => new Instance(module, {}, limits)).toThrow(RangeError);
    }
  });
});

describe('output in proportion to input', () => {
  const get = [0x20, 0];
  const calling = (code: readonly number[], locals = 0): Uint8Array =>
    assemble({
      types: [[[I32], [I32]]],
      imports: [{ module: 'env', name: 'f', type: 0 }],
      functions: [{ type: 0, locals: locals > 0 ? [[locals, I32]] : [], code }],
      exports: [{ name: 'run', index: 1 }],
    });
  const call = [...get, 0x10, 0, 0x21, 0];
  const shapes: Readonly<Record<string, (n: number) => Uint8Array>> = {
    'a call in each of nested blocks': (n) =>
      calling([...repeat(n, [0x02, 0x40, ...get, 0x0d, 0]), ...repeat(n, [...call, 0x0b]), ...get]),
    'a call in each of nested loops': (n) =>
      calling([...repeat(n, [0x03, 0x40, ...call]), ...repeat(n, [...get, 0x0d, 0, 0x0b]), ...get]),
    'calls in ifs': (n) => calling([...repeat(n, [...get, 0x04, 0x40, ...call, 0x0b]), ...get]),
    'a call for each of many locals that live over all of them': (n) =>
      calling(
        [
          ...Array.from({ length: n }, (_, i) => [...get, 0x21, ...unsigned(i + 1), ...call]).flat(),
          ...get,
          ...Array.from({ length: n }, (_, i) => [0x20, ...unsigned(i + 1), 0x6a]).flat(),
        ],
        n,
      ),
    'operands that stay on the stack over calls': (n) =>
      calling([...repeat(n, [...get, ...get, 0x10, 0, 0x21, 0]), ...repeat(n - 1, [0x6a])]),
    'blocks with 50 results that each branch hands over': (n) =>
      assemble({
        types: [
          [[I32], [I32]],
          [[], repeat(50, [I32])],
        ],
        functions: [
          {
            type: 0,
            code: [0x02, 1, ...repeat(50, get), ...repeat(n, [...get, 0x0d, 0]), 0x0b, ...repeat(49, [0x6a])],
          },
        ],
        exports: [{ name: 'run', index: 0 }],
      }),
  };
  test.each(Object.entries(shapes))('%s', (_, make) => {
    for (const suspend of ['frames', 'generator'] as const) {
      const [one, four] = [500, 2000].map((n) => compile(make(n), { suspend }).code.length) as [number, number];
      expect(four / one).toBeLessThan(5);
    }
  });
});

describe('steps in proportion to input', () => {
  const nested = (n: number): Uint8Array<ArrayBuffer> =>
    single(
      [I32],
      [I32],
      [
        ...Array.from({ length: n }, (_, i) => [0x02, 0x40, 0x20, 0, 0x0d, ...unsigned(i)]).flat(),
        ...repeat(n, [0x0b]),
        0x20,
        0,
      ],
    );

  test('nested blocks that dissolve do not hand their statements on at each level', () => {
    const pushes = (n: number): number => {
      const { push } = Array.prototype;
      let count = 0;
      Array.prototype.push = function (...items: unknown[]) {
        count += items.length;
        return push.apply(this, items);
      };
      try {
        compile(nested(n));
      } finally {
        Array.prototype.push = push;
      }
      return count;
    };
    expect(pushes(4000) / pushes(1000)).toBeLessThan(5);
  });

  test('tests of branches that are joined do not move the others', () => {
    const { splice } = Array.prototype;
    let calls = 0;
    Array.prototype.splice = function (...args: [number, number]) {
      calls++;
      return splice.apply(this, args);
    };
    try {
      compile(single([I32], [I32], [0x02, 0x40, ...repeat(1000, [0x20, 0, 0x0d, 0]), 0x41, 1, 0x21, 0, 0x0b, 0x20, 0]));
    } finally {
      Array.prototype.splice = splice;
    }
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThan(100);
  });

  test('a function that is out of proportion is compiled without the analysis of live variables', () => {
    // Loops in loops, each with a variable of its own, none of which is alive over the call.
    const module = (n: number): Uint8Array => {
      const levels = Array.from({ length: n }, (_, i) => unsigned(i + 1));
      const locals: [number, number][] = [[n + 1, I32]];
      const code = [
        ...levels.flatMap((local, i) => [0x03, 0x40, 0x20, ...local, 0x21, ...unsigned(i + 2)]),
        ...levels.flatMap((local) => [0x20, ...local, 0x20, 0, 0x6a, 0x22, ...local, 0x41, 3, 0x46, 0x0d, 0, 0x0b]),
        ...[0x20, 0, 0x10, 0, 0x41, 1, 0x6a],
      ];
      return assemble({
        types: [[[I32], [I32]]],
        imports: [{ module: 'env', name: 'f', type: 0 }],
        functions: [{ type: 0, locals, code }],
        exports: [{ name: 'run', index: 1 }],
      });
    };
    const saved = (code: string): number => Number(/sizes: \[(\d+)\]/.exec(code)?.[1]);
    expect(saved(compile(module(100)).code)).toBeLessThan(10);
    const n = 8000;
    const { code } = compile(module(n));
    expect(saved(code)).toBeGreaterThan(n);
    const { exports } = new Instance(load(code), { env: { f: (x: number) => x + 1 } });
    expect([5, 4, 0].map((x) => exports.run(x))).toEqual([7, 6, 2]);
  });
});
