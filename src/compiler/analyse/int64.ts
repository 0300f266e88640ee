// Which functions get a second body with BigInts (`lower/bigint/`): those that loop and mostly compute with i64.

import type { FunctionBody, InstructionNode } from '../ast.ts';
import { byName, Effect, type Instruction, instructions } from '../opcodes.ts';
import type { Optimisations } from '../optimisations.ts';
import type { StackUse } from './stack.ts';

/** What a function does with i64s, in numbers of instructions. */
export interface Int64Use {
  readonly instructions: number;
  /** Arithmetic of i64s. */
  readonly arithmetic: number;
  readonly divisions: number;
  /** i32.wrap_i64. */
  readonly wraps: number;
  readonly loops: number;
}

// As cheap on pairs as with BigInts, like moves, constants and conversions.
const equality = ['i64.eq', 'i64.ne'];

/** What takes two i64s, the other comparisons included. */
function isArithmetic({ name, signature }: Instruction): boolean {
  return signature?.params.join() === 'i64,i64' && !equality.includes(name);
}
/** Of it, what may trap. V8 lowers that for values of less than 64 bits only; on pairs it is faster. */
function isDivision(op: Instruction): boolean {
  return isArithmetic(op) && (op.effects & Effect.traps) !== 0;
}
const wrap = byName.get('i32.wrap_i64')?.index;
/** By `Instruction.index`. */
const arithmetic = instructions.map(isArithmetic);
const divisions = instructions.map(isDivision);

export function int64Use(body: FunctionBody): Int64Use {
  const use = { instructions: body.instructions, arithmetic: 0, divisions: 0, wraps: 0, loops: 0 };
  const work: (readonly InstructionNode[])[] = [body.body];
  for (let list = work.pop(); list !== undefined; list = work.pop()) {
    for (const node of list) {
      if (node.type === 'Instr') {
        if (arithmetic[node.op.index]) use.arithmetic++;
        if (divisions[node.op.index]) use.divisions++;
        if (node.op.index === wrap) use.wraps++;
      } else if (node.type === 'IfInstruction') work.push(node.consequent, node.alternate);
      else if ('instr' in node) {
        if (node.type === 'LoopInstruction') use.loops++;
        work.push(node.instr);
      }
    }
  }
  return use;
}

const smallestShare = 0.1;
/** Of arithmetic, for each i32 that is made of its results: a BigInt goes through memory for that. */
const smallestPerWrap = 4;
/** With as much arithmetic, a function is worth it without a loop. */
const muchArithmetic = 100;
/** V8 would not optimise much larger ones. */
const mostInstructions = 2000;

/**
 * The indices of the functions. What they call can neither pause nor come back to them, since their BigInts stand in one
 * place: that is what calls which are not counted have in common.
 */
export function chooseBigIntBodies(
  uses: readonly Int64Use[],
  imported: number,
  { isCounted }: StackUse,
  choice: Optimisations['bigint'],
): ReadonlySet<number> {
  const chosen = new Set<number>();
  uses.forEach((use, i) => {
    if (isCounted(imported + i) || use.instructions > mostInstructions) return;
    if (choice === 'everywhere' || (choice && isDense(use))) chosen.add(imported + i);
  });
  return chosen;
}

function isDense(use: Int64Use): boolean {
  const isLong = use.loops > 0 || use.arithmetic >= muchArithmetic;
  const staysWide = use.arithmetic >= smallestPerWrap * use.wraps;
  return isLong && staysWide && use.divisions === 0 && computesWithInt64(use);
}

/** Whether much of what the function does is arithmetic of i64s. */
export function computesWithInt64({ instructions, arithmetic }: Int64Use): boolean {
  return arithmetic >= smallestShare * instructions;
}
