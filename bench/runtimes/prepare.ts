// What the child processes read: runtimes, compiled ahead of time; questions to them; and the child itself, bundled, so
// that nothing but plain JavaScript is loaded while the clock runs.

import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type ChainName, loadChain } from '../../examples/substrate/chains.ts';
import { encodeHeader, genesisHeader, hashHeader, openingHeader } from '../../examples/substrate/header.ts';
import { toHex } from '../../examples/substrate/host/hex.ts';
import { type State, Storage } from '../../examples/substrate/host/index.ts';
import { compile } from '../../src/compiler/index.ts';
import { FACTS } from '../../test/support/runtimes.ts';
import type { Question } from './child.ts';

const folder = resolve('.cache/bench/runtimes/run');
const SLOT = 266_000_000n;

export const entries = ['Metadata_metadata', 'Core_initialize_block'] as const;
export type Entry = (typeof entries)[number];

/** Gives the path of the child process's program. Beside it is the package that compiled modules import. */
export async function bundleChild(): Promise<string> {
  const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const own = 'node_modules/wasm-fermata';
  await build({
    entryPoints: { child: source('child.ts'), [`${own}/support`]: source('../../src/runtime/support.ts') },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@polkadot-api/wasm-executor'],
    logLevel: 'error',
  });
  writeFileSync(`${folder}/package.json`, JSON.stringify({ type: 'module' }));
  const manifest = { name: 'wasm-fermata', type: 'module', exports: { './support': './support.js' } };
  writeFileSync(`${folder}/${own}/package.json`, JSON.stringify(manifest));
  return `${folder}/child.js`;
}

/** Compiles the runtime of a chain; gives the paths of the questions by entry point. */
export async function prepareChain(chain: ChainName): Promise<Record<Entry, string>> {
  mkdirSync(folder, { recursive: true });
  const { wasm, genesis } = await loadChain(chain);
  const files = { wasm: `${folder}/${chain}.wasm`, compiled: `${folder}/${chain}.js` };
  writeFileSync(files.wasm, wasm);
  writeFileSync(files.compiled, compile(wasm).code);
  const write = (entry: Entry, data: Uint8Array): string => {
    const question: Question = {
      ...files,
      entry,
      data: toHex(data),
      top: hexEntries(genesis.top),
      children: [...(genesis.children ?? [])].map(([key, child]) => [key, hexEntries(child)]),
    };
    const file = `${folder}/${chain}.${entry}.json`;
    writeFileSync(file, JSON.stringify(question));
    return file;
  };
  const parent = hashHeader(genesisHeader(new Storage(genesis).root(0)));
  const header = encodeHeader(openingHeader(1, parent, FACTS[chain].consensus, SLOT));
  return {
    Metadata_metadata: write('Metadata_metadata', new Uint8Array()),
    Core_initialize_block: write('Core_initialize_block', header),
  };
}

const hexEntries = (map: State['top']): [string, string][] => [...map].map(([key, value]) => [key, toHex(value)]);
