// Conversions between integers and floats (specification 4.3.4). i64 values are pairs of int32, low word first; an i64
// result returns its low word and leaves the high word in `resultInts[0]`. A float is an f32 or an f64, NaNBox
// included.

import type { Float } from './nan.ts';
import { resultInts } from './results.ts';
import { trap } from './trap.ts';

const TWO_POW_32 = 4294967296;
const TWO_POW_63 = 2 ** 63;
const TWO_POW_64 = 2 ** 64;

function outOfRange(x: number): never {
  throw trap(x === x ? 'integer overflow' : 'invalid conversion to integer');
}

/** `x` is an integer between −2^63 and 2^64. ToInt32 takes it modulo 2^32 exactly. */
function split(x: number): number {
  resultInts[0] = Math.floor(x / TWO_POW_32) | 0;
  return x | 0;
}

function pair(low: number, high: number): number {
  resultInts[0] = high;
  return low;
}

/** Traps: 'invalid conversion to integer' for NaN, 'integer overflow'. */
export function i32_trunc_s(float: Float): number {
  const x = +float;
  if (x > -0x80000001 && x < 0x80000000) return x | 0;
  return outOfRange(x);
}

/** Traps: 'invalid conversion to integer' for NaN, 'integer overflow'. */
export function i32_trunc_u(float: Float): number {
  const x = +float;
  if (x > -1 && x < TWO_POW_32) return x | 0;
  return outOfRange(x);
}

/** Traps: 'invalid conversion to integer' for NaN, 'integer overflow'. */
export function i64_trunc_s(float: Float): number {
  const x = +float;
  if (x >= -TWO_POW_63 && x < TWO_POW_63) return split(Math.trunc(x));
  return outOfRange(x);
}

/** Traps: 'invalid conversion to integer' for NaN, 'integer overflow'. */
export function i64_trunc_u(float: Float): number {
  const x = +float;
  if (x > -1 && x < TWO_POW_64) return split(Math.trunc(x));
  return outOfRange(x);
}

export function i32_trunc_sat_s(float: Float): number {
  const x = +float;
  if (x > -0x80000001 && x < 0x80000000) return x | 0;
  return x > 0 ? 0x7fffffff : x < 0 ? -0x80000000 : 0;
}

export function i32_trunc_sat_u(float: Float): number {
  const x = +float;
  if (x > -1 && x < TWO_POW_32) return x | 0;
  return x > 0 ? -1 : 0;
}

export function i64_trunc_sat_s(float: Float): number {
  const x = +float;
  if (x >= -TWO_POW_63 && x < TWO_POW_63) return split(Math.trunc(x));
  return x > 0 ? pair(-1, 0x7fffffff) : pair(0, x < 0 ? -0x80000000 : 0);
}

export function i64_trunc_sat_u(float: Float): number {
  const x = +float;
  if (x > -1 && x < TWO_POW_64) return split(Math.trunc(x));
  return x > 0 ? pair(-1, -1) : pair(0, 0);
}

export function f64_convert_i64_s(low: number, high: number): number {
  return high * TWO_POW_32 + (low >>> 0);
}

export function f64_convert_i64_u(low: number, high: number): number {
  return (high >>> 0) * TWO_POW_32 + (low >>> 0);
}

/**
 * From 2^52 on, the low 12 bits only matter as being zero or not: f32 ends at bit 29 or above. Kept as one bit, they
 * leave a number that is exact as f64, so that only f32 rounds.
 */
function sticky(low: number): number {
  return (low & 0xfff) === 0 ? low >>> 0 : ((low & ~0xfff) | 0x800) >>> 0;
}

export function f32_convert_i64_s(low: number, high: number): number {
  const exact = high >= -0x100000 && high < 0x100000;
  return Math.fround(high * TWO_POW_32 + (exact ? low >>> 0 : sticky(low)));
}

export function f32_convert_i64_u(low: number, high: number): number {
  const exact = high >>> 20 === 0;
  return Math.fround((high >>> 0) * TWO_POW_32 + (exact ? low >>> 0 : sticky(low)));
}
