// The rule of select: both values are computed, then one is taken; so what may trap is computed first. Producers of
// WebAssembly choose it where a branch would be hard to predict, and engines make a conditional move of it. JavaScript has
// none: integers that are at hand are chosen by a mask of the condition, or by what one has more than the other.

import * as js from '../emit/estree.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import { kindOf, type Operand } from './operand.ts';
import type { Rule } from './rule.ts';

export const select: Rule = (builder) => {
  const test = builder.pop().low;
  const [first, second] = builder.popMany(2) as [Operand, Operand];
  const kind = kindOf(first.type);
  const taken = (expr: Expr) => (e.traps(expr) ? builder.into(expr, kind) : expr);
  const [a, b] = [taken(first.low), taken(second.low)];
  const [aHigh, bHigh] = [first.high && taken(first.high), second.high && taken(second.high)];
  if (test.value !== undefined) {
    if (test.value !== 0) builder.push(first.type, a, aHigh);
    else builder.push(first.type, b, bHigh);
    return;
  }
  const chooses = kind === 'i' && builder.environment.optimisations.selects;
  const bit = !chooses || e.isBoolean(test) ? test : e.isZero(e.isZero(test));
  const word = (condition: Expr, x: Expr, y: Expr): Expr =>
    (chooses ? choose(condition, x, y) : undefined) ?? branch(condition, x, y);
  if (aHigh === undefined || bHigh === undefined) {
    builder.push(first.type, word(bit, a, b));
    return;
  }
  const once = builder.simple(bit);
  builder.push(first.type, word(once, a, b), word(once, aHigh, bHigh));
};

function branch(condition: Expr, x: Expr, y: Expr): Expr {
  return e.tree(js.conditional(e.condition(condition), e.exact(x), e.exact(y)), formOf(x, y), [condition, x, y]);
}
function formOf(x: Expr, y: Expr): Form {
  return x.form === Form.plain && y.form === Form.plain ? Form.plain : Form.exact;
}

/** The one or the other by a bit, if that is short. */
function choose(bit: Expr, x: Expr, y: Expr): Expr | undefined {
  const [more, less] = [distance(x), distance(y)];
  if (more !== undefined && less !== undefined && more.from === less.from) {
    const by = (more.by - less.by) | 0;
    if (by !== 0) return plus(y, by, bit);
    return e.traps(bit) ? undefined : y;
  }
  if (!e.isSimple(x) || !e.isSimple(y)) return undefined;
  return { ...e.bitwise('^', y, e.bitwise('&', e.bitwise('^', x, y), mask(bit))), form: formOf(x, y) };
}

/** The word as a constant more than a variable, or than 0. */
function distance(expr: Expr): { readonly from: js.Expression | undefined; readonly by: number } | undefined {
  if (expr.value !== undefined) return { from: undefined, by: expr.value };
  if (expr.effects !== 0) return undefined;
  if (expr.size === 1) return { from: expr.node, by: 0 };
  if (expr.node.type !== 'BinaryExpression') return undefined;
  const { operator, left, right } = expr.node;
  if (left !== expr.reads[0]?.node || right.type !== 'Literal' || typeof right.value !== 'number') return undefined;
  if (operator === '+') return { from: left, by: right.value };
  return operator === '-' ? { from: left, by: -right.value } : undefined;
}

/** y, and `by` more if the bit is set. */
function plus(y: Expr, by: number, bit: Expr): Expr {
  if (by < 0 && by !== -(2 ** 31)) return e.subtract(y, times(bit, -by));
  return e.add(y, times(bit, by));
}
function times(bit: Expr, by: number): Expr {
  if (by === 1) return bit;
  return Number.isInteger(Math.log2(by))
    ? e.bitwise('<<', bit, e.constant(Math.log2(by)))
    : e.bitwise('&', mask(bit), e.constant(by));
}

/** −1 for 1, 0 for 0. */
function mask(bit: Expr): Expr {
  return e.tree(js.binary('-', js.integer(0), e.exact(bit)), Form.exact, [bit]);
}
