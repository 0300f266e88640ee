// One call from outside, from its start to its end, with the pauses between: an object with the generator protocol. A
// generator of compiled code is one by itself; `frames.ts` drives saved frames to the same end.

import type { Code, Pause, Word } from '../abi.ts';

export type Step =
  | { readonly done: false; readonly value: Pause }
  /** The first word of the results; the others are to be read at once, as after any call. */
  | { readonly done: true; readonly value: Word };

export interface Activation {
  /**
   * Runs to the next pause or to the end. The first call takes nothing; each later one takes the first word of the
   * answer to the pause, its other words being in place as after any call. Once it has ended or thrown, it is not to be
   * called again.
   */
  next(answer: Word): Step;
}

/** The compiled functions of one instance that may pause, under their strategy. */
export interface Machine {
  /** A call of `code`, not begun. */
  activate(code: Code, words: readonly Word[]): Activation;
}
