// Mutations of the instructions of a module, that leave the binary format well-formed; whether the types still fit is
// left to chance.

import { constant } from './constants.ts';
import { signed } from './encode.ts';
import { loads, operators, stores } from './grammar.ts';
import { type Immediate, type Instruction, numberOf, simple, withIndex } from './instructions.ts';
import type { Type } from './model.ts';
import { nearby, reencode } from './mutate-bytes.ts';
import { type Body, bodiesOf, type Parts } from './parts.ts';
import type { Random } from './random.ts';

/** Changes one body; code may come from `donor`. */
export function mutateCode(parts: Parts, random: Random, donor: Parts): void {
  const bodies = bodiesOf(parts).filter(({ code }) => code.length > 0);
  if (bodies.length === 0) return;
  const { code } = random.pick(bodies);
  const at = random.below(code.length);
  const instruction = code[at] as Instruction;
  random.weighted<() => void>([
    [6, () => code.splice(at, 1, sibling(instruction, random))],
    [8, () => changeImmediate(code, random)],
    [3, () => code.splice(at, length(code, at, random))],
    [2, () => code.splice(random.below(code.length), 0, ...code.slice(at, at + length(code, at, random)))],
    [2, () => code.splice(at, 2, ...code.slice(at, at + 2).reverse())],
    [5, () => code.splice(at, 0, ...phrase(code, random))],
    [4, () => splice(code, random, random.pick([parts, donor]))],
    [3, () => wrap(code, at, random)],
  ])();
}

/** How many instructions from `at` on: a few, or up to the end of the block that begins there. */
function length(code: readonly Instruction[], at: number, random: Random): number {
  if (!isBlock(code[at])) return random.between(1, 3);
  let depth = 0;
  for (let i = at; i < code.length; i++) {
    if (isBlock(code[i])) depth++;
    if (code[i]?.opcode === 0x0b && --depth === 0) return i - at + 1;
  }
  return 1;
}

const isBlock = (instruction: Instruction | undefined): boolean =>
  instruction !== undefined && instruction.opcode >= 0x02 && instruction.opcode <= 0x04;

interface Row {
  readonly opcode: number;
  readonly code: readonly number[];
  /** Operand and result types. */
  readonly signature: string;
}

const rows: readonly Row[] = [...operators, ...loads, ...stores].map(({ code, pops, pushes }) => ({
  opcode: code.length > 1 ? ((code[0] as number) << 8) + (code[1] as number) : (code[0] as number),
  code,
  signature: `${pops.join('')}:${pushes.join('')}`.replaceAll('F', 'f').replaceAll('D', 'd'),
}));
const rowOf = new Map(rows.map((row) => [row.opcode, row]));
const hasMemarg = (opcode: number): boolean => opcode >= 0x28 && opcode <= 0x3e;

/** Another instruction of the same type and with the same immediates. */
function sibling(instruction: Instruction, random: Random): Instruction {
  const row = rowOf.get(instruction.opcode);
  if (row === undefined) return cousin(instruction, random);
  const alike = rows.filter(
    ({ opcode, signature }) => signature === row.signature && hasMemarg(opcode) === hasMemarg(row.opcode),
  );
  const { opcode, code } = random.pick(alike);
  return { ...instruction, opcode, code };
}

/** One of the same form. */
function cousin(instruction: Instruction, random: Random): Instruction {
  const groups = [[2, 3], [12, 13], [32, 34], [33], [35], [16], [0x1a, 0x01, 0x0f, 0x00], [0x1b]];
  const group = groups.find((codes) => codes.includes(instruction.opcode));
  if (group === undefined) return instruction;
  const opcode = random.pick(group);
  return { ...instruction, opcode, code: [opcode] };
}

function changeImmediate(code: Instruction[], random: Random): void {
  const candidates = [...code.entries()].filter(([, { immediates }]) => immediates.length > 0);
  if (candidates.length === 0) return;
  const [at, instruction] = random.pick(candidates);
  const immediates = [...instruction.immediates];
  const index = random.below(immediates.length);
  immediates[index] = changed(immediates[index] as Immediate, instruction, code, random);
  code[at] = { ...instruction, immediates };
}

