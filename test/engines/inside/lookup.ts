// Fermata as an engine of the tests where there is no compiler: `compile` finds what was compiled before, by the bytes
// of its name, or by its own bytes where a scenario makes a module itself.

import type { CompiledModule } from '../../../src/runtime/abi.ts';
import { Global, Instance, LinkError, Memory, RuntimeError, Table } from '../../../src/runtime/index.ts';
import type { Engine } from '../../support/engine.ts';

export function lookupEngine(find: (key: string) => CompiledModule): Engine {
  return {
    Memory,
    Table,
    Global,
    RuntimeError,
    globalValue: (global) => (global as Global).value,
    compile: (bytes) => find(moduleKey(bytes)),
    instantiate: (module, imports) => new Instance(module as CompiledModule, imports).exports,
    failure(error) {
      if (error instanceof LinkError) return { kind: 'link', message: error.message };
      return error instanceof RuntimeError ? { kind: 'trap', message: error.message } : undefined;
    },
  };
}

/** A name as it is; WebAssembly in hexadecimal. */
export function moduleKey(bytes: Uint8Array): string {
  if (bytes[0] !== 0) return String.fromCharCode(...bytes);
  return Array.from(bytes, (byte) => (byte | 256).toString(16).slice(1)).join('');
}
