// An engine of the tests that also writes a trace: every call of an exported function with its parameters and what came
// of it, and the exported memories at the end. Functions are told apart from their traced selves at imports.

import type { Engine, Imports } from '../../support/engine.ts';
import { show, type Trace } from './trace.ts';

type AnyFunction = (...params: unknown[]) => unknown;

export interface TracedEngine extends Engine {
  /** Adds the memories to the trace. */
  finish(): void;
}

export function traced(engine: Engine, trace: Trace): TracedEngine {
  const outside = new Map<unknown, AnyFunction>();
  const inside = new Map<unknown, unknown>();
  const memories = new Set<{ readonly buffer: ArrayBuffer }>();

  const wrap = (name: string, f: AnyFunction): AnyFunction => {
    let wrapper = outside.get(f);
    if (wrapper !== undefined) return wrapper;
    wrapper = (...params) => {
      const call = `${name}(${params.map(show).join(', ')})`;
      try {
        const result = f(...params);
        trace.add(`${call} = ${show(result)}`);
        return result;
      } catch (error) {
        trace.add(`${call}: ${engine.failure(error)?.message ?? String(error)}`);
        throw error;
      }
    };
    outside.set(f, wrapper);
    inside.set(wrapper, f);
    return wrapper;
  };

  const unwrapped = (imports: Imports): Imports =>
    mapObject(imports, (namespace) => mapObject(namespace, (value) => inside.get(value) ?? value));

  return {
    ...engine,
    instantiate(module, imports) {
      const exports = engine.instantiate(module, unwrapped(imports));
      return mapObject(exports, (value, name) => {
        if (value instanceof engine.Memory) memories.add(value as { readonly buffer: ArrayBuffer });
        return typeof value === 'function' ? wrap(name, value as AnyFunction) : value;
      });
    },
    finish() {
      for (const { buffer } of memories) trace.addBytes(new Uint8Array(buffer));
    },
  };
}

function mapObject<T>(object: Readonly<Record<string, T>>, change: (value: T, name: string) => T): Record<string, T> {
  const result = Object.create(null) as Record<string, T>;
  for (const name of Object.keys(object)) result[name] = change(object[name] as T, name);
  return result;
}
