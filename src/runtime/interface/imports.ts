// Reads an imports object and checks it against a module (JavaScript interface, "read the imports"; specification
// 3.2.7, import subtyping).

import type { CompiledModule, ImportDescriptor, Limits } from '../abi.ts';
import { LinkError } from '../store/errors.ts';
import { type FunctionInstance, instanceOf } from '../store/function.ts';
import type { GlobalInstance } from '../store/global.ts';
import { answeredByPromise, answeredInPlace, type HostFunction } from '../store/host.ts';
import type { External } from '../store/instance.ts';
import { Global, globalOf } from './global.ts';
import { store } from './identity.ts';
import { Memory } from './memory.ts';
import { Suspending } from './promising.ts';
import { Table } from './table.ts';

export type ImportValue = HostFunction | Suspending | Memory | Table | Global | number | bigint | unknown;
export type Imports = Readonly<Record<string, Readonly<Record<string, ImportValue>>>>;

/**
 * What the module imports, in its order. TypeError where the object or one of its modules is no object, LinkError where
 * a value does not fit.
 */
export function readImports(module: CompiledModule, imports: unknown): External[] {
  if (!isObject(imports) && (imports !== undefined || module.imports.length > 0)) {
    throw new TypeError('The imports must be an object');
  }
  const values: External[] = [];
  let functions = 0;
  for (const descriptor of module.imports) {
    const namespace = (imports as Record<string, unknown>)[descriptor.module];
    if (!isObject(namespace)) throw new TypeError(`Import ${quote(descriptor)}: its module is no object`);
    const value = (namespace as Record<string, unknown>)[descriptor.name];
    if (descriptor.kind === 'function') values.push(readFunction(descriptor, functions++, value));
    else values.push(readOther(descriptor, value));
  }
  return values;
}

function isObject(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

function quote({ module, name }: ImportDescriptor): string {
  return `${JSON.stringify(module)} ${JSON.stringify(name)}`;
}

function unfit(descriptor: ImportDescriptor, why: string): never {
  throw new LinkError(`Import ${quote(descriptor)}: ${why}`);
}

type FunctionImport = Extract<ImportDescriptor, { kind: 'function' }>;

function readFunction(descriptor: FunctionImport, index: number, value: unknown): FunctionInstance {
  const { signature } = descriptor;
  if (value instanceof Suspending) return answeredByPromise(signature, index, value.f);
  if (typeof value !== 'function') unfit(descriptor, 'a function is needed');
  const instance = instanceOf(value);
  if (instance === undefined) return answeredInPlace(signature, index, value as HostFunction);
  if (instance.signature !== signature)
    unfit(descriptor, `type ${signature} is needed, ${instance.signature} was given`);
  return instance;
}

function readOther(descriptor: Exclude<ImportDescriptor, FunctionImport>, value: unknown): External {
  switch (descriptor.kind) {
    case 'table': {
      if (!(value instanceof Table)) return unfit(descriptor, 'a Table is needed');
      const instance = value[store];
      if (instance.element !== descriptor.type.element) unfit(descriptor, 'a table of another type was given');
      matchLimits(descriptor, { minimum: instance.elements.length, maximum: instance.maximum });
      return instance;
    }
    case 'memory': {
      if (!(value instanceof Memory)) return unfit(descriptor, 'a Memory is needed');
      const instance = value[store];
      matchLimits(descriptor, { minimum: instance.size(), maximum: instance.maximum });
      return instance;
    }
    case 'global':
      return readGlobal(descriptor, value);
  }
}

/** `actual.minimum` is the present size. */
function matchLimits(
  descriptor: ImportDescriptor & { readonly type: Limits },
  actual: { minimum: number; maximum: number | undefined },
): void {
  const { minimum, maximum } = descriptor.type;
  if (actual.minimum < minimum) unfit(descriptor, `a size of at least ${minimum} is needed, it is ${actual.minimum}`);
  if (maximum === undefined) return;
  if (actual.maximum === undefined) unfit(descriptor, `a maximum of at most ${maximum} is needed, it has none`);
  if (actual.maximum > maximum) unfit(descriptor, `a maximum of at most ${maximum} is needed, it is ${actual.maximum}`);
}

function readGlobal(descriptor: Extract<ImportDescriptor, { kind: 'global' }>, value: unknown): GlobalInstance {
  const { type, mutable } = descriptor.type;
  if (value instanceof Global) {
    const instance = value[store];
    if (instance.mutable !== mutable) unfit(descriptor, `a global that is ${mutable ? '' : 'im'}mutable is needed`);
    if (instance.type !== type) unfit(descriptor, 'a global of another type was given');
    return instance;
  }
  if (mutable) unfit(descriptor, 'a Global is needed');
  const fits =
    type === 'e' ||
    (type === 'a'
      ? value === null || instanceOf(value) !== undefined
      : typeof value === (type === 'j' ? 'bigint' : 'number'));
  if (!fits) unfit(descriptor, 'a Global or a value of its type is needed');
  return globalOf(type, false, value);
}
