// The modules that mutation starts from: those of the official tests, the invalid ones included; small ones out of npm
// packages; random ones. Which there are depends on the machine, so a seed of the fuzzer gives the same mutants only where
// these are the same: `describe` says what they are.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModule, readScript, specFiles, specFolder } from '../spec/script.ts';
import { caseOf } from './cases.ts';
import type { Random } from './random.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Larger ones take too long. */
const mostBytes = 20_000;

/** Files of npm packages with modules in them: as they are, or in base64 among JavaScript. */
const packaged = [
  'argon2-browser/dist/argon2.wasm',
  'hash-wasm/dist/index.umd.js',
  'source-map/lib/mappings.wasm',
  'undici/lib/llhttp/llhttp-wasm.js',
];

export interface Seeds {
  readonly valid: readonly Bytes[];
  readonly invalid: readonly Bytes[];
  readonly packaged: readonly Bytes[];
}

let read: Seeds | undefined;

export function seeds(): Seeds {
  if (read === undefined) {
    const fromTests = official();
    read = {
      valid: fromTests.filter((bytes) => WebAssembly.validate(bytes)),
      invalid: fromTests.filter((bytes) => !WebAssembly.validate(bytes)),
      packaged: packaged.flatMap(fromPackage).filter(({ length }) => length <= mostBytes),
    };
  }
  return read;
}

/** A random one; half of them are official ones. */
export function pickSeed(random: Random): Bytes {
  const { valid, invalid, packaged: fromPackages } = seeds();
  const choices: (readonly [weight: number, list: readonly Bytes[] | undefined])[] = [
    [7, valid],
    [3, invalid],
    [1, fromPackages],
    [9, undefined],
  ];
  const list = random.weighted(choices.filter(([, some]) => some?.length !== 0));
  return list === undefined ? caseOf(random.below(0x7fffffff)).bytes : random.pick(list);
}

export function describeSeeds(): string {
  const { valid, invalid, packaged: fromPackages } = seeds();
  const hash = createHash('sha1');
  for (const bytes of [...valid, ...invalid, ...fromPackages]) hash.update(bytes);
  const counts = `${valid.length} valid and ${invalid.length} invalid official modules, ${fromPackages.length} of packages`;
  return `${counts} (${hash.digest('hex').slice(0, 8)})`;
}

/** Each once, though many tests use the same. */
function official(): Bytes[] {
  const folder = specFolder();
  const all = new Map<string, Bytes>();
  if (folder === undefined) return [];
  for (const edition of ['mvp', 'v2'] as const) {
    for (const file of specFiles(folder, edition)) {
      // Vectors are only validated: a few files of them are enough.
      if (file.startsWith('simd_') && !/^simd_(load|lane|const|select)/.test(file)) continue;
      for (const command of readScript(folder, edition, file)) {
        if (!('filename' in command) || !command.filename.endsWith('.wasm')) continue;
        const bytes = readModule(folder, edition, command.filename);
        if (bytes.length > 8 && bytes.length <= mostBytes) all.set(Buffer.from(bytes).toString('latin1'), bytes);
      }
    }
  }
  return [...all.values()];
}

function fromPackage(file: string): Bytes[] {
  const path = join(import.meta.dirname, '../../../node_modules', file);
  if (!existsSync(path)) return [];
  const contents = readFileSync(path);
  if (file.endsWith('.wasm')) return [new Uint8Array(contents)];
  // The magic header in base64.
  const texts = new Set(contents.toString('latin1').match(/AGFzbQ[A-Za-z0-9+/]+=*/g));
  return [...texts].map((text) => new Uint8Array(Buffer.from(text, 'base64')));
}
