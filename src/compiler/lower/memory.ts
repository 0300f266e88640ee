// Rules of the linear memory: loads, stores, size, grow, and the bulk instructions.
//
// Every access goes through one DataView, whose RangeError is the trap: exact for any address, alignment and byte order.
// The effective address is computed as a number that may pass 2³², so it cannot wrap round. Single bytes go through a
// Uint8Array, which has `undefined` beyond its end: V8 forgets at each store to a DataView what it knows of that one.

import * as js from '../emit/estree.ts';
import { Effect, reading, writing } from '../opcodes.ts';
import { copyAligned, isAligned, loadAligned, orTrap, pushAligned, storeAligned } from './aligned.ts';
import type { Builder } from './builder.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import { locationOf, storedWords, storeWord } from './forward.ts';
import type { Statement } from './ir.ts';
import type { Loaded, Operand } from './operand.ts';
import { immediate, type Rule, type Rules } from './rule.ts';
import { bytes, memory, view } from './words.ts';

/** The address plus the offset. A memory ends before 2³¹, so a negative address may stay so: it is out of bounds. */
function effective(address: Expr, offset: number): js.Expression {
  if (address.value !== undefined) return js.double((address.value >>> 0) + offset);
  if (offset !== 0) return js.binary('+', e.unsigned(address), js.double(offset));
  return address.form === Form.unsigned ? address.node : e.exact(address);
}
/** The effective address of an access that is about to be pushed or emitted: from then on, its operand is not negative. */
export function access(builder: Builder, address: Expr, offset: number): js.Expression {
  const node = effective(address, offset);
  builder.facts.accessed(address);
  return node;
}
export function get(builder: Builder, method: string, address: js.Expression): js.Expression {
  if (method === 'getUint8' && builder.environment.optimisations.bytes) return byte(address);
  const wide = !method.endsWith('8');
  return js.call(js.member(view, method), wide ? [address, js.yes] : [address]);
}
export function set(method: string, address: js.Expression, value: js.Expression): js.Statement {
  const wide = !method.endsWith('8');
  return js.expression(js.call(js.member(view, method), wide ? [address, value, js.yes] : [address, value]));
}
function byte(address: js.Expression): js.Expression {
  return orTrap(js.element(bytes, address));
}

interface Access {
  readonly method: string;
  readonly form: Form;
  readonly signed: boolean;
}
const accesses: Record<string, Access> = {
  '8_s': { method: 'getInt8', form: Form.exact, signed: true },
  '8_u': { method: 'getUint8', form: Form.plain, signed: false },
  '16_s': { method: 'getInt16', form: Form.exact, signed: true },
  '16_u': { method: 'getUint16', form: Form.plain, signed: false },
  '32_s': { method: 'getInt32', form: Form.exact, signed: true },
  '32_u': { method: 'getInt32', form: Form.exact, signed: false },
};

function load32({ method, form }: Access): Rule {
  return (builder, node) => {
    builder.push('i32', loadPart(builder, method, form, immediate(node, 1)));
  };
}
/** One word of what is there. */
export function loadPart(builder: Builder, method: string, form: Form, offset: number): Expr {
  const address = builder.pop().low;
  if (method === 'getInt32') {
    const known = storedWords(builder, locationOf(builder, address, offset), 1);
    if (known !== undefined) return known[0] as Expr;
    if (isAligned(builder, address, offset)) return loadAligned(builder, address, offset);
  }
  return e.tree(get(builder, method, access(builder, address, offset)), form, [address], reading);
}
/** i64.load8_s and its like: one word, and its sign or zero. */
function load64Part({ method, form, signed }: Access): Rule {
  return (builder, node) => {
    const word = loadPart(builder, method, form, immediate(node, 1));
    if (!signed) {
      builder.push('i64', word, e.constant(0));
      return;
    }
    const low = builder.into(word);
    builder.push('i64', low, e.bitwise('>>', low, e.constant(31)), { extended: true });
  };
}
/** The high word is read at once: where it is in bounds, so is the low one, which then cannot trap and may wait. */
const load64: Rule = (builder, node) => {
  const where = builder.pop().low;
  const offset = immediate(node, 1);
  const known = storedWords(builder, locationOf(builder, where, offset), 2);
  if (known !== undefined) {
    builder.push('i64', known[0] as Expr, known[1]);
    return;
  }
  if (isAligned(builder, where, offset)) {
    pushAligned(builder, where, offset);
    return;
  }
  const address = builder.simple(where);
  const from = effective(address, offset);
  const high = builder.into(
    e.tree(get(builder, 'getInt32', access(builder, address, offset + 4)), Form.exact, [address], reading),
  );
  const statement = builder.statements[builder.statements.length - 1] as Statement;
  const proven = address.value === undefined ? { ...address, form: Form.plain } : address;
  const low = e.tree(get(builder, 'getInt32', effective(proven, offset)), Form.exact, [address], Effect.readsMemory);
  builder.push('i64', low, high, { loaded: { statement, from, isAligned: false } });
};
function loadFloat(type: 'f32' | 'f64'): Rule {
  return (builder, node) => {
    const address = builder.pop().low;
    const where = access(builder, address, immediate(node, 1));
    const [form, call] = builder.environment.optimisations.numbers
      ? ([Form.number, get(builder, type === 'f32' ? 'getFloat32' : 'getFloat64', where)] as const)
      : ([Form.exact, builder.help(`${type}_load`, [view, where])] as const);
    builder.push(type, e.tree(call, form, [address], reading));
  };
}

