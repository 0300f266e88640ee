// npm run bench [-- NAME [PROGRAM]]: runs all benchmarks, or the one of that name, prints tables, writes bench/results/.
// npm run bench -- chart: draws what is in bench/results/ as an SVG.
//
//   --engine NAME   on another JavaScript engine than this Node: node22, node24, node26, jsc, js102
//   --node NUMBER   the same as --engine nodeNUMBER

import { parseArgs } from 'node:util';
import { adversarialBenchmark } from './adversarial.ts';
import { callBenchmark, pauseBenchmark } from './calls.ts';
import { chart } from './chart.ts';
import { compileBenchmark } from './compile.ts';
import { findJavaScript, type JavaScript } from './javascript.ts';
import { largeBenchmark } from './large.ts';
import { print, type Report, save } from './report.ts';
import { runtimeBenchmark } from './runtimes.ts';
import { straight, warmup } from './straight.ts';
import { workBenchmark } from './work.ts';

/** By name; each may be limited to one program. */
const benchmarks: Readonly<Record<string, (javascript: JavaScript, only?: string) => Promise<Report>>> = {
  straight,
  warmup,
  calls: callBenchmark,
  pause: pauseBenchmark,
  large: largeBenchmark,
  work: workBenchmark,
  runtimes: runtimeBenchmark,
  compile: compileBenchmark,
  adversarial: (_, only) => adversarialBenchmark(only),
};

/** What these start runs on this Node, whatever engine is asked for. */
const onlyHere: ReadonlySet<string> = new Set(['runtimes', 'compile', 'adversarial']);

const { values, positionals } = parseArgs({
  options: { engine: { type: 'string' }, node: { type: 'string' } },
  allowPositionals: true,
});
const [name, only] = positionals;
if (name === 'chart') {
  chart();
  process.exit();
}
if (name !== undefined && !Object.hasOwn(benchmarks, name)) {
  process.stderr.write(`no benchmark ${name}: there are ${[...Object.keys(benchmarks), 'chart'].join(', ')}\n`);
  process.exit(1);
}
const javascript = findJavaScript(values.engine ?? (values.node === undefined ? 'node' : `node${values.node}`));
for (const [title, run] of Object.entries(benchmarks)) {
  if (name !== undefined && name !== title) continue;
  if (javascript.name !== 'node' && onlyHere.has(title)) {
    // Its figures would have another engine's name.
    process.stderr.write(`${title} runs on this Node only\n`);
    if (name !== undefined) process.exitCode = 1;
    continue;
  }
  const report = await run(javascript, only);
  print(report);
  if (only === undefined) save(title, javascript, report);
}
