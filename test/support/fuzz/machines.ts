// Random modules as the contract's virtual machines against native WebAssembly: each call of the plan on a fresh instance,
// with what the host writes, answers and grows while it is paused. Some imports are answered in place. While it waits,
// the host may also run a machine of its own from a cloned prototype, answer wrongly first, or give the machine up.

import { type CompileOptions, compile } from '../../../src/compiler/index.ts';
import {
  i32,
  i64,
  NewError,
  type Resolver,
  RunError,
  type VirtualMachine,
  VirtualMachinePrototype,
  type WasmValue,
} from '../../../src/runtime/index.ts';
import { native } from '../engine.ts';
import { load } from '../load.ts';
import type { Call } from './generate.ts';
import { describeAll, Host, HostError, type HostMemory } from './host.ts';
import { limits } from './limits.ts';
import type { FunctionType, Surface, Type } from './model.ts';
import { Random } from './random.ts';
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

/** What the host does about one imported call besides answering it. */
interface Pause {
  /** Gives the machine up. */
  readonly abandon: boolean;
  /** First runs this call on a machine of its own. */
  readonly interlude: Call | undefined;
  /** First answers with a value of another type. */
  readonly wrong: boolean;
}

/** Makes all calls of a plan, one after the other, on one side; the subclasses know the side. */
abstract class Machines {
  readonly trace = new Trace();
  protected readonly module: Surface;
  protected readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly random: Random;
  private readonly calls: readonly Call[];
  private readonly host: Host;
  /** How many machines there are at this moment. */
  private depth = 0;

  constructor(subject: Case) {
    this.module = subject.module;
    this.bytes = subject.bytes;
    this.random = new Random(subject.seed ^ 0x3ac1);
    this.calls = subject.calls.filter(
      ({ parameters, results }) => integers(parameters) && integers(results) && results.length < 2,
    );
    this.host = new Host(subject, this.trace);
  }

  all(): Event[] {
    for (const call of this.calls) if (!this.make(call)) break;
    return this.trace.events;
  }

  /** Makes one call on a fresh instance; false if there cannot be one. */
  protected make(call: Call): boolean {
    this.depth++;
    this.trace.note(`${call.name}(${describeAll(call.parameters, call.args, {})})`);
    const made = this.run(call);
    if (!made) this.trace.note('cannot be instantiated');
    this.depth--;
    return made;
  }

  protected abstract run(call: Call): boolean;

  /** Whether the calls of the import are answered in place. */
  protected inPlace(index: number): boolean {
    return index % 3 === 2;
  }

  /** The answer to an imported call; throws HostError in place only. */
  protected answer(index: number, params: readonly unknown[], memory: HostMemory): unknown {
    const type = this.module.imports[index] as FunctionType;
    return this.host.answer(index, type, params, {}, memory, this.inPlace(index)).result;
  }

  protected pause(index: number): Pause {
    const { random, calls } = this;
    if (this.inPlace(index)) return { abandon: false, interlude: undefined, wrong: false };
    return {
      abandon: random.chance(0.03),
      interlude: this.depth < 2 && random.chance(0.03) ? random.pick(calls) : undefined,
      wrong: random.chance(0.1),
    };
  }

  /** May the memory have one more page? The contract's `growMemory` is an error otherwise. */
  protected mayGrow(pages: number): boolean {
    return pages < (this.module.memory?.maximum ?? 0);
  }
}

class NativeMachines extends Machines {
  private readonly compiled = new WebAssembly.Module(this.bytes);

  protected override run({ name, args, results }: Call): boolean {
    const { module, trace } = this;
    const env: Record<string, unknown> = {};
    if (module.memory?.imported) {
      env.memory = new WebAssembly.Memory({ initial: module.memory.minimum, maximum: module.memory.maximum });
    }
    let memory: WebAssembly.Memory;
    const access: HostMemory = {
      size: () => memory.buffer.byteLength,
      read: (offset, size) => new Uint8Array(memory.buffer, offset, size),
      write: (offset, bytes) => new Uint8Array(memory.buffer).set(bytes, offset),
      grow: () => {
        if (this.mayGrow(memory.buffer.byteLength / 0x10000)) memory.grow(1);
      },
    };
    for (const index of module.imports.keys()) {
      env[`f${index}`] = (...params: unknown[]) => {
        const { abandon, interlude } = this.pause(index);
        if (interlude) this.make(interlude);
        if (abandon) throw new Abandoned();
        return this.answer(index, params, access);
      };
    }
    let exports: WebAssembly.Exports;
    try {
      ({ exports } = new WebAssembly.Instance(this.compiled, { env }));
    } catch (error) {
      if (native.failure(error) === undefined) throw error;
      return false;
    }
    memory = (env.memory ?? exports.memory) as WebAssembly.Memory;
    try {
      trace.note(`returns ${describeAll(results, [exports[name](...args)], {})}`);
    } catch (error) {
      const failure = native.failure(error);
      if (failure !== undefined) trace.trap(failure);
      else if (error instanceof HostError) trace.note(error instanceof Abandoned ? 'is given up' : 'throws');
      else throw error;
    }
    trace.memory(new Uint8Array(memory.buffer));
    return true;
  }
}

