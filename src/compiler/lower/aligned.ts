// Accesses of 32-bit words at addresses that are known to be multiples of four: they go through an Int32Array, which has
// `undefined` beyond its end. V8 forgets at each store to a DataView what it knows of that one, and not at these; and no
// engine has to look whether the address is aligned. Addresses are known by their lowest bits (`Expr.zeros`).

import type { MemberExpression } from 'estree';
import * as js from '../emit/estree.ts';
import { Effect, reading, writing } from '../opcodes.ts';
import type { Builder } from './builder.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import type { Statement } from './ir.ts';
import { outOfBounds } from './words.ts';

/** What an element of a typed array is, or the trap where there is none. */
export function orTrap(element: js.Expression): js.Expression {
  return js.logical('??', element, js.call(outOfBounds, []));
}

export function isAligned(builder: Builder, address: Expr, offset: number): boolean {
  return builder.environment.optimisations.aligned && address.zeros >= 2 && offset % 4 === 0;
}

/** The word at an aligned address plus `offset`. */
export function loadAligned(builder: Builder, address: Expr, offset: number): Expr {
  const node = orTrap(element(builder, quarter(address), offset));
  builder.facts.accessed(address);
  return e.tree(node, Form.exact, [address], reading);
}
/** i64.load. The high word is read at once: where it is in bounds, so is the low one. */
export function pushAligned(builder: Builder, address: Expr, offset: number): void {
  const where = quarterOnce(builder, address);
  const high = builder.into(e.tree(orTrap(element(builder, where, offset + 4)), Form.exact, [where], reading));
  const statement = builder.statements[builder.statements.length - 1] as Statement;
  builder.facts.accessed(address);
  const low = js.binary('|', element(builder, where, offset), js.integer(0));
  const loaded = { statement, from: indexOf(where, offset), isAligned: true };
  builder.push('i64', e.tree(low, Form.exact, [where], Effect.readsMemory), high, { loaded });
}
/** Copies an i64 to an aligned address plus `offset` from a place among the words. */
export function copyAligned(builder: Builder, address: Expr, offset: number, from: js.Expression): js.Expression {
  const to = indexOf(quarter(address), offset);
  builder.facts.accessed(address);
  return builder.help('i64_copy_aligned', [builder.environment.aligned(), to, from]);
}
/** Stores the words one behind the other, the last one first: if it is in bounds, so are all. */
export function storeAligned(builder: Builder, address: Expr, offset: number, words: readonly Expr[]): void {
  const where = quarterOnce(builder, address);
  // What traps comes before the test, what is read before anything is written.
  const isLate = (word: Expr, i: number) =>
    e.traps(word) || (i < words.length - 1 && (word.effects & Effect.readsMemory) !== 0);
  const values = words.map((word, i) => (isLate(word, i) ? builder.into(word) : word));
  const last = element(builder, where, offset + 4 * (words.length - 1));
  builder.effect(js.expression(orTrap(last)), writing, [where]);
  builder.facts.accessed(address);
  for (let i = words.length - 1; i >= 0; i--) {
    const value = values[i] as Expr;
    const target = element(builder, where, offset + 4 * i);
    builder.effect(js.expression(js.assignment(target, e.exact(value))), writing, [where, value]);
  }
}

/** The address by four: as an index it does not wrap round. */
function quarter(address: Expr): Expr {
  return e.bitwise('>>>', address, e.constant(2));
}
/** The same where it is written more than once: as short as that, or in a temporary. */
function quarterOnce(builder: Builder, address: Expr): Expr {
  return e.isSimple(address) ? quarter(address) : builder.into(quarter(address));
}
function element(builder: Builder, where: Expr, offset: number): MemberExpression {
  return js.element(builder.environment.aligned(), indexOf(where, offset));
}
function indexOf(where: Expr, offset: number): js.Expression {
  if (where.value !== undefined) return js.double((where.value >>> 0) + offset / 4);
  return offset === 0 ? where.node : js.binary('+', where.node, js.double(offset / 4));
}
