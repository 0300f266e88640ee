// Benchmarks `calls` (calls that may pause and do not) and `pause` (pauses, by depth and kind of call).

import { mkdirSync } from 'node:fs';
import type { JavaScript } from './javascript.ts';
import { assemble, calls, type PausingScenario, pauses, type Scenario } from './programs/scenarios.ts';
import type { Report, Row } from './report.ts';
import { type Contestant, interleaveAnew } from './rounds.ts';
import { geometricMean, medianIfKnown } from './statistics.ts';
import { fermata, native, type Source, type Subject, writeScript } from './subjects.ts';

const folder = '.cache/bench/calls';

/** What engines inline differs from process to process. Figures are medians of so many. */
const processes = 9;

interface Variant<S extends Scenario> {
  readonly name: string;
  /** A file of inside/. */
  readonly program: string;
  source(scenario: S): Promise<Source>;
  parameter?(scenario: S): unknown;
}

const frames = fermata();
const generator = fermata('generator', { suspend: 'generator' });
const imported =
  (subject: Subject) =>
  (scenario: Scenario): Promise<Source> =>
    subject.source(assemble(scenario, 'imported'));
const nothing = async (): Promise<Source> => ({ text: '' });

/** The first is what the others are compared with. */
const callVariants: readonly Variant<Scenario>[] = [
  { name: 'nothing may pause', program: 'calls', source: (scenario) => frames.source(assemble(scenario, 'own')) },
  { name: 'frames', program: 'calls', source: imported(frames) },
  { name: 'generator', program: 'calls', source: imported(generator) },
  {
    name: 'by hand',
    program: 'hand-written-calls',
    source: nothing,
    parameter: ({ name }) => name,
  },
  { name: 'native', program: 'calls', source: imported(native) },
];

const parameter = ({ parameters }: PausingScenario): unknown => parameters;
const pauseVariants: readonly Variant<PausingScenario>[] = [
  { name: 'frames', program: 'pauses', source: imported(frames), parameter },
  { name: 'generator', program: 'pauses', source: imported(generator), parameter },
  {
    name: 'by hand',
    program: 'hand-written',
    source: nothing,
    parameter: ({ name, parameters }) => ({ name, parameters, bare: false }),
  },
  {
    name: 'by hand, bare',
    program: 'hand-written',
    source: nothing,
    parameter: ({ name, parameters }) => ({ name, parameters, bare: true }),
  },
  { name: 'in place', program: 'in-place', source: imported(frames), parameter },
  { name: 'in place, native', program: 'in-place', source: imported(native), parameter },
];

async function measure<S extends Scenario>(
  scenario: S,
  variants: readonly Variant<S>[],
  javascript: JavaScript,
): Promise<(number | undefined)[]> {
  mkdirSync(folder, { recursive: true });
  const contestants: Contestant[] = [];
  for (const [i, { name, program, source, parameter }] of variants.entries()) {
    const file = `${folder}/${scenario.name.replace(/\W+/g, '-')}.${i}.js`;
    contestants.push({
      name,
      script: await writeScript(file, program, await source(scenario), parameter?.(scenario)),
    });
  }
  const times = await interleaveAnew(contestants, scenario.rounds, javascript, processes);
  return variants.map((_, i) => medianIfKnown(times.map((of) => of[i])));
}

const chosen = <S extends Scenario>(scenarios: readonly S[], only?: string): S[] =>
  scenarios.filter(({ name }) => only === undefined || name === only);

export async function callBenchmark(javascript: JavaScript, only?: string): Promise<Report> {
  const rows: Row[] = [];
  for (const scenario of chosen(calls, only)) {
    const [plain = Number.NaN, ...others] = await measure(scenario, callVariants, javascript);
    rows.push({ name: scenario.name, values: [plain, ...others.map((time) => time && time / plain)] });
  }
  const ratios = callVariants.slice(1).map((_, i) => rows.flatMap(({ values }) => values[i + 1] ?? []));
  rows.push({ name: 'geometric mean', values: [undefined, ...ratios.map(geometricMean)] });
  const columns = callVariants.map(({ name }, i) => ({ title: i === 0 ? `${name}, ms` : name }));
  return { title: 'Calls that may pause and do not: the same code that may not = 1', columns, rows };
}

export async function pauseBenchmark(javascript: JavaScript, only?: string): Promise<Report> {
  const rows: Row[] = [];
  for (const scenario of chosen(pauses, only)) {
    const times = await measure(scenario, pauseVariants, javascript);
    const [pausing, generating, byHand, bare] = times;
    const ratio = (time: number | undefined, floor: number | undefined) => time && floor && time / floor;
    rows.push({
      name: scenario.name,
      values: [
        ...times.map((time) => time && (time * 1e6) / scenario.rounds),
        ratio(pausing, byHand),
        ratio(generating, byHand),
        ratio(pausing, bare),
      ],
    });
  }
  const columns = [
    ...pauseVariants.map(({ name }) => ({ title: name, digits: 0 })),
    { title: 'frames / by hand' },
    { title: 'generator / by hand' },
    { title: 'frames / bare' },
  ];
  const title = 'One imported call, nanoseconds, with what stands between two: paused at, or answered in place';
  return { title, columns, rows };
}
