// Divisions and remainders by constants (src/compiler/lower/divide.ts): what native gives, at multiples of the constant and
// next to them, wherever a quotient that is estimated may be wrong; that they stand in place, and without `%`.

import { expect, test } from 'vitest';
import { BesideNative } from './support/beside-native.ts';
import { readable, wasm } from './support/wat.ts';

const instructions = ['div_s', 'div_u', 'rem_s', 'rem_u'];
// 49 · (1 / 49) is below 1.
const small = [1, 2, 3, 7, 10, 16, 49, 100, 251, 253, 255, 257, 1000, 10_000, 2 ** 18 + 1, 2 ** 19 - 3, 2 ** 19 - 1];
const large = [2 ** 19, 2 ** 19 + 1, 1_000_000_007, 2 ** 30, 2 ** 31 - 1];
const odd = [0, -1, -2, -3, -10, -1_000_000_007, -(2 ** 31)];
const divisors32 = [...small, ...large, ...odd].map(BigInt);
const divisors64 = [...divisors32, 2n ** 31n, 2n ** 32n, 3n * 2n ** 32n + 7n, 2n ** 62n, -(2n ** 63n)];

interface Division {
  readonly body: string;
  readonly type: 'i32' | 'i64';
  readonly divisor: bigint;
}
const divisions: readonly Division[] = [
  ...divisors32.map((divisor) => ({ divisor, type: 'i32' as const })),
  ...divisors64.map((divisor) => ({ divisor, type: 'i64' as const })),
].flatMap(({ divisor, type }) => {
  const operands = ['(local.get 0)', `(${type}.add (local.get 0) (${type}.load (i32.const 0)))`];
  if (type === 'i64') operands.push('(i64.extend_i32_u (i32.wrap_i64 (local.get 0)))', '(i64.const 0x123456789abcdef)');
  const bodies = instructions.flatMap((name) =>
    operands.map((operand) => `(${type}.${name} ${operand} (${type}.const ${divisor}))`),
  );
  const both = `(${type}.xor (${type}.rem_u (local.get 0) (${type}.const ${divisor}))
    (${type}.shl (${type}.div_u (local.get 0) (${type}.const ${divisor})) (${type}.const 1)))`;
  return [...bodies, both].map((body) => ({ body, divisor, type }));
});
const bytes = wasm(`(module (memory 1) (data (i32.const 0) "\\05")
  ${divisions.map(({ body, type }, i) => `(func (export "f${i}") (param ${type}) (result ${type}) ${body})`).join('\n')})`);

/** Numbers of all sizes, and multiples of the divisor of all sizes, with their neighbours. */
function dividends({ type, divisor }: Division): readonly bigint[] {
  const size = type === 'i32' ? 32n : 64n;
  const values = new Set<bigint>();
  for (let bits = 0n; bits <= size; bits++) {
    const power = 2n ** bits;
    const multiple = divisor === 0n ? 0n : power - (power % divisor);
    for (const near of [power, multiple, -multiple]) {
      for (const distance of [-1n, 0n, 1n]) values.add(BigInt.asIntN(Number(size), near + distance));
    }
  }
  return [...values];
}

test.each([true, { divisions: false }, { facts: false }, { bigint: 'everywhere' }, false] as const)(
  'optimise: %j',
  (optimise) => {
    const both = new BesideNative(bytes, optimise);
    for (const [i, division] of divisions.entries()) {
      for (const value of dividends(division)) {
        both.compare(`f${i}`, [division.type === 'i32' ? Number(value) : value], division.body);
      }
    }
  },
);

test('in place', () => {
  const of = (body: string, optimise = {}) =>
    readable(wasm(`(module (func (param i64 i32) (result i64) ${body}))`), { optimise });
  for (const name of ['div_u', 'rem_u']) {
    const by = (divisor: number) => `(i64.${name} (local.get 0) (i64.const ${divisor}))`;
    for (const divisor of small) expect(of(by(divisor))).not.toContain(`i64_${name}`);
    expect(of(by(2 ** 19 + 1))).toContain(`i64_${name}_small`);
    expect(of(by(10), { divisions: false })).toContain(`i64_${name}_small`);
  }
  expect(of('(i64.extend_i32_u (i32.rem_u (local.get 1) (i32.const 10)))')).toContain(
    'return i1 - Math.imul((i1 >>> 0) / 10 | 0, 10) | 0;',
  );
});

test('no %', () => {
  expect(readable(bytes)).not.toContain(' % ');
});
