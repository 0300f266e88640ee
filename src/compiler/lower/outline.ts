// Runs of statements made functions of their own. A piece takes the variables that the code around it shares with it,
// and gives back those that it assigns, as the result words of a call; it may pause as any call may. Control that leaves
// a piece other than at its end (a branch out of it, a return) comes back as a number, by which the function goes on.

import { exposedVariables } from '../analyse/liveness.ts';
import * as js from '../emit/estree.ts';
import { constant, read } from './expression.ts';
import {
  type CallStatement,
  type LoweredFunction,
  mentioned,
  type ReturnStatement,
  type Statement,
  type SwitchStatement,
  substatements,
  Variable,
  type WordKind,
} from './ir.ts';

// The words that a piece takes and gives, and the places where it leaves: with more, calling it is too much of the work.
const mostWords = 400;
const mostExits = 64;

/** Where control goes on when it has left a piece: what stands in the function behind the call. */
type Exit = Extract<Statement, { kind: 'break' | 'continue' | 'goto' | 'return' }>;
type Departure = Exit | CallStatement;

export class Outlining {
  private readonly fn: LoweredFunction;
  private readonly variables: Variable[];
  private readonly pieces: LoweredFunction[] = [];
  /** How often each variable is read or assigned outside of the pieces made so far. */
  private readonly mentions = new Map<Variable, number>();
  /** Where a piece says how control left it: 0 at its end. */
  private readonly exit: Variable;
  /** What a piece that returned wants the function to return. */
  private readonly returned: readonly Variable[];
  /** Of the dispatch that the function consists of, if it has been flattened. */
  private readonly state: Variable | undefined;

  constructor(fn: LoweredFunction) {
    this.fn = fn;
    this.variables = [...fn.variables];
    this.exit = this.declare('x', 'i');
    this.returned = fn.results.map((kind, k) => this.declare(`x${k}`, kind));
    this.state = fn.body.find((statement) => statement.kind === 'dispatch')?.state;
    count(fn.body, this.mentions);
    for (const parameter of fn.parameters) add(this.mentions, parameter, 1);
  }

  private declare(name: string, kind: WordKind): Variable {
    const variable = new Variable(name, kind, this.variables.length, false);
    this.variables.push(variable);
    return variable;
  }

  /** The function as it is now, behind its pieces. */
  functions(): readonly LoweredFunction[] {
    const { fn, variables, pieces } = this;
    return [...pieces, { ...fn, variables, sites: numberSites(fn.body) }];
  }

  /**
   * A call of a new function that does what the statements do, and what follows it. Undefined, and nothing is done, if
   * that would share too many variables or be left in too many ways.
   */
  outline(run: readonly Statement[]): Statement[] | undefined {
    // The state of a dispatch has to be set before a call that may pause, to find back to it.
    const states = run[0]?.kind === 'set' && run[0].target === this.state ? 1 : 0;
    const statements = run.slice(states);
    // What is refused may be looked at again with each block around it: first what takes the least time.
    if (leavesTooOften(statements)) return undefined;
    const inside = count(statements, new Map());
    const isOutside = (variable: Variable) => (this.mentions.get(variable) as number) > (inside.get(variable) ?? 0);
    const isTooMuch = (shared: (variable: Variable) => boolean) => [...inside.keys()].filter(shared).length > mostWords;
    if (isTooMuch(isOutside)) return undefined;
    const exposed = new Set(exposedVariables(statements, this.variables));
    const isShared = (variable: Variable) => exposed.has(variable) || isOutside(variable);
    if (isTooMuch(isShared)) return undefined;

    const { body, exits, returns } = this.detach(statements);
    const own = new Set([this.exit, ...this.returned]);
    const outputs = [...assignedIn(body)].filter((variable) => isShared(variable) && !own.has(variable));
    const results = [...(exits.length > 0 ? [this.exit] : []), ...outputs, ...(returns ? this.returned : [])];
    const call = this.add([...body, returnOf(results)], results);
    const after = this.goOn(exits);
    for (const [variable, times] of inside) add(this.mentions, variable, -times);
    count([call, ...after], this.mentions);
    return [...run.slice(0, states), call, ...after];
  }

  /** The statements with control leaving them at their end only, and where it went on before. */
  private detach(statements: readonly Statement[]): { body: Statement[]; exits: Exit[]; returns: boolean } {
    const exits: Exit[] = [];
    let returns = false;
    const end = { name: 'E', uses: 0 };
    const leave = (exit: Exit): Statement[] => {
      let number = exits.findIndex((other) => sameExit(other, exit));
      if (number < 0) number = exits.push(exit) - 1;
      end.uses++;
      return [setWord(this.exit, number + 1), { kind: 'break', label: end }];
    };
    const redirected = redirect(statements, new Set(), (statement) => {
      if (statement.kind !== 'return' && statement.kind !== 'call') return leave(statement);
      returns = true;
      const values = statement.kind === 'call' ? [this.notTail(statement)] : this.setReturned(statement);
      return [...values, ...leave(returnOf(this.returned))];
    });
    if (exits.length === 0) return { body: redirected, exits, returns };
    // The call of a piece within may have left another number.
    const atEnd = redirected.at(-1)?.kind === 'break' ? [] : [setWord(this.exit, 0)];
    return { body: [{ kind: 'block', label: end, body: [...redirected, ...atEnd] }], exits, returns };
  }

