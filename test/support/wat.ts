// Text-format modules for tests: to bytes by wabt, and on to a compiled module.

import wabt from 'wabt';
import { type CompileOptions, compile } from '../../src/compiler/index.ts';
import type { CompiledModule, Strategy } from '../../src/runtime/abi.ts';
import { load } from './load.ts';

const features = { mutable_globals: true, multi_value: true, bulk_memory: true, reference_types: true };
const tools = await wabt();

export function wasm(text: string): Uint8Array<ArrayBuffer> {
  const module = tools.parseWat('test.wat', text, features);
  try {
    return module.toBinary({}).buffer.slice();
  } finally {
    module.destroy();
  }
}

/** The code of a module with a statement a line, for tests that look into it. */
export function readable(bytes: Uint8Array, options: CompileOptions = {}): string {
  return compile(bytes, { layout: 'lines', ...options }).code;
}

export function compiled(text: string, suspend: Strategy): CompiledModule {
  return load(compile(wasm(text), { suspend }).code);
}
