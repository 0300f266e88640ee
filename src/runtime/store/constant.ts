// Constant expressions (specification 3.3.10.2), as the descriptions in compiled modules write them.

import type { ConstantExpression, GlobalCell, Word } from '../abi.ts';
import { f32_from_bits, f64_from_bits } from '../support/nan.ts';
import type { FunctionInstance } from './function.ts';

export interface Scope {
  readonly globals: readonly GlobalCell[];
  reference(index: number): FunctionInstance;
}

/** First and second word of the value. */
export function evaluate(
  expression: ConstantExpression,
  scope: Scope,
): { readonly value: Word; readonly high: number } {
  if ('i32' in expression) return { value: expression.i32, high: 0 };
  if ('i64' in expression) return { value: expression.i64[0], high: expression.i64[1] };
  if ('f32' in expression) return { value: f32_from_bits(expression.f32), high: 0 };
  if ('f64' in expression) return { value: f64_from_bits(expression.f64[0], expression.f64[1]), high: 0 };
  if ('function' in expression) return { value: scope.reference(expression.function), high: 0 };
  if ('global' in expression) return scope.globals[expression.global] as GlobalCell;
  return { value: null, high: 0 };
}
