// Modules that are valid and far out: nested thousands deep, with functions of 100,000 instructions, 50,000 locals or
// 60,000 labels, with many parts. They must do what they do natively; beyond what can be compiled, a CompileError.

import { describe, expect, test } from 'vitest';
import { assemble, F64, I32, I64, repeat, single } from './support/fuzz/assemble.ts';
import { signed, unsigned } from './support/fuzz/encode.ts';
import { attempt, expectAsNative } from './support/fuzz/hostile.ts';

describe('large functions', () => {
  const n = 3300;
  test(`${n} nested blocks with a branch out of each`, () => {
    // Level k leaves for the block k levels further out if the parameter is k.
    const levels = Array.from({ length: n }, (_, k) => [
      0x20,
      0,
      0x41,
      ...signed(BigInt(k)),
      0x46,
      0x0d,
      ...unsigned(k),
    ]);
    const close = repeat(n, [0x20, 1, 0x41, 1, 0x6a, 0x21, 1, 0x0b]);
    const code = [...repeat(n, [0x02, 0x40]), ...levels.flat(), ...close, 0x20, 1];
    const bytes = single([I32], [I32], code, [[1, I32]]);
    for (const x of [0, 1, 1700, n - 1, n]) expectAsNative(bytes, x);
  }, 240_000);

  test(`${n} nested loops, each run twice at one level`, () => {
    const open = repeat(n, [0x03, 0x40]);
    const close = repeat(n, [0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x41, 0, 0x4a, 0x0d, 0, 0x0b]);
    expectAsNative(single([I32], [I32], [...open, ...close, 0x20, 0]), 100);
  }, 240_000);

  test(`${n} nested ifs with results, half of them with a call in it`, () => {
    const open = repeat(n, [0x20, 0, 0x04, I32]);
    const close = repeat(n / 2, [0x41, 1, 0x6a, 0x05, 0x41, 0, 0x0b, 0x10, 0, 0x41, 1, 0x6a, 0x05, 0x41, 0, 0x0b]);
    const bytes = assemble({
      types: [[[I32], [I32]]],
      imports: [{ module: 'env', name: 'f', type: 0 }],
      functions: [{ type: 0, code: [...open, 0x41, 7, ...close] }],
      exports: [{ name: 'run', index: 1 }],
    });
    expectAsNative(bytes, 1);
    expectAsNative(bytes, 0);
  }, 240_000);

  test.each([
    ['blocks', [0x02, 0x40], [0x0b]],
    ['loops', [0x03, 0x40], [0x0b]],
    ['ifs', [0x20, 0, 0x04, 0x40], [0x0b]],
    ['else branches', [0x20, 0, 0x04, 0x40, 0x05], [0x0b]],
    ['ifs with a value', [0x20, 0, 0x04, I32], [0x05, 0x41, 0, 0x0b]],
  ])(
    '33,000 nested %s: correct code, or an error',
    (what, open, close) => {
      const value = what.endsWith('value') ? [0x41, 5] : [];
      const bytes = single(
        [I32],
        [I32],
        [...repeat(33_000, open), ...value, ...repeat(33_000, close), ...(value.length ? [] : [0x20, 0])],
      );
      if (attempt(bytes) !== undefined) expectAsNative(bytes, 1);
      attempt(bytes, { suspend: 'generator' });
    },
    240_000,
  );

  test('33,000 blocks that are never closed', () => {
    expect(attempt(single([], [], repeat(33_000, [0x02, 0x40])))).toBeUndefined();
  });

  test.each([
    ['i32', I32, 0x20, 0x6a, 3],
    ['i64', I64, 0x20, 0x7e, 3n],
    ['f64', F64, 0x20, 0xa1, 1.5],
  ] as const)(
    'a function of 100,000 %s instructions, nested to the left',
    (_, type, get, operator, x) => {
      expectAsNative(single([type], [type], [get, 0, ...repeat(50_000, [get, 0, operator])]), x);
    },
    240_000,
  );

  test.each([
    ['i32', I32, 0x6b, 3],
    ['i64', I64, 0x7d, 3n],
    ['f64', F64, 0xa1, 1.5],
  ] as const)(
    '100,000 %s instructions, nested to the right',
    (_, type, operator, x) => {
      expectAsNative(single([type], [type], [...repeat(50_000, [0x20, 0]), ...repeat(49_999, [operator])]), x);
    },
    240_000,
  );

  test('100,000 calls of an import', () => {
    const bytes = assemble({
      types: [[[I32], [I32]]],
      imports: [{ module: 'env', name: 'f', type: 0 }],
      functions: [{ type: 0, code: [0x20, 0, ...repeat(100_000, [0x10, 0])] }],
      exports: [{ name: 'run', index: 1 }],
    });
    expectAsNative(bytes, 5);
  }, 120_000);

  test('1,000 parameters, passed on', () => {
    const params = Array.from({ length: 1000 }, (_, i) => [I32, I64, F64][i % 3]!);
    const first = params.flatMap((_, i) => [0x20, ...unsigned(i)]);
    const sum = params.flatMap((t, i) => (t === I32 ? [0x20, ...unsigned(i), 0x6a] : []));
    const bytes = assemble({
      types: [[params, [I32]]],
      functions: [
        { type: 0, code: [...first, 0x10, 1] },
        { type: 0, code: [0x41, 0, ...sum] },
      ],
      exports: [{ name: 'run', index: 0 }],
    });
    expectAsNative(bytes, ...params.map((t, i) => (t === I64 ? BigInt(i) : i)));
  });

  test('50,000 locals', () => {
    // The first, the last and one between are used across a call.
    const code = [0x20, 0, 0x22, ...unsigned(25_000), 0x10, 0, 0x22, ...unsigned(49_000), 0x10, 0];
    const sum = [0x20, ...unsigned(25_000), 0x6a, 0x20, ...unsigned(49_000), 0x6a, 0x20, ...unsigned(12), 0x6a];
    const bytes = assemble({
      types: [[[I32], [I32]]],
      imports: [{ module: 'env', name: 'f', type: 0 }],
      functions: [{ type: 0, locals: [[49_999, I32]], code: [...code, ...sum] }],
      exports: [{ name: 'run', index: 1 }],
    });
    expectAsNative(bytes, 40);
  }, 240_000);

  test('a br_table with 60,000 labels', () => {
    const labels = Array.from({ length: 60_001 }, (_, i) => unsigned(i % 4)).flat();
    const table = [0x20, 0, 0x0e, ...unsigned(60_000), ...labels];
    const add = (n: number) => [0x0b, 0x20, 1, 0x41, n, 0x6a, 0x21, 1];
    const code = [...repeat(4, [0x02, 0x40]), ...table, ...add(1), ...add(2), ...add(4), ...add(8), 0x20, 1];
    const bytes = single([I32], [I32], code, [[1, I32]]);
    for (const x of [0, 1, 2, 3, 59_999, 60_000, -1]) expectAsNative(bytes, x);
  }, 240_000);
});

