// A rule lowers one instruction that has no body: it pops operands, emits statements, pushes results. The rules stand in
// tables by instruction name, one file for each family.

import type { Instr } from '../ast.ts';
import type { Builder } from './builder.ts';

export type Rule = (builder: Builder, node: Instr) => void;
export type Rules = Readonly<Record<string, Rule>>;

/** The value of a number immediate. */
export function immediate(node: Instr, position: number): number {
  const argument = node.args[position];
  if (argument?.type !== 'NumberLiteral') throw new Error(`${node.op.name} has no immediate ${position}`);
  return argument.value;
}
