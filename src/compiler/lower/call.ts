// Lowering of calls, direct and through a table. A call whose results are the function's own, with nothing left to be
// done behind it, is a tail call.

import type { CallIndirectInstruction, CallInstruction, FunctionType, InstructionNode } from '../ast.ts';
import * as js from '../emit/estree.ts';
import { Effect } from '../opcodes.ts';
import { inBigInts, inWords, joinResults } from './bigint/words.ts';
import type { Builder } from './builder.ts';
import type { LoweringEnvironment } from './environment.ts';
import * as e from './expression.ts';
import { type Frame, sameTypes } from './frame.ts';
import { isKnownZero, mayTrap, type Operand, wordsOf } from './operand.ts';
import { immediate } from './rule.ts';

/** Gives whether it is a tail call, so that nothing runs behind it. */
export function lowerCall(
  builder: Builder,
  node: CallInstruction | CallIndirectInstruction,
  frames: readonly Frame[],
): boolean {
  const { environment } = builder;
  if (node.type === 'CallInstruction') {
    const index = node.index.value;
    const type = environment.functionType(index);
    const args = builder.popMany(type.params.length);
    const kind = { mayPause: environment.functionMayPause(index), counted: environment.isCounted(index) };
    if (inBigInts(builder)) return emit(builder, e.leaf(environment.bigintCode(index)), args, type, kind, frames);
    const zeros = [...args.keys()].filter((number) => isKnownZero(args[number] as Operand));
    const clone = environment.clone(index, zeros);
    const others = clone === undefined ? args : args.filter((operand) => !isKnownZero(operand));
    return emit(builder, e.leaf(clone ?? environment.code(index)), others, type, kind, frames);
  }
  const { table, typeIndex } = node;
  const type = environment.type(typeIndex);
  const known = environment.reachable(table, typeIndex);
  const { low } = builder.pop();
  // The emitted call looks the element up before it computes the arguments; those that may trap come first. So do all that
  // would be written more than once.
  const mayStay = (operand: Operand) =>
    !mayTrap(operand) && (known === undefined || known.size <= 1 || wordsOf(operand).every(e.isSimple));
  const args = builder
    .popMany(type.params.length)
    .map((operand) => (mayStay(operand) ? operand : builder.inTemporaries(operand)));
  const index = builder.simple(low);
  const code =
    known === undefined
      ? environment.tableCode(table, typeIndex, e.exact(index))
      : chosen(known, index, environment.tableTrap(table, e.exact(index)), environment);
  const callee = e.tree(code, e.Form.exact, [index], Effect.traps | Effect.readsTable);
  const kind = { mayPause: environment.typeMayPause(typeIndex), counted: environment.isTypeCounted(typeIndex) };
  return emit(builder, callee, args, type, kind, frames);
}

/** Of the functions at `places`, the one whose place `index` is, or the trap. */
function chosen(
  places: ReadonlyMap<number, number>,
  index: e.Expr,
  trap: js.Expression,
  environment: LoweringEnvironment,
): js.Expression {
  if (index.value !== undefined) {
    const here = places.get(index.value);
    return here === undefined ? trap : environment.code(here);
  }
  return [...places].reduceRight(
    (rest, [place, functionIndex]) =>
      js.conditional(js.binary('===', e.exact(index), js.integer(place)), environment.code(functionIndex), rest),
    trap,
  );
}

function emit(
  builder: Builder,
  callee: e.Expr,
  args: readonly Operand[],
  type: FunctionType,
  kind: { readonly mayPause: boolean; readonly counted: boolean },
  frames: readonly Frame[],
): boolean {
  const tail = builder.environment.optimisations.tailCalls && isTail(frames, type);
  builder.call(callee, inWords(builder, args), type, { ...kind, tail });
  if (!tail) joinResults(builder, type.results);
  return tail;
}

/** Whether what follows the current instruction is the function's end, and nothing is to be done there. */
function isTail(frames: readonly Frame[], { results }: FunctionType): boolean {
  const frame = frames[frames.length - 1] as Frame;
  if (!sameTypes(results, (frames[0] as Frame).type.results)) return false;
  if (frame.next === frame.instructions.length) return frame.tail && sameTypes(results, frame.type.results);
  const node = frame.instructions[frame.next] as InstructionNode;
  if (node.type !== 'Instr') return false;
  return node.op.name === 'return' || (node.op.name === 'br' && immediate(node, 0) === frames.length - 1);
}
