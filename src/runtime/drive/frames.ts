// The driver of strategy `frames`: it keeps the stack that frames are saved to, and re-enters them one by one.
//
// When code pauses, it returns through all its callers, and each saves a frame: the innermost first. The frames of one
// such unwinding are a segment, which is read forward, so that the innermost is resumed first and its result goes to
// the next. A frame is popped before it runs (its resumable form reads its slots first); when a segment's last frame is
// popped, the top of the stack goes back to the segment's start. If the code then pauses again, it starts a segment on
// top.

import type { Code, FrameStack, FramesCode, Pause, Word } from '../abi.ts';
import type { Body, FunctionInstance } from '../store/function.ts';
import { cross } from '../store/limits.ts';
import { isolate } from '../store/tampering.ts';
import { trap } from '../support/trap.ts';
import type { Activation, Machine, Step } from './activation.ts';

/** Ints. A resumed frame starts on an empty native stack, so saved frames have to have a limit of their own: 64 MiB. */
const MOST_INTS = 2 ** 24;
const FIRST_INTS = 1024;
/** A stack larger than this (256 KiB) is not kept for the next call. */
const KEPT_INTS = 2 ** 16;

/** A pause of code that another machine's pausing made pause: `inner` gets the answer first. */
interface ForeignPause extends Pause {
  readonly inner?: Activation | undefined;
}

class Stack implements FrameStack {
  declare ints: Int32Array;
  declare references: Word[];
  declare top: number;
  declare referenceTop: number;

  constructor() {
    this.ints = new Int32Array(FIRST_INTS);
    this.references = [];
    this.top = 0;
    this.referenceTop = 0;
  }

  push(size: number): number {
    const former = this.top;
    const top = former + size;
    if (top > this.ints.length) this.enlarge(top);
    this.top = top;
    return former;
  }

  pushReference(reference: Word): number {
    this.references[this.referenceTop] = reference;
    return this.referenceTop++;
  }

  clear(): void {
    if (this.ints.length > KEPT_INTS) this.ints = new Int32Array(FIRST_INTS);
    this.top = 0;
    this.referenceTop = 0;
    this.references.length = 0;
  }

  private enlarge(needed: number): void {
    if (needed > MOST_INTS) throw trap('call stack exhausted');
    const ints = new Int32Array(Math.max(needed, this.ints.length * 2));
    ints.set(this.ints);
    this.ints = ints;
  }
}
isolate(Stack);

/** One unwinding's frames, those from `next` to `end` still to be resumed. `start` and `references` as in `Stack`. */
class Segment {
  declare readonly below: Segment | undefined;
  /** Kept for the next pause, if it was ever in use. */
  declare above: Segment | undefined;
  declare start: number;
  declare references: number;
  declare end: number;
  declare next: number;

  constructor(below: Segment | undefined) {
    this.below = below;
    this.above = undefined;
    this.start = 0;
    this.references = 0;
    this.end = 0;
    this.next = 0;
  }

  addAbove(): Segment {
    const segment = new Segment(this);
    this.above = segment;
    return segment;
  }
}
isolate(Segment);

export class FramesMachine implements Machine {
  /** Set as soon as the module's code is there. */
  declare code: FramesCode;
  /** The stack that the code saves to, and the one of the activation that runs. */
  declare private used: Stack | undefined;
  declare private running: Stack | undefined;
  /** Activations that have ended, each leading to the next. */
  declare private idle: FramesActivation | undefined;
  declare private readonly adapted: Map<FunctionInstance, Code>;

  constructor() {
    this.used = undefined;
    this.running = undefined;
    this.idle = undefined;
    this.adapted = new Map();
  }

  activate(code: Code, words: readonly Word[]): Activation {
    const activation = this.idle ?? new FramesActivation(this);
    this.idle = activation.nextIdle;
    activation.begin(code, words);
    return activation;
  }

  release(activation: FramesActivation): void {
    activation.nextIdle = this.idle;
    this.idle = activation;
  }

  /** Code that saves to `stack` runs from now on; gives the stack of what ran so far, if anything did. */
  enter(stack: Stack): Stack | undefined {
    const { running } = this;
    this.running = stack;
    if (this.used !== stack) this.use(stack);
    return running;
  }

  /** Back to what ran before. If nothing did, the stack stays: mostly the next one to enter is the same. */
  leave(outer: Stack | undefined): void {
    if (outer === undefined) this.running = undefined;
    else this.enter(outer);
  }

  private use(stack: Stack): void {
    this.used = stack;
    this.code.use(stack);
  }

  /** The function that this machine's code calls for `callee`. */
  adapt(callee: FunctionInstance): Code {
    const body = callee.body as Body;
    if (body.kind === 'plain' || (body.kind === 'machine' && body.machine === this)) return body.code;
    let code = this.adapted.get(callee);
    if (code === undefined) {
      code = this.adapter(callee, body);
      this.adapted.set(callee, code);
    }
    return code;
  }

