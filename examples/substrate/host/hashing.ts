// The hash functions that runtimes call, from libraries: no WebAssembly, so that they run where the runtime does.

import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256, keccak_512 } from '@noble/hashes/sha3.js';
import { h64, Twox128, Twox256 } from '@polkadot-api/substrate-bindings';
import { unsigned } from './scale.ts';

export function blake2_256(data: Uint8Array): Uint8Array {
  return blake2b(data, { dkLen: 32 });
}

/** By the middle of the import's name, `ext_hashing_<this>_version_1`. */
export const HASHES: Readonly<Record<string, (data: Uint8Array) => Uint8Array>> = {
  blake2_128: (data) => blake2b(data, { dkLen: 16 }),
  blake2_256,
  keccak_256,
  keccak_512,
  sha2_256: sha256,
  twox_64: (data) => unsigned(h64(data), 8),
  twox_128: Twox128,
  twox_256: Twox256,
};
