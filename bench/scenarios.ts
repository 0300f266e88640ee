// Programs that call out: what a call costs that may pause and does not, and what a pause costs. One module for each, in
// the text format; its imported function `ask` answers with its parameter plus one.

import wabt from 'wabt';
import { compile } from '../src/compiler/index.ts';
import type { CompiledModule, Strategy } from '../src/runtime/abi.ts';
import { Instance, i32, VirtualMachinePrototype } from '../src/runtime/index.ts';
import { load } from '../test/support/load.ts';

type Run = (argument: number) => number;

export interface Scenario {
  readonly name: string;
  /** The module, without `ask`. */
  readonly text: string;
  /** Parameters of its function `run`, for an argument. */
  readonly parameters: (argument: number) => number[];
  /** The argument of a round. */
  readonly rounds: number;
}

const IMPORT = '(import "env" "ask" (func $ask (param i32) (result i32)))';
const OWN = '(func $ask (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))';
const module = (ask: string, text: string): string => `(module ${ask} (memory (export "memory") 1) ${text})`;

/** Calls that may pause and do not: `ask` stands where control never comes. */
export const calls: readonly Scenario[] = [
  {
    name: 'recursive fib, i32',
    rounds: 27,
    parameters: (n) => [n],
    text: `(func $run (export "run") (param $n i32) (result i32)
      (if (i32.lt_s (local.get $n) (i32.const 0)) (then (return (call $ask (local.get $n)))))
      (if (i32.lt_s (local.get $n) (i32.const 2)) (then (return (local.get $n))))
      (i32.add
        (call $run (i32.sub (local.get $n) (i32.const 1)))
        (call $run (i32.sub (local.get $n) (i32.const 2)))))`,
  },
  {
    name: 'recursive fib, i64',
    rounds: 25,
    parameters: (n) => [n],
    text: `(func $fib (param $n i64) (result i64)
      (if (i64.lt_s (local.get $n) (i64.const 0))
        (then (return (i64.extend_i32_s (call $ask (i32.wrap_i64 (local.get $n)))))))
      (if (i64.lt_s (local.get $n) (i64.const 2)) (then (return (local.get $n))))
      (i64.add
        (call $fib (i64.sub (local.get $n) (i64.const 1)))
        (call $fib (i64.sub (local.get $n) (i64.const 2)))))
      (func (export "run") (param $n i32) (result i32)
        (i32.wrap_i64 (call $fib (i64.extend_i32_s (local.get $n)))))`,
  },
  {
    name: 'calls in a loop',
    rounds: 1_000_000,
    parameters: (n) => [n],
    text: `(func $step (param $x i32) (result i32)
      (if (i32.eq (local.get $x) (i32.const 0x7fffffff)) (then (return (call $ask (local.get $x)))))
      (i32.and (i32.add (i32.mul (local.get $x) (i32.const 31)) (i32.const 7)) (i32.const 0xffffff)))
      (func (export "run") (param $n i32) (result i32) (local $x i32)
        (loop $again
          (local.set $x (call $step (call $step (local.get $x))))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $x))`,
  },
  {
    name: 'indirect calls',
    rounds: 1_000_000,
    parameters: (n) => [n],
    text: `(type $op (func (param i32) (result i32)))
      (table funcref (elem $a $b $c))
      (func $a (type $op) (i32.add (local.get 0) (i32.const 3)))
      (func $b (type $op) (i32.xor (local.get 0) (i32.const 0x55)))
      (func $c (type $op) (if (result i32) (i32.eqz (local.get 0)) (then (call $ask (i32.const 1))) (else (local.get 0))))
      (func (export "run") (param $n i32) (result i32) (local $x i32)
        (local.set $x (i32.const 1))
        (loop $again
          (local.set $x (i32.or (i32.const 1) (call_indirect (type $op) (local.get $x) (i32.and (local.get $n) (i32.const 1)))))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $x))`,
  },
];

/** A loop that pauses each time, at a depth of calls. It goes on until the answer is 0. */
export const pauses: readonly Scenario[] = [1, 10, 50, 200].map((depth) => ({
  name: `depth ${depth}`,
  rounds: 20_000,
  parameters: () => [depth],
  text: `(func $loop (result i32) (local $x i32)
      (loop $again (br_if $again (local.tee $x (call $ask (i32.and (local.get $x) (i32.const 0xffff))))))
      (local.get $x))
    (func $run (export "run") (param $depth i32) (result i32)
      (if (i32.le_s (local.get $depth) (i32.const 1)) (then (return (i32.add (call $loop) (i32.const 1)))))
      (i32.xor (call $run (i32.sub (local.get $depth) (i32.const 1))) (local.get $depth)))`,
}));

/** How a scenario is run; the first is what the others are compared with. */
export const callVariants = ['nothing may pause', 'frames', 'generator', 'native'] as const;
export const pauseVariants = ['frames', 'generator', 'frames, in place', 'native callback'] as const;

export async function loadScenario(name: string, variant: string): Promise<Run> {
  const pausing = pauses.find((scenario) => scenario.name === name);
  if (pausing !== undefined) return loadPauses(pausing, variant as (typeof pauseVariants)[number]);
  const scenario = calls.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return loadCalls(scenario, variant as (typeof callVariants)[number]);
}

async function loadCalls({ text, parameters }: Scenario, variant: (typeof callVariants)[number]): Promise<Run> {
  const bytes = await assemble(module(variant === 'nothing may pause' ? OWN : IMPORT, text));
  const imports = { env: { ask: (x: number) => x + 1 } };
  const { run } =
    variant === 'native'
      ? new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports
      : new Instance(compiled(bytes, variant === 'generator' ? 'generator' : 'frames'), imports).exports;
  return (argument) => run(...parameters(argument));
}

async function loadPauses({ text, parameters }: Scenario, variant: (typeof pauseVariants)[number]): Promise<Run> {
  const bytes = await assemble(module(IMPORT, text));
  if (variant === 'frames' || variant === 'generator') return machine(compiled(bytes, variant), parameters(0));
  // Answered in place: the host ends the loop.
  let left = 0;
  let last = 0;
  const ask = (x: number): number => {
    last = x + 1;
    return --left > 0 ? last : 0;
  };
  const imports = { env: { ask } };
  const { run } =
    variant === 'native callback'
      ? new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports
      : new Instance(compiled(bytes, 'frames'), imports).exports;
  return (argument) => {
    left = argument;
    run(...parameters(argument));
    return last;
  };
}

/** One machine that never comes to its end: a round is as many pauses of it as the argument says. */
function machine(code: CompiledModule, parameters: readonly number[]): Run {
  const vm = VirtualMachinePrototype.create(code, () => 0)
    .prepare()
    .start('run', parameters.map(i32));
  let outcome = vm.run();
  return (argument) => {
    // Every round starts from 0, as those of the other variants do.
    let last = 0;
    for (let left = argument; left > 0; left--) {
      if (outcome.kind !== 'interrupted') throw new Error(`the machine has ${outcome.kind}`);
      last = left === argument ? 1 : (outcome.params[0]?.value as number) + 1;
      outcome = vm.run(i32(last));
    }
    return last;
  };
}

const compiled = (bytes: Uint8Array, suspend: Strategy): CompiledModule => load(compile(bytes, { suspend }).code);

async function assemble(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const tools = await wabt();
  const parsed = tools.parseWat('scenario.wat', text);
  try {
    return Uint8Array.from(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}
