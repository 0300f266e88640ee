// Pausing within an Instance: Suspending and promising, and modules that call each other while one of them pauses, under
// every mixture of strategies. What must come out is what comes out when the same imports are answered in place.

import { describe, expect, test } from 'vitest';
import type { CompiledModule, Strategy } from '../src/runtime/abi.ts';
import {
  type Exports,
  Instance,
  type Memory,
  promising,
  RuntimeError,
  SuspendError,
  Suspending,
  Table,
} from '../src/runtime/index.ts';
import { f32_from_bits } from '../src/runtime/support.ts';
import { compiled } from './support/wat.ts';

const strategies = ['frames', 'generator'] as const;
const mixtures = strategies.flatMap((a) => strategies.flatMap((b) => strategies.map((c) => [a, b, c] as const)));

const modules = new Map<string, CompiledModule>();
function instantiate(text: string, strategy: Strategy, imports: object): Exports {
  const key = strategy + text;
  if (!modules.has(key)) modules.set(key, compiled(text, strategy));
  return new Instance(modules.get(key) as CompiledModule, imports as never).exports;
}

type Answer = (...values: never[]) => unknown;
const later = (f: Answer): Suspending =>
  new Suspending(async (...values) => {
    await Promise.resolve();
    return f(...values);
  });

/** Passes words of every kind through a call that may pause, with some kept alive across it; not in tail position. */
const RELAY = `(module
  (import "m" "f" (func $f (param i32 i64 f32 f64 externref) (result i32 i64 f32 f64 externref)))
  (func (export "f") (param $i i32) (param $j i64) (param $s f32) (param $d f64) (param $e externref) (result i32 i64 f32 f64 externref)
    (local $k i64) (local $t f32) (local $u externref)
    (local.set $k (i64.mul (local.get $j) (i64.const 0x123456789)))
    (call $f (i32.add (local.get $i) (i32.const 1)) (i64.xor (local.get $j) (i64.const -2)) (f32.mul (local.get $s) (f32.const 1.5)) (f64.add (local.get $d) (f64.const 0.1)) (local.get $e))
    (local.set $u) (local.set $d) (local.set $t) (local.set $j) (local.set $i)
    (i32.sub (local.get $i) (i32.const 3)) (i64.add (local.get $j) (local.get $k)) (f32.add (local.get $t) (local.get $s)) (f64.sub (local.get $d) (f64.const 7)) (local.get $u)))`;
const answer = (i: number, j: bigint, s: number, d: number, e: unknown): unknown[] => [i * 3, j - 1n, s / 3, d * d, e];

/** Two calls, the second in tail position, in a loop that calls through a table shared by all. */
const RING = `(module
  (import "m" "table" (table 1 funcref)) (import "m" "ask" (func $ask (param i32 i32) (result i32)))
  (type $step (func (param i32 i32) (result i32)))
  (func $step (export "step") (param $n i32) (param $next i32) (result i32) (local $sum i32) (local $i i32)
    (if (i32.le_s (local.get $n) (i32.const 0)) (then (return (call $ask (local.get $n) (i32.const 7)))))
    (loop $again
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31))
        (call_indirect (type $step) (i32.sub (local.get $n) (i32.add (local.get $i) (i32.const 1))) (i32.rem_u (i32.add (local.get $next) (i32.const 1)) (i32.const 3)) (local.get $next))))
      (local.set $sum (i32.xor (local.get $sum) (call $ask (local.get $sum) (local.get $i))))
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2))))
    (call $ask (local.get $sum) (local.get $n))))`;

