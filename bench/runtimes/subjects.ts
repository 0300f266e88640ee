// What runs a runtime, each loaded by itself. All but wasm-executor, which has its own, are served by the host of
// examples/substrate; what they load here is what they need beside it.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fromHex } from '../../examples/substrate/host/hex.ts';
import { Host, overMachine, overMemory, type Storage, toValue } from '../../examples/substrate/host/index.ts';
import type { EmbeddedMemory } from '../../examples/substrate/host/machine.ts';
import { readImportedMemory } from '../../examples/substrate/imported-memory.ts';
import type { CompiledModule } from '../../src/runtime/abi.ts';

export interface Files {
  readonly wasm: string;
  /** The runtime as Fermata has compiled it. */
  readonly compiled: string;
}

export interface Answer {
  readonly result: Uint8Array;
  /** The imported calls that the host has answered; undefined where there is no telling. */
  readonly calls: number | undefined;
}

/** Calls an entry point on a fresh instance with an empty heap. */
export type Call = (entry: string, data: Uint8Array, storage: Storage) => Answer;

/** By name; the first is what the results of the others are compared with. */
export const subjects = {
  native: async ({ wasm }) => {
    const bytes = readFileSync(wasm);
    const module = new WebAssembly.Module(bytes);
    const imports = WebAssembly.Module.imports(module);
    const pages = readImportedMemory(bytes);
    return inPlace({
      names: imports.flatMap(({ kind, name }) => (kind === 'function' ? [name] : [])),
      memory: () => (pages === undefined ? undefined : new WebAssembly.Memory({ initial: pages })),
      instantiate: (env) => new WebAssembly.Instance(module, { env }).exports,
    });
  },

  frames: async ({ compiled }) => {
    const { i32, VirtualMachinePrototype } = await import('../../src/runtime/index.ts');
    const names: string[] = [];
    let prototype = VirtualMachinePrototype.create(await importCompiled(compiled), (_, name) => names.push(name) - 1);
    return (entry, data, storage) => {
      const host = new Host({ heapBase: prototype.globalValue('__heap_base'), storage });
      const prepare = prototype.prepare();
      const vm = prepare.start(entry, host.writeArgument(data, overMachine(prepare)).map(i32));
      const machine = overMachine(vm);
      let calls = 0;
      let outcome = vm.run();
      for (; outcome.kind === 'interrupted'; calls++) {
        outcome = vm.run(host.answer(names[outcome.id]!, outcome.params, machine));
      }
      if (outcome.kind === 'trapped') throw outcome.trap;
      const result = host.readResult(outcome.returnValue?.value as bigint, machine);
      prototype = vm.intoPrototype();
      return { result, calls };
    };
  },

  'in place': async ({ compiled }) => {
    const { Instance, Memory } = await import('../../src/runtime/index.ts');
    const module = await importCompiled(compiled);
    const pages = module.imports.find((item) => item.kind === 'memory')?.type.minimum;
    return inPlace({
      names: module.imports.flatMap(({ kind, name }) => (kind === 'function' ? [name] : [])),
      memory: () => (pages === undefined ? undefined : new Memory({ initial: pages })),
      instantiate: (env) => new Instance(module, { env }).exports,
    });
  },

  'wasm-executor': async ({ wasm }) => {
    const { getMetadataFromRuntime } = await import('@polkadot-api/wasm-executor/node');
    const hex = `0x${readFileSync(wasm).toString('hex')}` as const;
    return () => ({ result: fromHex(getMetadataFromRuntime(hex)), calls: undefined });
  },
} satisfies Record<string, (files: Files) => Promise<Call>>;

export type SubjectName = keyof typeof subjects;

const importCompiled = async (file: string): Promise<CompiledModule> =>
  ((await import(pathToFileURL(file).href)) as { default: CompiledModule }).default;

/** A module in the shape of the WebAssembly JavaScript API. */
interface Embedding {
  readonly names: readonly string[];
  /** The memory to import, if one is imported. */
  memory(): EmbeddedMemory | undefined;
  instantiate(env: Record<string, unknown>): Readonly<Record<string, unknown>>;
}

/** Imports are functions, which answer before they return. */
function inPlace({ names, memory, instantiate }: Embedding): Call {
  // The last instance, until the next one has run: V8 forgets what it has optimised with the last instance that ran it.
  const kept: { exports?: object } = {};
  return (entry, data, storage) => {
    let calls = 0;
    const env: Record<string, unknown> = { memory: memory() };
    for (const name of names) {
      env[name] = (...words: (number | bigint)[]) => {
        calls++;
        return host.answer(name, words.map(toValue), machine)?.value;
      };
    }
    const exports = instantiate(env);
    const machine = overMemory((env['memory'] ?? exports['memory']) as EmbeddedMemory);
    const host = new Host({ heapBase: (exports['__heap_base'] as { value: number }).value, storage });
    const run = exports[entry] as (pointer: number, size: number) => bigint;
    const result = host.readResult(run(...host.writeArgument(data, machine)), machine);
    kept.exports = exports;
    return { result, calls };
  };
}
