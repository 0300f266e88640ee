// Loads of words that were stored just now (src/compiler/lower/forward.ts): they are left out where the word is still there,
// and only there; random runs of stores and loads, at addresses that may be the same, do what they do natively.

import { expect, test } from 'vitest';
import { BesideNative } from './support/beside-native.ts';
import { Random } from './support/fuzz/random.ts';
import { readable, wasm } from './support/wat.ts';

const at4 = '(i32.load offset=4 (local.get 0))';
const store4 = '(i32.store offset=4 (local.get 0) (i32.mul (local.get 1) (local.get 1)))';
/** What is stored stands in a variable. */
const stored4 = '(i32.store offset=4 (local.get 0) (local.get 1))';
const store8 = '(i64.store offset=8 (local.get 0) (i64.mul (local.get 3) (local.get 3)))';
const around = (body: string) => `(module (memory (export "memory") 1)
  (func $other (result i32) (i32.store (i32.const 4) (i32.const 7)) (i32.const 3))
  (func (export "f") (param i32 i32 i32 i64) (result i64) ${body}))`;

/** How often the function reads memory: where the word is known, not at all. */
test.each([
  [0, `${store4} (i64.extend_i32_s ${at4})`],
  [0, `${store4} (i64.extend_i32_s ${at4}) (i64.load32_u offset=4 (local.get 0)) i64.add`],
  [0, `${store8} (i64.load offset=8 (local.get 0))`],
  [0, `${store8} (i64.extend_i32_s (i32.load offset=12 (local.get 0)))`],
  [0, `${store8} (i64.load (i32.add (local.get 0) (i32.const 8)))`],
  [0, `(i32.store offset=8 (local.get 0) (local.get 1)) ${store4} (i64.load offset=4 (local.get 0))`],
  [0, `${store4} ${store8} (i32.store8 offset=3 (local.get 0) (local.get 1)) (i64.extend_i32_s ${at4})`],
  [0, `${stored4} (block (br_if 0 (local.get 1)) (return (i64.extend_i32_s ${at4}))) (i64.const 1)`],
  // A part of it, or more.
  [1, `${store4} (i64.load16_u offset=4 (local.get 0))`],
  [2, `${store4} (i64.load offset=4 (local.get 0))`],
  // Not as an unsigned number: the sum may wrap round.
  [1, `(i32.store (i32.add (local.get 0) (i32.const 4)) (local.get 1)) (i64.extend_i32_s ${at4})`],
  // Anything may have been stored there since.
  [1, `${store4} (i32.store16 offset=6 (local.get 0) (local.get 1)) (i64.extend_i32_s ${at4})`],
  [1, `${store4} (i32.store (local.get 2) (local.get 1)) (i64.extend_i32_s ${at4})`],
  [1, `${store4} (drop (memory.grow (i32.const 0))) (i64.extend_i32_s ${at4})`],
  [1, `${store4} (drop (call $other)) (i64.extend_i32_s ${at4})`],
  [1, `${store4} (memory.fill (local.get 2) (i32.const 1) (i32.const 1)) (i64.extend_i32_s ${at4})`],
  [1, `${store4} (if (local.get 1) (then (i32.store (local.get 2) (i32.const 1)))) (i64.extend_i32_s ${at4})`],
  // Not on every way here.
  [1, `(if (local.get 1) (then) (else ${stored4})) (i64.extend_i32_s ${at4})`],
  [1, `(if (local.get 1) (then) (else ${stored4} (return (i64.const 1)))) (i64.extend_i32_s ${at4})`],
  [1, `(if (result i64) (local.get 2) (then ${stored4} (i64.const 1)) (else (i64.extend_i32_s ${at4})))`],
  [1, `(block (br_if 0 (local.get 1)) ${stored4}) (i64.extend_i32_s ${at4})`],
  // The address, or what was stored, stands in a variable that changes.
  [1, `${store4} (local.set 0 (i32.shr_u (local.get 2) (i32.const 1))) (i64.extend_i32_s ${at4})`],
  [1, `${stored4} (local.set 1 (i32.const 5)) (i64.extend_i32_s ${at4})`],
  [1, `${store4} (loop (br_if 0 (local.tee 1 (i32.shr_u (local.get 1) (i32.const 1))))) (i64.extend_i32_s ${at4})`],
])('%i reads: %s', (reads, body) => {
  const bytes = wasm(around(body));
  const code = readable(bytes);
  const text = code.slice(code.indexOf('function f1('));
  expect(text.match(/D\.get\w+\(|W\[[^\]]+\] \?\? O\(\)/g) ?? []).toHaveLength(reads);
  const plain = readable(bytes, { optimise: { forwarding: false } });
  expect(plain.match(/D\.get\w+\(/g)?.length).toBeGreaterThan(0);
  const both = new BesideNative(bytes, true);
  for (const base of [16, 0, -4, -8, 65_524, 65_528, 65_532]) {
    for (const other of [16, 20, 22, 0]) {
      both.compare('f', [base, 0x12345678, other, -0x123456789abcdefn], `${body} at ${base}, ${other}`);
      both.compareMemories(body);
    }
  }
});

/** Parameters: two addresses; locals: an i32, an i64, and what has been loaded so far. */
function program(random: Random): string {
  const address = () => {
    const base = `(local.get ${random.pick(['$p', '$q'])})`;
    return random.pick([base, base, `(i32.add ${base} (i32.const ${random.pick([4, 8, -4])}))`]);
  };
  const offset = () => `offset=${random.pick([0, 4, 8, 12, 2, 7])}`;
  const word = () =>
    random.pick(['(local.get $a)', '(i32.mul (local.get $a) (i32.const 77))', '(i32.const -5)', load32()]);
  const long = () =>
    random.pick(['(local.get $j)', '(i64.mul (local.get $j) (i64.const 0x123456789))', '(i64.const 0)', load64()]);
  const load32 = (): string => `(i32.${random.pick(['load', 'load', 'load8_s', 'load16_u'])} ${offset()} ${address()})`;
  const load64 = (): string =>
    `(i64.${random.pick(['load', 'load', 'load32_s', 'load32_u'])} ${offset()} ${address()})`;
  const store = () =>
    random.pick([
      () => `(i32.store ${offset()} ${address()} ${word()})`,
      () => `(i64.store ${offset()} ${address()} ${long()})`,
      () => `(i32.${random.pick(['store8', 'store16'])} ${offset()} ${address()} ${word()})`,
      () => `(i64.store32 ${offset()} ${address()} ${long()})`,
      () => `(f64.store ${offset()} ${address()} (f64.const 1.5))`,
    ])();
  const see = (value: string) => `(local.set $sum (i64.add (i64.rotl (local.get $sum) (i64.const 7)) ${value}))`;
  const step = (depth: number): string => {
    const kind = random.below(20);
    if (kind < 8) return store();
    if (kind < 14) return see(random.pick([load64(), `(i64.extend_i32_s ${load32()})`]));
    if (kind < 15) return `(local.set $a (i32.xor (local.get $a) ${word()}))`;
    if (kind < 16) return `(local.set $j (i64.xor (local.get $sum) ${long()}))`;
    if (kind < 17) return `(local.set ${random.pick(['$p', '$q'])} (i32.and ${word()} (i32.const 252)))`;
    if (depth > 2) return see('(local.get $j)');
    const some = steps(2 + random.below(4), depth + 1);
    const test = `(i32.and (local.get $a) (i32.const ${1 << random.below(5)}))`;
    if (kind < 18) return `(block (br_if 0 ${test}) ${some})`;
    return kind < 19
      ? `(if ${test} (then ${some}) (else ${steps(2, depth + 1)}))`
      : `(call $store (local.get $q) ${word()})`;
  };
  const steps = (count: number, depth: number): string => Array.from({ length: count }, () => step(depth)).join('\n');
  return steps(30, 0);
}

test.each([true, { forwarding: false }, { aligned: false, copies: false }, { bigint: 'everywhere' }, false] as const)(
  'random runs, optimise: %j',
  (optimise) => {
    const random = new Random(20_261_127);
    const programs = Array.from({ length: 150 }, () => program(random));
    const functions = programs.map(
      (body, i) => `(func (export "${i}") (param $p i32) (param $q i32) (result i64)
        (local $a i32) (local $j i64) (local $sum i64)
        (local.set $a (i32.sub (local.get $q) (i32.const 12345)))
        (local.set $j (i64.mul (i64.extend_i32_s (local.get $a)) (i64.const 0x9e3779b97f4a7c15)))
        ${body} (local.get $sum))`,
    );
    const both = new BesideNative(
      wasm(`(module (memory (export "memory") 1)
        (func $store (param i32 i32) (i32.store offset=4 (local.get 0) (local.get 1)))
        ${functions.join('\n')})`),
      optimise,
    );
    for (const [i, body] of programs.entries()) {
      for (const [p, q] of [
        [64, 64],
        [64, 68],
        [68, 64],
        [64, 128],
        [66, 64],
        [0, 4],
        [65_516, 65_520],
        [-4, 8],
      ] as const) {
        both.compare(`${i}`, [p, q], `${body}\n${p}, ${q}`);
      }
      both.compareMemories(body);
    }
  },
);
