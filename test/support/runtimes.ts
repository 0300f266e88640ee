// The real Substrate runtimes that the tests run: what they are known to be, and the calls that are made into them.

import type { Chain } from '../../examples/substrate/chain-spec.ts';
import type { ChainName } from '../../examples/substrate/chains.ts';
import { encodeHeader, genesisHeader, hashHeader, openingHeader } from '../../examples/substrate/header.ts';
import { fromHex } from '../../examples/substrate/host/hex.ts';
import { Storage } from '../../examples/substrate/host/index.ts';
import { bytes, compact, concat, Reader, unsigned } from '../../examples/substrate/host/scale.ts';
import type { Engine } from './substrate-engine.ts';
import { type Execution, firstDifference } from './trace.ts';

/** What is expected of a chain in its npm package, so that a change there is noticed. */
export interface Facts {
  readonly specName: string;
  readonly specVersion: number;
  /** Of the runtime: bytes, and the first 16 digits of the SHA-256. */
  readonly size: number;
  readonly sha256: string;
  /** The well-known name of the chain; ours follows from the genesis state through the trie root. */
  readonly genesisHash: string;
  readonly consensus: 'babe' | 'aura';
  /** Where building a block with no more in it than the time panics, if it does: new chains want to know more. */
  readonly panicsIn?: string;
}

export const FACTS: Readonly<Record<ChainName, Facts>> = {
  kusama: {
    specName: 'kusama',
    specVersion: 1020,
    size: 1_079_370,
    sha256: '73bc01dca2a2d896',
    genesisHash: 'b0a8d493285c2df73290dfb7e61f870f17b41801197a149ca93654499ea3dafe',
    consensus: 'babe',
  },
  westend: {
    specName: 'westend',
    specVersion: 1,
    size: 1_105_147,
    sha256: '644010e7f27ecdeb',
    genesisHash: 'e143f23803ac50e8f6f8e62695d1ce9e4e1d68aa36c1cd2cfd15340213f3423e',
    consensus: 'babe',
  },
  polkadot: {
    specName: 'polkadot',
    specVersion: 0,
    size: 1_848_626,
    sha256: 'aec31f3f36c98c3a',
    genesisHash: '91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3',
    consensus: 'babe',
  },
  statemine: {
    specName: 'statemine',
    specVersion: 900,
    size: 2_481_751,
    sha256: 'cc38dcc207f356ce',
    genesisHash: '7c34d42fc815d392057c78b49f2755c753440ccd38bcb0405b3bcfb601d08734',
    consensus: 'aura',
    panicsIn: 'BlockBuilder_inherent_extrinsics',
  },
  rococo: {
    specName: 'rococo',
    specVersion: 9140,
    size: 3_557_434,
    sha256: 'a693ec5380f24838',
    genesisHash: '27b0e1604364f6a7309d31ad60cdfb820666c3095b9f948c4a7d7894b6b3c184',
    consensus: 'babe',
    panicsIn: 'BlockBuilder_finalize_block',
  },
};

/** Called without argument on the genesis state, where a runtime has them. */
const QUERIES = [
  'Core_version',
  'Metadata_metadata',
  'BabeApi_configuration',
  'AuraApi_authorities',
  'GrandpaApi_grandpa_authorities',
];

const SLOT = 266_000_000n;
const SLOT_MILLISECONDS = { babe: 6_000n, aura: 12_000n };

export interface Step {
  readonly entry: string;
  readonly execution: Execution;
}

/** The queries, then block 1: opened, filled with its inherent extrinsics, closed, and executed anew from the start. */
export async function* scenario(
  chain: Chain,
  facts: Facts,
  entries: ReadonlySet<string>,
  engine: Engine,
): AsyncGenerator<Step> {
  for (const entry of QUERIES) {
    if (entries.has(entry)) yield { entry, execution: await engine.call(entry, new Uint8Array(), chain.genesis) };
  }
  yield* buildBlock(chain, facts, engine);
}

/** Where two engines' steps differ, in words; undefined if nowhere. */
export function firstDifferingStep(expected: readonly Step[], actual: readonly Step[]): string | undefined {
  for (const [i, { entry, execution }] of expected.entries()) {
    const other = actual[i];
    if (other?.entry !== entry) return `step ${i}: expected ${entry}, got ${other?.entry ?? 'the end'}`;
    const difference = firstDifference(execution, other.execution);
    if (difference !== undefined) return `${entry}: ${difference}`;
  }
  return actual.length === expected.length ? undefined : `${actual.length - expected.length} steps too many`;
}

async function* buildBlock(chain: Chain, facts: Facts, engine: Engine): AsyncGenerator<Step> {
  const storage = new Storage(chain.genesis);
  async function* call(
    entry: string,
    data: Uint8Array,
    state: Storage = storage,
  ): AsyncGenerator<Step, Uint8Array | undefined> {
    const execution = await engine.call(entry, data, state);
    yield { entry, execution };
    return execution.outcome.kind === 'returned' ? fromHex(execution.outcome.result) : undefined;
  }

  const parent = hashHeader(genesisHeader(storage.root(0)));
  yield* call('Core_initialize_block', encodeHeader(openingHeader(1, parent, facts.consensus, SLOT)));
  const inherents = yield* call('BlockBuilder_inherent_extrinsics', inherentData(facts));
  if (inherents === undefined) return;
  const reader = new Reader(inherents);
  for (const extrinsic of reader.vector(() => reader.bytes())) {
    yield* call('BlockBuilder_apply_extrinsic', bytes(extrinsic));
  }
  const header = yield* call('BlockBuilder_finalize_block', new Uint8Array());
  // Executing checks the roots that building has computed.
  if (header !== undefined) yield* call('Core_execute_block', concat(header, inherents), new Storage(chain.genesis));
}

/** What the author of a block knows: each runtime takes what it wants. */
function inherentData(facts: Facts): Uint8Array {
  const items: Record<string, Uint8Array> = {
    timstap0: unsigned(SLOT * SLOT_MILLISECONDS[facts.consensus], 8),
    babeslot: unsigned(SLOT, 8),
    auraslot: unsigned(SLOT, 8),
    finalnum: unsigned(0, 4),
    newheads: compact(0),
  };
  const encoded = Object.entries(items).map(([id, data]) => concat(new TextEncoder().encode(id), bytes(data)));
  return concat(compact(encoded.length), ...encoded);
}
