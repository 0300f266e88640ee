// Virtual machine prototypes: a compiled module bound to its host, ready to be prepared and started, again and again.

import type { CompiledModule } from '../abi.ts';
import { checkModule } from '../interface/instance.ts';
import type { FunctionInstance } from '../store/function.ts';
import type { GlobalInstance } from '../store/global.ts';
import type { ModuleInstance } from '../store/instance.ts';
import { boundsOf, type RunLimits } from '../store/limits.ts';
import type { MemoryInstance } from '../store/memory.ts';
import { isolate } from '../store/tampering.ts';
import { Blueprint, type Resolver } from './blueprint.ts';
import { GlobalValueError, StartError } from './errors.ts';
import { VirtualMachine } from './machine.ts';
import { MemoryAccess } from './memory.ts';
import { signatureOf, type WasmValue, wordsOfValue } from './values.ts';

export class VirtualMachinePrototype {
  declare private readonly blueprint: Blueprint;
  /** Untouched since it was made; handed over to the first `prepare`, after which another one is made on demand. */
  declare private fresh: ModuleInstance | undefined;

  private constructor(blueprint: Blueprint, fresh: ModuleInstance | undefined) {
    this.blueprint = blueprint;
    this.fresh = fresh;
  }

  /**
   * Binds `module` to its host: `resolve` is asked about each imported function, in their order. Allocates the memory
   * and writes the data segments. NewError where the module is not fit; TypeError where it is no compiled module;
   * RangeError where a limit is none.
   */
  static create(module: CompiledModule, resolve: Resolver, limits: RunLimits = {}): VirtualMachinePrototype {
    checkModule(module);
    const blueprint = new Blueprint(module, resolve, boundsOf(limits));
    const fresh = blueprint.instantiate();
    blueprint.checkStartAndMemory();
    return new VirtualMachinePrototype(blueprint, fresh);
  }

  /** The bits of an exported i32 global at the start, as an unsigned number. GlobalValueError. */
  globalValue(name: string): number {
    const descriptor = this.blueprint.export(name);
    if (descriptor?.kind !== 'global')
      throw new GlobalValueError('NotFound', `No exported global ${JSON.stringify(name)}`);
    this.fresh ??= this.blueprint.instantiate();
    const { type, value } = this.fresh.external(descriptor) as GlobalInstance;
    if (type !== 'i') throw new GlobalValueError('Invalid', `The global ${JSON.stringify(name)} is no i32`);
    return (value as number) >>> 0;
  }

  /** How many pages of 64 KiB the memory may have, as the module declares; undefined if it does not. */
  memoryMaxPages(): number | undefined {
    return this.blueprint.memoryMaximum();
  }

  /** A prototype of the same module and host, with an instance of its own. NewError `CouldntAllocateMemory`. */
  clone(): VirtualMachinePrototype {
    return new VirtualMachinePrototype(this.blueprint, this.blueprint.instantiate());
  }

  /**
   * The state in which memory can be read and written before a function is started. NewError `CouldntAllocateMemory`.
   */
  prepare(): Prepare {
    const instance = this.fresh ?? this.blueprint.instantiate();
    this.fresh = undefined;
    return new Prepare(this.blueprint, instance, () => new VirtualMachinePrototype(this.blueprint, undefined));
  }
}
isolate(VirtualMachinePrototype);

export class Prepare extends MemoryAccess {
  declare private readonly blueprint: Blueprint;
  declare private readonly instance: ModuleInstance;
  declare private readonly restart: () => VirtualMachinePrototype;
  declare private started: boolean;

  constructor(blueprint: Blueprint, instance: ModuleInstance, restart: () => VirtualMachinePrototype) {
    super(instance.memories[0] as MemoryInstance);
    this.blueprint = blueprint;
    this.instance = instance;
    this.restart = restart;
    this.started = false;
  }

  /**
   * A machine that is about to call the exported function `name`; nothing runs yet. The memory is now the machine's.
   * StartError where there is no such function or it cannot take `params`; this object stays usable then.
   */
  start(name: string, params: readonly WasmValue[]): VirtualMachine {
    if (this.started) throw new Error('The machine has been started');
    const callee = this.callee(name);
    const signature = signatureOf(callee.type);
    if (signature === undefined) {
      throw new StartError(
        'SignatureNotSupported',
        `${JSON.stringify(name)} takes or returns other values than i32 and i64`,
      );
    }
    const { parameters } = signature;
    if (params.length !== parameters.length || params.some(({ type }, i) => type !== parameters[i])) {
      const given = params.map(({ type }) => type).join(', ');
      throw new StartError(
        'InvalidParameters',
        `${JSON.stringify(name)} takes (${parameters.join(', ')}), not (${given})`,
      );
    }
    const words = params.flatMap(wordsOfValue);
    this.started = true;
    return new VirtualMachine(this.memory, callee, words, this.restart);
  }

  /** The prototype in its first state: what was written to the memory is gone. */
  intoPrototype(): VirtualMachinePrototype {
    this.started = true;
    return this.restart();
  }

  private callee(name: string): FunctionInstance {
    const descriptor = this.blueprint.export(name);
    if (descriptor === undefined) throw new StartError('FunctionNotFound', `No export ${JSON.stringify(name)}`);
    if (descriptor.kind !== 'function')
      throw new StartError('NotAFunction', `The export ${JSON.stringify(name)} is no function`);
    return this.instance.external(descriptor) as FunctionInstance;
  }
}
