// The support functions against BigInt arithmetic and against native WebAssembly, on random and on hostile operands.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { asTrap, hostError, RuntimeError } from '../src/runtime/support/trap.ts';
import * as support from '../src/runtime/support.ts';

const ROUNDS = 20000;

let state = 0x2545f491;
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state | 0;
}

/** Conversions go through memory: V8 11 crashes when it optimises code in which `BigInt.asIntN` results meet. */
const words = new DataView(new ArrayBuffer(8));
function wrap(x: bigint): bigint {
  words.setBigInt64(0, x, true);
  return words.getBigInt64(0, true);
}
function low(x: bigint): number {
  words.setBigInt64(0, x, true);
  return words.getInt32(0, true);
}
function high(x: bigint): number {
  words.setBigInt64(0, x, true);
  return words.getInt32(4, true);
}
/** The i64 that a support function has just returned. */
function pair(returned: number): bigint {
  words.setInt32(0, returned, true);
  words.setInt32(4, support.resultInts[0] as number, true);
  return words.getBigInt64(0, true);
}

/** Integers of every magnitude, near powers of two, and near each other. */
function randomI64(): bigint {
  const raw = (BigInt(random()) << 32n) | BigInt(random() >>> 0);
  const shifted = wrap(((BigInt(random() >>> 0) << 32n) | BigInt(random() >>> 0)) >> BigInt(random() & 63));
  switch (random() & 7) {
    case 0:
      return wrap((1n << BigInt(random() & 63)) + BigInt((random() & 7) - 4));
    case 1:
      return wrap(-shifted);
    case 2:
      return wrap(raw & ~((1n << BigInt(random() & 63)) - 1n));
    case 3:
      return BigInt((random() & 7) - 4);
    default:
      return shifted;
  }
}

/** The value of `f`, or the message of its error. */
function outcome<T>(f: () => T): T | string {
  try {
    return f();
  } catch (error) {
    return (error as Error).message;
  }
}

/** V8's messages for traps, as the specification has them. */
const MESSAGES: Record<string, string> = {
  'divide by zero': 'integer divide by zero',
  'remainder by zero': 'integer divide by zero',
  'divide result unrepresentable': 'integer overflow',
};

const wabtModule = await wabt();
function native(wat: string): Record<string, (...values: never[]) => unknown> {
  const bytes = wabtModule.parseWat('test.wat', wat).toBinary({}).buffer;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes.slice())).exports;
}

