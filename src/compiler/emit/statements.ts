// From the statements of the intermediate representation to JavaScript statements. How a call that may pause looks is
// the suspension strategy's business: it comes in as `callSite`.

import { condition } from '../lower/expression.ts';
import {
  type CallStatement,
  type Label,
  type LoopStatement,
  mentioned,
  type Statement,
  type SwitchStatement,
  substatements,
  type Variable,
  type WordKind,
} from '../lower/ir.ts';
import { resultInts, resultValues } from '../lower/words.ts';
import * as js from './estree.ts';

/** The statements of a call that may pause and is not a tail call. */
export type CallSite = (call: CallStatement) => js.Statement[];

export function toJavaScript(statements: readonly Statement[], callSite: CallSite): js.Statement[] {
  const out: js.Statement[] = [];
  for (const statement of statements) {
    const { length } = out;
    append(out, statement, callSite);
    // For the source map.
    for (let i = length; i < out.length; i++) (out[i] as { offset?: number | undefined }).offset = statement.offset;
  }
  return out;
}

function append(out: js.Statement[], statement: Statement, callSite: CallSite): void {
  switch (statement.kind) {
    case 'set':
      if (!statement.dead) out.push(js.assign(statement.target.node, statement.value));
      return;
    case 'effect':
      out.push(statement.node);
      return;
    case 'call':
      if (statement.mayPause) out.push(...callSite(statement));
      else out.push(...plainCall(statement));
      return;
    case 'return':
      out.push(...returnStatements(statement.values, statement.kinds));
      return;
    case 'block':
      out.push(labelledBlock(statement.label, toJavaScript(statement.body, callSite)));
      return;
    case 'loop':
      out.push(
        loop(statement, statement.before && condition(statement.before), toJavaScript(statement.body, callSite)),
      );
      return;
    case 'if':
      out.push(
        labelledIf(
          statement.label,
          js.branch(
            condition(statement.test),
            toJavaScript(statement.consequent, callSite),
            toJavaScript(statement.alternate, callSite),
          ),
        ),
      );
      return;
    case 'switch':
      out.push(switchOver(statement, statement.value, (body) => toJavaScript(body, callSite)));
      return;
    case 'break':
      out.push(js.breakTo(statement.label.name));
      return;
    case 'continue':
      out.push(js.continueTo(statement.label.name));
      return;
    case 'goto':
      out.push(
        js.assign(statement.dispatch.state.node, js.integer(statement.block.index)),
        js.continueTo(statement.dispatch.label.name),
      );
      return;
    case 'dispatch': {
      const cases = statement.blocks.map((block, k) =>
        js.caseOf(js.integer(statement.first + k), toJavaScript(block, callSite)),
      );
      out.push(dispatch(statement.label, statement.state, cases));
    }
  }
}

/** A switch alone takes the label itself. */
export function labelledBlock({ name }: Label, statements: js.Statement[]): js.Statement {
  const [only] = statements;
  const alone = statements.length === 1 && only?.type === 'SwitchStatement';
  return js.labelled(name, alone ? only : js.block(statements));
}
export function labelledIf(label: Label | undefined, statement: js.Statement): js.Statement {
  return label === undefined ? statement : js.labelled(label.name, statement);
}
/** A loop leaves by itself at the end of its body, or goes on there while its test holds. `before` is the first test. */
export function loop(
  { label, body, again }: LoopStatement,
  before: js.Expression | undefined,
  statements: js.Statement[],
): js.Statement {
  if (before !== undefined) return js.whileLoop(before, statements);
  if (again !== undefined) return js.doWhile(statements, condition(again));
  return endless(label, endsInJump(body) ? statements : [...statements, js.breakTo(label.name)]);
}
export function dispatch(label: Label, state: Variable, cases: js.SwitchCase[]): js.Statement {
  return endless(label, [js.switchOn(state.node, cases), js.breakTo(label.name)]);
}
function endless(label: Label, body: js.Statement[]): js.Statement {
  return js.labelled(label.name, js.forever(body));
}
/** Whether control never runs off the end of the list. */
export function endsInJump(statements: readonly Statement[]): boolean {
  const last = statements[statements.length - 1];
  if (last === undefined) return false;
  if (last.kind === 'switch') return endsInJump(last.cases.at(-1)?.body ?? []);
  const jumps = ['return', 'break', 'continue', 'goto'].includes(last.kind);
  return jumps || (last.kind === 'call' && last.tail) || (last.kind === 'effect' && last.ends);
}

