// Float instructions that JavaScript's Math lacks (specification 4.3.3).

import type { Float } from './nan.ts';

const TWO_POW_51 = 2 ** 51;
const TWO_POW_52 = 2 ** 52;

/** The nearest integer, ties to even; −0 and the sign of zero stay, NaN gives the canonical NaN. */
export function f64_nearest(float: Float): number {
  const x = +float;
  // Between 2^52 and 2^53 no bit is left for a fraction, so that the addition itself rounds, whatever the sign of x.
  if (Math.abs(x) < TWO_POW_51) {
    const rounded = x + (TWO_POW_52 + TWO_POW_51) - (TWO_POW_52 + TWO_POW_51);
    // A zero takes the sign of x.
    return rounded === 0 ? x / Infinity : rounded;
  }
  if (!(Math.abs(x) < TWO_POW_52)) return x;
  return x < 0 ? x - TWO_POW_52 + TWO_POW_52 : x + TWO_POW_52 - TWO_POW_52;
}

/** On an f32 the same: its integers are those of f64, and rounding to them cannot leave f32. */
export const f32_nearest = f64_nearest;
