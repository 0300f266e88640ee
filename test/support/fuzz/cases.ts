// The random case of a seed.

import { encode } from './encode.ts';
import { type GenerateOptions, generate } from './generate.ts';
import type { GeneratedCase } from './trace.ts';

/** Every third module keeps to WebAssembly 1.0, every fourth to the contract of virtual machines; some are larger, few have a huge function. */
function optionsOf(seed: number): GenerateOptions {
  return { mvp: seed % 3 === 0, contract: seed % 4 === 0, size: seed % 10 === 7 ? 3 : 1, huge: seed % 50 === 23 };
}

export function caseOf(seed: number): GeneratedCase {
  const { module, calls } = generate(seed, optionsOf(seed));
  return { seed, bytes: encode(module), module, calls, isStartPure: true };
}
