// A module that is large in one way: its export `run`, called with some numbers.

import type { Engine } from '../../support/engine.ts';

export interface LimitInput {
  readonly parameters: readonly number[];
}

export function runLimit({ parameters }: LimitInput, module: unknown, engine: Engine): string {
  const { run } = engine.instantiate(module, {}) as { readonly run: (x: number) => number };
  return parameters.map((x) => run(x)).join(', ');
}
