// A module that is measured by its exported function `run`.

import type { Run } from './serve.ts';

export function program({ instantiate }: { instantiate(): { readonly run: Run } }): Run {
  return instantiate().run;
}
