// The JavaScript API of two engines, to run the same scenarios on: native WebAssembly, the oracle, and this runtime.

import { describe, expect, test } from 'vitest';
import type { Strategy } from '../../src/runtime/abi.ts';
import * as runtime from '../../src/runtime/index.ts';
import { compiled, wasm } from './wat.ts';

export type Api = Pick<typeof runtime, 'Memory' | 'Table' | 'Global'> & {
  instantiate(text: string, imports?: unknown): runtime.Exports;
};

const native: Api = {
  Memory: WebAssembly.Memory as never,
  Table: WebAssembly.Table as never,
  Global: WebAssembly.Global as never,
  instantiate: (text, imports) =>
    new WebAssembly.Instance(new WebAssembly.Module(wasm(text)), imports as never).exports,
};

const fermata = (suspend: Strategy): Api => ({
  ...runtime,
  instantiate: (text, imports) => new runtime.Instance(compiled(text, suspend), imports as never).exports,
});

/** What `f` gives, or the name of the error that it throws. */
export function attempt(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

/** A scenario gives what is to be compared. */
export type Scenario = (api: Api) => unknown;

/** Each scenario must give the same on this runtime, under both strategies, as on native WebAssembly. */
export function compareWithNative(scenarios: Readonly<Record<string, Scenario>>): void {
  describe.each(['frames', 'generator'] as const)('%s', (suspend) => {
    test.each(Object.entries(scenarios))('%s', (_name, scenario) => {
      expect(scenario(fermata(suspend))).toEqual(scenario(native));
    });
  });
}
