// How compiled code rounds doubles to integers that are larger than an int32, of which it wants the low word: added to a
// double so large that its last bit stands for the unit, and stored, the lowest 32 bits are it.

import { isLittleEndian } from './byte-order.ts';

/** The double, and the low word of its bits. Compiled code writes the one and reads the other at once. */
export const roundingDouble = new Float64Array(1);
export const roundingInt = new Int32Array(roundingDouble.buffer, isLittleEndian() ? 0 : 4, 1);

/** Around it, the last bit of a double stands for 1. */
const ONE = 1.5 * 2 ** 52;

/**
 * The integer nearest to a number below 2⁵¹ in size, modulo 2³². JavaScriptCore makes `x | 0` by a call where x is beyond
 * an int32.
 */
export function nearestWord(x: number): number {
  roundingDouble[0] = x + ONE;
  return roundingInt[0] as number;
}
