// The blocks that are open while a function body is walked, the function itself being the outermost.

import type { BlockNode, FunctionType, InstructionNode, ValueType } from '../ast.ts';
import type { Snapshot } from './facts.ts';
import type { Expr, Label, Statement } from './ir.ts';
import type { Operand, Place } from './operand.ts';

/** An open block. */
export interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if' | 'else';
  readonly type: FunctionType;
  readonly label: Label;
  /** What a branch to the label assigns: the parameters of a loop, the results of anything else. */
  places: Place[] | undefined;
  /** Height of the operand stack beneath the block's parameters. */
  readonly base: number;
  readonly instructions: readonly InstructionNode[];
  next: number;
  /** Where the block's statements go, and where those of its surroundings went. */
  readonly statements: Statement[];
  readonly outer: Statement[];
  readonly node: BlockNode | undefined;
  readonly test: Expr | undefined;
  /** An if's first branch, while its second is lowered. */
  readonly consequent: Statement[] | undefined;
  /** An if's parameters, which both branches begin with. */
  readonly parameters: readonly Operand[];
  /** What was known where the block began, and at the end of an if's first branch if control reaches that. */
  readonly entry: Snapshot;
  firstEnd: Snapshot | undefined;
  /** What follows the block is the function's end (with the same results), so that a call at its end is a tail call. */
  readonly tail: boolean;
}

/** How many values a branch to the frame's label carries. */
export function arity({ kind, type }: Frame): number {
  return kind === 'loop' ? type.params.length : type.results.length;
}
export function sameTypes(a: readonly ValueType[], b: readonly ValueType[]): boolean {
  return a.length === b.length && a.every((type, i) => type === b[i]);
}
