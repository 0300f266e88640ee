// Imported calls that a promise answers, with the names of the JavaScript Promise Integration proposal. The only file
// of the runtime that knows promises.

import type { Word } from '../abi.ts';
import type { Activation, Step } from '../drive/activation.ts';
import { instanceOf } from '../store/function.ts';
import type { HostFunction, Promised } from '../store/host.ts';
import { leaveResult, resultOf, valuesOf, wordsOf } from '../store/values.ts';
import { asTrap } from '../support/trap.ts';

/** As an import: calls of `f` pause the code until the promise that `f` returns is fulfilled. */
export class Suspending {
  declare readonly f: HostFunction;

  /** TypeError if `f` is no function. */
  constructor(f: HostFunction) {
    if (typeof f !== 'function') throw new TypeError('Suspending takes a function');
    Object.defineProperty(this, 'f', { value: f });
  }
}

/**
 * The exported function `f`, returning a promise. It is rejected with a RuntimeError where the code traps, and with
 * what an import throws or its promise is rejected with. TypeError if `f` is no exported function.
 */
export function promising(f: unknown): (...values: unknown[]) => Promise<unknown> {
  const callee = instanceOf(f);
  if (callee === undefined) throw new TypeError('promising takes an exported WebAssembly function');
  const { type } = callee;
  return async (...values) => {
    const activation = callee.activate(callee.enter(wordsOf(type.parameters, values)));
    let step = advance(activation, undefined);
    while (!step.done) {
      // Nobody else's: only a Suspending import can pause the functions of an Instance.
      const by = step.value.callee as Promised;
      const answer: unknown = await by.f(...(valuesOf(by.type.parameters, step.value.words) as never[]));
      step = advance(activation, leaveResult(by.type, answer));
    }
    return resultOf(type, step.value);
  };
}

function advance(activation: Activation, answer: Word): Step {
  try {
    return activation.next(answer);
  } catch (error) {
    throw asTrap(error);
  }
}
