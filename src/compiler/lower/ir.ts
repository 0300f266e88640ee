// The intermediate representation between lowering and printing: structured statements over JavaScript words, with
// expressions that are ESTree trees already. What later passes need to know of an expression (the variables it reads)
// stands beside it, so that no pass has to walk a tree. Types and constructors; no decisions.

import type { Expression, Statement as JsStatement } from '../emit/estree.ts';
import * as js from '../emit/estree.ts';
import { slots } from './words.ts';

/**
 * What a JavaScript word holds: an int32, an f32, an f64, or a reference. An i64 is two int32 words, or one BigInt in a
 * BigInt body (`lower/bigint/`).
 */
export type WordKind = 'i' | 's' | 'd' | 'r' | 'q';

export class Variable {
  readonly name: string;
  readonly identifier: js.Identifier;
  /** How it is read and assigned: by its identifier, or in its slot. */
  readonly node: js.Identifier | ReturnType<typeof js.element>;
  readonly kind: WordKind;
  /** Dense, within the function. */
  readonly index: number;
  /** A temporary belongs to the operand stack: it is assigned once for each time it is taken into use. */
  readonly temporary: boolean;
  /** Its number among the locals, for both words of an i64; −1 for all other variables. */
  readonly local: number;
  /** Where it stands among the slots of BigInt bodies; −1 for a variable of JavaScript. */
  readonly slot: number;
  /** How many pending operands read it; the operand stack keeps count. */
  references = 0;
  /** A temporary that is not in use. */
  isFree = false;

  constructor(name: string, kind: WordKind, index: number, temporary: boolean, local = -1, slot = -1) {
    this.name = name;
    this.identifier = js.name(name);
    this.node = slot < 0 ? this.identifier : js.element(slots, js.integer(slot));
    this.slot = slot;
    this.kind = kind;
    this.index = index;
    this.temporary = temporary;
    this.local = local;
  }
}

/** How the value of an expression's node stands to the word that it computes. */
export const Form = {
  /** The word itself. (A float word may be a NaNBox.) */
  exact: 0,
  /** An int32 of at least 0, or a float that arithmetic made: a number, never a NaNBox. */
  plain: 1,
  /** true or false, for 1 and 0. */
  boolean: 2,
  /** An integer below 2⁵³ in size that equals the int32 modulo 2³². */
  sum: 3,
  /** The same bits as a uint32. */
  unsigned: 4,
  /** A boolean from a comparison of floats: `!(a < b)` is not `a >= b`, because of NaN. */
  partial: 5,
  /** A BigInt equal to the i64 modulo 2⁶⁴. (An exact one is the i64, read as signed.) */
  wide: 6,
  /** A float read from memory as a number: right but for the bits of a NaN. `Builder` gives it out as a word. */
  number: 7,
} as const;
export type Form = (typeof Form)[keyof typeof Form];

/** An expression of one word that has not been emitted yet: its tree, and what a pass must know of it. */
export interface Expr {
  readonly node: Expression;
  readonly form: Form;
  /** A constant int32. */
  readonly value: number | undefined;
  readonly reads: readonly Variable[];
  /** Bits of `Effect`. */
  readonly effects: number;
  /** Nodes in the tree, roughly. */
  readonly size: number;
  /** How many of the lowest bits of an int32 are known to be 0: an address with 2 of them is a multiple of 4. */
  readonly zeros: number;
}

/** The target of `break` (a block, an if) or `continue` (a loop). */
export interface Label {
  readonly name: string;
  /** How many statements lead to it. */
  uses: number;
}

interface Located {
  /** Byte offset of the instruction that the statement was made of. */
  offset?: number;
}
export interface SetStatement extends Located {
  readonly kind: 'set';
  target: Variable;
  readonly value: Expression;
  readonly reads: readonly Variable[];
  /** It cannot trap, so that it may go if nothing reads what it sets. */
  readonly removable: boolean;
  /** Nothing reads what it sets; found by the liveness analysis. */
  dead: boolean;
}
/** A statement that is done for its effect: a store, a `global.set`, `memory.copy`, a trap. */
export interface EffectStatement extends Located {
  readonly kind: 'effect';
  readonly node: JsStatement;
  readonly reads: readonly Variable[];
  /** Control does not come back from it: `throw`. */
  readonly ends: boolean;
}
/** What is called. Counted: it takes the words left of the call stack behind its arguments. */
export interface Callee {
  readonly code: Expr;
  readonly counted: boolean;
}
/** What is called instead where the test is true. */
export interface TestedCallee extends Callee {
  readonly test: Expr;
}
/**
 * A call. `results` take the words it returns, the first by value, the others from the result registers.
 * `site` numbers the calls that may pause, from 1, in code order; 0 is a call that never pauses.
 * A tail call returns what it gives: no results, no site, since nothing of this function is left to be resumed.
 */
