// Accesses at addresses that are known to be aligned (src/compiler/lower/aligned.ts): they do what native does at the memory's
// end, beyond it, and where address and offset pass 2³²; what is not known to be aligned is not taken for it.

import { expect, test } from 'vitest';
import { compile } from '../src/compiler/index.ts';
import { Instance } from '../src/runtime/index.ts';
import { BesideNative } from './support/beside-native.ts';
import { load } from './support/load.ts';
import { readable, wasm } from './support/wat.ts';

const PAGE = 65_536;
const OFFSETS = [0, 4, PAGE - 8, 0x8000_0000, 0xffff_fffc];
/** Of a parameter, and how many of their lowest bits are known to be 0. */
const ADDRESSES: readonly (readonly [text: string, zeros: number])[] = [
  ['(i32.shl (local.get 0) (i32.const 2))', 2],
  ['(i32.shl (local.get 0) (i32.const 34))', 2],
  ['(i32.shl (local.get 0) (i32.const 3))', 3],
  ['(i32.and (local.get 0) (i32.const -8))', 3],
  ['(i32.mul (local.get 0) (i32.const 12))', 2],
  ['(i32.mul (i32.shl (local.get 0) (i32.const 1)) (i32.shl (local.get 0) (i32.const 1)))', 2],
  ['(i32.add (i32.shl (local.get 0) (i32.const 3)) (i32.const 20))', 2],
  ['(i32.sub (i32.const 65540) (i32.shl (local.get 0) (i32.const 3)))', 2],
  ['(i32.or (i32.shl (local.get 0) (i32.const 3)) (i32.const 4))', 2],
  ['(i32.xor (i32.and (local.get 0) (i32.const 65532)) (i32.shl (local.get 0) (i32.const 20)))', 2],
  ['(i32.shr_u (i32.shl (local.get 0) (i32.const 5)) (i32.const 3))', 2],
  ['(i32.shr_s (i32.and (local.get 0) (i32.const -32)) (i32.const 3))', 2],
  ['(local.tee 2 (i32.shl (local.get 0) (i32.const 2)))', 2],
  [
    '(if (result i32) (local.tee 2 (i32.shl (local.get 0) (i32.const 2))) (then (local.get 2)) (else (local.get 2)))',
    2,
  ],
  ['(block (result i32) (local.set 2 (i32.and (local.get 0) (i32.const -4))) (local.get 2))', 2],
  ['(local.get 0)', 0],
  ['(i32.shl (local.get 0) (i32.const 1))', 1],
  ['(i32.shl (local.get 0) (i32.const 33))', 1],
  ['(i32.shl (i32.const 4) (local.get 0))', 2],
  ['(i32.add (i32.shl (local.get 0) (i32.const 2)) (i32.const 6))', 1],
  ['(i32.shr_u (i32.shl (local.get 0) (i32.const 4)) (i32.const 3))', 1],
  ['(i32.shr_u (i32.shl (local.get 0) (i32.const 2)) (local.get 0))', 0],
  ['(i32.mul (local.get 0) (i32.const 3))', 0],
  ['(i32.rotl (i32.shl (local.get 0) (i32.const 2)) (i32.const 31))', 0],
];

