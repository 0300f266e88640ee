// All programs, written as scripts to the cache folder: for engines as they are, and with a lowered driver.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../engines/install.ts';
import { contractProgram } from './contract.ts';
import { cryptoProgram } from './crypto.ts';
import { buildDriver } from './driver.ts';
import { limitNames, limitProgram } from './limits.ts';
import { lowered } from './lower.ts';
import { type Program, scriptOf } from './program.ts';
import { runtimeProgram } from './runtime.ts';
import { listSpecFiles, specProgram } from './spec.ts';

export interface WrittenProgram {
  readonly kind: Program['kind'];
  readonly name: string;
  readonly expected: readonly string[];
  readonly file: string;
  /** Undefined without Babel. */
  readonly loweredFile: string | undefined;
}

export interface Choice {
  /** All files of the official tests. */
  readonly all: boolean;
  readonly install: boolean;
  chosen(name: string): boolean;
}

export async function writePrograms({ all, install, chosen }: Choice): Promise<WrittenProgram[]> {
  const folder = join(CACHE, 'programs');
  mkdirSync(folder, { recursive: true });
  const driver = await buildDriver();
  const loweredDriver = lowered(driver, install);
  const written: WrittenProgram[] = [];
  const add = (program: Program | undefined): void => {
    if (program === undefined) return;
    const { kind, name, expected } = program;
    const write = (extension: string, text: string): string => {
      const file = join(folder, `${name.replace(/\W/g, '-')}.${extension}`);
      writeFileSync(file, scriptOf(program, text));
      return file;
    };
    const file = write('cjs', driver);
    written.push({ kind, name, expected, file, loweredFile: loweredDriver && write('lowered.cjs', loweredDriver) });
  };
  if (chosen('contract')) add(contractProgram());
  if (chosen('wasm-crypto')) add(await cryptoProgram());
  for (const name of ['kusama', 'statemine'] as const) if (chosen(name)) add(await runtimeProgram(name));
  for (const name of limitNames()) if (chosen(name)) add(limitProgram(name));
  for (const file of listSpecFiles(all)) if (chosen(`${file.edition}/${file.file}`)) add(specProgram(file));
  return written;
}
