// Instance objects (JavaScript interface, 5.2): a compiled module linked with its imports.

import type { CompiledModule } from '../abi.ts';
import { FunctionInstance } from '../store/function.ts';
import { type External, ModuleInstance } from '../store/instance.ts';
import { boundsOf, type RunLimits } from '../store/limits.ts';
import { MemoryInstance } from '../store/memory.ts';
import { TableInstance } from '../store/table.ts';
import { globalObject } from './global.ts';
import { type Imports, readImports } from './imports.ts';
import { memoryObject } from './memory.ts';
import { tableObject } from './table.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a name stands for is known to the module alone.
export type Exports = Readonly<Record<string, any>>;

/** `E` may say what the module exports. */
export class Instance<E = Exports> {
  /** Frozen, and without a prototype: functions, Memory, Table and Global objects by name. */
  declare readonly exports: E;

  /**
   * Instantiates `module`, runs its start function included. TypeError if it is no compiled module or `imports` is no
   * object of objects; LinkError where an import does not fit; RuntimeError where a segment does not fit or the start
   * function traps; RangeError where a memory or table cannot be had, or a limit is none.
   */
  constructor(module: CompiledModule, imports?: Imports, limits: RunLimits = {}) {
    checkModule(module);
    const instance = new ModuleInstance(module, readImports(module, imports), boundsOf(limits));
    instance.writeSegments();
    instance.start();
    const exports = Object.create(null) as Record<string, unknown>;
    for (const descriptor of module.exports) {
      const value = objectFor(instance.external(descriptor));
      Object.defineProperty(exports, descriptor.name, { value, enumerable: true });
    }
    Object.defineProperty(this, 'exports', { value: Object.freeze(exports), enumerable: true });
  }
}

/** TypeError if `module` is not what this runtime can run. */
export function checkModule(module: CompiledModule): void {
  if (typeof module !== 'object' || module === null || typeof module.instantiate !== 'function') {
    throw new TypeError('A compiled module is needed: the default export of what the compiler wrote');
  }
  if (module.abi !== 3)
    throw new TypeError(`The module was compiled for version ${String(module.abi)} of this runtime, not 3`);
}

function objectFor(value: External): unknown {
  if (value instanceof FunctionInstance) return value.expose();
  if (value instanceof MemoryInstance) return memoryObject(value);
  if (value instanceof TableInstance) return tableObject(value);
  return globalObject(value);
}
