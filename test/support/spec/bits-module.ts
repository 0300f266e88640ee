// A WebAssembly module that stands between a test and a function with floats: it imports the function as `"" "f"` and
// exports an `f` of its own which takes and gives every f32 as the i32, and every f64 as the i64, of the same bits. So all
// bits of a NaN reach the function and can be seen in its results, through an API whose numbers cannot hold them.

import type { SpecType } from './script.ts';

const typeByte: Record<SpecType, number> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  funcref: 0x70,
  externref: 0x6f,
};
const asInteger = (type: SpecType): SpecType => (type === 'f32' ? 'i32' : type === 'f64' ? 'i64' : type);
const toFloat = (type: SpecType): number[] => (type === 'f32' ? [0xbe] : type === 'f64' ? [0xbf] : []);
const toInteger = (type: SpecType): number[] => (type === 'f32' ? [0xbc] : type === 'f64' ? [0xbd] : []);

const isFloat = (type: SpecType): boolean => type === 'f32' || type === 'f64';

/** Whether a function of this type needs the module at all. */
export function needsBits(params: readonly SpecType[], results: readonly SpecType[]): boolean {
  return params.some(isFloat) || results.some(isFloat);
}

/** The module's bytes. At most 100 parameters and results. */
export function bitsModule(params: readonly SpecType[], results: readonly SpecType[]): Uint8Array<ArrayBuffer> {
  const functionType = (convert: (type: SpecType) => SpecType): number[] => [
    0x60,
    ...vector(params.map((type) => [typeByte[convert(type)]])),
    ...vector(results.map((type) => [typeByte[convert(type)]])),
  ];
  // The results are on the stack, the last on top: into locals from there, then back in order.
  const local = (result: number): number => params.length + result;
  const body = [
    ...vector(results.map((type) => [1, typeByte[type]])),
    ...params.flatMap((type, index) => [0x20, index, ...toFloat(type)]),
    ...[0x10, 0],
    ...results.flatMap((_, index) => [0x21, local(index)].reverse()).reverse(),
    ...results.flatMap((type, index) => [0x20, local(index), ...toInteger(type)]),
    0x0b,
  ];
  const name = [1, 'f'.charCodeAt(0)];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([functionType((type) => type), functionType(asInteger)])),
    ...section(2, vector([[0, ...name, 0, 0]])),
    ...section(3, vector([[1]])),
    ...section(7, vector([[...name, 0, 1]])),
    ...section(10, vector([[...unsigned(body.length), ...body]])),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
