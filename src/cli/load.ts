// Loads compiled code without evaluating strings: as a file of its own, which is imported and deleted. Code that imports
// the runtime gets the command's own copy, wherever the file stood.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompiledModule } from '../runtime/abi.ts';
import * as ownRuntime from '../runtime/index.ts';
import { CliError } from './command.ts';

/** The part of `wasm-fermata` that running takes. */
export type Runtime = Pick<typeof ownRuntime, 'Instance' | 'Memory' | 'Table' | 'Global' | 'Suspending' | 'promising'>;

export interface Loaded {
  readonly module: CompiledModule;
  /** The runtime that shares its state with the module: code compiled with the runtime inline brings its own. */
  readonly runtime: Runtime;
}

const SUPPORT_IMPORT = /^(import\b[^'"]*)(['"])wasm-fermata\/support\2/m;

/** Throws CliError if `code` cannot be loaded, or is not a compiled module. `file` names it in messages. */
export async function loadCompiled(code: string, file: string): Promise<Loaded> {
  // Beside this file, with its extension: the sources can be run as they are.
  const support = new URL(`../runtime/support${extname(import.meta.url)}`, import.meta.url).href;
  const folder = mkdtempSync(join(tmpdir(), 'fermata-'));
  try {
    const path = join(folder, 'module.mjs');
    writeFileSync(
      path,
      code.replace(SUPPORT_IMPORT, (_match, names: string) => `${names}${JSON.stringify(support)}`),
    );
    const namespace = (await import(pathToFileURL(path).href)) as { default?: Partial<CompiledModule> };
    const module = namespace.default;
    if (typeof module?.instantiate !== 'function') throw new CliError(`${file} is not a module compiled by fermata`);
    if (module.abi !== 3) throw new CliError(`${file} was compiled by another version of fermata`);
    const runtime = 'Instance' in namespace ? (namespace as unknown as Runtime) : ownRuntime;
    return { module: module as CompiledModule, runtime };
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new CliError(`${file} is neither WebAssembly nor JavaScript: ${error.message}`);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
