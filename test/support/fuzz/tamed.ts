// Cases out of any module's bytes, by way of `tame`.

import { CompileError } from '../../../src/compiler/error.ts';
import { featureSet } from '../../../src/compiler/features.ts';
import { validate } from '../../../src/compiler/validate/index.ts';
import type { Argument } from './argument.ts';
import type { Call } from './generate.ts';
import { functionType, type Type } from './model.ts';
import { takeApart } from './parts.ts';
import { type Tame, type TameOptions, tame } from './tame.ts';
import type { Case } from './trace.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** A call of a function by its index, as f0, f1, …. */
export type PlannedCall = Pick<Call, 'name' | 'args'>;

/** How a module is made tame and run. */
export interface Plan {
  readonly seed: number;
  readonly options: TameOptions;
  readonly calls: readonly PlannedCall[];
}

/** Whether Fermata takes the module under the features `mvp`. */
export function isMvp(bytes: Bytes): boolean {
  try {
    validate(bytes, featureSet('mvp'));
    return true;
  } catch (error) {
    if (error instanceof CompileError) return false;
    throw error;
  }
}

export function tameCopy(bytes: Bytes, options: TameOptions): Tame | 'with vectors' | 'too large to run' {
  try {
    return tame(takeApart(bytes), options) ?? 'too large to run';
  } catch (error) {
    if (error instanceof RangeError) return 'with vectors';
    throw error;
  }
}

/** Undefined if the module cannot be run, or has not got the functions that are to be called. */
export function caseOf(bytes: Bytes, { seed, options, calls }: Plan): Case | undefined {
  const tamed = tameCopy(bytes, options);
  if (typeof tamed === 'string') return undefined;
  const { module } = tamed;
  const typed = calls.flatMap(({ name, args }) => {
    const found = module.exports.find((entry) => entry.name === name && entry.kind === 'function');
    if (found === undefined) return [];
    const { params: parameters, results } = functionType(module, found.index);
    const isFit = parameters.length === args.length && parameters.every((type, i) => suits(args[i], type));
    return isFit ? [{ name, args, parameters, results }] : [];
  });
  return typed.length === calls.length ? { seed, ...tamed, calls: typed } : undefined;
}

function suits(argument: Argument | undefined, type: Type): boolean {
  if (type === 'j') return typeof argument === 'bigint';
  return typeof argument === (type === 'a' || type === 'e' ? 'object' : 'number');
}
