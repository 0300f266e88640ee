// A virtual machine: one call of an exported function, which stops at every imported call that its host has to answer.

import type { Word } from '../abi.ts';
import type { Activation, Step } from '../drive/activation.ts';
import type { FunctionInstance } from '../store/function.ts';
import type { MemoryInstance } from '../store/memory.ts';
import { resultInts } from '../support/results.ts';
import { asTrap, RuntimeError, type Trap, takeHostError } from '../support/trap.ts';
import type { Interruption } from './blueprint.ts';
import { RunError } from './errors.ts';
import { MemoryAccess } from './memory.ts';
import type { VirtualMachinePrototype } from './prototype.ts';
import { type ValueType, valueOfWords, valuesOfWords, type WasmValue, wordsOfValue } from './values.ts';

export type Outcome =
  /** An imported call is to be answered; `id` is what the resolver gave. */
  | { readonly kind: 'interrupted'; readonly id: number; readonly params: readonly WasmValue[] }
  | { readonly kind: 'finished'; readonly returnValue?: WasmValue }
  | { readonly kind: 'trapped'; readonly trap: Trap };

// Numbers: V8 compares them faster than strings.
const WAITING = 0;
const RUNNING = 1;
const ENDED = 2;

export class VirtualMachine extends MemoryAccess {
  declare private readonly callee: FunctionInstance;
  declare private readonly activation: Activation;
  declare private readonly restart: () => VirtualMachinePrototype;
  /** A host function answered in place cannot run the machine that calls it. */
  declare private state: typeof WAITING | typeof RUNNING | typeof ENDED;
  /** What `run` has to be given. */
  declare private expected: ValueType | undefined;

  constructor(memory: MemoryInstance, callee: FunctionInstance, words: Word[], restart: () => VirtualMachinePrototype) {
    super(memory);
    this.callee = callee;
    this.activation = callee.activate(callee.enter(words));
    this.restart = restart;
    this.state = WAITING;
    this.expected = undefined;
  }

  /**
   * Runs to the next imported call or to the end. The first time it takes nothing, and then the answer to the imported
   * call, of its result type, or nothing if it has none; otherwise RunError `BadValueTy`, after which it can be called
   * again. RunError `Poisoned` after the end. What a function answered in place throws is thrown, and ends the machine.
   */
  run(answer?: WasmValue): Outcome {
    if (this.state !== WAITING) throw this.poisoned();
    if (answer?.type !== this.expected) throw this.badType(answer);
    const word = answer && accept(answer);
    this.state = RUNNING;
    let step: Step;
    try {
      step = this.activation.next(word);
    } catch (error) {
      return this.failed(error);
    }
    if (step.done) return this.finished(step.value);
    // Not if it was made into a prototype while it ran.
    if (this.state === RUNNING) this.state = WAITING;
    const { callee, words } = step.value;
    const { id, parameters, expected } = callee as Interruption;
    this.expected = expected;
    return { kind: 'interrupted', id, params: valuesOfWords(parameters, words) };
  }

  /** The machine's prototype in its first state, whatever has become of this machine, which has ended now. */
  intoPrototype(): VirtualMachinePrototype {
    this.state = ENDED;
    return this.restart();
  }

  private poisoned(): RunError {
    const why = this.state === ENDED ? 'has ended' : 'is running: it calls who runs it';
    return new RunError('Poisoned', `The virtual machine ${why}`);
  }
  private badType(answer: WasmValue | undefined): RunError {
    const { expected } = this;
    const message = `Expected ${expected ?? 'no value'}, obtained ${answer?.type ?? 'no value'}`;
    return new RunError('BadValueTy', message, expected, answer?.type);
  }

  /** A trap is an outcome; what a host function threw is thrown on. */
  private failed(error: unknown): Outcome {
    this.state = ENDED;
    if (takeHostError(error)) throw error;
    const trap = asTrap(error);
    if (trap instanceof RuntimeError) return { kind: 'trapped', trap: trap as Trap };
    throw trap;
  }

  private finished(first: Word): Outcome {
    this.state = ENDED;
    const [type] = this.callee.type.results;
    if (type === undefined) return { kind: 'finished' };
    return { kind: 'finished', returnValue: valueOfWords(type, first, resultInts[0] as number) };
  }
}

/** Puts the answer in place; gives its first word. */
function accept(answer: WasmValue): Word {
  const { type, value } = answer;
  return type === 'i32' && typeof value === 'number' ? value | 0 : acceptWords(answer);
}
function acceptWords(answer: WasmValue): Word {
  const [first, second] = wordsOfValue(answer);
  resultInts[0] = second as number;
  return first;
}
