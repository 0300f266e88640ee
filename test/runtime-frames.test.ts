// The driver of saved frames, watched from inside: what the stack holds between pauses, and what an error leaves behind.

import { expect, test } from 'vitest';
import type { CompiledModule, FrameStack } from '../src/runtime/abi.ts';
import { Instance, i32, promising, Suspending, VirtualMachinePrototype } from '../src/runtime/index.ts';
import { trap } from '../src/runtime/support.ts';
import { compiled } from './support/wat.ts';

/** `module`, noting each stack that its code is made to save to. */
function watched(module: CompiledModule): { module: CompiledModule; stacks: FrameStack[] } {
  const stacks: FrameStack[] = [];
  const instantiate: CompiledModule['instantiate'] = (context) => {
    const code = module.instantiate(context);
    const { frames } = code;
    if (frames === undefined) throw new Error('not of strategy frames');
    const use = (stack: FrameStack): void => {
      stacks.push(stack);
      frames.use(stack);
    };
    return { ...code, frames: { ...frames, use } };
  };
  return { module: { ...module, instantiate }, stacks };
}

const NUMBERS = `(module (import "m" "f" (func $f (param i32) (result i32))) (memory (export "memory") 1)
  (func $loop (export "loop") (param $n i32) (result i32) (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (call $f (local.get $n))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  (func $deep (export "deep") (param $n i32) (param $depth i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then (return (i32.add (call $loop (local.get $n)) (i32.const 0)))))
    (i32.add (call $deep (local.get $n) (i32.sub (local.get $depth) (i32.const 1))) (local.get $depth)))
  (func $unless (param $quiet i32) (result i32) (if (result i32) (local.get $quiet) (then (i32.const 5)) (else (call $f (i32.const 1)))))
  (func (export "unless") (param $quiet i32) (result i32) (i32.add (call $unless (local.get $quiet)) (i32.const 1))))`;

test('a loop that pauses again and again needs no more stack than its deepest pause', () => {
  const { module, stacks } = watched(compiled(NUMBERS, 'frames'));
  const vm = VirtualMachinePrototype.create(module, () => 0)
    .prepare()
    .start('deep', [i32(200), i32(30)]);
  const tops: number[] = [];
  let outcome = vm.run();
  while (outcome.kind === 'interrupted') {
    tops.push(stacks[0]?.top ?? -1);
    outcome = vm.run(i32(1));
  }
  let sum = 0;
  for (let i = 0; i < 200; i++) sum = (Math.imul(sum, 3) + 1) | 0;
  expect(outcome).toEqual({ kind: 'finished', returnValue: i32(sum + (30 * 31) / 2) });
  expect(tops.length).toBe(200);
  // Two activations to a frame.
  expect(tops[0]).toBeGreaterThan((30 / 2) * 3);
  // The first unwinding's frames stay below; the loop's own, resumed from among them, is saved anew above.
  expect(new Set(tops.slice(1)).size).toBe(1);
  expect((tops[1] as number) - (tops[0] as number)).toBeLessThan(10);
  expect([stacks.length, stacks[0]?.top]).toEqual([1, 0]);
});

test('saved references are given up with their frames', async () => {
  const text = `(module (import "m" "f" (func $f (param externref) (result externref)))
    (func (export "run") (param $n i32) (param $a externref) (result externref) (local $b externref)
      (loop $again
        (local.set $b (call $f (local.get $a)))
        (if (i32.and (local.get $n) (i32.const 1)) (then (local.set $a (local.get $b))))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.get $a)))`;
  const { module, stacks } = watched(compiled(text, 'frames'));
  const held: number[] = [];
  const f = new Suspending(async (x: string) => {
    await Promise.resolve();
    held.push(stacks[0]?.referenceTop ?? -1);
    return `${x}!`;
  });
  const { run } = new Instance(module, { m: { f } }).exports;
  expect(await promising(run)(40, 'a')).toBe(`a${'!'.repeat(20)}`);
  expect(held.length).toBe(40);
  expect(held[0]).toBeGreaterThan(0);
  expect(new Set(held).size).toBe(1);
  expect(stacks[0]?.references).toEqual([]);
});

test('an error in the middle of saving ends that call, and the next one starts clean', async () => {
  const { module, stacks } = watched(compiled(NUMBERS, 'frames'));
  const f = new Suspending(async (x: number) => x);
  const { deep, unless } = new Instance(module, { m: { f } }).exports;
  expect(await promising(deep)(3, 4)).toBe((3 * 3 + 2) * 3 + 1 + 10);
  const stack = stacks[0] as FrameStack;
  const push = stack.push.bind(stack);
  let saves = 0;
  stack.push = (size) => {
    if (++saves === 3) throw trap('call stack exhausted');
    return push(size);
  };
  await expect(promising(deep)(3, 4)).rejects.toMatchObject({ kind: 'call stack exhausted' });
  expect(saves).toBe(3);
  expect(unless(1)).toBe(6);
  expect(await promising(deep)(3, 4)).toBe((3 * 3 + 2) * 3 + 1 + 10);
});

test('a call inside a call has a stack of its own, and the outer one is used again after it', async () => {
  const { module, stacks } = watched(compiled(NUMBERS, 'frames'));
  const waiting: (() => void)[] = [];
  const f = new Suspending((x: number) => new Promise((resolve) => waiting.push(() => resolve(x))));
  const { deep } = new Instance(module, { m: { f } }).exports;
  const results = [promising(deep)(2, 1), promising(deep)(1, 5), promising(deep)(2, 2)];
  expect(new Set(stacks).size).toBe(3);
  // The latest is answered first.
  while (waiting.length > 0) {
    waiting.pop()?.();
    for (let i = 0; i < 5; i++) await Promise.resolve();
  }
  expect(await Promise.all(results)).toEqual([2 * 3 + 1 + 1, 1 + 15, 2 * 3 + 1 + 3]);
});
