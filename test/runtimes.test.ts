// Real Substrate runtimes, compiled, against native WebAssembly with the same host: the same imported calls in the same
// order with the same parameters, answers and effects, the same result or trap, the same memory at the end.

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Chain } from '../examples/substrate/chain-spec.ts';
import { CHAIN_NAMES, loadChain } from '../examples/substrate/chains.ts';
import { genesisHeader, hashHeader } from '../examples/substrate/header.ts';
import { fromHex, toHex } from '../examples/substrate/host/hex.ts';
import { Storage } from '../examples/substrate/host/index.ts';
import { decodeVersion } from '../examples/substrate/version.ts';
import { compile } from '../src/compiler/index.ts';
import type { CompiledModule } from '../src/runtime/abi.ts';
import { load } from './support/load.ts';
import { FACTS, firstDifferingStep, type Step, scenario } from './support/runtimes.ts';
import { type Engine, nativeEngine } from './support/substrate-engine.ts';
import { inPlaceEngine, pausingEngine, promisedEngine } from './support/substrate-fermata.ts';

describe.each(CHAIN_NAMES)('%s', (name) => {
  const facts = FACTS[name];
  let chain: Chain;
  let entries: Set<string>;
  let native: Step[];

  async function run(engine: Engine): Promise<Step[]> {
    const steps: Step[] = [];
    for await (const step of scenario(chain, facts, entries, engine)) steps.push(step);
    return steps;
  }

  beforeAll(async () => {
    chain = await loadChain(name);
    entries = new Set(WebAssembly.Module.exports(new WebAssembly.Module(chain.wasm)).map((item) => item.name));
    native = await run(nativeEngine(chain.wasm));
  });

  test('is the chain that the tests expect', () => {
    expect(chain.wasm.length).toBe(facts.size);
    expect(createHash('sha256').update(chain.wasm).digest('hex').slice(0, 16)).toBe(facts.sha256);
    expect(toHex(hashHeader(genesisHeader(new Storage(chain.genesis).root(0))))).toBe(facts.genesisHash);
  });

  test('does natively what the scenario is about', () => {
    const trapped = native.filter(({ execution }) => execution.outcome.kind !== 'returned').map(({ entry }) => entry);
    expect(trapped).toEqual(facts.panicsIn === undefined ? [] : [facts.panicsIn]);
    expect(native.at(-1)?.entry).toBe(facts.panicsIn ?? 'Core_execute_block');
    const { outcome } = native[0]!.execution;
    expect(outcome.kind === 'returned' && decodeVersion(fromHex(outcome.result))).toMatchObject({
      specName: facts.specName,
      specVersion: facts.specVersion,
    });
  });

  describe.each(['frames', 'generator'] as const)('compiled, %s', (suspend) => {
    let compiled: CompiledModule;

    beforeAll(() => {
      compiled = load(compile(chain.wasm, { suspend }).code);
    });

    test.each([
      ['pausing at every imported call', pausingEngine],
      ['answered in place', inPlaceEngine],
      ['answered by promises', promisedEngine],
    ])('%s: the same as native', async (_, makeEngine) => {
      expect(firstDifferingStep(native, await run(makeEngine(compiled)))).toBeUndefined();
    });
  });
});
