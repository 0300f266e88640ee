// Small functions that call themselves are inlined into themselves once (src/compiler/analyse/recursion.ts): they compute,
// call, pause and run out of stack as before.

import { describe, expect, test } from 'vitest';
import { Instance, i32, VirtualMachinePrototype } from '../src/runtime/index.ts';
import { BesideNative } from './support/beside-native.ts';
import { load } from './support/load.ts';
import { readable, wasm } from './support/wat.ts';

const fib = `(func $f (export "f") (param $n i64) (result i64)
  (if (result i64) (i64.lt_s (local.get $n) (i64.const 2)) (then (local.get $n))
    (else (i64.add (call $f (i64.sub (local.get $n) (i64.const 1))) (call $f (i64.sub (local.get $n) (i64.const 2)))))))`;
/** Each with a function `f` of a number, and whether it is inlined. */
const functions: readonly (readonly [name: string, text: string, type: 'i32' | 'i64', inlines: boolean])[] = [
  ['fib', fib, 'i64', true],
  [
    'locals that start at zero, in a loop',
    `(func $f (export "f") (param $n i32) (result i32) (local $sum i32) (local $x i64) (local $d f64)
      (if (i32.le_s (local.get $n) (i32.const 0)) (then (return (i32.const 1))))
      (loop $again
        (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (call $f (i32.sub (local.get $n) (i32.const 3)))))
        (local.set $x (i64.add (local.get $x) (i64.extend_i32_s (local.get $sum))))
        (local.set $d (f64.add (local.get $d) (f64.const 0.5)))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (i32.add (i32.wrap_i64 (local.get $x)) (i32.trunc_f64_s (local.get $d))))`,
    'i32',
    true,
  ],
  [
    'returns and branches to the end, out of blocks',
    `(func $f (export "f") (param $n i32) (result i32)
      (block $a
        (loop $b
          (if (i32.eqz (local.get $n)) (then (return (i32.const 7))))
          (br_if 2 (i32.const 9) (i32.eq (local.get $n) (i32.const 1))) (drop)
          (block $c (br_table $c $a $b (i32.and (local.tee $n (i32.sub (local.get $n) (i32.const 2))) (i32.const 3))))
          (if (local.get $n) (then (return (i32.mul (call $f (local.get $n)) (i32.const 3)))))))
      (i32.add (local.get $n) (i32.const 100)))`,
    'i32',
    true,
  ],
  [
    'several results, several parameters',
    `(func $g (param $n i32) (param $x i64) (param $y f32) (result i64 i32 f32)
      (if (result i64 i32 f32) (local.get $n)
        (then (call $g (i32.sub (local.get $n) (i32.const 1)) (i64.mul (local.get $x) (i64.const 0x123456789))
          (f32.mul (local.get $y) (f32.const 1.5))))
        (else (local.get $x) (local.get $n) (local.get $y))))
    (func (export "f") (param i32) (result i32)
      (call $g (local.get 0) (i64.const 3) (f32.const 2)) (i32.trunc_f32_s) (i32.add) (local.set 0)
      (i32.xor (i32.wrap_i64) (local.get 0)))`,
    'i32',
    true,
  ],
  [
    'memory and globals, in the order of the calls',
    `(memory (export "memory") 1) (global $at (mut i32) (i32.const 0))
    (func $f (export "f") (param $n i32) (result i32)
      (i32.store8 (global.get $at) (local.get $n))
      (global.set $at (i32.add (global.get $at) (i32.const 1)))
      (if (i32.lt_s (local.get $n) (i32.const 2)) (then (return (global.get $at))))
      (i32.sub (call $f (i32.shr_u (local.get $n) (i32.const 1))) (call $f (i32.div_u (local.get $n) (i32.const 3)))))`,
    'i32',
    true,
  ],
  [
    'a trap in the inner call',
    `(func $f (export "f") (param $n i32) (result i32)
      (if (result i32) (i32.eq (local.get $n) (i32.const 3)) (then (unreachable))
        (else (i32.div_u (i32.const 100) (call $f (i32.sub (local.get $n) (i32.const 1)))))))`,
    'i32',
    true,
  ],
  [
    'three calls',
    `(func $f (export "f") (param $n i32) (result i32)
      (if (i32.lt_s (local.get $n) (i32.const 3)) (then (return (local.get $n))))
      (i32.add (i32.add (call $f (i32.sub (local.get $n) (i32.const 1))) (call $f (i32.sub (local.get $n) (i32.const 2))))
        (call $f (i32.sub (local.get $n) (i32.const 3)))))`,
    'i32',
    false,
  ],
  [
    'a long body',
    `(func $f (export "f") (param $n i32) (result i32)
      (if (i32.lt_s (local.get $n) (i32.const 3)) (then (return (local.get $n))))
      ${'(local.set $n (i32.rotl (local.get $n) (i32.const 1)))'.repeat(8)}
      (i32.add (call $f (i32.shr_u (local.get $n) (i32.const 10))) (i32.const 1)))`,
    'i32',
    false,
  ],
];

