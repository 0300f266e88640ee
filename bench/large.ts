// Benchmark `large`: functions that no engine optimises in one piece. Native WebAssembly = 1.

import { compare } from './compare.ts';
import type { JavaScript } from './javascript.ts';
import { buildLarge, largeFunctions } from './programs/large.ts';
import type { Report } from './report.ts';
import { moduleContestants, subjects } from './subjects.ts';

export async function largeBenchmark(javascript: JavaScript, only?: string): Promise<Report> {
  const competitions = largeFunctions
    .filter(({ type }) => only === undefined || type === only)
    .map((large) => ({
      ...large,
      contestants: async (folder: string) =>
        moduleContestants(`${folder}/${large.type}`, await buildLarge(large), subjects),
    }));
  const titles = subjects.map(({ name }) => name);
  return compare(
    { title: 'Large functions: native = 1', folder: '.cache/bench/large', titles, processes: 3 },
    competitions,
    javascript,
  );
}
