// Validates constant expressions (specification 3.3.10.2): one constant, null or function reference, or the value of an
// imported global that cannot change.

import type { Expression, Instr, InstructionNode, NumberLiteral, ValtypeLiteral, ValueType } from '../ast.ts';
import { CompileError } from '../error.ts';
import { refusal } from '../features.ts';
import type { Context } from './context.ts';
import { lookUp } from './context.ts';

const extendedConstants = new Set(['i32.add', 'i32.sub', 'i32.mul', 'i64.add', 'i64.sub', 'i64.mul']);

/** Throws CompileError unless `expression` is constant and has type `expected`; `what` names it in the message. */
export function validateConstant(context: Context, expression: Expression, expected: ValueType, what: string): void {
  // Every instruction that is allowed here pushes one value and pops none, so that there must be just one.
  const [type, ...others] = expression.body.map((node) => constantType(context, node));
  if (others.length > 0) {
    const offset = expression.body[1]?.offset ?? expression.endOffset;
    throw new CompileError(offset, `type mismatch: ${what} has more than one value in its constant expression`);
  }
  const found = type ?? 'nothing';
  if (found !== expected) {
    const offset = expression.body[0]?.offset ?? expression.endOffset;
    throw new CompileError(offset, `type mismatch: ${what} expects ${expected}, found ${found}`);
  }
}

function constantType(context: Context, node: InstructionNode): ValueType {
  const { op, offset } = node;
  switch (op.name) {
    case 'i32.const':
    case 'i64.const':
    case 'f32.const':
    case 'f64.const':
    case 'v128.const':
      return op.signature?.results[0] as ValueType;
    case 'ref.null':
      return ((node as Instr).args[0] as ValtypeLiteral).name;
    case 'ref.func':
      lookUp(context.functions, firstIndex(node as Instr), 'function', offset);
      return 'funcref';
    case 'global.get':
      return globalType(context, firstIndex(node as Instr), offset);
    default: {
      const feature = extendedConstants.has(op.name) ? `; ${refusal(op.name, 'extended-constants')}` : '';
      throw new CompileError(offset, `constant expression required, found ${op.name}${feature}`);
    }
  }
}

function globalType(context: Context, index: number, offset: number): ValueType {
  const { type, mutable } = lookUp(context.globals, index, 'global', offset);
  if (index >= context.importedGlobals) {
    throw new CompileError(offset, `unknown global ${index}: a constant expression sees imported globals only`);
  }
  if (mutable) throw new CompileError(offset, `constant expression required, but global ${index} is mutable`);
  return type;
}

function firstIndex(node: Instr): number {
  return (node.args[0] as NumberLiteral).value;
}
