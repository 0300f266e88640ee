// Divisions and remainders, of i32s and i64s. By a constant that cannot trap they stand in place, by anything else a helper
// of the runtime divides (`runtime/support/divide-unsigned.ts`).
//
// A remainder is the dividend less quotient times divisor: engines compute a quotient once that is written twice, and for
// `%` JavaScriptCore and SpiderMonkey take up to 90 ns where an operand may be negative, or beyond an int32.

import { largestDivisorInPlace } from '../analyse/int64.ts';
import * as js from '../emit/estree.ts';
import { Effect } from '../opcodes.ts';
import type { Builder } from './builder.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import { low32, type Pair } from './near.ts';
import { rightUnsignedBy } from './shift.ts';

type Rule<Operand> = (a: Operand, b: Operand, builder: Builder) => Operand;

const zero = e.constant(0);
const isPowerOfTwo = (value: number) => value > 0 && (value & (value - 1)) === 0;
const byPowerOfTwo = (a: Expr, value: number) => e.bitwise('>>>', a, e.constant(Math.log2(value)));
const modPowerOfTwo = (a: Expr, value: number) => e.bitwise('&', a, e.constant(value - 1));

// i32.

/** Of two numbers: the quotient, rounded towards zero. `| 0` converts what is below 2³¹ faster than `>>> 0`. */
function quotient(a: js.Expression, b: js.Expression): js.Expression {
  return js.binary('|', js.binary('/', a, b), js.integer(0));
}
function divideSigned(a: Expr, b: Expr): Expr {
  return e.tree(quotient(e.exact(a), e.exact(b)), Form.exact, [a, b]);
}
function divideUnsigned(a: Expr, b: Expr): Expr {
  const divisor = b.value as number;
  if (isPowerOfTwo(divisor)) return byPowerOfTwo(a, divisor);
  return e.tree(quotient(e.unsigned(a), e.unsigned(b)), Form.plain, [a]);
}
const remainder = (a: Expr, quotient: Expr, b: Expr) => e.subtract(a, e.multiply(quotient, b));
function remainderOf(divide: (a: Expr, b: Expr) => Expr) {
  return (word: Expr, b: Expr, builder: Builder): Expr => {
    const a = builder.simple(word);
    return remainder(a, divide(a, b), b);
  };
}
/** The word, known to be at least 0. */
function plain(word: Expr): Expr {
  return e.tree(e.exact(word), Form.plain, [word]);
}
const remainderSigned = remainderOf(divideSigned);
function remainderUnsigned(a: Expr, b: Expr, builder: Builder): Expr {
  const divisor = b.value as number;
  if (isPowerOfTwo(divisor)) return modPowerOfTwo(a, divisor);
  const remainder = remainderOf(divideUnsigned)(a, b, builder);
  return divisor < 0 ? remainder : plain(remainder);
}

/** In place by a constant that cannot trap. */
function i32(helper: string, inPlace: Rule<Expr>, isSafe = (divisor: number) => divisor !== 0): Rule<Expr> {
  return (a, b, builder) => {
    if (b.value !== undefined && isSafe(b.value)) return inPlace(a, b, builder);
    return e.tree(builder.help(helper, [e.exact(a), e.exact(b)]), Form.exact, [a, b], Effect.traps);
  };
}

// i64.

/** What is divided by in integers: see `smallQuotient`. */
const largestSmall = 255;

/** The quotient's low word; `upper` is its high word. */
function lowQuotient(low: Expr, high: Expr, b: Expr, upper: Expr, builder: Builder): Expr {
  if ((b.value as number) > largestSmall) return estimatedQuotient(low, high, b, upper);
  return smallQuotient(low, builder.simple(remainder(high, upper, b)), b, builder);
}

/**
 * `rest`, below b, times 2³², and the low word: 2³² is divided when this is compiled, the low word without regard to the
 * rest, and what both leave is less than b², so that a product with 2²⁴ / b, rounded up, is its quotient: of 32 bits, and
 * less than 1 / b too large.
 */
