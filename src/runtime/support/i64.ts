// The i64 instructions that are too large to stand in compiled code (specification 4.3.2), division excepted. A value
// is a pair of int32, low word first; an i64 result returns its low word and leaves the high word in `resultInts[0]`.

import { resultInts } from './results.ts';

const TWO_POW_MINUS_32 = 2 ** -32;

/**
 * The product of the low words is rounded, by less than 2^11: taking away its own low word, then rounding, gives the
 * exact high word.
 */
export function i64_mul(al: number, ah: number, bl: number, bh: number): number {
  const low = Math.imul(al, bl);
  const carry = (((al >>> 0) * (bl >>> 0) - (low >>> 0)) * TWO_POW_MINUS_32 + 0.5) | 0;
  resultInts[0] = carry + Math.imul(al, bh) + Math.imul(ah, bl);
  return low;
}

// Shifts and rotations take the count modulo 32, as JavaScript does, and then move the words as its bit 5 says: with a
// mask, since a branch on a variable count is hard to predict. Shifting by 1 and by ~count, which is 31 − count modulo
// 32, shifts by 32 − count, 32 included.

/** −1 if the count, modulo 64, is 32 or more, else 0. */
function wordMask(count: number): number {
  return (count << 26) >> 31;
}

export function i64_shl(low: number, high: number, count: number): number {
  const mask = wordMask(count);
  const shifted = low << count;
  const upper = (high << count) | ((low >>> 1) >>> ~count);
  resultInts[0] = upper ^ ((upper ^ shifted) & mask);
  return shifted & ~mask;
}

export function i64_shr_s(low: number, high: number, count: number): number {
  const mask = wordMask(count);
  const shifted = high >> count;
  const lower = (low >>> count) | ((high << 1) << ~count);
  resultInts[0] = shifted ^ ((shifted ^ (high >> 31)) & mask);
  return lower ^ ((lower ^ shifted) & mask);
}

export function i64_shr_u(low: number, high: number, count: number): number {
  const mask = wordMask(count);
  const shifted = high >>> count;
  const lower = (low >>> count) | ((high << 1) << ~count);
  resultInts[0] = shifted & ~mask;
  return lower ^ ((lower ^ shifted) & mask);
}

export function i64_rotl(low: number, high: number, count: number): number {
  const swap = (low ^ high) & wordMask(count);
  const a = low ^ swap;
  const b = high ^ swap;
  resultInts[0] = (b << count) | ((a >>> 1) >>> ~count);
  return (a << count) | ((b >>> 1) >>> ~count);
}

export function i64_rotr(low: number, high: number, count: number): number {
  const swap = (low ^ high) & wordMask(count);
  const a = low ^ swap;
  const b = high ^ swap;
  resultInts[0] = (b >>> count) | ((a << 1) << ~count);
  return (a >>> count) | ((b << 1) << ~count);
}

export function i64_clz(low: number, high: number): number {
  return high === 0 ? 32 + Math.clz32(low) : Math.clz32(high);
}

export function i64_ctz(low: number, high: number): number {
  return low === 0 ? 64 - Math.clz32(~high & (high - 1)) : 32 - Math.clz32(~low & (low - 1));
}

/** As for i32, but the words are added as soon as 4 bits hold the sum. */
export function i64_popcnt(low: number, high: number): number {
  const a = low - ((low >>> 1) & 0x55555555);
  const b = high - ((high >>> 1) & 0x55555555);
  const x = (a & 0x33333333) + ((a >>> 2) & 0x33333333) + (b & 0x33333333) + ((b >>> 2) & 0x33333333);
  return Math.imul((x & 0x0f0f0f0f) + ((x >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
}
