// High words from doubles. An i64 whose value a double is near enough to (a 32-bit number, a product of two, a sum of such
// products) has the high word (double − low) / 2³², rounded: with its low word exact, what the double has lost does not
// matter as long as it is less than a half of 2³². A sum of products then takes one addition for each, instead of a high
// word for each and carries.

import * as js from '../emit/estree.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import type { Near, Operand } from './operand.ts';

export type Pair = Pick<Operand, 'low' | 'extended' | 'near'> & { readonly high: Expr };

/** A term is 2⁶² at most, so that a sum of so many is 2⁶⁸ at most, each addition off by 2¹⁴ at most: together, 2²⁰. */
const mostTerms = 64;

export const low32 = (high: Expr) => high.value === 0;

export function signed32(word: Expr): Near {
  return { sum: e.tree(e.exact(word), Form.plain, [word]), terms: 1, signed: word.form !== Form.plain };
}

/**
 * The number itself, if it has 32 bits and no conversion to an unsigned number is needed: JavaScriptCore runs products of
 * such conversions up to a hundred times slower.
 */
export function asDouble({ low, high, extended }: Pair): Near | undefined {
  const isItsSign = extended === true || (low.value !== undefined && high.value === low.value >> 31);
  return isItsSign || (low32(high) && low.form === Form.plain) ? signed32(low) : undefined;
}

export function product(a: Near, b: Near): Near {
  return { sum: combine('*', a, b), terms: 1, signed: a.signed || b.signed };
}

/** The sum or difference, if at least one of both is of products. */
export function joinNear(operator: '+' | '-', a: Pair, b: Pair): Near | undefined {
  if (a.near === undefined && b.near === undefined) return undefined;
  const [x, y] = [a.near ?? asDouble(a), b.near ?? asDouble(b)];
  if (x === undefined || y === undefined || x.terms + y.terms > mostTerms) return undefined;
  const signed = x.signed || y.signed || operator === '-';
  return { sum: combine(operator, x, y), terms: x.terms + y.terms, signed };
}

function combine(operator: '*' | '+' | '-', { sum: a }: Near, { sum: b }: Near): Expr {
  return e.tree(js.binary(operator, a.node, b.node), Form.plain, [a, b]);
}

/** The high word that goes with `low`. */
export function fromNear({ sum, terms, signed }: Near, low: Expr): Expr {
  if (terms === 1) return ofProduct(sum, low);
  const shifted = js.binary('+', scaled(sum, e.unsigned(low)), js.double(0.5));
  // Without a sign, `| 0` rounds down as well.
  const rounded = signed ? js.call(js.member(js.name('Math'), 'floor'), [shifted]) : shifted;
  return e.tree(js.binary('|', rounded, js.integer(0)), Form.exact, [sum, low]);
}

/**
 * Of one product of signed numbers, which is 2⁶² at most: 2³⁰ more is positive, so that `| 0` rounds it down. With the low
 * word unsigned, or other roundings, JavaScriptCore leaves its optimised code again and again.
 */
function ofProduct(sum: Expr, low: Expr): Expr {
  const shifted = js.binary('+', scaled(sum, e.exact(low)), js.double(2 ** 30 + 0.5));
  const rounded = js.binary('-', js.binary('|', shifted, js.integer(0)), js.integer(2 ** 30));
  return e.add(e.tree(rounded, Form.sum, [sum, low]), e.bitwise('>>', low, e.constant(31)));
}

function scaled(sum: Expr, low: js.Expression): js.Expression {
  return js.binary('*', js.binary('-', sum.node, low), js.double(2 ** -32));
}
