// npm run fuzz -- [--minutes N] [--seed N] [--count N] [--out FOLDER]: random modules until the time is over, from a seed
// on; a single seed with --count 1. Ends with status 1 if anything failed.

import { parseArgs } from 'node:util';
import { caseOf, examine, save } from '../support/fuzz/examine.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    count: { type: 'string', default: 'Infinity' },
    out: { type: 'string', default: '.cache/fuzz-failures' },
  },
});

const first = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const end = Date.now() + Number(values.minutes) * 60_000;
let done = 0;
let failed = 0;
let shown = Date.now();

for (let seed = first; Date.now() < end && done < Number(values.count); seed++, done++) {
  const subject = caseOf(seed);
  const finding = await examine(subject);
  if (finding !== undefined) {
    failed++;
    process.stdout.write(`seed ${seed}, ${finding.way}: making it small\n`);
    const { way, what, file } = await save(subject, finding, values.out);
    process.stdout.write(`${way}\n${what}\nsaved as ${file}\n\n`);
  }
  if (process.stdout.isTTY && Date.now() - shown > 1000) {
    shown = Date.now();
    process.stdout.write(`\r${done} modules, ${failed} failed, at seed ${seed} `);
  }
}

process.stdout.write(`\n${done} modules from seed ${first} on, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
