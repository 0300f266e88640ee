// Chain specifications: the JSON file that describes a Substrate chain, with its genesis state and so its runtime.

import { decompress } from 'fzstd';
import { fromHex, toHex } from './host/hex.ts';
import type { State } from './host/index.ts';

export interface Chain {
  /** As the specification gives it. */
  readonly name: string;
  /** The runtime, unpacked. */
  readonly wasm: Uint8Array;
  readonly genesis: State;
}

type Entries = Record<string, string>;

interface Specification {
  readonly name: string;
  readonly genesis?: { readonly raw?: { readonly top: Entries; readonly childrenDefault?: Record<string, Entries> } };
}

const CODE_KEY = toHex(new TextEncoder().encode(':code'));
/** What a compressed runtime starts with; the rest is zstd. */
const ZSTD_PREFIX = '52bc537646db8e05';

/** Throws Error if the specification has no raw genesis state (light clients' have a state root only) or no runtime. */
export function readChainSpec(json: string): Chain {
  const { name, genesis } = JSON.parse(json) as Specification;
  if (genesis?.raw === undefined) throw new Error(`${name}: the chain specification has no raw genesis state`);
  const top = readEntries(genesis.raw.top);
  const children = Object.entries(genesis.raw.childrenDefault ?? {});
  const code = top.get(CODE_KEY);
  if (code === undefined) throw new Error(`${name}: the genesis state has no runtime`);
  return {
    name,
    wasm: unpackRuntime(code),
    genesis: { top, children: new Map(children.map(([key, entries]) => [bare(key), readEntries(entries)])) },
  };
}

/** A runtime as it is stored, compressed or not. */
export function unpackRuntime(code: Uint8Array): Uint8Array {
  return toHex(code.subarray(0, 8)) === ZSTD_PREFIX ? decompress(code.subarray(8)) : code;
}

function readEntries(entries: Entries): Map<string, Uint8Array> {
  return new Map(Object.entries(entries).map(([key, value]) => [bare(key), fromHex(value)]));
}

function bare(hex: string): string {
  return hex.replace(/^0x/, '').toLowerCase();
}
