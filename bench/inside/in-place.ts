// A scenario of pauses whose imported calls are answered in place. The host ends the scenario's loop after as many as the
// argument says.

import type { AskingModule } from './calls.ts';
import type { Run } from './serve.ts';

export function program({ instantiate }: AskingModule, parameters: readonly number[]): Run {
  let left = 0;
  let last = 0;
  const ask = (x: number): number => {
    last = (x + 1) | 0;
    return --left > 0 ? last : 0;
  };
  const { run } = instantiate({ env: { ask } });
  return (argument) => {
    left = argument;
    run(...parameters);
    return last;
  };
}
