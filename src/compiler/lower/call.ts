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
import type { Callee, TestedCallee } from './ir.ts';
import { isKnownZero, mayTrap, type Operand, wordsOf } from './operand.ts';
import { immediate } from './rule.ts';

/** Gives whether it is a tail call, so that nothing runs behind it. */
export function lowerCall(
  builder: Builder,
  node: CallInstruction | CallIndirectInstruction,
  frames: readonly Frame[],
): boolean {
  if (node.type === 'CallInstruction') return lowerDirect(builder, node, frames);
  const { environment } = builder;
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
  if (known !== undefined) return lowerNamed(builder, node, known, index, args, frames);
  const code = found(environment.tableCode(table, typeIndex, e.exact(index)), index);
  const callee = { code, counted: environment.isTypeCounted(typeIndex) };
  return emit(builder, callee, args, type, environment.typeMayPause(typeIndex), frames);
}
function found(code: js.Expression, index: e.Expr): e.Expr {
  return e.tree(code, e.Form.exact, [index], Effect.traps | Effect.readsTable);
}

/**
 * A call of one of the functions that are known to stand at these places of the table. Whether they paused is asked only
 * behind those that may.
 */
function lowerNamed(
  builder: Builder,
  { table, typeIndex }: CallIndirectInstruction,
  known: ReadonlyMap<number, number>,
  index: e.Expr,
  args: readonly Operand[],
  frames: readonly Frame[],
): boolean {
  const { environment } = builder;
  const type = environment.type(typeIndex);
  const here = [...known].filter(([place]) => index.value === undefined || place === index.value);
  const pausing = here.filter(([, functionIndex]) => environment.functionMayPause(functionIndex));
  const mayPause = pausing.length > 0;
  const together = mayPause && !isTail(builder, frames, type) ? pausing : here;
  const code = found(chosen(together, index, environment.tableTrap(table, e.exact(index)), environment), index);
  const counted = together.some(([, functionIndex]) => environment.isCounted(functionIndex));
  const others = here
    .filter((one) => !together.includes(one))
    .map(([place, functionIndex]) => {
      return { ...calleeOf(functionIndex, environment), test: e.compare('===', index, e.constant(place)) };
    });
  return emit(builder, { code, counted }, args, type, mayPause, frames, others);
}

function lowerDirect(builder: Builder, node: CallInstruction, frames: readonly Frame[]): boolean {
  const { environment } = builder;
  const index = node.index.value;
  const type = environment.functionType(index);
  const args = builder.popMany(type.params.length);
  const mayPause = environment.functionMayPause(index);
  const callee = calleeOf(index, environment);
  if (inBigInts(builder)) {
    return emit(builder, { ...callee, code: e.leaf(environment.bigintCode(index)) }, args, type, mayPause, frames);
  }
  const zeros = [...args.keys()].filter((number) => isKnownZero(args[number] as Operand));
  const clone = environment.clone(index, zeros);
  if (clone === undefined) return emit(builder, callee, args, type, mayPause, frames);
  const others = args.filter((operand) => !isKnownZero(operand));
  return emit(builder, { ...callee, code: e.leaf(clone) }, others, type, mayPause, frames);
}
function calleeOf(index: number, environment: LoweringEnvironment): Callee {
  return { code: e.leaf(environment.code(index)), counted: environment.isCounted(index) };
}

/** Of the functions at their places, the one whose place `index` is, or the trap. */
function chosen(
  places: readonly (readonly [place: number, functionIndex: number])[],
  index: e.Expr,
  trap: js.Expression,
  environment: LoweringEnvironment,
): js.Expression {
  const [first] = places;
  if (index.value !== undefined) return first === undefined ? trap : environment.code(first[1]);
  return places.reduceRight(
    (rest, [place, functionIndex]) =>
      js.conditional(js.binary('===', e.exact(index), js.integer(place)), environment.code(functionIndex), rest),
    trap,
  );
}

function emit(
  builder: Builder,
  callee: Callee,
  args: readonly Operand[],
  type: FunctionType,
  mayPause: boolean,
  frames: readonly Frame[],
  others: readonly TestedCallee[] = [],
): boolean {
  const tail = isTail(builder, frames, type);
  builder.call(callee, inWords(builder, args), type, { mayPause, tail }, others);
  if (!tail) joinResults(builder, type.results);
  return tail;
}

/** Whether what follows the current instruction is the function's end, and nothing is to be done there. */
function isTail({ environment }: Builder, frames: readonly Frame[], { results }: FunctionType): boolean {
  if (!environment.optimisations.tailCalls) return false;
  const frame = frames[frames.length - 1] as Frame;
  if (!sameTypes(results, (frames[0] as Frame).type.results)) return false;
  if (frame.next === frame.instructions.length) return frame.tail && sameTypes(results, frame.type.results);
  const node = frame.instructions[frame.next] as InstructionNode;
  if (node.type !== 'Instr') return false;
  return node.op.name === 'return' || (node.op.name === 'br' && immediate(node, 0) === frames.length - 1);
}
