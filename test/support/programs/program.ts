// A real program of the tests: a WebAssembly module from npm and what is done with it. The same program runs over
// native WebAssembly and over Fermata, and has to come to the same result.

import type { Engine } from '../engine.ts';

/** What a program runs on. */
export interface Host {
  readonly engine: Engine;
  /** An import that is answered later, by pausing where the host can. */
  readonly pausing: (callback: (...params: never[]) => unknown) => unknown;
  /** Calls an export that may reach such imports. */
  readonly calling: (exported: unknown) => (...params: unknown[]) => Promise<unknown>;
}

export interface Program {
  readonly name: string;
  /** Plain data: numbers, strings (bytes in hexadecimal), arrays and objects of them. */
  run(host: Host): Promise<unknown>;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Bytes that look random and are always the same. */
export function pseudoRandomBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
