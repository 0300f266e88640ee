// Constants worth computing with: the edges of every number type, NaNs with payloads, and ordinary values.

import { signed } from './encode.ts';
import { f32Constant, f64Constant, plain } from './grammar.ts';
import type { Plain, Type } from './model.ts';
import type { Random } from './random.ts';

const int32Edges = [
  0, 1, 2, -1, -2, 3, 7, 8, 16, 31, 32, 33, 63, 64, 127, 128, 255, 256, -128, -129, 32767, 32768, 65535, 65536,
  0x7fffffff, -0x80000000, -0x7fffffff, 0x55555555, -0x55555556, 0x01000000, 0x00ffffff,
];

const int64Edges = [
  0n,
  1n,
  2n,
  -1n,
  -2n,
  31n,
  32n,
  33n,
  63n,
  64n,
  0x7fffffffn,
  0x80000000n,
  -0x80000000n,
  0xffffffffn,
  0x100000000n,
  -0x100000000n,
  0x7fffffffffffffffn,
  -0x8000000000000000n,
  -0x7fffffffffffffffn,
  0x1fffffffffffffn,
  0x20000000000001n,
  -0x20000000000001n,
  0x5555555555555555n,
  0x00000000_80000000n,
  0xffffffff_00000000n - (1n << 64n),
];

// ±0, ±1, ±∞, NaNs (canonical, negative, signalling, with payload), largest, least normal, least subnormal, limits of integers.
const f32Edges = [
  0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7fa00000, 0xff812345,
  0x7fc12345, 0x7f7fffff, 0x00800000, 0x00000001, 0x80000001, 0x4f000000, 0xcf000000, 0x4f800000, 0x4effffff,
  0x5f000000, 0xdf000000, 0x5f800000, 0x3f000000, 0xbf000000, 0x3fc00000, 0xbf7fffff, 0x4b000001, 0x4b800000,
];

const f64Edges = [
  0n,
  0x8000000000000000n,
  0x3ff0000000000000n,
  0xbff0000000000000n,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0x7ff8000000000000n,
  0xfff8000000000000n,
  0x7ff4000000000000n,
  0xfff0000012345678n,
  0x7ff8000000000001n,
  0x7fefffffffffffffn,
  0x0010000000000000n,
  0x0000000000000001n,
  0x41e0000000000000n,
  0xc1e0000000000000n,
  0xc1e0000000200000n,
  0x41efffffffe00000n,
  0x43e0000000000000n,
  0xc3e0000000000000n,
  0x43f0000000000000n,
  0x43dfffffffffffffn,
  0x3fe0000000000000n,
  0xbfe0000000000000n,
  0x3fefffffffffffffn,
  0x4330000000000001n,
  0x3ff8000000000000n,
  0xbfefffffffffffffn,
  0x36a0000000000000n,
  0x47efffffe0000000n,
];

export const i32 = (value: number): Plain => plain(`i32.const ${value}`, ':i', [0x41, ...signed(BigInt(value | 0))]);
export const i64 = (value: bigint): Plain =>
  plain(`i64.const ${value}`, ':j', [0x42, ...signed(BigInt.asIntN(64, value))]);

const single = new DataView(new ArrayBuffer(8));
export function f32(value: number): Plain {
  single.setFloat32(0, value);
  return f32Constant(single.getUint32(0));
}
export function f64(value: number): Plain {
  single.setFloat64(0, value);
  return f64Constant(single.getBigUint64(0));
}

/** The zero, or the null reference, of a type. */
export function zero(type: Type): Plain {
  switch (type) {
    case 'i':
      return i32(0);
    case 'j':
      return i64(0n);
    case 'f':
    case 'F':
      return f32Constant(0);
    case 'd':
    case 'D':
      return f64Constant(0n);
    case 'a':
      return plain('ref.null func', ':a', [0xd0, 0x70]);
    case 'e':
      return plain('ref.null extern', ':e', [0xd0, 0x6f]);
  }
}

/** A constant of a number type, or a null reference. */
export function constant(random: Random, type: Type): Plain {
  const edge = random.chance(0.5);
  switch (type) {
    case 'i':
      return i32(edge ? random.pick(int32Edges) : random.chance(0.5) ? random.between(-100, 100) : random.int32());
    case 'j': {
      if (edge) return i64(random.pick(int64Edges));
      const high = random.chance(0.5) ? 0 : random.int32();
      return i64((BigInt(high) << 32n) | BigInt(random.int32() >>> 0));
    }
    case 'f':
    case 'F':
      if (edge) return f32Constant(random.pick(f32Edges));
      return random.chance(0.7) ? f32(random.between(-1000, 1000) / 8) : f32Constant(random.int32());
    case 'd':
    case 'D':
      if (edge) return f64Constant(random.pick(f64Edges));
      if (random.chance(0.7)) return f64(random.between(-100_000, 100_000) / 16);
      return f64Constant((BigInt(random.int32()) << 32n) | BigInt(random.int32() >>> 0));
    case 'a':
    case 'e':
      return zero(type);
  }
}
