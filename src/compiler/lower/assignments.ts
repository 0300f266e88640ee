// Which locals a function body names, and how many assignments of each are still ahead while it is walked in code order.
// At the head of a loop, a local with none ahead keeps its value through the loop.

import type { Instr, InstructionNode } from '../ast.ts';
import { Effect } from '../opcodes.ts';
import { immediate } from './rule.ts';

export class AssignmentsAhead {
  private readonly counts = new Map<number, number>();
  private readonly named = new Set<number>();

  constructor(body: readonly InstructionNode[]) {
    const work = [body];
    for (let list = work.pop(); list !== undefined; list = work.pop()) {
      for (const node of list) {
        if (node.type === 'Instr') this.see(node);
        else if (node.type === 'IfInstruction') work.push(node.consequent, node.alternate);
        else if ('instr' in node) work.push(node.instr);
      }
    }
  }

  /** Ascending. */
  get locals(): readonly number[] {
    return [...this.named].sort((a, b) => a - b);
  }

  /** To be told of every instruction that the walk has passed. */
  passed(node: Instr): void {
    this.count(node, -1);
  }
  isFinal(local: number): boolean {
    return (this.counts.get(local) ?? 0) === 0;
  }

  private see(node: Instr): void {
    if ((node.op.effects & (Effect.readsLocal | Effect.writesLocal)) !== 0) this.named.add(immediate(node, 0));
    this.count(node, 1);
  }
  private count(node: Instr, change: number): void {
    if ((node.op.effects & Effect.writesLocal) === 0) return;
    const local = immediate(node, 0);
    this.counts.set(local, (this.counts.get(local) ?? 0) + change);
  }
}
