// Block headers, as `Core_initialize_block` takes them.

import { blake2_256 } from './host/hashing.ts';
import { bytes, compact, concat, unsigned } from './host/scale.ts';
import { trieRoot } from './host/trie.ts';

export interface Header {
  /** 32 bytes each. */
  readonly parentHash: Uint8Array;
  readonly number: number;
  readonly stateRoot: Uint8Array;
  readonly extrinsicsRoot: Uint8Array;
  /** Encoded items. */
  readonly digest: readonly Uint8Array[];
}

export type Consensus = 'babe' | 'aura';

export function encodeHeader({ parentHash, number, stateRoot, extrinsicsRoot, digest }: Header): Uint8Array {
  return concat(parentHash, compact(number), stateRoot, extrinsicsRoot, compact(digest.length), ...digest);
}

/** The header of block 0, which is made from the genesis state alone. Its hash is what identifies a chain. */
export function genesisHeader(stateRoot: Uint8Array): Header {
  return { parentHash: new Uint8Array(32), number: 0, stateRoot, extrinsicsRoot: trieRoot([], 0), digest: [] };
}

export function hashHeader(header: Header): Uint8Array {
  return blake2_256(encodeHeader(header));
}

/** The header of a block before it is executed: no roots yet, and a digest that claims `slot` for authority 0. */
export function openingHeader(number: number, parentHash: Uint8Array, consensus: Consensus, slot: bigint): Header {
  const claim =
    consensus === 'aura'
      ? preRuntime('aura', unsigned(slot, 8))
      : preRuntime('BABE', concat(Uint8Array.of(SECONDARY_PLAIN), unsigned(0, 4), unsigned(slot, 8)));
  return { parentHash, number, stateRoot: new Uint8Array(32), extrinsicsRoot: new Uint8Array(32), digest: [claim] };
}

const PRE_RUNTIME = 6;
const SECONDARY_PLAIN = 2;

function preRuntime(engine: string, data: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(PRE_RUNTIME), new TextEncoder().encode(engine), bytes(data));
}
