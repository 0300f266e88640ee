// Generated functions that are larger than what engines optimise in one piece: mixed arithmetic over 30 locals, in blocks
// with a loop or a branch, and with memory. Always the same for the same size.

import wabt from 'wabt';

export interface LargeFunction {
  readonly name: string;
  readonly type: 'i32' | 'i64';
  /** Of the function, at least. */
  readonly instructions: number;
  /** How often a round calls it. */
  readonly rounds: number;
}

export const largeFunctions: readonly LargeFunction[] = [
  { name: 'i32, 20,000 instructions', type: 'i32', instructions: 20_000, rounds: 50 },
  { name: 'i64, 6,000 instructions', type: 'i64', instructions: 6_000, rounds: 150 },
];

const LOCALS = 30;
/** A loop of this many turns is around every fifth block. */
const TURNS = 3;

const operators = ['add', 'sub', 'mul', 'xor', 'and', 'or', 'rotl', 'shl', 'shr_u', 'shr_s', 'add', 'xor'];
const mixing = ['add', 'sub', 'xor'];
const comparisons = ['lt_s', 'gt_u', 'ne', 'le_u', 'ge_s'];

/** Writes a function in the text format, and counts its instructions. */
class Writer {
  text = '';
  instructions = 0;
  #seed = 12345;

  constructor(private readonly type: 'i32' | 'i64') {}

  /** Pseudo-random, from 0 to `below` - 1. */
  pick(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) | 0;
    return (this.#seed >>> 8) % below;
  }

  block(): void {
    const kind = this.pick(5);
    const counter = `(local.get $n)`;
    if (kind === 0) {
      this.#add(2, `(local.set $n (i32.const ${TURNS})) (loop `);
      this.#statements(8);
      this.#add(6, `(br_if 0 (local.tee $n (i32.sub ${counter} (i32.const 1)))))\n`);
    } else if (kind === 1) {
      this.#add(2, `(if (${this.type}.${this.#of(comparisons)} ${this.#operand()} ${this.#operand()}) (then `);
      this.#statements(6);
      this.#add(1, ') (else ');
      this.#statements(6);
      this.#add(1, '))\n');
    } else {
      this.#statements(8);
    }
  }

  #statements(count: number): void {
    for (let i = 0; i < count; i++) {
      const kind = this.pick(8);
      if (kind === 0) {
        this.#add(2, `(${this.type}.store offset=${8 * this.pick(256)} (local.get $base) ${this.#operand()})\n`);
      } else {
        // Into what it has been, so that nothing is dead.
        const local = this.#local();
        const value = this.#expression(1 + this.pick(2));
        this.#add(3, `(local.set ${local} (${this.type}.${this.#of(mixing)} (local.get ${local}) ${value}))\n`);
      }
    }
  }

  #expression(depth: number): string {
    if (depth === 0) return this.#operand();
    this.instructions++;
    return `(${this.type}.${this.#of(operators)} ${this.#expression(depth - 1)} ${this.#operand()})`;
  }

  #operand(): string {
    this.instructions++;
    const kind = this.pick(8);
    if (kind === 0) return `(${this.type}.const ${this.pick(1 << 20) - (1 << 19)})`;
    if (kind !== 1) return `(local.get ${this.#local()})`;
    this.instructions++;
    return `(${this.type}.load offset=${8 * this.pick(256)} (local.get $base))`;
  }

  #local(): string {
    return `$x${this.pick(LOCALS)}`;
  }

  #of(list: readonly string[]): string {
    return list[this.pick(list.length)]!;
  }

  #add(instructions: number, text: string): void {
    this.instructions += instructions;
    this.text += text;
  }
}

/** The module in binary. Its function `run` calls the large one as often as its parameter says. */
export async function buildLarge({ type, instructions }: LargeFunction): Promise<Uint8Array> {
  const writer = new Writer(type);
  while (writer.instructions < instructions) writer.block();
  const locals = Array.from({ length: LOCALS }, (_, i) => i);
  const seeds = locals.map((i) => `(local.set $x${i} (${type}.add (local.get $seed) (${type}.const ${i * 77})))`);
  const sum = locals.reduce((text, i) => `(${type}.xor ${text} (local.get $x${i}))`, `(${type}.const 0)`);
  const [wrap, extend] = type === 'i64' ? ['i32.wrap_i64', 'i64.extend_i32_s'] : ['', ''];
  const text = `(module (memory 1)
    (func $large (param $seed ${type}) (param $base i32) (result ${type})
      ${locals.map((i) => `(local $x${i} ${type})`).join(' ')} (local $n i32)
      ${seeds.join('\n')}
      ${writer.text}
      ${sum})
    (func (export "run") (param $rounds i32) (result i32) (local $x ${type})
      ;; The memory is as at the first time.
      (local $i i32)
      (loop $clear
        (i64.store (local.get $i) (i64.const 0))
        (br_if $clear (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 2304))))
      (loop $again
        (local.set $x (${type}.xor (${type}.mul (local.get $x) (${type}.const 31))
          (call $large (${extend || 'i32.add (i32.const 0)'} (local.get $rounds)) (i32.const 64))))
        (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
      ${wrap ? `(${wrap} (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 32))))` : '(local.get $x)'}))`;
  const parsed = (await wabt()).parseWat('large.wat', text);
  try {
    return Uint8Array.from(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}
