// Choices between integers (src/compiler/lower/select.ts): which take no branch, and that they give what native gives.

import { expect, test } from 'vitest';
import { BesideNative } from './support/beside-native.ts';
import { readable, wasm } from './support/wat.ts';

const EXTREMES = [0, 1, -1, 2, 0x7fff_ffff, -0x8000_0000, 0x5555_5555, 65_536, 131_072];

const conditions = [
  '(local.get 2)',
  '(i32.and (local.get 2) (i32.const 6))',
  '(i32.eqz (local.get 2))',
  '(i32.lt_s (local.get 2) (local.get 0))',
  '(i64.lt_u (i64.extend_i32_s (local.get 2)) (i64.extend_i32_s (local.get 1)))',
  '(i32.load8_u (local.get 2))',
];
const plus = (by: number) => `(i32.add (local.get 0) (i32.const ${by}))`;
const less = (by: number) => `(i32.sub (local.get 0) (i32.const ${by}))`;
/** Without a branch: both are at hand, or one is a constant more than the other. */
const short = [
  ['(local.get 0)', '(local.get 1)'],
  ['(local.get 0)', '(i32.const 0)'],
  ['(i32.const 7)', '(local.get 1)'],
  ['(i32.const 1)', '(i32.const 0)'],
  ['(i32.const 0)', '(i32.const -1)'],
  ['(i32.const -2147483648)', '(i32.const 2147483647)'],
  ['(i32.const -2147483648)', '(i32.const 0)'],
  [plus(1), '(local.get 0)'],
  ['(local.get 0)', plus(1)],
  [less(48), less(87)],
  [plus(8), less(8)],
  [plus(0x7fff_ffff), less(0x7fff_ffff)],
  [plus(5), plus(5)],
] as const;
/** Others: two that are not at hand, and one whose operands are not of the same variable. */
const long = [
  ['(i32.mul (local.get 0) (local.get 1))', '(i32.xor (local.get 0) (local.get 1))'],
  [plus(3), '(i32.add (local.get 1) (i32.const 3))'],
  ['(i32.load8_u (local.get 0))', '(i32.div_s (local.get 0) (local.get 1))'],
] as const;
const wide = (text: string) => `(i64.extend_i32_s ${text})`;
const pairs = [
  [wide('(local.get 0)'), wide('(local.get 1)')],
  ['(i64.const 1)', '(i64.const 7)'],
  ['(i64.const -1)', wide('(local.get 0)')],
  ['(i64.const 0x100000000)', '(i64.const 0xff)'],
] as const;

const arms = [...short, ...long, ...pairs];
const bodies = arms.flatMap(([a, b]) => conditions.map((condition) => `(select ${a} ${b} ${condition})`));
const results = arms.flatMap((pair) => conditions.map(() => (pairs.includes(pair as never) ? 'i64' : 'i32')));
const bytes = wasm(`(module (memory 2) (data (i32.const 65536) "\\01")
  ${bodies.map((body, i) => `(func (export "f${i}") (param i32 i32 i32) (result ${results[i]}) ${body})`).join('\n')})`);

test.each([true, { selects: false }, { bigint: 'everywhere' }, false] as const)('optimise: %j', (optimise) => {
  const both = new BesideNative(bytes, optimise);
  for (const [i, body] of bodies.entries()) {
    for (const a of EXTREMES)
      for (const b of EXTREMES) for (const c of EXTREMES) both.compare(`f${i}`, [a, b, c], body);
  }
});

test('no branch where it is short', () => {
  const codeOf = ([a, b]: readonly [string, string], condition = '(local.get 2)') =>
    readable(wasm(`(module (func (param i32 i32 i32) (result i32) (select ${a} ${b} ${condition})))`));
  for (const pair of short) expect(codeOf(pair)).not.toContain(' ? ');
  for (const pair of long.slice(0, 2)) expect(codeOf(pair)).toContain(' ? ');
  expect(codeOf(['(i32.const 1)', '(i32.const 0)'])).toContain('return i2 !== 0 | 0;');
  expect(codeOf([plus(1), '(local.get 0)'], conditions[3])).toContain('return i0 + (i2 < i0 | 0) | 0;');
  expect(codeOf(['(local.get 0)', '(local.get 1)'], conditions[3])).toContain(
    'return i1 ^ (i0 ^ i1) & 0 - (i2 < i0 | 0);',
  );
});
