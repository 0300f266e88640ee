// Random modules as the contract's virtual machines, which pause at every imported call, against native WebAssembly: each
// call of the plan on a fresh instance, with what the host writes, answers and grows in between.

import type { FeatureSetName } from '../../../src/compiler/features.ts';
import { compile } from '../../../src/compiler/index.ts';
import type { Strategy } from '../../../src/runtime/abi.ts';
import { i32, i64, NewError, VirtualMachinePrototype, type WasmValue } from '../../../src/runtime/index.ts';
import { native } from '../engine.ts';
import { load } from '../load.ts';
import { encode } from './encode.ts';
import type { Call } from './generate.ts';
import { describeAll, Host, type HostMemory } from './host.ts';
import type { FunctionType, Type } from './model.ts';
import { type Case, type Event, Trace } from './trace.ts';

const integers = (types: readonly Type[]): boolean => types.every((type) => type === 'i' || type === 'j');

/** Whether a machine can be made of the module, by the contract: integer imports, a memory, nothing else imported, no start. */
export function suits({ module }: Case): boolean {
  const { imports, tables, globals, memory, start } = module;
  return (
    imports.every(({ params, results }) => integers(params) && integers(results) && results.length < 2) &&
    !tables.some(({ imported }) => imported) &&
    !globals.some(({ init }) => init === undefined) &&
    memory !== undefined &&
    start === undefined
  );
}

const callable = ({ parameters, results }: Call): boolean =>
  integers(parameters) && integers(results) && results.length < 2;

export function runNative(subject: Case): Event[] {
  const trace = new Trace();
  const { module, calls } = subject;
  const host = new Host(subject, trace);
  const compiled = new WebAssembly.Module(encode(module));
  for (const { name, parameters, args, results } of calls.filter(callable)) {
    const env: Record<string, unknown> = {};
    if (module.memory?.imported) {
      env.memory = new WebAssembly.Memory({ initial: module.memory.minimum, maximum: module.memory.maximum });
    }
    let memory: WebAssembly.Memory;
    const access: HostMemory = {
      read: (offset, size) => new Uint8Array(memory.buffer, offset, size),
      write: (offset, bytes) => new Uint8Array(memory.buffer).set(bytes, offset),
      grow() {
        if (memory.buffer.byteLength < (module.memory?.maximum ?? 0) * 0x10000) memory.grow(1);
      },
    };
    for (const [index, type] of module.imports.entries()) {
      env[`f${index}`] = (...params: unknown[]) => host.answer(index, type, params, {}, access, false).result;
    }
    let exports: WebAssembly.Exports;
    try {
      ({ exports } = new WebAssembly.Instance(compiled, { env }));
    } catch (error) {
      if (native.failure(error) === undefined) throw error;
      trace.note('cannot be instantiated');
      return trace.events;
    }
    memory = (env.memory ?? exports.memory) as WebAssembly.Memory;
    trace.note(`${name}(${describeAll(parameters, args, {})})`);
    try {
      trace.note(`returns ${describeAll(results, [exports[name](...args)], {})}`);
    } catch (error) {
      const failure = native.failure(error);
      if (failure === undefined) throw error;
      trace.trap(failure);
    }
    trace.memory(new Uint8Array(memory.buffer));
  }
  return trace.events;
}

export function runMachine(subject: Case, suspend: Strategy, features: FeatureSetName): Event[] {
  const trace = new Trace();
  const { module, calls } = subject;
  const host = new Host(subject, trace);
  const compiled = load(compile(encode(module), { suspend, features }).code);
  let prototype: VirtualMachinePrototype | undefined;
  for (const { name, parameters, args, results } of calls.filter(callable)) {
    try {
      prototype ??= VirtualMachinePrototype.create(compiled, (_, field) => Number(field.slice(1)));
    } catch (error) {
      if (!(error instanceof NewError)) throw error;
      trace.note('cannot be instantiated');
      return trace.events;
    }
    const vm = prototype.prepare().start(
      name,
      parameters.map((type, i) => wasmValue(type, args[i])),
    );
    const access: HostMemory = {
      read: (offset, size) => vm.readMemory(offset, size),
      write: (offset, bytes) => vm.writeMemory(offset, bytes),
      grow() {
        if (vm.memorySize() < (module.memory?.maximum ?? 0)) vm.growMemory(1);
      },
    };
    trace.note(`${name}(${describeAll(parameters, args, {})})`);
    let outcome = vm.run();
    while (outcome.kind === 'interrupted') {
      const { id, params } = outcome;
      const type = module.imports[id] as FunctionType;
      const { result } = host.answer(
        id,
        type,
        params.map(({ value }) => value),
        {},
        access,
        false,
      );
      outcome = vm.run(type.results.length > 0 ? wasmValue(type.results[0] as Type, result) : undefined);
    }
    if (outcome.kind === 'trapped') trace.trap({ kind: 'trap', message: outcome.trap.message });
    else trace.note(`returns ${describeAll(results, [outcome.returnValue?.value], {})}`);
    trace.memory(vm.readMemory(0, vm.memorySize() * 0x10000));
    prototype = vm.intoPrototype();
  }
  return trace.events;
}

const wasmValue = (type: Type, value: unknown): WasmValue =>
  type === 'j' ? i64(value as bigint) : i32(value as number);
