// High words of i64s from doubles: products of 32-bit numbers, of both signs, and long sums and differences of them, at
// the ends of the number range, are what native makes of them.

import { expect, test } from 'vitest';
import { BesideNative } from './support/beside-native.ts';
import { readable, wasm } from './support/wat.ts';

const EXTREMES = [0, 1, -1, 2, 3, 0x7fff_ffff, -0x8000_0000, -0x7fff_ffff, 0x8001, 0x5555_5555, 0x1234_5678];
type Extension = 'i64.extend_i32_s' | 'i64.extend_i32_u';
const extensions: readonly Extension[] = ['i64.extend_i32_s', 'i64.extend_i32_u'];

/** Of a parameter, 0 to 3. */
const wide = (extension: Extension, parameter: number): string => `(${extension} (local.get ${parameter}))`;
const product = (k: number): string =>
  `(i64.mul ${wide(extensions[k % 2]!, k % 4)} ${wide(extensions[(k >> 1) % 2]!, (k >> 2) % 4)})`;
/** All sixteen kinds of products, again and again; every third is subtracted, and some numbers stand between. */
function sum(terms: number): string {
  let text = product(0);
  for (let k = 1; k < terms; k++) {
    const term = k % 11 === 10 ? wide(extensions[k % 2]!, k % 4) : product(k);
    text = `(${k % 3 === 2 ? 'i64.sub' : 'i64.add'} ${text} ${term})`;
  }
  return text;
}
const functions = [1, 2, 3, 10, 40, 200].map(sum);
const same = (extension: Extension, terms: number): string =>
  Array.from({ length: terms }).reduce<string>(
    (text) => `(i64.add ${text} (i64.mul ${wide(extension, 0)} ${wide(extension, 1)}))`,
    '(i64.const 0)',
  );
/** Sums that leave 64 bits, and products whose sum goes through a local. */
const others = [
  ...extensions.map((extension) => same(extension, 150)),
  `(local.set 4 ${product(3)}) (i64.add (local.get 4) ${product(6)})`,
  `(local.set 4 ${wide('i64.extend_i32_s', 0)}) (local.set 5 ${wide('i64.extend_i32_u', 1)})
   (i64.sub (i64.mul (local.get 4) (local.get 5)) (i64.mul (local.get 5) (local.get 5)))`,
  // The local is another i64 when it is multiplied.
  `(local.set 4 ${wide('i64.extend_i32_s', 0)})
   (if (local.get 1) (then (local.set 4 (i64.shl (local.get 4) (i64.const 7)))))
   (i64.mul (local.get 4) ${wide('i64.extend_i32_s', 2)})`,
  `(local.set 4 ${wide('i64.extend_i32_s', 0)})
   (loop $again
     (local.set 5 (i64.add (local.get 5) (i64.mul (local.get 4) ${wide('i64.extend_i32_u', 2)})))
     (local.set 4 (i64.add (local.get 4) (i64.const 0x1_0000_0001)))
     (br_if $again (i64.lt_u (local.get 4) (i64.const 0x5_0000_0000))))
   (local.get 5)`,
];

