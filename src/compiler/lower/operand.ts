// WebAssembly values as the lowering holds them: an operand is a value that is pending, a place is where one is kept.
// Both are one word, or two for an i64.

import type { ValueType } from '../ast.ts';
import type * as js from '../emit/estree.ts';
import * as e from './expression.ts';
import type { Expr, Statement, Variable, WordKind } from './ir.ts';

export interface Operand {
  readonly type: ValueType;
  readonly low: Expr;
  readonly high: Expr | undefined;
  /** Where it was loaded, if this is an i64.load whose low word has not been emitted yet. */
  readonly loaded?: Loaded | undefined;
  /** It is its low word with the sign extended. */
  readonly extended?: boolean | undefined;
  /** What its high word was computed from. */
  readonly near?: Near | undefined;
}

export interface Loaded {
  /** What loaded the high word. */
  readonly statement: Statement;
  /** The effective address, or its place among the words if it is known to be aligned. */
  readonly from: js.Expression;
  readonly isAligned: boolean;
}

/**
 * A double within 2³⁰ of an i64, before it was wrapped: together with the exact low word it gives the high one. Sums of
 * products are added up as such, so that they need no carries.
 */
export interface Near {
  readonly sum: Expr;
  readonly terms: number;
  /** It may be negative. */
  readonly signed: boolean;
  /** It is not larger than that, nor is its negative. */
  readonly most: number;
}

/** A local, a block's result: the variables that hold one WebAssembly value. */
export interface Place {
  readonly type: ValueType;
  readonly low: Variable;
  readonly high: Variable | undefined;
}

const kinds: Record<ValueType, WordKind> = {
  i32: 'i',
  i64: 'i',
  f32: 's',
  f64: 'd',
  v128: 'r',
  funcref: 'r',
  externref: 'r',
};
// An i64's two words are named after it: l3 and h3.
const prefixes: Record<ValueType, string> = {
  i32: 'i',
  i64: 'l',
  f32: 's',
  f64: 'd',
  v128: 'v',
  funcref: 'r',
  externref: 'r',
};

export function kindOf(type: ValueType): WordKind {
  return kinds[type];
}
export function prefixOf(type: ValueType): string {
  return prefixes[type];
}
export function wordsOf({ low, high }: Operand): Expr[] {
  return high === undefined ? [low] : [low, high];
}
export function wordKinds(type: ValueType): WordKind[] {
  return type === 'i64' ? ['i', 'i'] : [kinds[type]];
}
/** Of an i64: known to be 0. */
export function isKnownZero({ low, high }: Pick<Operand, 'low' | 'high'>): boolean {
  return low.value === 0 && high?.value === 0;
}
export function mayTrap(operand: Operand): boolean {
  return wordsOf(operand).some(e.traps);
}
export function effectsOf({ low, high }: Operand): number {
  return low.effects | (high?.effects ?? 0);
}
/** Temporaries or constants: nothing that happens can change them. */
export function isSettled({ low, high }: Operand): boolean {
  return isWordSettled(low) && (high === undefined || isWordSettled(high));
}
export function isWordSettled(expr: Expr): boolean {
  return expr.value !== undefined || (e.isSimple(expr) && expr.reads.every((variable) => variable.temporary));
}
