// All programs, written as scripts to the cache folder: for engines as they are, and with a lowered driver.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAIN_NAMES } from '../../../examples/substrate/chains.ts';
import { CACHE } from '../engines/install.ts';
import { contractProgram } from './contract.ts';
import { cryptoProgram } from './crypto.ts';
import { buildDriver } from './driver.ts';
import { limitNames, limitProgram } from './limits.ts';
import { lowered } from './lower.ts';
import { type Extent, type Program, scriptOf } from './program.ts';
import { runtimeExtent, runtimeProgram } from './runtime.ts';
import { specPrograms } from './spec.ts';

export interface WrittenProgram {
  readonly kind: Program['kind'];
  readonly name: string;
  readonly extent: Extent;
  readonly expected: readonly string[];
  readonly file: string;
  /** Undefined without Babel. */
  readonly loweredFile: string | undefined;
}

export interface Choice {
  readonly extents: ReadonlySet<Extent>;
  readonly install: boolean;
  chosen(name: string): boolean;
}

const FOLDER = join(CACHE, 'programs');
const LIST = join(FOLDER, 'programs.json');

/** The programs that were written last; they may be of another state of the compiler. */
export function formerPrograms(): WrittenProgram[] {
  return JSON.parse(readFileSync(LIST, 'utf8')) as WrittenProgram[];
}

export async function writePrograms({ extents, install, chosen }: Choice): Promise<WrittenProgram[]> {
  mkdirSync(FOLDER, { recursive: true });
  const driver = await buildDriver();
  const loweredDriver = lowered(driver, install);
  const written: WrittenProgram[] = [];
  const add = (program: Program): void => {
    const { kind, name, extent, expected } = program;
    const write = (extension: string, text: string): string => {
      const file = join(FOLDER, `${name.replace(/\W+/g, '-')}.${extension}`);
      writeFileSync(file, scriptOf(program, text));
      return file;
    };
    const file = write('cjs', driver);
    const loweredFile = loweredDriver && write('lowered.cjs', loweredDriver);
    written.push({ kind, name, extent, expected, file, loweredFile });
  };
  const wanted = (name: string, extent: Extent): boolean => extents.has(extent) && chosen(name);

  if (wanted('contract', 'short')) add(contractProgram());
  for (const program of specPrograms(extents, chosen)) add(program);
  if (wanted('wasm-crypto', 'common')) add(await cryptoProgram());
  for (const name of CHAIN_NAMES) if (wanted(name, runtimeExtent(name))) add(await runtimeProgram(name));
  for (const name of limitNames()) if (wanted(name, 'common')) add(limitProgram(name));
  writeFileSync(LIST, JSON.stringify(written));
  return written;
}
