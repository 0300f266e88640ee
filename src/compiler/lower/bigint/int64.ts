// Rules of the i64 instructions in a BigInt body, where an i64 is one BigInt. What V8 has no machine arithmetic for works on
// words: shifts to the right by variables, counting of bits.

import type { Instr, LongNumberLiteral } from '../../ast.ts';
import * as js from '../../emit/estree.ts';
import type { Builder } from '../builder.ts';
import * as e from '../expression.ts';
import { type Expr, Form } from '../expression.ts';
import { int64 as onPairs } from '../int64.ts';
import type { Rule, Rules } from '../rule.ts';
import { powers } from '../words.ts';
import {
  arithmetic,
  compareUnsigned,
  extendComparison,
  type Operator,
  shiftLeft,
  shiftRightSigned,
  shiftRightUnsigned,
  zero,
} from './arithmetic.ts';
import { divisions } from './divide.ts';
import { constant, constantOf, extendSigned, extendUnsigned, inWords, joinResults, lowWord } from './words.ts';

function binary(compute: (a: Expr, b: Expr, builder: Builder) => Expr): Rule {
  return (builder) => {
    const b = builder.pop().low;
    const a = builder.pop().low;
    builder.push('i64', compute(a, b, builder));
  };
}
function comparison(compute: (a: Expr, b: Expr, builder: Builder) => Expr): Rule {
  return (builder) => {
    const b = builder.pop().low;
    const a = builder.pop().low;
    builder.push('i32', compute(a, b, builder));
  };
}

function arithmeticRule(operator: Operator): Rule {
  return binary((a, b) => arithmetic(operator, a, b));
}
function rotateLeft(a: Expr, count: bigint, builder: Builder): Expr {
  if (count === 0n) return a;
  const value = builder.simple(a, 'q');
  return arithmetic('|', shiftLeft(value, count), shiftRightUnsigned(value, 64n - count));
}
/** By a constant, or by anything: on words, where there is no better way. */
function shift(name: string, byConstant: (a: Expr, count: bigint, builder: Builder) => Expr): Rule {
  const byAny = name === 'i64.shl' ? binary(timesPower) : onWords(name, 2, ['i64']);
  return (builder, node) => {
    const count = builder.pop();
    const known = constantOf(count.low);
    if (known === undefined) {
      builder.pushAgain(count);
      byAny(builder, node);
    } else builder.push('i64', byConstant(builder.pop().low, known & 63n, builder));
  };
}
function timesPower(a: Expr, count: Expr): Expr {
  const word = e.bitwise('&', lowWord(count), e.constant(63));
  const power = e.tree(js.element(powers, e.exact(word)), Form.exact, [word]);
  return arithmetic('*', a, power);
}

function order(operator: '<' | '<=' | '>' | '>=', signed: boolean): Rule {
  if (signed) return comparison((a, b) => e.compare(operator, a, b));
  return comparison((a, b, builder) => {
    const first = builder.simple(a, 'q');
    return compareUnsigned(operator, first, builder.simple(b, 'q'));
  });
}

/** By the rule for pairs: `count` operands are taken apart, and results put together. */
export function onWords(name: string, count: number, results: readonly ('i32' | 'i64' | 'f32' | 'f64')[]): Rule {
  return adapted(onPairs[name] as Rule, count, results);
}
export function adapted(rule: Rule, count: number, results: Parameters<typeof joinResults>[1]): Rule {
  return (builder, node) => {
    for (const operand of inWords(builder, builder.popMany(count))) builder.pushAgain(operand);
    rule(builder, node);
    joinResults(builder, results);
  };
}

function signExtend(bits: number): Rule {
  return (builder) => {
    const value = builder.pop().low;
    const node = js.call(js.member(js.name('BigInt'), 'asIntN'), [js.integer(bits), value.node]);
    builder.push('i64', e.tree(node, Form.wide, [value]));
  };
}

export const int64: Rules = {
  'i64.const': (builder, node: Instr) => {
    const { low, high } = (node.args[0] as LongNumberLiteral).value;
    builder.push('i64', constant((BigInt(high) << 32n) | BigInt(low >>> 0)));
  },
  'i64.add': arithmeticRule('+'),
  'i64.sub': arithmeticRule('-'),
  'i64.mul': arithmeticRule('*'),
  ...divisions,
  'i64.and': arithmeticRule('&'),
  'i64.or': arithmeticRule('|'),
  'i64.xor': arithmeticRule('^'),
  'i64.shl': shift('i64.shl', shiftLeft),
  'i64.shr_s': shift('i64.shr_s', shiftRightSigned),
  'i64.shr_u': shift('i64.shr_u', shiftRightUnsigned),
  'i64.rotl': shift('i64.rotl', rotateLeft),
  'i64.rotr': shift('i64.rotr', (a, count, builder) => rotateLeft(a, -count & 63n, builder)),
  'i64.extend8_s': signExtend(8),
  'i64.extend16_s': signExtend(16),
  'i64.extend32_s': signExtend(32),
  'i64.extend_i32_s': (builder) => builder.push('i64', extendSigned(builder.pop().low)),
  'i64.extend_i32_u': (builder) => {
    const word = builder.pop().low;
    builder.push('i64', extendComparison(word) ?? extendUnsigned(word));
  },
  'i32.wrap_i64': (builder) => builder.push('i32', lowWord(builder.pop().low)),
  'i64.eqz': (builder) => builder.push('i32', e.compare('===', builder.pop().low, zero)),
  'i64.eq': comparison((a, b) => e.compare('===', a, b)),
  'i64.ne': comparison((a, b) => e.compare('!==', a, b)),
  'i64.lt_s': order('<', true),
  'i64.lt_u': order('<', false),
  'i64.gt_s': order('>', true),
  'i64.gt_u': order('>', false),
  'i64.le_s': order('<=', true),
  'i64.le_u': order('<=', false),
  'i64.ge_s': order('>=', true),
  'i64.ge_u': order('>=', false),
};
