// Unsigned i64 division (specification 4.3.2: idiv_u, irem_u). A result returns its low word and leaves the high word in
// `resultInts[0]`. A divisor of 31 bits is divided by as in `divide-small.ts`; one of 2^63 or more goes in once or not at all.
// For all others the quotient is estimated in doubles, and may be one more than it should be. The remainder tells: its low
// word is exact, and what the estimate has behind the point, times the divisor, is near enough to it for its high word,
// which is negative then.
//
// Each is one long function, the remainder with the work of `i64_rem_u_small` written out: JavaScriptCore inlines shorter
// ones, and a loop with a quotient and a remainder takes half as long again where it has inlined both, since conversions to
// doubles wait for what was in their registers.

import { estimate, i64_div_u_small } from './divide-small.ts';
import { resultInts } from './results.ts';
import { trap } from './trap.ts';

const TWO_POW_32 = 4294967296;
const TWO_POW_MINUS_32 = 2 ** -32;

/**
 * Added to quotients: they are below 2^33, and three roundings make them wrong by at most 3 · 2^−53 of themselves. So one
 * that is rounded down is right or one more, and in that case the remainder is between −2^46 and 0.
 *
 * What the quotient has behind the point, times the divisor, is wrong by less than 2^15: 2^13 come from the quotient, which
 * is wrong by 2^−51 of itself and makes a dividend below 2^64.
 */
const BIAS = 2 ** -18;

/** Traps: 'integer divide by zero'. */
export function i64_div_u(al: number, ah: number, bl: number, bh: number): number {
  if (bh === 0) {
    if (bl > 0) return i64_div_u_small(al, ah, bl);
    if (bl === 0) throw trap('integer divide by zero');
  } else if (bh < 0) {
    resultInts[0] = 0;
    return ah >>> 0 > bh >>> 0 || (ah === bh && al >>> 0 >= bl >>> 0) ? 1 : 0;
  }
  const b = bh * TWO_POW_32 + (bl >>> 0);
  const quotient = ((ah >>> 0) * TWO_POW_32 + (al >>> 0)) / b + BIAS;
  const q = Math.floor(quotient);
  const low = q | 0;
  const high = (q * TWO_POW_MINUS_32) | 0;
  const remainder = (quotient - q - BIAS) * b - ((al - Math.imul(low, bl)) >>> 0);
  if (remainder > -0.5 * TWO_POW_32) {
    resultInts[0] = high;
    return low;
  }
  resultInts[0] = high - +(low === 0);
  return (low - 1) | 0;
}

/** Traps: 'integer divide by zero'. */
export function i64_rem_u(al: number, ah: number, bl: number, bh: number): number {
  if (bh === 0) {
    if (bl > 0) {
      resultInts[0] = 0;
      if (ah === 0) return (al - Math.imul(((al >>> 0) / bl) | 0, bl)) | 0;
      const remainder = (al - Math.imul(estimate(al, ah, bl, ((ah >>> 0) / bl) | 0), bl)) | 0;
      return remainder < 0 ? (remainder + bl) | 0 : remainder;
    }
    if (bl === 0) throw trap('integer divide by zero');
  } else if (bh < 0) {
    const isLess = ah >>> 0 < bh >>> 0 || (ah === bh && al >>> 0 < bl >>> 0);
    resultInts[0] = isLess ? ah : ah - bh - +(al >>> 0 < bl >>> 0);
    return isLess ? al : (al - bl) | 0;
  }
  const b = bh * TWO_POW_32 + (bl >>> 0);
  const quotient = ((ah >>> 0) * TWO_POW_32 + (al >>> 0)) / b + BIAS;
  const q = Math.floor(quotient);
  const low = (al - Math.imul(q, bl)) | 0;
  const high = ((quotient - q - BIAS) * b - (low >>> 0)) * TWO_POW_MINUS_32;
  if (high > -0.5) {
    resultInts[0] = (high + 0.5) | 0;
    return low;
  }
  const sum = (low + bl) | 0;
  resultInts[0] = (((high - 0.5) | 0) + bh + +(sum >>> 0 < bl >>> 0)) | 0;
  return sum;
}
