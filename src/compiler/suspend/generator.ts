// The strategy `generator`: a function that may pause is a JavaScript generator function, a call of one is a `yield*`,
// and the adapter of an imported function yields the call. The plainest form, and the oracle for the other.

import * as js from '../emit/estree.ts';
import { functionOf } from '../emit/functions.ts';
import { invocation, receiveFirst, receiveOthers } from '../emit/statements.ts';
import type { CallStatement } from '../lower/ir.ts';
import type { Strategy } from './strategy.ts';

export const generator: Strategy = {
  name: 'generator',
  compile: (fn) => [functionOf(fn, callSite, true)],
  prologue: () => '',
  epilogue: () => [],
  properties: () => [],
};

function callSite(call: CallStatement): js.Statement[] {
  const answer = js.delegate(invocation(call));
  if (call.tail) return [js.returns(answer)];
  return [receiveFirst(call, answer), ...receiveOthers(call)];
}
