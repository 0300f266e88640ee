// What a host allows an instance: call stack, memory, table. The call stack is counted in words, so that a program ends
// at the same place on every engine: compiled functions take their words off those that are left.

import type { Word } from '../abi.ts';

/** Of each instance; what it imports has limits of its own. Defaults: 65,536 words, 32,768 pages, 10,000,000 elements. */
export interface RunLimits {
  /**
   * Words that a call from outside, with all that it calls, may have of the call stack. Each call of a function takes 16,
   * one for each parameter and local, and two for each operand that its operand stack has at its highest, all of them
   * twice as many for an i64; a call of another instance's function that may pause takes 512 more. A call for which too
   * few are left traps with `call stack exhausted`.
   */
  readonly callStack?: number | undefined;
  /** Pages of 64 KiB that its memory may have, whatever maximum the module declares. */
  readonly memoryPages?: number | undefined;
  /** Elements that each of its tables may have. */
  readonly tableElements?: number | undefined;
}

export type Bounds = { readonly [name in keyof RunLimits]-?: number };

/**
 * Call stack: as many as Polkadot's executor allows. Measured: up to 8 bytes of the native stack for a word in Node under
 * strategy `frames`, 11 under `generator` and in QuickJS, so that this needs 720 KB at most, of the 984 KB that Node has.
 * Memory: 2 GiB, since compiled code relies on a negative int32 never being an address.
 */
export const DEFAULTS: Bounds = { callStack: 65_536, memoryPages: 32_768, tableElements: 10_000_000 };

/** The call stack is counted in int32; the others cannot be raised. */
const MOST: Bounds = { ...DEFAULTS, callStack: 2 ** 30 };

/** RangeError where a limit is no integer, below 0 (a call stack: below 1), or above what there can be. */
export function boundsOf(limits: RunLimits): Bounds {
  const { callStack, memoryPages, tableElements } = limits;
  return {
    callStack: bound('callStack', callStack, 1),
    memoryPages: bound('memoryPages', memoryPages, 0),
    tableElements: bound('tableElements', tableElements, 0),
  };
}

function bound(name: keyof Bounds, value: number | undefined, least: number): number {
  if (value === undefined) return DEFAULTS[name];
  if (Number.isInteger(value) && value >= least && value <= MOST[name]) return value;
  throw new RangeError(`${name} must be an integer from ${least} to ${MOST[name]}`);
}

/** What the drivers of both instances take of the native stack. Hermes has room for no more than 126 such calls. */
const CROSSING = 512;

/** Takes from the words of a call what it costs to enter another instance. */
export function cross(words: Word[]): Word[] {
  const last = words.length - 1;
  words[last] = (words[last] as number) - CROSSING;
  return words;
}
