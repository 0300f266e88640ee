// Functions too large for engines to optimise are cut into pieces, each of which becomes a function of its own
// (`outline.ts` makes them). This file decides where to cut: as far inside as it takes to make every list of statements
// small enough, and there along the outermost statements, so that loops stay whole where they fit.

import { type DispatchStatement, type LoweredFunction, type Statement, substatements } from './ir.ts';
import { Outlining, setWord } from './outline.ts';
import { ownSize } from './size.ts';
import { resultInts, resultValues } from './words.ts';

// V8 does not optimise functions of more than 60 KiB of bytecode; what `size.ts` says is near that. Those of half the size run
// as fast, and are optimised in a third less time (docs/performance.md).
const largestFunction = 30_000;
const largestPiece = 18_000;
// A smaller one is not worth its call.
const smallestPiece = 1_500;
// No function of fewer instructions can be too large.
const fewestInstructions = 500;
// With more, there might not be enough result registers (`runtime/support/results.ts`).
const mostVariables = 1900;

/** The function, behind the pieces that it calls now. */
export function split(fn: LoweredFunction): readonly LoweredFunction[] {
  if (fn.instructions < fewestInstructions || fn.variables.length > mostVariables) return [fn];
  if (sizeOf(fn.body) <= largestFunction) return [fn];
  const outlining = new Outlining(fn);
  new Splitting(outlining).reduce(fn.body);
  return outlining.functions();
}

class Splitting {
  private readonly outlining: Outlining;

  constructor(outlining: Outlining) {
    this.outlining = outlining;
  }

  /** Cuts pieces out of the list until it is small enough for a piece; gives its size then. */
  reduce(statements: Statement[]): number {
    const sizes = statements.map((statement) => this.reduceWithin(statement));
    const size = total(sizes);
    return size > largestPiece ? this.cut(statements, sizes) : size;
  }

  private reduceWithin(statement: Statement): number {
    const lists = substatements(statement);
    const sizes = lists.map((list) => this.reduce(list));
    if (statement.kind === 'dispatch') this.groupBlocks(statement, sizes);
    // The largest lists become pieces, until what is left fits.
    const order = [...sizes.keys()].sort((a, b) => (sizes[b] as number) - (sizes[a] as number));
    let all = total(sizes);
    for (const k of order) {
      const size = sizes[k] as number;
      if (all <= largestPiece || size < smallestPiece) break;
      const list = lists[k] as Statement[];
      const call = this.outlining.outline(list);
      if (call === undefined) continue;
      replace(list, call);
      all += sizeOf(list) - size;
    }
    return ownSize(statement) + all;
  }

  /** Makes pieces of runs of statements, as long as they may be; gives the size of what is left. */
  private cut(statements: Statement[], sizes: readonly number[]): number {
    const rest: Statement[] = [];
    let left = 0;
    let run: Statement[] = [];
    let size = 0;
    const finish = () => {
      const call = size >= smallestPiece ? this.outlining.outline(run) : undefined;
      rest.push(...(call ?? run));
      left += call === undefined ? size : sizeOf(call);
      run = [];
      size = 0;
    };
    for (const [i, statement] of statements.entries()) {
      const next = sizes[i] as number;
      if (size + next > largestPiece && !takesResult(statement)) finish();
      run.push(statement);
      size += next;
    }
    finish();
    replace(statements, rest);
    return left;
  }

  /**
   * Makes pieces of runs of basic blocks, where all together are too large: each is a dispatch of its own, of the same
   * state. The last block of the run calls it, and the others run into that.
   */
  private groupBlocks(dispatch: DispatchStatement, sizes: number[]): void {
    if (total(sizes) <= largestPiece) return;
    const { label, state, first, blocks } = dispatch;
    for (let start = 0, end = 0; start < blocks.length; start = end) {
      let size = 0;
      while (end < blocks.length && (end === start || size + (sizes[end] as number) <= largestPiece))
        size += sizes[end++] as number;
      if (size < smallestPiece || end - start < 2) continue;
      const group: DispatchStatement = {
        kind: 'dispatch',
        label: { name: label.name, uses: 1 },
        state,
        first: first + start,
        blocks: blocks.slice(start, end),
      };
      for (const block of group.blocks) retarget(block, dispatch, group);
      const call = this.outlining.outline([group]);
      if (call === undefined) {
        for (const block of group.blocks) retarget(block, group, dispatch);
        continue;
      }
      for (let k = start; k < end; k++) {
        const block = k === end - 1 ? call : k === start ? [setWord(state, first + k)] : [];
        blocks[k] = block;
        sizes[k] = sizeOf(block);
      }
    }
  }
}

function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
function sizeOf(statements: readonly Statement[]): number {
  let size = 0;
  for (const statement of statements) {
    size += ownSize(statement);
    for (const list of substatements(statement)) size += sizeOf(list);
  }
  return size;
}
function replace(statements: Statement[], others: readonly Statement[]): void {
  statements.length = 0;
  for (const statement of others) statements.push(statement);
}

/** Whether it has to stand right behind the call of a helper, whose second result word it takes. */
function takesResult(statement: Statement): boolean {
  if (statement.kind !== 'set' || statement.value.type !== 'MemberExpression') return false;
  const { object } = statement.value;
  return object === resultInts || object === resultValues;
}

/** Makes jumps of `from` to blocks that `to` has, too, jumps of `to`. */
function retarget(statements: Statement[], from: DispatchStatement, to: DispatchStatement): void {
  const end = to.first + to.blocks.length;
  for (const [i, statement] of statements.entries()) {
    if (statement.kind === 'goto' && statement.dispatch === from) {
      const { index } = statement.block;
      if (index >= to.first && index < end) statements[i] = { ...statement, dispatch: to };
    }
    for (const list of substatements(statement)) retarget(list, from, to);
  }
}
