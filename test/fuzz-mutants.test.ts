// Mutants of official, packaged and random modules: Fermata accepts what native WebAssembly accepts, refuses the rest with
// a CompileError, and runs what can be run to the same end. FUZZ_MODULES=N tries the mutants of more than 250 modules.

import { expect, test } from 'vitest';
import { tryMutants } from './support/fuzz/mutation.ts';
import { type Failure, saveMutant } from './support/fuzz/save.ts';
import { specFolder } from './support/spec/script.ts';

const folder = '.cache/fuzz-failures';
const total = Number(process.env.FUZZ_MODULES ?? 250);
const groups = 5;

if (specFolder() === undefined) {
  const missing = 'the official tests are not here: set FERMATA_SPEC_TESTS to a folder with mvp/ and v2/';
  console.warn(`mutants start from packaged and random modules only: ${missing}`);
}

for (let group = 0; group < groups; group++) {
  test(`mutants of random origin, ${group + 1} of ${groups}`, { timeout: 600_000 }, async () => {
    const failures: Failure[] = [];
    const fates = new Map<string, number>();
    for (let seed = 1 + group; seed <= total && failures.length < 3; seed += groups) {
      const finding = await tryMutants(seed, (_, fate) => fates.set(fate, (fates.get(fate) ?? 0) + 1));
      if (finding !== undefined) failures.push(await saveMutant(seed, finding, folder));
    }
    expect(failures).toEqual([]);
    // Mutants that are all refused, or all accepted, would show little.
    const { invalid = 0, run = 0, valid = 0 } = Object.fromEntries(fates);
    expect(run).toBeGreaterThan((total / groups) * 0.4);
    expect(valid + run).toBeGreaterThan(invalid / 8);
    expect(invalid).toBeGreaterThan(valid + run);
  });
}
