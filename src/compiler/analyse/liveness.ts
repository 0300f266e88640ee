// Liveness of a function's variables: which of them a frame saved at a call must hold, and which assignments and results
// of calls nothing reads. The usual backward data-flow analysis, run over the statement tree; a loop is repeated until what is live at
// its head no longer grows, starting from what an earlier visit found. That takes the more, the more variables and loops
// within loops there are: a function which is out of proportion counts as keeping all of its variables alive.

import {
  type CallStatement,
  type Label,
  type LoweredFunction,
  type SetStatement,
  type Statement,
  substatements,
  type Variable,
} from '../lower/ir.ts';
import { empty, Sets, type Tree } from './sets.ts';

/** The indices of variables. */
type Live = Tree;

/**
 * Gives the variables that are live after at least one of the function's call sites, in order; with `deadCode`, marks dead
 * assignments and unwanted results.
 */
export function analyseLiveness(fn: LoweredFunction, deadCode: boolean): readonly Variable[] {
  const analysis = new Liveness(fn.variables.length, deadCode);
  if (unlessTooMuch(() => analysis.list(fn.body, empty)) === undefined) return keepAll(fn);
  return fn.variables.filter((variable) => analysis.has(analysis.saved, variable));
}

/**
 * The variables, of `among`, whose values the statements may read before they assign them; all, where that is too much to
 * find out. `variables` are all of the function.
 * Nothing is live behind the statements, nor where control leaves them.
 */
export function exposedVariables(
  statements: readonly Statement[],
  variables: readonly Variable[],
  among = variables,
): readonly Variable[] {
  const analysis = new Liveness(variables.length, false);
  const live = unlessTooMuch(() => analysis.list(statements, empty));
  return live === undefined ? among : among.filter((variable) => analysis.has(live, variable));
}

/** Statements, and parts of sets that are joined; no function of the runtimes in the tests takes more than 40,000. */
const mostSteps = 2_000_000;

class TooMuch extends Error {}

function unlessTooMuch<T>(analyse: () => T): T | undefined {
  try {
    return analyse();
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
}

/** Takes back what has been marked; every variable counts as live. */
function keepAll({ body, variables }: LoweredFunction): readonly Variable[] {
  const work: (readonly Statement[])[] = [body];
  for (let list = work.pop(); list !== undefined; list = work.pop()) {
    for (const statement of list) {
      if (statement.kind === 'set') statement.dead = false;
      else if (statement.kind === 'call') statement.wanted.fill(true);
      for (const inner of substatements(statement)) work.push(inner);
    }
  }
  return variables;
}

class Liveness {
  /** Live after any site, without the results of the call. */
  saved: Live = empty;
  private readonly sets: Sets;
  private readonly deadCode: boolean;
  /** Live where a label leads: behind a block, at the head of a loop. */
  private readonly at = new Map<Label, Live>();
  /** Live at the start of each block of a dispatch. */
  private readonly blocks = new Map<Statement, Live[]>();
  /** State variables of the dispatches around: a resumed frame reads them to find its block. */
  private readonly states: Variable[] = [];
  private loops = 0;
  private statements = 0;

  constructor(variables: number, deadCode: boolean) {
    this.deadCode = deadCode;
    this.sets = new Sets(variables);
  }

  has(live: Live, { index }: Variable): boolean {
    return this.sets.has(live, index);
  }
  private add(live: Live, variables: readonly Variable[]): Live {
    let result = live;
    for (const { index } of variables) result = this.sets.with(result, index);
    return result;
  }

  /** Takes what is live behind the statements, gives what is live before them. */
  list(statements: readonly Statement[], live: Live): Live {
    let result = live;
    for (let i = statements.length - 1; i >= 0; i--) result = this.statement(statements[i] as Statement, result);
    return result;
  }

  private statement(statement: Statement, live: Live): Live {
    if (++this.statements + this.sets.steps > mostSteps) throw new TooMuch();
    switch (statement.kind) {
      case 'set':
        return this.set(statement, live);
      case 'effect':
        return this.add(statement.ends ? empty : live, statement.reads);
      case 'call':
        return this.call(statement, live);
      case 'return':
        return this.add(empty, statement.reads);
      case 'block':
        return this.labelled(statement.label, live, () => this.list(statement.body, live));
      case 'loop': {
        let head = this.at.get(statement.label) ?? empty;
        this.loops++;
        for (;;) {
          this.at.set(statement.label, head);
          let end = statement.before === undefined ? live : head;
          if (statement.again !== undefined) end = this.add(this.sets.union(end, head), statement.again.reads);
          let start = this.list(statement.body, end);
          if (statement.before !== undefined) start = this.add(this.sets.union(start, live), statement.before.reads);
          const grown = this.sets.union(head, start);
          if (grown !== head) {
            head = grown;
            continue;
          }
          // Only a loop around this one comes here again.
          if (--this.loops === 0) this.at.delete(statement.label);
          return head;
        }
      }
      case 'if': {
        const before = this.labelled(statement.label, live, () => {
          const alternate = this.list(statement.alternate, live);
          return this.sets.union(this.list(statement.consequent, live), alternate);
        });
        return this.add(before, statement.test.reads);
      }
      case 'switch': {
        let before = empty;
        let start = live;
        for (let k = statement.cases.length - 1; k >= 0; k--) {
          start = this.list(statement.cases[k]?.body ?? [], start);
          before = this.sets.union(before, start);
        }
        return this.add(before, statement.reads);
      }
      case 'break':
      case 'continue':
        return this.at.get(statement.label) ?? empty;
      case 'goto': {
        const { dispatch, block } = statement;
        return this.blocks.get(dispatch)?.[block.index - dispatch.first] ?? empty;
      }
      case 'dispatch': {
        const starts = this.blocks.get(statement) ?? statement.blocks.map(() => empty);
        this.blocks.set(statement, starts);
        this.states.push(statement.state);
        this.loops++;
        for (let changed = true; changed; ) {
          changed = false;
          let before = live;
          for (let k = starts.length - 1; k >= 0; k--) {
            before = this.list(statement.blocks[k] as Statement[], before);
            // No visit finds less than the one before: this is `before`, in parts that have been compared already.
            const grown = this.sets.union(starts[k] as Live, before);
            if (grown !== starts[k]) changed = true;
            starts[k] = grown;
            before = grown;
          }
        }
        this.loops--;
        this.states.pop();
        // The state says at which block control enters.
        const before = starts.reduce((all, start) => this.sets.union(all, start), empty);
        return this.add(before, [statement.state]);
      }
    }
  }

  /** What `analyse` gives while the label leads to `live`. */
  private labelled(label: Label | undefined, live: Live, analyse: () => Live): Live {
    if (label === undefined) return analyse();
    this.at.set(label, live);
    const before = analyse();
    this.at.delete(label);
    return before;
  }

  private set(statement: SetStatement, live: Live): Live {
    const { target } = statement;
    statement.dead = this.deadCode && statement.removable && !this.has(live, target) && !this.states.includes(target);
    return statement.dead ? live : this.add(this.sets.without(live, target.index), statement.reads);
  }

  private call({ tail, results, wanted, reads, site }: CallStatement, live: Live): Live {
    let after = tail ? empty : live;
    for (const [i, result] of results.entries()) wanted[i] = !this.deadCode || this.has(after, result);
    for (const { index } of results) after = this.sets.without(after, index);
    if (site > 0) this.saved = this.add(this.sets.union(this.saved, after), this.states);
    return this.add(after, reads);
  }
}
