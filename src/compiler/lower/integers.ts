// Makes it plain to engines that what a loop sums up is an integer: `x = x | 0` at the start of a turn, for a variable that
// is carried from turn to turn and has something other than a constant added or taken away. V8 enters the optimised code of
// a loop that is running with variables of which it knows nothing; it would compute such sums as doubles, turn by turn. An
// operand of `|` is an integer to it wherever it comes from, and the assignment costs nothing.
//
// Only innermost loops are looked at.

import type { Expression } from 'estree';
import { exposedVariables } from '../analyse/liveness.ts';
import * as js from '../emit/estree.ts';
import {
  type LoopStatement,
  type LoweredFunction,
  type SetStatement,
  type Statement,
  substatements,
  type Variable,
} from './ir.ts';

/** Changes the function's loops. */
export function declareIntegers({ body, variables }: LoweredFunction): void {
  const work: (readonly Statement[])[] = [body];
  for (let list = work.pop(); list !== undefined; list = work.pop()) {
    for (const statement of list) {
      for (const inner of substatements(statement)) work.push(inner);
      if (statement.kind === 'loop') declareIn(statement, variables);
    }
  }
}

function declareIn({ body }: LoopStatement, variables: readonly Variable[]): void {
  const sums = new Set<Variable>();
  const work: (readonly Statement[])[] = [body];
  for (let list = work.pop(); list !== undefined; list = work.pop()) {
    for (const statement of list) {
      if (statement.kind === 'loop' || statement.kind === 'dispatch') return;
      if (statement.kind === 'set' && isSum(statement)) sums.add(statement.target);
      for (const inner of substatements(statement)) work.push(inner);
    }
  }
  if (sums.size === 0) return;
  const inOrder = [...sums].sort((a, b) => a.index - b.index);
  const carried = exposedVariables(body, variables, inOrder);
  body.unshift(...carried.map(asInteger));
}

/** `x = x + … | 0`, or with the summands turned round, or a difference. */
function isSum({ target, value }: SetStatement): boolean {
  if (target.kind !== 'i' || value.type !== 'BinaryExpression' || value.operator !== '|') return false;
  const sum = value.left;
  if (sum.type !== 'BinaryExpression' || (sum.operator !== '+' && sum.operator !== '-')) return false;
  const is = (node: Expression) => node === target.identifier;
  return (is(sum.left as Expression) && sum.right.type !== 'Literal') || (is(sum.right) && sum.left.type !== 'Literal');
}

function asInteger(variable: Variable): Statement {
  const value = js.binary('|', variable.node, js.integer(0));
  return { kind: 'set', target: variable, value, reads: [variable], removable: true, dead: false };
}
