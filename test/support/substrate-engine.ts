// Something that a runtime's entry points can be called on, and the oracle: native WebAssembly, whose imports are
// callbacks to the same host. Anything else with the shape of the WebAssembly JavaScript API is driven in the same way.

import type { State, Storage } from '../../examples/substrate/host/index.ts';
import { type EmbeddedMemory, overMemory, toValue } from '../../examples/substrate/host/machine.ts';
import { readImportedMemory } from '../../examples/substrate/imported-memory.ts';
import { type Execution, Recorder } from './trace.ts';

export interface Engine {
  /** Calls an entry point on a fresh instance with an empty heap. A given `Storage` takes the changes. */
  call(entry: string, data: Uint8Array, state: State | Storage): Promise<Execution>;
}

/** A module and its embedding, in the shape of the WebAssembly JavaScript API. */
export interface Embedding {
  readonly functionImports: readonly string[];
  /** The least size, in pages, of the memory that the module imports; undefined if it does not. */
  readonly importedPages: number | undefined;
  createMemory(pages: number): EmbeddedMemory;
  instantiate(env: Record<string, unknown>): Record<string, unknown>;
  /** What to import instead of a function that answers; and how to call what is exported then. */
  readonly importing?: (answer: HostFunction) => unknown;
  readonly calling?: (exported: unknown) => EntryPoint;
  /** What the error is called if it is a trap. */
  describeTrap(error: unknown): string | undefined;
}

type HostFunction = (...words: (number | bigint)[]) => number | bigint | undefined;
type EntryPoint = (pointer: number, size: number) => bigint | Promise<bigint>;

/** Every import is answered by a function: in place, unless `importing` makes something else of it. */
export function embeddedEngine(embedding: Embedding): Engine {
  return {
    async call(entry, data, state) {
      let recorder: Recorder | undefined;
      const env: Record<string, unknown> = {};
      for (const name of embedding.functionImports) {
        const answer: HostFunction = (...words) => recorder?.answer(name, words.map(toValue))?.value;
        env[name] = embedding.importing?.(answer) ?? answer;
      }
      if (embedding.importedPages !== undefined) env.memory = embedding.createMemory(embedding.importedPages);
      const exports = embedding.instantiate(env);
      const machine = overMemory((env.memory ?? exports.memory) as EmbeddedMemory);
      const { value: heapBase } = exports.__heap_base as { value: number };
      recorder = new Recorder({ heapBase, storage: state }, machine);
      const parameters = recorder.writeArgument(data);
      const run = embedding.calling?.(exports[entry]) ?? (exports[entry] as EntryPoint);
      return recorder.execution(
        () => run(...parameters),
        (error) => embedding.describeTrap(error),
      );
    },
  };
}

export function nativeEngine(wasm: Uint8Array): Engine {
  const module = new WebAssembly.Module(wasm);
  return embeddedEngine({
    functionImports: WebAssembly.Module.imports(module).flatMap(({ kind, name }) =>
      kind === 'function' ? [name] : [],
    ),
    importedPages: readImportedMemory(wasm),
    createMemory: (initial) => new WebAssembly.Memory({ initial }),
    instantiate: (env) => new WebAssembly.Instance(module, { env }).exports,
    describeTrap(error) {
      if (error instanceof RangeError && /call stack/.test(error.message)) return 'call stack exhausted';
      // For `unreachable`, in which every panic of a runtime ends, V8's word is the specification's.
      return error instanceof WebAssembly.RuntimeError ? error.message : undefined;
    },
  });
}
