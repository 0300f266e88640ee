// Rules of i64 loads and stores, globals and choices in a BigInt body. An access of 64 bits is one access of the DataView,
// so that a store that traps has written nothing.

import * as js from '../../emit/estree.ts';
import { reading, writing } from '../../opcodes.ts';
import { isAligned, loadAligned, storeAligned } from '../aligned.ts';
import type { Builder } from '../builder.ts';
import * as e from '../expression.ts';
import { type Expr, Form } from '../expression.ts';
import { access, get, loadPart as loadWord, set, storePart } from '../memory.ts';
import type { Operand } from '../operand.ts';
import { immediate, type Rule, type Rules } from '../rule.ts';
import { select as selectWords } from '../select.ts';
import { variable as variableRules } from '../variable.ts';
import { adapted } from './int64.ts';
import { extendSigned, extendUnsigned, joinResults, lowWord } from './words.ts';

const load: Rule = (builder, node) => {
  const address = builder.pop().low;
  const offset = immediate(node, 1);
  if (isAligned(builder, address, offset, 3)) {
    builder.push('i64', loadAligned(builder, address, offset, 3));
    return;
  }
  const where = access(builder, address, offset);
  builder.push('i64', e.tree(get(builder, 'getBigInt64', where), Form.exact, [address], reading));
};
function loadPart(method: string, form: Form, extend: (word: Expr) => Expr): Rule {
  return (builder, node) => builder.push('i64', extend(loadWord(builder, method, form, immediate(node, 1))));
}
const store: Rule = (builder, node) => {
  const value = builder.pop().low;
  const address = builder.pop().low;
  const offset = immediate(node, 1);
  if (isAligned(builder, address, offset, 3)) {
    storeAligned(builder, address, offset, [value], 3);
    return;
  }
  const where = access(builder, address, offset);
  builder.effect(set('setBigInt64', where, value.node), writing, [address, value]);
};
/** The lowest bits. */
function storeLow(method: string): Rule {
  return (builder, node) => {
    const value = lowWord(builder.pop().low);
    storePart(builder, method, builder.pop().low, immediate(node, 1), value);
  };
}

const globalGet: Rule = (builder, node) => {
  (variableRules['global.get'] as Rule)(builder, node);
  joinResults(builder, [builder.environment.global(immediate(node, 0)).type]);
};

/** A choice between two BigInts is assigned to a variable at once, which will be a slot. */
const select: Rule = (builder, node) => {
  const test = builder.pop();
  const [first, second] = builder.popMany(2) as [Operand, Operand];
  if (first.type !== 'i64' || test.low.value !== undefined) {
    for (const operand of [first, second, test]) builder.pushAgain(operand);
    selectWords(builder, node);
    return;
  }
  const [a, b, condition] = [
    taken(builder, first.low, 'q'),
    taken(builder, second.low, 'q'),
    taken(builder, test.low, 'i'),
  ];
  const chosen = js.conditional(e.condition(condition), e.exact(a), e.exact(b));
  const result = builder.variables.temporary('q');
  builder.set(result, e.tree(chosen, Form.exact, [condition, a, b]));
  builder.push('i64', e.read(result));
};
function taken(builder: Builder, expr: Expr, kind: 'i' | 'q'): Expr {
  return e.traps(expr) ? builder.into(expr, kind) : expr;
}

export const memory: Rules = {
  'i64.load': load,
  'i64.load8_s': loadPart('getInt8', Form.exact, extendSigned),
  'i64.load8_u': loadPart('getUint8', Form.plain, extendUnsigned),
  'i64.load16_s': loadPart('getInt16', Form.exact, extendSigned),
  'i64.load16_u': loadPart('getUint16', Form.plain, extendUnsigned),
  'i64.load32_s': loadPart('getInt32', Form.exact, extendSigned),
  'i64.load32_u': loadPart('getInt32', Form.exact, extendUnsigned),
  'i64.store': store,
  'i64.store8': storeLow('setInt8'),
  'i64.store16': storeLow('setInt16'),
  'i64.store32': storeLow('setInt32'),
  'global.get': globalGet,
  'global.set': adapted(variableRules['global.set'] as Rule, 1, []),
  select,
};
