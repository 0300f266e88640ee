// The counted call stack: a program stops at the same call, whatever the strategy, whether imported calls pause or are
// answered in place, at whatever depth it paused before, within one instance and across several.

import { describe, expect, test } from 'vitest';
import { compile } from '../src/compiler/index.ts';
import {
  type Exports,
  Instance,
  i32,
  Memory,
  promising,
  type RunLimits,
  RuntimeError,
  Suspending,
  Table,
  VirtualMachinePrototype,
} from '../src/runtime/index.ts';
import { load } from './support/load.ts';
import { compiled, readable, wasm } from './support/wat.ts';

const strategies = ['frames', 'generator'] as const;

/**
 * Recursions of several shapes, each telling `note` how deep it is. What a call takes, by the rule in
 * `RunLimits`: 16, the parameters and locals, and twice the operand stack at its highest.
 */
const SHAPES: Readonly<Record<string, { readonly words: number; readonly text: string }>> = {
  'one parameter': {
    words: 16 + 1 + 2 * 2,
    text: `(func $run (export "run") (param $d i32) (result i32) (call $note (local.get $d))
      (i32.add (call $run (i32.add (local.get $d) (i32.const 1))) (i32.const 1)))`,
  },
  'parameters and locals of all types': {
    words: 16 + (1 + 2 + 1 + 1) + (2 + 1 + 2) + 2 * 5,
    text: `(func $run (export "run") (param $d i32) (param $l i64) (param $s f32) (param $x f64) (result i32)
      (local $m i64) (local $e externref) (local $n i64)
      (call $note (local.get $d))
      (i32.add (call $run (i32.add (local.get $d) (i32.const 1)) (i64.add (local.get $l) (local.get $m)) (local.get $s) (local.get $x))
        (i32.wrap_i64 (i64.add (local.get $l) (local.get $n)))))`,
  },
  'through a table': {
    words: 16 + 1 + 2 * 2,
    text: `(type $t (func (param i32) (result i32))) (table funcref (elem $run))
      (func $run (export "run") (type $t) (call $note (local.get 0))
        (i32.add (call_indirect (type $t) (i32.add (local.get 0) (i32.const 1)) (i32.const 0)) (i32.const 1)))`,
  },
  'a call in tail position': {
    words: 16 + 1 + 2 * 2,
    text: `(func $run (export "run") (param $d i32) (result i32) (call $note (local.get $d))
      (call $run (i32.add (local.get $d) (i32.const 1))))`,
  },
  'a function of more than 120 instructions': {
    words: 16 + 1 + 2 * 3,
    text: `(memory 1) (func $run (export "run") (param $d i32) (result i32) (call $note (local.get $d))
      ${'(i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 3)))'.repeat(30)}
      (i32.add (call $run (i32.add (local.get $d) (i32.const 1))) (i32.const 1)))`,
  },
  'two functions in turns, the one larger': {
    words: (16 + 1 + 2 * 2 + (16 + 1 + 300 + 2 * 2)) / 2,
    text: `(func $run (export "run") (param $d i32) (result i32) (call $note (local.get $d))
      (i32.add (call $other (i32.add (local.get $d) (i32.const 1))) (i32.const 1)))
      (func $other (param $d i32) (result i32) (local ${'i64 '.repeat(150)}) (call $note (local.get $d))
      (i32.add (call $run (i32.add (local.get $d) (i32.const 1))) (i32.const 1)))`,
  },
  'a recursion that calls nothing imported': {
    words: 16 + 1 + 2 * 2,
    text: `(memory (export "memory") 1) (func $run (export "run") (param $d i32) (result i32)
      (i32.store (i32.const 0) (local.get $d))
      (i32.add (call $run (i32.add (local.get $d) (i32.const 1))) (i32.const 1)))`,
  },
};
const IMPORT = '(import "m" "note" (func $note (param i32)))';
const moduleOf = (text: string): string => `(module ${IMPORT} ${text})`;

/** Arguments of `run`: of each type, whatever there are. */
const ZEROS: Readonly<Record<string, unknown[]>> = { 'parameters and locals of all types': [0, 0n, 0, 0] };

const trap = expect.objectContaining({ kind: 'call stack exhausted' });

