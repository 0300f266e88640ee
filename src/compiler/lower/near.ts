// High words from doubles. An i64 whose value a double is near enough to (a 32-bit number, a product of two, a sum of such
// products) has the high word (double − low) / 2³², rounded: with its low word exact, what the double has lost does not
// matter as long as it is less than a half of 2³². A sum of products then takes one addition for each, instead of a high
// word for each and carries. Where the double has lost nothing, or next to nothing, its own high word will do.

import * as js from '../emit/estree.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import type { Near, Operand } from './operand.ts';

export type Pair = Pick<Operand, 'low' | 'extended' | 'near'> & { readonly high: Expr };

/** A term is 2⁶² at most, so that a sum of so many is 2⁶⁸ at most, each addition off by 2¹⁴ at most: together, 2²⁰. */
const mostTerms = 64;

export const low32 = (high: Expr) => high.value === 0;

export function signed32(word: Expr): Near {
  const most = word.value === undefined ? 2 ** 31 : Math.abs(word.value);
  return { sum: e.tree(e.exact(word), Form.plain, [word]), terms: 1, signed: word.form !== Form.plain, most };
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
  return { sum: combine('*', a, b), terms: 1, signed: a.signed || b.signed, most: a.most * b.most };
}

/** The sum or difference, if at least one of both is of products. */
export function joinNear(operator: '+' | '-', a: Pair, b: Pair): Near | undefined {
  if (a.near === undefined && b.near === undefined) return undefined;
  const [x, y] = [a.near ?? asDouble(a), b.near ?? asDouble(b)];
  if (x === undefined || y === undefined || x.terms + y.terms > mostTerms) return undefined;
  const signed = x.signed || y.signed || operator === '-';
  return { sum: combine(operator, x, y), terms: x.terms + y.terms, signed, most: x.most + y.most };
}

function combine(operator: '*' | '+' | '-', { sum: a }: Near, { sum: b }: Near): Expr {
  return e.tree(js.binary(operator, a.node, b.node), Form.plain, [a, b]);
}

/**
 * The high word that goes with `low`: of what a double holds exactly, the double rounded down. So is that of a product with a
 * constant with `estimates`, but where the low word is near 0 or 2³², since the double is within 2⁹ of the product only.
 */
export function fromNear(near: Near, low: Expr, estimates: boolean): Expr {
  const bias = biasOf(near);
  const word = (biased: Expr) => e.subtract(biased, e.constant(bias ?? 0));
  const estimate = e.tree(down(timesPower(near.sum.node), bias), Form.exact, [near.sum]);
  if (near.most <= mostExact) return word(estimate);
  const computed = compute(near, low, bias);
  if (!estimates || constantProduct(near.sum.node) === undefined) return word(computed);
  const isClose = js.binary('<', e.unsigned(e.add(low, e.constant(CLOSE))), js.integer(2 * CLOSE));
  const either = js.conditional(isClose, e.exact(computed), e.exact(estimate));
  return word(e.tree(either, Form.exact, [low, computed, estimate]));
}
/** Much more than 2⁹, so that engines have seen both ways before they optimise the code, and need not come back to it. */
const CLOSE = 2 ** 20;

/**
 * With the low word taken away, with its sign: with an unsigned one, or other roundings, JavaScriptCore leaves its optimised
 * code again and again.
 */
function compute(near: Near, low: Expr, bias: number | undefined): Expr {
  const scaled = timesPower(js.binary('-', near.sum.node, e.exact(low)));
  return e.add(e.tree(down(scaled, bias, 0.5), Form.exact, [near.sum, low]), e.bitwise('>>', low, e.constant(31)));
}

/** 2⁻³² of it; of a product with a constant, that many times the other factor. */
function timesPower(node: js.Expression): js.Expression {
  const product = constantProduct(node);
  return product
    ? js.binary('*', product.factor, js.double(product.constant * 2 ** -32))
    : js.binary('*', node, js.double(2 ** -32));
}
function constantProduct(
  node: js.Expression,
): { readonly factor: js.Expression; readonly constant: number } | undefined {
  if (node.type !== 'BinaryExpression' || node.operator !== '*') return undefined;
  const [left, right] = [node.left as js.Expression, node.right];
  const [a, b] = [js.numberOf(left), js.numberOf(right)];
  if (b !== undefined) return { factor: left, constant: b };
  return a === undefined ? undefined : { factor: right, constant: a };
}

// `| 0` rounds down what is positive. So something is added to what may be negative, and taken away afterwards: engines
// take longer for Math.floor, which is left for long sums.

/** Up to there, no bit of a number or of its high word is lost when 2²⁰ is added to 2⁻³² of it. */
const mostExact = 2 ** 52;

/** Undefined: it may be beyond all that could be added. */
function biasOf({ most, terms, signed }: Near): number | undefined {
  if (!signed) return 0;
  if (most <= mostExact) return 2 ** 20;
  // One product of signed numbers is 2⁶² at most. So far from 0 it is off by another 2⁹.
  return terms === 1 ? 2 ** 30 : undefined;
}
/** Rounded down, more by the bias, modulo 2³². */
function down(scaled: js.Expression, bias: number | undefined, more = 0): js.Expression {
  const sum = bias || more ? js.binary('+', scaled, js.double((bias ?? 0) + more)) : scaled;
  return js.binary('|', bias === undefined ? floor(sum) : sum, js.integer(0));
}
const floor = (node: js.Expression) => js.call(js.member(js.name('Math'), 'floor'), [node]);
