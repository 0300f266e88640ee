// The values and types that a virtual machine takes and gives: i32 and i64, nothing else, as runtimes need them.

import type { TypeCode, Word } from '../abi.ts';
import type { FunctionType } from '../store/signature.ts';
import { bigintFrom, pushValue } from '../store/values.ts';

export type ValueType = 'i32' | 'i64';

/** `value` is signed: −2^31 … 2^31 − 1, −2^63 … 2^63 − 1. Given to a machine, it is taken modulo 2^32 or 2^64. */
export type WasmValue =
  | { readonly type: 'i32'; readonly value: number }
  | { readonly type: 'i64'; readonly value: bigint };

export interface Signature {
  readonly parameters: readonly ValueType[];
  /** Absent: the function returns nothing. */
  readonly returnType?: ValueType;
}

/** An i32 from any integer, taken modulo 2^32: `i32(0xffffffff)` is −1. */
export function i32(value: number): WasmValue {
  return { type: 'i32', value: value | 0 };
}

/** An i64 from any bigint, taken modulo 2^64. */
export function i64(value: bigint): WasmValue {
  const [low, high] = wordsOfValue({ type: 'i64', value });
  return { type: 'i64', value: bigintFrom(low as number, high as number) };
}

/** TypeError where `value` is no number (i32) or no bigint (i64). */
export function wordsOfValue({ type, value }: WasmValue): Word[] {
  if (typeof value !== (type === 'i32' ? 'number' : 'bigint'))
    throw new TypeError(`The value of an ${type} cannot be a ${typeof value}`);
  const words: Word[] = [];
  pushValue(words, type === 'i32' ? 'i' : 'j', value);
  return words;
}

/** The values of a call's words. Mostly there is one, which takes little enough code for engines to inline it. */
export function valuesOfWords(types: readonly TypeCode[], words: readonly Word[]): WasmValue[] {
  if (types.length === 1) return [valueOfWords(types[0] as TypeCode, words[0], words[1] as number)];
  return severalValues(types, words);
}

function severalValues(types: readonly TypeCode[], words: readonly Word[]): WasmValue[] {
  const values = new Array<WasmValue>(types.length);
  let at = 0;
  for (let i = 0; i < types.length; i++) {
    const type = types[i] as TypeCode;
    values[i] = valueOfWords(type, words[at], words[at + 1] as number);
    at += type === 'j' ? 2 : 1;
  }
  return values;
}

/** The value of one or two words; `high` is that of an i64. */
export function valueOfWords(type: TypeCode, first: Word, high: number): WasmValue {
  if (type === 'j') return { type: 'i64', value: bigintFrom(first as number, high) };
  return { type: 'i32', value: first as number };
}

/** Undefined if the type has other values than i32 and i64, or more than one result. */
export function signatureOf(type: FunctionType): Signature | undefined {
  if (type.results.length > 1 || /[^ij:]/.test(type.signature)) return undefined;
  const parameters = type.parameters.map(valueType);
  const [result] = type.results;
  return result === undefined ? { parameters } : { parameters, returnType: valueType(result) };
}

export function valueType(code: TypeCode): ValueType {
  return code === 'j' ? 'i64' : 'i32';
}
