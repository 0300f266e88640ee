// Random values that cross the boundary between host and module: arguments of exports, results of imports.

import { constant } from './constants.ts';
import type { Type } from './model.ts';
import type { Random } from './random.ts';

/** A value as JavaScript has it; a funcref is given as the name of an export, an externref as an index into `pool`. */
export type Argument = number | bigint | null | { readonly exported: string } | { readonly pooled: number };

/** The externrefs that the host knows: anything goes, even undefined and a function. */
export const pool: readonly unknown[] = [{}, 'text', 42, undefined, Symbol('s'), Number.NaN, () => 0, 0n];

/** A random value of `type`; `functions` are the names of exported functions that may be passed as references. */
export function argument(random: Random, type: Type, functions: readonly string[]): Argument {
  switch (type) {
    case 'i':
      return random.chance(0.5) ? random.between(-5, 300) : random.int32();
    case 'j': {
      if (random.chance(0.5)) return BigInt(random.between(-5, 300));
      return (BigInt(random.int32()) << 32n) | BigInt(random.int32() >>> 0);
    }
    case 'a':
      return random.chance(0.2) || functions.length === 0 ? null : { exported: random.pick(functions) };
    case 'e':
      return random.chance(0.2) ? null : { pooled: random.below(pool.length) };
    default: {
      const view = new DataView(Uint8Array.from(constant(random, type).code).buffer, 1);
      const value = view.byteLength === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
      // JavaScript does not keep the bits of a NaN.
      return Number.isNaN(value) && (type === 'f' || type === 'd') ? 0 : value;
    }
  }
}

export function toValue(argument: Argument, exports: Readonly<Record<string, unknown>>): unknown {
  if (typeof argument !== 'object' || argument === null) return argument;
  return 'exported' in argument ? (exports[argument.exported] ?? null) : pool[argument.pooled];
}

/** A value in words that are the same on every engine: all NaNs are one; functions that are not exported are one. */
export function describe(type: Type, value: unknown, exports: Readonly<Record<string, unknown>>): string {
  switch (type) {
    case 'i':
    case 'f':
    case 'F':
    case 'd':
    case 'D':
      return typeof value !== 'number' ? `not a number: ${typeof value}` : Object.is(value, -0) ? '-0' : String(value);
    case 'j':
      return typeof value === 'bigint' ? `${value}n` : `not a bigint: ${typeof value}`;
    case 'a':
      if (value === null) return 'null';
      if (typeof value !== 'function') return `not a function: ${typeof value}`;
      return Object.keys(exports).find((name) => exports[name] === value) ?? 'function';
    case 'e': {
      if (value === null) return 'null';
      const index = pool.findIndex((candidate) => Object.is(candidate, value));
      return index < 0 ? 'foreign' : `pool ${index}`;
    }
  }
}
