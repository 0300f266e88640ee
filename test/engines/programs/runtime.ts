// The programs of real Substrate runtimes.

import { type ChainName, loadChain } from '../../../examples/substrate/chains.ts';
import { compile } from '../../../src/compiler/index.ts';
import { nativeEngine } from '../../support/substrate-engine.ts';
import { type RuntimeInput, summary } from '../inside/runtime.ts';
import type { Extent, Program } from './program.ts';

/** The smallest, one of 2.5 MB and the largest are run everywhere. */
const EXTENTS: Readonly<Record<ChainName, Extent>> = {
  kusama: 'short',
  westend: 'whole',
  polkadot: 'whole',
  statemine: 'common',
  rococo: 'common',
};
const ENTRIES = ['Core_version', 'Metadata_metadata'];

export function runtimeExtent(name: ChainName): Extent {
  return EXTENTS[name];
}

export async function runtimeProgram(name: ChainName): Promise<Program> {
  const { wasm } = await loadChain(name);
  const engine = nativeEngine(wasm);
  const expected: string[] = [];
  for (const entry of ENTRIES) {
    const execution = await engine.call(entry, new Uint8Array(0), { top: new Map() });
    expected.push(`${name} ${entry}: ${summary(execution)}`);
  }
  const input: RuntimeInput = { entries: ENTRIES };
  const modules = new Map([['runtime', compile(wasm).code]]);
  return { kind: 'runtime', name, extent: EXTENTS[name], input, modules, expected };
}
