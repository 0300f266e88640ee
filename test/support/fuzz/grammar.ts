// The instructions whose type is fixed, as the generator picks them: opcode, name, type, and what makes them trap seldom.
// Types distinguish floats with determined NaN bits (f, d) from others (F, D): see model.ts.

import { unsigned } from './encode.ts';
import type { Plain, Type } from './model.ts';

export interface Operator {
  readonly name: string;
  readonly code: readonly number[];
  readonly pops: readonly Type[];
  readonly pushes: readonly Type[];
  readonly mvp: boolean;
  /** Traps on many operands: a divisor of zero, a float that is no integer in range. */
  readonly partial: boolean;
}

/** Memory accesses: `width` in bytes. */
export interface Access extends Operator {
  readonly width: number;
}

const table = `
45 i32.eqz i:i · 46 i32.eq ii:i · 47 i32.ne ii:i · 48 i32.lt_s ii:i · 49 i32.lt_u ii:i · 4a i32.gt_s ii:i
4b i32.gt_u ii:i · 4c i32.le_s ii:i · 4d i32.le_u ii:i · 4e i32.ge_s ii:i · 4f i32.ge_u ii:i
50 i64.eqz j:i · 51 i64.eq jj:i · 52 i64.ne jj:i · 53 i64.lt_s jj:i · 54 i64.lt_u jj:i · 55 i64.gt_s jj:i
56 i64.gt_u jj:i · 57 i64.le_s jj:i · 58 i64.le_u jj:i · 59 i64.ge_s jj:i · 5a i64.ge_u jj:i
5b f32.eq FF:i · 5c f32.ne FF:i · 5d f32.lt FF:i · 5e f32.gt FF:i · 5f f32.le FF:i · 60 f32.ge FF:i
61 f64.eq DD:i · 62 f64.ne DD:i · 63 f64.lt DD:i · 64 f64.gt DD:i · 65 f64.le DD:i · 66 f64.ge DD:i
67 i32.clz i:i · 68 i32.ctz i:i · 69 i32.popcnt i:i · 6a i32.add ii:i · 6b i32.sub ii:i · 6c i32.mul ii:i
6d i32.div_s ii:i! · 6e i32.div_u ii:i! · 6f i32.rem_s ii:i! · 70 i32.rem_u ii:i!
71 i32.and ii:i · 72 i32.or ii:i · 73 i32.xor ii:i · 74 i32.shl ii:i · 75 i32.shr_s ii:i · 76 i32.shr_u ii:i
77 i32.rotl ii:i · 78 i32.rotr ii:i
79 i64.clz j:j · 7a i64.ctz j:j · 7b i64.popcnt j:j · 7c i64.add jj:j · 7d i64.sub jj:j · 7e i64.mul jj:j
7f i64.div_s jj:j! · 80 i64.div_u jj:j! · 81 i64.rem_s jj:j! · 82 i64.rem_u jj:j!
83 i64.and jj:j · 84 i64.or jj:j · 85 i64.xor jj:j · 86 i64.shl jj:j · 87 i64.shr_s jj:j · 88 i64.shr_u jj:j
89 i64.rotl jj:j · 8a i64.rotr jj:j
8b f32.abs f:f · 8c f32.neg f:f · 8b f32.abs F:F · 8c f32.neg F:F · 8d f32.ceil F:F · 8e f32.floor F:F
8f f32.trunc F:F · 90 f32.nearest F:F · 91 f32.sqrt F:F · 92 f32.add FF:F · 93 f32.sub FF:F · 94 f32.mul FF:F
95 f32.div FF:F · 96 f32.min FF:F · 97 f32.max FF:F · 98 f32.copysign ff:f · 98 f32.copysign Ff:F
99 f64.abs d:d · 9a f64.neg d:d · 99 f64.abs D:D · 9a f64.neg D:D · 9b f64.ceil D:D · 9c f64.floor D:D
9d f64.trunc D:D · 9e f64.nearest D:D · 9f f64.sqrt D:D · a0 f64.add DD:D · a1 f64.sub DD:D · a2 f64.mul DD:D
a3 f64.div DD:D · a4 f64.min DD:D · a5 f64.max DD:D · a6 f64.copysign dd:d · a6 f64.copysign Dd:D
a7 i32.wrap_i64 j:i · a8 i32.trunc_f32_s F:i! · a9 i32.trunc_f32_u F:i! · aa i32.trunc_f64_s D:i!
ab i32.trunc_f64_u D:i! · ac i64.extend_i32_s i:j · ad i64.extend_i32_u i:j · ae i64.trunc_f32_s F:j!
af i64.trunc_f32_u F:j! · b0 i64.trunc_f64_s D:j! · b1 i64.trunc_f64_u D:j!
b2 f32.convert_i32_s i:f · b3 f32.convert_i32_u i:f · b4 f32.convert_i64_s j:f · b5 f32.convert_i64_u j:f
b6 f32.demote_f64 D:F · b7 f64.convert_i32_s i:d · b8 f64.convert_i32_u i:d · b9 f64.convert_i64_s j:d
ba f64.convert_i64_u j:d · bb f64.promote_f32 F:D
bc i32.reinterpret_f32 f:i · bd i64.reinterpret_f64 d:j · be f32.reinterpret_i32 i:f · bf f64.reinterpret_i64 j:d
c0 i32.extend8_s i:i + · c1 i32.extend16_s i:i + · c2 i64.extend8_s j:j + · c3 i64.extend16_s j:j + · c4 i64.extend32_s j:j +
fc.0 i32.trunc_sat_f32_s F:i + · fc.1 i32.trunc_sat_f32_u F:i + · fc.2 i32.trunc_sat_f64_s D:i +
fc.3 i32.trunc_sat_f64_u D:i + · fc.4 i64.trunc_sat_f32_s F:j + · fc.5 i64.trunc_sat_f32_u F:j +
fc.6 i64.trunc_sat_f64_s D:j + · fc.7 i64.trunc_sat_f64_u D:j +
`;

