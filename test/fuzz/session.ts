// Starts the processes of the fuzzer, watches them, and reports: which modules were tried, what was wrong.

import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseOf } from '../support/fuzz/cases.ts';
import { nativeStack } from '../support/fuzz/limits.ts';
import { mutants } from '../support/fuzz/mutate.ts';
import { mutantRandom } from '../support/fuzz/mutation.ts';
import type { JobOptions, Kind, Message } from './job.ts';
import { processorTime } from './processor-time.ts';

/** A job hangs that says nothing for so many seconds of processor time, or by the clock: other programs want processors. */
const patience = { working: 120, waiting: 1800 };
/** How often that is looked at. */
const glance = 5000;
/** Of a job's heap, in MiB. */
const mostMemory = 1500;
/** Between two lines of progress. */
const every = 60_000;

export class Session {
  private readonly options: Omit<JobOptions, 'step'>;
  private readonly jobs: number;
  private readonly counts = new Map<string, number>();
  private faults = 0;
  private readonly started = Date.now();
  private shown = Date.now();

  constructor(options: Omit<JobOptions, 'step'>, jobs: number) {
    this.options = options;
    this.jobs = jobs;
  }

  /** Runs to the end, or until it is interrupted; whether all was well. */
  async all(): Promise<boolean> {
    const { first, count } = this.options;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        this.show(`from seed ${first} on, until ${signal}`);
        process.exit(1);
      });
    }
    const share = Math.ceil(count / this.jobs);
    await Promise.all(Array.from({ length: this.jobs }, (_, i) => this.job(first + i, share)));
    this.show(`from seed ${first} on`);
    return this.faults === 0;
  }

  /** One job after the other, until one comes to its end: a hang or a crash costs the seed that it was at. */
  private async job(first: number, count: number): Promise<void> {
    let next = first;
    let left = count;
    while (left > 0 && Date.now() < this.options.end) {
      const dead = await this.once({ ...this.options, first: next, count: left, step: this.jobs });
      if (dead === undefined) return;
      left -= (dead - next) / this.jobs + 1;
      next = dead + this.jobs;
    }
  }

  /** The seed at which the process hung or died; undefined if it came to its end. */
  private once(options: JobOptions): Promise<number | undefined> {
    return new Promise((resolve) => {
      const child = fork(join(import.meta.dirname, 'job.ts'), {
        execArgv: [...process.execArgv, `--max-old-space-size=${mostMemory}`, `--stack-size=${nativeStack}`],
        // V8 writes some pages about its heap before it dies of it.
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      });
      let complaint = '';
      child.stderr?.on('data', (data: Buffer) => {
        complaint = (complaint + data.toString()).slice(-2000);
      });
      let at: { readonly seed: number; readonly kind: Kind } = { seed: options.first, kind: 'generated' };
      let ended = false;
      let hung: string | undefined;
      let heard = now(child.pid);
      const watch = setInterval(() => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const { working, waiting } = now(child.pid);
        const worked = working - heard.working;
        const waited = waiting - heard.waiting;
        if (worked < patience.working && waited < patience.waiting) return;
        hung = `nothing for ${Math.round(waited)} s, ${Math.round(worked)} of them at work`;
        child.kill('SIGKILL');
      }, glance);
      child.on('message', (message: Message) => {
        heard = now(child.pid);
        if (message.type === 'at') at = message;
        else if (message.type === 'end') ended = true;
        else this.hear(message);
      });
      child.on('exit', (code, signal) => {
        clearInterval(watch);
        if (ended) return resolve(undefined);
        const how = hung ?? `died with ${signal ?? code}\n${complaint}`;
        this.died(at.seed, at.kind, how);
        resolve(at.seed);
      });
      child.send(options);
    });
  }

  private hear(message: Exclude<Message, { type: 'at' | 'end' }>): void {
    if (message.type === 'counts') {
      for (const [what, count] of Object.entries(message.counts)) {
        if (what !== 'faults') this.counts.set(what, (this.counts.get(what) ?? 0) + count);
      }
      if (Date.now() - this.shown > every) this.show('so far');
    } else if (message.type === 'fault') {
      this.faults++;
      process.stdout.write(`FAULT seed ${message.seed}, ${message.way}\n${message.what}\n`);
    } else {
      const { file, way, what } = message.failure;
      process.stdout.write(`made small: ${way}\n${what}\nsaved as ${file}; to keep it: cp ${file} test/fuzz/kept/\n\n`);
    }
  }

  private died(seed: number, kind: Kind, how: string): void {
    this.faults++;
    const { folder } = this.options;
    mkdirSync(folder, { recursive: true });
    // Which mutant it was is not known: all of them.
    const modules = kind === 'generated' ? [caseOf(seed).bytes] : mutantsOf(seed);
    const files = modules.map((bytes, i) => {
      const file = join(folder, `${kind}-${seed}-${i}.wasm`);
      writeFileSync(file, bytes);
      return file;
    });
    process.stdout.write(`FAULT seed ${seed}, ${kind}: ${how}\nthe module is one of ${files.join(' ')}\n`);
  }

  private show(when: string): void {
    this.shown = Date.now();
    const minutes = ((this.shown - this.started) / 60_000).toFixed(1);
    const all = [...this.counts].sort(([a], [b]) => a.localeCompare(b));
    const total = all.reduce((sum, [, count]) => sum + count, 0);
    const lines = all.map(([what, count]) => `  ${String(count).padStart(9)}  ${what}`);
    process.stdout.write(`${total} modules ${when}, ${minutes} minutes, ${this.faults} faults\n${lines.join('\n')}\n`);
  }
}

/** Seconds that a process has worked, and by the clock, which stands for both where the former are not known. */
function now(pid: number | undefined): { readonly working: number; readonly waiting: number } {
  const waiting = Date.now() / 1000;
  return { working: processorTime(pid) ?? waiting, waiting };
}

function mutantsOf(seed: number): Uint8Array[] {
  const all = mutants(mutantRandom(seed));
  const list: Uint8Array[] = [];
  for (let step = all.next(false); !step.done; ) {
    list.push(step.value.bytes);
    step = all.next(WebAssembly.validate(step.value.bytes));
  }
  return list;
}
