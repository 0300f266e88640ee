// Exported functions (JavaScript interface, "Exported Function Exotic Objects"): a function instance as JavaScript
// calls it.

import type { Word } from '../abi.ts';
import { asTrap } from '../support/trap.ts';
import { SuspendError } from './errors.ts';
import type { Body, ExportedFunction, FunctionInstance } from './function.ts';
import { resultOf, wordsOf } from './values.ts';

/** The function throws TypeError for unfit arguments, RuntimeError for a trap, SuspendError where the code pauses. */
export function makeExported(instance: FunctionInstance): ExportedFunction {
  const { type } = instance;
  const exported: ExportedFunction = (...values) => {
    const words = wordsOf(type.parameters, values);
    return resultOf(type, runToEnd(instance, words));
  };
  Object.defineProperty(exported, 'length', { value: type.parameters.length, configurable: true });
  Object.defineProperty(exported, 'name', { value: String(instance.index), configurable: true });
  return exported;
}

/** The first word of the results; errors as JavaScript is to see them. `words` are the caller's no more. */
export function runToEnd(instance: FunctionInstance, words: Word[]): Word {
  const body = instance.body as Body;
  instance.enter(words);
  try {
    if (body.kind === 'plain') return body.code(...words);
    const step = instance.activate(words).next(undefined);
    if (step.done) return step.value;
  } catch (error) {
    throw asTrap(error);
  }
  throw new SuspendError('A call that waits for its answer: call this function through promising()');
}