const accesses = `
28 i32.load i:i 4 · 29 i64.load i:j 8 · 2a f32.load i:f 4 · 2b f64.load i:d 8
2c i32.load8_s i:i 1 · 2d i32.load8_u i:i 1 · 2e i32.load16_s i:i 2 · 2f i32.load16_u i:i 2
30 i64.load8_s i:j 1 · 31 i64.load8_u i:j 1 · 32 i64.load16_s i:j 2 · 33 i64.load16_u i:j 2
34 i64.load32_s i:j 4 · 35 i64.load32_u i:j 4
36 i32.store ii: 4 · 37 i64.store ij: 8 · 38 f32.store if: 4 · 39 f64.store id: 8
3a i32.store8 ii: 1 · 3b i32.store16 ii: 2 · 3c i64.store8 ij: 1 · 3d i64.store16 ij: 2 · 3e i64.store32 ij: 4
`;

/** Rows are `opcode name params:results`, then ! (partial), + (not in 1.0) or the width of an access. */
function read(text: string): Access[] {
  const rows = text.split(/[\n·]/).map((row) => row.trim());
  return rows.filter(Boolean).map((row) => {
    const [opcode = '', name = '', type = '', mark = ''] = row.replace('!', ' !').split(/ +/);
    const [params = '', results = ''] = type.split(':');
    return {
      name,
      code: opcode.split('.').map((byte) => Number.parseInt(byte, 16)),
      pops: [...params] as Type[],
      pushes: [...results] as Type[],
      mvp: mark !== '+',
      partial: mark === '!',
      width: Number(mark) || 0,
    };
  });
}

export const operators: readonly Operator[] = read(table);
export const loads: readonly Access[] = read(accesses).filter((row) => row.pushes.length > 0);
export const stores: readonly Access[] = read(accesses).filter((row) => row.pushes.length === 0);

/** An instruction without a body, with its opcode, immediates and type `'params:results'`. */
export function plain(name: string, type: string, code: readonly number[]): Plain {
  const [params = '', results = ''] = type.split(':');
  return { kind: 'plain', name, code, pops: [...params] as Type[], pushes: [...results] as Type[] };
}

/** Bits as little-endian bytes. */
function little(bits: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, i) => Number((bits >> BigInt(8 * i)) & 0xffn));
}

export const f32Constant = (bits: number): Plain => plain('f32.const', ':f', [0x43, ...little(BigInt(bits >>> 0), 4)]);
export const f64Constant = (bits: bigint): Plain =>
  plain('f64.const', ':d', [0x44, ...little(BigInt.asUintN(64, bits), 8)]);

/** `name` with one index as its immediate. */
export const indexed = (name: string, type: string, opcode: readonly number[], index: number): Plain =>
  plain(`${name} ${index}`, type, [...opcode, ...unsigned(index)]);
