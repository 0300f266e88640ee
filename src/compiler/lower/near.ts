// High words from doubles. An i64 whose value a double is near enough to (a 32-bit number, a product of two, a sum of such
// products) has the high word (double − low) / 2³², rounded: with its low word exact, what the double has lost does not
// matter as long as it is less than a half of 2³². A sum of products then takes one addition for each, instead of a high
// word for each and carries.

import * as js from '../emit/estree.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import type { Near, Operand } from './operand.ts';

export type Pair = Pick<Operand, 'low' | 'extended' | 'near'> & { readonly high: Expr };

/** A term is less than 2⁶⁴, so that a sum of so many is less than 2⁷⁰, each addition off by 2¹⁶ at most: together, 2²². */
const mostTerms = 64;

export const low32 = (high: Expr) => high.value === 0;

export function unsigned32(word: Expr): Near {
  return { sum: e.tree(e.unsigned(word), Form.plain, [word]), terms: 1, signed: false };
}

/** The number itself, if it has 32 bits. */
export function asDouble({ low, high, extended }: Pair): Near | undefined {
  const isExtended = extended === true || (low.value !== undefined && high.value === low.value >> 31);
  if (low32(high)) return unsigned32(low);
  return isExtended ? { sum: e.tree(e.exact(low), Form.plain, [low]), terms: 1, signed: true } : undefined;
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
export function fromNear({ sum, signed }: Near, low: Expr): Expr {
  const scaled = js.binary('*', js.binary('-', sum.node, e.unsigned(low)), js.double(2 ** -32));
  const shifted = js.binary('+', scaled, js.double(0.5));
  // Without a sign, `| 0` rounds down as well.
  const rounded = signed ? js.call(js.member(js.name('Math'), 'floor'), [shifted]) : shifted;
  return e.tree(js.binary('|', rounded, js.integer(0)), Form.exact, [sum, low]);
}