/** The greatest depth that was noted. */
function inPlace(name: string, strategy: (typeof strategies)[number], options?: RunLimits): number {
  let deepest = -1;
  const note = (depth: number): void => {
    deepest = depth;
  };
  const { text } = SHAPES[name] as { text: string };
  const { exports } = new Instance(compiled(moduleOf(text), strategy), { m: { note } }, options);
  expect(() => exports.run(...(ZEROS[name] ?? [0]))).toThrow(trap);
  return exports.memory === undefined ? deepest : new DataView(exports.memory.buffer).getInt32(0, true);
}

async function paused(name: string, strategy: (typeof strategies)[number], options?: RunLimits): Promise<number> {
  let deepest = -1;
  const note = new Suspending(async (depth: number) => {
    deepest = depth;
  });
  const { text } = SHAPES[name] as { text: string };
  const { exports } = new Instance(compiled(moduleOf(text), strategy), { m: { note } }, options);
  await expect(promising(exports.run)(...(ZEROS[name] ?? [0]))).rejects.toEqual(trap);
  return exports.memory === undefined ? deepest : new DataView(exports.memory.buffer).getInt32(0, true);
}

/** The deepest call for which `callStack` words are enough. A call notes its depth once it has its words. */
const deepest = (words: number, callStack: number): number => Math.floor(callStack / words) - 1;

describe('by the rule, and no call deeper', () => {
  test.each(Object.entries(SHAPES))('%s', async (name, { words }) => {
    for (const strategy of strategies) {
      for (const callStack of [5000, 20_000]) {
        const found = inPlace(name, strategy, { callStack });
        // In turns, the smaller function may still fit where a pair does not.
        const also = name.startsWith('two') ? 1 : 0;
        expect([0, also].map((more) => deepest(words, callStack) + more)).toContain(found);
        expect(await paused(name, strategy, { callStack })).toBe(found);
      }
    }
  });

  test('the same without any optimisation', () => {
    for (const [name, { words, text }] of Object.entries(SHAPES)) {
      let found = -1;
      const note = (depth: number): void => {
        found = depth;
      };
      const module = load(compile(wasm(moduleOf(text)), { optimise: false }).code);
      const { exports } = new Instance(module, { m: { note } }, { callStack: 20_000 });
      expect(() => exports.run(...(ZEROS[name] ?? [0]))).toThrow(trap);
      if (exports.memory !== undefined) found = new DataView(exports.memory.buffer).getInt32(0, true);
      expect(found, name).toBe(inPlace(name, 'frames', { callStack: 20_000 }));
      if (!name.startsWith('two')) expect(found, name).toBe(deepest(words, 20_000));
    }
  });

  test('65,536 words where the host says nothing', () => {
    for (const strategy of strategies) {
      expect(inPlace('one parameter', strategy)).toBe(deepest(21, 65_536));
      expect(inPlace('parameters and locals of all types', strategy)).toBe(deepest(36, 65_536));
    }
  });
});

