// Which variables of a BigInt body have to stand in slots of an array. V8 keeps a BigInt in a machine register as long as
// it is one value all the way, but boxes it where control joins and two values become one: at the head of a loop, behind
// an `if`. So a variable stands in a slot if anything reads it where it may hold more than one value, or was chosen
// by a condition, or was set outside the loop that reads it (code that V8 enters in the middle of a loop would unbox it
// each time round).

import { type LoweredFunction, type Statement, substatements, type Variable } from '../ir.ts';

/** The indices of variables that need a slot, ascending. */
export function needSlots(fn: LoweredFunction): readonly number[] {
  const search = new Search();
  for (const variable of fn.variables) if (variable.kind === 'q') search.known.add(variable);
  search.list(fn.body);
  return [...search.found].map(({ index }) => index).sort((a, b) => a - b);
}

class Search {
  readonly found = new Set<Variable>();
  /** The variables that hold one value here, whatever way control came. */
  readonly known = new Set<Variable>();
  private readonly assigned = new Map<Statement, ReadonlySet<Variable>>();

  list(statements: readonly Statement[]): void {
    for (const statement of statements) this.statement(statement);
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case 'set':
        this.read(statement.reads);
        this.assign(statement.target);
        if (statement.value.type === 'ConditionalExpression') this.need(statement.target);
        return;
      case 'effect':
      case 'return':
      case 'call':
        this.read(statement.reads);
        return;
      case 'if':
        this.read(statement.test.reads);
        this.within(statement, [...this.known]);
        return;
      case 'switch':
        this.read(statement.reads);
        this.within(statement, [...this.known]);
        return;
      case 'block':
        this.within(statement, [...this.known]);
        return;
      case 'loop':
      case 'dispatch':
        this.within(statement, []);
    }
  }

  /** The statements that it holds; `start`: what is known at the start of each list. */
  private within(statement: Statement, start: readonly Variable[]): void {
    const assigned = this.assignedIn(statement);
    const before = [...this.known];
    this.restore(start);
    if (statement.kind === 'loop') this.read(statement.before?.reads ?? []);
    for (const list of substatements(statement)) {
      this.list(list);
      if (statement.kind === 'loop') this.read(statement.again?.reads ?? []);
      this.restore(start);
      // The cases of a switch may run into the next one.
      if (statement.kind === 'switch') this.forget(assigned);
    }
    this.restore(before);
    this.forget(assigned);
  }

  private restore(known: readonly Variable[]): void {
    this.known.clear();
    for (const variable of known) this.known.add(variable);
  }
  private forget(variables: ReadonlySet<Variable>): void {
    for (const variable of variables) this.known.delete(variable);
  }
  private read(variables: readonly Variable[]): void {
    for (const variable of variables) if (!this.known.has(variable)) this.need(variable);
  }
  private assign(variable: Variable): void {
    if (variable.kind === 'q') this.known.add(variable);
  }
  private need(variable: Variable): void {
    if (variable.kind === 'q') this.found.add(variable);
  }

  private assignedIn(statement: Statement): ReadonlySet<Variable> {
    const known = this.assigned.get(statement);
    if (known !== undefined) return known;
    const assigned = new Set<Variable>();
    for (const list of substatements(statement)) {
      for (const inner of list) {
        if (inner.kind === 'set') assigned.add(inner.target);
        else for (const variable of this.assignedIn(inner)) assigned.add(variable);
      }
    }
    this.assigned.set(statement, assigned);
    return assigned;
  }
}
