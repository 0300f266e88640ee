// Calls through tables that never change (src/compiler/analyse/tables.ts): they do and trap as natively, and only where the
// table cannot change do they name the functions.

import { describe, expect, test } from 'vitest';
import { i32, VirtualMachinePrototype } from '../src/runtime/index.ts';
import { BesideNative } from './support/beside-native.ts';
import { native } from './support/engine.ts';
import { fermata } from './support/engine-fermata.ts';
import { load } from './support/load.ts';
import { readable, wasm } from './support/wat.ts';

/** Two tables, with places that are empty, written twice, and of several types; what they hold is told apart by results. */
const MODULE = `(module
  (type $one (func (param i32) (result i32)))
  (type $two (func (param i64 i32) (result i64 i32)))
  (type $none (func))
  (type $unused (func (param f64)))
  (table $t 9 9 funcref)
  (table $many 12 funcref)
  (elem (table $t) (i32.const 1) func $a $b $pair $b)
  (elem (table $t) (i32.const 3) func $pair $c)
  (elem (table $t) (i32.const 7) func $deep $nothing)
  (elem (table $many) (i32.const 1) func $a $b $c $a $b $c $a $b $c $a)
  (global $count (mut i32) (i32.const 0))
  (func $a (param i32) (result i32) (i32.add (local.get 0) (i32.const 100)))
  (func $b (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
  (func $c (param i32) (result i32) (i32.div_u (i32.const 7) (local.get 0)))
  (func $pair (param i64 i32) (result i64 i32)
    (i64.mul (local.get 0) (i64.extend_i32_u (local.get 1))) (i32.xor (local.get 1) (i32.const 5)))
  (func $deep (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1))
      (else (i32.add (call_indirect $t (type $one) (i32.sub (local.get 0) (i32.const 1)) (i32.const 7)) (i32.const 1)))))
  (func $nothing (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func (export "one") (param i32 i32) (result i32) (call_indirect $t (type $one) (local.get 0) (local.get 1)))
  (func (export "sum") (param i32 i32) (result i32)
    (i32.sub (call_indirect $t (type $one) (i32.add (i32.mul (local.get 0) (local.get 0)) (i32.const 1))
      (i32.add (local.get 1) (i32.const 1))) (local.get 0)))
  (func (export "traps") (param i32 i32) (result i32)
    (call_indirect $t (type $one) (i32.rem_u (i32.const 100) (local.get 0)) (local.get 1)))
  (func (export "two") (param i32 i32) (result i64)
    (call_indirect $t (type $two) (i64.extend_i32_s (local.get 0)) (local.get 1) (local.get 1)) (drop))
  (func (export "first") (param i32 i32) (result i32) (call_indirect $t (type $one) (local.get 0) (i32.const 1)))
  (func (export "empty") (param i32 i32) (result i32) (call_indirect $t (type $one) (local.get 0) (i32.const 0)))
  (func (export "beyond") (param i32 i32) (result i32) (call_indirect $t (type $one) (local.get 0) (i32.const -1)))
  (func (export "nothing") (param i32 i32) (result i32) (call_indirect $t (type $none) (local.get 1)) (global.get $count))
  (func (export "unused") (param i32 i32) (call_indirect $t (type $unused) (f64.const 0) (local.get 1)))
  (func (export "many") (param i32 i32) (result i32) (call_indirect $many (type $one) (local.get 0) (local.get 1))))`;

test.each([true, false, { tables: false }, { tailCalls: false }])('optimise: %j', (optimise) => {
  const both = new BesideNative(wasm(MODULE), optimise);
  for (const name of ['one', 'sum', 'traps', 'two', 'first', 'empty', 'beyond', 'nothing', 'unused', 'many']) {
    for (let place = -2; place < 14; place++) {
      for (const value of [0, 1, 3, 20]) both.compare(name, [value, place]);
    }
  }
});

