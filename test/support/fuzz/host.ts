// The host of random modules: what it answers, writes and throws follows from the seed, from what it is asked, and from
// how often it was asked before, so that every engine meets the same host.

import { createHash } from 'node:crypto';
import { argument, describe, toValue } from './argument.ts';
import { type Call, openExports } from './generate.ts';
import type { FunctionType, Type } from './model.ts';
import { Random } from './random.ts';
import type { Case, Trace } from './trace.ts';

type Exports = Readonly<Record<string, unknown>>;

/** The linear memory as the host sees it. */
export interface HostMemory {
  /** In bytes; it may be 0. */
  size(): number;
  read(offset: number, size: number): Uint8Array;
  write(offset: number, bytes: Uint8Array): void;
  /** By one page; does nothing where the maximum is reached. */
  grow(): void;
}

/** An error that a host function throws. */
export class HostError extends Error {}

/** What the host does about one imported call. */
export interface Answer {
  /** An export to call first. */
  readonly reenter: Call | undefined;
  /** As a JavaScript function returns them: nothing, a value, or a list. */
  readonly result: unknown;
}

export class Host {
  private readonly subject: Case;
  private readonly trace: Trace;
  private readonly functions: readonly string[];
  private answered = 0;

  constructor(subject: Case, trace: Trace) {
    this.subject = subject;
    this.trace = trace;
    this.functions = openExports(subject.module);
  }

  /** Answers a call of import `index`. Throws HostError once in a while, if it `mayThrow`. */
  answer(
    index: number,
    type: FunctionType,
    params: readonly unknown[],
    exports: Exports,
    memory: HostMemory | undefined,
    mayThrow = true,
  ): Answer {
    const { seed, calls } = this.subject;
    const given = describeAll(type.params, params, exports);
    // A sum of the first bytes shows whether stores come before and after the call as they should.
    const hasBytes = memory !== undefined && memory.size() > 0;
    const sum = hasBytes ? memory.read(0, 1024).reduce((a, b) => (a * 31 + b) | 0, 0) : 0;
    this.trace.note(`env.f${index}(${given}) ${sum}`);
    const digest = createHash('sha1')
      .update(`${seed} ${this.answered++} ${index} ${given}`)
      .digest();
    const random = new Random(digest.readUInt32LE(0));
    if (hasBytes && random.chance(0.1)) {
      const bytes = Uint8Array.from({ length: random.below(20) }, () => random.below(256));
      memory.write(random.below(1000), bytes);
    }
    if (random.chance(0.05)) memory?.grow();
    if (mayThrow && random.chance(0.01)) throw new HostError('as the host pleases');
    const call = random.chance(0.02) && calls.length > 0 ? random.pick(calls) : undefined;
    // A start function runs before there are exports.
    const reenter = call && call.name in exports ? call : undefined;
    const values = type.results.map((t) => toValue(argument(random, t, this.functions), exports));
    return { reenter, result: values.length > 1 ? values : values[0] };
  }
}

export const describeAll = (types: readonly Type[], values: readonly unknown[], exports: Exports): string =>
  types.map((type, i) => describe(type, values[i], exports)).join(', ');
