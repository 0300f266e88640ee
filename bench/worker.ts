// A child process that runs one subject: it loads it, then answers each request for a round with its time and result.

import { engines } from './engines.ts';
import type { Round, Subject, WorkerRequest } from './rounds.ts';
import { loadScenario } from './scenarios.ts';

type Run = (argument: number) => number;

async function load(subject: Subject): Promise<Run> {
  if (subject.kind === 'scenario') return loadScenario(subject.scenario, subject.variant);
  const engine = engines.find(({ name }) => name === subject.engine);
  const run = (await engine?.load(subject.file))?.run;
  if (run === undefined) throw new Error('the module has no function `run`');
  return run;
}

let run: Run = () => {
  throw new Error('nothing is loaded');
};

process.on('message', async (request: WorkerRequest) => {
  if ('load' in request) {
    run = await load(request.load);
    process.send?.({ nanoseconds: 0, result: 0 } satisfies Round);
    return;
  }
  const start = process.hrtime.bigint();
  const result = run(request.argument);
  process.send?.({ nanoseconds: Number(process.hrtime.bigint() - start), result } satisfies Round);
});
