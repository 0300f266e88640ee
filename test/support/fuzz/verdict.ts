// Whether Fermata and native WebAssembly agree that some bytes are a module. Where they may differ is listed here, and
// nowhere else: what the engine knows by default of the proposals after 2.0 is valid there, and refused by name here.

import wabt from 'wabt';
import { CompileError } from '../../../src/compiler/error.ts';
import { type FeatureSetName, featureSet, featureSetNames } from '../../../src/compiler/features.ts';
import { compile } from '../../../src/compiler/index.ts';
import { validate } from '../../../src/compiler/validate/index.ts';
import { putTogether, sectionIds, takeApart } from './parts.ts';

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
/** V8 reads a reference type as a LEB128 number, of more bytes than it needs too, as 0xef 0x7f; 2.0 has one byte for it. */
function isLongType(bytes: Uint8Array, offset: number): boolean {
  let end = offset;
  while (((bytes[end] as number) & 0x80) !== 0) end++;
  return end > offset && bytes[end] === 0x7f;
}

const hasLaterEngine = Number(process.versions.node.split('.')[0]) >= 22;

/** What a verdict may take, for modules of some kilobytes: seconds of processor time, and bytes by which the process grows. */
const most = { seconds: 5, growth: 300e6 };

export function verdictOf(bytes: Uint8Array<ArrayBuffer>): Verdict {
  const isValid = WebAssembly.validate(bytes);
  const size = process.memoryUsage.rss();
  const start = process.cpuUsage();
  const refusal = refusalBy(bytes, () => validate(bytes));
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const growth = process.memoryUsage.rss() - size;
  const verdict = (fault: string | undefined, refusedFor?: string): Verdict => ({ isValid, refusedFor, fault });
  if (seconds > most.seconds) return verdict(`the verdict takes ${seconds.toFixed(1)} s of processor time`);
  if (growth > most.growth) return verdict(`the verdict takes ${Math.round(growth / 1e6)} MB of memory`);
  if (typeof refusal === 'string') return verdict(refusal);
  if (refusal === undefined) return verdict(isValid ? featureFault(bytes) : 'native refuses what is accepted');
  if (!isValid) return verdict(compileFault(bytes));
  const [, feature = ''] = /needs the feature ([a-z-]+), which is not supported/.exec(refusal.message) ?? [];
  if (/^malformed (reference|value) type/.test(refusal.message) && isLongType(bytes, refusal.offset))
    return verdict(compileFault(bytes), 'a type of more bytes than one');
  const isLater = later[feature]?.(bytes[refusal.offset] as number) === true;
  if (isLater || hasLaterEngine) return verdict(compileFault(bytes), feature || 'no named feature');
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

/**
 * A larger set of features has all modules of a smaller one. What the smaller sets accept, WABT has to accept with the
 * proposals off. (The other way round it is lenient: it lets unused types, element segments and exports of 2.0 pass.)
 */
function featureFault(bytes: Uint8Array): string | undefined {
  let before: FeatureSetName | undefined;
  for (const name of featureSetNames) {
    const refusal = refusalBy(bytes, () => validate(bytes, featureSet(name)));
    if (typeof refusal === 'string') return `${name}: ${refusal}`;
    if (refusal !== undefined && before !== undefined) {
      return `valid under ${before}, but not under ${name}: ${refusal.message}`;
    }
    if (refusal !== undefined) continue;
    before = name;
    const other = name === 'mvp' || name === 'wasm1' ? refusalByWabt(bytes, name === 'wasm1') : undefined;
    if (other !== undefined) return `accepted under ${name}, refused by WABT: ${other}`;
  }
  return undefined;
}

const tools = await wabt();
const proposals = [
  'sat_float_to_int',
  'sign_extension',
  'multi_value',
  'bulk_memory',
  'reference_types',
  'simd',
  'threads',
  'exceptions',
  'tail_call',
  'extended_const',
  'multi_memory',
  'memory64',
  'relaxed_simd',
  'function_references',
  'gc',
];

function refusalByWabt(bytes: Uint8Array, mutableGlobals: boolean): string | undefined {
  const { sections } = takeApart(bytes);
  // WABT reads what custom sections say; the specification wants it ignored.
  const plain = putTogether({ sections: sections.filter(({ id }) => id !== sectionIds.custom) });
  const features = Object.fromEntries(proposals.map((name) => [name, false]));
  try {
    const module = tools.readWasm(plain, { ...features, mutable_globals: mutableGlobals });
    try {
      module.validate();
    } finally {
      module.destroy();
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
