// Divisions and remainders of i64s in a BigInt body. V8 makes machine instructions of those of signed values only, so an
// unsigned quotient is made of a signed one (H. S. Warren, Hacker's Delight, 9-3): of half the dividend, doubled, it is the
// quotient or one less, which the sign of what remains tells. What traps is found by comparing before.

import * as js from '../../emit/estree.ts';
import { Effect } from '../../opcodes.ts';
import type { Builder } from '../builder.ts';
import * as e from '../expression.ts';
import { type Expr, Form } from '../expression.ts';
import type { Statement, Variable } from '../ir.ts';
import {
  arithmetic,
  compareUnsigned,
  minusOne,
  shiftLeft,
  shiftRightSigned,
  shiftRightUnsigned,
  zero,
} from './arithmetic.ts';
import { constant, constantOf } from './words.ts';

/** Of two values that are simple; a divisor that is constant is not 0. */
type Division = (a: Expr, b: Expr, builder: Builder) => Expr;

const one = constant(1n);

const add = (a: Expr, b: Expr) => arithmetic('+', a, b);
const subtract = (a: Expr, b: Expr) => arithmetic('-', a, b);
const multiply = (a: Expr, b: Expr) => arithmetic('*', a, b);
/** By the operator, where it neither traps nor overflows. */
function signed(operator: '/' | '%', a: Expr, b: Expr): Expr {
  return e.tree(js.binary(operator, e.exact(a), e.exact(b)), Form.wide, [a, b]);
}
/** −1 if it is negative, else 0. */
const sign = (a: Expr) => shiftRightSigned(a, 63n);

/** How often 2 goes into a constant that is not 0. */
function trailingZeros(value: bigint): bigint {
  let count = 0n;
  while (((value >> count) & 1n) === 0n) count++;
  return count;
}

/** By a constant above 0 that is even: with its lowest bits shifted away, both are not negative. */
function divideEven(a: Expr, divisor: bigint): Expr {
  const zeros = trailingZeros(divisor);
  const [shifted, rest] = [shiftRightUnsigned(a, zeros), divisor >> zeros];
  return rest === 1n ? shifted : signed('/', shifted, constant(rest));
}

/** By what is above 0: the quotient or one less, and what remains of the dividend less the divisor. */
function estimate(a: Expr, b: Expr, builder: Builder) {
  const quotient = builder.into(shiftLeft(signed('/', shiftRightUnsigned(a, 1n), b), 1n), 'q');
  const rest = builder.into(subtract(subtract(a, multiply(quotient, b)), b), 'q');
  return { quotient, rest };
}
const divideByPositive: Division = (a, b, builder) => {
  const { quotient, rest } = estimate(a, b, builder);
  return add(add(quotient, one), sign(rest));
};
const remainderByPositive: Division = (a, b, builder) => {
  const { rest } = estimate(a, b, builder);
  return add(rest, arithmetic('&', b, sign(rest)));
};

/**
 * Unsigned, by anything: where the divisor is 2⁶³ or more it is negative, goes in once or not at all, and what is made of
 * the estimate does not count. The result is assigned wherever it is known, and stands in a slot.
 */
function unsigned(byConstant: Division, byPositive: Division, once: Division, never: Division): Division {
  return (a, b, builder) => {
    const known = constantOf(b);
    if (known !== undefined && known > 0n) return byConstant(a, b, builder);
    const result = builder.variables.temporary('q');
    const [goesIn, doesNot] = [set(result, once(a, b, builder)), set(result, never(a, b, builder))];
    const large = when(compareUnsigned('>=', a, b), [goesIn], [doesNot]);
    if (known === undefined) {
      builder.set(result, byPositive(a, b, builder));
      builder.emit(when(e.compare('<', b, zero), [large], []));
    } else {
      builder.emit(large);
    }
    return e.read(result);
  };
}
function set(target: Variable, value: Expr): Statement {
  return { kind: 'set', target, value: e.exact(value), reads: value.reads, removable: true, dead: false };
}
function when(test: Expr, consequent: Statement[], alternate: Statement[]): Statement {
  return { kind: 'if', label: undefined, test, consequent, alternate };
}

const divideUnsigned = unsigned(
  (a, b, builder) => {
    const divisor = constantOf(b) as bigint;
    return divisor % 2n === 0n || divisor === 1n ? divideEven(a, divisor) : divideByPositive(a, b, builder);
  },
  divideByPositive,
  () => one,
  () => zero,
);
const remainderUnsigned = unsigned(
  (a, b, builder) => {
    const divisor = constantOf(b) as bigint;
    const rest = divisor >> trailingZeros(divisor);
    if (rest === 1n) return arithmetic('&', a, constant(divisor - 1n));
    if (divisor % 2n !== 0n) return remainderByPositive(a, b, builder);
    return subtract(a, multiply(divideEven(a, divisor), b));
  },
  remainderByPositive,
  subtract,
  (a) => a,
);

const leastInt64 = constant(-(2n ** 63n));
const divideSigned: Division = (a, b, builder) => {
  const known = constantOf(b);
  if (known === undefined || known === -1n) {
    const overflows = js.logical('&&', e.compare('===', b, minusOne).node, e.compare('===', a, leastInt64).node);
    trapIf(overflows, 'integer overflow', [a, b], builder);
  }
  return signed('/', a, b);
};
const remainderSigned: Division = (a, b) => signed('%', a, b);

function trapIf(test: js.Expression, message: string, operands: readonly Expr[], builder: Builder): void {
  const trap = js.throws(builder.help('trap', [js.string(message)]));
  builder.effect(js.branch(test, [trap], []), Effect.traps, operands);
}

function rule(divide: Division) {
  return (builder: Builder): void => {
    const [second, first] = [builder.pop().low, builder.pop().low];
    const a = builder.simple(first, 'q');
    const b = builder.simple(second, 'q');
    const known = constantOf(b);
    if (known === undefined || known === 0n) {
      trapIf(e.compare('===', b, zero).node, 'integer divide by zero', [b], builder);
    }
    // Behind the trap, where control never comes.
    builder.push('i64', known === 0n ? zero : divide(a, b, builder));
  };
}

/** By instruction. */
export const divisions = {
  'i64.div_s': rule(divideSigned),
  'i64.div_u': rule(divideUnsigned),
  'i64.rem_s': rule(remainderSigned),
  'i64.rem_u': rule(remainderUnsigned),
};
