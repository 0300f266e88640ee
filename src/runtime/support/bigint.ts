// The arrays in which a module's BigInt bodies keep their i64s, in engines that make machine arithmetic of BigInts: V8
// from version 13 on. Everywhere else such bodies would be slower than those with pairs of int32, so there are none.

import { isLittleEndian } from './byte-order.ts';

interface BigIntArrays {
  /** One i64 each; `halves` and `doubles` are the same memory. */
  readonly slots: BigInt64Array;
  readonly halves: Int32Array;
  readonly doubles: Float64Array;
  /** 2⁰ to 2⁶³ modulo 2⁶⁴. */
  readonly powers: BigInt64Array;
}

let choice: boolean | undefined;

/** Whether instances that are made from now on run BigInt bodies; undefined: if the engine is fast at them. For tests. */
export function useBigInt(use: boolean | undefined): void {
  choice = use;
}

/** Null if BigInt bodies are not to be run. */
export function bigint_arrays(count: number): BigIntArrays | null {
  if (!(choice ?? isFast())) return null;
  const slots = new BigInt64Array(count);
  const powers = new BigInt64Array(64);
  for (let i = 0; i < 64; i++) powers[i] = BigInt(2) ** BigInt(i);
  return { slots, halves: new Int32Array(slots.buffer), doubles: new Float64Array(slots.buffer), powers };
}

/** Atomics.pause came with V8 13.3, and V8 without its compilers has no WebAssembly, which is not touched. */
function isFast(): boolean {
  const isNew = typeof Atomics === 'object' && 'pause' in Atomics && 'WebAssembly' in globalThis;
  // The low half of a slot has to be its first.
  return isNew && isV8() && isLittleEndian();
}

/** By how it words a message. */
function isV8(): boolean {
  try {
    return (null as unknown as { x: boolean }).x;
  } catch (error) {
    return (error as Error).message === "Cannot read properties of null (reading 'x')";
  }
}
