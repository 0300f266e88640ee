// Checks the immediates of instructions that have a signature in the table: memory arguments, lanes, and the indices of
// memories, segments, tables and functions.

import type { BytesLiteral, Instr, NumberLiteral } from '../ast.ts';
import { CompileError } from '../error.ts';
import type { Instruction } from '../opcodes.ts';
import { instructions } from '../opcodes.ts';
import type { Context } from './context.ts';
import { lookUp, thereAre } from './context.ts';

const unchecked = new Set(['i32', 'i64', 'f32', 'f64', 'v128', 'memarg']);

/** By `Instruction.index`: whether `checkImmediates` has anything to do. */
const checked = Uint8Array.from(instructions, ({ immediates }) => (immediates.every((i) => unchecked.has(i)) ? 0 : 1));

export function hasCheckedImmediates(op: Instruction): boolean {
  return checked[op.index] === 1;
}

/** The memory exists, and the alignment is at most the natural one. Both are given as exponents. */
export function checkMemoryArgument(context: Context, node: Instr): void {
  const { op, offset } = node;
  lookUp(context.memories, 0, 'memory', offset);
  const align = (node.args[0] as NumberLiteral).value;
  const natural = op.alignment as number;
  if (align > natural) {
    throw new CompileError(
      offset,
      `alignment must not be larger than natural: ${op.name} has 2^${align} bytes, its access 2^${natural}`,
    );
  }
}

/**
 * The checks of everything else that an instruction with a signature can have. Throws CompileError at the
 * instruction.
 */
export function checkImmediates(context: Context, node: Instr): void {
  const { op, offset } = node;
  const fail = (message: string): never => {
    throw new CompileError(offset, `${op.name}: ${message}`);
  };
  const { memories, tables, elements, dataCount } = context;
  const checkData = (): void => {
    if (number(node, 0) >= dataCount) fail(`unknown data segment ${number(node, 0)}: ${thereAre(dataCount)}`);
  };
  switch (op.immediates.join('+')) {
    case 'memory':
    case 'memory+memory':
      lookUp(memories, 0, 'memory', offset);
      return;
    case 'data+memory':
      lookUp(memories, 0, 'memory', offset);
      checkData();
      return;
    case 'data':
      checkData();
      return;
    case 'element':
      lookUp(elements, number(node, 0), 'element segment', offset);
      return;
    case 'element+table': {
      const { element } = lookUp(tables, number(node, 0), 'table', offset);
      const type = lookUp(elements, number(node, 1), 'element segment', offset);
      if (element !== type) fail(`type mismatch: the table holds ${element}, the segment ${type}`);
      return;
    }
    case 'table':
      lookUp(tables, number(node, 0), 'table', offset);
      return;
    case 'table+table': {
      const destination = lookUp(tables, number(node, 0), 'table', offset).element;
      const source = lookUp(tables, number(node, 1), 'table', offset).element;
      if (destination !== source) fail(`type mismatch: one table holds ${destination}, the other ${source}`);
      return;
    }
    case 'function': {
      const callee = number(node, 0);
      lookUp(context.functions, callee, 'function', offset);
      if (!context.references.has(callee)) fail(`undeclared function reference ${callee}`);
      return;
    }
    case 'lanes16':
      for (const lane of (node.args[0] as BytesLiteral).bytes) checkLane(lane, 32, fail);
      return;
    default:
      checkLane(number(node, node.args.length - 1), laneCount(op.name), fail);
  }
}

function number(node: Instr, argument: number): number {
  return (node.args[argument] as NumberLiteral).value;
}

/** `i8x16.…` has 16 lanes, `v128.load8_lane` and `v128.store8_lane` have as many as fit into 128 bits. */
function laneCount(name: string): number {
  const match = /^\w\d+x(\d+)|^v128\.[a-z]+(\d+)_lane/.exec(name);
  return match?.[1] === undefined ? 128 / Number(match?.[2]) : Number(match[1]);
}

function checkLane(lane: number, lanes: number, fail: (message: string) => never): void {
  if (lane >= lanes) fail(`invalid lane index ${lane}: there are ${lanes} lanes`);
}
