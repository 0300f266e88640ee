// npm run bench [-- NAME [PROGRAM]]: runs all benchmarks, or the one of that name, prints tables, writes bench/results/.

import { adversarialBenchmark } from './adversarial.ts';
import { callBenchmark, pauseBenchmark } from './calls.ts';
import { compileBenchmark } from './compile.ts';
import { print, type Report, save } from './report.ts';
import { runtimeBenchmark } from './runtimes.ts';
import { straight } from './straight.ts';

/** By name; each may be limited to one program. */
const benchmarks: Readonly<Record<string, (only?: string) => Promise<Report>>> = {
  straight,
  calls: callBenchmark,
  pause: pauseBenchmark,
  runtimes: runtimeBenchmark,
  compile: compileBenchmark,
  adversarial: adversarialBenchmark,
};

const [name, only] = process.argv.slice(2);
if (name !== undefined && !Object.hasOwn(benchmarks, name)) {
  process.stderr.write(`no benchmark ${name}: there are ${Object.keys(benchmarks).join(', ')}\n`);
  process.exit(1);
}
for (const [title, run] of Object.entries(benchmarks)) {
  if (name !== undefined && name !== title) continue;
  const report = await run(only);
  print(report);
  if (only === undefined) save(title, report);
}