function popStore(builder: Builder): [address: Expr, value: Operand] {
  const value = builder.pop();
  return [builder.pop().low, value];
}
/** Stores the lowest bits of an i32, or of an i64's low word. */
function storeLow(method: string): Rule {
  return (builder, node) => {
    const value = builder.popLow();
    storePart(builder, method, builder.pop().low, immediate(node, 1), value);
  };
}
/** Stores the lowest bits of the word. */
export function storePart(builder: Builder, method: string, address: Expr, offset: number, word: Expr): void {
  if (method === 'setInt32' && isAligned(builder, address, offset)) {
    storeAligned(builder, address, offset, [word]);
    return;
  }
  const location = locationOf(builder, address, offset);
  if (method === 'setInt32') {
    const where = access(builder, address, offset);
    storeWord(builder, location, address, word, (value) => set(method, where, e.exact(value)));
    return;
  }
  builder.facts.contents.keepOthers(location, method === 'setInt8' ? 1 : 2, () =>
    storeNarrow(builder, method, address, offset, word),
  );
}
/** A byte or two. */
function storeNarrow(builder: Builder, method: string, address: Expr, offset: number, word: Expr): void {
  const isByte = method === 'setInt8' && builder.environment.optimisations.bytes;
  // Not negative and less than 2³¹: if the sum of both is no address, it is negative as an int32.
  const staysInt32 = offset === 0 || (address.form === Form.plain && offset < 2 ** 31);
  if (isByte && staysInt32) storeByte(builder, address, offset, word);
  else builder.effect(set(method, access(builder, address, offset), e.exact(word)), writing, [address, word]);
}
/** Reads the byte first: that it is there counts for V8 in both accesses, and the value read is wanted by nobody. */
function storeByte(builder: Builder, address: Expr, offset: number, word: Expr): void {
  const where = builder.simple(e.add(address, e.constant(offset)));
  const value = e.traps(word) ? builder.into(word) : word;
  builder.effect(js.expression(byte(access(builder, where, 0))), writing, [where]);
  builder.effect(js.expression(js.assignment(js.element(bytes, where.node), e.exact(value))), writing, [where, value]);
}
/** The high word first: if it traps, nothing has been written. */
const store64: Rule = (builder, node) => {
  const [where, value] = popStore(builder);
  const { low, high } = value as { low: Expr; high: Expr };
  const offset = immediate(node, 1);
  const { copies } = builder.environment.optimisations;
  const location = locationOf(builder, where, offset);
  if (copies && low.value === 0 && high.value === 0) {
    const zero = set('setFloat64', access(builder, where, offset), js.integer(0));
    builder.facts.contents.keepOthers(location, 8, () => builder.effect(zero, writing, [where]));
    return;
  }
  const aligned = isAligned(builder, where, offset);
  const { loaded } = value;
  // From a place that is not aligned to one that is, two words are moved faster than with the DataView alone.
  const isCopied = copies && loaded !== undefined && (loaded.isAligned || !aligned);
  if (isCopied && builder.statements[builder.statements.length - 1] === loaded.statement) {
    builder.facts.contents.keepOthers(location, 8, () => storeLoaded(builder, where, offset, low, loaded));
    return;
  }
  if (aligned) {
    storeAligned(builder, where, offset, [low, high]);
    return;
  }
  const address = builder.simple(where);
  const readsMemory = (low.effects & (Effect.readsMemory | Effect.traps)) !== 0;
  const lowWord = readsMemory ? builder.into(low) : low;
  const highAddress = access(builder, address, offset + 4);
  const highLocation = location && { ...location, offset: location.offset + 4 };
  storeWord(builder, highLocation, address, high, (value) => set('setInt32', highAddress, e.exact(value)));
  const proven = address.value === undefined ? { ...address, form: Form.plain } : address;
  const lowAddress = effective(proven, offset);
  storeWord(builder, location, address, lowWord, (value) => set('setInt32', lowAddress, e.exact(value)));
};
/** An i64 that was loaded just now is copied from place to place; the load of its high word is taken back. */
function storeLoaded(
  builder: Builder,
  where: Expr,
  offset: number,
  low: Expr,
  { from, isAligned: isWord }: Loaded,
): void {
  builder.statements.pop();
  const call =
    isWord && isAligned(builder, where, offset)
      ? copyAligned(builder, where, offset, from)
      : builder.help('i64_copy', [
          view,
          access(builder, where, offset),
          isWord ? js.binary('*', from, js.integer(4)) : from,
        ]);
  builder.effect(js.expression(call), writing, [where, low]);
}
function storeFloat(type: 'f32' | 'f64'): Rule {
  return (builder, node) => {
    const [address, { low }] = popStore(builder);
    const call = builder.help(`${type}_store`, [view, access(builder, address, immediate(node, 1)), low.node]);
    builder.effect(js.expression(call), writing, [address, low]);
  };
}

