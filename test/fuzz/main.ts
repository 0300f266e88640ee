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
/** Failures of one kind are made small and saved only so often. */
const savedOfKind = 2;
const seen = new Map<string, number>();

for (let seed = first; Date.now() < end && done < Number(values.count); seed++) {
  done++;
  const subject = caseOf(seed);
  const finding = await examine(subject);
  if (finding !== undefined) {
    failed++;
    const kind = `${finding.way}: ${finding.what.startsWith('event') ? `differs, seed ${seed}` : finding.what.split('\n')[0]}`;
    const times = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, times);
    process.stdout.write(`seed ${seed}, ${kind}\n`);
    if (times > savedOfKind) continue;
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