describe('i64 and i32 against native WebAssembly', () => {
  const binary64 = ['mul', 'div_s', 'div_u', 'rem_s', 'rem_u', 'shl', 'shr_s', 'shr_u', 'rotl', 'rotr'];
  const binary32 = ['div_s', 'div_u', 'rem_s', 'rem_u'];
  const unary = ['clz', 'ctz', 'popcnt'];
  const wasm = native(`(module
    ${binary64.map((op) => `(func (export "i64_${op}") (param i64 i64) (result i64) (i64.${op} (local.get 0) (local.get 1)))`).join('\n')}
    ${binary32.map((op) => `(func (export "i32_${op}") (param i32 i32) (result i32) (i32.${op} (local.get 0) (local.get 1)))`).join('\n')}
    ${unary.map((op) => `(func (export "i64_${op}") (param i64) (result i64) (i64.${op} (local.get 0)))`).join('\n')}
    (func (export "i32_popcnt") (param i32) (result i32) (i32.popcnt (local.get 0))))`);
  const expected = (name: string, ...values: unknown[]): unknown => {
    const result = outcome(() => (wasm[name] as (...values: unknown[]) => unknown)(...values));
    return typeof result === 'string' ? MESSAGES[result] : result;
  };

  test.each(binary64)('i64_%s', (op) => {
    const name = `i64_${op}`;
    const f = (support as never)[name] as (al: number, ah: number, bl: number, bh: number) => number;
    const shift = /^(sh|rot)/.test(op);
    let traps = 0;
    for (let i = 0; i < ROUNDS; i++) {
      const a = randomI64();
      // Some divisors just beside the dividend, or of which it is nearly a multiple.
      const b = (random() & 15) === 0 ? a + BigInt((random() & 3) - 1) : randomI64();
      const obtained = outcome(() => pair(f(low(a), high(a), low(b), shift ? (undefined as never) : high(b))));
      const wanted = expected(name, a, wrap(b));
      if (obtained !== wanted) expect([name, a, b, obtained]).toEqual([name, a, b, wanted]);
      if (typeof wanted === 'string') traps++;
    }
    expect(traps > 0).toBe(/^(div|rem)/.test(op));
  });

  test('i64 division: the estimate on quotients and divisors around each power of two', () => {
    for (let bits = 1; bits < 64; bits++) {
      for (let i = 0; i < 400; i++) {
        const b = BigInt.asUintN(bits, randomI64()) | (1n << BigInt(bits - 1));
        const quotient = BigInt.asUintN(64 - bits, randomI64());
        const a = BigInt.asUintN(64, quotient * b + BigInt((random() & 3) - 2));
        const got = [
          BigInt.asUintN(64, pair(support.i64_div_u(low(a), high(a), low(b), high(b)))),
          BigInt.asUintN(64, pair(support.i64_rem_u(low(a), high(a), low(b), high(b)))),
        ];
        if (got[0] !== a / b || got[1] !== a % b) expect([a, b, ...got]).toEqual([a, b, a / b, a % b]);
      }
    }
  });

  test.each(unary)('i64_%s', (op) => {
    const f = (support as never)[`i64_${op}`] as (low: number, high: number) => number;
    for (let i = 0; i < ROUNDS; i++) {
      const a = (random() & 31) === 0 ? 0n : randomI64();
      expect(f(low(a), high(a))).toBe(Number(expected(`i64_${op}`, a)));
    }
  });

  test.each(binary32)('i32_%s', (op) => {
    const f = (support as never)[`i32_${op}`] as (a: number, b: number) => number;
    for (let i = 0; i < ROUNDS; i++) {
      const a = low(randomI64());
      const b = low(randomI64());
      const obtained = outcome(() => f(a, b));
      const wanted = expected(`i32_${op}`, a, b);
      if (!Object.is(obtained, wanted)) expect([op, a, b, obtained]).toEqual([op, a, b, wanted]);
    }
    expect(outcome(() => f(-0x80000000, -1))).toEqual(expected(`i32_${op}`, -0x80000000, -1));
    expect(outcome(() => f(1, 0))).toBe('integer divide by zero');
  });

  test('i32_popcnt', () => {
    for (let i = 0; i < ROUNDS; i++) {
      const a = random();
      expect(support.i32_popcnt(a)).toBe(expected('i32_popcnt', a));
    }
  });
});

