// The two stacks of the specification's validation algorithm (appendix "Validation Algorithm"): types of operands, and
// blocks that are open. It knows how to pop, push and complain, not what any instruction does.

import type { BlockNode, FunctionType, InstructionNode, ValueType } from '../ast.ts';
import { CompileError } from '../error.ts';

/** `unknown` is what unreachable code pops: any type will do. */
export type Operand = ValueType | 'unknown';

/** An open block: where its walk stands, and what the algorithm keeps about it. */
export interface Frame {
  /** Undefined: the function body. */
  readonly node: BlockNode | undefined;
  readonly type: FunctionType;
  /** The instructions being walked, and the next of them; after an `else`, `list` is the alternative. */
  list: readonly InstructionNode[];
  next: number;
  /** Height of the operand stack at the start, below the parameters, in operands and in words. */
  readonly height: number;
  readonly words: number;
  /** Whether the rest of the block cannot be reached, so that its operand stack has no bottom. */
  unreachable: boolean;
}

export class Stacks {
  private readonly operands: Operand[] = [];
  private height = 0;
  /** The height in words, an i64 being two, and the greatest so far. */
  private words = 0;
  private mostWords = 0;
  private readonly frames: Frame[] = [];
  /** The innermost open block. */
  frame: Frame;
  /** The instruction that pops and pushes, for messages; undefined: the end of `frame`. */
  current: InstructionNode | undefined;
  /** Byte offset of the function's final `end`. */
  private readonly endOffset: number;

  constructor(results: readonly ValueType[], body: readonly InstructionNode[], endOffset: number) {
    this.endOffset = endOffset;
    this.frame = this.open(undefined, { params: [], results }, body);
  }

  open(node: BlockNode | undefined, type: FunctionType, list: readonly InstructionNode[]): Frame {
    const frame: Frame = { node, type, list, next: 0, height: this.height, words: this.words, unreachable: false };
    this.frames.push(frame);
    this.frame = frame;
    this.pushAll(type.params);
    return frame;
  }

  /** Closes the innermost block; false if it was the function's body. */
  close(): boolean {
    const { type } = this.frames.pop() as Frame;
    const outer = this.frames[this.frames.length - 1];
    if (outer === undefined) return false;
    this.frame = outer;
    this.pushAll(type.results);
    return true;
  }

  /** Checks that what is on the stack at the end of the innermost block are its results, and takes them off. */
  finish(): void {
    this.popAll(this.frame.type.results);
    const left = this.height - this.frame.height;
    if (left > 0) {
      this.fail(`type mismatch: ${this.subject()} leaves ${left} more on the stack than its results`);
    }
  }

  /** Starts the alternative of the innermost block, an `if`. */
  alternate(list: readonly InstructionNode[]): void {
    this.frame.list = list;
    this.frame.next = 0;
    this.frame.unreachable = false;
    this.pushAll(this.frame.type.params);
  }

  /** What a branch to a label hands over: the parameters of a loop, the results of any other block. */
  labelTypes(label: number): readonly ValueType[] {
    const frame = this.frames[this.frames.length - 1 - label];
    if (frame === undefined) return this.fail(`unknown label ${label}: ${this.frames.length} are in scope`);
    return frame.node?.type === 'LoopInstruction' ? frame.type.params : frame.type.results;
  }

  push(type: Operand): void {
    this.operands[this.height++] = type;
    this.words += type === 'i64' ? 2 : 1;
    if (this.words > this.mostWords) this.mostWords = this.words;
  }

  pushAll(types: readonly ValueType[]): void {
    for (let i = 0; i < types.length; i++) this.push(types[i] as ValueType);
  }

  private take(): Operand {
    const type = this.operands[--this.height] as Operand;
    this.words -= type === 'i64' ? 2 : 1;
    return type;
  }

  /** The words that the operand stack had at its highest. */
  get greatestHeight(): number {
    return this.mostWords;
  }

  pop(expected: ValueType): void {
    if (this.height === this.frame.height) {
      if (this.frame.unreachable) return;
      this.mismatch(expected, 'nothing');
    }
    const found = this.take();
    if (found !== expected && found !== 'unknown') this.mismatch(expected, found);
  }

  popAll(types: readonly ValueType[]): void {
    for (let i = types.length - 1; i >= 0; i--) this.pop(types[i] as ValueType);
  }

  /** Pops an operand of whatever type; `expected` describes it. */
  popAny(expected: string): Operand {
    if (this.height > this.frame.height) return this.take();
    if (!this.frame.unreachable) this.mismatch(expected, 'nothing');
    return 'unknown';
  }

  /** Checks the topmost operands and leaves them as they are. */
  checkTop(types: readonly ValueType[]): void {
    for (let i = types.length - 1, at = this.height - 1; i >= 0; i--, at--) {
      const expected = types[i] as ValueType;
      if (at < this.frame.height) {
        if (this.frame.unreachable) return;
        this.mismatch(expected, 'nothing');
      }
      const found = this.operands[at] as Operand;
      if (found !== expected && found !== 'unknown') this.mismatch(expected, found);
    }
  }

  /** What follows in the innermost block cannot be reached. */
  setUnreachable(): void {
    this.height = this.frame.height;
    this.words = this.frame.words;
    this.frame.unreachable = true;
  }

  mismatch(expected: string, found: string): never {
    return this.fail(`type mismatch: ${this.subject()} expects ${expected}, found ${found}`);
  }

  /** Throws CompileError at the current instruction, or at the end of the innermost block. */
  fail(message: string): never {
    throw new CompileError(this.current?.offset ?? this.blockEnd(), message);
  }

  private subject(): string {
    if (this.current !== undefined) return this.current.op.name;
    const { node } = this.frame;
    return node === undefined ? 'the end of the function' : `the end of ${node.op.name}`;
  }

  private blockEnd(): number {
    const { node, list } = this.frame;
    if (node === undefined) return this.endOffset;
    return node.type === 'IfInstruction' && list === node.consequent
      ? (node.elseOffset ?? node.endOffset)
      : node.endOffset;
  }
}
