// Makes the nodes of `ast.ts`: the builders of @webassemblyjs/ast, plus what the binary format knows. Literals with
// small values, and the argument lists that hold only them, are made once and shared by all nodes; nobody may change
// them.

import {
  blockInstruction,
  callIndirectInstruction,
  callInstruction,
  floatLiteral,
  ifInstruction,
  longNumberLiteral,
  loopInstruction,
  numberLiteral,
  valtypeLiteral,
} from '@webassemblyjs/ast';
import type {
  BlockNode,
  BytesLiteral,
  CallIndirectInstruction,
  CallInstruction,
  FloatLiteral,
  FunctionType,
  Immediate,
  Instr,
  InstructionNode,
  LongNumberLiteral,
  NumberLiteral,
  ValtypeLiteral,
  ValueType,
} from '../ast.ts';
import type { Instruction } from '../opcodes.ts';
import { instructions } from '../opcodes.ts';

export type Arguments = readonly Immediate[];
export type BlockType = { readonly typeIndex: number | undefined; readonly blockType: FunctionType | undefined };
type Open<Node> = Node extends unknown ? { -readonly [Key in keyof Node]: Node[Key] } : never;
/** A block whose end has not been read. */
export type OpenBlock = Open<BlockNode>;

/** The package's vocabulary parts 'i32.add' into object 'i32' and id 'add'. By `Instruction.index`. */
const names = instructions.map(({ name }) => {
  const dot = name.indexOf('.');
  return dot < 0 ? { object: undefined, id: name } : { object: name.slice(0, dot), id: name.slice(dot + 1) };
});

/**
 * The shape of the package's `instruction` and `objectInstruction`. Those are not called: nine nodes in ten are made
 * here, and with the checks of the builders, and `op` and `offset` added to a finished object, decoding 1.4 million
 * instructions took 160 ms instead of 63.
 */
export function instr(op: Instruction, args: Arguments, offset: number): Instr {
  const { object, id } = names[op.index] as { object: string | undefined; id: string };
  return { type: 'Instr', id, object, args, op, offset };
}

const leastShared = -128;
const mostShared = 8191;
const numbers: NumberLiteral[] = [];
const singles: Arguments[] = [];
for (let value = leastShared; value <= mostShared; value++) {
  const literal = numberLiteral(value, String(value));
  numbers.push(literal);
  singles.push([literal]);
}

export const none: Arguments = [];

/** An index, a lane, or an i32 constant. */
export function number(value: number): NumberLiteral {
  if (value >= leastShared && value <= mostShared) return numbers[value - leastShared] as NumberLiteral;
  return numberLiteral(value, String(value));
}

/** An argument list of one number. */
export function single(value: number): Arguments {
  if (value >= leastShared && value <= mostShared) return singles[value - leastShared] as Arguments;
  return [numberLiteral(value, String(value))];
}

const memoryArguments: Arguments[][] = Array.from({ length: 8 }, () => []);

/** An argument list of alignment exponent and offset. */
export function memoryArgument(align: number, offset: number): Arguments {
  if (align > 7 || offset > 1023) return [number(align), number(offset)];
  const row = memoryArguments[align] as Arguments[];
  // Filled from the start, so that the array stays packed.
  while (row.length <= offset) row.push([number(align), number(row.length)]);
  return row[offset] as Arguments;
}

export function long(low: number, high: number): LongNumberLiteral {
  const value = (BigInt(high) << 32n) | BigInt(low >>> 0);
  return longNumberLiteral({ low, high }, String(value));
}

/** `raw` is what the text format would say; a NaN's payload is that of the format it has in the module. */
export function float(value: number, bits: { low: number; high: number }, isDouble: boolean): FloatLiteral {
  const sign = (isDouble ? bits.high : bits.low) < 0 ? '-' : '';
  const isNotANumber = Number.isNaN(value);
  const isInfinite = value === Infinity || value === -Infinity;
  let raw = `${sign}${Math.abs(value)}`;
  if (isInfinite) raw = `${sign}inf`;
  else if (isNotANumber) {
    const payload = isDouble
      ? (BigInt(bits.high & 0xfffff) << 32n) | BigInt(bits.low >>> 0)
      : BigInt(bits.low & 0x7fffff);
    raw = `${sign}nan:0x${payload.toString(16)}`;
  }
  return Object.assign(floatLiteral(value, isNotANumber, isInfinite, raw), { bits });
}

export function bytes(value: Uint8Array): BytesLiteral {
  return { type: 'BytesLiteral', bytes: value };
}

export function valtype(name: ValueType): ValtypeLiteral {
  return valtypeLiteral(name);
}

export function call(op: Instruction, callee: number, offset: number): CallInstruction {
  return Object.assign(callInstruction(number(callee)), { op, offset });
}

export function callIndirect(
  op: Instruction,
  signature: FunctionType | undefined,
  typeIndex: number,
  table: number,
  offset: number,
): CallIndirectInstruction {
  return Object.assign(callIndirectInstruction(signature), { op, offset, typeIndex, table });
}

/** A `block`, `loop` or `if` by its opcode, with what follows it; `body` is filled later. */
export function openBlock(op: Instruction, type: BlockType, body: InstructionNode[], offset: number): OpenBlock {
  const { typeIndex, blockType } = type;
  const result = typeIndex === undefined ? blockType?.results[0] : undefined;
  const extension = { op, offset, typeIndex, blockType, endOffset: 0 };
  if (op.name === 'block') return Object.assign(blockInstruction(undefined, body, result), extension);
  if (op.name === 'loop') return Object.assign(loopInstruction(undefined, result, body), extension);
  const node = ifInstruction<InstructionNode>(undefined, [], result, body, []);
  return Object.assign(node, extension, { elseOffset: undefined as number | undefined });
}
