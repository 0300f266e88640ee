// Float instructions that JavaScript's Math lacks (specification 4.3.3).

import type { Float } from './nan.ts';

const TWO_POW_52 = 2 ** 52;

/** The nearest integer, ties to even; −0 and the sign of zero stay, NaN gives the canonical NaN. */
export function f64_nearest(float: Float): number {
  const x = +float;
  if (!(Math.abs(x) < TWO_POW_52) || x === 0) return x;
  // Adding 2^52 leaves no bit for a fraction, so that the addition itself rounds.
  return x < 0 ? -(TWO_POW_52 - x - TWO_POW_52) : x + TWO_POW_52 - TWO_POW_52;
}

/** On an f32 the same: its integers are those of f64, and rounding to them cannot leave f32. */
export const f32_nearest = f64_nearest;
