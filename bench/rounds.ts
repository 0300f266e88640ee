// Interleaved rounds: one process for each subject, so that none warms up or spoils another's code, and turns, so that
// what else the machine does falls on all of them alike.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './statistics.ts';

/** What a worker loads: an engine's file with a function `run`, or a scenario of calls and pauses. */
export type Subject =
  | { readonly kind: 'engine'; readonly engine: string; readonly file: string }
  | { readonly kind: 'scenario'; readonly scenario: string; readonly variant: string };

export type WorkerRequest = { readonly load: Subject } | { readonly argument: number };

export interface Round {
  readonly nanoseconds: number;
  readonly result: number;
}

// Many short rounds: a round that outlasts the time slice of a busy machine measures the machine.
const warmUps = 60;
const counted = 41;
/** A slow subject stops when it has had so much time, but never before it has so many counted rounds. */
const enough = { milliseconds: 8000, rounds: 3 };

class Worker {
  readonly times: number[] = [];
  result: number | undefined;
  private readonly child: ChildProcess;
  private spent = 0;
  private done = 0;

  constructor() {
    this.child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  ask(request: WorkerRequest): Promise<Round> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the worker ended'));
      this.child.once('exit', ended);
      this.child.once('message', (round) => {
        this.child.off('exit', ended);
        resolve(round as Round);
      });
      this.child.send(request);
    });
  }

  async round(argument: number): Promise<void> {
    if (this.spent > enough.milliseconds && this.times.length >= enough.rounds) return;
    const { nanoseconds, result } = await this.ask({ argument });
    this.result = result;
    this.spent += nanoseconds / 1e6;
    const warm = this.done++ >= warmUps || this.spent > enough.milliseconds / 3;
    if (warm) this.times.push(nanoseconds);
  }

  end(): void {
    this.child.kill();
  }
}

/**
 * Median milliseconds of one run with `argument`, for each subject; undefined for one that fails, or that gives another
 * result than the first.
 */
export async function interleave(subjects: readonly Subject[], argument: number): Promise<(number | undefined)[]> {
  const workers = subjects.map(() => new Worker());
  const failed = new Set<Worker>();
  const unlessFailed = async (worker: Worker, act: () => Promise<unknown>): Promise<void> => {
    if (failed.has(worker)) return;
    await act().catch((error: unknown) => {
      process.stderr.write(`${JSON.stringify(subjects[workers.indexOf(worker)])}: ${String(error)}\n`);
      failed.add(worker);
    });
  };
  try {
    for (const [i, worker] of workers.entries()) await unlessFailed(worker, () => worker.ask({ load: subjects[i]! }));
    for (let round = 0; round < warmUps + counted; round++) {
      for (const worker of workers) await unlessFailed(worker, () => worker.round(argument));
    }
    const expected = workers[0]?.result;
    return workers.map((worker) =>
      failed.has(worker) || worker.result !== expected ? undefined : median(worker.times) / 1e6,
    );
  } finally {
    for (const worker of workers) worker.end();
  }
}