  private notTail(call: CallStatement): CallStatement {
    return { ...call, tail: false, results: [...this.returned], wanted: this.returned.map(() => true) };
  }
  /** Assigns the words that the statement returns, the first last. */
  private setReturned({ values, reads }: ReturnStatement): Statement[] {
    const sets = values.map((value, k): Statement => {
      return { kind: 'set', target: this.returned[k] as Variable, value, reads, removable: false, dead: false };
    });
    return sets.filter((_, k) => values[k] !== this.returned[k]?.node).reverse();
  }

  /** Makes the piece; gives a call of it. */
  private add(body: Statement[], results: Variable[]): CallStatement {
    const { fn, variables, pieces } = this;
    const parameters = exposedVariables(body, variables);
    const name = `${fn.name}p${pieces.length}`;
    const mayPause = containsPause(body);
    const kinds = results.map(({ kind }) => kind);
    pieces.push({ ...fn, name, parameters, results: kinds, variables, body, mayPause, sites: numberSites(body) });
    return {
      kind: 'call',
      callee: js.name(name),
      args: parameters.map(({ node }) => node),
      reads: parameters,
      results,
      wanted: results.map(() => true),
      mayPause,
      tail: false,
      site: mayPause ? 1 : 0,
    };
  }

  private goOn(exits: readonly Exit[]): Statement[] {
    const { exit } = this;
    if (exits.length === 0) return [];
    if (exits.length === 1)
      return [{ kind: 'if', label: undefined, test: read(exit), consequent: [...exits], alternate: [] }];
    const cases: SwitchStatement['cases'] = [
      ...exits.map((statement, k) => ({ values: [k + 1], body: [statement] })),
      { values: [], body: [] },
    ];
    return [{ kind: 'switch', value: exit.node, reads: [exit], cases }];
  }
}

export function setWord(target: Variable, value: number): Statement {
  return { kind: 'set', target, value: constant(value).node, reads: [], removable: true, dead: false };
}
function returnOf(words: readonly Variable[]): ReturnStatement {
  const [values, kinds] = [words.map(({ node }) => node), words.map(({ kind }) => kind)];
  return { kind: 'return', values, kinds, reads: words };
}
function sameExit(a: Exit, b: Exit): boolean {
  if (a.kind === 'return') return b.kind === 'return';
  if (a.kind === 'goto') return b.kind === 'goto' && a.block === b.block;
  return a.kind === b.kind && a.label === b.label;
}

/** Whether the places outside that control may leave for, labels and blocks, are too many. A return counts as one. */
function leavesTooOften(
  statements: readonly Statement[],
  inner = new Set<unknown>(),
  exits = new Set<unknown>(),
): boolean {
  for (const statement of statements) {
    if (statement.kind === 'goto') {
      if (!inner.has(statement.dispatch)) exits.add(statement.block);
    } else if (statement.kind === 'break' || statement.kind === 'continue') {
      if (!inner.has(statement.label)) exits.add(statement.label);
    } else if (statement.kind === 'return' || (statement.kind === 'call' && statement.tail)) exits.add('return');
    if (exits.size > mostExits) return true;
    const lists = substatements(statement);
    if (lists.length === 0) continue;
    if ('label' in statement) inner.add(statement.label);
    inner.add(statement);
    if (lists.some((list) => leavesTooOften(list, inner, exits))) return true;
  }
  return false;
}

/** The statements with each through which control leaves them replaced. `inner`: labels and dispatches inside. */
function redirect(
  statements: readonly Statement[],
  inner: Set<unknown>,
  leave: (statement: Departure) => Statement[],
): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    switch (statement.kind) {
      case 'break':
      case 'continue':
        return inner.has(statement.label) ? [statement] : leave(statement);
      case 'goto':
        return inner.has(statement.dispatch) ? [statement] : leave(statement);
      case 'return':
        return leave(statement);
      case 'call':
        return statement.tail ? leave(statement) : [statement];
      default:
        if ('label' in statement) inner.add(statement.label);
        inner.add(statement);
        for (const list of substatements(statement)) list.splice(0, list.length, ...redirect(list, inner, leave));
        return [statement];
    }
  });
}

function add(counts: Map<Variable, number>, variable: Variable, times: number): void {
  counts.set(variable, (counts.get(variable) ?? 0) + times);
}
/** Adds how often each variable is read or assigned. */
function count(statements: readonly Statement[], counts: Map<Variable, number>): Map<Variable, number> {
  for (const statement of statements) {
    for (const variable of mentioned(statement)) add(counts, variable, 1);
    for (const list of substatements(statement)) count(list, counts);
  }
  return counts;
}
function assignedIn(statements: readonly Statement[], assigned = new Set<Variable>()): Set<Variable> {
  for (const statement of statements) {
    if (statement.kind === 'set') assigned.add(statement.target);
    if (statement.kind === 'call') for (const result of statement.results) assigned.add(result);
    if (statement.kind === 'goto') assigned.add(statement.dispatch.state);
    for (const list of substatements(statement)) assignedIn(list, assigned);
  }
  return assigned;
}

function containsPause(statements: readonly Statement[]): boolean {
  return statements.some((statement) =>
    statement.kind === 'call' ? statement.mayPause : substatements(statement).some(containsPause),
  );
}
/** Numbers the calls that may pause in code order; gives how many there are. */
function numberSites(statements: readonly Statement[], before = 0): number {
  let sites = before;
  for (const statement of statements) {
    if (statement.kind === 'call') statement.site = statement.mayPause && !statement.tail ? ++sites : 0;
    for (const list of substatements(statement)) sites = numberSites(list, sites);
  }
  return sites;
}
