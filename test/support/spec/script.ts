// The official tests as wast2json writes them: where they stand, their shapes, and how a file of them is read.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type SpecType = 'i32' | 'i64' | 'f32' | 'f64' | 'externref' | 'funcref';

/**
 * An argument or an expected result. `value` is the bits in decimal, `nan:canonical` or `nan:arithmetic`; of an
 * externref the number that names it, or `null`. It is absent where only the type is said (before a trap), and where any
 * reference that is not null will do.
 */
export interface SpecValue {
  readonly type: SpecType;
  readonly value?: string;
}

export interface Action {
  readonly type: 'invoke' | 'get';
  /** Absent: the last module instantiated. */
  readonly module?: string;
  readonly field: string;
  readonly args?: readonly SpecValue[];
}

export type Command = { readonly line: number } & (
  | { readonly type: 'module'; readonly name?: string; readonly filename: string }
  | { readonly type: 'register'; readonly name?: string; readonly as: string }
  | { readonly type: 'action'; readonly action: Action; readonly expected: readonly SpecValue[] }
  | { readonly type: 'assert_return'; readonly action: Action; readonly expected: readonly SpecValue[] }
  | {
      readonly type: 'assert_trap' | 'assert_exhaustion';
      readonly action: Action;
      readonly text: string;
      readonly expected: readonly SpecValue[];
    }
  | {
      readonly type: 'assert_invalid' | 'assert_malformed' | 'assert_unlinkable' | 'assert_uninstantiable';
      readonly filename: string;
      readonly text: string;
      readonly module_type: 'binary' | 'text';
    }
);

/** A state of the official tests: `mvp` is that of January 2020, `v2` that of April 2022. */
export type Edition = 'mvp' | 'v2';

/** The folder of the tests (FERMATA_SPEC_TESTS, or `shared/spec` beside the checkout), or undefined if there is none. */
export function specFolder(): string | undefined {
  const folder = process.env.FERMATA_SPEC_TESTS ?? join(import.meta.dirname, '../../../../shared/spec');
  return existsSync(join(folder, 'mvp')) && existsSync(join(folder, 'v2')) ? folder : undefined;
}

/** The names of an edition's files, sorted, without `.json`. */
export function specFiles(folder: string, edition: Edition): string[] {
  return readdirSync(join(folder, edition))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

export function readScript(folder: string, edition: Edition, name: string): readonly Command[] {
  const text = readFileSync(join(folder, edition, `${name}.json`), 'utf8');
  return (JSON.parse(text) as { commands: Command[] }).commands;
}

export function readModule(folder: string, edition: Edition, filename: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(folder, edition, filename)));
}