export interface CallStatement extends Located {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Expression[];
  readonly reads: readonly Variable[];
  readonly results: Variable[];
  /** Which of the results anything reads; found by the liveness analysis. */
  readonly wanted: boolean[];
  readonly mayPause: boolean;
  readonly tail: boolean;
  site: number;
}
export interface BlockStatement extends Located {
  readonly kind: 'block';
  readonly label: Label;
  readonly body: Statement[];
}
/**
 * Runs its body again at each `continue`. With `before`, it runs while that is true, with `again`, once and then again while
 * that is true at its end; nothing continues such a loop. Without either it ends at the end of its body.
 */
export interface LoopStatement extends Located {
  readonly kind: 'loop';
  readonly label: Label;
  readonly body: Statement[];
  readonly before: Expr | undefined;
  readonly again: Expr | undefined;
}
export interface IfStatement extends Located {
  readonly kind: 'if';
  readonly label: Label | undefined;
  readonly test: Expr;
  readonly consequent: Statement[];
  readonly alternate: Statement[];
}
export interface BreakStatement extends Located {
  readonly kind: 'break';
  readonly label: Label;
}
export interface ContinueStatement extends Located {
  readonly kind: 'continue';
  readonly label: Label;
}
/**
 * As in JavaScript, control runs from the end of one case into the next. There is exactly one case without values: the
 * default. A `br_table` has a branch in each case, until `structure.ts` puts there what the branches lead to.
 */
export interface SwitchStatement extends Located {
  readonly kind: 'switch';
  readonly value: Expression;
  readonly reads: readonly Variable[];
  readonly cases: { readonly values: readonly number[]; readonly body: Statement[] }[];
}
export interface ReturnStatement extends Located {
  readonly kind: 'return';
  readonly values: readonly Expression[];
  readonly kinds: readonly WordKind[];
  readonly reads: readonly Variable[];
}
/**
 * Control flow without nesting: `for (;;) switch (state) { case k: … }`. Blocks run into the next one; a `goto` sets the
 * state and goes round. Made by `flatten` only, for functions that nest deeper than engines can parse.
 */
export interface DispatchStatement extends Located {
  readonly kind: 'dispatch';
  readonly label: Label;
  readonly state: Variable;
  /** The number of the first block. */
  readonly first: number;
  readonly blocks: Statement[][];
}
export interface GotoStatement extends Located {
  readonly kind: 'goto';
  readonly dispatch: DispatchStatement;
  /** Numbers are known when all blocks are. */
  readonly block: { readonly index: number };
}

export type Statement =
  | SetStatement
  | EffectStatement
  | CallStatement
  | BlockStatement
  | LoopStatement
  | IfStatement
  | BreakStatement
  | ContinueStatement
  | SwitchStatement
  | ReturnStatement
  | DispatchStatement
  | GotoStatement;

/** The lists of statements that a statement holds. */
export function substatements(statement: Statement): readonly Statement[][] {
  switch (statement.kind) {
    case 'block':
    case 'loop':
      return [statement.body];
    case 'if':
      return [statement.consequent, statement.alternate];
    case 'switch':
      return statement.cases.map(({ body }) => body);
    case 'dispatch':
      return statement.blocks;
    default:
      return noStatements;
  }
}
const noStatements: readonly Statement[][] = [];

/** The variables that a statement reads or assigns, not counting the statements that it holds. */
export function mentioned(statement: Statement): readonly Variable[] {
  switch (statement.kind) {
    case 'set':
      return statement.dead ? noVariables : [...statement.reads, statement.target];
    case 'call':
      return [...statement.reads, ...statement.results.filter((_, k) => statement.wanted[k])];
    case 'effect':
    case 'return':
    case 'switch':
      return statement.reads;
    case 'loop':
      return [...(statement.before?.reads ?? []), ...(statement.again?.reads ?? [])];
    case 'if':
      return statement.test.reads;
    case 'dispatch':
      return [statement.state];
    default:
      return noVariables;
  }
}

/** A lowered function: what the suspension strategies make JavaScript functions of. */
export interface LoweredFunction {
  /** In the function index space. */
  readonly index: number;
  readonly name: string;
  readonly parameters: readonly Variable[];
  /** Its result words. */
  readonly results: readonly WordKind[];
  /** Every variable, parameters first. */
  readonly variables: readonly Variable[];
  readonly body: Statement[];
  /** Whether anything in it, tail calls included, may pause. */
  readonly mayPause: boolean;
  /** How many calls may pause and are not tail calls. */
  readonly sites: number;
  /** How many WebAssembly instructions it was made of. */
  readonly instructions: number;
}

/** The union of two sets of variables. */
export function union(a: readonly Variable[], b: readonly Variable[]): readonly Variable[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  let all: Variable[] | undefined;
  for (const variable of b) {
    if (a.includes(variable)) continue;
    all ??= a.slice();
    all.push(variable);
  }
  return all ?? a;
}
export const noVariables: readonly Variable[] = [];
