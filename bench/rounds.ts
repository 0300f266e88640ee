// Interleaved rounds: one process for each subject, so that none warms up or spoils another's code, and turns, so that
// what else the machine does falls on all of them alike.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { JavaScript } from './javascript.ts';
import { median } from './statistics.ts';

/** A script that answers rounds (inside/serve.ts). */
export interface Contestant {
  readonly name: string;
  readonly script: string;
}

interface Round {
  readonly milliseconds: number;
  readonly result: number;
}

// Many short rounds: a round that outlasts the time slice of a busy machine measures the machine.
const warmUps = { rounds: 60, milliseconds: 250 };
const counted = 41;
/** A slow contestant stops when it has had so much time, but never before it has so many counted rounds. */
const enough = { milliseconds: 2500, rounds: 3 };

/** Milliseconds of the rounds that count, and the results of all. */
interface Figures {
  readonly times: number[];
  readonly results: number[];
  error: Error | undefined;
}

class Worker implements Figures {
  readonly times: number[] = [];
  readonly results: number[] = [];
  error: Error | undefined;
  readonly #process: ChildProcess;
  /** Lines that nobody has waited for, and who waits for a line. */
  readonly #lines: string[] = [];
  readonly #waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  #spent = 0;
  #rounds = 0;

  constructor({ script }: Contestant, { command, env }: JavaScript) {
    this.#process = spawn(command, [script], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      const first = this.#waiting.shift();
      if (first === undefined) this.#lines.push(line);
      else first.resolve(line);
    });
    this.#process.on('error', (error) => this.#fail(error));
    this.#process.on('close', (code) => this.#fail(new Error(`it ended with ${code}`)));
    this.#process.stdin!.on('error', () => {});
  }

  /** Waits for it to be loaded. */
  load(): Promise<void> {
    return this.#unlessFailed(async () => void (await this.#line()));
  }

  get warm(): boolean {
    const { rounds, milliseconds } = warmUps;
    return (this.#rounds >= rounds && this.#spent >= milliseconds) || this.#spent > enough.milliseconds / 3;
  }

  get done(): boolean {
    const slow = this.#spent > enough.milliseconds && this.times.length >= enough.rounds;
    return this.error !== undefined || this.times.length >= counted || slow;
  }

  round(argument: number, counts: boolean): Promise<void> {
    return this.#unlessFailed(async () => {
      this.#process.stdin!.write(`${argument}\n`);
      const { milliseconds, result } = JSON.parse(await this.#line()) as Round;
      this.results.push(result);
      this.#spent += milliseconds;
      this.#rounds++;
      if (counts) this.times.push(milliseconds);
    });
  }

  end(): void {
    this.#process.removeAllListeners('close');
    this.#process.kill();
  }

  #line(): Promise<string> {
    return new Promise((resolve, reject) => {
      const line = this.#lines.shift();
      if (line !== undefined) resolve(line);
      else if (this.error !== undefined) reject(this.error);
      else this.#waiting.push({ resolve, reject });
    });
  }

  async #unlessFailed(act: () => Promise<void>): Promise<void> {
    if (this.error === undefined) await act().catch((error: Error) => this.#fail(error));
  }

  #fail(error: Error): void {
    this.error ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

/**
 * Median milliseconds of a round with `argument`, for each contestant; undefined for one that fails or gives another
 * result than the first, which is said on the standard error.
 */
async function interleave(
  contestants: readonly Contestant[],
  argument: number,
  javascript: JavaScript,
): Promise<(number | undefined)[]> {
  const workers = contestants.map((contestant) => new Worker(contestant, javascript));
  try {
    for (const worker of workers) await worker.load();
    while (workers.some((worker) => !worker.warm && worker.error === undefined)) {
      for (const worker of workers) if (!worker.warm) await worker.round(argument, false);
    }
    while (workers.some((worker) => !worker.done)) {
      for (const worker of workers) if (!worker.done) await worker.round(argument, true);
    }
  } finally {
    for (const worker of workers) worker.end();
  }
  return mediansOf(contestants, workers);
}

/** The same so many times, each in fresh processes: engines do not always come to the same code. */
export async function interleaveAnew(
  contestants: readonly Contestant[],
  argument: number,
  javascript: JavaScript,
  times: number,
): Promise<(number | undefined)[][]> {
  const results: (number | undefined)[][] = [];
  for (let i = 0; i < times; i++) results.push(await interleave(contestants, argument, javascript));
  return results;
}

/** The same of the first round in each of so many fresh processes. */
export async function firstRounds(
  contestants: readonly Contestant[],
  argument: number,
  javascript: JavaScript,
  processes: number,
): Promise<(number | undefined)[]> {
  const all: Figures[] = contestants.map(() => ({ times: [], results: [], error: undefined }));
  for (let i = 0; i < processes; i++) {
    for (const [j, contestant] of contestants.entries()) {
      const worker = new Worker(contestant, javascript);
      await worker.load();
      await worker.round(argument, true);
      worker.end();
      const own = all[j]!;
      own.error ??= worker.error;
      own.times.push(...worker.times);
      own.results.push(...worker.results);
    }
  }
  return mediansOf(contestants, all);
}

function mediansOf(contestants: readonly Contestant[], figures: readonly Figures[]): (number | undefined)[] {
  const expected = figures[0]?.results ?? [];
  return figures.map(({ error, results, times }, i) => {
    // Not all have as many rounds, but a round gives the same as the first contestant's with its number.
    const different = results.findIndex((result, round) => round < expected.length && result !== expected[round]);
    if (error === undefined && different < 0) return median(times);
    const fault = error?.message ?? `round ${different} gives ${results[different]} instead of ${expected[different]}`;
    process.stderr.write(`${contestants[i]!.script}: ${fault}\n`);
    return undefined;
  });
}
