// Validates one function body (specification 3.3; appendix "Validation Algorithm"). The walk over nested blocks is a
// loop over the stack of frames, no recursion. Instructions whose row has a signature need no rule here but for their
// immediates; `immediates.ts` has those.

import type {
  BlockNode,
  CallIndirectInstruction,
  FunctionBody,
  FunctionType,
  Instr,
  InstructionNode,
  Module,
  NumberLiteral,
  ReferenceType,
  ValtypeLiteral,
  ValueType,
} from '../ast.ts';
import type { Context } from './context.ts';
import { lookUp } from './context.ts';
import { checkImmediates, checkMemoryArgument, hasCheckedImmediates } from './immediates.ts';
import { Locals } from './locals.ts';
import { Stacks } from './stacks.ts';

/**
 * `functionIndex` counts in the function index space, imported functions first. Throws CompileError at the instruction
 * that breaks a rule, at the `end` or `else` of a block whose results are wrong. Gives the greatest height of the
 * operand stack, in words.
 */
export function validateBody(module: Module, context: Context, functionIndex: number, body: FunctionBody): number {
  const { typeIndex } = module.functions[functionIndex - context.importedFunctions] as { typeIndex: number };
  const type = context.types[typeIndex] as FunctionType;
  const stacks = new Stacks(type.results, body.body, body.endOffset);
  const locals = new Locals(type, body);

  for (;;) {
    const { frame } = stacks;
    const node = frame.list[frame.next++];
    stacks.current = node;
    if (node === undefined) {
      if (!leave(stacks)) return stacks.greatestHeight;
    } else if (node.op.signature !== undefined) {
      const { signature, alignment } = node.op;
      if (alignment !== undefined) checkMemoryArgument(context, node as Instr);
      if (hasCheckedImmediates(node.op)) checkImmediates(context, node as Instr);
      stacks.popAll(signature.params);
      stacks.pushAll(signature.results);
    } else if (node.op.name === 'local.get') {
      stacks.push(locals.type(index(node), node));
    } else {
      step(stacks, context, locals, type, node);
    }
  }
}

/**
 * The innermost block's instructions have ended: goes on with its alternative or after it; false at the function's
 * end.
 */
function leave(stacks: Stacks): boolean {
  const { frame } = stacks;
  stacks.finish();
  if (frame.node?.type === 'IfInstruction' && frame.list === frame.node.consequent) {
    const { alternate } = frame.node;
    // Without an `else`, the alternative is empty, and its end is that of the block.
    stacks.alternate(alternate);
    return true;
  }
  return stacks.close();
}

/** The instructions that have a typing rule of their own. */
function step(stacks: Stacks, context: Context, locals: Locals, type: FunctionType, node: InstructionNode): void {
  switch (node.op.name) {
    case 'local.set':
      stacks.pop(locals.type(index(node), node));
      return;
    case 'local.tee': {
      const local = locals.type(index(node), node);
      stacks.pop(local);
      stacks.push(local);
      return;
    }
    case 'br_if': {
      stacks.pop('i32');
      const types = stacks.labelTypes(index(node));
      stacks.popAll(types);
      stacks.pushAll(types);
      return;
    }
    case 'br':
      stacks.popAll(stacks.labelTypes(index(node)));
      stacks.setUnreachable();
      return;
    case 'block':
    case 'loop':
      enter(stacks, node as BlockNode);
      return;
    case 'if':
      stacks.pop('i32');
      enter(stacks, node as BlockNode);
      return;
    case 'call': {
      const callee = lookUp(context.functions, index(node), 'function', node.offset);
      stacks.popAll(callee.params);
      stacks.pushAll(callee.results);
      return;
    }
    case 'call_indirect':
      callIndirect(stacks, context, node as CallIndirectInstruction);
      return;
    case 'global.get':
      stacks.push(lookUp(context.globals, index(node), 'global', node.offset).type);
      return;
    case 'global.set': {
      const global = lookUp(context.globals, index(node), 'global', node.offset);
      if (!global.mutable) stacks.fail(`global.set: global ${index(node)} is immutable`);
      stacks.pop(global.type);
      return;
    }
    case 'drop':
      stacks.popAny('a value');
      return;
    case 'select':
      select(stacks, node as Instr);
      return;
    case 'br_table':
      branchTable(stacks, context, node as Instr);
      return;
    case 'return':
      stacks.popAll(type.results);
      stacks.setUnreachable();
      return;
    case 'unreachable':
      stacks.setUnreachable();
      return;
    case 'ref.null':
      stacks.push(((node as Instr).args[0] as ValtypeLiteral).name);
      return;
    case 'ref.is_null': {
      const found = stacks.popAny('a reference');
      if (found !== 'unknown' && !isReference(found)) stacks.mismatch('a reference', found);
      stacks.push('i32');
      return;
    }
    default:
      tableInstruction(stacks, lookUp(context.tables, index(node), 'table', node.offset).element, node);
  }
}

