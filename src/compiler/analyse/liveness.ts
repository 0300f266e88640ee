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

/** A set of variables as a bit vector. */
type Live = Uint32Array<ArrayBuffer>;

/**
 * Gives the variables that are live after at least one of the function's call sites, in order; with `deadCode`, marks dead
 * assignments and unwanted results.
 */
export function analyseLiveness(fn: LoweredFunction, deadCode: boolean): readonly Variable[] {
  const analysis = new Liveness(fn.variables.length, deadCode);
  if (unlessTooMuch(() => analysis.list(fn.body, analysis.none())) === undefined) return keepAll(fn);
  return fn.variables.filter(({ index }) => has(analysis.saved, index));
}

/**
 * The variables whose values the statements may read before they assign them; all, where that is too much to find out.
 * Nothing is live behind the statements, nor where control leaves them.
 */
export function exposedVariables(
  statements: readonly Statement[],
  variables: readonly Variable[],
): readonly Variable[] {
  const analysis = new Liveness(variables.length, false);
  const live = unlessTooMuch(() => analysis.list(statements, analysis.none()));
  return live === undefined ? variables : variables.filter(({ index }) => has(live, index));
}

/** Words of bit vectors that are made or joined; no function of a runtime of 3.4 MB takes more than 0.3 million. */
const mostSteps = 20_000_000;

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
  readonly saved: Live;
  private readonly size: number;
  private readonly deadCode: boolean;
  /** Live where a label leads: behind a block, at the head of a loop. */
  private readonly at = new Map<Label, Live>();
  /** Live at the start of each block of a dispatch. */
  private readonly blocks = new Map<Statement, Live[]>();
  /** State variables of the dispatches around: a resumed frame reads them to find its block. */
  private readonly states: Variable[] = [];
  private loops = 0;
  private steps = 0;

  constructor(variables: number, deadCode: boolean) {
    this.deadCode = deadCode;
    this.size = (variables + 31) >>> 5;
    this.saved = this.none();
  }

  none(): Live {
    return new Uint32Array(this.size);
  }

  /** Takes what is live behind the statements, gives what is live before them; `live` may be changed. */
  list(statements: readonly Statement[], live: Live): Live {
    let result = live;
    for (let i = statements.length - 1; i >= 0; i--) result = this.statement(statements[i] as Statement, result);
    return result;
  }

  private statement(statement: Statement, live: Live): Live {
    // Only where control joins or parts are whole sets made or joined.
    this.steps += statement.kind === 'set' || statement.kind === 'effect' ? 1 : this.size;
    if (this.steps > mostSteps) throw new TooMuch();
    switch (statement.kind) {
      case 'set':
        return this.set(statement, live);
      case 'effect':
        return add(statement.ends ? this.none() : live, statement.reads);
      case 'call':
        return this.call(statement, live);
      case 'return':
        return add(this.none(), statement.reads);
      case 'block':
        return this.labelled(statement.label, live, () => this.list(statement.body, live));
      case 'loop': {
        const head = this.at.get(statement.label) ?? this.none();
        this.at.set(statement.label, head);
        this.loops++;
        for (;;) {
          const end = statement.before === undefined ? live.slice() : head.slice();
          if (statement.again !== undefined) {
            include(end, head);
            add(end, statement.again.reads);
          }
          const start = this.list(statement.body, end);
          if (statement.before !== undefined) {
            include(start, live);
            add(start, statement.before.reads);
          }
          if (include(head, start)) continue;
          // Only a loop around this one comes here again.
          if (--this.loops === 0) this.at.delete(statement.label);
          return start;
        }
      }
      case 'if': {
        const before = this.labelled(statement.label, live, () => {
          const alternate = this.list(statement.alternate, live.slice());
          const consequent = this.list(statement.consequent, live);
          include(consequent, alternate);
          return consequent;
        });
        return add(before, statement.test.reads);
      }
      case 'switch': {
        const before = this.none();
        let start = live;
        for (let k = statement.cases.length - 1; k >= 0; k--) {
          start = this.list(statement.cases[k]?.body ?? [], start.slice());
          include(before, start);
        }
        return add(before, statement.reads);
      }
      case 'break':
      case 'continue':
        return this.at.get(statement.label)?.slice() ?? this.none();
      case 'goto': {
        const { dispatch, block } = statement;
        return this.blocks.get(dispatch)?.[block.index - dispatch.first]?.slice() ?? this.none();
      }
      case 'dispatch': {
        const starts = this.blocks.get(statement) ?? statement.blocks.map(() => this.none());
        this.blocks.set(statement, starts);
        this.states.push(statement.state);
        this.loops++;
        for (let changed = true; changed; ) {
          changed = false;
          let before = live.slice();
          for (let k = starts.length - 1; k >= 0; k--) {
            before = this.list(statement.blocks[k] as Statement[], before);
            if (include(starts[k] as Live, before)) changed = true;
          }
        }
        this.loops--;
        this.states.pop();
        // The state says at which block control enters.
        const before = this.none();
        for (const start of starts) include(before, start);
        return add(before, [statement.state]);
      }
    }
  }

  /** What `analyse` gives while the label leads to `live`. */
  private labelled(label: Label | undefined, live: Live, analyse: () => Live): Live {
    if (label === undefined) return analyse();
    this.at.set(label, live.slice());
    const before = analyse();
    this.at.delete(label);
    return before;
  }

  private set(statement: SetStatement, live: Live): Live {
    const { index } = statement.target;
    statement.dead =
      this.deadCode && statement.removable && !has(live, index) && !this.states.includes(statement.target);
    if (statement.dead) return live;
    remove(live, index);
    return add(live, statement.reads);
  }

  private call({ tail, results, wanted, reads, site }: CallStatement, live: Live): Live {
    const after = tail ? this.none() : live;
    for (const [i, { index }] of results.entries()) wanted[i] = !this.deadCode || has(after, index);
    for (const { index } of results) remove(after, index);
    if (site > 0) {
      include(this.saved, after);
      add(this.saved, this.states);
    }
    return add(after, reads);
  }
}

function has(live: Live, index: number): boolean {
  return (((live[index >>> 5] as number) >>> (index & 31)) & 1) !== 0;
}
function remove(live: Live, index: number): void {
  live[index >>> 5] = (live[index >>> 5] as number) & ~(1 << (index & 31));
}
function add(live: Live, variables: readonly Variable[]): Live {
  for (const { index } of variables) live[index >>> 5] = (live[index >>> 5] as number) | (1 << (index & 31));
  return live;
}
/** Adds all of `other`; true if that added anything. */
function include(live: Live, other: Live): boolean {
  let grew = false;
  for (let i = 0; i < live.length; i++) {
    const both = ((live[i] as number) | (other[i] as number)) >>> 0;
    if (both !== live[i]) {
      live[i] = both;
      grew = true;
    }
  }
  return grew;
}
