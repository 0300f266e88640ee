// What the fuzzer allows an instance: more of the call stack than is counted by default, since fuel, and not the stack, is
// to end a program, also one whose functions have 100 parameters each.

import type { RunLimits } from '../../../src/runtime/store/limits.ts';

export const limits: RunLimits = { callStack: 2 ** 20 };

/** Of the processes that fuzz, in KiB, so that the native stack has room for it. */
export const nativeStack = 6000;
