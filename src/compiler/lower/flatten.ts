// Functions that nest deeper than engines can parse (a few hundred levels in some, some thousands in others) get their
// deep part in another shape: basic blocks in one `for (;;) switch (state)`, between which control goes by number. What
// is shallow stays as it is inside of them. All other functions are left alone.

import * as js from '../emit/estree.ts';
import * as e from './expression.ts';
import {
  type DispatchStatement,
  type GotoStatement,
  type IfStatement,
  type Label,
  type LoweredFunction,
  type Statement,
  substatements,
  Variable,
} from './ir.ts';

// Levels of the intermediate representation; each may become three of JavaScript.
const deepest = 80;
const kept = 20;

export function flatten(fn: LoweredFunction): LoweredFunction {
  const heights = measure(fn.body);
  const height = fn.body.reduce((most, statement) => Math.max(most, heights.get(statement) ?? 0), 0);
  if (height <= deepest) return fn;
  const state = new Variable('b', 'i', fn.variables.length, false);
  const body = [new Flattening(heights, state).run(fn.body)];
  return { ...fn, variables: [...fn.variables, state], body };
}

/** How many levels of statements stand in each statement; nothing for those with none. */
function measure(body: readonly Statement[]): Map<Statement, number> {
  const heights = new Map<Statement, number>();
  const order: Statement[] = [];
  const work: (readonly Statement[])[] = [body];
  for (let list = work.pop(); list !== undefined; list = work.pop()) {
    for (const statement of list) {
      const inner = substatements(statement);
      if (inner.length === 0) continue;
      order.push(statement);
      for (const list of inner) work.push(list);
    }
  }
  // Every statement stands behind those around it.
  for (const statement of order.reverse()) {
    let height = 0;
    for (const list of substatements(statement)) {
      for (const inner of list) height = Math.max(height, heights.get(inner) ?? 0);
    }
    heights.set(statement, height + 1);
  }
  return heights;
}

/** A basic block to come; its number is known when it is started. */
interface Target {
  index: number;
}
interface Work {
  readonly statements: readonly Statement[];
  next: number;
  readonly end: () => void;
}

class Flattening {
  private readonly heights: ReadonlyMap<Statement, number>;
  private readonly dispatch: DispatchStatement;
  private readonly targets = new Map<Label, Target>();
  private readonly work: Work[] = [];
  private block: Statement[] = [];

  constructor(heights: ReadonlyMap<Statement, number>, state: Variable) {
    this.heights = heights;
    this.dispatch = { kind: 'dispatch', label: { name: 'B', uses: 1 }, state, first: 0, blocks: [this.block] };
  }

  run(body: readonly Statement[]): DispatchStatement {
    this.enter(body, () => {});
    for (let item = this.work.at(-1); item !== undefined; item = this.work.at(-1)) {
      const statement = item.statements[item.next++];
      if (statement === undefined) {
        this.work.pop();
        item.end();
      } else if ((this.heights.get(statement) ?? 0) <= kept) {
        this.block.push(this.redirect(statement));
      } else {
        this.open(statement);
      }
    }
    this.dispatch.blocks.forEach((block, index) => {
      if (hasSite(block)) block.unshift(this.setState(index));
    });
    return this.dispatch;
  }

  private enter(statements: readonly Statement[], end: () => void): void {
    this.work.push({ statements, next: 0, end });
  }
  private start(target: Target): void {
    target.index = this.dispatch.blocks.length;
    this.block = [];
    this.dispatch.blocks.push(this.block);
  }
  private goto(target: Target): GotoStatement {
    return { kind: 'goto', dispatch: this.dispatch, block: target };
  }

  private open(statement: Statement): void {
    const behind: Target = { index: -1 };
    switch (statement.kind) {
      case 'block':
        this.targets.set(statement.label, behind);
        this.enter(statement.body, () => this.start(behind));
        return;
      case 'loop': {
        const head: Target = { index: -1 };
        this.targets.set(statement.label, head);
        this.start(head);
        if (statement.before !== undefined) this.block.push(when(e.isZero(statement.before), this.goto(behind)));
        this.enter(statement.body, () => {
          if (statement.before !== undefined) this.block.push(this.goto(head));
          if (statement.again !== undefined) this.block.push(when(statement.again, this.goto(head)));
          this.start(behind);
        });
        return;
      }
      case 'if': {
        const second: Target = { index: -1 };
        if (statement.label !== undefined) this.targets.set(statement.label, behind);
        this.block.push(when(e.isZero(statement.test), this.goto(second)));
        this.enter(statement.consequent, () => {
          this.block.push(this.goto(behind));
          this.start(second);
          this.enter(statement.alternate, () => this.start(behind));
        });
        return;
      }
      case 'switch': {
        const targets = statement.cases.map((): Target => ({ index: -1 }));
        const cases = statement.cases.map(({ values }, k) => ({ values, body: [this.goto(targets[k] as Target)] }));
        this.block.push({ ...statement, cases });
        const enterCase = (k: number): void => {
          const body = statement.cases[k]?.body;
          if (body === undefined) return;
          this.start(targets[k] as Target);
          this.enter(body, () => enterCase(k + 1));
        };
        enterCase(0);
        return;
      }
      default:
        throw new Error(`a ${statement.kind} does not nest so deep`);
    }
  }

  /** The statement with its branches to labels that are blocks now; it is shallow. */
  private redirect(statement: Statement): Statement {
    if (statement.kind === 'break' || statement.kind === 'continue') {
      const target = this.targets.get(statement.label);
      return target === undefined ? statement : this.goto(target);
    }
    for (const list of substatements(statement)) {
      for (let i = 0; i < list.length; i++) list[i] = this.redirect(list[i] as Statement);
    }
    return statement;
  }

  /** A frame saved in the block must be resumed in it, however control came there. */
  private setState(index: number): Statement {
    const { state: target } = this.dispatch;
    return { kind: 'set', target, value: js.integer(index), reads: [], removable: false, dead: false };
  }
}

function when(test: e.Expr, jump: GotoStatement): IfStatement {
  return { kind: 'if', label: undefined, test, consequent: [jump], alternate: [] };
}
function hasSite(statements: readonly Statement[]): boolean {
  return statements.some((statement) =>
    statement.kind === 'call' ? statement.site > 0 : substatements(statement).some(hasSite),
  );
}
