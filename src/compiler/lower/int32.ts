// Rules of the i32 instructions that compute: arithmetic, bits, comparisons. Divisions are in `divide.ts`.

import * as js from '../emit/estree.ts';
import type { Builder } from './builder.ts';
import { divisions32 } from './divide.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import type { Rules } from './rule.ts';

function unary(compute: (a: Expr, builder: Builder) => Expr) {
  return (builder: Builder) => builder.push('i32', compute(builder.pop().low, builder));
}
function binary(compute: (a: Expr, b: Expr, builder: Builder) => Expr) {
  return (builder: Builder) => {
    const b = builder.pop().low;
    const a = builder.pop().low;
    builder.push('i32', compute(a, b, builder));
  };
}
function comparison(operator: e.Comparison, signed = true) {
  return binary((a, b) => e.compare(operator, a, b, signed));
}

/** Rotates left by b, or right. The halves' shift counts are taken modulo 32, so that a rotation by 0 works too. */
function rotate(left: boolean) {
  return binary((a, b, builder) => {
    const value = builder.simple(a);
    const count = builder.simple(b);
    const back = e.subtract(e.constant(32), count);
    const [up, down] = left ? [count, back] : [back, count];
    return e.bitwise(
      '|',
      e.bitwise('<<', value, up),
      e.tree(js.binary('>>>', e.wrapping(value), e.wrapping(down)), Form.unsigned, [value, down]),
    );
  });
}

/** Sign-extends the lowest `bits` bits. */
export function extend(a: Expr, bits: number): Expr {
  const distance = e.constant(32 - bits);
  return e.bitwise('>>', e.bitwise('<<', a, distance), distance);
}
export function countLeadingZeros(a: Expr): Expr {
  return e.tree(js.call(js.member(js.name('Math'), 'clz32'), [e.wrapping(a)]), Form.plain, [a]);
}
/** 32 − clz(~a & (a − 1)): the bits below the lowest one that is set. `a` is simple. */
export function countTrailingZeros(a: Expr): Expr {
  const below = e.bitwise('&', e.tree(js.complement(e.wrapping(a)), Form.exact, [a]), e.subtract(a, e.constant(1)));
  return e.tree(js.binary('-', js.integer(32), countLeadingZeros(below).node), Form.plain, [below]);
}

export const int32: Rules = {
  'i32.add': binary(e.add),
  'i32.sub': binary(e.subtract),
  'i32.mul': binary(e.multiply),
  'i32.div_s': binary(divisions32['i32.div_s']),
  'i32.div_u': binary(divisions32['i32.div_u']),
  'i32.rem_s': binary(divisions32['i32.rem_s']),
  'i32.rem_u': binary(divisions32['i32.rem_u']),
  'i32.and': binary((a, b) => e.bitwise('&', a, b)),
  'i32.or': binary((a, b) => e.bitwise('|', a, b)),
  'i32.xor': binary((a, b) => e.bitwise('^', a, b)),
  'i32.shl': binary((a, b) => e.bitwise('<<', a, b)),
  'i32.shr_s': binary((a, b) => e.bitwise('>>', a, b)),
  'i32.shr_u': binary((a, b) => e.bitwise('>>>', a, b)),
  'i32.rotl': rotate(true),
  'i32.rotr': rotate(false),
  'i32.clz': unary(countLeadingZeros),
  'i32.ctz': unary((a, builder) => countTrailingZeros(builder.simple(a))),
  'i32.popcnt': unary((a, builder) => e.tree(builder.help('i32_popcnt', [e.exact(a)]), Form.plain, [a])),
  'i32.extend8_s': unary((a) => extend(a, 8)),
  'i32.extend16_s': unary((a) => extend(a, 16)),
  'i32.eqz': unary(e.isZero),
  'i32.eq': comparison('==='),
  'i32.ne': comparison('!=='),
  'i32.lt_s': comparison('<'),
  'i32.lt_u': comparison('<', false),
  'i32.gt_s': comparison('>'),
  'i32.gt_u': comparison('>', false),
  'i32.le_s': comparison('<='),
  'i32.le_u': comparison('<=', false),
  'i32.ge_s': comparison('>='),
  'i32.ge_u': comparison('>=', false),
};
