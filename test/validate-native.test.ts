// Validation against native WebAssembly on modules that nobody wrote: official and random modules with some bytes
// changed, and cut off at every byte. Both must agree on each, but where the engine knows a later proposal or has
// another limit.

import { describe, expect, test } from 'vitest';
import { CompileError } from '../src/compiler/error.ts';
import { validate } from '../src/compiler/validate/index.ts';
import { encode } from './support/fuzz/encode.ts';
import { generate } from './support/fuzz/generate.ts';
import { Random } from './support/fuzz/random.ts';
import { readModule, readScript, specFiles, specFolder } from './support/spec/script.ts';

/**
 * Node 20's engine knows just the proposals that we refuse by name; later ones also extend what is malformed for us.
 */
const isOldEngine = Number(process.versions.node.split('.')[0]) < 22;
const refusedByName = /which is not supported|: limit/;

interface Verdicts {
  readonly isValid: boolean;
  /** Undefined if both agree, or what they say. */
  readonly difference: string | undefined;
}

function compare(bytes: Uint8Array<ArrayBuffer>): Verdicts {
  let refusal: string | undefined;
  try {
    validate(bytes);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    refusal = error.message;
  }
  const isValid = WebAssembly.validate(bytes);
  let difference: string | undefined;
  if (!isValid && refusal === undefined) difference = 'native refuses what was accepted';
  if (isValid && refusal !== undefined && isOldEngine && !refusedByName.test(refusal)) {
    difference = `native accepts: ${refusal}`;
  }
  return { isValid, difference };
}

/** Bytes that mean much in the format: ends, empty types, continuation bits. */
const telling = [0x00, 0x01, 0x05, 0x0b, 0x40, 0x7f, 0x80, 0xff];

function mutate(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const mutant = bytes.slice();
  for (let changes = random.between(1, 3); changes > 0; changes--) {
    const at = random.between(8, mutant.length - 1);
    const byte = mutant[at] as number;
    const candidates = [
      random.below(256),
      byte ^ (1 << random.below(8)),
      mutant[random.between(8, mutant.length - 1)] as number,
      telling[random.below(telling.length)] as number,
    ];
    mutant[at] = candidates[random.below(candidates.length)] as number;
  }
  return mutant;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** At most `count` official modules of up to `size` bytes, spread over the files. */
function officialModules(folder: string, count: number, size: number): Uint8Array<ArrayBuffer>[] {
  const all: Uint8Array<ArrayBuffer>[] = [];
  for (const file of specFiles(folder, 'v2')) {
    for (const command of readScript(folder, 'v2', file)) {
      if (command.type !== 'module') continue;
      const bytes = readModule(folder, 'v2', command.filename);
      if (bytes.length > 8 && bytes.length <= size) all.push(bytes);
    }
  }
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, index) => index % step === 0).slice(0, count);
}

function compareMutants(modules: readonly Uint8Array<ArrayBuffer>[], mutants: number, seed: number): void {
  const random = new Random(seed);
  const differences: string[] = [];
  let accepted = 0;
  for (const bytes of modules) {
    for (let i = 0; i < mutants; i++) {
      const mutant = mutate(bytes, random);
      const { isValid, difference } = compare(mutant);
      if (difference !== undefined) differences.push(`${difference}: ${hex(mutant)}`);
      if (isValid) accepted++;
    }
  }
  expect(differences).toEqual([]);
  // Mutants that are all refused, or all accepted, would show little.
  expect(accepted).toBeGreaterThan((modules.length * mutants) / 50);
  expect(accepted).toBeLessThan((modules.length * mutants) / 2);
}

describe('validation agrees with native WebAssembly', () => {
  const folder = specFolder();
  if (folder === undefined) {
    test.skip('the official tests are not here: set FERMATA_SPEC_TESTS to a folder with mvp/ and v2/', () => {});
  } else {
    test('on official modules with bytes changed', () => {
      compareMutants(officialModules(folder, 150, 6000), 200, 20);
    });

    test('on official modules cut off at every byte', () => {
      const modules = officialModules(folder, 60, 600);
      expect(modules.length).toBe(60);
      for (const bytes of modules) {
        for (let size = 0; size <= bytes.length; size++) {
          const cut = bytes.slice(0, size);
          expect(compare(cut).difference, hex(cut)).toBeUndefined();
        }
      }
    });
  }

  test('on random modules, as they are and with bytes changed', () => {
    const modules = Array.from({ length: 60 }, (_, seed) => encode(generate(seed).module));
    for (const bytes of modules) expect(compare(bytes).difference, hex(bytes)).toBeUndefined();
    compareMutants(modules, 100, 21);
  });

  test('on random bytes behind the header', () => {
    const random = new Random(22);
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from({ length: random.between(9, 40) }, () =>
        random.below(random.below(2) === 0 ? 16 : 256),
      );
      bytes.set([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
      expect(compare(bytes).difference, hex(bytes)).toBeUndefined();
    }
  });
});
