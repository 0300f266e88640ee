// Rules of the i64 instructions that compute. An i64 is two int32 words, low and high; arithmetic that carries between
// them puts its low word into a temporary. What is known of a word (a constant, most often a high word of 0) shortens
// the arithmetic.

import * as js from '../emit/estree.ts';
import type { Builder } from './builder.ts';
import { divisions64 } from './divide.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import { countLeadingZeros, extend } from './int32.ts';
import { asDouble, fromNear, joinNear, low32, type Pair, product, signed32 } from './near.ts';
import { isKnownZero, type Near } from './operand.ts';
import type { Rules } from './rule.ts';
import { shifts } from './shift.ts';

const zero = e.constant(0);

function popPair(builder: Builder): Pair {
  const { low, high, extended, near } = builder.pop();
  if (high === undefined) throw new Error('an i64 has two words');
  return { low, high, extended, near };
}
function binary(compute: (a: Pair, b: Pair, builder: Builder) => Pair) {
  return (builder: Builder) => {
    const b = popPair(builder);
    const a = popPair(builder);
    const { low, high, extended, near } = compute(a, b, builder);
    builder.push('i64', low, high, { extended, near });
  };
}
function comparison(compute: (a: Pair, b: Pair, builder: Builder) => Expr) {
  return (builder: Builder) => {
    const b = popPair(builder);
    const a = popPair(builder);
    builder.push('i32', compute(a, b, builder));
  };
}

/** 1 if the sum whose low word is `sum` carried out of 32 bits, `part` being either of its summands. */
function carry(sum: Expr, part: Expr): Expr {
  return e.compare('<', sum, part, false);
}
// Enough for a high word to be computed from it within the largest tree.
const largestNear = 30;

function ofNear(near: Near, word: Expr, builder: Builder): Pair {
  const low = builder.into(word);
  const kept = near.sum.size > largestNear ? { ...near, sum: builder.into(near.sum, 'd') } : near;
  return { low, high: highOf(kept, low, builder), near: kept };
}
function highOf(near: Near, low: Expr, builder: Builder): Expr {
  return fromNear(near, low, builder.environment);
}
function add(a: Pair, b: Pair, builder: Builder): Pair {
  if (isKnownZero(a)) return b;
  if (isKnownZero(b)) return a;
  const near = joinNear('+', a, b);
  if (near !== undefined) return ofNear(near, e.add(a.low, b.low), builder);
  if (b.low.value === 0) return { low: a.low, high: e.add(a.high, b.high) };
  if (a.low.value === 0) return { low: b.low, high: e.add(a.high, b.high) };
  const part = b.low.value !== undefined ? b.low : builder.simple(a.low);
  const low = builder.into(e.add(part === b.low ? a.low : part, b.low));
  return { low, high: e.add(e.add(a.high, b.high), carry(low, part)) };
}
function subtract(a: Pair, b: Pair, builder: Builder): Pair {
  if (isKnownZero(b)) return a;
  const near = joinNear('-', a, b);
  if (near !== undefined) return ofNear(near, e.subtract(a.low, b.low), builder);
  if (b.low.value === 0) return { low: a.low, high: e.subtract(a.high, b.high) };
  const aLow = builder.simple(a.low);
  const bLow = builder.simple(b.low);
  const borrow = e.compare('<', aLow, bLow, false);
  return { low: e.subtract(aLow, bLow), high: e.subtract(e.subtract(a.high, b.high), borrow) };
}

