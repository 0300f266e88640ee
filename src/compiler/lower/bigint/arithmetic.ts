// What is computed of i64s that are BigInts, in the form that V8 lowers to machine arithmetic. That form was found by
// measuring (docs/performance.md):
//
// - sums, products and bitwise operations of signed values, wrapped to 64 bits where they end up, are machine arithmetic;
// - what is unsigned or shifted left has to be wrapped before it meets anything else;
// - comparisons only as signed ones, and of values that are within 64 bits by themselves;
// - shifts only by constants.

import * as js from '../../emit/estree.ts';
import * as e from '../expression.ts';
import { type Expr, Form } from '../expression.ts';
import { constant, constantOf } from './words.ts';

const leastInt64 = constant(-(2n ** 63n));

export function arithmetic(operator: '+' | '-' | '&' | '|' | '^', a: Expr, b: Expr): Expr {
  return e.tree(js.asInt64(js.binary(operator, e.exact(a), e.exact(b))), Form.exact, [a, b]);
}
/** A product of what is within 64 bits: code that is not optimised yet should not compute with ever larger numbers. */
export function multiply(a: Expr, b: Expr): Expr {
  return e.tree(js.asInt64(js.binary('*', e.exact(a), e.exact(b))), Form.exact, [a, b]);
}

// Shifts by 0 to 63.

export function shiftLeft(a: Expr, count: bigint): Expr {
  return count === 0n ? a : e.tree(js.asInt64(js.binary('<<', a.node, js.bigint(count))), Form.exact, [a]);
}
export function shiftRightUnsigned(a: Expr, count: bigint): Expr {
  if (count === 0n) return a;
  return e.tree(js.asInt64(js.binary('>>', js.asUint64(a.node), js.bigint(count))), Form.exact, [a]);
}
export function shiftRightSigned(a: Expr, count: bigint): Expr {
  return count === 0n ? a : e.tree(js.binary('>>', e.exact(a), js.bigint(count)), Form.wide, [a]);
}

/** An unsigned comparison is a signed one of values with the highest bit turned over. */
export function compareUnsigned(operator: e.Comparison, a: Expr, b: Expr): Expr {
  return e.compare(operator, turnedOver(a), turnedOver(b));
}
function turnedOver(a: Expr): Expr {
  const known = constantOf(a);
  return known === undefined ? arithmetic('^', a, leastInt64) : constant(known ^ -(2n ** 63n));
}
