// What lowering a function needs to know of the module around it, and how the emitted code names it. Types only; made
// in `emit/environment.ts`, so that lowering does not know how a module is put together.

import type { Identifier, MemberExpression } from 'estree';
import type { FunctionType, ReferenceType, ValueType } from '../ast.ts';
import type * as js from '../emit/estree.ts';
import type { Optimisations } from '../optimisations.ts';

export interface GlobalAccess {
  readonly type: ValueType;
  readonly mutable: boolean;
  readonly low: Identifier | MemberExpression;
  /** The second word of an i64. */
  readonly high: Identifier | MemberExpression | undefined;
}

export interface LoweringEnvironment {
  readonly optimisations: Optimisations;
  functionType(index: number): FunctionType;
  type(index: number): FunctionType;
  /** Whether calling the function, or any function of the type through a table, may reach a call that pauses. */
  functionMayPause(index: number): boolean;
  typeMayPause(typeIndex: number): boolean;
  /** Whether such a call takes the words left of the call stack behind its arguments (see `analyse/stack.ts`). */
  isCounted(functionIndex: number): boolean;
  isTypeCounted(typeIndex: number): boolean;
  /** The words of the call stack that a call of the function takes. */
  frameSize(functionIndex: number): number;

  readonly context: js.Expression;
  code(functionIndex: number): js.Expression;
  /** The same where the caller computes with BigInts: the callee's BigInt body, if it has one. */
  bigintCode(functionIndex: number): js.Expression;
  hasBigIntBody(functionIndex: number): boolean;
  /** The version of a function whose parameters `zeros` are 0, which does not take them; undefined if there is none. */
  clone(functionIndex: number, zeros: readonly number[]): js.Expression | undefined;
  /** Takes slots for BigInts; gives the first one's number. */
  takeSlots(count: number): number;
  global(index: number): GlobalAccess;
  table(index: number): js.Expression;
  tableType(index: number): ReferenceType;
  /** The function that a table holds at `index` (an int32 that may be written twice), or the trap that it deserves. */
  tableCode(table: number, typeIndex: number, index: js.Expression): js.Expression;
  /**
   * What a call of that type through a table that never changes may reach: places in the table, and the functions there.
   * Undefined where the table may change, and where these are many or calls of them cannot stand in one expression.
   */
  reachable(table: number, typeIndex: number): ReadonlyMap<number, number> | undefined;
  /** The trap that a call deserves which finds no function of its type at `index`. */
  tableTrap(table: number, index: js.Expression): js.Expression;
  /** The linear memory as an array of elements of 2 to that power bytes: an Int32Array, a BigInt64Array. */
  aligned(shift: 2 | 3): js.Expression;
  /** A double that is written, and the low word of its bits, which is read at once. */
  rounding(): { readonly double: js.Expression; readonly int: js.Expression };
  /** A function of `src/runtime/support.ts`. */
  helper(name: string): js.Expression;
  /** A constant of the module: a NaN whose bits are not the canonical ones. */
  nan(type: 'f32' | 'f64', bits: { readonly low: number; readonly high: number }): js.Expression;
}