describe.each(functions)('%s', (_, text, type, inlines) => {
  const bytes = wasm(`(module ${text})`);

  test('does what it does natively', () => {
    const both = new BesideNative(bytes, true);
    const values = [0, 1, 2, 3, 4, 5, 7, 8, 11, 12, 16];
    for (const n of values) both.compare('f', [type === 'i64' ? BigInt(n) : n]);
    if (text.includes('memory')) both.compareMemories();
  });

  test('is inlined where it is small', () => {
    const of = (recursion: boolean) => readable(bytes, { optimise: { recursion } });
    expect(of(true) !== of(false)).toBe(inlines);
  });
});

/** Asks at its leaves, with the path there. */
const asking = wasm(`(module (import "m" "ask" (func $ask (param i32) (result i32))) (memory (export "memory") 1)
  (func $walk (export "walk") (param $node i32) (param $depth i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then (return (call $ask (local.get $node)))))
    (i32.add
      (call $walk (i32.shl (local.get $node) (i32.const 1)) (i32.sub (local.get $depth) (i32.const 1)))
      (i32.mul (i32.const 3) (call $walk (i32.or (i32.shl (local.get $node) (i32.const 1)) (i32.const 1))
        (i32.sub (local.get $depth) (i32.const 1)))))))`);
const answer = (x: number) => Math.imul(x, 31) ^ 5;

describe.each(['frames', 'generator'] as const)('calls that may pause: %s', (suspend) => {
  test.each([0, 1, 2, 3, 4, 7])('pauses at depth %i', (depth) => {
    const expected: number[] = [];
    const ask = (x: number) => {
      expected.push(x);
      return answer(x);
    };
    const { walk } = new WebAssembly.Instance(new WebAssembly.Module(asking), { m: { ask } }).exports;
    const result = (walk as (node: number, depth: number) => number)(1, depth);

    const asked: number[] = [];
    const compiled = load(readable(asking, { suspend }));
    const vm = VirtualMachinePrototype.create(compiled, () => 0)
      .prepare()
      .start('walk', [i32(1), i32(depth)]);
    let outcome = vm.run();
    while (outcome.kind === 'interrupted') {
      const [node] = outcome.params;
      asked.push(node?.value as number);
      outcome = vm.run(i32(answer(node?.value as number)));
    }
    expect(outcome).toEqual({ kind: 'finished', returnValue: i32(result) });
    expect(asked).toEqual(expected);
  });

  test('the call stack is exhausted at the same call', () => {
    const deep = wasm(`(module (import "m" "note" (func $note (param i32)))
      (func $run (export "run") (param $n i32) (param $limit i32) (result i32)
        (call $note (local.get $n))
        (if (i32.eq (local.get $n) (local.get $limit)) (then (return (i32.const 0))))
        (i32.add (i32.add (call $run (local.get $limit) (local.get $limit)) (i32.const 1))
          (call $run (i32.add (local.get $n) (i32.const 1)) (local.get $limit)))))`);
    const deepest = (recursion: boolean, callStack: number): number => {
      let last = -1;
      const note = (n: number) => {
        last = Math.max(last, n);
      };
      const compiled = load(readable(deep, { suspend, optimise: { recursion } }));
      const { run } = new Instance(compiled, { m: { note } }, { callStack }).exports as Record<
        string,
        (...args: number[]) => number
      >;
      expect(() => run?.(0, -1)).toThrow('call stack exhausted');
      const reached = last;
      expect(run?.(0, reached - 1)).toBe(reached - 1);
      return reached;
    };
    for (let callStack = 1000; callStack < 1060; callStack++) {
      expect(deepest(true, callStack)).toBe(deepest(false, callStack));
    }
  });
});
