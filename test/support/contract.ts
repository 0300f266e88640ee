// What the tests of the contract share: a module whose functions pause in every way, and machines of it.

import { expect } from 'vitest';
import type { CompiledModule, Strategy } from '../../src/runtime/abi.ts';
import {
  i32,
  i64,
  type Outcome,
  type Prepare,
  type Resolver,
  type VirtualMachine,
  VirtualMachinePrototype,
  type WasmValue,
} from '../../src/runtime/index.ts';
import { compiled } from './wat.ts';

/**
 * A module whose every function pauses at calls of imports; 0: `add` of two i32, 1: `wide` of an i32 and an i64, 2:
 * `note`.
 */
const HOST = `
  (import "env" "add" (func $add (param i32 i32) (result i32)))
  (import "env" "wide" (func $wide (param i32 i64) (result i64)))
  (import "env" "note" (func $note (param i32)))
  (import "env" "memory" (memory 1 8))
  (global $count (mut i32) (i32.const 100))
  (global (export "__heap_base") i32 (i32.const 0x80001000))
  (global (export "wide_global") i64 (i64.const 1)) (global (export "float") f32 (f32.const 1))
  (global (export "negative") (mut i32) (i32.const -1))
  (table 4 funcref) (elem (i32.const 1) $twice)
  (data (i32.const 16) "data")
  (func $twice (export "twice") (param i32) (result i32) (call $add (call $add (local.get 0) (i32.const 1)) (local.get 0)))
  (func (export "indirect") (param i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 1)))
  (func (export "count") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (call $note (global.get $count)) (global.get $count))
  (func (export "widen") (param i64) (result i64) (i64.add (call $wide (i32.const -7) (local.get 0)) (i64.const 1)))
  (func (export "nothing") (call $note (i32.const 5)))
  (func (export "trap") (call $note (i32.const 1)) (unreachable))
  (func (export "load") (param i32) (result i32) (call $note (i32.const 0)) (i32.load (local.get 0)))
  (func (export "store") (param i32 i32) (call $note (i32.const 0)) (i32.store (local.get 0) (local.get 1)))
  (func (export "grow") (param i32) (result i32) (call $note (i32.const 0)) (memory.grow (local.get 0)))
  (func (export "pure") (param i32 i64) (result i32) (i32.add (local.get 0) (i32.wrap_i64 (local.get 1))))
  (func (export "call") (param i32) (call_indirect (local.get 0)))
  (func (export "untable") (table.set (i32.const 1) (ref.null func)))
  (func $deep (export "deep") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (call $add (i32.const 0) (i32.const 0)))))
    (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (call $add (local.get 0) (i32.const 1))))
  (func (export "float_parameter") (param f32)) (func (export "two") (result i32 i32) (i32.const 1) (i32.const 2))
  (func $forever (export "forever") (call $forever) (call $note (i32.const 1)))
  (func $pausingly (export "pausingly") (param i32) (result i32) (call $note (local.get 0)) (i32.add (call $pausingly (i32.add (local.get 0) (i32.const 1))) (local.get 0)))
  (export "add" (func $add))`;

export const ids: Resolver = (_module, name) => ['add', 'wide', 'note'].indexOf(name);

/** The code of the error that `f` throws, which must be of the class. */
export function code(
  errorClass: new (...values: never[]) => Error & { readonly code: string },
  f: () => unknown,
): string {
  try {
    f();
  } catch (error) {
    expect(error).toBeInstanceOf(errorClass);
    expect((error as Error).name).toBe(errorClass.name);
    return (error as { code: string }).code;
  }
  return 'no error';
}

export interface Host {
  readonly module: CompiledModule;
  prepare(): Prepare;
  start(name: string, ...params: WasmValue[]): VirtualMachine;
}

export function hostOf(strategy: Strategy): Host {
  const module = compiled(`(module ${HOST})`, strategy);
  const prepare = (): Prepare => VirtualMachinePrototype.create(module, ids).prepare();
  return { module, prepare, start: (name, ...params) => prepare().start(name, params) };
}

/** Answers every call as the imports' names say; gives the outcome of the end and all calls. */
export function finish(vm: VirtualMachine): { end: Outcome; calls: string[] } {
  const calls: string[] = [];
  let outcome = vm.run();
  while (outcome.kind === 'interrupted') {
    const [a, b] = outcome.params.map(({ value }) => value) as [never, never];
    calls.push(`${outcome.id}(${outcome.params.map(({ value }) => value).join()})`);
    outcome = vm.run(outcome.id === 0 ? i32(a + b) : outcome.id === 1 ? i64(b * 3n) : undefined);
  }
  return { end: outcome, calls };
}
