// How much of the call stack functions take, in words, and which calls have to be counted at run time so that the stack
// ends at the same place on every engine. The cost of a function is computed from its WebAssembly alone: neither the
// suspension strategy nor what the compiler makes of its expressions changes it.
//
// A function that is counted takes the words that are left as one more, last, parameter, takes its own off, traps if
// that is more than there were, and hands the rest to what it calls. A function needs none of this if nothing that it
// can reach is recursive, imported or unknown, and all of it together takes few words.

import type { FunctionBody, FunctionType } from '../ast.ts';
import type { CallGraph, Calls } from './callgraph.ts';
import type { IndexSpaces } from './spaces.ts';

/** What engines need for a call besides the function's variables: return address, callee, context, saved registers. */
const wordsOfCall = 16;

/** A function of more instructions counts twice (`lower/split.ts` cuts what is too large for engines to optimise). */
const mostInOnePiece = 2000;

/** Trees of calls up to this height are not counted. */
const mostUncounted = 1024;

const words = (types: readonly string[]) => types.reduce((sum, type) => sum + (type === 'i64' ? 2 : 1), 0);

/**
 * The words that a call of the function takes: its parameters and locals, an i64 being two; the greatest height of its
 * operand stack, `operandWords`, twice, since what is passed to a call is there again as its arguments; and what every
 * call takes. All of that is doubled for a large function, which may be cut into pieces that call each other.
 */
export function frameWords({ params }: FunctionType, body: FunctionBody, operandWords: number): number {
  let sum = wordsOfCall + words(params) + 2 * operandWords;
  for (const { count, type } of body.locals) sum += count * words([type]);
  return body.instructions > mostInOnePiece ? 2 * sum : sum;
}

export interface StackUse {
  /** Whether calls of the function are counted; those of imported functions are. */
  readonly isCounted: (functionIndex: number) => boolean;
  /** Whether calls through a table are, by type index. */
  readonly isTypeCounted: (typeIndex: number) => boolean;
}

/** `frames`: the words of each function that is not imported. */
export function stackUse(
  spaces: IndexSpaces,
  graph: CallGraph,
  calls: readonly Calls[],
  frames: readonly number[],
): StackUse {
  const imported = spaces.imported.function;
  const { callers, indirectCallers, inTables, open, signatures } = graph.callers;
  const signatureOf = (index: number) => signatures[spaces.functions[index] as number] as string;

  // From the leaves upward: a function is measured when all that it calls is. What is never measured reaches a cycle, or
  // something unknown, or is too high; all of that is counted.
  const measured = new Set<number>();
  const measuredTypes = new Set<string>();
  const pending = calls.map(({ direct, indirect }) => direct.length + indirect.length);
  const heights = frames.slice();
  const highest = new Map<string, number>();
  const pendingOfType = new Map<string, number>();
  for (const index of inTables) {
    const signature = signatureOf(index);
    pendingOfType.set(signature, (pendingOfType.get(signature) ?? 0) + 1);
  }

  const work: number[] = [];
  const below = (callersOf: readonly number[] | undefined, height: number) => {
    for (const caller of callersOf ?? []) {
      const i = caller - imported;
      heights[i] = Math.max(heights[i] as number, (frames[i] as number) + height);
      pending[i] = (pending[i] as number) - 1;
      if (pending[i] === 0) work.push(i);
    }
  };
  const measureType = (signature: string) => {
    measuredTypes.add(signature);
    below(indirectCallers.get(signature), highest.get(signature) ?? 0);
  };
  pending.forEach((count, i) => {
    if (count === 0) work.push(i);
  });
  if (!open) for (const signature of indirectCallers.keys()) if (!pendingOfType.has(signature)) measureType(signature);
  for (let i = work.pop(); i !== undefined; i = work.pop()) {
    const index = imported + i;
    const height = heights[i] as number;
    if (height > mostUncounted) continue;
    measured.add(index);
    below(callers.get(index), height);
    if (open || !inTables.has(index)) continue;
    const signature = signatureOf(index);
    highest.set(signature, Math.max(highest.get(signature) ?? 0, height));
    const left = (pendingOfType.get(signature) as number) - 1;
    pendingOfType.set(signature, left);
    if (left === 0) measureType(signature);
  }
  return {
    isCounted: (index) => !measured.has(index),
    isTypeCounted: (typeIndex) => !measuredTypes.has(signatures[typeIndex] as string),
  };
}
