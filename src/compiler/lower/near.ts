// High words from doubles. An i64 whose value a double is near enough to (a 32-bit number, a product of two, a sum of such
// products) has the high word (double − low) / 2³², rounded: with its low word exact, what the double has lost does not
// matter as long as it is less than a half of 2³². A sum of products then takes one addition for each, instead of a high
// word for each and carries. Where the double has lost nothing, its own high word will do, and where it is one product,
// that and the highest bit of the low word.

import * as js from '../emit/estree.ts';
import type { LoweringEnvironment } from './environment.ts';
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

/** The high word that goes with `low`. */
export function fromNear(near: Near, low: Expr, environment: LoweringEnvironment): Expr {
  // A double that nothing was lost of has it.
  if (near.most <= 2 ** 53 && !near.signed)
    return e.tree(toInt32(scale(near.sum.node, 2 ** -32)), Form.exact, [near.sum]);
  const { estimates } = environment.optimisations;
  return estimates && near.terms === 1 && near.most < 2 ** 62 ? estimate(near, low) : compute(near, low, environment);
}

/**
 * Of one product, twice the high word h, and more by less than 2, is estimated: the double is made so much larger, whatever
 * its sign, that rounding towards zero gives 2h or 2h + 1 where the low word is below 2³¹, 2h + 1 or 2h + 2 elsewhere.
 */
function estimate({ sum }: Near, low: Expr): Expr {
  const twice = e.tree(toInt32(scale(sum.node, TWICE)), Form.exact, [sum]);
  return e.bitwise('>>', e.subtract(twice, e.bitwise('>>>', low, e.constant(31))), e.constant(1));
}
/** Two roundings make it smaller by 2⁻⁵² of itself at most. */
const TWICE = 2 ** -31 * (1 + 2 ** -51);

/**
 * With the low word taken away, with its sign, the double is a multiple of 2³² but for what it has lost: it is rounded to
 * one, modulo 2⁶⁴, in memory.
 */
function compute(near: Near, low: Expr, environment: LoweringEnvironment): Expr {
  const { double, int } = environment.rounding();
  const first = js.integer(0);
  const rest = js.binary('-', near.sum.node, e.exact(low));
  const rounded = js.assignment(js.element(double, first), js.binary('+', rest, js.double(UNIT)));
  const node = js.sequence([rounded, js.element(int, first)]);
  return e.add(e.tree(node, Form.exact, [near.sum, low]), e.bitwise('>>', low, e.constant(31)));
}
/** Around it, the last bit of a double stands for 2³². */
const UNIT = 1.5 * 2 ** 84;

/** So many times the number; of a product with a constant, the other factor times another constant. */
function scale(node: js.Expression, times: number): js.Expression {
  if (node.type === 'BinaryExpression' && node.operator === '*') {
    const [left, right] = [node.left as js.Expression, node.right];
    const [a, b] = [js.numberOf(left), js.numberOf(right)];
    if (b !== undefined) return js.binary('*', left, js.double(b * times));
    if (a !== undefined) return js.binary('*', right, js.double(a * times));
  }
  return js.binary('*', node, js.double(times));
}
const toInt32 = (node: js.Expression) => js.binary('|', node, js.integer(0));
