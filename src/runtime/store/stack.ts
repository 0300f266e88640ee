// The call stack, as it is counted: in words, so that a program ends at the same place on every engine. Compiled
// functions take their words off those that are left; this says how many a call from outside begins with.

/** What a call from outside may use, and everything that it calls. */
export interface CallStackOptions {
  /**
   * Words. A function takes 16 for each call, one for each parameter and local (two for an i64), and two for each
   * operand that its operand stack has at its highest. Beyond it, the call traps with `call stack exhausted`.
   */
  readonly callStack?: number | undefined;
}

/** A quarter of what the smallest native stack among the engines holds. */
export const DEFAULT_CALL_STACK = 32_768;

/** Counted in int32. */
const MOST = 2 ** 30;

/** RangeError if the option is no positive integer, or above 2^30. */
export function callStackOf({ callStack = DEFAULT_CALL_STACK }: CallStackOptions): number {
  if (Number.isInteger(callStack) && callStack > 0 && callStack <= MOST) return callStack;
  throw new RangeError(`callStack must be a number of words from 1 to ${MOST}`);
}
