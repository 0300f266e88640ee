// Clones for calls that pass zeros (src/compiler/analyse/clones.ts): which calls go to one, and that it does what native
// WebAssembly does.

import { describe, expect, test } from 'vitest';
import { Instance } from '../src/runtime/index.ts';
import { load } from './support/load.ts';
import { readable, wasm } from './support/wat.ts';

type Export = (...args: unknown[]) => unknown;

const clonesOf = (code: string) => [...code.matchAll(/^function (f\d+z[\dz]+)\(/gm)].map(([, name]) => name);

/** The 128-bit product as compilers have it in a helper, whose operands are two halves each. */
const PRODUCT = `(func $product (param $out i32) (param $a i64) (param $upperA i64) (param $b i64) (param $upperB i64)
    (local $low i64) (local $cross i64)
    (local.set $low (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $cross (i64.add (i64.shr_u (local.get $low) (i64.const 32))
      (i64.mul (i64.shr_u (local.get $a) (i64.const 32)) (i64.and (local.get $b) (i64.const 0xffffffff)))))
    (i64.store (local.get $out) (i64.mul (local.get $a) (local.get $b)))
    (i64.store offset=8 (local.get $out) (i64.add (local.get $cross)
      (i64.add (i64.mul (local.get $a) (local.get $upperB)) (i64.mul (local.get $upperA) (local.get $b))))))`;
/** Changes its parameters, in a loop too, and calls itself with other zeros; it is counted, since it is recursive. */
const POWER = `(func $power (param $x i64) (param $n i64) (param $sum i64) (result i64)
    (local $k i64)
    (if (i64.eqz (local.get $n)) (then (return (i64.sub (local.get $sum) (local.get $x)))))
    loop $again
      (local.set $sum (i64.add (i64.mul (local.get $sum) (local.get $x)) (local.get $n)))
      (br_if $again (i64.lt_u (local.tee $k (i64.add (local.get $k) (i64.const 1))) (i64.const 3)))
    end
    (i64.xor (call $power (i64.sub (local.get $x) (i64.const 1)) (i64.sub (local.get $n) (i64.const 1)) (i64.const 0))
      (local.get $sum)))`;
const BOTH = `(module (memory (export "memory") 1) ${PRODUCT} ${POWER}
  (func (export "wide") (param i64 i64) (call $product (i32.const 8) (local.get 0) (i64.const 0) (local.get 1) (i64.const 0)))
  (func (export "half") (param i64 i64) (call $product (i32.const 32) (local.get 0) (local.get 1) (local.get 1) (i64.const 0)))
  (func (export "full") (param i64 i64) (call $product (i32.const 64) (local.get 0) (local.get 1) (local.get 1) (local.get 0)))
  (func (export "power") (param i64 i64) (result i64) (call $power (local.get 0) (local.get 1) (i64.const 0)))
  (func (export "none") (param i64 i64) (result i64) (call $power (local.get 1) (i64.const 0) (i64.const 0)))
  (func (export "trap") (param i64 i64) (result i64) (call $power
    (i64.load (i32.wrap_i64 (local.get 0))) (i64.const 0) (i64.div_u (local.get 0) (i64.const 0)))))`;

test.each([true, false, { facts: false }])('clones compute, write and trap as native does: optimise %j', (optimise) => {
  const bytes = wasm(BOTH);
  const code = readable(bytes, { optimise });
  expect(clonesOf(code)).toEqual(optimise === false ? [] : ['f1z2', 'f0z2z4', 'f0z4', 'f1z1z2']);
  const native = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const { exports } = new Instance(load(code), {});
  const done = (from: Record<string, unknown>, name: string, a: bigint, b: bigint) => {
    try {
      return (from[name] as Export)(a, b);
    } catch (error) {
      return /out of bounds|divide by zero/.exec((error as Error).message)?.[0];
    }
  };
  const memory = (from: unknown) => Buffer.from(new Uint8Array((from as { buffer: ArrayBuffer }).buffer));
  for (const name of ['wide', 'half', 'full', 'power', 'none', 'trap']) {
    for (const a of [0n, 3n, -1n, 0xffff_ffffn, 0x1234_5678_9abc_def0n]) {
      for (const b of [0n, 2n, 40n]) expect(done(exports, name, a, b), name).toBe(done(native, name, a, b));
    }
  }
  expect(memory(exports.memory).equals(memory(native.memory))).toBe(true);
});

describe('no clone is made', () => {
  const code = (text: string, optimise = {}) => readable(wasm(text), { optimise });
  const add = '(i64.add (i64.mul (local.get 0) (local.get 1)) (local.get 0))';
  const call = (a: string, b: string) => `(func (result i64) (call $f ${a} ${b}))`;
  const [zero, one] = ['(i64.const 0)', '(i64.const 1)'];
  const module = (body: string, calls: string, before = '') =>
    `(module ${before} (func $f (param i64 i64) (result i64) ${body}) ${calls})`;

  test('but for zeros', () => {
    expect(clonesOf(code(module(add, call(one, zero))))).toEqual(['f0z1']);
    expect(clonesOf(code(module(add, call(one, one))))).toEqual([]);
  });
  test('of a function that may pause', () => {
    const ask = '(import "env" "ask" (func $ask))';
    expect(clonesOf(code(module(`call $ask ${add}`, call(one, zero), ask)))).toEqual([]);
  });
  test('of one that moves i64s only, or is large', () => {
    const moves = `${'nop '.repeat(50)} ${add}`;
    expect(clonesOf(code(module(moves, call(one, zero))))).toEqual([]);
    const large = `${`(local.set 0 ${add}) `.repeat(100)} ${add}`;
    expect(clonesOf(code(module(large, call(one, zero))))).toEqual([]);
  });
  test('a third time', () => {
    const calls = [call(zero, one), call(one, zero), call(zero, zero), call(zero, one)].join(' ');
    expect(clonesOf(code(module(add, calls)))).toEqual(['f0z0', 'f0z1']);
  });
  test('with the optimisation off', () => {
    expect(clonesOf(code(module(add, call(one, zero)), { clones: false }))).toEqual([]);
  });
});
