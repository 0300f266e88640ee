// A scenario of calls that do not pause, though they may.

import type { Run } from './serve.ts';

export interface AskingModule {
  instantiate(imports: { env: { ask(x: number): number } }): { run(...parameters: number[]): number };
}

export function program({ instantiate }: AskingModule): Run {
  return instantiate({ env: { ask: (x) => x + 1 } }).run;
}
