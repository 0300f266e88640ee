// The call stack, as it is counted: in words, so that a program ends at the same place on every engine. Compiled
// functions take their words off those that are left; this says how many a call from outside begins with.

import type { Word } from '../abi.ts';

/** What a call from outside may use, and everything that it calls. */
export interface CallStackOptions {
  /**
   * Words. Each call of a function takes 16, one for each parameter and local, and two for each operand that its operand
   * stack has at its highest, all of them twice as many for an i64; a call of another instance's function that may pause
   * takes 512 more. A call for which too few are left traps with `call stack exhausted`. Default: 65,536.
   */
  readonly callStack?: number | undefined;
}

/**
 * As many as Polkadot's executor allows. Measured: up to 8 bytes of the native stack for a word in Node under strategy
 * `frames`, 11 under `generator` and in QuickJS, so that this needs 720 KB at most, of the 984 KB that Node has.
 */
export const DEFAULT_CALL_STACK = 65_536;

/** What the drivers of both instances take of the native stack. Hermes has room for no more than 126 such calls. */
const CROSSING = 512;

/** Counted in int32. */
const MOST = 2 ** 30;

/** Takes from the words of a call what it costs to enter another instance. */
export function cross(words: Word[]): Word[] {
  const last = words.length - 1;
  words[last] = (words[last] as number) - CROSSING;
  return words;
}

/** RangeError if the option is no positive integer, or above 2^30. */
export function callStackOf({ callStack = DEFAULT_CALL_STACK }: CallStackOptions): number {
  if (Number.isInteger(callStack) && callStack > 0 && callStack <= MOST) return callStack;
  throw new RangeError(`callStack must be a number of words from 1 to ${MOST}`);
}
