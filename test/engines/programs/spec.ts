// The programs of the official tests: one for each file, with the commands that concern running.

import { compile } from '../../../src/compiler/index.ts';
import { native } from '../../support/engine.ts';
import { load } from '../../support/load.ts';
import {
  type Command,
  type Edition,
  readModule,
  readScript,
  specFiles,
  specFolder,
} from '../../support/spec/script.ts';
import { lookupEngine, moduleKey } from '../inside/lookup.ts';
import { runSpec } from '../inside/spec.ts';
import type { Program } from './program.ts';

/** Run if not all are: integers, floats, memory, calls, control, linking, tables, start. */
const SUBSET: Readonly<Record<Edition, ReadonlySet<string>>> = {
  mvp: new Set(['call_indirect', 'conversions', 'endianness', 'f32_bitwise', 'float_exprs', 'i64', 'imports', 'start']),
  v2: new Set([
    'br_table',
    'bulk',
    'call',
    'f64',
    'i32',
    'if',
    'linking',
    'memory_grow',
    'select',
    'table_copy',
    'traps',
  ]),
};

const FEATURES = { mvp: 'mvp', v2: 'wasm2' } as const;
const COMPILER_ONLY = new Set<Command['type']>(['assert_invalid', 'assert_malformed']);

export interface SpecFile {
  readonly edition: Edition;
  readonly file: string;
}

/** None where the official tests are not. */
export function listSpecFiles(all: boolean): SpecFile[] {
  const folder = specFolder();
  if (folder === undefined) return [];
  return (['mvp', 'v2'] as const).flatMap((edition) =>
    specFiles(folder, edition)
      .filter((file) => !file.startsWith('simd_') && (all || SUBSET[edition].has(file)))
      .map((file) => ({ edition, file })),
  );
}

/** Undefined if the file has nothing to run. */
export function specProgram({ edition, file }: SpecFile): Program | undefined {
  const folder = specFolder() as string;
  const commands = readScript(folder, edition, file).filter(({ type }) => !COMPILER_ONLY.has(type));
  if (commands.length === 0) return undefined;
  const bytesOf = (key: string): Uint8Array<ArrayBuffer> =>
    /^[0-9a-f]+$/.test(key) ? new Uint8Array(Buffer.from(key, 'hex')) : readModule(folder, edition, key);

  const oracle = runSpec(commands, { ...native, compile: (bytes) => native.compile(bytesOf(moduleKey(bytes))) });
  if (oracle.failures.length > 0) throw new Error(`${edition}/${file} fails natively: ${oracle.failures.join('\n')}`);

  const modules = new Map<string, string>();
  const here = lookupEngine((key) => {
    const { code } = compile(bytesOf(key), { features: FEATURES[edition] });
    modules.set(key, code);
    return load(code);
  });
  // Native results cannot be hashed: the bits of a computed NaN are free.
  const { hash } = runSpec(commands, here);
  const name = `${edition}/${file}`;
  return { kind: 'spec', name, input: commands, modules, expected: [`${name}: ${oracle.passed} passed, ${hash}`] };
}
