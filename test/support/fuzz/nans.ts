// Makes NaNs canonical, so that no bits which WebAssembly leaves open can be seen: either where arithmetic makes them, or
// where bits are seen. A module that never looks at the bits of a float type keeps its arithmetic on it as it is.

import { unsigned } from './encode.ts';
import { type Instruction, simple, withIndex } from './instructions.ts';

export type NanPlace = 'where made' | 'where seen';

interface FloatType {
  readonly byte: number;
  readonly nan: readonly number[];
  readonly constant: number;
  readonly equal: number;
  /** Arithmetic whose NaNs have open bits: from ceil to max, and the conversion from the other type. */
  makes(opcode: number): boolean;
  /** Instructions that show the bits of the operand on top: store, reinterpret, copysign. */
  readonly shows: readonly number[];
}

const f32: FloatType = {
  byte: 0x7d,
  nan: [0, 0, 0xc0, 0x7f],
  constant: 0x43,
  equal: 0x5b,
  makes: (opcode) => (opcode >= 0x8d && opcode <= 0x97) || opcode === 0xb6,
  shows: [0x38, 0xbc, 0x98],
};

const f64: FloatType = {
  byte: 0x7c,
  nan: [0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
  constant: 0x44,
  equal: 0x61,
  makes: (opcode) => (opcode >= 0x9b && opcode <= 0xa5) || opcode === 0xbb,
  shows: [0x39, 0xbd, 0xa6],
};

/** The float types whose bits some instruction shows. */
export const shownTypes = (opcodes: ReadonlySet<number>): FloatType[] =>
  [f32, f64].filter(({ shows }) => shows.some((opcode) => opcodes.has(opcode)));

/** Code with NaNs made canonical, by way of locals from `local` on, and the runs of these locals. */
export function withCanonicalNans(
  code: readonly Instruction[],
  types: readonly FloatType[],
  place: NanPlace,
  local: number,
): { readonly code: Instruction[]; readonly locals: number[][] } {
  const result: Instruction[] = [];
  for (const instruction of code) {
    const { opcode } = instruction;
    const made = types.findIndex((type) => place === 'where made' && type.makes(opcode));
    const seen = types.findIndex(({ shows }) => place === 'where seen' && shows.includes(opcode));
    if (seen >= 0) result.push(...canonicalise(types[seen] as FloatType, local + seen));
    result.push(instruction);
    if (made >= 0) result.push(...canonicalise(types[made] as FloatType, local + made));
  }
  return { code: result, locals: types.map(({ byte }) => [...unsigned(1), byte]) };
}

/** x = x ? x : nan */
function canonicalise({ nan, constant, equal }: FloatType, local: number): Instruction[] {
  const get = withIndex(0x20, local);
  const canonical: Instruction = {
    opcode: constant,
    code: [constant],
    immediates: [{ kind: 'floats', bytes: nan }],
  };
  return [withIndex(0x22, local), canonical, get, get, simple(equal), simple(0x1b)];
}
