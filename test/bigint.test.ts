// Second bodies with BigInts (src/compiler/lower/bigint/): which functions get one, and that it does what the first one
// does. What instructions do is held by spec-bigint.test.ts and by the fuzzer (FUZZ_BIGINT=1).

import { afterEach, expect, test } from 'vitest';
import { compile, type Optimisations } from '../src/compiler/index.ts';
import { Instance } from '../src/runtime/index.ts';
import { useBigInt } from '../src/runtime/support.ts';
import { BesideNative } from './support/beside-native.ts';
import { load } from './support/load.ts';
import { readable, wasm } from './support/wat.ts';

afterEach(() => useBigInt(undefined));

type Export = (...args: unknown[]) => unknown;

/** Two words of state, mixed in a loop: parameters and results, locals that cross loops and branches, words, memory. */
const MIX = wasm(`(module
  (memory (export "memory") 1)
  (func $step (param $x i64) (param $y i64) (result i64) (local $n i32) (local $z i64)
    loop $again
      (local.set $x (i64.xor (i64.mul (local.get $x) (i64.const 0x9e3779b97f4a7c15)) (i64.rotl (local.get $y) (i64.const 23))))
      (local.set $y (i64.add (i64.shr_u (local.get $x) (i64.and (local.get $y) (i64.const 127))) (local.get $y)))
      (if (i64.lt_u (local.get $x) (local.get $y)) (then (local.set $z (i64.sub (local.get $z) (local.get $x)))))
      (local.set $z (select (local.get $z) (local.get $y) (i64.gt_s (local.get $x) (local.get $z))))
      (i64.store (i32.and (i32.wrap_i64 (local.get $x)) (i32.const 4095)) (i64.shl (local.get $z) (local.get $x)))
      (local.set $y (i64.add (local.get $y) (i64.extend_i32_s (i32.wrap_i64 (local.get $z)))))
      (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 200)))
    end
    (i64.xor (local.get $z) (i64.add (local.get $x) (local.get $y))))
  (func (export "run") (param i64) (result i64) (local $n i32) (local $s i64)
    loop $again
      (local.set $s (i64.add (i64.mul (local.get $s) (i64.const 31)) (call $step (local.get 0) (local.get $s))))
      (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 20)))
    end
    local.get $s))`);

test('the BigInt body computes and writes what native WebAssembly does', () => {
  const code = readable(MIX);
  expect(code).toContain('function f0h(');
  for (const use of [true, false]) {
    useBigInt(use);
    const native = new WebAssembly.Instance(new WebAssembly.Module(MIX)).exports;
    const { exports } = new Instance(load(code), {});
    for (const seed of [0n, 1n, -1n, 0x8000_0000n, -(2n ** 63n), 0x1234_5678_9abc_def0n]) {
      expect((exports.run as Export)(seed)).toBe((native.run as Export)(seed));
      const bytes = (from: unknown) => Buffer.from(new Uint8Array((from as { buffer: ArrayBuffer }).buffer));
      expect(bytes(exports.memory).equals(bytes(native.memory))).toBe(true);
    }
  }
});

const STORE = wasm(`(module (memory (export "memory") 1)
  (func (export "run") (param $p i32) (param $x i64)
    loop $again
      (i64.store (local.get $p) (i64.mul (i64.add (local.get $x) (i64.const 1)) (local.get $x)))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      br $again
    end))`);

test('a store that traps has written nothing, and what was written before it stays', () => {
  const native = new WebAssembly.Instance(new WebAssembly.Module(STORE)).exports;
  useBigInt(true);
  const { exports } = new Instance(load(compile(STORE).code), {});
  for (const start of [65_500, 65_529]) {
    expect(() => (native.run as Export)(start, 3n)).toThrow();
    expect(() => (exports.run as Export)(start, 3n)).toThrow(/out of bounds/);
    const bytes = (from: unknown) => Buffer.from(new Uint8Array((from as { buffer: ArrayBuffer }).buffer));
    expect(bytes(exports.memory).equals(bytes(native.memory))).toBe(true);
  }
});

const dense = (call: string) => `(func $f (export "run") (param i64) (result i64)
  loop $again
    (local.set 0 (i64.mul (i64.add (local.get 0) (i64.const 3)) (i64.xor (local.get 0) (i64.const 5))))
    ${call}
    (br_if $again (i64.lt_u (local.get 0) (i64.const 99)))
  end
  local.get 0)`;

