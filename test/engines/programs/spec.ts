// The programs of the official tests: batches of files, each with the commands that concern running.

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
import { runSpec, type SpecInput } from '../inside/spec.ts';
import type { Extent, Program } from './program.ts';

/** The subset that is run where not all are: integers, floats, memory, calls, control, linking, tables, start. */
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

/** Characters of code and commands in one program. */
const BATCH = 3_000_000;

const FEATURES = { mvp: 'wasm1', v2: 'wasm2' } as const;
const COMPILER_ONLY = new Set<Command['type']>(['assert_invalid', 'assert_malformed']);

/** What one file adds to a program. */
interface Part {
  readonly input: SpecInput[number];
  readonly modules: ReadonlyMap<string, string>;
  readonly expected: string;
  readonly size: number;
}

/** None where the official tests are not. `chosen` is asked for each file, as `edition/file`. */
export function specPrograms(extents: ReadonlySet<Extent>, chosen: (name: string) => boolean): Program[] {
  const folder = specFolder();
  if (folder === undefined) return [];
  const files = (['mvp', 'v2'] as const).flatMap((edition) =>
    specFiles(folder, edition)
      .filter((file) => !file.startsWith('simd_') && chosen(`${edition}/${file}`))
      .map((file) => ({ edition, file })),
  );
  const inSubset = ({ edition, file }: (typeof files)[number]): boolean => SUBSET[edition].has(file);
  const partsOf = (some: typeof files): Part[] =>
    some.map(({ edition, file }) => partOf(folder, edition, file)).filter((part) => part !== undefined);
  return [
    ...batches('short', extents.has('short') ? partsOf(files.filter(inSubset)) : []),
    ...batches('whole', extents.has('whole') ? partsOf(files.filter((file) => !inSubset(file))) : []),
  ];
}

function batches(extent: Extent, parts: readonly Part[]): Program[] {
  const groups: Part[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if (size + part.size > BATCH) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(part);
    size += part.size;
  }
  return groups.map((group, i) => ({
    kind: 'spec',
    name: `official tests, ${extent === 'short' ? 'subset' : 'others'} ${i + 1}`,
    extent,
    input: group.map(({ input }) => input),
    modules: new Map(group.flatMap(({ modules }) => [...modules])),
    expected: group.map(({ expected }) => expected),
  }));
}

/** Undefined if the file has nothing to run. */
function partOf(folder: string, edition: Edition, file: string): Part | undefined {
  const commands = readScript(folder, edition, file).filter(({ type }) => !COMPILER_ONLY.has(type));
  if (commands.length === 0) return undefined;
  const name = `${edition}/${file}`;
  const bytesOf = (key: string): Uint8Array<ArrayBuffer> =>
    /^[0-9a-f]+$/.test(key)
      ? new Uint8Array(Buffer.from(key, 'hex'))
      : readModule(folder, edition, key.slice(edition.length + 1));

  const input = { name, edition, commands };
  const fail = (where: string, failures: readonly string[]): void => {
    if (failures.length > 0) throw new Error(`${name} fails ${where}: ${failures.join('\n')}`);
  };
  // Today's engines run by the newer rules: active segments are written one after the other.
  if (edition === 'v2') {
    const oracle = { ...native, compile: (bytes: Uint8Array) => native.compile(bytesOf(moduleKey(bytes))) };
    fail('natively', runSpec(input, oracle).failures);
  }
  const modules = new Map<string, string>();
  const here = lookupEngine((key) => {
    const { code } = compile(bytesOf(key), { features: FEATURES[edition] });
    modules.set(key, code);
    return load(code);
  });
  // Native results cannot be hashed: the bits of a computed NaN are free.
  const { passed, failures, hash } = runSpec(input, here);
  fail('here', failures);
  const size = [...modules.values()].reduce((sum, code) => sum + code.length, JSON.stringify(commands).length);
  return { input, modules, expected: `${name}: ${passed} passed, ${hash}`, size };
}
