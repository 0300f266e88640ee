// Shifts and rotations of i64s. By a constant, the words move as it says. By a variable, each is shifted by the count modulo
// 32, as JavaScript does, and then they change places as its bit 5 says: by a mask, since a branch on a variable count is hard
// to predict. Shifting by 1 and by ~count, which is 31 − count modulo 32, shifts by 32 − count, 32 included.

import * as js from '../emit/estree.ts';
import type { Builder } from './builder.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import type { Pair } from './near.ts';

const zero = e.constant(0);
const one = e.constant(1);

type Shift = (a: Pair, count: number, builder: Builder) => Pair;
type VariableShift = (a: Pair, count: Expr, builder: Builder) => Pair;

/** What computes the instruction. */
function shift(helper: string, byConstant: Shift, byVariable: VariableShift) {
  return (a: Pair, b: Pair, builder: Builder): Pair => {
    builder.discard(b.high);
    const count = b.low.value;
    if (count !== undefined) return (count & 63) === 0 ? a : byConstant(a, count & 63, builder);
    if (!builder.environment.optimisations.shifts) return builder.helpPair(helper, [a.low, a.high, b.low]);
    const [low, high] = [builder.simple(a.low), builder.simple(a.high)];
    return byVariable({ low, high }, builder.simple(b.low), builder);
  };
}

// By a constant.

/** The upper 32 of the 64 bits high:low shifted left by 0 < count < 32. */
function funnel(high: Expr, low: Expr, count: number): Expr {
  return e.bitwise('|', e.bitwise('<<', high, e.constant(count)), e.bitwise('>>>', low, e.constant(32 - count)));
}
const leftBy: Shift = (a, count, builder) => {
  if (count >= 32) {
    builder.discard(a.high);
    return { low: zero, high: e.bitwise('<<', a.low, e.constant(count - 32)) };
  }
  const low = builder.simple(a.low);
  return { low: e.bitwise('<<', low, e.constant(count)), high: funnel(a.high, low, count) };
};
export const rightUnsignedBy: Shift = (a, count, builder) => {
  if (count >= 32) {
    builder.discard(a.low);
    return { low: e.bitwise('>>>', a.high, e.constant(count - 32)), high: zero };
  }
  const high = builder.simple(a.high);
  return { low: funnel(high, a.low, 32 - count), high: e.bitwise('>>>', high, e.constant(count)) };
};
const rightSignedBy: Shift = (a, count, builder) => {
  const high = builder.simple(a.high);
  if (count >= 32) {
    builder.discard(a.low);
    return { low: e.bitwise('>>', high, e.constant(count - 32)), high: e.bitwise('>>', high, e.constant(31)) };
  }
  return { low: funnel(high, a.low, 32 - count), high: e.bitwise('>>', high, e.constant(count)) };
};
const rotatedLeftBy: Shift = (a, count, builder) => {
  const low = builder.simple(a.low);
  const high = builder.simple(a.high);
  const [upper, lower] = count >= 32 ? [low, high] : [high, low];
  const rest = count & 31;
  return rest === 0
    ? { low: lower, high: upper }
    : { low: funnel(lower, upper, rest), high: funnel(upper, lower, rest) };
};

// By a variable. All operands are simple.

const leftByVariable: VariableShift = ({ low, high }, count, builder) => {
  const swap = builder.into(wordMask(count));
  const shifted = builder.simple(e.bitwise('<<', low, count));
  const upper = builder.simple(funnelBy('<<', high, low, count));
  return { low: unless(swap, shifted), high: either(swap, shifted, upper) };
};
function rightByVariable(operator: '>>' | '>>>'): VariableShift {
  return ({ low, high }, count, builder) => {
    const swap = builder.into(wordMask(count));
    const shifted = builder.simple(e.bitwise(operator, high, count));
    const lower = builder.simple(funnelBy('>>>', low, high, count));
    if (operator === '>>>') return { low: either(swap, shifted, lower), high: unless(swap, shifted) };
    const sign = builder.simple(e.bitwise('>>', high, e.constant(31)));
    return { low: either(swap, shifted, lower), high: either(swap, sign, shifted) };
  };
}
function rotatedByVariable(operator: '<<' | '>>>'): VariableShift {
  return ({ low, high }, count, builder) => {
    const change = builder.simple(e.bitwise('&', e.bitwise('^', low, high), wordMask(count)));
    const [a, b] = [builder.simple(e.bitwise('^', low, change)), builder.simple(e.bitwise('^', high, change))];
    return { low: funnelBy(operator, a, b, count), high: funnelBy(operator, b, a, count) };
  };
}

/** −1 if the count, modulo 64, is 32 or more, else 0. */
function wordMask(count: Expr): Expr {
  return e.bitwise('>>', e.bitwise('<<', count, e.constant(26)), e.constant(31));
}
/** The word shifted by the count modulo 32, with what leaves `other` if that is shifted the other way by what is left. */
function funnelBy(operator: '<<' | '>>>', word: Expr, other: Expr, count: Expr): Expr {
  const back = operator === '<<' ? '>>>' : '<<';
  const filling = e.bitwise(back, e.bitwise(back, other, one), complement(count));
  return e.bitwise('|', e.bitwise(operator, word, count), filling);
}
function complement(word: Expr): Expr {
  return e.tree(js.complement(e.wrapping(word)), Form.exact, [word]);
}
/** 0 by the mask −1, the word by 0. */
function unless(mask: Expr, word: Expr): Expr {
  return word.value === 0 ? zero : e.bitwise('&', word, complement(mask));
}
/** The first by the mask −1, the second by 0. */
function either(mask: Expr, first: Expr, second: Expr): Expr {
  return e.bitwise('^', second, e.bitwise('&', e.bitwise('^', first, second), mask));
}

/** By instruction. */
export const shifts = {
  'i64.shl': shift('i64_shl', leftBy, leftByVariable),
  'i64.shr_s': shift('i64_shr_s', rightSignedBy, rightByVariable('>>')),
  'i64.shr_u': shift('i64_shr_u', rightUnsignedBy, rightByVariable('>>>')),
  'i64.rotl': shift('i64_rotl', rotatedLeftBy, rotatedByVariable('<<')),
  'i64.rotr': shift('i64_rotr', (a, count, builder) => rotatedLeftBy(a, 64 - count, builder), rotatedByVariable('>>>')),
};
