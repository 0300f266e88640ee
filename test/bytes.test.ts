// Accesses of one byte (src/compiler/lower/memory.ts): they trap where native traps, before anything is written and after
// the value has been computed, and see the memory as it grows.

import { expect, test } from 'vitest';
import { compile } from '../src/compiler/index.ts';
import { Instance } from '../src/runtime/index.ts';
import { BesideNative } from './support/beside-native.ts';
import { load } from './support/load.ts';
import { wasm } from './support/wat.ts';

const PAGE = 65_536;
const OFFSETS = [0, 1, PAGE - 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
const ADDRESSES = [0, 1, PAGE - 2, PAGE - 1, PAGE, 2 * PAGE - 1, 0x7fff_ffff, -0x8000_0000, -PAGE, -2, -1];

/** At each offset: a load, a store, a store behind a load of the same address, of both integer types. */
const functions = OFFSETS.flatMap((offset) => [
  `(func (export "load${offset}") (param i32) (result i32) (i32.load8_u offset=${offset} (local.get 0)))`,
  `(func (export "wide${offset}") (param i32) (result i64) (i64.load8_u offset=${offset} (local.get 0)))`,
  `(func (export "signed${offset}") (param i32) (result i32) (i32.load8_s offset=${offset} (local.get 0)))`,
  `(func (export "store${offset}") (param i32 i32) (i32.store8 offset=${offset} (local.get 0) (local.get 1)))`,
  `(func (export "sum${offset}") (param i32 i32)
    (i32.store8 offset=${offset} (i32.add (local.get 0) (i32.const 1)) (i32.add (local.get 1) (local.get 1))))`,
  `(func (export "again${offset}") (param i32 i32)
    (i32.store8 offset=${offset} (local.get 0) (i32.add (local.get 1) (i32.load8_u (local.get 0)))))`,
  `(func (export "wideStore${offset}") (param i32 i32)
    (i64.store8 offset=${offset} (local.get 0) (i64.extend_i32_s (local.get 1))))`,
]);
const bytes = wasm(`(module (memory (export "memory") 1)
  ${functions.join('\n')}
  (func (export "grow") (param i32) (result i32)
    (i32.store8 (i32.const 3) (memory.grow (local.get 0)))
    (i32.store8 offset=65536 (local.get 0) (i32.const 9))
    (i32.load8_u offset=65536 (local.get 0)))
  (func (export "divided") (param i32 i32) (i32.store8 (local.get 0) (i32.div_u (i32.const 1) (local.get 1))))
  (func (export "loop") (param i32) (result i32) (local i32 i32)
    (loop $again
      (local.set 2 (i32.add (local.get 2) (i32.load8_u (local.get 1))))
      (i32.store8 (local.get 1) (local.get 2))
      (br_if $again (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (local.get 0))))
    (local.get 2)))`);
const names = [...functions.join().matchAll(/"(\w+)"/g)].map(([, name]) => name as string);

test.each([true, { bytes: false }, { facts: false }, { bigint: 'everywhere' }, false] as const)(
  'optimise: %j',
  (optimise) => {
    const both = new BesideNative(bytes, optimise);
    const all = () => {
      for (const name of names) for (const address of ADDRESSES) both.compare(name, [address, address ^ 0x1ab]);
      both.compareMemories();
    };
    all();
    both.compare('loop', [1000]);
    both.compare('loop', [PAGE + 1]);
    both.compare('divided', [5, 0]);
    both.compare('divided', [-1, 0]);
    both.compare('divided', [-1, 1]);
    both.compare('grow', [1]);
    all();
    both.compare('loop', [2 * PAGE]);
    both.compare('loop', [-1]);
    both.compareMemories();
  },
);

test('a buffer that the host has taken away is no memory any more: nothing is stored silently', () => {
  const { exports } = new Instance(load(compile(bytes).code));
  const { memory, store0, load0 } = exports as unknown as {
    memory: { buffer: ArrayBuffer };
    store0(address: number, value: number): void;
    load0(address: number): number;
  };
  store0(1, 2);
  structuredClone(memory.buffer, { transfer: [memory.buffer] });
  expect(() => store0(1, 3)).toThrow();
  expect(() => load0(1)).toThrow();
});
