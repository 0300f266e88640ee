// Function instances (specification 4.2.6): what a function reference refers to, whoever implements it. Their calling
// convention is that of words; `exported.ts` shows them to JavaScript.

import type { Code, FunctionReference, Pause, Signature, Word } from '../abi.ts';
import type { Activation, Machine } from '../drive/activation.ts';
import { DEFAULTS } from './limits.ts';
import { type FunctionType, functionType } from './signature.ts';
import { isolate } from './tampering.ts';

/**
 * How a function runs: to its end, always · as code of a machine, which may pause · by whoever answers: each call is a
 * pause.
 */
export type Body =
  | { readonly kind: 'plain'; readonly code: Code }
  | { readonly kind: 'machine'; readonly code: Code; readonly machine: Machine }
  | { readonly kind: 'answered'; readonly by: unknown };

export type ExportedFunction = (...values: unknown[]) => unknown;

/** Exposed functions, to recognise them when they come back. */
const exposed = new WeakMap<object, FunctionInstance>();

export class FunctionInstance implements FunctionReference {
  declare readonly signature: Signature;
  declare readonly type: FunctionType;
  /** In the index space of the module that made it: its name in JavaScript. */
  declare readonly index: number;
  /** Undefined while the instance that the function belongs to is being made: nothing can call it then. */
  declare body: Body | undefined;
  /** Words of the call stack that a call from outside begins with. */
  declare private readonly callStack: number;
  declare private readonly makeExported: (instance: FunctionInstance) => ExportedFunction;
  declare private exported: ExportedFunction | undefined;

  constructor(
    signature: Signature,
    index: number,
    body: Body | undefined,
    makeExported: (instance: FunctionInstance) => ExportedFunction,
    callStack = DEFAULTS.callStack,
  ) {
    this.signature = signature;
    this.index = index;
    this.type = functionType(signature);
    this.body = body;
    this.callStack = callStack;
    this.makeExported = makeExported;
    this.exported = undefined;
  }

  /** The JavaScript function that stands for this one, always the same. */
  expose(): ExportedFunction {
    if (this.exported === undefined) {
      this.exported = this.makeExported(this);
      exposed.set(this.exported, this);
    }
    return this.exported;
  }

  /** Puts the call stack behind the words of a call from outside; gives them back. */
  enter(words: Word[]): Word[] {
    words.push(this.callStack);
    return words;
  }

  /** A call, not begun. Its words include what is left of the call stack. */
  activate(words: readonly Word[]): Activation {
    const body = this.body as Body;
    switch (body.kind) {
      case 'plain':
        return { next: () => ({ done: true, value: body.code(...words) }) };
      case 'machine':
        return body.machine.activate(body.code, words);
      case 'answered':
        return singleCall({ callee: body.by, words });
    }
  }
}
isolate(FunctionInstance);

function* singleCall(pause: Pause): Generator<Pause, Word, Word> {
  return yield pause;
}

/** The instance that `value`, an exported function, stands for; undefined for anything else. */
export function instanceOf(value: unknown): FunctionInstance | undefined {
  return typeof value === 'function' ? exposed.get(value) : undefined;
}