describe.each(mixtures)('%s over %s over %s', (...mixture) => {
  const chain = (host: unknown): Exports => {
    let exports: Exports = { f: host };
    for (const strategy of [...mixture].reverse()) exports = instantiate(RELAY, strategy, { m: { f: exports.f } });
    return exports;
  };
  const values = [5, 2n ** 63n - 9n, 1.25, -0.3, { some: 'object' }] as const;

  test('a chain of modules', async () => {
    const wanted = chain(answer).f(...values);
    expect(await promising(chain(later(answer as Answer)).f)(...values)).toEqual(wanted);
  });

  test('a chain whose calls are under way at the same time', async () => {
    const top = chain(later(answer)).f;
    const direct = chain(answer).f;
    const inputs = [1, 2, 3, 4, 5].map((k) => [k, BigInt(k) << 40n, k / 8, -k, `v${k}`]);
    const results = await Promise.all(inputs.map((input) => promising(top)(...input)));
    expect(results).toEqual(inputs.map((input) => direct(...input)));
  });

  const ring = (ask: unknown): Exports[] => {
    const table = new Table({ element: 'anyfunc', initial: 3 });
    const members = mixture.map((strategy) => instantiate(RING, strategy, { m: { table, ask } }));
    members.forEach((exports, i) => {
      table.set(i, exports.step);
    });
    return members;
  };
  const mixed = (a: number, b: number): number => Math.imul(a ^ (b << 7), 0x9e3779b1) >> 3;

  test('a ring of modules that call each other again and again', async () => {
    const wanted = ring(mixed)[0]?.step(9, 1);
    const pausing = ring(later(mixed));
    const [one, two] = await Promise.all([promising(pausing[0]?.step)(9, 1), promising(pausing[2]?.step)(6, 0)]);
    expect([one, two]).toEqual([wanted, ring(mixed)[2]?.step(6, 0)]);
  });

  test('a trap after the answer ends the call, and only that', async () => {
    const bottom = (strategy: Strategy, host: unknown) =>
      instantiate(
        '(module (import "m" "f" (func $f (param i32) (result i32))) (func (export "f") (param i32) (result i32) (i32.div_u (i32.const 100) (call $f (local.get 0)))))',
        strategy,
        { m: { f: host } },
      );
    const middle = (strategy: Strategy, host: unknown) =>
      instantiate(
        '(module (import "m" "f" (func $f (param i32) (result i32))) (func (export "f") (param i32) (result i32) (i32.add (call $f (local.get 0)) (call $f (i32.const 10)))))',
        strategy,
        { m: { f: host } },
      );
    const f = promising(
      middle(
        mixture[0],
        middle(
          mixture[1],
          bottom(
            mixture[2],
            later((x: number) => x),
          ).f,
        ).f,
      ).f,
    );
    const slow = f(5);
    await expect(f(0)).rejects.toMatchObject({ name: 'RuntimeError', kind: 'integer divide by zero' });
    expect(await slow).toBe(20 + 10 + 10 + 10);
    expect(await f(1)).toBe(100 + 30);
  });
});