class Abandoned extends HostError {}

class FermataMachines extends Machines {
  private prototype: VirtualMachinePrototype | undefined;
  /** The machine that runs. */
  private running: VirtualMachine | undefined;
  private readonly options: CompileOptions;

  constructor(subject: Case, options: CompileOptions) {
    super(subject);
    this.options = options;
  }

  /** A prototype: the one that the last machine has become, or a clone while that one is in use. */
  private take(): VirtualMachinePrototype {
    const resolve: Resolver = (_, field) => {
      const index = Number(field.slice(1));
      if (!this.inPlace(index)) return index;
      return (...params: unknown[]) => this.answer(index, params, accessTo(this.running as VirtualMachine, this));
    };
    this.prototype ??= VirtualMachinePrototype.create(load(compile(this.bytes, this.options).code), resolve, limits);
    return this.running === undefined ? this.prototype : this.prototype.clone();
  }

  protected override run({ name, parameters, args, results }: Call): boolean {
    const { trace, running: outer } = this;
    let prototype: VirtualMachinePrototype;
    try {
      prototype = this.take();
    } catch (error) {
      if (!(error instanceof NewError)) throw error;
      return false;
    }
    const values = parameters.map((type, i) => wasmValue(type, args[i]));
    const vm = prototype.prepare().start(name, values);
    this.running = vm;
    try {
      const end = this.toTheEnd(vm);
      if (end === undefined) trace.note('is given up');
      else if (end.kind === 'trapped') trace.trap({ kind: 'trap', message: end.trap.message });
      else trace.note(`returns ${describeAll(results, [end.returnValue?.value], {})}`);
      if (end !== undefined) expectRunError('Poisoned', () => vm.run());
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      trace.note('throws');
      expectRunError('Poisoned', () => vm.run());
    }
    trace.memory(vm.readMemory(0, vm.memorySize() * 0x10000));
    this.running = outer;
    const next = vm.intoPrototype();
    if (outer === undefined) this.prototype = next;
    expectRunError('Poisoned', () => vm.run());
    return true;
  }

  /** Answers one imported call after the other; undefined if the machine is given up. */
  private toTheEnd(
    vm: VirtualMachine,
  ): Exclude<ReturnType<VirtualMachine['run']>, { kind: 'interrupted' }> | undefined {
    let outcome = vm.run();
    while (outcome.kind === 'interrupted') {
      const { id, params } = outcome;
      const { abandon, interlude, wrong } = this.pause(id);
      if (interlude) this.make(interlude);
      if (abandon) return undefined;
      const values = params.map(({ value }) => value);
      const result = this.answer(id, values, accessTo(vm, this));
      const [type] = (this.module.imports[id] as FunctionType).results;
      if (wrong) expectRunError('BadValueTy', () => vm.run(type === 'i' ? i64(1n) : i32(1)));
      outcome = vm.run(type === undefined ? undefined : wasmValue(type, result));
    }
    return outcome;
  }

  grow(vm: VirtualMachine): void {
    if (this.mayGrow(vm.memorySize())) vm.growMemory(1);
  }
}

const accessTo = (vm: VirtualMachine, machines: FermataMachines): HostMemory => ({
  size: () => vm.memorySize() * 0x10000,
  read: (offset, size) => vm.readMemory(offset, size),
  write: (offset, bytes) => vm.writeMemory(offset, bytes),
  grow: () => machines.grow(vm),
});

function expectRunError(code: RunError['code'], action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof RunError && error.code === code) return;
    throw error;
  }
  throw new Error(`no RunError ${code}`);
}

const wasmValue = (type: Type, value: unknown): WasmValue =>
  type === 'j' ? i64(value as bigint) : i32(value as number);

export const runNative = (subject: Case): Event[] => new NativeMachines(subject).all();

export const runMachine = (subject: Case, options: CompileOptions): Event[] =>
  new FermataMachines(subject, options).all();
