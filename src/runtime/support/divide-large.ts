// Unsigned i64 division by 2^31 or more. Each result returns its low word and leaves the high word in `resultInts[0]`.
//
// A divisor of 2^63 or more goes in once or not at all. For all others the quotient is estimated in doubles, and may be one
// more than it should be. The remainder tells: its low word is exact, and what the estimate has behind the point, times the
// divisor, is near enough to it for its high word, which is negative then.

import { resultInts } from './results.ts';

const TWO_POW_32 = 4294967296;
const TWO_POW_MINUS_32 = 2 ** -32;

/**
 * Added to estimates: they are below 2^33, and three roundings make them wrong by at most 3 · 2^−53 of themselves. So an
 * estimate, rounded down, is the quotient or one more, and in that case the remainder is between −2^46 and 0.
 */
const BIAS = 2 ** -18;

function unsigned(low: number, high: number): number {
  return (high >>> 0) * TWO_POW_32 + (low >>> 0);
}

/**
 * The high word of the remainder whose low word is `low`, wrong by less than 2^−17: the product is wrong by less than 2^15.
 * Of that, 2^13 come from the estimate: it is wrong by 2^−51 of itself, and with the divisor it makes a dividend below 2^64.
 */
function highOf(fraction: number, b: number, low: number): number {
  return ((fraction - BIAS) * b - (low >>> 0)) * TWO_POW_MINUS_32;
}

function atLeast(al: number, ah: number, bl: number, bh: number): boolean {
  return ah >>> 0 > bh >>> 0 || (ah === bh && al >>> 0 >= bl >>> 0);
}

function pair(low: number, high: number): number {
  resultInts[0] = high;
  return low;
}

export function i64_div_u_large(al: number, ah: number, bl: number, bh: number): number {
  if (bh < 0) return pair(+atLeast(al, ah, bl, bh), 0);
  const b = unsigned(bl, bh);
  const estimate = unsigned(al, ah) / b + BIAS;
  const q = Math.floor(estimate);
  const low = q | 0;
  const high = (q * TWO_POW_MINUS_32) | 0;
  if (highOf(estimate - q, b, al - Math.imul(low, bl)) < -0.5) return pair((low - 1) | 0, high - +(low === 0));
  return pair(low, high);
}

export function i64_rem_u_large(al: number, ah: number, bl: number, bh: number): number {
  if (bh < 0) {
    if (!atLeast(al, ah, bl, bh)) return pair(al, ah);
    return pair((al - bl) | 0, ah - bh - +(al >>> 0 < bl >>> 0));
  }
  const b = unsigned(bl, bh);
  const estimate = unsigned(al, ah) / b + BIAS;
  const q = Math.floor(estimate);
  const low = (al - Math.imul(q, bl)) | 0;
  const high = highOf(estimate - q, b, low);
  if (high > -0.5) return pair(low, (high + 0.5) | 0);
  const sum = (low + bl) | 0;
  return pair(sum, ((high - 0.5) | 0) + bh + +(sum >>> 0 < bl >>> 0));
}