describe('many parts', () => {
  test('100,000 types', () => {
    const types = Array.from({ length: 100_000 }, (_, i): [number[], number[]] => [
      [I32, ...repeat(i % 7, [I64])],
      [I32],
    ]);
    const bytes = assemble({
      types,
      functions: [{ type: 99_995, code: [0x20, 0] }],
      exports: [{ name: 'run', index: 0 }],
    });
    expectAsNative(bytes, 7, ...Array<bigint>(99_995 % 7).fill(0n));
  }, 240_000);

  test('10,000 functions of 49,000 locals each, most of them never named', () => {
    const fn = {
      type: 0,
      locals: [[49_000, I32] as [number, number]],
      code: [0x20, ...unsigned(48_999), 0x20, 5, 0x6a],
    };
    const bytes = assemble({
      types: [[[], [I32]]],
      functions: Array.from({ length: 10_000 }, () => fn),
      exports: [{ name: 'run', index: 9_999 }],
    });
    expectAsNative(bytes);
  }, 240_000);

  test('20,000 imports and 20,000 exports', () => {
    const imports = Array.from({ length: 20_000 }, () => ({ module: 'env', name: 'f', type: 0 }));
    const others = Array.from({ length: 20_000 }, (_, i) => ({ name: `e${i}`, index: i }));
    const bytes = assemble({
      types: [[[I32], [I32]]],
      imports,
      functions: [{ type: 0, code: [0x20, 0, 0x10, ...unsigned(19_999)] }],
      exports: [...others, { name: 'run', index: 20_000 }],
    });
    expectAsNative(bytes, 7);
  }, 240_000);

  test('20,000 functions that call the next one', () => {
    const functions = Array.from({ length: 20_000 }, (_, i) => ({
      type: 0,
      code: [0x20, 0, 0x10, ...unsigned(Math.min(i + 1, 19_999))],
    }));
    functions[19_999] = { type: 0, code: [0x20, 0] };
    const bytes = assemble({ types: [[[I32], [I32]]], functions, exports: [{ name: 'run', index: 19_000 }] });
    expectAsNative(bytes, 7);
  }, 240_000);
});
