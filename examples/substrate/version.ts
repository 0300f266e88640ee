// What `Core_version` returns: the version of a runtime.

import { toHex } from './host/hex.ts';
import { Reader } from './host/scale.ts';

export interface RuntimeVersion {
  readonly specName: string;
  readonly implName: string;
  readonly authoringVersion: number;
  readonly specVersion: number;
  readonly implVersion: number;
  /** Each API by the blake2 hash (8 bytes, hexadecimal) of its name, with its version. */
  readonly apis: readonly { readonly id: string; readonly version: number }[];
  /** Undefined in old runtimes. */
  readonly transactionVersion: number | undefined;
  readonly stateVersion: number | undefined;
}

/** Throws RangeError if the bytes are too few. Fields that later versions of Substrate added are absent in old runtimes. */
export function decodeVersion(encoded: Uint8Array): RuntimeVersion {
  const reader = new Reader(encoded);
  return {
    specName: reader.text(),
    implName: reader.text(),
    authoringVersion: reader.u32(),
    specVersion: reader.u32(),
    implVersion: reader.u32(),
    apis: reader.vector(() => ({ id: toHex(reader.take(8)), version: reader.u32() })),
    transactionVersion: reader.done ? undefined : reader.u32(),
    stateVersion: reader.done ? undefined : reader.u8(),
  };
}
