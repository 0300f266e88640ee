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

export const zero = constant(0n);
export const minusOne = constant(-1n);

export type Operator = '+' | '-' | '*' | '&' | '|' | '^';

/** Of what is within 64 bits: code that is not optimised yet should not compute with ever larger numbers. */
export function arithmetic(operator: Operator, a: Expr, b: Expr): Expr {
  return e.tree(js.asInt64(js.binary(operator, e.exact(a), e.exact(b))), Form.exact, [a, b]);
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

// Unsigned comparisons. Of signed values with the highest bit turned over they would be shorter; but where V8 once sees it
// compare −2⁶³, which 0 becomes, it calls a function for all of them.

/** What is negative where a is less than b, unsigned (Hacker's Delight, 2-13). Both are written more than once. */
function borrow(a: Expr, b: Expr): Expr {
  const difference = arithmetic('-', a, b);
  const [first, second] = [constantOf(a), constantOf(b)];
  if (first !== undefined) return arithmetic(first < 0n ? '&' : '|', b, difference);
  const complement = arithmetic('^', a, minusOne);
  if (second !== undefined) return arithmetic(second < 0n ? '|' : '&', complement, difference);
  const differs = arithmetic('^', complement, b);
  return arithmetic('|', arithmetic('&', complement, b), arithmetic('&', differs, difference));
}

/** By the comparison, what is negative where it is true. */
const signs = new WeakMap<js.Expression, Expr>();

/** Of values that are simple. */
export function compareUnsigned(operator: '<' | '<=' | '>' | '>=', a: Expr, b: Expr): Expr {
  const isStrict = operator === '<' || operator === '>';
  const bits = operator === '<' || operator === '>=' ? borrow(a, b) : borrow(b, a);
  const result = e.compare(isStrict ? '<' : '>=', bits, zero);
  signs.set(result.node, isStrict ? bits : arithmetic('^', bits, minusOne));
  return result;
}
/** The i64 that an unsigned comparison is extended to, without a number on the way: what is carried. */
export function extendComparison(word: Expr): Expr | undefined {
  const bits = signs.get(word.node);
  return bits && shiftRightUnsigned(bits, 63n);
}