function smallQuotient(low: Expr, rest: Expr, b: Expr, builder: Builder): Expr {
  const divisor = b.value as number;
  const quotient = builder.simple(divideUnsigned(low, b));
  const left = e.add(e.multiply(rest, e.constant(2 ** 32 % divisor)), remainder(low, quotient, b));
  const last = e.bitwise('>>>', e.multiply(left, e.constant(Math.ceil(2 ** 24 / divisor))), e.constant(24));
  return e.add(e.add(e.multiply(rest, e.constant(Math.floor(2 ** 32 / divisor))), quotient), last);
}

/**
 * The quotient's low word, by long division in base 2³². `upper`, the quotient's high word, leaves a remainder that makes with
 * the low word a number below 2³² · b, which a double holds exactly, with a half more. That, times 1 / b, is at least 1 / 2b
 * from every integer, which is more than what the rounding of both makes it wrong by: 2⁻²⁰ at most.
 */
function estimatedQuotient(low: Expr, high: Expr, b: Expr, upper: Expr): Expr {
  const rest = remainder(high, upper, b);
  const scaled = js.binary('*', e.exact(rest), js.double(2 ** 32));
  const dividend = js.binary('+', scaled, js.binary('+', e.unsigned(low), js.double(0.5)));
  const estimate = js.binary('*', dividend, js.double(1 / (b.value as number)));
  return e.tree(js.binary('|', estimate, js.integer(0)), Form.exact, [rest, low]);
}
function divideUnsigned64(a: Pair, { low: b }: Pair, builder: Builder): Pair {
  const divisor = b.value as number;
  if (divisor === 1) return a;
  if (low32(a.high)) return { low: divideUnsigned(a.low, b), high: zero };
  if (isPowerOfTwo(divisor)) return rightUnsignedBy(a, Math.log2(divisor), builder);
  if (!isInPlace(divisor, builder)) return builder.helpPair('i64_div_u_small', [a.low, a.high, b]);
  const [low, high] = [builder.simple(a.low), builder.simple(a.high)];
  const upper = builder.simple(divideUnsigned(high, b));
  return { low: lowQuotient(low, high, b, upper, builder), high: upper };
}
function remainderUnsigned64(a: Pair, { low: b }: Pair, builder: Builder): Pair {
  const divisor = b.value as number;
  if (low32(a.high)) return { low: remainderUnsigned(a.low, b, builder), high: zero };
  if (isPowerOfTwo(divisor)) {
    builder.discard(a.high);
    return { low: modPowerOfTwo(a.low, divisor), high: zero };
  }
  const [low, high] = [builder.simple(a.low), builder.simple(a.high)];
  if (!isInPlace(divisor, builder)) {
    const words = [low, high, b];
    return { low: e.tree(builder.help('i64_rem_u_small', words.map(e.exact)), Form.plain, words), high: zero };
  }
  const quotient = lowQuotient(low, high, b, divideUnsigned(high, b), builder);
  return { low: plain(remainder(low, quotient, b)), high: zero };
}
function isInPlace(divisor: number, builder: Builder): boolean {
  return divisor <= largestDivisorInPlace && builder.environment.optimisations.divisions;
}

/** `inPlace` takes constants from 1 to 2³¹ − 1, by which dividing cannot trap. */
function i64(helper: string, inPlace?: Rule<Pair>): Rule<Pair> {
  return (a, b, builder) => {
    if (inPlace && low32(b.high) && b.low.value !== undefined && b.low.value > 0) return inPlace(a, b, builder);
    return builder.helpPair(helper, [a.low, a.high, b.low, b.high], Effect.traps);
  };
}

/** By instruction. */
export const divisions32 = {
  'i32.div_s': i32('i32_div_s', divideSigned, (divisor) => divisor !== 0 && divisor !== -1),
  'i32.div_u': i32('i32_div_u', divideUnsigned),
  'i32.rem_s': i32('i32_rem_s', remainderSigned),
  'i32.rem_u': i32('i32_rem_u', remainderUnsigned),
};
export const divisions64 = {
  'i64.div_s': i64('i64_div_s'),
  'i64.div_u': i64('i64_div_u', divideUnsigned64),
  'i64.rem_s': i64('i64_rem_s'),
  'i64.rem_u': i64('i64_rem_u', remainderUnsigned64),
};
