// The names that the strategy `frames` uses in emitted code.

import * as js from '../emit/estree.ts';

/** The pause under way, or null. */
export const pause = js.name('U');
/** The first word of what the call of the frame being resumed returned. */
export const resumedValue = js.name('R');
/** The frame stack in use. */
export const stack = js.name('Q');
/** In a function: the number of the call site at which it pauses or is resumed. */
export const site = js.name('s');
/** The label of the block whose end saves the frame. */
export const saving = 'S';
/** In a resumable form: the ints of the stack, and the frame's offset in them. */
export const ints = js.name('Z');
export const offset = js.name('z');
/** The resumable forms by the number in a frame's first int. */
export const resumables = js.name('resumables');