function multiply(a: Pair, b: Pair, builder: Builder): Pair {
  if (isKnownZero(a) || isKnownZero(b)) {
    for (const word of [a.low, a.high, b.low, b.high]) builder.discard(word);
    return { low: zero, high: zero };
  }
  const aLow = builder.simple(a.low);
  const bLow = builder.simple(b.low);
  const [x, y] = [asDouble({ ...a, low: aLow }), asDouble({ ...b, low: bLow })];
  if (builder.environment.optimisations.products && x !== undefined && y !== undefined)
    return ofNear(product(x, y), e.multiply(aLow, bLow), builder);
  const aHigh = builder.simple(a.high);
  const bHigh = builder.simple(b.high);
  const low = builder.into(e.multiply(aLow, bLow));
  const byHalves = builder.environment.optimisations.estimates ? productByHalves(aLow, bLow) : undefined;
  if (byHalves !== undefined) {
    return { low, high: e.add(e.add(e.multiply(aLow, bHigh), e.multiply(bLow, aHigh)), byHalves) };
  }
  const crossed = e.add(cross(aLow, { ...b, low: bLow, high: bHigh }), cross(bLow, { ...a, low: aLow, high: aHigh }));
  return { low, high: e.add(crossed, highOf(product(signed32(aLow), signed32(bLow)), low, builder)) };
}
/**
 * The high word of the product of two unsigned words, one of them a small constant, put together of the products of both
 * halves of the other, in integers below 2³¹. Undefined for other words.
 */
function productByHalves(a: Expr, b: Expr): Expr | undefined {
  if (a.value !== undefined) return b.value === undefined ? productByHalves(b, a) : undefined;
  if (b.value === undefined || b.value < 0 || b.value > largestSmall) return undefined;
  const lower = e.bitwise('>>>', e.multiply(e.bitwise('&', a, e.constant(0xffff)), b), e.constant(16));
  const upper = e.multiply(e.bitwise('>>>', a, e.constant(16)), b);
  return e.bitwise('>>', e.add(upper, lower), e.constant(16));
}
const largestSmall = 2 ** 15 - 1;
/**
 * The low word `a` times the high word of high:low. The low words are multiplied as signed numbers, where one that is
 * negative stands for 2³² less than it is: the high word is then one more, and 0 if it is the sign.
 */
function cross(a: Expr, { low, high, extended }: Pair): Expr {
  if (extended === true) return zero;
  if (low32(high)) return low.form === Form.plain ? zero : e.bitwise('&', a, e.bitwise('>>', low, e.constant(31)));
  return e.multiply(a, e.add(high, e.bitwise('>>>', low, e.constant(31))));
}

function wordwise(operator: '&' | '|' | '^') {
  return binary((a, b) => ({ low: e.bitwise(operator, a.low, b.low), high: e.bitwise(operator, a.high, b.high) }));
}

function equality(operator: '===' | '!==') {
  const joint = operator === '===' ? '&&' : '||';
  return comparison((a, b, builder) => {
    const highs = e.compare(operator, a.high, b.high);
    const [aLow, bLow] = [builder.simple(a.low), builder.simple(b.low)];
    const lows = e.compare(operator, aLow, bLow);
    if (low32(a.high) && low32(b.high)) return lows;
    // It is not evaluated where the low words decide.
    const second = e.traps(highs) ? builder.into(highs) : highs;
    return e.tree(js.logical(joint, lows.node, e.condition(second)), Form.partial, [lows, second]);
  });
}
function isZero({ low, high }: Pair): Expr {
  return e.isZero(e.bitwise('|', low, high));
}