describe('conversions against native WebAssembly', () => {
  const truncations = ['i32', 'i64'].flatMap((type) =>
    ['trunc', 'trunc_sat'].flatMap((op) => ['s', 'u'].map((sign) => ({ type, op, sign }))),
  );
  const wasm = native(`(module
    ${truncations.map(({ type, op, sign }) => `(func (export "${type}_${op}_${sign}") (param f64) (result ${type}) (${type}.${op}_f64_${sign} (local.get 0)))`).join('\n')}
    ${['f32', 'f64'].flatMap((type) => ['s', 'u'].map((sign) => `(func (export "${type}_convert_i64_${sign}") (param i64) (result ${type}) (${type}.convert_i64_${sign} (local.get 0)))`)).join('\n')}
    (func (export "f64_nearest") (param f64) (result f64) (f64.nearest (local.get 0)))
    (func (export "f32_nearest") (param f32) (result f32) (f32.nearest (local.get 0))))`) as Record<
    string,
    (value: never) => unknown
  >;
  const edges = [0, -0, NaN, Infinity, -Infinity];
  for (const bits of [0, 1, 22, 23, 24, 31, 32, 51, 52, 53, 62, 63, 64]) {
    for (const delta of [-1, -0.5, -0.49999999999999994, 0, 0.49999999999999994, 0.5, 1]) {
      edges.push(2 ** bits + delta, -(2 ** bits) + delta, 2 ** bits * (1 - 2 ** -53), 2 ** bits * (1 + 2 ** -52));
    }
  }
  const randomFloat = (): number => {
    const edge = edges[(random() >>> 0) % (edges.length * 2)];
    if (edge !== undefined) return edge;
    return Number(randomI64()) / 2 ** (random() & 31);
  };

  test.each(truncations)('$type $op $sign', ({ type, op, sign }) => {
    const name = `${type}_${op}_${sign}`;
    const f = (support as never)[name] as (x: number) => number;
    for (let i = 0; i < ROUNDS; i++) {
      const x = edges[i] ?? randomFloat();
      const obtained = outcome(() => (type === 'i64' ? pair(f(x)) : f(x)));
      let wanted = outcome(() => wasm[name]?.(x as never));
      if (typeof wanted === 'string') wanted = x === x ? 'integer overflow' : 'invalid conversion to integer';
      if (!Object.is(obtained, wanted)) expect([name, x, obtained]).toEqual([name, x, wanted]);
    }
    const box = support.f64_from_bits(1, 0x7ff80000);
    expect(outcome(() => f(box as never))).toBe(op === 'trunc' ? 'invalid conversion to integer' : 0);
  });

  test.each(['f32_convert_i64_s', 'f32_convert_i64_u', 'f64_convert_i64_s', 'f64_convert_i64_u'])('%s', (name) => {
    const f = (support as never)[name] as (low: number, high: number) => number;
    for (let i = 0; i < ROUNDS * 5; i++) {
      let x = randomI64();
      // Ties of f32, and their neighbours, at every magnitude: where rounding twice goes wrong.
      if ((i & 1) === 0) {
        const shift = BigInt((random() & 63) % 40);
        x = wrap((((BigInt(random()) & 0xffffffn) * 2n + 1n) << shift) + BigInt((random() & 3) - 1));
      }
      const obtained = f(low(x), high(x));
      const wanted = wasm[name]?.(x as never);
      if (!Object.is(obtained, wanted)) expect([name, x, obtained]).toEqual([name, x, wanted]);
    }
  });

  test.each(['f32_nearest', 'f64_nearest'])('%s', (name) => {
    const f = (support as never)[name] as (x: number) => number;
    for (let i = 0; i < ROUNDS; i++) {
      let x = edges[i] ?? ((i & 1) === 0 ? (random() >> 16) / 4 : randomFloat());
      if (name === 'f32_nearest') x = Math.fround(x);
      const obtained = f(x);
      const wanted = wasm[name]?.(x as never);
      if (!Object.is(obtained, wanted)) expect([name, x, obtained]).toEqual([name, x, wanted]);
    }
  });
});

describe('NaN bits', () => {
  const patterns32 = [
    0x7fc00000, 0x7f800001, 0x7fa00000, 0x7fffffff, -0x400000, -1, -0x7fffff, 0, -0x80000000, 0x3fc00000,
  ];
  const view = new DataView(new ArrayBuffer(16));

  test('f32 keeps its bits through load, store, neg, abs and copysign', () => {
    for (let i = 0; i < ROUNDS; i++) {
      const bits = patterns32[i] ?? random() | ((i & 1) === 0 ? 0x7f800000 : 0);
      const sign = random();
      view.setInt32(0, bits, true);
      const x = support.f32_load(view, 0);
      support.f32_store(view, 4, x);
      expect(view.getInt32(4, true)).toBe(bits);
      expect(support.f32_bits(support.f32_from_bits(bits))).toBe(bits);
      expect(support.f32_bits(support.f32_neg(x))).toBe(bits ^ -0x80000000);
      expect(support.f32_bits(support.f32_abs(x))).toBe(bits & 0x7fffffff);
      const copied = support.f32_bits(support.f32_copysign(x, support.f32_from_bits(sign)));
      expect(copied).toBe((bits & 0x7fffffff) | (sign & -0x80000000));
    }
  });

  test('f64 keeps its bits through load, store, neg, abs and copysign', () => {
    const bits64 = (x: unknown): bigint => BigInt.asUintN(64, pair(support.f64_bits(x as number)));
    for (let i = 0; i < ROUNDS; i++) {
      const high = random() | ((i & 1) === 0 ? 0x7ff00000 : 0);
      const low = (i & 7) === 0 ? 0 : random();
      const sign = random();
      const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
      view.setBigUint64(0, bits, true);
      const x = support.f64_load(view, 0);
      support.f64_store(view, 8, x);
      expect(view.getBigUint64(8, true)).toBe(bits);
      expect(bits64(support.f64_from_bits(low, high))).toBe(bits);
      expect(bits64(support.f64_neg(x))).toBe(bits ^ (1n << 63n));
      expect(bits64(support.f64_abs(x))).toBe(BigInt.asUintN(63, bits));
      const copied = bits64(support.f64_copysign(x, support.f64_from_bits(0, sign)));
      expect(copied).toBe(BigInt.asUintN(63, bits) | (BigInt(sign >>> 31) << 63n));
    }
  });

  test('NaN as a number is the canonical NaN, whatever bits the engine keeps', () => {
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000123n]).buffer)[0] as number;
    support.f64_store(view, 0, odd);
    expect(view.getBigUint64(0, true)).toBe(0x7ff8000000000000n);
    support.f32_store(view, 0, odd);
    expect(view.getUint32(0, true)).toBe(0x7fc00000);
    expect(support.f64_bits(support.f64_neg(NaN))).toBe(0);
    expect(support.resultInts[0]).toBe(0xfff80000 | 0);
  });

  test('arithmetic on a box gives the canonical NaN', () => {
    const box = support.f32_from_bits(-1) as number;
    expect(typeof box).toBe('object');
    for (const x of [box + 1, box * 0, Math.fround(box), Math.min(box, 1), Math.ceil(box), support.f32_nearest(box)]) {
      expect(support.f32_bits(x)).toBe(0x7fc00000);
    }
    expect([box < 1, box >= 1, +box === +box]).toEqual([false, false, false]);
  });

  test('a store out of bounds writes nothing', () => {
    const small = new DataView(new ArrayBuffer(8));
    expect(() => support.f64_store(small, 4, support.f64_from_bits(1, 0x7ff00000))).toThrow(RangeError);
    expect(() => support.f32_store(small, 6, support.f32_from_bits(-1))).toThrow(RangeError);
    expect(small.getBigUint64(0)).toBe(0n);
  });
});

