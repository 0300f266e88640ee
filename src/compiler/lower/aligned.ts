// Accesses at addresses that are known to be aligned: words go through an Int32Array, the i64s of BigInt bodies through a
// BigInt64Array, which have `undefined` beyond their ends. V8 forgets at each store to a DataView what it knows of that one, and
// not at these; and no engine has to look whether the address is aligned. It is known by its lowest bits (`Expr.zeros`).

import type { MemberExpression } from 'estree';
import * as js from '../emit/estree.ts';
import { Effect, reading, writing } from '../opcodes.ts';
import type { Builder } from './builder.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import { locationOf, storeWord } from './forward.ts';
import type { Statement } from './ir.ts';
import { outOfBounds } from './words.ts';

/** The size of an element is 2 to that power: a word, or an i64 as a BigInt. */
export type Shift = 2 | 3;

/** What an element of a typed array is, or the trap where there is none. */
export function orTrap(element: js.Expression): js.Expression {
  return js.logical('??', element, js.call(outOfBounds, []));
}

export function isAligned(builder: Builder, address: Expr, offset: number, shift: Shift = 2): boolean {
  return builder.environment.optimisations.aligned && address.zeros >= shift && offset % 2 ** shift === 0;
}

/** The element at an aligned address plus `offset`. */
export function loadAligned(builder: Builder, address: Expr, offset: number, shift: Shift = 2): Expr {
  const node = orTrap(element(builder, place(address, shift), offset, shift));
  builder.facts.accessed(address);
  return e.tree(node, Form.exact, [address], reading);
}
/** i64.load of two words. The high one is read at once: where it is in bounds, so is the low one. */
export function pushAligned(builder: Builder, address: Expr, offset: number): void {
  const where = placeOnce(builder, address, 2);
  const high = builder.into(e.tree(orTrap(element(builder, where, offset + 4, 2)), Form.exact, [where], reading));
  const statement = builder.statements[builder.statements.length - 1] as Statement;
  builder.facts.accessed(address);
  const low = js.binary('|', element(builder, where, offset, 2), js.integer(0));
  const loaded = { statement, from: indexOf(where, offset, 2), isAligned: true };
  builder.push('i64', e.tree(low, Form.exact, [where], Effect.readsMemory), high, { loaded });
}
/** Copies an i64 to an aligned address plus `offset` from a place among the words. */
export function copyAligned(builder: Builder, address: Expr, offset: number, from: js.Expression): js.Expression {
  const to = indexOf(place(address, 2), offset, 2);
  builder.facts.accessed(address);
  return builder.help('i64_copy_aligned', [builder.environment.aligned(2), to, from]);
}
/** Stores the values one behind the other, the last one first: if it is in bounds, so are all. */
export function storeAligned(
  builder: Builder,
  address: Expr,
  offset: number,
  values: readonly Expr[],
  shift: Shift = 2,
): void {
  const where = placeOnce(builder, address, shift);
  // What traps comes before the test, what is read before anything is written.
  const isLate = (value: Expr, i: number) =>
    e.traps(value) || (i < values.length - 1 && (value.effects & Effect.readsMemory) !== 0);
  const ready = values.map((value, i) => (isLate(value, i) ? builder.into(value, kinds[shift]) : value));
  const target = (i: number) => element(builder, where, offset + i * 2 ** shift, shift);
  const { contents } = builder.facts;
  const location = locationOf(builder, address, offset);
  contents.keepOthers(location, 0, () => {
    builder.effect(js.expression(orTrap(target(values.length - 1))), writing, [where]);
  });
  builder.facts.accessed(address);
  for (let i = values.length - 1; i >= 0; i--) {
    const value = ready[i] as Expr;
    const storing = (word: Expr) => js.expression(js.assignment(target(i), e.exact(word)));
    if (shift === 2)
      storeWord(builder, location && { ...location, offset: location.offset + 4 * i }, where, value, storing);
    else contents.keepOthers(location, 8, () => builder.effect(storing(value), writing, [where, value]));
  }
}
const kinds = { 2: 'i', 3: 'q' } as const;

/** The address among elements of that size: it does not wrap round when a constant is added. */
function place(address: Expr, shift: Shift): Expr {
  return e.bitwise('>>>', address, e.constant(shift));
}
/** The same where it is written more than once: as short as that, or in a temporary. */
function placeOnce(builder: Builder, address: Expr, shift: Shift): Expr {
  return e.isSimple(address) ? place(address, shift) : builder.into(place(address, shift));
}
function element(builder: Builder, where: Expr, offset: number, shift: Shift): MemberExpression {
  return js.element(builder.environment.aligned(shift), indexOf(where, offset, shift));
}
function indexOf(where: Expr, offset: number, shift: Shift): js.Expression {
  const index = offset / 2 ** shift;
  if (where.value !== undefined) return js.double((where.value >>> 0) + index);
  return index === 0 ? where.node : js.binary('+', where.node, js.double(index));
}
