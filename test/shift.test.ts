// Shifts of i64s by variables (src/compiler/lower/shift.ts): that they give what native gives, and stand in place.

import { expect, test } from 'vitest';
import { BesideNative } from './support/beside-native.ts';
import { readable, wasm } from './support/wat.ts';

const instructions = ['shl', 'shr_s', 'shr_u', 'rotl', 'rotr'];
const values = [
  0n,
  1n,
  -1n,
  2n ** 31n,
  2n ** 32n,
  -(2n ** 31n),
  -(2n ** 63n),
  0x0123_4567_89ab_cdefn,
  -0x0123_4567_89ab_cdefn,
];
const counts = [0n, 1n, 4n, 31n, 32n, 33n, 60n, 63n, 64n, 65n, 96n, -1n, 2n ** 32n, 2n ** 40n + 7n];

/** What is shifted: a variable, a word extended to 64 bits, constants, what is computed, what is in memory. */
const operands = [
  '(local.get 0)',
  '(i64.extend_i32_u (i32.wrap_i64 (local.get 0)))',
  '(i64.extend_i32_s (i32.wrap_i64 (local.get 0)))',
  '(i64.shl (local.get 0) (i64.const 32))',
  '(i64.const 1)',
  '(i64.const 0)',
  '(i64.const 0x5000000000)',
  '(i64.const -1)',
  '(i64.mul (local.get 0) (local.get 1))',
  '(i64.load (i32.wrap_i64 (local.get 0)))',
];
const by = ['(local.get 1)', '(i64.add (local.get 1) (i64.const 3))', '(i64.load8_u (i32.wrap_i64 (local.get 1)))'];

const bodies = instructions.flatMap((name) =>
  operands.flatMap((operand) => by.map((count) => `(i64.${name} ${operand} ${count})`)),
);
const bytes = wasm(`(module (memory 1) (data (i32.const 0) "\\01\\23\\45\\67\\89\\ab\\cd\\ef\\fe")
  ${bodies.map((body, i) => `(func (export "f${i}") (param i64 i64) (result i64) ${body})`).join('\n')})`);

test.each([true, { shifts: false }, { bigint: 'everywhere' }, false] as const)('optimise: %j', (optimise) => {
  const both = new BesideNative(bytes, optimise);
  for (const [i, body] of bodies.entries()) {
    for (const a of values) for (const b of counts) both.compare(`f${i}`, [a, b], body);
  }
});

test('in place', () => {
  const code = readable(bytes);
  for (const name of instructions) {
    expect(code).not.toContain(`i64_${name}`);
    expect(readable(bytes, { optimise: { shifts: false } })).toContain(`i64_${name}`);
  }
  const bit = wasm('(module (func (param i64) (result i64) (i64.shl (i64.const 1) (local.get 0))))');
  expect(readable(bit)).toContain('t2 = l0 << 26 >> 31;\nt3 = 1 << l0;\nH[0] = t3 & t2;\nreturn t3 & ~t2;');
});
