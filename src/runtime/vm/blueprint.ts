// A compiled module that is fit for virtual machines, and how its imports are answered: everything a fresh
// instantiation needs. The rules, and their order, are those of the contract (smoldot's executor::vm).

import type { CompiledModule, ExportDescriptor, ImportDescriptor, TypeCode } from '../abi.ts';
import { makeExported } from '../store/exported.ts';
import { FunctionInstance } from '../store/function.ts';
import { answeredInPlace, type HostFunction } from '../store/host.ts';
import { type External, ModuleInstance } from '../store/instance.ts';
import type { Bounds } from '../store/limits.ts';
import { MemoryInstance } from '../store/memory.ts';
import { type FunctionType, functionType } from '../store/signature.ts';
import { isolate } from '../store/tampering.ts';
import { NewError } from './errors.ts';
import { type Signature, signatureOf, type ValueType, valueType } from './values.ts';

/**
 * Decides for each imported function: a number, with which the machine pauses at every call; a JavaScript function,
 * which answers in place (with JavaScript values, as in an `Instance`); or undefined, which refuses the module.
 */
export type Resolver = (module: string, name: string, signature: Signature) => number | HostFunction | undefined;

/** Who answers the calls of an import that pauses. */
export class Interruption {
  declare readonly id: number;
  declare readonly parameters: readonly TypeCode[];
  /** The type of the answer; undefined if there is nothing to answer. */
  declare readonly expected: ValueType | undefined;

  constructor(id: number, { parameters, results: [result] }: FunctionType) {
    this.id = id;
    this.parameters = parameters;
    this.expected = result === undefined ? undefined : valueType(result);
  }
}
isolate(Interruption);

export class Blueprint {
  declare readonly module: CompiledModule;
  declare private readonly functions: readonly FunctionInstance[];
  declare private readonly bounds: Bounds;
  /** Kept, the one before while the last one runs: V8 forgets what it has optimised with the last instance that ran it. */
  declare private lastTwo: readonly (ModuleInstance | undefined)[];

  /** NewError `UnresolvedFunctionImport`, `ImportTypeNotSupported`, `MemoryNotNamedMemory`. */
  constructor(module: CompiledModule, resolve: Resolver, bounds: Bounds) {
    this.module = module;
    this.bounds = bounds;
    this.lastTwo = [];
    const functions: FunctionInstance[] = [];
    for (const descriptor of module.imports) {
      if (descriptor.kind === 'function') functions.push(resolveFunction(descriptor, functions.length, resolve));
    }
    this.functions = functions;
    for (const descriptor of module.imports) {
      if (descriptor.kind === 'function' || descriptor.kind === 'memory') continue;
      throw new NewError('ImportTypeNotSupported', `A ${descriptor.kind} cannot be imported`, descriptor);
    }
    for (const descriptor of module.imports) {
      if (descriptor.kind !== 'memory' || (descriptor.module === 'env' && descriptor.name === 'memory')) continue;
      throw new NewError('MemoryNotNamedMemory', 'A memory can be imported only as "env" "memory"', descriptor);
    }
  }

  /** A fresh instance, its memory and all. NewError `CouldntAllocateMemory`, `Instantiation`. */
  instantiate(): ModuleInstance {
    let instance: ModuleInstance;
    try {
      let next = 0;
      const imports = this.module.imports.map((descriptor): External => {
        if (descriptor.kind === 'memory') return new MemoryInstance(descriptor.type, this.bounds.memoryPages, true);
        return this.functions[next++] as FunctionInstance;
      });
      instance = new ModuleInstance(this.module, imports, this.bounds, true);
      this.lastTwo = [instance, this.lastTwo[0]];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NewError('CouldntAllocateMemory', 'The memory cannot be had', undefined, error);
    }
    try {
      instance.writeSegments();
    } catch (error) {
      throw new NewError('Instantiation', 'A segment does not fit', undefined, error);
    }
    return instance;
  }

  /** NewError `StartFunctionNotSupported`, `MemoryIsntMemory`, `TwoMemories`, `NoMemory`. */
  checkStartAndMemory(): void {
    if (this.module.start !== undefined) {
      throw new NewError('StartFunctionNotSupported', 'The module has a start function');
    }
    const imported = this.module.imports.some(({ kind }) => kind === 'memory');
    const exported = this.export('memory');
    if (exported !== undefined && exported.kind !== 'memory') {
      throw new NewError('MemoryIsntMemory', 'The export "memory" is no memory');
    }
    if (exported !== undefined && imported) throw new NewError('TwoMemories', 'A memory is imported and one exported');
    if (exported === undefined && !imported)
      throw new NewError('NoMemory', 'No memory is imported, and none exported as "memory"');
  }

  export(name: string): ExportDescriptor | undefined {
    return this.module.exports.find((descriptor) => descriptor.name === name);
  }

  /** Pages, as declared; a module has at most one memory. */
  memoryMaximum(): number | undefined {
    const imported = this.module.imports.find((descriptor) => descriptor.kind === 'memory');
    return (imported?.type ?? this.module.memories[0])?.maximum;
  }
}
isolate(Blueprint);

function resolveFunction(
  descriptor: Extract<ImportDescriptor, { kind: 'function' }>,
  index: number,
  resolve: Resolver,
): FunctionInstance {
  const type = functionType(descriptor.signature);
  const signature = signatureOf(type);
  const answer = signature && resolve(descriptor.module, descriptor.name, signature);
  if (typeof answer === 'function') return answeredInPlace(descriptor.signature, index, answer);
  if (answer === undefined) {
    const why =
      signature === undefined ? 'Its parameters are not all i32 or i64, or its results too many' : 'It is not known';
    throw new NewError('UnresolvedFunctionImport', `The imported function cannot be resolved. ${why}`, descriptor);
  }
  if (typeof answer !== 'number') throw new TypeError('A resolver answers with a number, a function or undefined');
  const by = new Interruption(answer, type);
  return new FunctionInstance(descriptor.signature, index, { kind: 'answered', by }, makeExported);
}
