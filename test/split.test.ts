// Functions that engines would not optimise are cut into pieces: the pieces are small enough, and what the function does
// is what it does natively, pauses, branches out of pieces and returns included.

import { describe, expect, test } from 'vitest';
import { compile } from '../src/compiler/index.ts';
import { Instance, promising, Suspending } from '../src/runtime/index.ts';
import { load } from './support/load.ts';
import { readable, wasm } from './support/wat.ts';

/** V8's limit for a function that it optimises, in bytes of bytecode; a character of compiled code is about one. */
const LIMIT = 61_440;
const STANZAS = 700;

/** One of many parts that differ: loads and stores, floats, a call, a branch out, round, or to the end. */
function stanza(k: number): string {
  const word = `(i32.const ${(k * 8) % 4096})`;
  return `
    (local.set $a (i32.add (i32.mul (local.get $a) (i32.const ${2 * k + 1})) (i32.load ${word})))
    (i32.store ${word} (i32.xor (local.get $a) (local.get $round)))
    (local.set $j (i64.add (i64.mul (local.get $j) (i64.extend_i32_u (local.get $a))) (i64.const ${k * 1_000_003})))
    (local.set $d (f64.add (f64.mul (local.get $d) (f64.const 0.5)) (f64.convert_i32_s (local.get $a))))
    ${k % 40 === 7 ? `(local.set $a (i32.add (local.get $a) (call $ask (i32.const ${k}))))` : ''}
    ${k % 90 === 31 ? `(br_if $out (i32.eq (i32.and (local.get $a) (i32.const 1023)) (i32.const ${k & 1023})))` : ''}
    ${k % 90 === 61 ? `(br_if $again (i32.eq (i32.and (local.get $a) (i32.const 255)) (i32.const ${k & 255})))` : ''}
    ${k % 200 === 150 ? `(if (i32.eq (local.get $round) (i32.const ${k})) (then (return (local.get $j))))` : ''}`;
}

const parts = Array.from({ length: STANZAS }, (_, k) => stanza(k));
/** Flat, since wabt nests only so deep. */
const nested = (depth: number): string => {
  const open = (k: number) => `block $b${k} (br_if $b${k} (i32.eq (local.get $a) (i32.const ${k})))`;
  const share = Math.ceil(STANZAS / depth);
  const close = (k: number) => `${parts.slice(k * share, (k + 1) * share).join('')} end`;
  const levels = Array.from({ length: depth }, (_, k) => k);
  return `${levels.map(open).join('\n')}${levels.map(close).join('\n')}`;
};
const module = (body: string): string => `(module
  (import "env" "ask" (func $ask (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "run") (param $n i32) (param $j i64) (result i64)
    (local $a i32) (local $round i32) (local $d f64)
    block $out loop $again
      (local.set $round (i32.add (local.get $round) (i32.const 1)))
      (br_if $out (i32.gt_u (local.get $round) (local.get $n)))
      ${body}
      (br $again)
    end end
    (i64.xor (local.get $j) (i64.reinterpret_f64 (local.get $d)))))`;

const functionsOf = (code: string): string[] => code.split(/^(?=function )/m).slice(1);

describe.each([
  ['a long body', module(parts.join(''))],
  ['nested blocks, made basic blocks', module(nested(100))],
])('%s', (_, text) => {
  const bytes = wasm(text);
  const ask = (x: number): number => Math.imul(x, 31) + 5;
  const inputs: [number, bigint][] = [1, 2, 3, 20, 151].map((n) => [n, BigInt(n) * 7n]);
  const expected = inputs.map((input) => {
    const { run, memory } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { ask } }).exports;
    return [run(...input), new Uint32Array(memory.buffer).reduce((a, b) => (Math.imul(a, 31) + b) | 0)];
  });

  test('is too large in one piece, and each of its pieces is not', () => {
    const longest = (split: boolean): number =>
      Math.max(...functionsOf(readable(bytes, { optimise: { split } })).map(({ length }) => length));
    expect(longest(false)).toBeGreaterThan(LIMIT);
    expect(longest(true)).toBeLessThan(LIMIT);
  });

  test.each(['frames', 'generator'] as const)('does what it does natively, %s', async (suspend) => {
    const compiled = load(compile(bytes, { suspend }).code);
    const sum = (memory: { buffer: ArrayBuffer }) =>
      new Uint32Array(memory.buffer).reduce((a, b) => (Math.imul(a, 31) + b) | 0);
    for (const [i, input] of inputs.entries()) {
      const inPlace = new Instance(compiled, { env: { ask } }).exports;
      expect([inPlace.run(...input), sum(inPlace.memory)]).toEqual(expected[i]);
      const later = new Suspending(async (x: number) => ask(x));
      const pausing = new Instance(compiled, { env: { ask: later } }).exports;
      expect([await promising(pausing.run)(...input), sum(pausing.memory)]).toEqual(expected[i]);
    }
  });
});
