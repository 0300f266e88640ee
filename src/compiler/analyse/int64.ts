// Which functions get a second body with BigInts (`lower/bigint/`): those that loop and mostly compute with i64, all in all
// or in one of their loops.

import type { FunctionBody, InstructionNode } from '../ast.ts';
import { byName, type Instruction, instructions } from '../opcodes.ts';
import type { Optimisations } from '../optimisations.ts';
import type { StackUse } from './stack.ts';

/** What a function or a loop does with i64s, in numbers of instructions. */
interface Use {
  readonly instructions: number;
  /** Arithmetic of i64s. */
  readonly arithmetic: number;
  /** Of that, what takes many steps with pairs: products, divisions, rotations. */
  readonly costly: number;
  /** Divisions that pairs make in integers, where a BigInt would be divided. */
  readonly divisions: number;
  /** i32.wrap_i64. */
  readonly wraps: number;
}

/** All of a function, and each of its loops without the loops in it. */
export interface Int64Use extends Use {
  readonly loops: readonly Use[];
}

// As cheap on pairs as with BigInts, like moves, constants and conversions.
const equality = ['i64.eq', 'i64.ne'];

/** What takes two i64s, the other comparisons included. */
function isArithmetic({ name, signature }: Instruction): boolean {
  return signature?.params.join() === 'i64,i64' && !equality.includes(name);
}
const wrap = byName.get('i32.wrap_i64')?.index;
const isCostly = ({ name }: Instruction) => /^i64\.(mul|div_|rem_|rot)/.test(name);
const unsignedDivisions = [byName.get('i64.div_u'), byName.get('i64.rem_u')];
/** By `Instruction.index`. */
const arithmetic = instructions.map(isArithmetic);
const costly = instructions.map(isCostly);
const divisions = instructions.map((op) => unsignedDivisions.includes(op));

export function int64Use(body: FunctionBody): Int64Use {
  const none = { instructions: 0, arithmetic: 0, costly: 0, divisions: 0, wraps: 0 };
  const outside = { ...none };
  const loops: (typeof none)[] = [];
  const work: [list: readonly InstructionNode[], use: typeof none][] = [[body.body, outside]];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const [list, use] = next;
    use.instructions += list.length;
    let before: InstructionNode | undefined;
    for (const node of list) {
      if (node.type === 'Instr') {
        if (arithmetic[node.op.index]) use.arithmetic++;
        if (costly[node.op.index]) use.costly++;
        if (divisions[node.op.index] && isSmallConstant(before)) use.divisions++;
        if (node.op.index === wrap) use.wraps++;
      } else if (node.type === 'IfInstruction') work.push([node.consequent, use], [node.alternate, use]);
      else if (node.type === 'BlockInstruction') work.push([node.instr, use]);
      else if (node.type === 'LoopInstruction') {
        const own = { ...none };
        loops.push(own);
        work.push([node.instr, own]);
      }
      before = node;
    }
  }
  const sum = (key: keyof Use) => loops.reduce((total, loop) => total + loop[key], outside[key]);
  return {
    instructions: body.instructions,
    arithmetic: sum('arithmetic'),
    costly: sum('costly'),
    divisions: sum('divisions'),
    wraps: sum('wraps'),
    loops,
  };
}

/** Pairs are divided in place by constants up to this one (`lower/divide.ts`). */
export const largestDivisorInPlace = 2 ** 19 - 1;
function isSmallConstant(node: InstructionNode | undefined): boolean {
  if (node?.type !== 'Instr' || node.args[0]?.type !== 'LongNumberLiteral') return false;
  const { low, high } = node.args[0].value;
  return high === 0 && low > 0 && low <= largestDivisorInPlace && (low & (low - 1)) !== 0;
}

const smallestShare = 0.1;
/** Of arithmetic, for each i32 that is made of its results: a BigInt goes through memory for that. */
const smallestPerWrap = 3;
/** Of arithmetic. Of sums and bits alone, BigInts make no faster code, and much slower code until V8 has optimised it. */
const smallestCostlyShare = 1 / 8;
/** With as much arithmetic, a function is worth it without a loop. */
const muchArithmetic = 100;
/** A loop of so much makes a function worth it, whatever else that does, if it is denser than a whole function has to be. */
const enoughOfLoop = { arithmetic: 10, share: 0.2 };
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
  if (use.divisions > 0) return false;
  const isLong = use.loops.length > 0 || use.arithmetic >= muchArithmetic;
  if (isLong && suitsBigInts(use) && computesWithInt64(use)) return true;
  const { arithmetic, share } = enoughOfLoop;
  return use.loops.some(
    (loop) => loop.arithmetic >= Math.max(arithmetic, share * loop.instructions) && suitsBigInts(loop),
  );
}
function suitsBigInts({ arithmetic, costly, wraps }: Use): boolean {
  return costly >= smallestCostlyShare * arithmetic && arithmetic >= smallestPerWrap * wraps;
}

/** Whether much of what it does is arithmetic of i64s. */
export function computesWithInt64({ instructions, arithmetic }: Use): boolean {
  return arithmetic >= smallestShare * instructions;
}
