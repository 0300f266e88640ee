// Random valid modules on native WebAssembly and on Fermata: results, traps, imported calls, memory, globals and tables,
// in all the ways of ways.ts. FUZZ_MODULES=N runs more than 250; `npm run fuzz` runs by the clock.

import { expect, test } from 'vitest';
import { caseOf } from './support/fuzz/cases.ts';
import { differenceOf } from './support/fuzz/examine.ts';
import { run } from './support/fuzz/run.ts';
import { type Failure, saveGenerated } from './support/fuzz/save.ts';
import { nativeWay } from './support/fuzz/ways.ts';

const folder = '.cache/fuzz-failures';
const total = Number(process.env.FUZZ_MODULES ?? 250);
const groups = 5;

test('what the generator makes is valid, and most calls of it return', async () => {
  const counts = { returns: 0, traps: 0, imported: 0 };
  for (let seed = 1; seed <= 200; seed++) {
    const subject = caseOf(seed);
    expect(WebAssembly.validate(subject.bytes), `seed ${seed}`).toBe(true);
    for (const { text } of await run(subject, nativeWay)) {
      if (text.startsWith('returns')) counts.returns++;
      if (text.startsWith('traps')) counts.traps++;
      if (text.startsWith('env.f')) counts.imported++;
    }
  }
  expect(counts.traps).toBeGreaterThan(20);
  expect(counts.returns).toBeGreaterThan(4 * counts.traps);
  expect(counts.imported).toBeGreaterThan(3 * counts.returns);
}, 120_000);

for (let group = 0; group < groups; group++) {
  test(`random modules, ${group + 1} of ${groups}`, { timeout: 600_000 }, async () => {
    const failures: Failure[] = [];
    for (let seed = 1 + group; seed <= total && failures.length < 3; seed += groups) {
      const subject = caseOf(seed);
      const finding = await differenceOf(subject);
      if (finding !== undefined) failures.push(await saveGenerated(subject, finding, folder));
    }
    expect(failures).toEqual([]);
  });
}