/** memory.fill, memory.copy: a method of the memory with three i32 operands. */
function bulk(method: string): Rule {
  return (builder) => {
    const operands = builder.popMany(3).map(({ low }) => low);
    const call = js.call(js.member(memory, method), operands.map(e.exact));
    builder.effect(js.expression(call), writing, operands);
  };
}

export const memoryRules: Rules = {
  'i32.load': load32(accesses['32_s'] as Access),
  'i32.load8_s': load32(accesses['8_s'] as Access),
  'i32.load8_u': load32(accesses['8_u'] as Access),
  'i32.load16_s': load32(accesses['16_s'] as Access),
  'i32.load16_u': load32(accesses['16_u'] as Access),
  'i64.load': load64,
  'i64.load8_s': load64Part(accesses['8_s'] as Access),
  'i64.load8_u': load64Part(accesses['8_u'] as Access),
  'i64.load16_s': load64Part(accesses['16_s'] as Access),
  'i64.load16_u': load64Part(accesses['16_u'] as Access),
  'i64.load32_s': load64Part(accesses['32_s'] as Access),
  'i64.load32_u': load64Part(accesses['32_u'] as Access),
  'f32.load': loadFloat('f32'),
  'f64.load': loadFloat('f64'),
  'i32.store': storeLow('setInt32'),
  'i32.store8': storeLow('setInt8'),
  'i32.store16': storeLow('setInt16'),
  'i64.store': store64,
  'i64.store8': storeLow('setInt8'),
  'i64.store16': storeLow('setInt16'),
  'i64.store32': storeLow('setInt32'),
  'f32.store': storeFloat('f32'),
  'f64.store': storeFloat('f64'),
  'memory.size': (builder) =>
    builder.push('i32', e.leaf(js.call(js.member(memory, 'size'), []), Effect.readsMemory, Form.plain)),
  'memory.grow': (builder) => {
    const delta = builder.pop().low;
    const call = js.call(js.member(memory, 'grow'), [e.exact(delta)]);
    builder.push('i32', builder.into(e.tree(call, Form.exact, [delta], Effect.writesMemory)));
  },
  'memory.copy': bulk('copy'),
  'memory.fill': bulk('fill'),
  'memory.init': (builder, node) => {
    const operands = builder.popMany(3).map(({ low }) => low);
    const segment = js.integer(immediate(node, 0));
    const call = js.call(js.member(builder.environment.context, 'memoryInit'), [segment, ...operands.map(e.exact)]);
    builder.effect(js.expression(call), writing, operands);
  },
  'data.drop': (builder, node) => {
    const call = js.call(js.member(builder.environment.context, 'dataDrop'), [js.integer(immediate(node, 0))]);
    builder.effect(js.expression(call), Effect.writesMemory, []);
  },
};
