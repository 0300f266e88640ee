// Lowering: a validated function body becomes structured statements over JavaScript words. This file only joins the
// rules of the instruction families into one table by instruction.

import type { Version } from '../analyse/clones.ts';
import type { FunctionBody, FunctionType } from '../ast.ts';
import type { Limits } from '../decode/index.ts';
import { instructions } from '../opcodes.ts';
import { bigintRules, lowerBigInt, withBigInt } from './bigint/index.ts';
import { lowerFunction } from './control.ts';
import type { LoweringEnvironment } from './environment.ts';
import { flatten } from './flatten.ts';
import { float } from './float.ts';
import { int32 } from './int32.ts';
import { int64 } from './int64.ts';
import { declareIntegers } from './integers.ts';
import type { LoweredFunction } from './ir.ts';
import { memoryRules } from './memory.ts';
import type { Rule, Rules } from './rule.ts';
import { select } from './select.ts';
import { split } from './split.ts';
import { variable } from './variable.ts';

const named: Rules = { ...int32, ...int64, ...float, ...memoryRules, ...variable, select };
const rulesOfBigInts = bigintRules(named);
const rules: readonly (Rule | undefined)[] = instructions.map(({ name }) => named[name]);

/** The function, behind the pieces that it was cut into if it is very large, before its BigInt body if it has one. */
export function lower(
  version: Version,
  type: FunctionType,
  body: FunctionBody,
  environment: LoweringEnvironment,
  limits: Limits,
): readonly LoweredFunction[] {
  const fn = flatten(lowerFunction(version, type, body, environment, rules, limits));
  const pieces = environment.optimisations.split ? split(fn) : [fn];
  const functions = environment.hasBigIntBody(version.index)
    ? withBigInt(pieces, lowerBigInt(version.index, type, body, environment, rulesOfBigInts, limits))
    : pieces;
  if (environment.optimisations.integers) functions.forEach(declareIntegers);
  return functions;
}
