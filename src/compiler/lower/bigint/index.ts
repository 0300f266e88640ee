// The second body of a function, in which an i64 is one BigInt: for engines that make machine arithmetic of BigInts. It
// computes, traps and writes what the first one does. It is lowered twice: what comes of the first time says which
// variables need slots.

import { exposedVariables } from '../../analyse/liveness.ts';
import type { FunctionBody, FunctionType } from '../../ast.ts';
import type { Limits } from '../../decode/index.ts';
import * as js from '../../emit/estree.ts';
import { type Instruction, instructions } from '../../opcodes.ts';
import { lowerFunction } from '../control.ts';
import type { LoweringEnvironment } from '../environment.ts';
import * as e from '../expression.ts';
import { flatten } from '../flatten.ts';
import type { LoweredFunction, Statement } from '../ir.ts';
import type { Rule, Rules } from '../rule.ts';
import { bigints } from '../words.ts';
import { adapted, int64 } from './int64.ts';
import { memory } from './memory.ts';
import { needSlots } from './slots.ts';

/** The rules, made of those of pairs: what has none of its own works on words. */
export function bigintRules(pairs: Rules): readonly (Rule | undefined)[] {
  const own: Rules = { ...int64, ...memory };
  const rule = ({ name, signature }: Instruction): Rule | undefined => {
    const onPairs = pairs[name];
    if (own[name] !== undefined || onPairs === undefined || signature === undefined) return own[name] ?? onPairs;
    const { params, results } = signature;
    return [...params, ...results].includes('i64') ? adapted(onPairs, params.length, results) : onPairs;
  };
  return instructions.map(rule);
}

/** The function, which stands behind its pieces, goes on to its second body; that stands behind it. */
export function withBigInt(functions: readonly LoweredFunction[], second: LoweredFunction): readonly LoweredFunction[] {
  const pieces = functions.slice(0, -1);
  return [...pieces, ...functions.slice(-1).map((fn) => ({ ...fn, body: [callOf(second, fn), ...fn.body] })), second];
}

export function lowerBigInt(
  index: number,
  type: FunctionType,
  body: FunctionBody,
  environment: LoweringEnvironment,
  rules: readonly (Rule | undefined)[],
  limits: Limits,
): LoweredFunction {
  const version = { index, name: `f${index}h`, zeros: [] };
  const lowered = (slot: (variable: number) => number) =>
    flatten(lowerFunction(version, type, body, environment, rules, limits, { kind: 'q', slot }));
  const inSlots = needSlots(lowered(() => -1));
  const first = environment.takeSlots(inSlots.length);
  const slots = new Map(inSlots.map((variable, i) => [variable, first + i]));
  const fn = lowered((variable) => slots.get(variable) ?? -1);
  // Locals start at zero.
  const exposed = exposedVariables(fn.body, fn.variables).filter(({ slot }) => slot >= 0);
  const zeros = exposed.map(({ node }): Statement => {
    return { kind: 'effect', node: js.assign(node, js.bigint(0n)), reads: [], ends: false };
  });
  return { ...fn, body: [...zeros, ...fn.body] };
}

/** Stands before the first body: where BigInts are better, the second one does it all. */
function callOf({ name }: LoweredFunction, { parameters }: LoweredFunction): Statement {
  const call: Statement = {
    kind: 'call',
    callee: js.name(name),
    args: parameters.map(({ identifier }) => identifier),
    reads: parameters,
    results: [],
    wanted: [],
    mayPause: false,
    tail: true,
    site: 0,
  };
  const test = e.leaf(js.binary('!==', bigints, js.nothing), 0, e.Form.boolean);
  return { kind: 'if', label: undefined, test, consequent: [call], alternate: [] };
}
