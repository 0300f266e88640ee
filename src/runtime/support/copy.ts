// Copying within the linear memory, for the load of an i64 whose only use is to be stored.

import { out_of_bounds } from './trap.ts';

/**
 * Copies 8 bytes. Throws the view's RangeError, before anything is written, where either place is out of bounds: addresses
 * may be negative, and the sum with 4 no more.
 */
export function i64_copy(view: DataView, to: number, from: number): void {
  const high = view.getInt32(from + 4, true);
  const low = view.getInt32(from, true);
  view.getInt32(to + 4, true);
  view.setInt32(to, low, true);
  view.setInt32(to + 4, high, true);
}

/** The same by two words; places are counted in words. */
export function i64_copy_aligned(words: Int32Array, to: number, from: number): void {
  const high = words[from + 1] ?? out_of_bounds();
  const low = words[from] as number;
  if (words[to + 1] === undefined) out_of_bounds();
  words[to + 1] = high;
  words[to] = low;
}
