// npm run fuzz: random modules and mutants until the time is over; --help says the rest. Ends with status 1 if there was
// a fault. The modules are tried in processes of their own (job.ts); one that hangs or dies is a fault of its seed.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { faultOf, readKept } from '../support/fuzz/kept.ts';
import { describeSeeds } from '../support/fuzz/seeds.ts';
import type { Kind } from './job.ts';
import { Session } from './session.ts';

const help = `npm run fuzz -- [options] [FILE…]

  --minutes N    how long (1)
  --seed N       the first seed; without it, one by the clock
  --count N      at most so many seeds
  --jobs N       so many processes (1)
  --kind K       generated or mutated modules; without it, both
  --out FOLDER   where failing cases are saved (.cache/fuzz-failures)

Each seed is one generated module and some mutants of another one. The same seed gives the same modules.
With FILEs, tries these cases (.wat or .hex as saved; .wasm) and nothing else. To keep a saved case as a test, copy it
to test/fuzz/kept/.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    count: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
    jobs: { type: 'string', default: '1' },
    kind: { type: 'string' },
    out: { type: 'string', default: '.cache/fuzz-failures' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else if (positionals.length > 0) await files(positionals);
else await session();

async function files(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const contents = readFileSync(path);
    const kept = path.endsWith('.wasm')
      ? { note: '', seed: 0, calls: [], bytes: new Uint8Array(contents) }
      : readKept(contents.toString());
    const finding = await faultOf(kept);
    process.stdout.write(`${path}: ${finding === undefined ? 'no fault' : `${finding.way}\n${finding.what}`}\n`);
    if (finding !== undefined) process.exitCode = 1;
  }
}

async function session(): Promise<void> {
  const { kind } = values;
  if (kind !== undefined && kind !== 'generated' && kind !== 'mutated') throw new Error(`no kind is ${kind}`);
  const kinds: Kind[] = kind === undefined ? ['generated', 'mutated'] : [kind];
  const first = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  const end = Date.now() + Number(values.minutes) * 60_000;
  if (kinds.includes('mutated')) process.stdout.write(`mutation starts from random modules and ${describeSeeds()}\n`);
  const run = new Session({ first, count: Number(values.count), end, kinds, folder: values.out }, Number(values.jobs));
  process.exitCode = (await run.all()) ? 0 : 1;
}
