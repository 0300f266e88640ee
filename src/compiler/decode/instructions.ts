// Decodes instruction sequences (specification 5.4): function bodies without their locals, and constant expressions.
// Blocks are kept on a stack of its own, so that nesting costs no recursion. Refuses instructions whose feature is off.

import type { FunctionType, InstructionNode } from '../ast.ts';
import type { FeatureSet } from '../features.ts';
import { refusal } from '../features.ts';
import type { Instruction } from '../opcodes.ts';
import { byOpcode, instructions } from '../opcodes.ts';
import { laterInstruction } from './later.ts';
import type { Arguments, OpenBlock } from './nodes.ts';
import * as nodes from './nodes.ts';
import type { Reader } from './reader.ts';
import { readBlockType, readReferenceType, readValueTypes } from './types.ts';

/** What decoding an instruction depends on besides its bytes. */
export interface InstructionContext {
  readonly features: FeatureSet;
  readonly types: readonly FunctionType[];
  /** Whether there is a data count section, without which no code may name a data segment (specification 5.5.16). */
  readonly hasDataCount: boolean;
}

export interface Sequence {
  readonly body: InstructionNode[];
  readonly endOffset: number;
  /** How many instructions, blocks included; how deep blocks nest. */
  readonly instructions: number;
  readonly depth: number;
}

/** The ways to read immediates. */
const Shape = {
  none: 0,
  index: 1,
  memarg: 2,
  i32: 3,
  i64: 4,
  f32: 5,
  f64: 6,
  block: 7,
  call: 8,
  callIndirect: 9,
  labels: 10,
  valtypes: 11,
  reftype: 12,
  zeroByte: 13,
  twoZeroBytes: 14,
  data: 15,
  dataAndZeroByte: 16,
  elementAndTable: 17,
  twoTables: 18,
  bytes16: 19,
  lane: 20,
  memargAndLane: 21,
} as const;

const shapesByImmediates: Readonly<Record<string, number>> = {
  '': Shape.none,
  label: Shape.index,
  function: Shape.index,
  local: Shape.index,
  global: Shape.index,
  table: Shape.index,
  element: Shape.index,
  memarg: Shape.memarg,
  i32: Shape.i32,
  i64: Shape.i64,
  f32: Shape.f32,
  f64: Shape.f64,
  blocktype: Shape.block,
  'type+table': Shape.callIndirect,
  labels: Shape.labels,
  valtypes: Shape.valtypes,
  reftype: Shape.reftype,
  memory: Shape.zeroByte,
  'memory+memory': Shape.twoZeroBytes,
  data: Shape.data,
  'data+memory': Shape.dataAndZeroByte,
  'element+table': Shape.elementAndTable,
  'table+table': Shape.twoTables,
  v128: Shape.bytes16,
  lanes16: Shape.bytes16,
  lane: Shape.lane,
  'memarg+lane': Shape.memargAndLane,
};

/** By `Instruction.index`. */
const shapes = Uint8Array.from(instructions, ({ name, immediates }) =>
  name === 'call' ? Shape.call : (shapesByImmediates[immediates.join('+')] as number),
);

const elseOpcode = 0x05;
const endOpcode = 0x0b;

/** Reads instructions up to the `end` that closes the sequence, and that `end`. */
export function readInstructions(reader: Reader, context: InstructionContext): Sequence {
  const { features } = context;
  const body: InstructionNode[] = [];
  const open: OpenBlock[] = [];
  /** The list that instructions go to now; `lists` holds those around it. */
  let list = body;
  const lists: InstructionNode[][] = [];
  let count = 0;
  let depth = 0;

  for (;;) {
    const offset = reader.position;
    const opcode = reader.byte();

    if (opcode === endOpcode) {
      const block = open.pop();
      if (block === undefined) return { body, endOffset: offset, instructions: count, depth };
      block.endOffset = offset;
      list = lists.pop() as InstructionNode[];
      continue;
    }
    if (opcode === elseOpcode) {
      const block = open[open.length - 1];
      if (block?.type !== 'IfInstruction' || block.elseOffset !== undefined) reader.fail('else without if', offset);
      block.elseOffset = offset;
      list = block.alternate as InstructionNode[];
      continue;
    }

    const op = opcode < 0xfb ? byOpcode(opcode) : readPrefixed(reader, opcode, offset);
    if (op === undefined) return refuse(reader, opcode, offset);
    if (op.feature !== 'mvp' && !features.has(op.feature)) reader.fail(refusal(op.name, op.feature), offset);
    count++;

    const shape = shapes[op.index] as number;
    if (shape === Shape.block) {
      const inner: InstructionNode[] = [];
      const block = nodes.openBlock(op, readBlockType(reader, features, context.types), inner, offset);
      list.push(block);
      open.push(block);
      lists.push(list);
      list = inner;
      if (open.length > depth) depth = open.length;
      reader.limit('nesting', depth, 'nested blocks', offset);
    } else if (shape === Shape.call) {
      list.push(nodes.call(op, reader.u32(), offset));
    } else if (shape === Shape.callIndirect) {
      const typeIndex = reader.u32();
      // Before reference types, a zero byte stood where the table index is now.
      const table = features.has('reference-types') ? reader.u32() : readZero(reader);
      list.push(nodes.callIndirect(op, context.types[typeIndex], typeIndex, table, offset));
    } else {
      list.push(nodes.instr(op, readArguments(reader, context, op, shape), offset));
    }
  }
}

