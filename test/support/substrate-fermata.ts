// The engines under test: a compiled runtime as a virtual machine that pauses at every imported call, and as an instance
// whose imports are answered in place or by promises.

import { overMachine, type WasmValue } from '../../examples/substrate/host/index.ts';
import type { CompiledModule } from '../../src/runtime/abi.ts';
import {
  Instance,
  i32,
  Memory,
  promising,
  RuntimeError,
  Suspending,
  VirtualMachinePrototype,
} from '../../src/runtime/index.ts';
import { type Embedding, type Engine, embeddedEngine } from './substrate-engine.ts';
import { Recorder } from './trace.ts';

export function inPlaceEngine(compiled: CompiledModule): Engine {
  return embeddedEngine(embedding(compiled));
}

export function promisedEngine(compiled: CompiledModule): Engine {
  return embeddedEngine({
    ...embedding(compiled),
    importing: (answer) => new Suspending(async (...words: never[]) => answer(...words)),
    calling: (exported) => promising(exported) as (pointer: number, size: number) => Promise<bigint>,
  });
}

function embedding(compiled: CompiledModule): Embedding {
  const memory = compiled.imports.find((item) => item.kind === 'memory');
  return {
    functionImports: compiled.imports.flatMap(({ kind, name }) => (kind === 'function' ? [name] : [])),
    importedPages: memory?.type.minimum,
    createMemory: (initial) => new Memory({ initial }),
    instantiate: (env) => new Instance(compiled, { env }).exports,
    describeTrap,
  };
}

/** One machine serves all the calls: each gives its prototype back, whatever state it ended in. */
export function pausingEngine(compiled: CompiledModule): Engine {
  const names: string[] = [];
  let prototype = VirtualMachinePrototype.create(compiled, (module, name) =>
    module === 'env' ? names.push(name) - 1 : undefined,
  );
  return {
    async call(entry, data, state) {
      const heapBase = prototype.globalValue('__heap_base');
      const prepare = prototype.prepare();
      const recorder = new Recorder({ heapBase, storage: state }, overMachine(prepare));
      const [pointer, size] = recorder.writeArgument(data);
      const vm = prepare.start(entry, [i32(pointer), i32(size)]);
      recorder.machine = overMachine(vm);
      const execution = await recorder.execution(() => {
        let outcome = vm.run();
        while (outcome.kind === 'interrupted') {
          outcome = vm.run(recorder.answer(names[outcome.id]!, outcome.params));
        }
        if (outcome.kind === 'trapped') throw outcome.trap;
        return (outcome.returnValue as WasmValue & { type: 'i64' }).value;
      }, describeTrap);
      prototype = vm.intoPrototype();
      return execution;
    },
  };
}

function describeTrap(error: unknown): string | undefined {
  return error instanceof RuntimeError ? (error.kind ?? error.message) : undefined;
}
