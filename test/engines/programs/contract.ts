// The program of the contract's basics: one module, compiled under both strategies.

import { compile } from '../../../src/compiler/index.ts';
import type { Strategy } from '../../../src/runtime/abi.ts';
import { load } from '../../support/load.ts';
import { wasm } from '../../support/wat.ts';
import { type ContractInput, runContract } from '../inside/contract.ts';
import type { Program } from './program.ts';

const MODULE = `(module
  (import "env" "ask" (func $ask (param i32) (result i32)))
  (import "env" "tell" (func $tell (param i64)))
  (import "env" "wide" (func $wide (param i32 i64) (result i64)))
  (memory (export "memory") 1 4)
  (global (export "__heap_base") i32 (i32.const 1024))
  (data (i32.const 8) "fermata")
  (type $unary (func (param i32) (result i32)))
  (type $nullary (func (result i32)))
  (table 4 4 funcref)
  (elem (i32.const 0) $ask $depth $constant)
  (func $constant (result i32) (i32.const 42))
  (func $depth (export "depth") (param $n i32) (result i32)
    (local $before i32)
    (if (i32.eqz (local.get $n)) (then (return (call_indirect (type $unary) (i32.const 5) (i32.const 0)))))
    (local.set $before (i32.mul (local.get $n) (i32.const 7)))
    (i32.add
      (call_indirect (type $unary) (i32.sub (local.get $n) (i32.const 1)) (i32.const 1))
      (i32.xor (local.get $before) (call $ask (local.get $n)))))
  (func (export "count") (param $n i32) (param $x i64) (result i64)
    (loop $again
      (i64.store offset=256 (i32.mul (local.get $n) (i32.const 8)) (local.get $x))
      (local.set $x (i64.add (call $wide (local.get $n) (local.get $x)) (i64.extend_i32_u (local.get $n))))
      (block $three (block $two (block $one
        (br_table $one $two $three (i32.rem_u (local.get $n) (i32.const 3))))
        (call $tell (i64.rotl (local.get $x) (i64.const 13))) (br $three))
        (local.set $x (i64.div_s (local.get $x) (i64.const -3))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "size") (result i32) (memory.size))
  (func (export "unreachable") (unreachable))
  (func (export "divide") (result i32) (i32.div_u (i32.const 1) (i32.load (i32.const 4096))))
  (func (export "overflow") (result i64) (i64.div_s (i64.const 0x8000000000000000) (i64.sub (i64.load (i32.const 4096)) (i64.const 1))))
  (func (export "convert") (result i32) (i32.trunc_f64_s (f64.div (f64.const 1) (f64.load (i32.const 4096)))))
  (func (export "load") (result i32) (i32.load offset=1 (i32.const 65532)))
  (func (export "store") (i64.store (i32.const -4) (i64.const 1)))
  (func (export "undefined-element") (result i32) (call_indirect (type $nullary) (i32.const 4)))
  (func (export "uninitialized-element") (result i32) (call_indirect (type $nullary) (i32.const 3)))
  (func (export "mismatch") (result i32) (call_indirect (type $nullary) (i32.const 1)))
  (func $deepen (export "deepen") (result i32)
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
    (i32.add (call $deepen) (i32.const 1)))
  (func $recursion (export "recursion") (result i32) (i32.add (call $recursion) (i32.const 1)))
  (func (export "float-bits") (result i32)
    (i32.reinterpret_f32 (f32.sqrt (f32.sub (f32.demote_f64 (f64.const 0.1)) (f32.const 1)))))
  (func (export "double-bits") (result i64)
    (f64.store (i32.const 512) (f64.nearest (f64.mul (f64.convert_i64_u (i64.const -1)) (f64.const 0.3))))
    (i64.xor (i64.load (i32.const 512)) (i64.reinterpret_f64 (f64.neg (f64.const nan:0x123456789)))))
  (func (export "wide-arithmetic") (result i64)
    (local $x i64) (local $i i32)
    (local.set $x (i64.const 0x123456789abcdef1))
    (loop $again
      (local.set $x (i64.mul (local.get $x) (i64.const 6364136223846793005)))
      (local.set $x (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.extend_i32_u (local.get $i)))))
      (local.set $x (i64.add (local.get $x) (i64.rem_u (local.get $x) (i64.const 1000003))))
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
    (local.get $x)))`;

/** Depths that both strategies manage on every engine, and those that only `frames` has to. */
const DEPTHS = [0, 1, 10, 100];
const DEEP = [1000, 2000];

const INPUT: ContractInput = [
  { name: 'frames', depths: DEPTHS },
  { name: 'generator', depths: DEPTHS },
  { name: 'frames', depths: DEEP },
];

export function contractProgram(): Program {
  const bytes = wasm(MODULE);
  const strategies: readonly Strategy[] = ['frames', 'generator'];
  const modules = new Map<string, string>(strategies.map((suspend) => [suspend, compile(bytes, { suspend }).code]));
  const lines = INPUT.map(({ name, depths }) => runContract(load(modules.get(name) as string), depths));
  if (lines[0] !== lines[1]) throw new Error(`The strategies differ: ${lines.join(' and ')}`);
  const expected = INPUT.map(({ name }, i) => `contract ${name}: ${lines[i]}`);
  return { kind: 'contract', name: 'contract', extent: 'short', input: INPUT, modules, expected };
}
