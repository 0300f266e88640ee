// The values of the official tests as the JavaScript API passes them, and the comparison with what is expected.
// Floats go as integers that hold their bits (see `bits-module.ts`), because a JavaScript number cannot hold every NaN.

import type { SpecType, SpecValue } from './script.ts';

const externrefs = new Map<string, object>();

/** The host object that stands for `ref.extern NAME`. */
function externref(name: string): object {
  let object = externrefs.get(name);
  if (object === undefined) {
    object = { externref: name };
    externrefs.set(name, object);
  }
  return object;
}

/** An argument: i32 and f32 as a number, i64 and f64 as a bigint (the bits in either case), a reference as itself. */
export function toArgument({ type, value = 'null' }: SpecValue): unknown {
  switch (type) {
    case 'i32':
    case 'f32':
      return Number(value) | 0;
    case 'i64':
    case 'f64':
      return BigInt.asIntN(64, BigInt(value));
    case 'externref':
    case 'funcref':
      return value === 'null' ? null : externref(value);
  }
}

/** The bits of a number of the JavaScript API (a global's value) as `toArgument` gives them. Not for NaNs. */
export function bitsOf(type: SpecType, value: unknown): unknown {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f32') {
    view.setFloat32(0, value as number);
    return view.getInt32(0);
  }
  if (type === 'f64') {
    view.setFloat64(0, value as number);
    return view.getBigInt64(0);
  }
  return value;
}

/** Whether a result, in the form that `toArgument` gives, is what is expected. */
export function matches(actual: unknown, { type, value }: SpecValue): boolean {
  if (value === undefined) {
    return type === 'funcref' ? typeof actual === 'function' : actual !== null && actual !== undefined;
  }
  if (value.startsWith('nan:')) return isNaNPattern(actual, type, value);
  return Object.is(actual, toArgument({ type, value }));
}

/** Specification 2.2.3: canonical has only the top bit of the payload set, arithmetic has it set; the sign is free. */
function isNaNPattern(actual: unknown, type: SpecType, pattern: string): boolean {
  const [bits, infinity, quiet] =
    type === 'f32'
      ? [BigInt.asUintN(31, BigInt(actual as number)), 0x7f80_0000n, 0x0040_0000n]
      : [BigInt.asUintN(63, actual as bigint), 0x7ff0_0000_0000_0000n, 0x0008_0000_0000_0000n];
  const nan = infinity | quiet;
  return pattern === 'nan:canonical' ? bits === nan : (bits & nan) === nan;
}

/** For a message: a value in the form that `toArgument` gives. */
export function describe(type: SpecType, value: unknown): string {
  if (typeof value === 'number') return `${type} 0x${(value >>> 0).toString(16)}`;
  if (typeof value === 'bigint') return `${type} 0x${BigInt.asUintN(64, value).toString(16)}`;
  return `${type} ${String(value)}`;
}
