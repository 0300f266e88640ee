// Programs that call out: what a call costs that may pause and does not, and what a pause costs. One module for each, in
// the text format; its imported function `ask` answers with its parameter plus one. inside/hand-written.ts and
// inside/hand-written-calls.ts have the same programs by hand.

import wabt from 'wabt';

const tools = await wabt();

export interface Scenario {
  readonly name: string;
  /** The module, without `ask`. */
  readonly text: string;
  /** The argument of a round: for those that pause, the number of imported calls. */
  readonly rounds: number;
}

export interface PausingScenario extends Scenario {
  /** Parameters of its function `run`. */
  readonly parameters: readonly number[];
}

const IMPORT = '(import "env" "ask" (func $ask (param i32) (result i32)))';
const OWN = '(func $ask (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))';

/** Calls that may pause and do not: `ask` stands where control never comes. */
export const calls: readonly Scenario[] = [
  {
    name: 'recursive fib, i32',
    rounds: 23,
    text: `(func $run (export "run") (param $n i32) (result i32)
      (if (i32.lt_s (local.get $n) (i32.const 0)) (then (return (call $ask (local.get $n)))))
      (if (i32.lt_s (local.get $n) (i32.const 2)) (then (return (local.get $n))))
      (i32.add
        (call $run (i32.sub (local.get $n) (i32.const 1)))
        (call $run (i32.sub (local.get $n) (i32.const 2)))))`,
  },
  {
    name: 'recursive fib, i64',
    rounds: 21,
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
    rounds: 100_000,
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
    rounds: 100_000,
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

/** They go on until an answer is 0. */
const loop = (call: string): string => `(func $loop (result i32) (local $x i32)
      (loop $again (br_if $again (local.tee $x ${call})))
      (local.get $x))`;

const loopAt = (depth: number): PausingScenario => ({
  name: `loop, depth ${depth}`,
  rounds: 100_000,
  parameters: [depth],
  text: `${loop('(call $ask (i32.and (local.get $x) (i32.const 0xffff)))')}
    (func $run (export "run") (param $depth i32) (result i32)
      (if (i32.le_s (local.get $depth) (i32.const 1)) (then (return (i32.add (call $loop) (i32.const 1)))))
      (i32.xor (call $run (i32.sub (local.get $depth) (i32.const 1))) (local.get $depth)))`,
});

export const pauses: readonly PausingScenario[] = [
  ...[1, 10, 50, 200].map(loopAt),
  {
    name: 'loop, indirect call',
    rounds: 100_000,
    parameters: [],
    text: `(type $op (func (param i32) (result i32)))
      (table funcref (elem $even $odd))
      (func $even (type $op) (call $ask (local.get 0)))
      (func $odd (type $op) (i32.shl (call $ask (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      ${loop('(call_indirect (type $op) (i32.and (local.get $x) (i32.const 0xffff)) (i32.and (local.get $x) (i32.const 1)))')}
      (func (export "run") (result i32) (call $loop))`,
  },
  {
    // Of 4096 leaves, 41 ask; then the result is told by one more question.
    name: 'tree, 1 % of the leaves',
    rounds: 100 * 42,
    parameters: [12],
    text: `(func $walk (param $node i32) (param $depth i32) (result i32)
        (if (i32.eqz (local.get $depth)) (then
          (if (i32.eqz (i32.rem_u (local.get $node) (i32.const 100))) (then (return (call $ask (local.get $node)))))
          (return (i32.mul (local.get $node) (i32.const 31)))))
        (i32.add
          (call $walk (i32.shl (local.get $node) (i32.const 1)) (i32.sub (local.get $depth) (i32.const 1)))
          (i32.rotl
            (call $walk
              (i32.or (i32.shl (local.get $node) (i32.const 1)) (i32.const 1))
              (i32.sub (local.get $depth) (i32.const 1)))
            (i32.const 1))))
      (func (export "run") (param $depth i32) (result i32)
        (loop $again (br_if $again (call $ask (call $walk (i32.const 1) (local.get $depth)))))
        (i32.const 0))`,
  },
];

/** The module in binary; its `ask` is imported, or a function of its own that answers the same. */
export function assemble({ text }: Scenario, ask: 'imported' | 'own'): Uint8Array {
  const whole = `(module ${ask === 'own' ? OWN : IMPORT} (memory (export "memory") 1) ${text})`;
  const parsed = tools.parseWat('scenario.wat', whole);
  try {
    return Uint8Array.from(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}
