// How much work the compiler does, counted and not timed: how often each block of its code runs, by V8's counters. What
// the engine does by itself, copying lists and collecting garbage, is not in it.

import { Session } from 'node:inspector';

const session = new Session();
session.connect();
session.post('Profiler.enable');
// Blocks are counted in functions that are parsed from now on.
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { compile } = await import('../../src/compiler/index.ts');

/** Since the last call. */
function takeSteps(): number {
  let steps = 0;
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error !== null) throw error;
    for (const { url, functions } of result) {
      if (!url.includes('/src/compiler/')) continue;
      for (const { ranges } of functions) for (const { count } of ranges) steps += count;
    }
  });
  return steps;
}

export function stepsOf(bytes: Uint8Array): number {
  takeSteps();
  compile(bytes);
  return takeSteps();
}