/** a < b or a > b; with `orEqual` as a ≤ b or a ≥ b. Decided by the high words unless they are equal. */
function order(strict: '<' | '>', orEqual: boolean, signed: boolean) {
  const lowOperator = orEqual ? (`${strict}=` as const) : strict;
  return comparison((a, b, builder) => {
    if (low32(a.high) && low32(b.high)) return e.compare(lowOperator, a.low, b.low, false);
    // Low words do not count in x < y and x ≥ y where that of y is 0.
    if (b.low.value === 0 && (strict === '<') !== orEqual) {
      return e.compare(orEqual ? '>=' : '<', a.high, b.high, signed);
    }
    const [aHigh, bHigh] = [builder.simple(a.high), builder.simple(b.high)];
    const [aLow, bLow] = [builder.simple(a.low), builder.simple(b.low)];
    const undecided = e.compare('===', aHigh, bHigh);
    const lows = e.compare(lowOperator, aLow, bLow, false);
    // Nothing is less than an unsigned 0.
    if (!signed && low32(strict === '<' ? bHigh : aHigh))
      return e.tree(js.logical('&&', undecided.node, lows.node), Form.partial, [undecided, lows]);
    if (!signed && low32(strict === '<' ? aHigh : bHigh)) {
      const decided = e.compare('!==', aHigh, bHigh);
      return e.tree(js.logical('||', decided.node, lows.node), Form.partial, [decided, lows]);
    }
    const decided = e.compare(strict, aHigh, bHigh, signed);
    const node = js.logical('||', decided.node, js.logical('&&', undecided.node, lows.node));
    return e.tree(node, Form.partial, [decided, lows]);
  });
}

function counting(helper: string) {
  return (builder: Builder) => {
    const { low, high } = popPair(builder);
    builder.push('i64', e.tree(builder.help(helper, [e.exact(low), e.exact(high)]), Form.plain, [low, high]), zero);
  };
}
function clz(builder: Builder): void {
  const { low, high } = popPair(builder);
  if (low32(high)) builder.push('i64', e.add(countLeadingZeros(low), e.constant(32)), zero);
  else
    builder.push('i64', e.tree(builder.help('i64_clz', [e.exact(low), e.exact(high)]), Form.plain, [low, high]), zero);
}
function signExtend(bits: number) {
  return (builder: Builder) => {
    const word = builder.popLow();
    pushSigned(builder, bits === 32 ? word : extend(word, bits));
  };
}
/** Pushes the i64 with this low word and its sign. */
function pushSigned(builder: Builder, word: Expr): void {
  const low = builder.simple(word);
  builder.push('i64', low, e.bitwise('>>', low, e.constant(31)), { extended: true });
}

export const int64: Rules = {
  'i64.add': binary(add),
  'i64.sub': binary(subtract),
  'i64.mul': binary(multiply),
  'i64.div_s': binary(divisions64['i64.div_s']),
  'i64.div_u': binary(divisions64['i64.div_u']),
  'i64.rem_s': binary(divisions64['i64.rem_s']),
  'i64.rem_u': binary(divisions64['i64.rem_u']),
  'i64.and': wordwise('&'),
  'i64.or': wordwise('|'),
  'i64.xor': wordwise('^'),
  'i64.shl': binary(shifts['i64.shl']),
  'i64.shr_s': binary(shifts['i64.shr_s']),
  'i64.shr_u': binary(shifts['i64.shr_u']),
  'i64.rotl': binary(shifts['i64.rotl']),
  'i64.rotr': binary(shifts['i64.rotr']),
  'i64.clz': clz,
  'i64.ctz': counting('i64_ctz'),
  'i64.popcnt': counting('i64_popcnt'),
  'i64.extend8_s': signExtend(8),
  'i64.extend16_s': signExtend(16),
  'i64.extend32_s': signExtend(32),
  'i64.extend_i32_s': signExtend(32),
  'i64.extend_i32_u': (builder) => builder.push('i64', builder.pop().low, zero),
  'i32.wrap_i64': (builder) => builder.push('i32', builder.popLow()),
  'i64.eqz': (builder) => builder.push('i32', isZero(popPair(builder))),
  'i64.eq': equality('==='),
  'i64.ne': equality('!=='),
  'i64.lt_s': order('<', false, true),
  'i64.lt_u': order('<', false, false),
  'i64.gt_s': order('>', false, true),
  'i64.gt_u': order('>', false, false),
  'i64.le_s': order('<', true, true),
  'i64.le_u': order('<', true, false),
  'i64.ge_s': order('>', true, true),
  'i64.ge_u': order('>', true, false),
};
