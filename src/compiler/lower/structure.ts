// Blocks, loops, ifs and switches as a programmer would write them. WebAssembly compilers write `if (c) { A } else { B }`
// as two blocks with branches out of them, `do { A } while (c)` and `while (c) { A }` as blocks with branches to their start, and a `switch` as a
// br_table inside as many blocks as there are cases; this undoes it, one construct at a time, when its statements are
// complete. A block whose label nothing leads to dissolves.

import * as e from './expression.ts';
import type { Expr, IfStatement, Label, Statement } from './ir.ts';

// Each branch that becomes an `if` nests what follows it one deeper.
const mostNested = 6;

// Each case is looked for among all: with very many, they stay branches.
const mostCases = 4096;

export function makeIf(
  label: Label | undefined,
  test: Expr,
  consequent: Statement[],
  alternate: Statement[],
): IfStatement {
  if (consequent.length > 0 || alternate.length === 0) return { kind: 'if', label, test, consequent, alternate };
  return { kind: 'if', label, test: e.isZero(test), consequent: alternate, alternate: [] };
}

/** `structured`: whether to look for a shape at all. */
export function makeLoop(label: Label, body: Statement[], structured: boolean): Statement[] {
  if (label.uses === 0) return body;
  const first = body[0];
  const last = body[body.length - 1];
  const none = { before: undefined, again: undefined };
  if (!structured) return [{ kind: 'loop', label, body, ...none }];
  if (label.uses === 1 && goesRound(label, first)) {
    label.uses = 0;
    const inner = first.consequent.slice(0, -1);
    return [{ kind: 'loop', label, body: inner, ...none, before: first.test }, ...body.slice(1)];
  }
  if (label.uses === 1 && goesRound(label, last) && last.consequent.length === 1) {
    label.uses = 0;
    return [{ kind: 'loop', label, body: body.slice(0, -1), ...none, again: last.test }];
  }
  return [{ kind: 'loop', label, body, ...none }];
}

/** `if (c) { …; continue label; }` */
function goesRound(label: Label, statement: Statement | undefined): statement is IfStatement {
  if (statement?.kind !== 'if' || statement.label !== undefined || statement.alternate.length > 0) return false;
  const last = statement.consequent[statement.consequent.length - 1];
  return last?.kind === 'continue' && last.label === label;
}

export function makeBlock(label: Label, body: Statement[], structured: boolean): Statement[] {
  if (!structured) return label.uses === 0 ? body : [{ kind: 'block', label, body }];
  const statements = withCase(body);
  dropLastBreak(label, statements);
  if (label.uses === 0) return statements;
  joinTests(label, statements);
  const conditional = statements.filter((statement) => leavesIf(label, statement));
  if (conditional.length === label.uses && conditional.length <= mostNested) {
    for (let i = statements.length - 1; i >= 0; i--) {
      const statement = statements[i] as Statement;
      if (!leavesIf(label, statement)) continue;
      statement.consequent.pop();
      const rest = statements.splice(i + 1);
      if (rest.length > 0 || statement.consequent.length > 0) {
        statements[i] = makeIf(undefined, statement.test, statement.consequent, rest);
      }
    }
    label.uses = 0;
    return statements;
  }
  return [{ kind: 'block', label, body: statements }];
}

/**
 * `inner: { …; switch (x) { …; case k: break inner; } } B` becomes `…; switch (x) { …; case k: B }`, if nothing else leads
 * to `inner`. The cases done so far stand last, in code order: the end of each is where the next one begins.
 */
function withCase(statements: Statement[]): Statement[] {
  const [inner] = statements;
  if (inner?.kind !== 'block' || inner.label.uses !== 1) return statements;
  const table = inner.body[inner.body.length - 1];
  if (table?.kind !== 'switch' || table.cases.length > mostCases) return statements;
  const position = table.cases.findIndex(({ body: [only, ...others] }) => {
    return only?.kind === 'break' && only.label === inner.label && others.length === 0;
  });
  const [found] = position < 0 ? [] : table.cases.splice(position, 1);
  if (found === undefined) return statements;
  table.cases.push({ values: found.values, body: statements.slice(1) });
  inner.label.uses = 0;
  return inner.body;
}

/** `if (c) { …; break label; }` */
function leavesIf(label: Label, statement: Statement): statement is IfStatement {
  if (statement.kind !== 'if' || statement.label !== undefined || statement.alternate.length > 0) return false;
  const last = statement.consequent[statement.consequent.length - 1];
  return last?.kind === 'break' && last.label === label;
}
function onlyLeaves(label: Label, statement: Statement | undefined): statement is IfStatement {
  return statement !== undefined && leavesIf(label, statement) && statement.consequent.length === 1;
}

/** Makes one `if (a || b) break label` of two that follow each other. */
function joinTests(label: Label, statements: Statement[]): void {
  const { length } = statements;
  let start = length;
  for (let i = length - 1; i >= 0; i--) {
    const first = statements[i] as Statement;
    const second = statements[start];
    const joined = start < length && onlyLeaves(label, first) && onlyLeaves(label, second);
    if (joined && first.test.size + second.test.size <= 24) {
      statements[start] = { ...first, test: e.either(first.test, second.test) };
      label.uses--;
    } else {
      statements[--start] = first;
    }
  }
  statements.splice(0, start);
}

/** A break at the end of the block that it leaves does nothing; nor does one at the end of an `if` there. */
function dropLastBreak(label: Label, statements: Statement[], levels = mostNested): void {
  const last = statements[statements.length - 1];
  if (last?.kind === 'break' && last.label === label) {
    statements.pop();
    label.uses--;
  } else if (last?.kind === 'switch' && levels > 0) {
    dropLastBreak(label, last.cases.at(-1)?.body ?? [], levels - 1);
  } else if (last?.kind === 'if' && levels > 0) {
    const had = label.uses;
    dropLastBreak(label, last.consequent, levels - 1);
    dropLastBreak(label, last.alternate, levels - 1);
    if (label.uses !== had)
      statements[statements.length - 1] = makeIf(last.label, last.test, last.consequent, last.alternate);
  }
}
