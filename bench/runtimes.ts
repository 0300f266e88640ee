// Benchmark `runtimes`: entry points of real runtimes. Cold: in a fresh process, what it takes to load and to run once.
// Warm: later runs in the same process. wasm-executor can do one thing with a runtime, to read its metadata, and reads
// the runtime anew each time: it has figures for that entry point only, and its warm ones hold that reading.

import { type ChildProcess, fork } from 'node:child_process';
import type { ChainName } from '../examples/substrate/chains.ts';
import type { JavaScript } from './javascript.ts';
import type { Report } from './report.ts';
import type { Timing } from './runtimes/child.ts';
import { bundleChild, type Entry, entries, prepareChain } from './runtimes/prepare.ts';
import type { SubjectName } from './runtimes/subjects.ts';
import { geometricMean, median } from './statistics.ts';

const chains: readonly ChainName[] = ['kusama', 'statemine', 'rococo'];
const subjects: readonly SubjectName[] = ['native', 'frames', 'in place', 'wasm-executor'];
/** Of each subject: the later ones run on when they are warm. What differs from process to process is most of the noise. */
const processes = { cold: 7, warm: 2 };
/**
 * A process is warm when it has run for so long: V8 is still optimising what compiled code does after a hundred runs. Then
 * runs are counted, in turns with the others.
 */
const warm = { milliseconds: 5000, counted: 21 };

const applicable = (subject: SubjectName, entry: Entry): boolean =>
  subject !== 'wasm-executor' || entry === 'Metadata_metadata';

class Child {
  cold: Timing | undefined;
  /** Of warm runs. */
  readonly times: number[] = [];
  /** Of all results: there should be one. */
  readonly digests = new Set<string>();
  readonly #process: ChildProcess;

  constructor(program: string, subject: SubjectName, question: string) {
    this.#process = fork(program, [subject, question], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  run(): Promise<Timing> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the child process ended'));
      this.#process.once('exit', ended);
      this.#process.once('message', (timing) => {
        this.#process.off('exit', ended);
        this.digests.add((timing as Timing).digest);
        resolve(timing as Timing);
      });
      this.#process.send('run');
    });
  }

  async warmUp(): Promise<void> {
    for (let spent = 0; spent < warm.milliseconds; ) spent += (await this.run()).run;
  }

  async warmRun(): Promise<void> {
    this.times.push((await this.run()).run);
  }

  end(): void {
    this.#process.kill();
  }
}

/** Medians in milliseconds. */
interface Figures {
  readonly load: number;
  readonly first: number;
  readonly cold: number;
  readonly warm: number;
  readonly calls: number | undefined;
}

async function measure(program: string, question: string, list: readonly SubjectName[]): Promise<Figures[]> {
  const children = list.map((): Child[] => []);
  const latest = (): Child[] => children.flatMap((own) => own.at(-1) ?? []);
  try {
    for (let round = 0; round < processes.cold; round++) {
      for (const child of latest()) child.end();
      for (const [i, subject] of list.entries()) {
        const child = new Child(program, subject, question);
        children[i]!.push(child);
        child.cold = await child.run();
      }
      if (round < processes.cold - processes.warm) continue;
      for (const child of latest()) await child.warmUp();
      for (let run = 0; run < warm.counted; run++) {
        for (const child of latest()) await child.warmRun();
      }
    }
  } finally {
    for (const child of latest()) child.end();
  }
  const results = new Set(children.flatMap((own) => own.flatMap(({ digests }) => [...digests])));
  if (results.size !== 1) throw new Error(`${question}: not all give the same result`);
  return children.map((own) => {
    const colds = own.flatMap(({ cold }) => cold ?? []);
    return {
      load: median(colds.map(({ load }) => load)),
      first: median(colds.map(({ run }) => run)),
      cold: median(colds.map(({ load, run }) => load + run)),
      warm: median(own.flatMap(({ times }) => (times.length > 0 ? [median(times)] : []))),
      calls: colds[0]?.calls,
    };
  });
}

const ratios = [
  ['frames', 'native'],
  ['in place', 'native'],
  ['frames', 'wasm-executor'],
  ['in place', 'wasm-executor'],
  ['native', 'wasm-executor'],
] as const satisfies readonly (readonly [SubjectName, SubjectName])[];

function valuesOf(figures: readonly Figures[], part: Exclude<keyof Figures, 'calls'>): (number | undefined)[] {
  const times = subjects.map((_, i) => figures[i]?.[part]);
  const time = (name: SubjectName): number => times[subjects.indexOf(name)] ?? Number.NaN;
  const quotients = ratios.map(([one, other]) => time(one) / time(other));
  return [figures[0]?.calls, ...times, ...quotients.map((ratio) => (Number.isNaN(ratio) ? undefined : ratio))];
}

export async function runtimeBenchmark(_: JavaScript, only?: string): Promise<Report> {
  const program = await bundleChild();
  const rows: { name: string; values: (number | undefined)[] }[] = [];
  for (const chain of chains.filter((name) => only === undefined || name === only)) {
    const questions = await prepareChain(chain);
    for (const entry of entries) {
      const list = subjects.filter((subject) => applicable(subject, entry));
      const figures = await measure(program, questions[entry], list);
      for (const part of ['load', 'first', 'cold', 'warm'] as const)
        rows.push({ name: `${chain}, ${entry}, ${part}`, values: valuesOf(figures, part) });
    }
  }
  for (const end of entries.flatMap((entry) => [`${entry}, cold`, `${entry}, warm`])) {
    const own = rows.filter(({ name }) => name.endsWith(`, ${end}`));
    const means = ratios.map((_, i) => own.flatMap(({ values }) => values[i + 1 + subjects.length] ?? []));
    const blank = [undefined, ...subjects.map(() => undefined)];
    const values = [...blank, ...means.map((list) => (list.length > 0 ? geometricMean(list) : undefined))];
    rows.push({ name: `geometric mean, ${end}`, values });
  }
  const columns = [
    { title: 'calls', digits: 0 },
    ...subjects.map((name) => ({ title: `${name}, ms`, digits: 1 })),
    ...ratios.map(([one, other]) => ({ title: `${one} / ${other}` })),
  ];
  return { title: 'Runtimes: cold = load + first run in a fresh process; warm = later runs', columns, rows };
}