test('functions that may pause or come back to themselves have none, nor has any with the optimisation off', () => {
  const code = (text: string, bigint: Optimisations['bigint'] = true) => readable(wasm(text), { optimise: { bigint } });
  const second = /function f\d+h\(/;
  expect(code(`(module ${dense('')})`)).toMatch(second);
  expect(code(`(module ${dense('')})`, false)).not.toMatch(second);
  // Nothing that is done besides makes a dense loop less worth it.
  const mixing = '(local.set 0 (i64.mul (i64.xor (local.get 0) (i64.const 5)) (i64.const 7)))'.repeat(6);
  const besides = 'nop '.repeat(200);
  const loop = (inside: string, arithmetic = mixing) => `(func (param i64) (result i64)
    ${besides} (loop ${arithmetic} ${inside} (br_if 0 (i64.ne (local.get 0) (i64.const 9)))) (local.get 0))`;
  expect(code(`(module ${loop('')})`)).toMatch(second);
  expect(code(`(module ${loop(besides)})`)).not.toMatch(second);
  // Sums and bits alone are no better with BigInts.
  const bits = mixing.replaceAll('i64.mul', 'i64.add');
  expect(code(`(module ${loop('', bits)})`)).not.toMatch(second);
  const rotating = bits.replace('i64.add', 'i64.rotl').replace('i64.xor', 'i64.rotl');
  expect(code(`(module ${loop('', rotating)})`)).toMatch(second);
  const wraps = '(global.set $g (i32.xor (i32.wrap_i64 (local.get 0)) (i32.wrap_i64 (local.get 0))))';
  expect(code(`(module (global $g (mut i32) (i32.const 0)) ${dense(wraps)})`)).not.toMatch(second);
  expect(code('(module (func nop))')).not.toMatch(second);
  expect(code('(module (func nop))', 'everywhere')).toMatch(second);
  for (const choice of [true, 'everywhere'] as const) {
    expect(code(`(module (import "env" "ask" (func $ask)) ${dense('call $ask')})`, choice)).not.toMatch(second);
    expect(code(`(module ${dense('(local.set 0 (call $f (local.get 0)))')})`, choice)).not.toMatch(second);
  }
});

const EXTREMES = [
  0n,
  1n,
  2n,
  -1n,
  -2n,
  2n ** 32n,
  2n ** 62n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  -(2n ** 63n) + 1n,
  -(2n ** 62n),
];

/** Calls each function with all pairs of extreme values, natively and with BigInts; fails where they differ. */
function compareAll(bodies: readonly string[]): void {
  const functions = bodies.map((body, i) => `(func (export "f${i}") (param i64 i64) (result i64) ${body})`);
  const both = new BesideNative(wasm(`(module ${functions.join('\n')})`), { bigint: 'everywhere' });
  for (const [i, body] of bodies.entries()) {
    for (const a of EXTREMES) for (const b of EXTREMES) both.compare(`f${i}`, [a, b], body);
  }
}

test('comparisons, of variables and constants, and what they are extended to', () => {
  const operands = ['(local.get 0)', '(local.get 1)', ...EXTREMES.map((value) => `(i64.const ${value})`)];
  const comparisons = ['lt_u', 'le_u', 'gt_u', 'ge_u', 'lt_s', 'ge_s', 'eq', 'ne'].flatMap((name) =>
    operands.flatMap((a, i) => operands.filter((_, j) => i < 2 || j < 2).map((b) => `(i64.${name} ${a} ${b})`)),
  );
  compareAll(
    comparisons.flatMap((comparison) => [
      `(i64.extend_i32_u ${comparison})`,
      `(i64.extend_i32_s (i32.eqz ${comparison}))`,
      `(if (result i64) ${comparison} (then (i64.sub (local.get 0) (local.get 1))) (else (i64.const 7)))`,
    ]),
  );
});

test('divisions and remainders by variables, traps included', () => {
  compareAll(['div_s', 'div_u', 'rem_s', 'rem_u'].map((name) => `(i64.${name} (local.get 0) (local.get 1))`));
});

test('what is carried is no number on the way', () => {
  const add = `(func (param i64 i64 i64 i64) (result i64 i64) (local i64)
    (local.tee 4 (i64.add (local.get 0) (local.get 2)))
    (i64.add (i64.add (local.get 1) (local.get 3)) (i64.extend_i32_u (i64.lt_u (local.get 4) (local.get 0)))))`;
  const [, second] = readable(wasm(`(module ${add})`), { optimise: { bigint: 'everywhere' } }).split('function f0h(');
  expect(second).toContain('>> 63n');
  // Only the parameters come as words.
  expect(second?.match(/F\[0\]/g)).toHaveLength(8);
});

test('sums that a loop carries are said to be integers there, too', () => {
  const loop = `(func (param i64 i32) (result i32) (local i32)
    (loop
      (local.set 0 (i64.mul (i64.add (local.get 0) (i64.const 3)) (i64.xor (local.get 0) (i64.const 5))))
      (local.set 2 (i32.add (local.get 2) (i32.wrap_i64 (local.get 0))))
      (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
    (local.get 2))`;
  const second = (integers: boolean) =>
    readable(wasm(`(module ${loop})`), { optimise: { bigint: 'everywhere', integers } }).split('function f0h(')[1];
  expect(second(true)).toContain('i2 = i2 | 0;');
  expect(second(false)).not.toContain('i2 = i2 | 0;');
});

test('where pairs divide in place there is none', () => {
  const loop = (divisor: string) => `(module (func (param i64) (result i64)
    (loop (local.set 0 (i64.xor (i64.mul (local.get 0) (i64.const 5)) (i64.div_u (local.get 0) ${divisor})))
      (br_if 0 (i64.lt_u (local.get 0) (i64.const 9))))
    (local.get 0)))`;
  const second = /function f\d+h\(/;
  expect(readable(wasm(loop('(i64.const 10)')))).not.toMatch(second);
  for (const divisor of ['(i64.const 16)', '(i64.const 0x100000001)', '(i64.add (local.get 0) (i64.const 1))'])
    expect(readable(wasm(loop(divisor)))).toMatch(second);
});
