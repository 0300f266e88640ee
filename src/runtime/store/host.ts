// Function instances that JavaScript implements: answered in place, or (`Suspending`) by a promise.

import type { Code, Signature } from '../abi.ts';
import { hostError } from '../support/trap.ts';
import { makeExported } from './exported.ts';
import { FunctionInstance } from './function.ts';
import { type FunctionType, functionType } from './signature.ts';
import { isolate } from './tampering.ts';
import { leaveResult, valuesOf } from './values.ts';

export type HostFunction = (...values: never[]) => unknown;

/** Called with JavaScript values whenever compiled code calls it; what it throws goes through that code unchanged. */
export function answeredInPlace(signature: Signature, index: number, f: HostFunction): FunctionInstance {
  const code = inPlace(functionType(signature), f);
  return new FunctionInstance(signature, index, { kind: 'plain', code }, makeExported);
}

/** Signatures of i32 only, with one result at most: their values are words as they stand. */
const INTEGERS = /^i*:i?$/;

function inPlace(type: FunctionType, f: HostFunction): Code {
  const { length } = type.parameters;
  if (INTEGERS.test(type.signature)) return inPlaceOfIntegers(withArity(f, length), type.results.length > 0);
  return (...words) => {
    try {
      return leaveResult(type, f(...(valuesOf(type.parameters, words) as never[])));
    } catch (error) {
      throw hostError(error);
    }
  };
}

function inPlaceOfIntegers(f: Code, returns: boolean): Code {
  return (...words) => {
    try {
      const result = f(...words);
      return returns ? (result as number) | 0 : undefined;
    } catch (error) {
      throw hostError(error);
    }
  };
}

/** `f` called with the first `arity` words, and not with what is left of the call stack behind them. */
function withArity(f: HostFunction, arity: number): Code {
  const call = f as Code;
  switch (arity) {
    case 0:
      return () => call();
    case 1:
      return (a) => call(a);
    case 2:
      return (a, b) => call(a, b);
    case 3:
      return (a, b, c) => call(a, b, c);
    default:
      return (...words) => call(...words.slice(0, arity));
  }
}

/** Who answers the calls of a `Suspending` import. */
export class Promised {
  declare readonly type: FunctionType;
  declare readonly f: HostFunction;

  constructor(type: FunctionType, f: HostFunction) {
    this.type = type;
    this.f = f;
  }
}
isolate(Promised);

export function answeredByPromise(signature: Signature, index: number, f: HostFunction): FunctionInstance {
  const by = new Promised(functionType(signature), f);
  return new FunctionInstance(signature, index, { kind: 'answered', by }, makeExported);
}