/** Constants, whose products a double holds exactly, or does not; of 32 bits, of 64, and sums of them. */
const times = (factor: string, k: number): string => `(i64.mul ${factor} (i64.const ${k}))`;
const small = [1, 19, -7, 435, 2 ** 15 - 1, 2 ** 15, 2 ** 21 - 1, 2 ** 22, -(2 ** 22)];
const odd = [6_700_417, 16_777_043, 33_331_009, 668_265_295, -2_048_144_761, 2 ** 31 - 1, 1 - 2 ** 31];
const constants = [...small, ...odd, -(2 ** 31)];
/** What gives the low word when it is multiplied by the odd number. */
function toGive(low: number, k: number): number {
  let inverse = k;
  for (let i = 0; i < 5; i++) inverse = Math.imul(inverse, 2 - Math.imul(k, inverse));
  return Math.imul(inverse, low);
}
/** Near 0 and 2³² a rounded double may have another high word, and near 2³¹ the half of one more. */
const distances = [0, 1, 2, 30, 100, 200, 511, 1024, 2 ** 20];
const lows = distances.flatMap((low) => [low, -low - 1, 2 ** 31 - low - 1, (2 ** 31 + low) | 0]);
const factors = [...EXTREMES, ...odd.flatMap((k) => lows.map((low) => toGive(low, k)))];
const pair = '(i64.or (i64.shl (i64.extend_i32_u (local.get 1)) (i64.const 32)) (i64.extend_i32_u (local.get 0)))';
const byConstants = [
  `(i64.mul ${pair} ${wide('i64.extend_i32_s', 2)})`,
  `(i64.mul ${wide('i64.extend_i32_s', 3)} ${pair})`,
  ...constants.flatMap((k) => [...extensions.map((extension) => times(wide(extension, 0), k)), times(pair, k)]),
  ...constants.map(
    (k) => `(i64.sub ${times(wide('i64.extend_i32_s', 0), k)} ${times('(i64.load8_u (i32.const 1))', k)})`,
  ),
  `(i64.add ${times('(i64.load8_u (i32.const 0))', 435)} ${times('(i64.load16_u (i32.const 1))', 31)})`,
];
/** By numbers that are not negative. */
const byPlain = extensions.flatMap((extension) => {
  const half = '(i64.extend_i32_u (i32.shr_u (local.get 0) (i32.const 1)))';
  return [wide(extension, 1), pair, half].map((factor) => `(i64.mul ${half} ${factor})`);
});
const bodies = [...functions, ...others, ...byConstants, ...byPlain];

const bytes = wasm(
  `(module (memory 1) (data (i32.const 0) "\\ff\\fe\\ff") ${bodies
    .map((body, i) => `(func (export "f${i}") (param i32 i32 i32 i32) (result i64) (local i64 i64) ${body})`)
    .join('\n')})`,
);
test.each([
  true,
  { products: false },
  { estimates: false },
  { facts: false },
  { bigint: 'everywhere' },
  false,
] as const)('optimise: %j', (optimise) => {
  const both = new BesideNative(bytes, optimise);
  for (const [i, body] of bodies.entries()) {
    for (const a of factors) {
      for (const b of EXTREMES) both.compare(`f${i}`, [a, b, b ^ (a << 1), (a + b) | 0], body);
    }
  }
});

test('a sum of products has one high word, and no carry', () => {
  const text = `(module (func (param i32 i32) (result i64) ${same('i64.extend_i32_s', 4)}))`;
  const code = readable(wasm(text));
  expect(code.match(/L\[0\]/g)).toHaveLength(1);
  expect(code).not.toMatch(/>>> 0 </);
});

test('the high word of a product that a double holds takes nothing but that', () => {
  const text = `(module (memory 1) (func (result i64) ${times('(i64.load16_u (i32.const 0))', 31)}))`;
  const code = readable(wasm(text));
  expect(code).toMatch(/= t0 \* 7\.21774995\d+e-9 \| 0;/);
  expect(code).not.toContain(' >>> 31)');
});

test('the high word of a product with a small constant is put together in integers', () => {
  const by = (k: number) =>
    readable(wasm(`(module (func (param i64) (result i64) (i64.mul (local.get 0) (i64.const ${k}))))`));
  expect(by(31)).toContain('Math.imul(31, h0) + (Math.imul(l0 >>> 16, 31) + (Math.imul(l0 & 65535, 31) >>> 16) >> 16)');
  expect(by(2 ** 15 - 1)).toContain('l0 >>> 16');
  expect(by(2 ** 15)).not.toContain('l0 >>> 16');
});

test('the high word of one product takes no branch, and of its low word only the sign', () => {
  const module = wasm('(module (func (param i64) (result i64) (i64.mul (local.get 0) (i64.const 0x12345678))))');
  const estimate = /\(l0 \* 0\.14222222\d+ \| 0\) - \(t2 >>> 31\) >> 1/;
  expect(readable(module)).toMatch(estimate);
  expect(readable(module, { optimise: { estimates: false } })).not.toMatch(estimate);
});
