// Names that emitted code uses for the result registers and the linear memory, in one place.

import * as js from '../emit/estree.ts';

/** `resultInts` within the module: the words of a result after the first, if they are int32. */
export const resultInts = js.name('H');
/** `resultValues`: the same for words of other kinds. */
export const resultValues = js.name('V');
/** The DataView of the linear memory. */
export const view = js.name('D');
/** The memory itself: `size`, `grow`, `copy`, `fill`. */
export const memory = js.name('M');

export function resultInt(position: number): js.Expression {
  return js.element(resultInts, js.integer(position));
}
