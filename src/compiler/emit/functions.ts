// A lowered function as one plain JavaScript function: the only form of a function that cannot pause.

import type { LoweredFunction, Statement } from '../lower/ir.ts';
import * as js from './estree.ts';
import { type CallSite, declare, plainCall, toJavaScript, variablesOf } from './statements.ts';

export function plainFunction(fn: LoweredFunction): js.Statement {
  return functionOf(fn, plainCall, false);
}

/** The function with its calls that may pause written by `callSite`. */
export function functionOf(fn: LoweredFunction, callSite: CallSite, generator: boolean): js.Statement {
  const body = withoutLastReturn(fn.body);
  const statements = [...declare(variablesOf(body), fn.parameters), ...toJavaScript(body, callSite)];
  return js.functionDeclaration(fn.name, parametersOf(fn), statements, generator);
}

export function parametersOf({ parameters }: LoweredFunction) {
  return parameters.map(({ identifier }) => identifier);
}

/** A function may run off its end instead of returning nothing there. */
function withoutLastReturn(body: readonly Statement[]): readonly Statement[] {
  const last = body[body.length - 1];
  return last?.kind === 'return' && last.values.length === 0 ? body.slice(0, -1) : body;
}
