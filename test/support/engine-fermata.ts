// Fermata as an engine of the tests: compile, load in this process, instantiate with the runtime's own API.

import { CompileError } from '../../src/compiler/error.ts';
import type { FeatureSetName } from '../../src/compiler/features.ts';
import { type CompileOptions, compile } from '../../src/compiler/index.ts';
import type { CompiledModule, Strategy } from '../../src/runtime/abi.ts';
import { Global, Instance, LinkError, Memory, RuntimeError, Table } from '../../src/runtime/index.ts';
import type { RunLimits } from '../../src/runtime/store/limits.ts';
import type { Engine } from './engine.ts';
import { load } from './load.ts';

export function fermata(
  suspend: Strategy,
  features: FeatureSetName,
  optimise: CompileOptions['optimise'] = true,
  limits: RunLimits = {},
): Engine {
  return {
    Memory,
    Table,
    Global,
    RuntimeError,
    globalValue: (global) => (global as Global).value,
    compile: (bytes) => load(compile(bytes, { features, suspend, optimise }).code),
    instantiate: (module, imports) => new Instance(module as CompiledModule, imports, limits).exports,
    failure(error) {
      if (error instanceof CompileError) return { kind: 'compile', message: error.message };
      if (error instanceof LinkError) return { kind: 'link', message: error.message };
      return error instanceof RuntimeError ? { kind: 'trap', message: error.message } : undefined;
    },
  };
}