describe.each(strategies)('%s', (strategy) => {
  /** Recurses; pauses where bit d of `mask` is set; the answer is added up on the way back. */
  const text = `(module (import "m" "ask" (func $ask (param i32) (result i32))) (memory (export "memory") 1)
    (func $run (export "run") (param $d i32) (param $mask i32) (result i32) (local $sum i32)
      (i32.store (i32.const 0) (local.get $d))
      (if (i32.and (i32.shr_u (local.get $mask) (local.get $d)) (i32.const 1))
        (then (local.set $sum (call $ask (local.get $d)))))
      (i32.add (local.get $sum) (call $run (i32.add (local.get $d) (i32.const 1)) (local.get $mask)))))`;
  const module = compiled(text, strategy);

  test('paused at several depths, resumed, and then as deep as ever', () => {
    const depths = new Set<number>();
    for (const mask of [0, 1, 0b1010_0101, 0x7000_0001, -1]) {
      const vm = VirtualMachinePrototype.create(module, () => 0, { callStack: 2000 })
        .prepare()
        .start('run', [i32(0), i32(mask)]);
      let outcome = vm.run();
      let pauses = 0;
      while (outcome.kind === 'interrupted') {
        pauses++;
        outcome = vm.run(i32(7));
      }
      expect(pauses > 0).toBe(mask !== 0);
      expect(outcome).toMatchObject({ kind: 'trapped', trap: { kind: 'call stack exhausted' } });
      // The machine has ended, and its memory can be read.
      expect(() => vm.run()).toThrow(expect.objectContaining({ code: 'Poisoned' }));
      depths.add(new DataView(vm.readMemory(0, 4).buffer).getInt32(0, true));
    }
    expect(depths.size).toBe(1);
  });

  test('a machine may have more words than the native stack holds, if it pauses on its way', () => {
    const deep = VirtualMachinePrototype.create(module, () => 0, { callStack: 3_000_000 })
      .prepare()
      .start('run', [i32(0), i32(-1)]);
    let outcome = deep.run();
    for (let i = 0; i < 60 && outcome.kind === 'interrupted'; i++) outcome = deep.run(i32(1));
    expect(outcome.kind).toBe('interrupted');
  });

  test('what the native stack cannot hold is the same trap', () => {
    const { exports } = new Instance(module, { m: { ask: () => 0 } }, { callStack: 2 ** 30 });
    expect(() => exports.run(0, 0)).toThrow(trap);
    expect(exports.memory).toBeInstanceOf(Memory);
  });

  test('after the trap an instance can be called again', () => {
    const { exports } = new Instance(module, { m: { ask: () => 0 } });
    const depths = [0, 1, 2].map(() => {
      expect(() => exports.run(0, 0)).toThrow(RuntimeError);
      return new DataView(exports.memory.buffer).getInt32(0, true);
    });
    expect(new Set(depths).size).toBe(1);
  });

  test('the host is not shown what is left of the stack', () => {
    for (const count of [0, 1, 2, 3, 4, 7]) {
      const parameters = 'i32 '.repeat(count);
      const text = `(module (import "m" "f" (func $f (param ${parameters}) (result i32)))
        (import "m" "g" (func $g (param i64 ${parameters}))) (table funcref (elem $f)) (type $t (func (param ${parameters}) (result i32)))
        (func (export "run") (result i32) (call $g (i64.const 1) ${'(i32.const 5)'.repeat(count)})
          (i32.add (call $f ${'(i32.const 5)'.repeat(count)}) (call_indirect (type $t) ${'(i32.const 5)'.repeat(count)} (i32.const 0)))))`;
      const lengths: number[] = [];
      const f = (...values: unknown[]): number => lengths.push(values.length);
      new Instance(compiled(text, strategy), { m: { f, g: f } }).exports.run();
      expect(lengths).toEqual([count + 1, count, count]);
    }
  });
});

describe('across instances', () => {
  const LINK = `(module (import "m" "table" (table 1 funcref)) (import "m" "note" (func $note (param i32)))
    (type $t (func (param i32) (result i32)))
    (func $run (export "run") (type $t) (call $note (local.get 0))
      (i32.add (call_indirect (type $t) (i32.add (local.get 0) (i32.const 1)) (i32.and (local.get 0) (i32.const 1))) (i32.const 1))))`;
  const mixtures = strategies.flatMap((a) => strategies.map((b) => [a, b] as const));

  function linked(mixture: readonly (typeof strategies)[number][], note: unknown, callStack: number): Exports {
    const table = new Table({ element: 'anyfunc', initial: 2 });
    const members = mixture.map(
      (strategy) => new Instance(compiled(LINK, strategy), { m: { table, note } }, { callStack }).exports,
    );
    for (const [i, { run }] of members.entries()) table.set(i, run);
    return members[0] as Exports;
  }

  test('in turns, and within one: each crossing takes 512 words more', async () => {
    for (const mixture of mixtures) {
      let depth = -1;
      const note = (d: number): void => {
        depth = d;
      };
      const { run } = linked(mixture, note, 20_000);
      expect(() => run(0)).toThrow(trap);
      // (0, 0) is within the first instance, then there and back again.
      const inTurns = depth;
      const words = 16 + 1 + 2 * 3;
      expect(inTurns).toBe(Math.floor((20_000 - 2 * words) / (words + 512)) + 1);
      const { run: pausing } = linked(
        mixture,
        new Suspending(async (d: number) => {
          depth = d;
        }),
        20_000,
      );
      await expect(promising(pausing)(0)).rejects.toEqual(trap);
      expect(depth).toBe(inTurns);
    }
  });

  test('an import that is a recursion begins with what its caller has left', () => {
    const inner = `(module (import "m" "note" (func $note (param i32)))
      (func $run (export "run") (param i32) (result i32) (call $note (local.get 0))
        (i32.add (call $run (i32.add (local.get 0) (i32.const 1))) (i32.const 1))))`;
    // Calls the import after going $n levels down.
    const outer = `(module (import "m" "run" (func $inner (param i32) (result i32)))
      (func $run (export "run") (param $n i32) (result i32)
        (if (result i32) (i32.eqz (local.get $n)) (then (i32.add (call $inner (i32.const 0)) (i32.const 1)))
          (else (i32.add (call $run (i32.sub (local.get $n) (i32.const 1))) (i32.const 1))))))`;
    for (const [a, b] of mixtures) {
      let depth = -1;
      const note = (d: number): void => {
        depth = d;
      };
      const { run } = new Instance(compiled(inner, a), { m: { note } }, { callStack: 999 }).exports;
      const { run: above } = new Instance(compiled(outer, b), { m: { run } }, { callStack: 10_000 }).exports;
      const words = 16 + 1 + 2 * 2;
      for (const levels of [0, 10, 200]) {
        expect(() => above(levels)).toThrow(trap);
        expect(depth).toBe(Math.floor((10_000 - 512 - (levels + 1) * words) / words) - 1);
      }
      expect(() => run(0)).toThrow(trap);
      expect(depth).toBe(deepest(words, 999));
    }
  });
});

