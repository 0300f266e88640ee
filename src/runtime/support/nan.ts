// Floats whose bits can be seen. In compiled code an f32 or f64 is a JavaScript number, and NaN as a number always
// stands for the canonical NaN (0x7fc00000, 0x7ff8000000000000), whatever bits the engine keeps in it. A NaN with other
// bits is a NaNBox. Arithmetic turns a box into NaN, hence into the canonical NaN, on every engine; what only moves a
// float (locals, globals, parameters, loads and stores, reinterpretation, neg, abs, copysign) keeps the box.
// Comparing two boxes with === compares objects: compiled code has to write `+a === +b`.

import { resultInts } from './results.ts';

/** A NaN that is not the canonical one. An f32 has its bits in `low` (and 0 in `high`). */
export class NaNBox {
  declare readonly low: number;
  declare readonly high: number;

  constructor(low: number, high: number) {
    this.low = low;
    this.high = high;
  }

  valueOf(): number {
    return NaN;
  }
}

export type Float = number | NaNBox;

const F32_CANONICAL = 0x7fc00000;
const F64_CANONICAL_HIGH = 0x7ff80000;
const SIGN = -0x80000000;

const scratch = new DataView(new ArrayBuffer(8));

/** The f32 with these bits (an int32). */
export function f32_from_bits(bits: number): Float {
  scratch.setInt32(0, bits, true);
  return f32_load(scratch, 0);
}

/** The bits of an f32, an int32. */
export function f32_bits(x: Float): number {
  f32_store(scratch, 0, x);
  return scratch.getInt32(0, true);
}

/** The f64 with these bits (two int32). */
export function f64_from_bits(low: number, high: number): Float {
  scratch.setInt32(0, low, true);
  scratch.setInt32(4, high, true);
  return f64_load(scratch, 0);
}

/** The bits of an f64: the low word returned, the high word in `resultInts[0]`. */
export function f64_bits(x: Float): number {
  f64_store(scratch, 0, x);
  resultInts[0] = scratch.getInt32(4, true);
  return scratch.getInt32(0, true);
}

/** Throws the view's RangeError out of bounds, as all loads and stores do. */
export function f32_load(view: DataView, address: number): Float {
  const x = view.getFloat32(address, true);
  return x === x ? x : f32_nan(view, address);
}

export function f64_load(view: DataView, address: number): Float {
  const x = view.getFloat64(address, true);
  return x === x ? x : f64_nan(view, address);
}

// What is rare stands apart: SpiderMonkey does not inline the rest otherwise, and takes ten times as long.

function f32_nan(view: DataView, address: number): Float {
  const bits = view.getInt32(address, true);
  return bits === F32_CANONICAL ? NaN : new NaNBox(bits, 0);
}

function f64_nan(view: DataView, address: number): Float {
  const low = view.getInt32(address, true);
  const high = view.getInt32(address + 4, true);
  return low === 0 && high === F64_CANONICAL_HIGH ? NaN : new NaNBox(low, high);
}

export function f32_store(view: DataView, address: number, x: Float): void {
  const y = +x;
  if (y === y) view.setFloat32(address, y, true);
  else f32_store_nan(view, address, x);
}

function f32_store_nan(view: DataView, address: number, x: Float): void {
  view.setInt32(address, typeof x === 'number' ? F32_CANONICAL : x.low, true);
}

/** The high word first: it is the one that can be out of bounds alone, and nothing may be written before a trap. */
export function f64_store(view: DataView, address: number, x: Float): void {
  const y = +x;
  if (y === y) view.setFloat64(address, y, true);
  else f64_store_nan(view, address, x);
}

function f64_store_nan(view: DataView, address: number, x: Float): void {
  view.setInt32(address + 4, typeof x === 'number' ? F64_CANONICAL_HIGH : x.high, true);
  view.setInt32(address, typeof x === 'number' ? 0 : x.low, true);
}

export function f32_neg(x: Float): Float {
  const y = +x;
  return y === y ? -y : f32_from_bits(f32_bits(x) ^ SIGN);
}

// The following leave `resultInts` alone: compiled code may have put the other words of a result there already.

export function f64_neg(x: Float): Float {
  const y = +x;
  if (y === y) return -y;
  const high = highBits(x);
  return f64_from_bits(scratch.getInt32(0, true), high ^ SIGN);
}

export function f32_abs(x: Float): Float {
  const y = +x;
  return y === y ? Math.abs(y) : f32_from_bits(f32_bits(x) & ~SIGN);
}

export function f64_abs(x: Float): Float {
  const y = +x;
  if (y === y) return Math.abs(y);
  const high = highBits(x);
  return f64_from_bits(scratch.getInt32(0, true), high & ~SIGN);
}

/** `x` with the sign of `y`. */
export function f32_copysign(x: Float, y: Float): Float {
  return (f32_bits(x) ^ f32_bits(y)) < 0 ? f32_neg(x) : x;
}

/** `x` with the sign of `y`. */
export function f64_copysign(x: Float, y: Float): Float {
  return (highBits(x) ^ highBits(y)) < 0 ? f64_neg(x) : x;
}

/** The high word of an f64's bits; the low word is left in `scratch`. */
function highBits(x: Float): number {
  f64_store(scratch, 0, x);
  return scratch.getInt32(4, true);
}
