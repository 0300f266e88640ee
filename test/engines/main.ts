// `npm run engines`: the same compiled modules on every JavaScript engine that can be had. Each has to come to the same
// results, pauses and memory, told by a hash; the expected ones are made here, with native WebAssembly where it can say.
//
//   --engine TEXT    only the engine of that name, or else all whose names have TEXT in them (may be repeated)
//   --program TEXT   only programs whose names have TEXT in them (may be repeated)
//   --short          what takes seconds: the contract, a subset of the official tests, one runtime
//   --all            all programs on slow interpreters too
//   --limit SECONDS  for one program on one engine (300; three times that on slow ones)
//   --no-install     only engines that are there
//   --reuse          the programs that the last run wrote: to run engines one after the other without compiling again
//   --write          put the rows of the engines that ran into docs/engines.md
//
// An engine that cannot be had is reported as skipped. The last line counts the scenarios; the exit status is 1 if any failed.

import { parseArgs } from 'node:util';
import { specFolder } from '../support/spec/script.ts';
import type { Engine } from './engines/engine.ts';
import { ENGINES } from './engines/index.ts';
import { formerPrograms, type WrittenProgram, writePrograms } from './programs/index.ts';
import type { Extent } from './programs/program.ts';
import { EngineReport } from './report.ts';
import { checkProgram, runProgram } from './run.ts';
import { writeTable } from './write.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: [] },
    program: { type: 'string', multiple: true, default: [] },
    short: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    limit: { type: 'string', default: '300' },
    'no-install': { type: 'boolean', default: false },
    reuse: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const install = !values['no-install'];
const chosen = (wanted: readonly string[], name: string): boolean =>
  wanted.length === 0 || wanted.some((text) => name.toLowerCase().includes(text.toLowerCase()));
const isName = (text: string): boolean => ENGINES.some(({ name }) => name === text);

function extentsFor({ slow = false }: Pick<Engine, 'slow'>): ReadonlySet<Extent> {
  if (values.short) return new Set(['short']);
  return new Set(slow && !values.all ? ['short', 'common'] : ['short', 'common', 'whole']);
}

const exact = values.engine.filter(isName);
const parts = values.engine.filter((text) => !isName(text));
const engines = ENGINES.filter(
  ({ name }) => exact.includes(name) || ((exact.length === 0 || parts.length > 0) && chosen(parts, name)),
);
const extents = new Set(engines.flatMap((engine) => [...extentsFor(engine)]));
const programs = values.reuse
  ? formerPrograms().filter(({ name }) => chosen(values.program, name))
  : await writePrograms({ extents, install, chosen: (name) => chosen(values.program, name) });
console.log(`${programs.length} programs, ${engines.length} engines\n`);

async function report(engine: Engine): Promise<EngineReport> {
  const report = new EngineReport(engine.name, engine.onlyAccepts);
  const mine = programs.filter(({ extent }) => extentsFor(engine).has(extent));
  const skip = (missing: string): EngineReport => {
    report.skip(
      missing,
      mine.reduce((sum, { expected }) => sum + expected.length, 0),
    );
    return report;
  };
  const found = engine.find(install);
  if ('missing' in found) return skip(found.missing);
  const fileOf = ({ file, loweredFile }: WrittenProgram): string | undefined => (engine.lowered ? loweredFile : file);
  if (mine.some((program) => fileOf(program) === undefined)) return skip('Babel, which lowers the driver,');

  report.version = found.version;
  const limit = Number(values.limit) * (engine.slow === true ? 3 : 1);
  const run = engine.onlyAccepts === true ? checkProgram : runProgram;
  for (const program of mine) {
    report.add(program, await run(found.run(fileOf(program) as string), program.expected, limit));
  }
  return report;
}

const reports: EngineReport[] = [];
for (const engine of engines) {
  const done = await report(engine);
  reports.push(done);
  console.log(done.line());
  for (const fault of done.faults) console.log(`  ${fault}`);
}

// Without them every engine lacks what its row is read for.
const withoutSpec = !values.reuse && specFolder() === undefined;
if (withoutSpec) console.log('official tests: skipped, they are not here: see README.md');

const rows = reports.map((done) => done.row());
console.log(`\n${EngineReport.table(rows)}`);
if (values.write) writeTable(rows);

const counts = { passed: 0, failed: 0, skipped: withoutSpec ? 1 : 0 };
for (const done of reports) {
  for (const key of ['passed', 'failed', 'skipped'] as const) counts[key] += done.counts[key];
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
if (counts.failed > 0) process.exitCode = 1;
