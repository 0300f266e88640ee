// Benchmarks `calls` (calls that may pause and do not) and `pause` (one pause and what follows it, by depth).

import type { Report } from './report.ts';
import { interleave } from './rounds.ts';
import { calls, callVariants, pauses, pauseVariants, type Scenario } from './scenarios.ts';

async function measure({ name, rounds }: Scenario, variants: readonly string[]): Promise<(number | undefined)[]> {
  const subjects = variants.map((variant) => ({ kind: 'scenario', scenario: name, variant }) as const);
  return interleave(subjects, rounds);
}

const chosen = (scenarios: readonly Scenario[], only?: string): Scenario[] =>
  scenarios.filter(({ name }) => only === undefined || name === only);

export async function callBenchmark(only?: string): Promise<Report> {
  const rows: Report['rows'][number][] = [];
  for (const scenario of chosen(calls, only)) {
    const [plain = Number.NaN, ...others] = await measure(scenario, callVariants);
    rows.push({ name: scenario.name, values: [plain, ...others.map((time) => time && time / plain)] });
  }
  const columns = callVariants.map((variant, i) => ({ title: i === 0 ? `${variant}, ms` : variant }));
  return { title: 'Calls that may pause and do not: the same code that may not = 1', columns, rows };
}

export async function pauseBenchmark(only?: string): Promise<Report> {
  const rows: Report['rows'][number][] = [];
  for (const scenario of chosen(pauses, only)) {
    const times = await measure(scenario, pauseVariants);
    rows.push({ name: scenario.name, values: times.map((time) => time && (time * 1e6) / scenario.rounds) });
  }
  const columns = pauseVariants.map((title) => ({ title, digits: 0 }));
  return { title: 'One imported call, nanoseconds: pausing at it, or answered in place', columns, rows };
}
