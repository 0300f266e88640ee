// What the tests of bad input have in common: a module is refused as it should be, or does what it does natively.

import { expect } from 'vitest';
import { CompileError } from '../../../src/compiler/error.ts';
import { type CompileOptions, compile } from '../../../src/compiler/index.ts';
import { Instance, RuntimeError } from '../../../src/runtime/index.ts';
import { load } from '../load.ts';

export const strategies = ['frames', 'generator'] as const;

/** The code, or undefined if the module is refused as it should be. Any other error fails the test. */
export function attempt(bytes: Uint8Array, options?: CompileOptions): string | undefined {
  try {
    return compile(bytes, options).code;
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    expect(error.message).not.toBe('');
    expect(error.offset).toBeGreaterThanOrEqual(0);
    expect(error.offset).toBeLessThanOrEqual(bytes.length);
    return undefined;
  }
}

/** The operand stacks of these modules are high. */
const options = { callStack: 2 ** 20 };

/** `run(...args)` on native WebAssembly and as compiled, `env.f` being answered with one more than its parameter. */
export function expectAsNative(bytes: Uint8Array<ArrayBuffer>, ...args: readonly unknown[]): void {
  const imports = { env: { f: (x: number) => x + 1 } };
  const run = (exports: Readonly<Record<string, unknown>>): unknown => {
    try {
      return (exports.run as (...args: unknown[]) => unknown)(...args);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof RuntimeError) return 'trap';
      throw error;
    }
  };
  const expected = run(new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports);
  for (const suspend of strategies) {
    const { exports } = new Instance(load(compile(bytes, { suspend }).code), imports, options);
    expect(run(exports), suspend).toEqual(expected);
  }
}
