// What the emitted code does for engines to keep it optimised, which its results cannot tell (docs/performance.md).

import { expect, test } from 'vitest';
import { readable, wasm } from './support/wat.ts';

/** The code of the function with this type and body, beside a memory. */
function emitted(type: string, body: string): string {
  const code = readable(wasm(`(module (memory 1) (func (export "f") ${type} ${body}))`));
  const [, text] = /^function f0\(.*?\{\n(.*?)^\}$/ms.exec(code)!;
  return text!.trim();
}
const get = (...locals: number[]): string => locals.map((local) => `local.get ${local}`).join(' ');

test('a sum in a sum is wrapped, but where the other summand wraps itself', () => {
  const type = '(param i32 i32 i32) (result i32)';
  expect(emitted(type, `${get(0, 1)} i32.add ${get(2)} i32.add`)).toBe('return (i0 + i1 | 0) + i2 | 0;');
  expect(emitted(type, `${get(0, 1)} i32.add ${get(2)} i32.const 3 i32.shl i32.add`)).toBe(
    'return i0 + i1 + (i2 << 3) | 0;',
  );
  // Of a difference, JavaScriptCore does not see that.
  expect(emitted(type, `${get(0, 1)} i32.add ${get(2)} i32.const 3 i32.shl i32.sub`)).toBe(
    'return (i0 + i1 | 0) - (i2 << 3) | 0;',
  );
});

test('what is stored is an int32', () => {
  const body = `${get(0, 1)} i32.const 1 i32.add i32.store ${get(0)} i64.const 5 ${get(1)} i64.extend_i32_s i64.add i64.store`;
  const values = [...emitted('(param i32 i32)', body).matchAll(/^D\.setInt32\(.*, (.*), true\);$/gm)].map(
    ([, v]) => v!,
  );
  expect(values).toHaveLength(3);
  for (const value of values) expect(value).toMatch(/^\w+$|\| 0$/);
});

test('a sum that a loop carries is an int32 at the start of each turn', () => {
  const type = '(param i32 i32) (result i32)';
  const loop = (change: string) => `loop ${change} local.get 1 br_if 0 end local.get 0`;
  const sum = (summand: string) => loop(`local.get 0 ${summand} i32.add local.set 0`);
  const declared = 'i0 = i0 | 0;';
  expect(emitted(type, sum(`${get(1)} i32.clz`))).toContain(`do {\n${declared}\ni0 = i0 + `);
  expect(emitted(type, sum('i32.const 1'))).not.toContain(declared);
  // What is not carried: it is assigned first.
  expect(
    emitted(type, loop('local.get 1 local.set 0 local.get 0 local.get 1 i32.clz i32.add local.set 0')),
  ).not.toContain(declared);
  const withSwitch = 'block block local.get 1 br_table 0 1 end nop end';
  const switching = emitted(type, sum(`${get(1)} i32.clz ${withSwitch}`));
  expect(switching).toContain('switch');
  expect(switching).not.toContain(declared);
});

test('unsigned comparisons with large constants are of int32s', () => {
  const type = '(param i32) (result i32)';
  expect(emitted(type, `${get(0)} i32.const 1000 i32.lt_u`)).toBe('return i0 >>> 0 < 1000 | 0;');
  expect(emitted(type, `${get(0)} i32.const -1000 i32.lt_u`)).toBe('return (i0 ^ -2147483648) < 2147482648 | 0;');
});

test.each(['lt_u', 'ge_s', 'eq', 'ne', 'lt_u i32.eqz'])(
  'i64.%s that is computed with takes no branch, and one that is tested does',
  (name) => {
    const comparison = `${get(0, 1)} i64.${name}`;
    expect(emitted('(param i64 i64) (result i32)', `${comparison} i32.const 7 i32.add`)).not.toMatch(/\|\||&&/);
    expect(emitted('(param i64 i64)', `${comparison} if i32.const 0 i32.const 0 i32.store end`)).toMatch(/\|\||&&/);
  },
);

test('two i64s that differ do so in one of their words', () => {
  const test = `${get(0, 1)} i64.ne if i32.const 0 i32.const 0 i32.store end`;
  expect(emitted('(param i64 i64)', test)).toMatch(/^if \(l0 !== l1 \|\| h0 !== h1\)/);
});

test('no function uses a let or const from around it', () => {
  const code = readable(
    wasm(`(module (import "m" "g" (func (param f32))) (memory 1) (table 1 funcref) (global (mut i64) (i64.const 1))
      (global f64 (f64.const 2)) (func (export "f") (call 0 (f32.const nan:0x200000)) (call_indirect (i32.const 0))))`),
  );
  const around = code.slice(code.indexOf('instantiate')).replace(/^function .*?^\}$/gms, '');
  expect(around).toMatch(/^var /m);
  expect(around).not.toMatch(/^(let|const) /m);
});
