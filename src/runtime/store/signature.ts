// Function types as compiled modules write them, parsed once, and their canonical numbers: structural equality of types
// (specification 3.3.1) becomes equality of numbers, across all modules of this process.

import type { Signature, TypeCode } from '../abi.ts';

export interface FunctionType {
  readonly signature: Signature;
  readonly parameters: readonly TypeCode[];
  readonly results: readonly TypeCode[];
  /** How many words the parameters are. */
  readonly words: number;
  /** What `call_indirect` compares. */
  readonly number: number;
}

const types = new Map<Signature, FunctionType>();

/** The type that `signature` writes; always the same object for the same signature. */
export function functionType(signature: Signature): FunctionType {
  let type = types.get(signature);
  if (type === undefined) {
    const [parameters, results] = signature.split(':') as [string, string];
    type = {
      signature,
      parameters: parameters.split('') as TypeCode[],
      results: results.split('') as TypeCode[],
      words: parameters.replace(/j/g, 'jj').length,
      number: types.size,
    };
    types.set(signature, type);
  }
  return type;
}
