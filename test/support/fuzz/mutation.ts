// The mutants of a seed: of each, whether Fermata and native agree that it is a module; the last valid one is also made
// tame and run in all ways.

import { CompileError } from '../../../src/compiler/error.ts';
import { compile } from '../../../src/compiler/index.ts';
import { load } from '../load.ts';
import { everything } from './bigint.ts';
import { type Choice, differenceOf, type Finding } from './examine.ts';
import { plan } from './generate.ts';
import { type MutationKind, mutants } from './mutate.ts';
import { Random } from './random.ts';
import { type Bytes, caseOf, isMvp, type Plan, tameCopy } from './tamed.ts';
import { verdictOf } from './verdict.ts';

/** What became of a mutant, for the count of them. */
export type Fate = 'invalid' | 'valid' | 'run' | 'too large to run' | 'with vectors' | `refused for ${string}`;

export interface MutantFinding extends Finding {
  readonly bytes: Bytes;
  /** How it was run; undefined if it is its verdict that is the fault, or it does not compile. */
  readonly plan: Plan | undefined;
}

/** Tries the mutants of a seed. `count` hears of each. */
export async function tryMutants(
  seed: number,
  count: (kind: MutationKind, fate: Fate) => void,
): Promise<MutantFinding | undefined> {
  const random = mutantRandom(seed);
  const all = mutants(random);
  let last: { readonly kind: MutationKind; readonly bytes: Bytes } | undefined;
  for (let step = all.next(false); !step.done; ) {
    const { kind, bytes } = step.value;
    const { isValid, refusedFor, fault } = verdictOf(bytes);
    if (fault !== undefined) return { way: verdictWay, what: fault, bytes, plan: undefined };
    const isGood = isValid && refusedFor === undefined;
    if (refusedFor !== undefined) count(kind, `refused for ${refusedFor}`);
    else if (!isValid) count(kind, 'invalid');
    if (isGood) {
      if (last) count(last.kind, 'valid');
      last = { kind, bytes };
    }
    step = all.next(isGood);
  }
  if (last === undefined) return undefined;
  const { kind, bytes } = last;
  const how = planOf(bytes, seed, random);
  count(kind, typeof how === 'string' ? how : 'run');
  const failure = compileFault(bytes, how === 'with vectors');
  if (failure !== undefined) return { ...failure, bytes, plan: undefined };
  if (typeof how === 'string') return undefined;
  const finding = await runFault(bytes, how);
  return finding && { ...finding, bytes, plan: how };
}

export const verdictWay = 'verdict';

/** Makes the choices for the mutants of a seed. */
export const mutantRandom = (seed: number): Random => new Random(seed ^ 0x6d757461);

/** How a mutant is to be run. */
function planOf(bytes: Bytes, seed: number, random: Random): Plan | 'with vectors' | 'too large to run' {
  const options = {
    exportAll: random.chance(0.5),
    keepStart: random.chance(0.5),
    nans: random.pick(['where made', 'where seen'] as const),
    mvp: random.chance(0.5) && isMvp(bytes),
  };
  const tamed = tameCopy(bytes, options);
  return typeof tamed === 'string' ? tamed : { seed, options, calls: plan(random, tamed.module) };
}

/** What goes wrong when the module as it is is compiled, by both strategies, with and without a source map, and the code evaluated. */
export function compileFault(bytes: Bytes, hasVectors: boolean): Finding | undefined {
  for (const suspend of ['frames', 'generator'] as const) {
    const way = `compiling, ${suspend}`;
    try {
      const { code } = compile(bytes, { suspend, optimise: everything });
      load(code);
      if (compile(bytes, { suspend, optimise: everything, sourceMap: true }).code !== code)
        return { way, what: 'other code with a source map' };
    } catch (error) {
      // The one thing that is valid and not compiled.
      if (hasVectors && error instanceof CompileError && /vector|v128/.test(error.message)) continue;
      return { way, what: error instanceof Error ? `${error.stack}` : String(error) };
    }
  }
  return undefined;
}

/** Runs the module, made tame, and finds out where native differs. */
export async function runFault(bytes: Bytes, how: Plan, choice?: Choice): Promise<Finding | undefined> {
  const subject = caseOf(bytes, how);
  if (subject === undefined) return undefined;
  if (!WebAssembly.validate(subject.bytes)) throw new Error('taming makes an invalid module');
  return differenceOf(subject, choice);
}
