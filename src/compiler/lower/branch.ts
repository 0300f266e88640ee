// Lowering of branches: br, br_if, br_table, return, unreachable. A branch assigns the places of the block that it
// leaves (or goes round), and breaks or continues; a branch to the function's end returns.

import type { Instr } from '../ast.ts';
import * as js from '../emit/estree.ts';
import { CompileError } from '../error.ts';
import { Effect } from '../opcodes.ts';
import { inWords } from './bigint/words.ts';
import type { Builder } from './builder.ts';
import * as e from './expression.ts';
import { arity, type Frame } from './frame.ts';
import { noVariables, type Statement, union, type Variable } from './ir.ts';
import { mayTrap, type Operand, type Place, wordKinds, wordsOf } from './operand.ts';
import { immediate } from './rule.ts';
import { makeIf } from './structure.ts';

export class Branches {
  private readonly builder: Builder;
  private readonly frames: readonly Frame[];

  constructor(builder: Builder, frames: readonly Frame[]) {
    this.builder = builder;
    this.frames = frames;
  }

  /** Gives whether control can come to what follows the instruction. */
  lower(node: Instr): boolean {
    const { builder } = this;
    switch (node.op.name) {
      case 'unreachable': {
        const trap = js.throws(builder.help('trap', [js.string('unreachable')]));
        builder.effect(trap, Effect.traps | Effect.control, [], true);
        return false;
      }
      case 'return':
        this.emitReturn((this.frames[0] as Frame).type.results.length);
        return false;
      case 'br':
        builder.settleBefore(Effect.control);
        this.branch(immediate(node, 0), true);
        return false;
      case 'br_if': {
        const { low: test } = builder.pop();
        builder.peekSimple(arity(this.target(immediate(node, 0))));
        builder.settleBefore(Effect.control);
        const consequent = this.collect(() => this.branch(immediate(node, 0), false));
        builder.emit(makeIf(undefined, test, consequent, []));
        return true;
      }
      case 'br_table':
        this.branchTable(node);
        return false;
      default:
        throw new CompileError(
          node.offset,
          `${node.op.name} is not supported yet: vector instructions are not compiled`,
        );
    }
  }

  private target(depth: number): Frame {
    return this.frames[this.frames.length - 1 - depth] as Frame;
  }
  /** Runs `emit` with a new statement list, and gives that. */
  private collect(emit: () => void): Statement[] {
    const { builder } = this;
    const { statements } = builder;
    const collected: Statement[] = [];
    builder.statements = collected;
    emit();
    builder.statements = statements;
    return collected;
  }

  /** A branch out of `depth` blocks. If not `final`, the operands stay where they are for the code behind it. */
  private branch(depth: number, final: boolean): void {
    const frame = this.target(depth);
    const { builder } = this;
    const count = arity(frame);
    const operands = final ? builder.popMany(count) : builder.peekSimple(count);
    if (frame.tail && frame.kind !== 'loop') {
      this.returnOperands(operands);
      return;
    }
    this.assignPlaces(this.placesOf(frame), operands);
    frame.label.uses++;
    builder.emit({ kind: frame.kind === 'loop' ? 'continue' : 'break', label: frame.label });
  }

  private branchTable(node: Instr): void {
    const { builder } = this;
    const { low: index } = builder.pop();
    const targets = node.args.map((_, i) => immediate(node, i));
    const last = targets.length - 1;
    builder.peekSimple(arity(this.target(targets[last] as number)));
    builder.settleBefore(Effect.control);
    const values = new Map<number, number[]>();
    for (let i = 0; i < last; i++) {
      const depth = targets[i] as number;
      const known = values.get(depth);
      if (known === undefined) values.set(depth, [i]);
      else known.push(i);
    }
    const otherwise = targets[last] as number;
    values.delete(otherwise);
    if (values.size === 0) {
      if (e.traps(index)) builder.effect(js.expression(index.node), Effect.traps, [index]);
      this.branch(otherwise, true);
      return;
    }
    const cases = [...values].map(([depth, numbers]) => ({
      values: numbers,
      body: this.collect(() => this.branch(depth, false)),
    }));
    cases.push({ values: [], body: this.collect(() => this.branch(otherwise, false)) });
    builder.emit({ kind: 'switch', value: e.exact(index), reads: index.reads, cases });
  }

  /** The variables that branches to the frame's label assign; they stay taken until the block ends. */
  private placesOf(frame: Frame): Place[] {
    frame.places ??= frame.type.results.map((type) => this.builder.variables.hold(type));
    return frame.places;
  }
  /** Assigns the topmost operands to what the frame's label takes, for code that runs on behind the block. */
  assignResults(frame: Frame): void {
    const operands = this.builder.popMany(frame.type.results.length);
    this.assignPlaces(this.placesOf(frame), operands);
  }
  /** Assigns several places at once, none of which may see another's new value, and leaves the block. */
  private assignPlaces(places: readonly Place[], operands: readonly Operand[]): void {
    const assigned = new Set<Variable>();
    const moved = operands.map((operand, i) => {
      const words = wordsOf(operand);
      const clobbered = words.some((word) => word.reads.some((variable) => assigned.has(variable)));
      const { low, high } = places[i] as Place;
      assigned.add(low);
      if (high !== undefined) assigned.add(high);
      return clobbered || (places.length > 1 && !words.every(e.isSimple))
        ? this.builder.inTemporaries(operand)
        : operand;
    });
    for (const [i, operand] of moved.entries()) this.builder.assignLeaving(places[i] as Place, operand);
  }
  /** Returns the topmost operands. */
  emitReturn(count: number): void {
    this.builder.settleBefore(Effect.control);
    this.returnOperands(this.builder.popMany(count));
  }
  private returnOperands(operands: readonly Operand[]): void {
    // The first word is returned by value, so it is the last one to be evaluated.
    const first = operands.length > 1 && operands.some(mayTrap);
    const settled = first ? operands.map((operand) => this.builder.inTemporaries(operand)) : operands;
    const words = inWords(this.builder, settled).flatMap(wordsOf);
    const kinds = operands.flatMap(({ type }) => wordKinds(type));
    let reads = noVariables;
    for (const word of words) reads = union(reads, word.reads);
    this.builder.emit({ kind: 'return', values: words.map(e.exact), kinds, reads });
  }
}
