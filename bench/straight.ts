// Benchmarks `straight`, kernels that call nothing outside, and `warmup`, the first 100 calls of each with a small argument
// in a fresh process, after loading. Native WebAssembly = 1.

import { readFileSync } from 'node:fs';
import { compare } from './compare.ts';
import type { JavaScript } from './javascript.ts';
import { buildKernel, kernels } from './programs/kernels.ts';
import type { Report } from './report.ts';
import { moduleContestants, subjects } from './subjects.ts';

const titles = subjects.map(({ name }) => name);
const chosen = (only?: string) => kernels.filter(({ name }) => only === undefined || name === only);

export async function straight(javascript: JavaScript, only?: string): Promise<Report> {
  const competitions = chosen(only).map((kernel) => ({
    ...kernel,
    contestants: async (folder: string) =>
      moduleContestants(`${folder}/${kernel.name}`, readFileSync(await buildKernel(kernel, folder)), subjects),
  }));
  const heading = { title: 'Straight code: native = 1', folder: '.cache/bench/straight', titles, processes: 3 };
  return compare(heading, competitions, javascript);
}

export async function warmup(javascript: JavaScript, only?: string): Promise<Report> {
  const competitions = chosen(only).map((kernel) => ({
    name: kernel.name,
    rounds: kernel.small ?? Math.max(1, Math.round(kernel.rounds / 100)),
    contestants: async (folder: string) => {
      const wasm = readFileSync(await buildKernel(kernel, folder));
      return moduleContestants(`${folder}/${kernel.name}.first`, wasm, subjects, 'first-calls');
    },
  }));
  const title = 'The first 100 calls after loading, in a fresh process: native = 1';
  return compare(
    { title, folder: '.cache/bench/straight', titles, processes: 5, first: true },
    competitions,
    javascript,
  );
}
