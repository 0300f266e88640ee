// Instruction by instruction, one function body, with the operand stack's types kept as validation keeps them
// (specification, appendix A.3). Chooses nothing; an instruction that does not fit is a mistake of the generator and throws.

import type { Branch, FunctionType, Instruction, Plain, Type } from './model.ts';
import { fits } from './model.ts';

export interface Frame {
  readonly name: 'function' | Block['name'];
  readonly type: FunctionType;
  /** What a branch to it takes. */
  readonly label: readonly Type[];
  readonly code: Instruction[];
  readonly stack: Type[];
  /** After br, return, …: below the stack's bottom are values of any type. */
  unreachable: boolean;
  /** So many values from the bottom wait for an instruction to come, and must not be touched. */
  reserved: number;
}

type Block = Extract<Instruction, { kind: 'block' }>;

export class Builder {
  /** Innermost last. */
  readonly frames: Frame[] = [];
  /** Instructions so far. */
  size = 0;

  constructor(type: FunctionType) {
    this.enter('function', { params: [], results: type.results });
  }

  get frame(): Frame {
    return this.frames[this.frames.length - 1] as Frame;
  }

  /** The frame that `label` names. */
  target(label: number): Frame {
    return this.frames[this.frames.length - 1 - label] as Frame;
  }

  private enter(name: Frame['name'], type: FunctionType): void {
    this.frames.push({
      name,
      type,
      label: name === 'loop' ? type.params : type.results,
      code: [],
      stack: [...type.params],
      unreachable: false,
      reserved: 0,
    });
  }

  /** Takes `types` off the stack, the last one first. */
  private pop(types: readonly Type[]): void {
    const { stack, unreachable } = this.frame;
    for (const wanted of [...types].reverse()) {
      const actual = stack.pop();
      if (actual === undefined ? !unreachable : !fits(actual, wanted)) {
        throw new Error(`generator: ${actual ?? 'nothing'} on the stack, ${wanted} wanted`);
      }
    }
    this.frame.reserved = Math.min(this.frame.reserved, stack.length);
  }

  private push(types: readonly Type[]): void {
    this.frame.stack.push(...types);
  }

  private add(node: Instruction): void {
    this.frame.code.push(node);
    this.size++;
  }

  /** From here to the end of the frame nothing runs. */
  private end(): void {
    this.frame.unreachable = true;
    this.frame.reserved = 0;
    this.frame.stack.length = 0;
  }

  plain(node: Plain): void {
    this.pop(node.pops);
    this.add(node);
    if (node.ends) this.end();
    else this.push(node.pushes);
  }

  branch(name: Branch['name'], labels: readonly number[]): void {
    const types = this.target(labels[0] as number).label;
    this.pop(name === 'br' ? types : [...types, 'i']);
    this.add({ kind: 'branch', name, labels, types });
    if (name === 'br_if') this.push(types);
    else this.end();
  }

  indirect(type: FunctionType, table: number): void {
    this.pop([...type.params, 'i']);
    this.add({ kind: 'indirect', name: 'call_indirect', type, table });
    this.push(type.results);
  }

  /** A block whose contents `fill` (and `fillElse`) emit; an `if` takes its condition from the stack. */
  block(name: Block['name'], type: FunctionType, fill: () => void, fillElse?: () => void): void {
    this.pop(name === 'if' ? [...type.params, 'i'] : type.params);
    const body = this.inside(name, type, fill);
    const otherwise = fillElse && this.inside(name, type, fillElse);
    this.add({ kind: 'block', name, type, body, otherwise });
    this.push(type.results);
  }

  private inside(name: Block['name'], type: FunctionType, fill: () => void): Instruction[] {
    this.enter(name, type);
    fill();
    return this.leave();
  }

  /** Ends the innermost frame: exactly its results must be on the stack. */
  leave(): Instruction[] {
    const { type, stack, code } = this.frame;
    this.pop(type.results);
    if (stack.length > 0) throw new Error(`generator: ${stack.join('')} left on the stack`);
    this.frames.pop();
    return code;
  }
}
