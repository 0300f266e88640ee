// Function bodies and constant expressions as lists of instructions, each with its immediates: for mutation, which changes
// them, and for taming, which puts more in between. Independent of src/compiler, like the generator.

import type { Cursor } from './cursor.ts';
import { concat, unsigned } from './encode.ts';

/** What an immediate is. A number in LEB128: all but `labels`, `types`, `floats`, `bytes`. */
export type ImmediateKind =
  | 'blocktype'
  | 'label'
  | 'labels'
  | 'function'
  | 'type'
  | 'types'
  | 'table'
  | 'local'
  | 'global'
  | 'memory'
  | 'align'
  | 'offset'
  | 'data'
  | 'element'
  | 'reference'
  | 'i32'
  | 'i64'
  | 'floats'
  | 'bytes';

export interface Immediate {
  readonly kind: ImmediateKind;
  /** As encoded. */
  readonly bytes: readonly number[];
}

export interface Instruction {
  /** The opcode, with what follows a prefix: 0xfc 10 is 0xfc0a. */
  readonly opcode: number;
  /** The opcode as encoded. */
  readonly code: readonly number[];
  readonly immediates: readonly Immediate[];
}

const fixed: Readonly<Record<number, readonly ImmediateKind[]>> = {
  2: ['blocktype'],
  3: ['blocktype'],
  4: ['blocktype'],
  12: ['label'],
  13: ['label'],
  14: ['labels'],
  16: ['function'],
  17: ['type', 'table'],
  28: ['types'],
  32: ['local'],
  33: ['local'],
  34: ['local'],
  35: ['global'],
  36: ['global'],
  37: ['table'],
  38: ['table'],
  63: ['memory'],
  64: ['memory'],
  65: ['i32'],
  66: ['i64'],
  67: ['floats'],
  68: ['floats'],
  208: ['reference'],
  210: ['function'],
  64520: ['data', 'memory'],
  64521: ['data'],
  64522: ['memory', 'memory'],
  64523: ['memory'],
  64524: ['element', 'table'],
  64525: ['element'],
  64526: ['table', 'table'],
  64527: ['table'],
  64528: ['table'],
  64529: ['table'],
};

const memarg: readonly ImmediateKind[] = ['align', 'offset'];

/** Throws if the opcode is none of WebAssembly 2.0. */
function kindsOf(opcode: number): readonly ImmediateKind[] {
  const kinds = fixed[opcode];
  if (kinds !== undefined) return kinds;
  if (opcode >= 0x28 && opcode <= 0x3e) return memarg;
  if (opcode >= 0xfd00) return kindsOfVector(opcode - 0xfd00);
  const plain = [0, 1, 5, 11, 15, 0x1a, 0x1b, 0xd1].includes(opcode);
  const numeric = (opcode >= 0x45 && opcode <= 0xc4) || (opcode >= 0xfc00 && opcode <= 0xfc07);
  if (plain || numeric) return [];
  throw new RangeError(`no instruction has the opcode 0x${opcode.toString(16)}`);
}

function kindsOfVector(number: number): readonly ImmediateKind[] {
  if (number <= 11 || number === 92 || number === 93) return memarg;
  if (number === 12 || number === 13) return ['bytes'];
  if (number >= 84 && number <= 91) return [...memarg, 'memory'];
  if (number >= 21 && number <= 34) return ['memory'];
  if (number > 0xff) throw new RangeError(`no instruction has the opcode 0xfd ${number}`);
  return [];
}

/** One instruction; `else` and `end` count as such. Throws RangeError at what is none, or is cut off. */
export function readInstruction(cursor: Cursor): Instruction {
  let opcode = 0;
  const code = cursor.span(() => {
    opcode = cursor.byte();
    if (opcode >= 0xfc && opcode <= 0xfe) opcode = (opcode << 8) + Math.min(cursor.unsigned(), 0x1000);
  });
  const immediates = kindsOf(opcode).map((kind) => ({ kind, bytes: cursor.span(() => skip(cursor, opcode, kind)) }));
  return { opcode, code, immediates };
}

function skip(cursor: Cursor, opcode: number, kind: ImmediateKind): void {
  switch (kind) {
    case 'labels':
      cursor.times(() => cursor.unsigned());
      cursor.unsigned();
      return;
    case 'types':
      cursor.times(() => cursor.byte());
      return;
    case 'floats':
      cursor.take(opcode === 67 ? 4 : 8);
      return;
    case 'bytes':
      cursor.take(16);
      return;
    case 'reference':
      cursor.byte();
      return;
    default:
      cursor.skipNumber();
  }
}

/** Up to the end of what `cursor` reads. */
export function readInstructions(cursor: Cursor): Instruction[] {
  const list: Instruction[] = [];
  while (cursor.left > 0) list.push(readInstruction(cursor));
  return list;
}

/** A constant expression, its `end` included. */
export function readExpression(cursor: Cursor): Instruction[] {
  const list: Instruction[] = [];
  do list.push(readInstruction(cursor));
  while (list.at(-1)?.opcode !== 0x0b);
  return list;
}

export const bytesOf = (list: readonly Instruction[]): number[] =>
  concat(list.flatMap(({ code, immediates }) => [code, ...immediates.map(({ bytes }) => bytes)]));

/** An instruction without immediates. */
export const simple = (opcode: number): Instruction => ({ opcode, code: [opcode], immediates: [] });

/** An instruction with one immediate that is an index. */
export const withIndex = (opcode: number, index: number): Instruction => ({
  opcode,
  code: [opcode],
  immediates: [{ kind: kindsOf(opcode)[0] as ImmediateKind, bytes: unsigned(index) }],
});

/** The number that an immediate is, if it is one. */
export const numberOf = ({ bytes }: Immediate): number =>
  bytes.reduce((sum, byte, i) => sum + (byte & 0x7f) * 128 ** i, 0);