test('base64 decodes what Node encodes, padded or not, and refuses the rest', () => {
  const source = readFileSync(new URL(import.meta.url));
  for (let length = 0; length < 300; length++) {
    const bytes = source.subarray(0, length);
    const text = bytes.toString('base64');
    expect(support.base64(text)).toEqual(new Uint8Array(bytes));
    expect(support.base64(text.replace(/=/g, ''))).toEqual(new Uint8Array(bytes));
  }
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(support.base64(Buffer.from(all).toString('base64'))).toEqual(all);
  expect(() => support.base64('AA*A')).toThrow(SyntaxError);
  expect(() => support.base64('AAé=')).toThrow(SyntaxError);
});

test('a trap is a RuntimeError that says its kind', () => {
  const error = support.trap('unreachable');
  expect(error).toBeInstanceOf(RuntimeError);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message, error.kind]).toEqual(['RuntimeError', 'unreachable', 'unreachable']);
});

test('errors of the engines, as compiled code raises them, are traps; others stay what they are', () => {
  const kind = (error: unknown): unknown => {
    const made = asTrap(error);
    return made === error ? 'unchanged' : (made as RuntimeError).kind;
  };
  class InternalError extends Error {}
  const full = 'call stack exhausted';
  const outside = 'out of bounds memory access';
  // V8 and JavaScriptCore · Hermes · SpiderMonkey · QuickJS
  expect(kind(new RangeError('Maximum call stack size exceeded'))).toBe(full);
  expect(kind(new RangeError('Maximum call stack size exceeded (native stack depth)'))).toBe(full);
  expect(kind(new InternalError('too much recursion'))).toBe(full);
  expect(kind(new InternalError('stack overflow'))).toBe(full);
  expect(kind(new RangeError('Offset is outside the bounds of the DataView'))).toBe(outside);
  expect(kind(new RangeError('Out of bounds access'))).toBe(outside);
  expect(kind(new RangeError('offset is outside the bounds of the DataView'))).toBe(outside);
  expect(kind(new RangeError('out of bound'))).toBe(outside);
  for (const error of [
    new TypeError('x'),
    support.trap('unreachable'),
    'text',
    undefined,
    null,
    new InternalError('x'),
  ]) {
    expect(kind(error)).toBe('unchanged');
  }
  const own = new RangeError('Maximum call stack size exceeded');
  expect(kind(hostError(own))).toBe('unchanged');
  expect(kind(own)).toBe(full);
});
