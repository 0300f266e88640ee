// The verdicts of the official tests: what they call invalid or malformed is refused, every other module is valid. Each
// edition is held to the features that its date had. (What the modules do when they run is for the other spec tests.)

import { afterAll, describe, expect, test } from 'vitest';
import { CompileError } from '../src/compiler/error.ts';
import { featureSet } from '../src/compiler/features.ts';
import { validate } from '../src/compiler/validate/index.ts';
import { readModule, readScript, specFiles, specFolder } from './support/spec/script.ts';

/** What `validate` says: the error, or undefined. Anything but a CompileError is a failure of its own. */
function verdict(bytes: Uint8Array, features: ReturnType<typeof featureSet>): CompileError | undefined {
  try {
    validate(bytes, features);
    return undefined;
  } catch (error) {
    if (error instanceof CompileError) return error;
    throw error;
  }
}

const folder = specFolder();

describe.each([
  ['mvp', 'wasm1'],
  ['v2', 'wasm2'],
] as const)('verdicts of the official tests, %s, features %s', (edition, features) => {
  if (folder === undefined) {
    test.skip('the official tests are not here: set FERMATA_SPEC_TESTS to a folder with mvp/ and v2/', () => {});
    return;
  }
  const counts = { valid: 0, assert_invalid: 0, assert_malformed: 0, text: 0 };
  test.each(specFiles(folder, edition))('%s', (file) => {
    const wrong: string[] = [];
    for (const command of readScript(folder, edition, file)) {
      if (!('filename' in command)) continue;
      if (command.filename.endsWith('.wat')) {
        counts.text++;
        continue;
      }
      const isBad = command.type === 'assert_invalid' || command.type === 'assert_malformed';
      counts[isBad ? command.type : 'valid']++;
      const bytes = readModule(folder, edition, command.filename);
      const error = verdict(bytes, featureSet(features));
      if ((error !== undefined) !== isBad) wrong.push(`line ${command.line}: ${error?.message ?? 'accepted'}`);
      if (error !== undefined) expect(error.offset).toSatisfy((at: number) => at >= 0 && at <= bytes.length);
    }
    expect(wrong).toEqual([]);
  });
  afterAll(() => {
    const { valid, assert_invalid, assert_malformed, text } = counts;
    console.log(
      `${edition}: ${valid} modules valid, ${assert_invalid} invalid and ${assert_malformed} malformed refused` +
        ` (${text} in text form not looked at)`,
    );
  });
});