  private adapter(callee: FunctionInstance, body: Exclude<Body, { kind: 'plain' }>): Code {
    if (body.kind === 'answered') return this.pausing(body.by, callee.type.words);
    const { code, machine } = body;
    return (...words) => {
      const inner = machine.activate(code, cross(words));
      const step = inner.next(undefined);
      if (step.done) return step.value;
      const pause: ForeignPause = { callee: step.value.callee, words: step.value.words, inner };
      return this.code.pause(pause);
    };
  }

  /** Code that pauses: always with the same object, so that a pause makes nothing that has to be collected. */
  private pausing(callee: unknown, arity: number): Code {
    const words = new Array<Word>(arity).fill(0);
    // Of one shape with the pauses below.
    const pause: ForeignPause = { callee, words, inner: undefined };
    switch (arity) {
      case 0:
        return () => this.code.pause(pause);
      case 1:
        return (a) => {
          words[0] = a;
          return this.code.pause(pause);
        };
      case 2:
        return (a, b) => {
          words[0] = a;
          words[1] = b;
          return this.code.pause(pause);
        };
      case 3:
        return (a, b, c) => {
          words[0] = a;
          words[1] = b;
          words[2] = c;
          return this.code.pause(pause);
        };
      default:
        return (...given) => {
          for (let i = 0; i < arity; i++) words[i] = given[i];
          return this.code.pause(pause);
        };
    }
  }
}
isolate(FramesMachine);

const NONE: Pause = { callee: undefined, words: [] };

class FramesActivation implements Activation {
  declare nextIdle: FramesActivation | undefined;
  declare private readonly machine: FramesMachine;
  declare private readonly stack: Stack;
  /** The topmost one in use. At the bottom is one that holds nothing. */
  declare private segment: Segment;
  /** What `next` begins with: the call itself, or the activation that made this one pause, or (neither) the frames. */
  declare private call: { readonly code: Code; readonly words: readonly Word[] } | undefined;
  declare private inner: Activation | undefined;
  /** What `next` gives at a pause: always the same object. */
  declare private readonly step: { readonly done: false; value: Pause };

  constructor(machine: FramesMachine) {
    this.nextIdle = undefined;
    this.machine = machine;
    this.stack = new Stack();
    this.segment = new Segment(undefined);
    this.call = undefined;
    this.inner = undefined;
    this.step = { done: false, value: NONE };
  }

  begin(code: Code, words: readonly Word[]): void {
    this.call = { code, words };
  }

  // What is done at every pause is kept small enough for V8 to make one function of it.
  next(answer: Word): Step {
    const outer = this.machine.enter(this.stack);
    let step: Step;
    try {
      step = this.call === undefined && this.inner === undefined ? this.advance(answer) : this.start(answer);
    } catch (error) {
      this.abandon(outer);
      throw error;
    }
    this.machine.leave(outer);
    return step;
  }

  /** Begins the call, or goes on with the activation that made it pause. */
  private start(answer: Word): Step {
    if (this.call === undefined) {
      const step = (this.inner as Activation).next(answer);
      return step.done ? this.advance(step.value) : step;
    }
    const { code, words } = this.call;
    this.call = undefined;
    const value = code(...words);
    const pause = this.machine.code.take();
    return pause === null ? this.advance(value) : this.suspend(pause, 0, 0);
  }

  /** Resumes the saved frames, the innermost with `value`, and each other one with what the one before it returns. */
  private advance(value: Word): Step {
    const { stack } = this;
    const { code } = this.machine;
    for (let { segment } = this; segment.below !== undefined; segment = this.segment) {
      const frame = segment.next;
      segment.next = frame + (code.sizes[stack.ints[frame] as number] as number);
      if (segment.next === segment.end) {
        this.segment = segment.below;
        stack.top = segment.start;
        stack.referenceTop = segment.references;
      }
      const { top, referenceTop } = stack;
      value = code.resume(frame, value);
      const pause = code.take();
      if (pause !== null) return this.suspend(pause, top, referenceTop);
    }
    this.end();
    return { done: true, value };
  }

  /** What was being saved is lost, and so is the call. */
  private abandon(outer: Stack | undefined): void {
    this.machine.code.take();
    this.end();
    this.machine.leave(outer);
  }

  /** The frames of this pause begin at `start`; there are none where only calls in tail position were under way. */
  private suspend(pause: ForeignPause, start: number, references: number): Step {
    const { top } = this.stack;
    if (top !== start) {
      const segment = this.segment.above ?? this.segment.addAbove();
      segment.start = start;
      segment.next = start;
      segment.end = top;
      segment.references = references;
      this.segment = segment;
    }
    this.inner = pause.inner;
    const { step } = this;
    step.value = pause;
    return step;
  }

  private end(): void {
    while (this.segment.below !== undefined) this.segment = this.segment.below;
    this.inner = undefined;
    this.stack.clear();
    this.machine.release(this);
  }
}
isolate(FramesActivation);
