// What a program finds when it starts: the script puts it before the driver, as one global variable.

import type { CompiledModule } from '../../../src/runtime/abi.ts';
import type * as support from '../../../src/runtime/support.ts';

/** A compiled module as the program's text holds it: the compiler's output, its import and export made a function's. */
export type ModuleFunction = (helpers: typeof support) => CompiledModule;

export interface ProgramData {
  readonly kind: 'spec' | 'contract' | 'crypto' | 'runtime' | 'limit';
  readonly name: string;
  /** What the kind of program needs besides: plain JSON. */
  readonly input: unknown;
}

export interface ProgramGlobal extends ProgramData {
  readonly modules: Readonly<Record<string, ModuleFunction>>;
}
