// Small modules in which something was wrong once, or could be: each in every way in which a random module is compared
// with native WebAssembly, with all optimisations, with none, and without each by itself. How to keep one: docs/fuzzing.md.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultOf, readKept } from './support/fuzz/kept.ts';

const folder = join(import.meta.dirname, 'fuzz/kept');

test.each(readdirSync(folder).sort())('%s', async (file) => {
  expect(await faultOf(readKept(readFileSync(join(folder, file), 'utf8')))).toBeUndefined();
});
