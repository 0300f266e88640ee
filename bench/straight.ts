// Benchmark `straight`: kernels that call nothing outside. Native WebAssembly = 1.

import { engines } from './engines.ts';
import { buildKernel, kernels } from './programs/kernels.ts';
import type { Report } from './report.ts';
import { interleave } from './rounds.ts';
import { geometricMean } from './statistics.ts';

const folder = '.cache/bench';

export async function straight(only?: string): Promise<Report> {
  const rows: { name: string; values: (number | undefined)[] }[] = [];
  for (const kernel of kernels.filter(({ name }) => only === undefined || name === only)) {
    const wasm = await buildKernel(kernel, folder);
    const subjects = [];
    for (const engine of engines)
      subjects.push({ kind: 'engine' as const, engine: engine.name, file: await engine.prepare(wasm) });
    const times = await interleave(subjects, kernel.rounds);
    const [native = Number.NaN] = times;
    rows.push({ name: kernel.name, values: [native, ...times.map((time) => time && time / native).slice(1)] });
  }
  const ratios = engines.slice(1).map((_, i) => rows.flatMap(({ values }) => values[i + 1] ?? []));
  rows.push({ name: 'geometric mean', values: [undefined, ...ratios.map(geometricMean)] });
  const columns = engines.map(({ name }, i) => ({ title: i === 0 ? `${name}, ms` : name }));
  return { title: 'Straight code: native = 1', columns, rows };
}
