// The i64 instructions that are too large to stand in compiled code (specification 4.3.2), division excepted. A value
// is a pair of int32, low word first; an i64 result returns its low word and leaves the high word in `resultInts[0]`.

import { i32_popcnt } from './i32.ts';
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

export function i64_shl(low: number, high: number, count: number): number {
  const n = count & 63;
  if (n >= 32) {
    resultInts[0] = low << n;
    return 0;
  }
  // Shifting right by 1 and by 31 − n, since a shift by 32 would be one by 0.
  resultInts[0] = (high << n) | ((low >>> 1) >>> (31 - n));
  return low << n;
}

export function i64_shr_s(low: number, high: number, count: number): number {
  const n = count & 63;
  if (n >= 32) {
    resultInts[0] = high >> 31;
    return high >> n;
  }
  resultInts[0] = high >> n;
  return (low >>> n) | ((high << 1) << (31 - n));
}

export function i64_shr_u(low: number, high: number, count: number): number {
  const n = count & 63;
  if (n >= 32) {
    resultInts[0] = 0;
    return (high >>> n) | 0;
  }
  resultInts[0] = high >>> n;
  return (low >>> n) | ((high << 1) << (31 - n));
}

export function i64_rotl(low: number, high: number, count: number): number {
  const n = count & 31;
  const a = (count & 32) === 0 ? low : high;
  const b = (count & 32) === 0 ? high : low;
  resultInts[0] = (b << n) | ((a >>> 1) >>> (31 - n));
  return (a << n) | ((b >>> 1) >>> (31 - n));
}

export function i64_rotr(low: number, high: number, count: number): number {
  return i64_rotl(low, high, -count & 63);
}

export function i64_clz(low: number, high: number): number {
  return high === 0 ? 32 + Math.clz32(low) : Math.clz32(high);
}

export function i64_ctz(low: number, high: number): number {
  return low === 0 ? 64 - Math.clz32(~high & (high - 1)) : 32 - Math.clz32(~low & (low - 1));
}

export function i64_popcnt(low: number, high: number): number {
  return i32_popcnt(low) + i32_popcnt(high);
}