/** The row of a prefixed opcode. The number after the prefix is a LEB128. */
function readPrefixed(reader: Reader, prefix: number, offset: number): Instruction | undefined {
  if (prefix !== 0xfc && prefix !== 0xfd) return byOpcode(prefix);
  const number = reader.u32();
  const op = number < 0x100 ? byOpcode(prefix * 0x1000 + number) : undefined;
  return op ?? refuse(reader, prefix, offset, number);
}

function refuse(reader: Reader, opcode: number, offset: number, number = 0): never {
  const isPrefix = opcode === 0xfc || opcode === 0xfd;
  const described = `opcode 0x${opcode.toString(16)}${isPrefix ? ` ${number}` : ''}`;
  const feature = laterInstruction(opcode, number);
  return reader.fail(feature === undefined ? `illegal ${described}` : refusal(described, feature), offset);
}

function readArguments(reader: Reader, context: InstructionContext, op: Instruction, shape: number): Arguments {
  switch (shape) {
    case Shape.none:
      return nodes.none;
    case Shape.index:
      return nodes.single(reader.u32());
    case Shape.memarg: {
      const align = readAlignment(reader);
      return nodes.memoryArgument(align, reader.u32());
    }
    case Shape.i32:
      return nodes.single(reader.s32());
    case Shape.i64: {
      const low = reader.s64();
      return [nodes.long(low, reader.high)];
    }
    case Shape.f32: {
      const low = reader.bits32();
      return [nodes.float(reader.view.getFloat32(reader.position - 4, true), { low, high: 0 }, false)];
    }
    case Shape.f64: {
      const low = reader.bits32();
      const high = reader.bits32();
      return [nodes.float(reader.view.getFloat64(reader.position - 8, true), { low, high }, true)];
    }
    case Shape.labels: {
      const labels = [];
      const count = reader.count('br_table targets', 'branchTableTargets', 1);
      for (let i = 0; i <= count; i++) labels.push(nodes.number(reader.u32()));
      return labels;
    }
    case Shape.valtypes:
      return readValueTypes(reader, context.features, 'types of select', 'results').map(nodes.valtype);
    case Shape.reftype:
      return [nodes.valtype(readReferenceType(reader, context.features))];
    case Shape.zeroByte:
      readZero(reader);
      return nodes.none;
    case Shape.twoZeroBytes:
      readZero(reader);
      readZero(reader);
      return nodes.none;
    case Shape.data:
    case Shape.dataAndZeroByte: {
      if (!context.hasDataCount) reader.fail(`data count section required: ${op.name} names a data segment`);
      const segment = reader.u32();
      if (shape === Shape.dataAndZeroByte) readZero(reader);
      return nodes.single(segment);
    }
    case Shape.elementAndTable: {
      const segment = nodes.number(reader.u32());
      return [nodes.number(reader.u32()), segment];
    }
    case Shape.twoTables: {
      const destination = nodes.number(reader.u32());
      return [destination, nodes.number(reader.u32())];
    }
    case Shape.bytes16:
      return [nodes.bytes(reader.take(16))];
    case Shape.lane:
      return nodes.single(reader.byte());
    default: {
      const align = nodes.number(readAlignment(reader));
      const offset = nodes.number(reader.u32());
      return [align, offset, nodes.number(reader.byte())];
    }
  }
}

/** The byte that stands where a later specification may put an index. */
function readZero(reader: Reader): 0 {
  const offset = reader.position;
  if (reader.byte() !== 0) reader.fail('zero byte expected', offset);
  return 0;
}

function readAlignment(reader: Reader): number {
  const offset = reader.position;
  const align = reader.u32();
  if (align >= 64 && align < 128) reader.fail(refusal('a memory argument with a memory index', 'multi-memory'), offset);
  return align;
}