test('calls name the functions that they may reach', () => {
  const code = readable(wasm(MODULE));
  expect(code).toContain(' === 1 ? f0(');
  // Only those of `many` look in a table.
  expect(code.match(/T\ds\[/g)).toEqual(['T1s[']);
  expect(readable(wasm(MODULE), { optimise: { tables: false } })).not.toContain(' === 1 ? f0(');
});

const around = (fields: string, place = '(i32.const 0)') => `(module (import "m" "g" (global i32)) ${fields}
  (table (;0;) 2 funcref) (table (;1;) 2 funcref) (elem (table 0) (offset ${place}) func $f)
  (func $f (param i32))
  (func (export "call") (param i32) (call_indirect 0 (param i32) (local.get 0) (local.get 0))))`;
test.each([
  ['nothing changes it', around(''), true],
  ['another table changes', around('(func (table.copy 1 0 (i32.const 0) (i32.const 0) (i32.const 1)))'), true],
  ['it is exported', around('(export "t" (table 0))'), false],
  ['it is imported', around('(import "m" "t" (table 1 funcref))'), false],
  [
    'another table is imported',
    around('(import "m" "t" (table 1 funcref))').replaceAll('0 (param', '1 (param').replace('(table 0)', '(table 1)'),
    false,
  ],
  ['table.set', around('(func (table.set 0 (i32.const 0) (ref.null func)))'), false],
  ['table.fill', around('(func (table.fill 0 (i32.const 0) (ref.null func) (i32.const 1)))'), false],
  ['table.grow', around('(func (drop (table.grow 0 (ref.null func) (i32.const 1))))'), false],
  ['table.copy', around('(func (table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 1)))'), false],
  ['table.init', around('(elem $e func $f) (func (table.init 0 $e (i32.const 0) (i32.const 0) (i32.const 1)))'), false],
  ['its contents are at an imported place', around('', '(global.get 0)'), false],
])('whether a call names its callee where %s', (_, text, names) => {
  expect(/ === 0 \? f\d\(/.test(readable(wasm(text)))).toBe(names);
});

describe.each(['frames', 'generator'] as const)('calls that may pause: %s', (suspend) => {
  // One of them never pauses; one is the import itself.
  const text = `(module (import "m" "ask" (func $ask (param i32) (result i32))) (memory (export "memory") 1)
    (table 4 funcref) (elem (i32.const 0) $ask $twice $plain)
    (func $twice (param i32) (result i32) (i32.add (call $ask (local.get 0)) (call $ask (i32.const 5))))
    (func $plain (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
    (func (export "run") (param i32 i32) (result i32)
      (i32.add (call_indirect (param i32) (result i32) (i32.add (local.get 1) (i32.const 1)) (local.get 0)) (local.get 1)))
    (func (export "tail") (param i32 i32) (result i32)
      (call_indirect (param i32) (result i32) (local.get 1) (local.get 0))))`;
  const code = readable(wasm(text), { suspend });
  const start = (name: string, place: number) =>
    VirtualMachinePrototype.create(load(code), () => 0)
      .prepare()
      .start(name, [i32(place), i32(10)]);

  test('names', () => {
    expect(/ === 1 \? f1\(/.test(code)).toBe(suspend === 'frames');
    // Whether the one that never pauses did is not asked.
    expect(/if \(i0 === 2\) t\d+ = f2\(t\d+\); else/.test(code)).toBe(suspend === 'frames');
  });
  test.each([
    ['run', 0, [11], 30],
    ['run', 1, [11, 5], 50],
    ['run', 2, [], 43],
    ['tail', 0, [10], 20],
    ['tail', 1, [10, 5], 40],
    ['tail', 2, [], 30],
  ] as const)('%s at %i', (name, place, expected, result) => {
    const vm = start(name, place);
    const asked: unknown[] = [];
    let outcome = vm.run();
    while (outcome.kind === 'interrupted') {
      asked.push(outcome.params[0]?.value);
      outcome = vm.run(i32(20));
    }
    expect(asked).toEqual(expected);
    expect(outcome).toMatchObject({ kind: 'finished', returnValue: i32(result) });
  });
  test('at a place that is empty', () => {
    expect(start('run', 3).run()).toMatchObject({ kind: 'trapped', trap: { kind: 'uninitialized element' } });
  });
});

test.each([native, fermata('frames', 'all', true)])('a table that was not filled, %#', (engine) => {
  const text = `(module (import "m" "t" (table 1 funcref)) (table $own 1 funcref)
    (elem (table 0) (i32.const 0) func $leaked) (elem (table 0) (i32.const 5) func $f) (elem (table $own) (i32.const 0) func $f)
    (func $leaked (result i32) (call_indirect $own (result i32) (i32.const 0)))
    (func $f (result i32) (i32.const 7)))`;
  const table = new engine.Table({ element: 'anyfunc', initial: 1 }) as WebAssembly.Table;
  expect(() => engine.instantiate(engine.compile(wasm(text)), { m: { t: table } })).toThrow();
  let error: unknown;
  try {
    (table.get(0) as () => unknown)();
  } catch (thrown) {
    error = thrown;
  }
  expect(engine.failure(error)?.message).toBe('uninitialized element');
});
