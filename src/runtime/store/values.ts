// Between JavaScript values and WebAssembly values (JavaScript interface: ToWebAssemblyValue, ToJSValue), the latter as
// the words of `abi.ts`. Conversions of arguments may run the caller's code, so results are put in place only when all
// of them are converted.

import type { TypeCode, Word } from '../abi.ts';
import type { Float } from '../support/nan.ts';
import { resultInts, resultValues } from '../support/results.ts';
import { type FunctionInstance, instanceOf } from './function.ts';
import type { FunctionType } from './signature.ts';

/** Not BigInt.asIntN: it is wrong on some engines, and others crash when they optimise it. */
const scratch = new DataView(new ArrayBuffer(8));

export function bigintFrom(low: number, high: number): bigint {
  scratch.setInt32(0, low, true);
  scratch.setInt32(4, high, true);
  return scratch.getBigInt64(0, true);
}

/** Appends the low and the high word of `value` modulo 2^64. TypeError if it is not one that ToBigInt accepts. */
function pushI64(words: Word[], value: unknown): void {
  scratch.setBigInt64(0, value as bigint, true);
  words.push(scratch.getInt32(0, true), scratch.getInt32(4, true));
}

/** Appends the words of one value. TypeError where the value has no such type. */
export function pushValue(words: Word[], type: TypeCode, value: unknown): void {
  switch (type) {
    case 'i':
      words.push((value as number) | 0);
      break;
    case 'j':
      pushI64(words, value);
      break;
    case 'f':
      words.push(Math.fround(value as number));
      break;
    case 'd':
      words.push(+(value as number));
      break;
    case 'a':
      words.push(functionReference(value));
      break;
    case 'e':
      words.push(value);
      break;
  }
}

function functionReference(value: unknown): FunctionInstance | null {
  if (value === null) return null;
  const instance = instanceOf(value);
  if (instance === undefined) throw new TypeError('A funcref is an exported WebAssembly function or null');
  return instance;
}

/** The words of an argument list; missing arguments are undefined, surplus ones ignored. */
export function wordsOf(types: readonly TypeCode[], values: readonly unknown[]): Word[] {
  const words: Word[] = [];
  for (let i = 0; i < types.length; i++) pushValue(words, types[i] as TypeCode, values[i]);
  return words;
}

/** The value of one type that begins with the word `first`. */
export function toValue(type: TypeCode, first: Word, high: number): unknown {
  switch (type) {
    case 'i':
    case 'e':
      return first;
    case 'j':
      return bigintFrom(first as number, high);
    case 'f':
    case 'd':
      return +(first as Float);
    case 'a':
      return first === null ? null : (first as FunctionInstance).expose();
  }
}

/** The values of a list of words. */
export function valuesOf(types: readonly TypeCode[], words: readonly Word[]): unknown[] {
  const values: unknown[] = [];
  let at = 0;
  for (const type of types) {
    values.push(toValue(type, words[at], words[at + 1] as number));
    at += type === 'j' ? 2 : 1;
  }
  return values;
}

/** What JavaScript gets of a call that has just returned `first`: undefined, one value, or an array. */
export function resultOf(type: FunctionType, first: Word): unknown {
  const types = type.results;
  if (types.length === 0) return undefined;
  if (types.length === 1) return toValue(types[0] as TypeCode, first, resultInts[0] as number);
  return valuesOf(types, takeWords(types, first));
}

/** Puts the results of a host function in place; returns the first word. TypeError where they are not of the type. */
export function leaveResult(type: FunctionType, result: unknown): Word {
  const types = type.results;
  if (types.length === 0) return undefined;
  if (types.length === 1) return leaveWords(types, wordsOf(types, [result]));
  const values = [...(result as Iterable<unknown>)];
  if (values.length !== types.length) {
    throw new TypeError(`Expected ${types.length} results, obtained ${values.length}`);
  }
  return leaveWords(types, wordsOf(types, values));
}

/** All words of a call that has just returned `first`. */
export function takeWords(types: readonly TypeCode[], first: Word): Word[] {
  const words: Word[] = [];
  for (const type of types) {
    const integer = type === 'i' || type === 'j';
    for (let n = type === 'j' ? 2 : 1; n > 0; n--) {
      const k = words.length;
      words.push(k === 0 ? first : integer ? resultInts[k - 1] : resultValues[k - 1]);
    }
  }
  return words;
}

/** The inverse of `takeWords`. */
export function leaveWords(types: readonly TypeCode[], words: readonly Word[]): Word {
  let k = 0;
  for (const type of types) {
    const integer = type === 'i' || type === 'j';
    for (let n = type === 'j' ? 2 : 1; n > 0; n--, k++) {
      if (k === 0) continue;
      if (integer) resultInts[k - 1] = words[k] as number;
      else resultValues[k - 1] = words[k];
    }
  }
  return words[0];
}