describe.each(strategies)('%s', (strategy) => {
  const run =
    '(module (import "m" "f" (func $f (param i32) (result i32))) (memory (export "memory") 1) (func (export "run") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.load (i32.const 65536)))) (func (export "tail") (param i32) (result i32) (call $f (local.get 0))) (export "f" (func $f)))';
  const start = (f: Answer | Suspending): Exports => instantiate(run, strategy, { m: { f } });

  test('the memory may grow while a call waits', async () => {
    const exports = start(later((x: number) => x));
    const result = promising(exports.run)(3);
    (exports.memory as Memory).grow(1);
    new DataView(exports.memory.buffer).setInt32(65536, 40, true);
    expect(await result).toBe(43);
  });

  test('in place, in tail position, and by itself', async () => {
    const exports = start(later((x: number) => x * 2));
    expect([await promising(exports.tail)(4), await promising(exports.f)(5)]).toEqual([8, 10]);
    const direct = start((x: number) => x * 2);
    expect([await promising(direct.tail)(4), direct.tail(4), direct.f(5)]).toEqual([8, 8, 10]);
  });

  test('outside of promising, pausing is a SuspendError, and nothing is broken by it', async () => {
    const exports = start(later((x: number) => x * 2));
    for (const name of ['run', 'tail', 'f']) expect(() => exports[name](1)).toThrow(SuspendError);
    const outer = instantiate(run, strategy, { m: { f: (x: number) => exports.tail(x) } });
    await expect(promising(outer.tail)(1)).rejects.toThrow(SuspendError);
    expect(await promising(exports.tail)(6)).toBe(12);
  });

  test('what the import throws, or its promise is rejected with, is what the call is rejected with', async () => {
    const error = new RangeError('own');
    for (const f of [
      async () => {
        throw error;
      },
      () => {
        throw error;
      },
      () => Promise.reject(error),
    ]) {
      await expect(promising(start(new Suspending(f)).run)(1)).rejects.toBe(error);
    }
    await expect(promising(start(later(() => 1n)).run)(1)).rejects.toThrow(TypeError);
    await expect(promising(start(later(() => 1)).run)(1)).rejects.toBeInstanceOf(RuntimeError);
    await expect(promising(start(later(() => 1)).run)(1n)).rejects.toThrow(TypeError);
  });

  test('promising and Suspending take what they are for', () => {
    for (const value of [undefined, 1, () => 1, {}, start((x: number) => x)])
      expect(() => promising(value)).toThrow(TypeError);
    expect(() => new Suspending(1 as never)).toThrow(TypeError);
    expect(() => instantiate('(module (import "m" "x" (global i32)))', strategy, { m: { x: later(() => 1) } })).toThrow(
      /"m" "x"/,
    );
  });

  test('a start function that pauses is a SuspendError', () => {
    const text = '(module (import "m" "f" (func $f)) (func $s (call $f) (call $f)) (start $s))';
    expect(() => instantiate(text, strategy, { m: { f: later(() => 0) } })).toThrow(SuspendError);
  });

  test('NaN bits live through a pause', async () => {
    const text = `(module (import "m" "f" (func $f)) (func (export "run") (param i32 i32) (result i32 i64) (local $s f32) (local $d f64)
      (local.set $s (f32.reinterpret_i32 (local.get 0))) (local.set $d (f64.reinterpret_i64 (i64.shl (i64.extend_i32_s (local.get 1)) (i64.const 32))))
      (call $f) (i32.reinterpret_f32 (local.get $s)) (i64.reinterpret_f64 (local.get $d))))`;
    const { run: f } = instantiate(text, strategy, { m: { f: later(() => 0) } });
    expect(await promising(f)(0x7fa00001, -1)).toEqual([0x7fa00001, -(2n ** 32n)]);
    expect(f32_from_bits(0x7fa00001)).toMatchObject({ low: 0x7fa00001 });
  });

  test('references live through many pauses', async () => {
    const text = `(module (import "m" "f" (func $f (param externref) (result externref)))
      (func (export "run") (param $n i32) (param $a externref) (result externref externref) (local $b externref)
        (local.set $b (local.get $a))
        (loop $l (local.set $b (call $f (local.get $b))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $a) (local.get $b)))`;
    const { run: f } = instantiate(text, strategy, { m: { f: later((x: string) => `${x}.`) } });
    expect(await promising(f)(5, 'a')).toEqual(['a', 'a.....']);
  });

  test('a reference that is null is no pause', async () => {
    const text = `(module (import "m" "f" (func $f (param i32)))
      (func $choose (param $asks i32) (result externref)
        (if (local.get $asks) (then (call $f (i32.const 1)) (call $f (i32.const 2)))) (ref.null extern))
      (func $both (param $asks i32) (result externref i32) (call $choose (local.get $asks)) (i32.const 7))
      (func (export "run") (param $asks i32) (result i32) (local $r externref) (local $n i32)
        (drop (call $choose (local.get $asks)))
        (local.set $r (call $choose (local.get $asks)))
        (call $both (local.get $asks)) (local.set $n) (ref.is_null)
        (i32.add (local.get $n)) (i32.add (ref.is_null (local.get $r)))))`;
    const asked: unknown[] = [];
    const { run: f } = instantiate(text, strategy, { m: { f: later((which: unknown) => asked.push(which)) } });
    expect(await promising(f)(0)).toBe(9);
    expect(asked).toEqual([]);
    expect(await promising(f)(1)).toBe(9);
    expect(asked).toEqual([1, 2, 1, 2, 1, 2]);
  });

  test('exhaustion of the stack between modules is a trap', () => {
    const table = new Table({ element: 'anyfunc', initial: 2 });
    const text =
      '(module (import "m" "t" (table 1 funcref)) (import "m" "f" (func)) (func (export "f") (param i32) (call_indirect (param i32) (i32.xor (local.get 0) (i32.const 1)) (local.get 0)) (call 0)))';
    const [a, b] = [0, 1].map(() => instantiate(text, strategy, { m: { t: table, f: () => 0 } })) as [Exports, Exports];
    table.set(0, a.f);
    table.set(1, b.f);
    for (let i = 0; i < 3; i++) expect(() => a.f(1)).toThrow(expect.objectContaining({ kind: 'call stack exhausted' }));
  });
});
