// One file of the official tests, without what concerns only the compiler. Its line: how many commands passed, and the
// hash of every result and memory.

import type { Engine } from '../../support/engine.ts';
import { runScript } from '../../support/spec/runner.ts';
import type { Command, Edition } from '../../support/spec/script.ts';
import { Trace } from './trace.ts';
import { traced } from './traced.ts';

export type SpecInput = readonly {
  readonly name: string;
  readonly edition: Edition;
  readonly commands: readonly Command[];
}[];

export interface SpecResult {
  readonly passed: number;
  readonly failures: readonly string[];
  readonly hash: string;
}

/** `engine.compile` is given names instead of bytes, `edition/file.wasm` (see `lookup.ts`). */
export function runSpec({ edition, commands }: SpecInput[number], engine: Engine): SpecResult {
  const trace = new Trace();
  const recording = traced(engine, trace);
  const { tallies, failures } = runScript(commands, recording, (file) => nameAsBytes(`${edition}/${file}`));
  recording.finish();
  let passed = 0;
  for (const tally of tallies.values()) passed += tally.passed;
  return { passed, failures, hash: trace.digest() };
}

function nameAsBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Array.from(name, (character) => character.charCodeAt(0)));
}
