// Function types as the runtime writes them: one letter for each value type (see `src/runtime/abi.ts`).

import type { Signature, TypeCode } from '../../runtime/abi.ts';
import type { FunctionType, ValueType } from '../ast.ts';

const codes: Record<ValueType, TypeCode | 'v'> = {
  i32: 'i',
  i64: 'j',
  f32: 'f',
  f64: 'd',
  funcref: 'a',
  externref: 'e',
  v128: 'v',
};

/** v128 has the letter v, which no compiled module contains: modules that use it are refused before. */
export function signatureOf({ params, results }: FunctionType): Signature {
  const letters = (types: readonly ValueType[]) => types.map((type) => codes[type]).join('');
  return `${letters(params)}:${letters(results)}`;
}
export function codeOf(type: ValueType): TypeCode {
  return codes[type] as TypeCode;
}