/** A case for each value, the body at the last of them; no value is the default. */
export function switchOver(
  { cases }: SwitchStatement,
  value: js.Expression,
  write: (body: readonly Statement[]) => js.Statement[],
): js.Statement {
  const all = cases.flatMap(({ values, body }) => {
    const statements = write(body);
    if (values.length === 0) return [js.caseOf(null, statements)];
    const last = values.length - 1;
    return values.map((number, i) => js.caseOf(js.integer(number), i === last ? statements : []));
  });
  return js.switchOn(value, all);
}

/** A result word after the first, from the register that holds it. */
function resultWord(position: number, kind: WordKind): js.Expression {
  return js.element(kind === 'i' ? resultInts : resultValues, js.integer(position - 1));
}

/** A statement that evaluates the call, or what stands for its first result word, and assigns that if it is wanted. */
export function receiveFirst({ results, wanted }: CallStatement, value: js.Expression): js.Statement {
  const [first] = results;
  return first !== undefined && wanted[0] === true ? js.assign(first.node, value) : js.expression(value);
}
/** Assigns the other result words. */
export function receiveOthers({ results, wanted }: CallStatement): js.Statement[] {
  return results.flatMap((variable, k) =>
    k > 0 && wanted[k] === true ? [js.assign(variable.node, resultWord(k, variable.kind))] : [],
  );
}
export function invocation({ callee, args }: CallStatement): js.Expression {
  return js.invoke(callee, args);
}
export function plainCall(call: CallStatement): js.Statement[] {
  if (call.tail) return [js.returns(invocation(call))];
  return [receiveFirst(call, invocation(call)), ...receiveOthers(call)];
}

function returnStatements(values: readonly js.Expression[], kinds: readonly WordKind[]): js.Statement[] {
  const [first, ...rest] = values;
  return [
    ...rest.map((value, k) => {
      const register =
        kinds[k + 1] === 'i' ? js.element(resultInts, js.integer(k)) : js.element(resultValues, js.integer(k));
      return js.assign(register, value);
    }),
    js.returns(first ?? null),
  ];
}

/**
 * `let` for the variables that the statements use and that are not parameters. Locals start at zero, and so does whatever
 * a frame may hold before it is assigned, except for integers: those are saved as zero by themselves.
 */
export function declare(used: Iterable<Variable>, except: readonly Variable[]): js.Statement[] {
  const excepted = new Set(except);
  const variables = [...used].filter((variable) => variable.slot < 0 && !excepted.has(variable));
  if (variables.length === 0) return [];
  const zeros: Partial<Record<WordKind, js.Expression>> = { r: js.nothing, q: js.bigint(0n) };
  const zero = ({ kind }: Variable) => zeros[kind] ?? js.integer(0);
  return [
    js.declaration(
      'let',
      variables.map((variable) => ({
        id: variable.identifier,
        init: variable.temporary && (variable.kind === 'i' || variable.kind === 'q') ? null : zero(variable),
      })),
    ),
  ];
}

/** The variables that the statements read or assign, in order of their numbers. */
export function variablesOf(statements: readonly Statement[]): Variable[] {
  const used = new Set<Variable>();
  const work: (readonly Statement[])[] = [statements];
  for (let list = work.pop(); list !== undefined; list = work.pop()) {
    for (const statement of list) {
      for (const variable of mentioned(statement)) used.add(variable);
      for (const inner of substatements(statement)) work.push(inner);
    }
  }
  return [...used].sort((a, b) => a.index - b.index);
}
