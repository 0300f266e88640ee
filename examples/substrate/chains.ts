// Real chains whose specifications, genesis state and runtime included, are in npm packages.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Chain, readChainSpec } from './chain-spec.ts';

const { resolve } = createRequire(import.meta.url);

interface Source {
  /** The npm package, as it is named there. */
  readonly from: string;
  readonly json: () => Promise<string>;
}

/** `path` begins with the name that package.json gives to the package. */
function file(from: string, path: string): Source {
  return { from, json: async () => readFileSync(resolve(path), 'utf8') };
}

const SOURCES = {
  kusama: file('@substrate/connect 0.3', 'substrate-connect-old/dist/specs/kusama.json'),
  westend: file('@substrate/connect 0.3', 'substrate-connect-old/dist/specs/westend.json'),
  polkadot: file('@substrate/connect 0.3', 'substrate-connect-old/dist/specs/polkadot.json'),
  statemine: {
    from: '@polkadot-api/known-chains',
    json: async () => (await import('@polkadot-api/known-chains/rococo_v2_2_asset_hub')).default,
  },
  rococo: file('@substrate/connect 0.6', 'substrate-connect/dist/connector/specs/rococo_v2_1.json'),
} satisfies Record<string, Source>;

export type ChainName = keyof typeof SOURCES;

/** From the smallest runtime to the largest: 1.1 to 3.6 MB. */
export const CHAIN_NAMES = Object.keys(SOURCES) as ChainName[];

export function isChainName(name: string): name is ChainName {
  return Object.hasOwn(SOURCES, name);
}

export function packageOf(name: ChainName): string {
  return SOURCES[name].from;
}

export async function loadChain(name: ChainName): Promise<Chain> {
  return readChainSpec(await SOURCES[name].json());
}
