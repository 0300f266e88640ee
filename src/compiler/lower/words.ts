// Names that emitted code uses for the result registers and the linear memory, in one place.

import * as js from '../emit/estree.ts';

/** `resultInts` within the module: the words of a result after the first, if they are int32. */
export const resultInts = js.name('H');
/** `resultValues`: the same for words of other kinds. */
export const resultValues = js.name('V');
/** The DataView of the linear memory. */
export const view = js.name('D');
/** Its bytes as a Uint8Array, and what is called where there is none: it traps. */
export const bytes = js.name('B');
export const outOfBounds = js.name('O');
/** Its words as an Int32Array. */
export const words = js.name('W');
/** Its i64s as a BigInt64Array, where BigInt bodies are run. */
export const longs = js.name('Y');
/** What BigInt bodies keep an i64 in (`lower/bigint/`): a BigInt64Array, the same as int32 words and as doubles. */
export const slots = js.name('J');
export const halves = js.name('E');
export const doubles = js.name('F');
/** The powers of two from 2⁰ to 2⁶³, the last one negative. */
export const powers = js.name('P');
/** Whether BigInt bodies are to be run: what holds the arrays above, or null. */
export const bigints = js.name('X');
/** What doubles are rounded in (`lower/near.ts`): `roundingDouble`, and `roundingInt`, the low word of its bits. */
export const rounding = { double: js.name('A'), int: js.name('L') };
/** The memory itself: `size`, `grow`, `copy`, `fill`. */
export const memory = js.name('M');

export function resultInt(position: number): js.Expression {
  return js.element(resultInts, js.integer(position));
}
