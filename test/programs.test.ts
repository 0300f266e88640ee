// Real programs from npm: over Fermata, under both strategies, each comes to the result that native WebAssembly gives.

import { beforeAll, describe, expect, test } from 'vitest';
import type { Strategy } from '../src/runtime/abi.ts';
import { promising, Suspending } from '../src/runtime/index.ts';
import { native } from './support/engine.ts';
import { fermata } from './support/engine-fermata.ts';
import { argon2 } from './support/programs/argon2.ts';
import { brotli } from './support/programs/brotli.ts';
import { hashWasm } from './support/programs/hash-wasm.ts';
import { llhttp } from './support/programs/llhttp.ts';
import { polkadotCrypto } from './support/programs/polkadot-crypto.ts';
import type { Host, Program } from './support/programs/program.ts';
import { quickjs } from './support/programs/quickjs.ts';
import { sourceMap } from './support/programs/source-map.ts';
import { sqlite } from './support/programs/sqlite.ts';

const programs: readonly Program[] = [polkadotCrypto, hashWasm, llhttp, argon2, sourceMap, brotli, sqlite, quickjs];

type Function = (...params: unknown[]) => unknown;

const nativeHost: Host = {
  engine: native,
  pausing: (callback) => callback,
  calling:
    (exported) =>
    async (...params) =>
      (exported as Function)(...params),
};

function fermataHost(strategy: Strategy): Host {
  return {
    engine: fermata(strategy, 'all'),
    pausing: (callback) => new Suspending(async (...params: never[]) => callback(...params)),
    calling: (exported) => promising(exported),
  };
}

for (const program of programs) {
  describe(program.name, () => {
    let expected: unknown;
    beforeAll(async () => {
      expected = await program.run(nativeHost);
    });
    for (const strategy of ['frames', 'generator'] as const) {
      test(strategy, async () => {
        expect(await program.run(fermataHost(strategy))).toEqual(expected);
      });
    }
  });
}
