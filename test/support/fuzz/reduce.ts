// Makes the bytes of a faulty mutant few: drops sections, items, bodies and instructions as long as the fault stays. Knows
// no types: what an instruction could be replaced by is tried, and native WebAssembly says whether it fits.

import { f32, f64, i32, i64 } from './constants.ts';
import { Cursor } from './cursor.ts';
import { type Instruction, readInstructions, simple } from './instructions.ts';
import { apart } from './mutate.ts';
import { type Parts, putTogether } from './parts.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Whether the fault is still there. */
export type Fails = (bytes: Bytes) => Promise<boolean>;

/** The smallest bytes found with at most `trials` tries. If `valid`, they stay valid for native WebAssembly. */
export async function reduce(bytes: Bytes, valid: boolean, fails: Fails, trials = 2000): Promise<Bytes> {
  const reducer = new Reducer(bytes, valid, fails, trials);
  const parts = apart(bytes);
  if (parts !== undefined) await reducer.parts(parts);
  // What is not valid has no structure that could be relied on.
  if (!valid) await reducer.anyBytes();
  return reducer.best;
}

class Reducer {
  best: Bytes;
  private readonly valid: boolean;
  private readonly fails: Fails;
  private left: number;

  constructor(bytes: Bytes, valid: boolean, fails: Fails, trials: number) {
    this.best = bytes;
    this.valid = valid;
    this.fails = fails;
    this.left = trials;
  }

  async parts(parts: Parts): Promise<void> {
    for (let size = Number.POSITIVE_INFINITY; this.best.length < size && this.left > 0; ) {
      size = this.best.length;
      await this.list(parts.sections, parts);
      for (const { items, bodies } of parts.sections) {
        if (items) await this.list(items, parts);
        for (const body of bodies ?? []) {
          await this.replace(body.code, 0, body.code.length, [simple(0x00), simple(0x0b)], parts);
          await this.list(body.code, parts);
          for (let at = body.code.length - 1; at >= 0; at--) {
            await this.unwrap(body.code, at, parts);
            await this.neutralise(body.code, at, parts);
          }
          await this.list(body.locals, parts);
        }
        // A body and its declaration go together; only the last ones can, without a change of indices.
        while (bodies && (await this.dropLast(parts)));
      }
    }
  }

  /** Drops ranges of a list, half of it first. */
  private async list<T>(items: T[], parts: Parts): Promise<void> {
    for (const size of sizes(items.length)) {
      // Short ranges at every place: an operand goes with its instruction.
      for (let at = items.length - size; at >= 0; at -= size > 4 ? size : 1) {
        await this.replace(items, at, size, [], parts);
      }
    }
  }

  private async replace<T>(list: T[], at: number, size: number, by: readonly T[], parts: Parts): Promise<boolean> {
    if (by.length === size && by.every((item, i) => JSON.stringify(item) === JSON.stringify(list[at + i])))
      return false;
    const former = list.splice(at, size, ...by);
    if (await this.accepts(putTogether(parts))) return true;
    list.splice(at, by.length, ...former);
    return false;
  }

  /** Takes the block that begins at `at` from around its contents. */
  private async unwrap(code: Instruction[], at: number, parts: Parts): Promise<void> {
    const { opcode } = code[at] ?? { opcode: 0 };
    if (opcode < 0x02 || opcode > 0x04) return;
    let depth = 0;
    for (let end = at; end < code.length; end++) {
      const inner = code[end]?.opcode as number;
      if (inner >= 0x02 && inner <= 0x04) depth++;
      if (inner !== 0x0b || --depth > 0) continue;
      const contents = code.slice(at + 1, end);
      const condition = opcode === 0x04 ? [simple(0x1a)] : [];
      await this.replace(code, at, end - at + 1, [...condition, ...contents], parts);
      return;
    }
  }

  /** Puts drops and constants in the place of an instruction. */
  private async neutralise(code: Instruction[], at: number, parts: Parts): Promise<void> {
    if (code[at] === undefined || isNeutral(code[at])) return;
    for (const drops of [0, 1, 2, 3]) {
      for (const constant of [[], ...zeros]) {
        const by = [...Array.from({ length: drops }, () => simple(0x1a)), ...constant];
        if (await this.replace(code, at, 1, by, parts)) return;
      }
    }
  }

  private async dropLast(parts: Parts): Promise<boolean> {
    const functions = parts.sections.find(({ id }) => id === 3)?.items;
    const bodies = parts.sections.find(({ id }) => id === 10)?.bodies;
    if (!functions?.length || !bodies?.length) return false;
    const item = functions.pop() as number[];
    const body = bodies.pop() as (typeof bodies)[number];
    if (await this.accepts(putTogether(parts))) return true;
    functions.push(item);
    bodies.push(body);
    return false;
  }

  async anyBytes(): Promise<void> {
    for (let size = this.best.length >> 1; size >= 1; size >>= 1) {
      for (let at = this.best.length - size; at >= 8; at -= size) {
        const list = [...this.best];
        list.splice(at, size);
        await this.accepts(Uint8Array.from(list));
      }
    }
  }

  private async accepts(bytes: Bytes): Promise<boolean> {
    if (this.left <= 0 || (this.valid && !WebAssembly.validate(bytes))) return false;
    this.left--;
    if (!(await this.fails(bytes))) return false;
    this.best = bytes;
    return true;
  }
}

/** Halves of a length down to 5, then 4, 3, 2, 1. */
function sizes(length: number): number[] {
  const result: number[] = [];
  for (let size = length >> 1; size > 4; size >>= 1) result.push(size);
  return [...result, 4, 3, 2, 1];
}

const zeros: readonly (readonly Instruction[])[] = [i32(0), i64(0n), f32(0), f64(0)].map(({ code }) =>
  readInstructions(new Cursor(code)),
);

const isNeutral = ({ opcode }: Instruction): boolean =>
  opcode === 0x1a || opcode === 0x0b || opcode === 0x05 || (opcode >= 0x41 && opcode <= 0x44);