const i64 = '(i64.mul (i64.extend_i32_s (local.get 1)) (i64.const 0x9e3779b97f4a7c15))';
/** With parameters 0 (of the address) and 1 (of what is stored), and a local: their results, and what they do. */
const accesses: readonly (readonly [result: string, body: (address: string, offset: string) => string])[] = [
  ['(result i32)', (a, o) => `(i32.load ${o} ${a})`],
  ['(result i64)', (a, o) => `(i64.load ${o} ${a})`],
  ['(result i64)', (a, o) => `(i64.load32_s ${o} ${a})`],
  ['(result i64)', (a, o) => `(i64.load32_u ${o} ${a})`],
  ['', (a, o) => `(i32.store ${o} ${a} (local.get 1))`],
  ['', (a, o) => `(i32.store ${o} ${a} (i32.div_s (i32.const 77) (local.get 1)))`],
  ['', (a, o) => `(i64.store32 ${o} ${a} ${i64})`],
  ['', (a, o) => `(i64.store ${o} ${a} ${i64})`],
  ['', (a, o) => `(i64.store ${o} ${a} (i64.const 0))`],
  ['', (a, o) => `(i64.store ${o} ${a} (i64.load32_s (local.get 1)))`],
  // Copies, from and to places that are aligned and places that are not.
  ['', (a, o) => `(i64.store ${o} ${a} (i64.load (local.get 1)))`],
  ['', (a, o) => `(i64.store ${o} ${a} (i64.load (i32.shl (local.get 1) (i32.const 2))))`],
  ['', (a, o) => `(i64.store (local.get 1) (i64.load ${o} ${a}))`],
  // The words overlap.
  ['', (a, o) => `(i64.store offset=4 ${a} (i64.rotl (i64.load ${o} ${a}) (i64.const 8)))`],
  // What is loaded keeps the value that it had.
  ['(result i64)', (a, o) => `(i64.load ${o} ${a}) (i32.store ${o} ${a} (local.get 1)) (i64.load ${o} ${a}) (i64.add)`],
];
const functions = ADDRESSES.flatMap(([address], i) =>
  OFFSETS.flatMap((offset) =>
    accesses.map(
      ([result, body], k) =>
        `(func (export "${i}-${offset}-${k}") (param i32 i32) ${result} (local i32) ${body(address, `offset=${offset}`)})`,
    ),
  ),
);
const bytes = wasm(`(module (memory (export "memory") 1)
  (func (export "grow") (param i32) (result i32) (local i32)
    (i32.store (i32.const 12) (memory.grow (local.get 0)))
    (i32.store offset=65536 (local.tee 1 (i32.shl (local.get 0) (i32.const 4))) (i32.const 9))
    (i32.load offset=65536 (local.get 1)))
  (func (export "fixed") (result i64)
    (i64.store (i32.const 1048) (i64.add (i64.load (i32.const 1032)) (i64.const -5)))
    (i64.store (i32.const 1050) (i64.load (i32.const 1048)))
    (i64.add (i64.load (i32.const 65528)) (i64.load offset=4 (i32.const 1044))))
  (func (export "beyond") (result i64) (i64.load (i32.const 65532)))
  ;; Aligned before the loop, not in it.
  (func (export "loop") (param i32) (result i32) (local i32 i32)
    (local.set 1 (i32.const 1024))
    (loop $again
      (i32.store (local.get 1) (i32.mul (local.get 2) (i32.const 0x01020304)))
      (local.set 1 (i32.add (local.get 1) (i32.const 3)))
      (br_if $again (i32.lt_u (local.tee 2 (i32.add (local.get 2) (i32.const 1))) (local.get 0))))
    (i32.load (i32.sub (local.get 1) (i32.const 6))))
  ;; Aligned on one way only.
  (func (export "joined") (param i32) (result i32) (local i32)
    (local.set 1 (i32.shl (local.get 0) (i32.const 2)))
    (if (i32.and (local.get 0) (i32.const 1)) (then (local.set 1 (i32.add (local.get 1) (i32.const 1)))))
    (i32.load offset=1024 (local.get 1)))
  ${functions.join('\n')})`);

const PARAMETERS = [
  0,
  1,
  5,
  PAGE / 4 - 2,
  PAGE / 4 - 1,
  PAGE - 8,
  PAGE - 4,
  PAGE,
  0x2000_0000,
  0x7fff_fffc,
  -8,
  -4,
  -1,
];

test.each([true, { aligned: false }, { facts: false }, { copies: false }, { bigint: 'everywhere' }, false] as const)(
  'optimise: %j',
  (optimise) => {
    const both = new BesideNative(bytes, optimise);
    const all = () => {
      for (const [i, [address]] of ADDRESSES.entries()) {
        for (const offset of OFFSETS) {
          for (const k of accesses.keys()) {
            for (const [n, parameter] of PARAMETERS.entries()) {
              both.compare(`${i}-${offset}-${k}`, [parameter, n * 0x1003], address);
            }
          }
          both.compareMemories();
        }
      }
      both.compare('fixed', []);
      both.compare('beyond', []);
      both.compare('loop', [50]);
      for (const parameter of [0, 1, 2, 3]) both.compare('joined', [parameter]);
    };
    all();
    both.compare('grow', [1]);
    both.compare('0-4-0', [PAGE / 4]);
    both.compare('0-4-5', [1, 0]);
    both.compareMemories();
  },
);

test.each(ADDRESSES)('%s: %i zeros', (address, zeros) => {
  const code = readable(
    wasm(`(module (memory 1) (func (export "f") (param i32 i32) (result i32) (local i32) (i32.load ${address})))`),
  );
  expect(code.includes('W[')).toBe(zeros >= 2);
  expect(code.includes('M.words')).toBe(zeros >= 2);
});

test.each(ADDRESSES)('%s in a BigInt body: %i zeros', (address, zeros) => {
  const text = `(module (memory 1)
    (func (export "f") (param i32 i32) (result i64) (local i32) (i64.mul (i64.load ${address}) (i64.const 3))))`;
  const code = readable(wasm(text), { optimise: { bigint: 'everywhere' } });
  expect(code.includes('Y[')).toBe(zeros >= 3);
  expect(code.includes('M.longs')).toBe(zeros >= 3);
});

test('a buffer that the host has taken away is no memory any more: nothing is stored silently', () => {
  const text = `(module (memory (export "memory") 1)
    (func (export "load") (result i64) (i64.load (i32.const 16)))
    (func (export "store") (param i32) (i32.store (i32.const 16) (local.get 0))))`;
  const { exports } = new Instance(load(compile(wasm(text)).code));
  const { memory, ...functionsOf } = exports as unknown as {
    memory: { buffer: ArrayBuffer };
    load(): bigint;
    store(value: number): void;
  };
  functionsOf.store(2);
  expect(functionsOf.load()).toBe(2n);
  structuredClone(memory.buffer, { transfer: [memory.buffer] });
  expect(() => functionsOf.store(3)).toThrow();
  expect(() => functionsOf.load()).toThrow();
});