describe('what is counted', () => {
  const code = (text: string): string => readable(wasm(text));

  test('calls of small trees of plain functions are not', () => {
    const text = `(module (func $leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
      (func (export "run") (param i32) (result i32) (i32.mul (call $leaf (local.get 0)) (call $leaf (i32.const 4)))))`;
    expect(code(text)).not.toContain('stack_exhausted');
    expect(code(text)).not.toMatch(/\by\b/);
  });

  test('a chain of calls that is higher than a tree of that kind is', () => {
    const length = 3000;
    const chain = Array.from(
      { length },
      (_, i) => `(func $f${i} (param i32) (result i32)
      ${i === length - 1 ? '(local.get 0)' : `(i32.add (call $f${i + 1} (local.get 0)) (i32.const 1))`})`,
    ).join('\n');
    const text = `(module ${chain} ${[0, 1000, 2980].map((i) => `(export "f${i}" (func $f${i}))`).join('')})`;
    for (const strategy of strategies) {
      const { f0, f1000, f2980 } = new Instance(compiled(text, strategy), {}, { callStack: 45_000 }).exports;
      expect(f2980(1)).toBe(20);
      expect(f1000(1)).toBe(2000);
      expect(() => f0(1)).toThrow(trap);
    }
  });

  test('a function that is too large for the whole stack traps when it is called', () => {
    const text = `(module (func (export "run") (result i32) (local ${'i64 '.repeat(1000)}) (i32.const 1)))`;
    const module = compiled(text, 'frames');
    expect(() => new Instance(module, {}, { callStack: 2000 }).exports.run()).toThrow(trap);
    expect(new Instance(module, {}, { callStack: 2018 }).exports.run()).toBe(1);
  });

  test('a start function begins with the whole stack', () => {
    const text = `(module (global $left (mut i32) (i32.const 0))
      (func $start (global.set $left (i32.add (global.get $left) (i32.const 1))) (call $start) (global.set $left (i32.const 0))) (start $start))`;
    for (const strategy of strategies) {
      expect(() => new Instance(compiled(text, strategy), {}, { callStack: 1000 })).toThrow(trap);
    }
  });
});

test('the option is a positive integer of at most 2³⁰', () => {
  const module = compiled('(module (memory (export "memory") 1))', 'frames');
  for (const callStack of [0, -1, 1.5, Number.NaN, 2 ** 30 + 1, '9' as never, null as never]) {
    expect(() => new Instance(module, {}, { callStack })).toThrow(RangeError);
    expect(() => VirtualMachinePrototype.create(module, () => 0, { callStack })).toThrow(RangeError);
  }
  expect(new Instance(module, {}, { callStack: undefined })).toBeInstanceOf(Instance);
});
