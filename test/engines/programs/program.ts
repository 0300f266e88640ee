// A program: one script with everything that a scenario needs, and what it has to print. The compiled modules stand in
// it as the compiler wrote them, but for their import and export.

import type { ProgramData } from '../inside/program.ts';

/**
 * When a program is run: `short` always, also where all has to be done within minutes; `common` on every engine by default;
 * `whole` by default on the engines that are not slow.
 */
export type Extent = 'short' | 'common' | 'whole';

export interface Program extends ProgramData {
  readonly extent: Extent;
  /** The compiler's output (`runtime: 'import'`), by the name under which the driver looks for it. */
  readonly modules: ReadonlyMap<string, string>;
  /** The lines of its scenarios. */
  readonly expected: readonly string[];
}

/**
 * The text of the script; `driver` is that of `driver.ts`. It is strict, as the modules are that it is made of, and has to
 * be: the collector of QuickJS-NG 0.12.1 (in the npm build 0.32.0) aborts if it comes upon the `arguments` of a running
 * sloppy function, which esbuild uses for async ones.
 */
export function scriptOf({ kind, name, input, modules }: Program, driver: string): string {
  const entries = [...modules].map(([key, code]) => `${JSON.stringify(key)}: ${moduleFunction(code)}`);
  const data = JSON.stringify({ kind, name, input });
  return `'use strict';\ndelete globalThis.WebAssembly;\nvar fermataProgram = ${data};\nfermataProgram.modules = {\n${entries.join(',\n')}\n};\n${driver}`;
}

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*'wasm-fermata\/support';$/m;
const EXPORT = /^export default\b/m;

function moduleFunction(code: string): string {
  if (!EXPORT.test(code)) throw new Error('The compiler wrote a module of another form');
  const body = code
    .replace(IMPORT, (_, names: string) => `const {${names.replace(/\bas\b/g, ':')}} = helpers;`)
    .replace(EXPORT, 'return');
  return `function (helpers) { 'use strict';\n${body}\n}`;
}
