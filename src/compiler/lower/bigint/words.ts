// Between an i64 as one BigInt, as BigInt bodies compute it, and as two int32 words, as it is everywhere else.
//
// V8 makes machine arithmetic of BigInts that are kept within 64 bits, but not of conversions to and from numbers: these
// go through memory, which three typed arrays share. To words: a BigInt is stored as 64 bits, and half of it loaded. From
// words: a double is stored whose lowest bits are the int32, since two stores of 32 bits would hold up a load of 64.

import type { ValueType } from '../../ast.ts';
import * as js from '../../emit/estree.ts';
import type { Builder } from '../builder.ts';
import * as e from '../expression.ts';
import { type Expr, Form } from '../expression.ts';
import { mayTrap, type Operand } from '../operand.ts';
import { doubles, halves, slots } from '../words.ts';

/** The slot that conversions go through; nothing is kept in it. */
const passing = 0;
const passed = js.element(slots, js.integer(passing));

/** The value of a constant. */
export function constantOf({ node }: Expr): bigint | undefined {
  if (node.type === 'Literal') return 'bigint' in node ? BigInt(node.bigint) : undefined;
  if (node.type !== 'UnaryExpression' || node.operator !== '-' || node.argument.type !== 'Literal') return undefined;
  return 'bigint' in node.argument ? -BigInt(node.argument.bigint) : undefined;
}
export function constant(value: bigint): Expr {
  return e.leaf(js.bigint(BigInt.asIntN(64, value)));
}

/** What was extended to 64 bits, by the node that does so: wrapping takes it back. */
const extended = new WeakMap<js.Expression, Expr>();

export function lowWord(value: Expr): Expr {
  const known = constantOf(value);
  if (known !== undefined) return e.constant(Number(BigInt.asIntN(32, known)));
  return extended.get(value.node) ?? half(value, 0) ?? e.tree(pass(value, 0), Form.exact, [value]);
}
/** A half of what stands in a slot. */
function half(value: Expr, which: 0 | 1): Expr | undefined {
  const [variable] = value.reads;
  if (variable === undefined || variable.slot < 0 || value.node !== variable.node) return undefined;
  return e.tree(js.element(halves, js.integer(2 * variable.slot + which)), Form.exact, [value]);
}
function pass(value: Expr, which: 0 | 1): js.Expression {
  return js.sequence([js.assignment(passed, value.node), js.element(halves, js.integer(2 * passing + which))]);
}

/** Both words, evaluated here. */
function words(builder: Builder, value: Expr): { readonly low: Expr; readonly high: Expr } {
  const known = constantOf(value);
  if (known !== undefined) return { low: lowWord(value), high: e.constant(Number(BigInt.asIntN(32, known >> 32n))) };
  const [low, high] = [half(value, 0), half(value, 1)];
  if (low !== undefined && high !== undefined) return { low, high };
  const first = builder.into(e.tree(pass(value, 0), Form.exact, [value]));
  return { low: first, high: builder.into(e.leaf(js.element(halves, js.integer(2 * passing + 1)))) };
}

// Doubles whose lowest 32 bits are those of an int32 that is added to them: 2⁵², to which a uint32 is added, and
// 2⁵² + 2⁵¹, from which a negative number may take something off. As integers they are these constants.
const unsignedBase = js.double(2 ** 52);
const unsignedBits = js.bigint(0x43300000_00000000n);
const signedBase = js.double(2 ** 52 + 2 ** 51);
const signedBits = js.bigint(0x43380000_00000000n);
function through(base: js.Expression, word: js.Expression): js.Expression {
  const sum = js.binary('+', word, base);
  return js.sequence([js.assignment(js.element(doubles, js.integer(passing)), sum), passed]);
}

export function extendUnsigned(word: Expr): Expr {
  if (word.value !== undefined) return constant(BigInt(word.value >>> 0));
  const node = js.binary('-', through(unsignedBase, e.unsigned(word)), unsignedBits);
  extended.set(node, word);
  return e.tree(node, Form.wide, [word]);
}
export function extendSigned(word: Expr): Expr {
  if (word.value !== undefined) return constant(BigInt(word.value));
  const node = js.binary('-', through(signedBase, e.exact(word)), signedBits);
  extended.set(node, word);
  return e.tree(node, Form.wide, [word]);
}
/** The i64 of two words. */
export function join(low: Expr, high: Expr): Expr {
  if (high.value === 0) return extendUnsigned(low);
  if (low.value !== undefined && high.value !== undefined) {
    return constant((BigInt(high.value) << 32n) | BigInt(low.value >>> 0));
  }
  const upper = js.asInt64(js.binary('<<', through(signedBase, e.exact(high)), js.bigint(32n)));
  const lower = js.binary('&', through(unsignedBase, e.unsigned(low)), js.bigint(0xffffffffn));
  return e.tree(js.binary('+', upper, lower), Form.wide, [low, high]);
}

/** Whether it is a BigInt body that is being lowered. */
export function inBigInts({ variables }: Builder): boolean {
  return variables.kindOf('i64') === 'q';
}

/** The operands with each i64 as two words, as calls and results have them. */
export function inWords(builder: Builder, operands: readonly Operand[]): readonly Operand[] {
  if (operands.every(isNoBigInt)) return operands;
  // What may trap does so in order.
  const settled = operands.some(mayTrap) ? operands.map((operand) => builder.inTemporaries(operand)) : operands;
  return settled.map((operand) =>
    isNoBigInt(operand) ? operand : { type: operand.type, ...words(builder, operand.low) },
  );
}
function isNoBigInt({ type, high }: Operand): boolean {
  return type !== 'i64' || high !== undefined;
}

/** Makes BigInts of the i64s of two words among the topmost operands, in a BigInt body. */
export function joinResults(builder: Builder, types: readonly ValueType[]): void {
  if (!inBigInts(builder) || !types.includes('i64')) return;
  for (const operand of builder.popMany(types.length)) {
    if (operand.high === undefined) builder.pushAgain(operand);
    else builder.push('i64', join(operand.low, operand.high));
  }
}

/** Puts the words of i64 parameters together, at the start of a BigInt body. */
export function takeParameters(builder: Builder): void {
  const { locals, parameters } = builder.variables;
  let next = 0;
  for (const { type, low, high } of locals.values()) {
    const word = parameters[next++];
    if (type !== 'i64') continue;
    const second = parameters[next++];
    if (high !== undefined || word === undefined || second === undefined) continue;
    builder.set(low, join(e.read(word), e.read(second)));
  }
}
