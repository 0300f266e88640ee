// `npm run engines`: the same compiled modules on every JavaScript engine that can be had. Each has to come to the same
// results, pauses and memory, told by a hash; the expected ones are made here, with native WebAssembly where it can say.
//
//   --engine TEXT    only engines whose names have TEXT in them (may be repeated)
//   --program TEXT   only programs whose names have TEXT in them (may be repeated)
//   --all            all files of the official tests; otherwise a subset
//   --limit SECONDS  for one program on one engine (120)
//   --no-install     only engines that are there
//
// An engine that cannot be had is reported as skipped. The exit status is 1 if anything that ran failed.

import { parseArgs } from 'node:util';
import { hermes } from './engines/hermes.ts';
import { nodes } from './engines/node.ts';
import { others } from './engines/others.ts';
import { quickjs } from './engines/quickjs.ts';
import { shells } from './engines/shells.ts';
import { writePrograms } from './programs/index.ts';
import { EngineReport } from './report.ts';
import { checkProgram, runProgram } from './run.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: [] },
    program: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
    limit: { type: 'string', default: '120' },
    'no-install': { type: 'boolean', default: false },
  },
});
const install = !values['no-install'];
const chosen = (wanted: readonly string[], name: string): boolean =>
  wanted.length === 0 || wanted.some((text) => name.toLowerCase().includes(text.toLowerCase()));

const engines = [...nodes, ...hermes, ...quickjs, ...shells, ...others].filter(({ name }) =>
  chosen(values.engine, name),
);
const programs = await writePrograms({ all: values.all, install, chosen: (name) => chosen(values.program, name) });
console.log(`${programs.length} programs, ${engines.length} engines\n`);

const reports: EngineReport[] = [];
for (const engine of engines) {
  const report = new EngineReport(engine.name);
  reports.push(report);
  const found = engine.find(install);
  if ('missing' in found) {
    report.skip(`${found.missing} is not here`);
  } else {
    report.version = found.version;
    for (const program of programs) {
      const file = engine.lowered === true ? program.loweredFile : program.file;
      if (file === undefined) {
        report.skip('Babel, which lowers the driver, is not here');
        break;
      }
      const limit = Number(values.limit) * (engine.slow === true ? 3 : 1);
      const command = found.run(file);
      const checking = engine.onlyAccepts === true;
      report.add(
        program,
        checking ? await checkProgram(command, limit) : await runProgram(command, program.expected, limit),
      );
    }
  }
  console.log(report.line());
}

console.log(`\n${EngineReport.table(reports)}`);
for (const report of reports) for (const fault of report.faults) console.log(`\n${report.name}: ${fault}`);
if (reports.some(({ failed }) => failed)) process.exitCode = 1;
