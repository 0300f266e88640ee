// i64 division against BigInt: every pair of boundary values, and random operands of every width whose quotient is, or
// nearly is, an integer. There the estimate in doubles may be one too high.

import { describe, expect, test } from 'vitest';
import * as support from '../src/runtime/support.ts';
import { Random } from './support/fuzz/random.ts';

const MASK = (1n << 64n) - 1n;
const ROUNDS = 50_000;

// Memory converts: V8 11 crashes when it optimises code in which `BigInt.asIntN` results meet.
const words = new DataView(new ArrayBuffer(8));
function split(x: bigint): [low: number, high: number] {
  words.setBigUint64(0, x, true);
  return [words.getInt32(0, true), words.getInt32(4, true)];
}
/** The i64 whose low word a support function has just returned, as unsigned. */
function join(low: number, high = support.resultInts[0] as number): bigint {
  words.setInt32(0, low, true);
  words.setInt32(4, high, true);
  return words.getBigUint64(0, true);
}
const signed = (x: bigint): bigint => (x >> 63n === 0n ? x : x - (1n << 64n));

const boundaries: bigint[] = [];
for (let bits = 0n; bits < 64n; bits++) {
  for (const delta of [-2n, -1n, 0n, 1n, 2n])
    boundaries.push(((1n << bits) + delta) & MASK, (delta - (1n << bits)) & MASK);
}

function same(name: string, a: bigint, b: bigint, obtained: bigint, wanted: bigint): void {
  if (obtained !== (wanted & MASK)) expect([name, a, b, obtained]).toEqual([name, a, b, wanted & MASK]);
}

/** Compares all that divide a by b, unsigned numbers of 64 bits, except where they trap. */
function compare(a: bigint, b: bigint): void {
  if (b === 0n) return;
  const [al, ah] = split(a);
  const [bl, bh] = split(b);
  same('div_u', a, b, join(support.i64_div_u(al, ah, bl, bh)), a / b);
  same('rem_u', a, b, join(support.i64_rem_u(al, ah, bl, bh)), a % b);
  same('rem_s', a, b, join(support.i64_rem_s(al, ah, bl, bh)), signed(a) % signed(b));
  if (a !== 1n << 63n || b !== MASK) {
    same('div_s', a, b, join(support.i64_div_s(al, ah, bl, bh)), signed(a) / signed(b));
  }
  if (b < 0x80000000n) {
    same('div_u_small', a, b, join(support.i64_div_u_small(al, ah, bl)), a / b);
    same('rem_u_small', a, b, join(support.i64_rem_u_small(al, ah, bl), 0), a % b);
  }
}

describe('i64 division against BigInt', () => {
  test('boundary values, each by each', () => {
    for (const a of boundaries) for (const b of boundaries) compare(a, b);
  });

  const random = new Random(1);
  /** A number of `bits` bits: random, or mostly ones or zeros. */
  function ofWidth(bits: number): bigint {
    if (bits === 0) return 0n;
    const top = 1n << BigInt(bits - 1);
    const any = join(random.int32(), random.int32());
    const mask = random.chance(0.5) ? top - 1n : (1n << BigInt(random.below(bits))) - 1n;
    return top | (random.chance(0.2) ? ~any & mask & 7n : any & mask);
  }

  test('operands of every width', () => {
    for (let i = 0; i < ROUNDS; i++) compare(ofWidth(random.between(0, 64)), ofWidth(random.between(1, 64)));
  });

  test('dividends at a multiple of the divisor, one below and one above', () => {
    for (let i = 0; i < ROUNDS; i++) {
      const bits = random.between(1, 64);
      const b = ofWidth(bits);
      const largest = MASK / b;
      const quotient = random.chance(0.2) ? largest : ofWidth(random.between(0, 65 - bits)) % (largest + 1n);
      for (const delta of [-1n, 0n, 1n]) compare((quotient * b + delta) & MASK, b);
    }
  });

  test('results are int32 words', () => {
    for (let i = 0; i < ROUNDS; i++) {
      const [al, ah] = split(ofWidth(random.between(0, 64)));
      const [bl, bh] = split(ofWidth(random.between(1, 64)));
      for (const f of [support.i64_div_u, support.i64_rem_u, support.i64_div_s, support.i64_rem_s]) {
        if (f === support.i64_div_s && (bl & bh) === -1) continue;
        const low = f(al, ah, bl, bh);
        if (!Object.is(low, low | 0)) expect(low).toBe(low | 0);
      }
    }
  });
});
