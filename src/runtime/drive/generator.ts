// The driver of strategy `generator`: compiled functions that may pause are generator functions, so a call of one is an
// activation as it stands, and calls between such modules are plain `yield*`.

import type { Code, Pause, Word } from '../abi.ts';
import type { Body, FunctionInstance } from '../store/function.ts';
import { cross } from '../store/limits.ts';
import { isolate } from '../store/tampering.ts';
import type { Activation, Machine, Step } from './activation.ts';

export class GeneratorMachine implements Machine {
  declare private readonly adapted: Map<FunctionInstance, Code>;

  constructor() {
    this.adapted = new Map();
  }

  activate(code: Code, words: readonly Word[]): Activation {
    return code(...words) as Generator<Pause, Word, Word>;
  }

  /** What code of this strategy calls for `callee`, by `yield*`. */
  adapt(callee: FunctionInstance): Code {
    const body = callee.body as Body;
    if (body.kind === 'machine' && body.machine === this) return body.code;
    let code = this.adapted.get(callee);
    if (code === undefined) {
      code = adapter(callee, body);
      this.adapted.set(callee, code);
    }
    return code;
  }
}
isolate(GeneratorMachine);

function adapter(callee: FunctionInstance, body: Body): Code {
  if (body.kind === 'plain') return atOnce(body.code);
  if (body.kind === 'answered') return driven(callee);
  const { code, machine } = body;
  if (machine instanceof GeneratorMachine) return (...words) => code(...cross(words));
  const drive = driven(callee);
  return (...words) => drive(...cross(words));
}

/** A call that another strategy's machine runs, or nobody. */
function driven(callee: FunctionInstance): Code {
  return function* (...words): Generator<Pause, Word, Word> {
    const activation = callee.activate(words);
    let step = activation.next(undefined);
    while (!step.done) step = activation.next(yield step.value);
    return step.value;
  };
}

/** What `yield*` makes of a call that is over: its result, and no pause. Several times faster than a generator. */
class Ended {
  declare private readonly value: Word;

  constructor(value: Word) {
    this.value = value;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): Step {
    return { done: true, value: this.value };
  }
}
isolate(Ended);

function atOnce(code: Code): Code {
  return (...words) => new Ended(code(...words));
}
