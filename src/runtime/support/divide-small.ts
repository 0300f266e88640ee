// Unsigned i64 division by an int32 above zero: long division in base 2^32. The upper step is integer division, the
// lower one an estimate in doubles. Divisors that are constants are mostly of this kind.

import { resultInts } from './results.ts';

const TWO_POW_32 = 4294967296;

/**
 * Added to the lower quotient, which is below 2^32 and wrong by at most 3 · 2^−53 of itself. So it is never too low, and
 * too high by at most one: the remainder is then negative.
 */
const BIAS = 2 ** -18;

/** The lower quotient or one more, as a number. `upper` is the upper quotient. */
function estimate(low: number, high: number, b: number, upper: number): number {
  const rest = (high - Math.imul(upper, b)) | 0;
  return (rest * TWO_POW_32 + (low >>> 0)) * (1 / b) + BIAS;
}

/** Returns the low word and leaves the high word in `resultInts[0]`. */
export function i64_div_u_small(low: number, high: number, b: number): number {
  if (high === 0) {
    resultInts[0] = 0;
    return ((low >>> 0) / b) | 0;
  }
  const upper = ((high >>> 0) / b) | 0;
  const lower = estimate(low, high, b, upper) | 0;
  resultInts[0] = upper;
  return ((low - Math.imul(lower, b)) | 0) < 0 ? (lower - 1) | 0 : lower;
}

/** Returns the low word. The high word is zero and is left nowhere. */
export function i64_rem_u_small(low: number, high: number, b: number): number {
  if (high === 0) return (low - Math.imul(((low >>> 0) / b) | 0, b)) | 0;
  const upper = ((high >>> 0) / b) | 0;
  const remainder = (low - Math.imul(estimate(low, high, b, upper) | 0, b)) | 0;
  return remainder < 0 ? (remainder + b) | 0 : remainder;
}
