// Loads of words that were stored just now take what was stored: nothing is read, and no address looked at. Such loads are
// left where a compiler inlined late, or did not optimise at all (Rust's product of u128).

import type { Statement as JsStatement } from '../emit/estree.ts';
import { writing } from '../opcodes.ts';
import type { Builder } from './builder.ts';
import type { Location, Stored } from './contents.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import { type Statement, union } from './ir.ts';

// So far back a store is looked for whose value has to go to a temporary.
const farthest = 64;

/** Undefined if the address is not known to be that of a variable and a constant that is not negative. */
export function locationOf(builder: Builder, address: Expr, offset: number): Location | undefined {
  const [base, other] = address.reads;
  if (base === undefined || other !== undefined) return undefined;
  const { node } = address;
  if (node === base.node) return { base, offset };
  if (node.type !== 'BinaryExpression' || node.operator !== '+' || node.left !== base.node) return undefined;
  // The sum of two int32s of at least 0 does not wrap round.
  const added = node.right.type === 'Literal' ? node.right.value : undefined;
  if (typeof added !== 'number' || builder.facts.read(base).form !== Form.plain) return undefined;
  return { base, offset: added + offset };
}

/** Emits a store of a word, which is known from then on. */
export function storeWord(
  builder: Builder,
  location: Location | undefined,
  address: Expr,
  value: Expr,
  storing: (value: Expr) => JsStatement,
): void {
  const { contents } = builder.facts;
  if (location === undefined) {
    builder.effect(storing(value), writing, [address, value]);
    return;
  }
  contents.keepOthers(location, 4, () => builder.effect(storing(value), writing, [address, value]));
  const statement = builder.statements[builder.statements.length - 1] as Statement;
  contents.stored(location, { value, store: { statement, address, storing } });
}

/** The words that stand there one behind the other, if all of them are known. */
export function storedWords(builder: Builder, location: Location | undefined, count: number): Expr[] | undefined {
  if (location === undefined) return undefined;
  const { base, offset } = location;
  const words: Stored[] = [];
  for (let i = 0; i < count; i++) {
    const word = builder.facts.contents.at({ base, offset: offset + 4 * i });
    if (word === undefined || !(isKept(word) || placeOf(builder, word) !== undefined)) return undefined;
    words.push(word);
  }
  return words.map((word) => {
    if (!isKept(word)) keep(builder, word);
    const [variable] = word.value.reads;
    if (variable === undefined) return word.value;
    builder.variables.takeBack(variable);
    return builder.facts.read(variable);
  });
}

/** Whether the value is constant, or stands in a variable. */
function isKept({ value }: Stored): boolean {
  return value.value !== undefined || value.node === value.reads[0]?.node;
}

/** Where among the statements at hand the store is, if it is not far back. */
function placeOf({ statements }: Builder, { store }: Stored): number | undefined {
  const end = Math.max(0, statements.length - farthest);
  for (let at = statements.length - 1; at >= end; at--) if (statements[at] === store.statement) return at;
  return undefined;
}

/** Has the value go to a temporary that nothing else has used since, and be stored from there. */
function keep(builder: Builder, word: Stored): void {
  const { value, store } = word;
  const variable = builder.variables.unused('i');
  const read = e.read(variable);
  const reads = union(store.address.reads, read.reads);
  const both: Statement[] = [
    { kind: 'set', target: variable, value: e.exact(value), reads: value.reads, removable: false, dead: false },
    { kind: 'effect', node: store.storing(read), reads, ends: false },
  ];
  for (const statement of both) statement.offset = store.statement.offset as number;
  builder.statements.splice(placeOf(builder, word) as number, 1, ...both);
  builder.emitted++;
  builder.facts.assigned(variable, value);
  builder.facts.contents.hold(word, read);
}
