// Whether Fermata and native WebAssembly agree that some bytes are a module. Where they may differ is listed here, and
// nowhere else: what the engine knows by default of the proposals after 2.0 is valid there, and refused by name here.

import { CompileError } from '../../../src/compiler/error.ts';
import { type FeatureSetName, featureSet, featureSetNames } from '../../../src/compiler/features.ts';
import { compile } from '../../../src/compiler/index.ts';
import { validate } from '../../../src/compiler/validate/index.ts';

export interface Verdict {
  /** By native WebAssembly. */
  readonly isValid: boolean;
  /** The proposal that Fermata refuses it for by name, though it is valid. */
  readonly refusedFor: string | undefined;
  /** What is wrong, if anything is. */
  readonly fault: string | undefined;
}

/**
 * The later proposals that Node 20 has by default, and the bytes that they begin with where Fermata refuses them. Not
 * among them: extended constants, GC, typed function references, multi-memory, memory64, relaxed SIMD. Engines from Node
 * 22 on know more of them; there, what only native accepts is not looked at.
 */
const later: Readonly<Record<string, (byte: number) => boolean>> = {
  // The prefix of atomic instructions, or a limits flag of shared memories.
  threads: (byte) => byte === 0xfe || byte === 0x02 || byte === 0x03,
  // return_call, return_call_indirect
  'tail-calls': (byte) => byte === 0x12 || byte === 0x13,
  // try, catch, throw, rethrow, delegate, catch_all; the tag section; tags as imports and exports
  exceptions: (byte) => [0x06, 0x07, 0x08, 0x09, 0x18, 0x19, 13, 0x04].includes(byte),
};
const hasLaterEngine = Number(process.versions.node.split('.')[0]) >= 22;

/** Seconds of processor time that a verdict may take, for modules of some kilobytes. */
const mostSeconds = 5;

export function verdictOf(bytes: Uint8Array<ArrayBuffer>): Verdict {
  const isValid = WebAssembly.validate(bytes);
  const start = process.cpuUsage();
  const refusal = refusalBy(bytes, () => validate(bytes));
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const verdict = (fault: string | undefined, refusedFor?: string): Verdict => ({ isValid, refusedFor, fault });
  if (seconds > mostSeconds) return verdict(`the verdict takes ${seconds.toFixed(1)} s of processor time`);
  if (typeof refusal === 'string') return verdict(refusal);
  if (refusal === undefined) return verdict(isValid ? featureFault(bytes) : 'native refuses what is accepted');
  if (!isValid || hasLaterEngine) return verdict(compileFault(bytes));
  const [, feature = ''] = /needs the feature ([a-z-]+), which is not supported/.exec(refusal.message) ?? [];
  if (later[feature]?.(bytes[refusal.offset] as number) === true) return verdict(compileFault(bytes), feature);
  return verdict(`native accepts what is refused: ${refusal.message}`);
}

/** The CompileError that `action` throws, or what is wrong with how it ends. */
function refusalBy(bytes: Uint8Array, action: () => void): CompileError | string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (!(error instanceof CompileError)) {
      return `throws no CompileError but ${error instanceof Error ? error.stack : String(error)}`;
    }
    const { offset, message } = error;
    if (!Number.isInteger(offset) || offset < 0 || offset > bytes.length || message === '') {
      return `a CompileError at byte ${offset} of ${bytes.length}: ${message}`;
    }
    return error;
  }
}

/** What validation refuses, compiling refuses too. */
function compileFault(bytes: Uint8Array): string | undefined {
  const refusal = refusalBy(bytes, () => compile(bytes));
  return refusal === undefined ? 'compiles what validation refuses' : typeof refusal === 'string' ? refusal : undefined;
}

/** A smaller set of features never has more modules, and what it lacks it calls a feature that is off, or another encoding. */
function featureFault(bytes: Uint8Array): string | undefined {
  let before: FeatureSetName | undefined;
  for (const name of featureSetNames) {
    const refusal = refusalBy(bytes, () => validate(bytes, featureSet(name)));
    if (typeof refusal === 'string') return `${name}: ${refusal}`;
    if (refusal === undefined) before = name;
    else if (before !== undefined) return `valid under ${before}, but not under ${name}: ${refusal.message}`;
  }
  return undefined;
}
