// Unsigned i64 division by an int32 above zero: long division in base 2^32. The upper step is integer division, the
// lower one an estimate in doubles. Divisors that are constants are mostly of this kind.

import { resultInts } from './results.ts';
import { nearestWord } from './rounding.ts';

const TWO_POW_32 = 4294967296;

/**
 * Added to the lower quotient, which is below 2^32 and wrong by at most 3 · 2^−53 of itself, before it is rounded down. So it
 * is never too low, and too high by at most one: the remainder is then negative.
 */
const BIAS = 2 ** -18;
/** To round down to the nearest integer. */
const DOWN = BIAS - 0.5;

/** The lower quotient or one more. `upper` is the upper quotient. */
export function estimate(low: number, high: number, b: number, upper: number): number {
  const rest = (high - Math.imul(upper, b)) | 0;
  return nearestWord((rest * TWO_POW_32 + (low >>> 0)) * (1 / b) + DOWN);
}

/** Returns the low word and leaves the high word in `resultInts[0]`. */
export function i64_div_u_small(low: number, high: number, b: number): number {
  if (high === 0) {
    resultInts[0] = 0;
    return ((low >>> 0) / b) | 0;
  }
  const upper = ((high >>> 0) / b) | 0;
  resultInts[0] = upper;
  return corrected(estimate(low, high, b, upper), low, b);
}
function corrected(lower: number, low: number, b: number): number {
  return ((low - Math.imul(lower, b)) | 0) < 0 ? (lower - 1) | 0 : lower;
}

/** Returns the low word. The high word is zero and is left nowhere. */
export function i64_rem_u_small(low: number, high: number, b: number): number {
  if (high === 0) return (low - Math.imul(((low >>> 0) / b) | 0, b)) | 0;
  const upper = ((high >>> 0) / b) | 0;
  return notNegative((low - Math.imul(estimate(low, high, b, upper), b)) | 0, b);
}
function notNegative(remainder: number, b: number): number {
  return remainder < 0 ? (remainder + b) | 0 : remainder;
}
