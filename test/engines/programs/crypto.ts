// The program of a crypto library: @polkadot/wasm-crypto.

import { wasmBytes } from '@polkadot/wasm-crypto-wasm';
import { compile } from '../../../src/compiler/index.ts';
import { native } from '../../support/engine.ts';
import { runCrypto } from '../inside/crypto.ts';
import type { Program } from './program.ts';

export async function cryptoProgram(): Promise<Program> {
  const name = 'wasm-crypto';
  const modules = new Map([[name, compile(wasmBytes).code]]);
  return { kind: 'crypto', name, input: null, modules, expected: [`${name}: ${await runCrypto(native)}`] };
}
