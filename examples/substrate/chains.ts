// Real chains whose specifications, genesis state and runtime included, are in npm packages.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Chain, readChainSpec } from './chain-spec.ts';

const { resolve } = createRequire(import.meta.url);

const json = (path: string) => async (): Promise<string> => readFileSync(resolve(path), 'utf8');

const SPECIFICATIONS = {
  kusama: json('substrate-connect-old/dist/specs/kusama.json'),
  westend: json('substrate-connect-old/dist/specs/westend.json'),
  polkadot: json('substrate-connect-old/dist/specs/polkadot.json'),
  statemine: async () => (await import('@polkadot-api/known-chains/rococo_v2_2_asset_hub')).default,
  rococo: json('substrate-connect/dist/connector/specs/rococo_v2_1.json'),
};

export type ChainName = keyof typeof SPECIFICATIONS;

/** From the smallest runtime to the largest: 1.1 to 3.6 MB. */
export const CHAIN_NAMES = Object.keys(SPECIFICATIONS) as ChainName[];

export function isChainName(name: string): name is ChainName {
  return Object.hasOwn(SPECIFICATIONS, name);
}

export async function loadChain(name: ChainName): Promise<Chain> {
  return readChainSpec(await SPECIFICATIONS[name]());
}
