// Benchmark `straight`: kernels that call nothing outside. Native WebAssembly = 1.

import { mkdirSync, readFileSync } from 'node:fs';
import type { JavaScript } from './javascript.ts';
import { buildKernel, kernels } from './programs/kernels.ts';
import type { Report, Row } from './report.ts';
import { interleave } from './rounds.ts';
import { geometricMean } from './statistics.ts';
import { subjects, writeScript } from './subjects.ts';

const folder = '.cache/bench/straight';

export async function straight(javascript: JavaScript, only?: string): Promise<Report> {
  mkdirSync(folder, { recursive: true });
  const rows: Row[] = [];
  for (const kernel of kernels.filter(({ name }) => only === undefined || name === only)) {
    const wasm = readFileSync(await buildKernel(kernel, folder));
    const contestants = [];
    for (const [i, subject] of subjects.entries()) {
      const file = `${folder}/${kernel.name}.${i}.js`;
      contestants.push({ name: subject.name, script: await writeScript(file, 'kernel', await subject.source(wasm)) });
    }
    const times = await interleave(contestants, kernel.rounds, javascript);
    const [native = Number.NaN] = times;
    rows.push({ name: kernel.name, values: [native, ...times.slice(1).map((time) => time && time / native)] });
  }
  const ratios = subjects.slice(1).map((_, i) => rows.flatMap(({ values }) => values[i + 1] ?? []));
  rows.push({ name: 'geometric mean', values: [undefined, ...ratios.map(geometricMean)] });
  const columns = subjects.map(({ name }, i) => ({ title: i === 0 ? `${name}, ms` : name }));
  return { title: 'Straight code: native = 1', columns, rows };
}
