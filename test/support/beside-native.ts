// A module without imports, natively and compiled, to be called side by side: both give the same, traps included.

import { expect } from 'vitest';
import type { CompileOptions } from '../../src/compiler/index.ts';
import { useBigInt } from '../../src/runtime/support.ts';
import { type Engine, type Exports, native } from './engine.ts';
import { fermata } from './engine-fermata.ts';

type Word = number | bigint;

export class BesideNative {
  readonly native: Exports;
  readonly compiled: Exports;
  private readonly engine: Engine;

  constructor(bytes: Uint8Array<ArrayBuffer>, optimise: CompileOptions['optimise']) {
    this.engine = fermata('frames', 'all', optimise);
    this.native = native.instantiate(native.compile(bytes), {});
    // BigInt bodies that stand everywhere are to be run; instances choose when they are made.
    useBigInt(typeof optimise === 'object' && optimise.bigint === 'everywhere');
    this.compiled = this.engine.instantiate(this.engine.compile(bytes), {});
    useBigInt(undefined);
  }

  /** Fails if the exported function ends otherwise than natively. `text`: what stands in the failure's message. */
  compare(name: string, args: readonly Word[], text = name): void {
    const [actual] = outcome(this.engine, this.compiled, name, args);
    const expected = outcome(native, this.native, name, args);
    // `expect` takes longer than the call.
    if (!expected.some((one) => Object.is(actual, one))) expect([actual], `${text} (${args.join()})`).toEqual(expected);
  }

  /** Fails if the memories that both export as `memory` differ. */
  compareMemories(text?: string): void {
    expect(Buffer.compare(bytesOf(this.compiled), bytesOf(this.native)), text).toBe(0);
  }
}

const bytesOf = ({ memory }: Exports) => new Uint8Array((memory as { readonly buffer: ArrayBuffer }).buffer);

/** The result, or what the trap may be called. */
function outcome(engine: Engine, exports: Exports, name: string, args: readonly Word[]): readonly unknown[] {
  try {
    return [(exports[name] as (...args: readonly Word[]) => unknown)(...args)];
  } catch (error) {
    const failure = engine.failure(error);
    if (failure === undefined) throw error;
    return [failure.message, ...(failure.also ?? [])];
  }
}
