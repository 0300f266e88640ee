// Small functions that call themselves: the body stands in place of each such call, once, so that most of the calls are
// never made and the words of an i64 need not pass through the result registers. No JavaScript engine does that by itself.
// The call stack is counted as before: the block that stands for a call is marked (`ast.ts`, `activation`).

import type { BlockInstruction, FunctionBody, FunctionType, Instr, InstructionNode, ValueType } from '../ast.ts';
import * as nodes from '../decode/nodes.ts';
import { byName, Effect, type Instruction } from '../opcodes.ts';

// Beyond that, calls are less of the work than the code gets longer.
const mostInstructions = 40;
const mostCalls = 2;
const mostLocals = 32;

/** The body with the calls of its function, `index`, replaced, or as it is. `again` decodes it once more. */
export function inlineRecursion(
  index: number,
  type: FunctionType,
  body: FunctionBody,
  again: () => FunctionBody,
): FunctionBody {
  if (body.instructions > mostInstructions) return body;
  const calls = countCalls(body.body, index);
  const locals = type.params.length + body.locals.reduce((sum, { count }) => sum + count, 0);
  const haveZeros = body.locals.every((run) => zero(run.type, 0) !== undefined);
  if (calls === 0 || calls > mostCalls || locals > mostLocals || !haveZeros) return body;
  // One after the other, the activations may have the same locals.
  const params = type.params.map((param) => ({ count: 1, type: param, offset: body.offset }));
  const inlined = mapNodes(body.body, 0, (node) => {
    if (node.type !== 'CallInstruction' || node.index.value !== index) return [node];
    return activation(type, again(), locals, node.offset);
  });
  return {
    ...body,
    locals: [...body.locals, ...params, ...body.locals],
    body: inlined,
    instructions: body.instructions * (1 + calls),
  };
}

function countCalls(body: readonly InstructionNode[], index: number): number {
  let calls = 0;
  mapNodes(body, 0, (node) => {
    if (node.type === 'CallInstruction' && node.index.value === index) calls++;
    return [node];
  });
  return calls;
}

/** Takes the arguments from the operand stack, and leaves the results there. The locals stand from `first` on. */
function activation(type: FunctionType, body: FunctionBody, first: number, offset: number): InstructionNode[] {
  const set = (local: number) => instr('local.set', local, offset);
  const parameters = type.params.map((_, i) => set(first + i)).reverse();
  const types = body.locals.flatMap(({ count, type: local }) => Array.from({ length: count }, () => local));
  const zeros = types.flatMap((local, i) => [
    zero(local, offset) as InstructionNode,
    set(first + type.params.length + i),
  ]);
  const blockType = { typeIndex: undefined, blockType: { params: [], results: type.results } };
  const statements = mapNodes(body.body, 0, (node, depth) => {
    if (node.type !== 'Instr') return [node];
    if (node.op.name === 'return') return [instr('br', depth, node.offset)];
    const namesLocal = (node.op.effects & (Effect.readsLocal | Effect.writesLocal)) !== 0;
    const [local] = node.args;
    return namesLocal && local?.type === 'NumberLiteral'
      ? [instr(node.op.name, first + local.value, node.offset)]
      : [node];
  });
  const block = nodes.openBlock(row('block'), blockType, statements, offset) as BlockInstruction;
  return [...parameters, ...zeros, { ...block, endOffset: body.endOffset, activation: true }];
}

function row(name: string): Instruction {
  return byName.get(name) as Instruction;
}
function instr(name: string, argument: number, offset: number): Instr {
  return nodes.instr(row(name), nodes.single(argument), offset);
}
/** Undefined for what is no number. */
function zero(type: ValueType, offset: number): Instr | undefined {
  const none = { low: 0, high: 0 };
  switch (type) {
    case 'i32':
      return instr('i32.const', 0, offset);
    case 'i64':
      return nodes.instr(row('i64.const'), [nodes.long(0, 0)], offset);
    case 'f32':
    case 'f64':
      return nodes.instr(row(`${type}.const`), [nodes.float(0, none, type === 'f64')], offset);
    default:
      return undefined;
  }
}

/** Each node that holds no others replaced by what `change` makes of it; `depth`: how many blocks it stands in. */
function mapNodes(
  list: readonly InstructionNode[],
  depth: number,
  change: (node: InstructionNode, depth: number) => InstructionNode[],
): InstructionNode[] {
  const inner = (nested: readonly InstructionNode[]) => mapNodes(nested, depth + 1, change);
  return list.flatMap((node): InstructionNode[] => {
    switch (node.type) {
      case 'BlockInstruction':
      case 'LoopInstruction':
        return [{ ...node, instr: inner(node.instr) }];
      case 'IfInstruction':
        return [{ ...node, consequent: inner(node.consequent), alternate: inner(node.alternate) }];
      default:
        return change(node, depth);
    }
  });
}
