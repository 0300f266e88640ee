// Runs one random module every way and says where they differ; writes down what fails.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { encode } from './encode.ts';
import { type GenerateOptions, generate } from './generate.ts';
import { minimise } from './minimise.ts';
import { type Case, type Event, firstDifference, type GeneratedCase } from './trace.ts';
import { comparisons } from './ways.ts';

export interface Finding {
  /** The way that differs from native. */
  readonly way: string;
  readonly what: string;
}

export interface Failure extends Finding {
  readonly seed: number;
  /** Where the module and its description were saved. */
  readonly file: string;
}

/** Every third module keeps to WebAssembly 1.0, every fourth to the contract of virtual machines; some are larger. */
function optionsOf(seed: number): GenerateOptions {
  return { mvp: seed % 3 === 0, contract: seed % 4 === 0, size: seed % 10 === 7 ? 3 : 1 };
}

export function caseOf(seed: number): GeneratedCase {
  const { module, calls } = generate(seed, optionsOf(seed));
  return { seed, bytes: encode(module), module, calls, isStartPure: true };
}

/** The first way that differs from native WebAssembly, or fails otherwise; undefined if all agree. */
export async function examine(subject: Case, only?: string): Promise<Finding | undefined> {
  for (const { name, expected, actual } of comparisons(subject)) {
    if (only !== undefined && name !== only) continue;
    const wanted = await expected();
    let got: Event[];
    try {
      got = await actual();
    } catch (error) {
      return { way: name, what: error instanceof Error ? `${error.stack ?? error.message}` : String(error) };
    }
    const what = firstDifference(wanted, got);
    if (what !== undefined) return { way: name, what };
  }
  return undefined;
}

/** What kind of failure it is, so that minimising one does not end with another. */
const kindOf = ({ what }: Finding): string => (what.startsWith('event') ? 'difference' : what.slice(0, 30));

/** Makes a failing case small, and saves it under `folder` as SEED.wasm, SEED.wat and SEED.txt. */
export async function save(subject: GeneratedCase, finding: Finding, folder: string): Promise<Failure> {
  const kind = kindOf(finding);
  const small = await minimise(subject, async (candidate) => {
    const found = await examine(candidate, finding.way);
    return found !== undefined && kindOf(found) === kind;
  });
  const left = (await examine(small, finding.way)) ?? finding;
  const { bytes } = small;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${subject.seed}.wasm`);
  writeFileSync(file, bytes);
  writeFileSync(join(folder, `${subject.seed}.original.wasm`), subject.bytes);
  writeFileSync(file.replace('.wasm', '.wat'), await text(bytes));
  writeFileSync(file.replace('.wasm', '.txt'), `${describeCase(small)}\n\n${left.way}\n${left.what}\n`);
  return { ...left, seed: subject.seed, file };
}

function describeCase({ seed, calls }: Case): string {
  const inspect = (value: unknown): string =>
    typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? String(value));
  const lines = calls.map(({ name, args }) => `${name}(${args.map(inspect).join(', ')})`);
  return [`seed ${seed}`, ...lines].join('\n');
}

async function text(bytes: Uint8Array): Promise<string> {
  const tools = await wabt();
  const module = tools.readWasm(bytes, { readDebugNames: false });
  try {
    return module.toText({ foldExprs: true, inlineExport: true });
  } finally {
    module.destroy();
  }
}