function changed(
  immediate: Immediate,
  { opcode }: Instruction,
  code: readonly Instruction[],
  random: Random,
): Immediate {
  const { kind, bytes } = immediate;
  const like = (type: Type): Immediate => ({ kind, bytes: constant(random, type).code.slice(1) });
  switch (kind) {
    case 'i32':
      return random.chance(0.1) ? { kind, bytes: reencode(bytes, random) } : like('i');
    case 'i64':
      return random.chance(0.1) ? { kind, bytes: reencode(bytes, random, 10) } : like('j');
    case 'floats':
      return like(opcode === 0x43 ? 'f' : 'd');
    case 'blocktype':
      return { kind, bytes: random.pick([[0x40], [0x7f], [0x7e], [0x7d], [0x7c], [0x70], [0x6f], [random.below(8)]]) };
    case 'labels':
      return { kind, bytes: labels(random) };
    case 'types':
    case 'reference':
    case 'bytes': {
      const other = [...bytes];
      other[random.below(other.length)] = random.pick([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f, 0, 1]);
      return { kind, bytes: other };
    }
    case 'align':
      return { kind, bytes: [random.below(5)] };
    default: {
      if (random.chance(0.15)) return { kind, bytes: reencode(bytes, random) };
      // What is used elsewhere is likely to be there.
      const same = code.flatMap(({ immediates }) => immediates.filter((other) => other.kind === kind));
      return random.chance(0.5) ? random.pick(same) : { kind, bytes: nearby(numberOf(immediate), random) };
    }
  }
}

function labels(random: Random): number[] {
  const count = random.below(6);
  return [count, ...Array.from({ length: count + 1 }, () => random.below(4))];
}

/** A few new instructions; most of them fit in many places. */
function phrase(code: readonly Instruction[], random: Random): Instruction[] {
  const type = random.pick<Type>(['i', 'j', 'f', 'd']);
  const used = code.filter(({ opcode }) => opcode >= 0x20 && opcode <= 0x24).map(({ immediates }) => immediates);
  const index = used.length > 0 && random.chance(0.8) ? numberOf(random.pick(used)[0] as Immediate) : random.below(6);
  const row = random.pick(rows);
  const operator: Instruction = {
    opcode: row.opcode,
    code: row.code,
    immediates: hasMemarg(row.opcode)
      ? [
          { kind: 'align', bytes: [0] },
          { kind: 'offset', bytes: [random.below(100)] },
        ]
      : [],
  };
  const operands = [...(row.signature.split(':')[0] as string)].map((letter) => constantOf(letter as Type, random));
  return random.weighted<() => Instruction[]>([
    // Operand on top: x → x op c.
    [6, () => [...operands.slice(1), operator]],
    // Nothing in, one value out, dropped or not.
    [3, () => [...operands, operator]],
    [3, () => [...operands, operator, simple(0x1a)]],
    [2, () => [constantOf(type, random)]],
    [2, () => [simple(random.pick([0x00, 0x01, 0x0f, 0x1a, 0x1b, 0x05, 0x0b, 0xd1]))]],
    [2, () => [withIndex(0x20, index), simple(0x1a)]],
    [2, () => [withIndex(random.pick([0x20, 0x21, 0x22, 0x23, 0x24]), index)]],
    [2, () => [constantOf(type, random), withIndex(random.pick([0x21, 0x24]), index)]],
    [2, () => [withIndex(0x10, random.below(10))]],
    [2, () => [withIndex(random.pick([0x0c, 0x0d]), random.below(3))]],
    [2, () => [constantOf('i', random), withIndex(0x0d, random.below(3))]],
    [1, () => [constantOf('i', random), withIndex(0x40, 0), simple(0x1a)]],
  ])();
}

function constantOf(type: Type, random: Random): Instruction {
  const [opcode = 0, ...bytes] = constant(random, type).code;
  const kind = { i: 'i32', j: 'i64' }[type as string] ?? 'floats';
  return { opcode, code: [opcode], immediates: [{ kind: kind as Immediate['kind'], bytes }] };
}

/** Puts code from another body in, or in the place of some. */
function splice(code: Instruction[], random: Random, from: Parts): void {
  const bodies = bodiesOf(from).filter((body: Body) => body.code.length > 1);
  if (bodies.length === 0) return;
  const theirs = random.pick(bodies).code;
  const first = random.below(theirs.length - 1);
  const size = isBlock(theirs[first]) ? length(theirs, first, random) : random.between(1, 12);
  const taken = theirs.slice(first, Math.min(first + size, theirs.length - 1));
  const at = random.below(code.length);
  code.splice(at, random.chance(0.5) ? length(code, at, random) : 0, ...taken);
}

/** Makes a range of instructions the body of a block. */
function wrap(code: Instruction[], at: number, random: Random): void {
  const size = length(code, at, random);
  const inner = code.slice(at, at + size);
  const opcode = random.pick([0x02, 0x03, 0x04]);
  const type = random.pick([0x40, 0x40, 0x40, 0x7f, 0x7e, 0x7d, 0x7c]);
  const start: Instruction = { opcode, code: [opcode], immediates: [{ kind: 'blocktype', bytes: [type] }] };
  const condition: Instruction[] =
    opcode === 0x04
      ? [{ opcode: 0x41, code: [0x41], immediates: [{ kind: 'i32', bytes: signed(BigInt(random.below(2))) }] }]
      : [];
  code.splice(at, size, ...condition, start, ...inner, simple(0x0b));
}
