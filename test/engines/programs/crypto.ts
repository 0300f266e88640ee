// The program of a crypto library: @polkadot/wasm-crypto.

import { wasmBytes } from '@polkadot/wasm-crypto-wasm';
import { compile } from '../../../src/compiler/index.ts';
import { native } from '../../support/engine.ts';
import { runCrypto } from '../inside/crypto.ts';
import type { Program } from './program.ts';

export async function cryptoProgram(): Promise<Program> {
  const name = 'wasm-crypto';
  const modules = new Map([[name, compile(wasmBytes).code]]);
  const expected = [`${name}: ${await runCrypto(native)}`];
  return { kind: 'crypto', name, extent: 'common', input: null, modules, expected };
}