/** The only index of a node that has one. */
function index(node: InstructionNode): number {
  if (node.type === 'CallInstruction') return node.index.value;
  return ((node as Instr).args[0] as NumberLiteral).value;
}

function isReference(type: ValueType): type is ReferenceType {
  return type === 'funcref' || type === 'externref';
}

function enter(stacks: Stacks, node: BlockNode): void {
  const { blockType } = node;
  if (blockType === undefined) stacks.fail(`unknown type ${node.typeIndex}`);
  stacks.popAll(blockType.params);
  stacks.open(node, blockType, node.type === 'IfInstruction' ? node.consequent : node.instr);
}

function callIndirect(stacks: Stacks, context: Context, node: CallIndirectInstruction): void {
  const { element } = lookUp(context.tables, node.table, 'table', node.offset);
  if (element !== 'funcref') {
    stacks.fail(`type mismatch: call_indirect expects a table of funcref, found one of ${element}`);
  }
  const callee = lookUp(context.types, node.typeIndex, 'type', node.offset);
  stacks.pop('i32');
  stacks.popAll(callee.params);
  stacks.pushAll(callee.results);
}

/** Specification 3.3.4.2: without an annotation, both operands must be numbers or vectors, of the same type. */
function select(stacks: Stacks, node: Instr): void {
  if (node.op.immediates.length > 0) {
    const [annotation] = node.args;
    if (annotation === undefined || node.args.length > 1) {
      stacks.fail(`invalid result arity: select with ${node.args.length} types`);
    }
    const { name } = annotation as ValtypeLiteral;
    stacks.popAll([name, name, 'i32']);
    stacks.push(name);
    return;
  }
  stacks.pop('i32');
  const second = stacks.popAny('a number or vector');
  if (second !== 'unknown' && isReference(second)) stacks.mismatch('a number or vector', second);
  // Nothing lies below an unknown operand but more of them: `second` is known wherever `first` is.
  const first = stacks.popAny(second);
  if (first !== 'unknown' && first !== second) stacks.mismatch(second, first);
  stacks.push(second);
}

function branchTable(stacks: Stacks, context: Context, node: Instr): void {
  stacks.pop('i32');
  const defaultLabel = node.args[node.args.length - 1] as NumberLiteral;
  const types = stacks.labelTypes(defaultLabel.value);
  const checked = new Set<readonly ValueType[]>();
  for (const label of node.args as readonly NumberLiteral[]) {
    const others = stacks.labelTypes(label.value);
    if (checked.has(others)) continue;
    checked.add(others);
    if (others.length !== types.length) {
      stacks.mismatch(`labels of one arity, ${types.length}`, `${others.length} for label ${label.value}`);
    }
    // Before reference types, the labels' types had to agree even where the branch cannot be reached.
    if (!context.features.has('reference-types') && others.some((other, at) => other !== types[at])) {
      stacks.mismatch(`labels of one type, ${types.join(' ')}`, `${others.join(' ')} for label ${label.value}`);
    }
    stacks.checkTop(others);
  }
  stacks.popAll(types);
  stacks.setUnreachable();
}

function tableInstruction(stacks: Stacks, element: ReferenceType, node: InstructionNode): void {
  switch (node.op.name) {
    case 'table.get':
      stacks.pop('i32');
      stacks.push(element);
      return;
    case 'table.set':
      stacks.pop(element);
      stacks.pop('i32');
      return;
    case 'table.grow':
      stacks.pop('i32');
      stacks.pop(element);
      stacks.push('i32');
      return;
    case 'table.fill':
      stacks.pop('i32');
      stacks.pop(element);
      stacks.pop('i32');
      return;
    default:
      stacks.fail(`${node.op.name} has no typing rule`);
  }
}
